"""The picture reader: queue, limits, crashes, retirement with a worker that misbehaves on demand; then the real one."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app import build_picture_reader
from bot.config import Settings
from bot.errors import IntakeBusy, IntakeError
from bot.intake.opening import MAX_BYTES, check_size
from bot.intake.reader import Limits, PictureReader
from bot.replies.unread import compose_unread
from bot.texts import LOCALES, load_texts
from model import Provenance
from tests.bot.test_pictures import poster
from tests.conftest import ROOT
from tests.pictures.draw import png

PUPPET = (sys.executable, str(ROOT / "tests" / "pictures" / "workers.py"))


def run(work: Callable[[PictureReader], Awaitable[Any]], **limits: Any) -> Any:
    """Something done with a reader whose worker is the puppet; the reader is stopped at the end."""

    async def whole() -> Any:
        reader = PictureReader(Limits(**limits), PUPPET)
        await reader.start()
        try:
            return await work(reader)
        finally:
            await reader.stop()

    return asyncio.run(whole())


async def read(reader: PictureReader, order: str) -> str:
    (part,) = await reader.read(order.encode())
    return part.text


def alive(pid: str) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_pictures_come_back_in_order() -> None:
    """Asked at once, answered each with its own words, by one worker."""

    async def work(reader: PictureReader) -> list[str]:
        return await asyncio.gather(*(read(reader, f"read:{n}") for n in range(8)))

    assert run(work) == [str(n) for n in range(8)]


def test_a_worker_starts_with_the_first_picture_and_ends_at_the_stop() -> None:
    """Nobody pays for a worker that is not needed; none stays behind."""
    reader = PictureReader(command=("/does/not/exist",))
    asyncio.run(reader.stop())
    assert not alive(run(lambda reader: read(reader, "pid")))


def test_more_than_the_queue_holds_is_refused_kindly() -> None:
    """Back-pressure is an error of its own, with words of its own; the others are still answered."""

    async def work(reader: PictureReader) -> list[Any]:
        return await asyncio.gather(*(read(reader, f"read:{n}") for n in range(4)), return_exceptions=True)

    *answers, refused = run(work, waiting=3)
    assert answers == ["0", "1", "2"]
    assert isinstance(refused, IntakeBusy)
    assert refused.key == "picture.busy"


def test_a_slow_picture_is_given_up_and_its_worker_killed() -> None:
    """The next picture meets a fresh worker and never the late answer."""

    async def work(reader: PictureReader) -> None:
        first = await read(reader, "pid")
        with pytest.raises(IntakeError) as slow:
            await read(reader, "sleep:60")
        assert slow.value.key == "picture.slow"
        assert not alive(first)
        assert await read(reader, "read:next") == "next"

    run(work, seconds=1)


def test_a_crash_is_tried_once_more(tmp_path: Path) -> None:
    """A worker that dies once costs nothing but time."""
    assert run(lambda reader: read(reader, f"crash-once:{tmp_path / 'mark'}")) == str(tmp_path / "mark")


def test_a_picture_that_kills_two_workers_is_given_up() -> None:
    """The person hears of it; the next picture is read."""

    async def work(reader: PictureReader) -> str:
        with pytest.raises(IntakeError) as failed:
            await read(reader, "crash")
        assert failed.value.key == "picture.failed"
        return await read(reader, "read:next")

    assert run(work) == "next"


def test_a_worker_that_served_long_retires() -> None:
    """After so many pictures a fresh process takes over."""

    async def work(reader: PictureReader) -> list[str]:
        return [await read(reader, "pid") for _ in range(4)]

    a, b, c, d = run(work, pictures=2)
    assert a == b
    assert c == d
    assert b != c


def test_a_worker_that_grew_retires() -> None:
    """Above the memory limit a fresh process takes over; the picture that made it grow is answered."""

    async def work(reader: PictureReader) -> list[str]:
        return [await read(reader, "grow:900"), await read(reader, "pid")]

    large, fresh = run(work, megabytes=700)
    assert large != fresh


def test_a_refusal_keeps_its_words_and_its_worker() -> None:
    """What the worker cannot read is told by the same key; the worker stays."""

    async def work(reader: PictureReader) -> list[str]:
        before = await read(reader, "pid")
        with pytest.raises(IntakeError) as refused:
            await read(reader, "refuse")
        assert refused.value.key == "picture.pdf"
        return [before, await read(reader, "pid")]

    before, after = run(work)
    assert before == after


def test_a_cancelled_picture_leaves_no_answer_behind() -> None:
    """Whoever asks next gets their own words."""

    async def work(reader: PictureReader) -> str:
        await read(reader, "read:warm")
        task = asyncio.create_task(read(reader, "sleep:60"))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await read(reader, "read:mine")

    assert run(work) == "mine"


def test_a_stop_finishes_what_waits_and_takes_no_more() -> None:
    """A graceful stop loses nobody's picture."""

    async def work(reader: PictureReader) -> list[str]:
        asked = [asyncio.create_task(read(reader, f"read:{n}")) for n in range(3)]
        await asyncio.sleep(0)
        await reader.stop()
        with pytest.raises(IntakeError, match="stopping"):
            await read(reader, "read:late")
        return await asyncio.gather(*asked)

    assert run(work) == ["0", "1", "2"]


def test_a_worker_that_cannot_start_is_told() -> None:
    """A broken installation is an answer, not a traceback."""
    reader = PictureReader(command=(sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(IntakeError) as failed:
        asyncio.run(reader.read(b"x"))
    assert failed.value.key == "picture.failed"


def test_too_large_a_picture_reaches_no_worker() -> None:
    """The size is looked at in the bot."""
    reader = PictureReader(command=("/does/not/exist",))
    with pytest.raises(IntakeError, match="too large"):
        asyncio.run(reader.read(b"x" * (MAX_BYTES + 1)))


def test_the_real_worker_reads_and_refuses(capfd: pytest.CaptureFixture[str]) -> None:
    """Words and codes come back with their provenance; nothing of the picture is logged."""

    async def work() -> dict[Provenance, str]:
        reader = build_picture_reader(Settings())
        try:
            parts = await reader.read(png(poster()))
            with pytest.raises(IntakeError) as refused:
                await reader.read(b"%PDF-1.7")
            assert refused.value.key == "picture.pdf"
            return {part.provenance: part.text for part in parts}
        finally:
            await reader.stop()

    found = asyncio.run(work())
    assert "bank card" in found[Provenance.PICTURE]
    assert found[Provenance.QR] == "https://jd-lipei.top/a9"
    logged = "".join(capfd.readouterr())
    assert "bank card" not in logged
    assert "jd-lipei" not in logged


def test_a_reader_brings_no_ocr_into_the_bot() -> None:
    """The bot's own process stays small: Pillow, OCR and the code reader live in the worker."""
    line = "import sys, bot.intake.reader; print({'PIL', 'rapidocr', 'onnxruntime', 'zxingcpp'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == b"set()"


def test_every_refusal_has_words() -> None:
    """Each key that an intake error carries is worded in every locale, with its parameters."""
    source = "".join(file.read_text("utf-8") for file in (ROOT / "bot" / "intake").glob("*.py"))
    keys = {"picture.busy", *re.findall(r'"(picture\.[a-z_]+)"', source)}
    assert len(keys) > 8
    for locale in LOCALES:
        assert keys <= load_texts(locale).keys()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_refusal_becomes_an_answer(locale: str) -> None:
    """Why, and what to send instead, in the person's language; the numbers stand in it."""
    with pytest.raises(IntakeError) as refused:
        check_size(MAX_BYTES + 1_000_000)
    said = [load_texts(locale).say(block.key, block.params) for block in compose_unread(refused.value).blocks]
    assert "21 MB" in said[1]
    assert compose_unread(IntakeBusy()).blocks[1].key == "picture.busy"
