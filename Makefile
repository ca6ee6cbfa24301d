# Each target depends on its real inputs: a changed lock reinstalls, a changed corpus (or the code that
# trains on it) retrains, nothing else does.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
MODEL := model/artifact/manifest.json
BENCH ?= ../shared/bench/dev

CORPUS := training_data $(wildcard training_data/*.jsonl)
TRAINER := model/types.py $(wildcard model/normalize/*.py model/normalize/*.txt) model/tokenize.py \
	$(wildcard model/classifier/*.py model/indicators/*.py model/indicators/*.toml model/indicators/*.jsonl model/indicators/*.txt model/scam_types/*.py model/scam_types/*.toml)

.PHONY: help setup chat test bot web train evaluate figures bench lint format lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(INSTALLED): requirements/all.lock pyproject.toml $(wildcard model/native/*.pyx model/native/*.pxd)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/all.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(MODEL): $(CORPUS) $(TRAINER) | $(INSTALLED)
	$(BIN)/shizha train
	touch $@

setup: $(INSTALLED) $(MODEL) ## make .venv and the model

chat: setup ## check messages in the terminal
	@$(BIN)/shizha chat

test: setup ## run the tests
	$(BIN)/python -m pytest

bot: setup ## run the Telegram bot (needs SHIZHA_TELEGRAM_TOKEN)
	$(BIN)/shizha telegram

web: setup ## run the web page and the REST interface
	$(BIN)/shizha web

train: $(INSTALLED) ## train the model anew
	$(BIN)/shizha train

evaluate: setup ## measure the model on BENCH (a folder of labelled JSONL), write its card, hold the floors
	$(BIN)/shizha evaluate $(BENCH) --floors

figures: setup ## measure the model on BENCH and hold the floors; no card
	$(BIN)/shizha evaluate $(BENCH) --figures-only --floors

bench: setup ## time the checker (docs/benchmarks.md), pictures, storage, Telegram
	$(BIN)/python -m model.evaluation.bench
	$(BIN)/python -m tests.pictures.bench
	$(BIN)/python -m bot.bench.storage
	$(BIN)/python -m bot.bench.telegram

lint: setup ## style, types, import rules, corpus gates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m model.classifier.corpus training_data $(wildcard $(BENCH))

format: $(INSTALLED) ## put the code into one style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(INSTALLED) ## pin all dependencies, with hashes and without addresses (UPGRADE=--upgrade: the newest)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		$(UPGRADE) --all-extras pyproject.toml -o requirements/all.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra telegram --extra web --extra posters --extra report --constraint requirements/all.lock pyproject.toml \
		-o requirements/run.lock

clean: ## remove what was built (not .venv)
	rm -rf model/artifact build
