# syntax=docker/dockerfile:1
# The same steps as `make setup`, in two stages: the first trains the model with everything installed, the second holds
# only what serving needs (the compiled kernel with it). Build: docker build -t shizha .   Run: docker run -e SHIZHA_TELEGRAM_TOKEN=… shizha

FROM python:3.11-slim AS build
WORKDIR /src
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev make \
    && rm -rf /var/lib/apt/lists/*
COPY requirements/ requirements/
COPY pyproject.toml README.md LICENSE Makefile ./
COPY bot/ bot/
COPY model/ model/
COPY training_data/ training_data/
RUN make setup
RUN python -m venv /opt/shizha \
    && /opt/shizha/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/run.lock \
    && .venv/bin/python -m pip wheel --no-cache-dir --no-deps --no-build-isolation -w /wheels . \
    && /opt/shizha/bin/python -m pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.11-slim
# Chinese fonts for posters, cards and reports; Pango prints the report as PDF.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
LABEL org.opencontainers.image.title="shizha" \
      org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-4.0"
RUN useradd --system --create-home --home-dir /var/lib/shizha --uid 10001 shizha \
    && install -d -o shizha -g shizha /var/lib/shizha/data
COPY --from=build /opt/shizha /opt/shizha
ENV PATH=/opt/shizha/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SHIZHA_DATA_DIR=/var/lib/shizha/data \
    SHIZHA_WEB_HOST=0.0.0.0
USER shizha
WORKDIR /var/lib/shizha
VOLUME /var/lib/shizha/data
EXPOSE 8000
# Loads the model and judges one message: a container whose model is damaged must not look healthy.
HEALTHCHECK --interval=60s --timeout=20s --start-period=20s --retries=3 \
    CMD ["shizha", "check", "--json", "您好"]
ENTRYPOINT ["shizha"]
CMD ["telegram"]
