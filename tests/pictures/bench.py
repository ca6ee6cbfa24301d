"""How well, how fast and in how much memory pictures are read: `python -m tests.pictures.bench [--pictures 300]`.

Drawn screenshots in every look, half size and JPEG quality 40, every tenth in full size; one worker reads them all. The
time is a waiting person's; beside it stands processor time, which a busy machine stretches less.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from bot.intake.reader import Limits, PictureReader
from model import Provenance
from tests.pictures.draw import FONT, FONT_MISSING, draw_chat, halved, jpeg
from tests.pictures.looks import LOOKS
from tests.pictures.measure import edits, plain
from tests.pictures.said import TALKS

# One worker for the whole run, so that its memory can be watched.
LIMITS = replace(Limits(), seconds=300, pictures=10**6, megabytes=10**6)
BOT = """
import resource
from bot.app import build_picture_reader, build_service
from bot.config import Settings
from model import Submission
service, reader = build_service(Settings()), build_picture_reader(Settings())
service.answer(Submission.of("您好，我是客服，请共享屏幕"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@dataclass(slots=True)
class Figures:
    """What a run came to. Seconds for half-size and full-size pictures, memory of the worker after each picture."""

    wrong: int = 0
    said: int = 0
    half: list[float] = field(default_factory=list)
    full: list[float] = field(default_factory=list)
    rss: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pictures", type=int, default=44, help="how many (default: 44, each look four times)")
    count = options.parse_args().pictures
    if not FONT.exists():
        raise SystemExit(FONT_MISSING)
    figures = asyncio.run(measure(count))
    worker = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\n".join(lines(figures, worker.ru_utime + worker.ru_stime, worker.ru_maxrss / 1024)))


def pictures(count: int) -> Iterator[tuple[bytes, str, bool]]:
    """(JPEG, what the sender said, whether half size), each look with each conversation in turn."""
    looks = list(LOOKS.values())
    for n in range(count):
        talk = TALKS[(n + n // len(looks)) % len(TALKS)]
        picture = draw_chat(looks[n % len(looks)], talk)
        half = n % 10 != 9
        yield jpeg(halved(picture) if half else picture, 40), talk.words("them"), half


async def measure(count: int) -> Figures:
    """Read so many pictures one after the other."""
    figures = Figures()
    reader = PictureReader(LIMITS)
    await reader.read(next(pictures(1))[0])  # starts the worker
    for data, said, half in pictures(count):
        started = time.perf_counter()
        parts = await reader.read(data)
        (figures.half if half else figures.full).append(time.perf_counter() - started)
        figures.rss.append(reader.memory_mb)
        if half:
            read = "\n".join(part.text for part in parts if part.provenance is Provenance.PICTURE)
            figures.wrong += edits(plain(read), plain(said))
            figures.said += len(plain(said))
    await reader.stop()
    return figures


def lines(figures: Figures, cpu: float, peak: float) -> Iterator[str]:
    """A table in Markdown."""
    count = len(figures.rss)
    first, last = statistics.median(figures.rss[:10]), statistics.median(figures.rss[-10:])
    yield f"{_machine()}; {count} drawn screenshots, {len(LOOKS)} looks, JPEG quality 40; load {os.getloadavg()[0]:.1f}"
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| character error rate of the sender's words at half size | {figures.wrong / figures.said:.4f} |"
    yield f"| seconds for a picture at half size, median / worst | {_seconds(figures.half)} |"
    yield f"| seconds for a picture at full size, median / worst | {_seconds(figures.full)} |"
    yield f"| processor seconds a picture, start of the worker included | {cpu / (count + 1):.2f} |"
    yield f"| worker's memory after the first ten / the last ten pictures | {first:.0f} / {last:.0f} MB |"
    yield f"| worker's memory at its peak | {peak:.0f} MB |"
    yield f"| the bot without the worker, model loaded | {_bot_mb():.0f} MB |"


def _seconds(times: list[float]) -> str:
    return f"{statistics.median(times):.2f} / {max(times):.2f}" if times else "—"


def _bot_mb() -> float:
    done = subprocess.run([sys.executable, "-c", BOT], capture_output=True, check=True)
    return float(done.stdout)


def _machine() -> str:
    tools = ", ".join(f"{name} {version(name)}" for name in ("rapidocr", "onnxruntime", "zxing-cpp", "pillow"))
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {tools}"


if __name__ == "__main__":
    main()
