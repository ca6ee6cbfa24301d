"""The event journal: nothing lost, nothing doubled, whatever happens to the process or the disk."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StorageError
from bot.storage.journal import Journal, read_lines, render_line
from tests.conftest import ROOT

pytestmark = pytest.mark.anyio
MEGABYTE = 1 << 20


class Sink:
    """Takes what it gets, or refuses."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.away = False

    async def __call__(self, payloads: Sequence[dict[str, Any]]) -> None:
        if self.away:
            raise StorageError("away")
        self.taken.extend(payloads)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal", MEGABYTE)


async def test_what_is_appended_is_drained_once_and_in_order(journal: Journal, tmp_path: Path) -> None:
    """Afterwards the folder is empty."""
    sink = Sink()
    for number in range(100):
        journal.append({"n": number})
    journal.sync()
    assert await journal.drain(sink) == 100
    assert await journal.drain(sink) == 0
    assert [payload["n"] for payload in sink.taken] == list(range(100))
    assert list((tmp_path / "journal").iterdir()) == []


async def test_what_a_sink_refuses_waits(journal: Journal) -> None:
    """A database that is away loses nothing; what came in the meantime follows."""
    sink = Sink()
    sink.away = True
    journal.append({"n": 1})
    with pytest.raises(StorageError):
        await journal.drain(sink)
    journal.append({"n": 2})
    sink.away = False
    await journal.drain(sink)
    assert [payload["n"] for payload in sink.taken] == [1, 2]


async def test_the_journal_is_bounded(tmp_path: Path) -> None:
    """Past its limit it refuses with words that say what to do; drained, it takes again, also after a restart."""
    journal = Journal(tmp_path, 2_000)

    def fill() -> None:
        for number in range(1_000):
            journal.append({"n": number})

    with pytest.raises(StorageError, match="SHIZHA_JOURNAL_MEGABYTES"):
        fill()
    kept = sum(file.stat().st_size for file in tmp_path.iterdir())
    assert 1_900 < kept <= 2_000
    journal.seal()
    after_restart = Journal(tmp_path, 2_000)
    with pytest.raises(StorageError, match="full"):
        after_restart.append({"n": 1, "padding": "x" * 200})
    await after_restart.drain(Sink())
    after_restart.append({"n": 1})


WRITER = """
import sys
from pathlib import Path
from bot.storage.journal import Journal
journal = Journal(Path(sys.argv[1]), 1 << 26)
number = 0
while True:
    journal.append({"n": number})
    print(number, flush=True)
    number += 1
"""


async def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    """After SIGKILL in the middle of writing, all that was acknowledged is there, once each."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(2_000)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in process.stdout.read().splitlines() if line]
    sink = Sink()
    await Journal(tmp_path, MEGABYTE).drain(sink)
    found = [payload["n"] for payload in sink.taken]
    assert found == list(range(len(found)))
    assert len(found) >= max(acknowledged)


async def test_a_living_process_keeps_its_file(tmp_path: Path) -> None:
    """What another process is writing is left to it; when it is gone, its file is adopted."""
    writer, other, sink = Journal(tmp_path, MEGABYTE), Journal(tmp_path, MEGABYTE), Sink()
    writer.append({"n": 1})
    assert await other.drain(sink) == 0
    writer.append({"n": 2})
    writer.seal()
    assert await other.drain(sink) == 2


async def test_a_full_disk_leaves_no_half_line(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that was cut short is taken back; the error says what to free; then it goes on."""
    journal.append({"n": 1})
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:5]))
    with pytest.raises(StorageError, match="free the disk"):
        journal.append({"n": 2})
    monkeypatch.undo()
    journal.append({"n": 3})
    sink = Sink()
    await journal.drain(sink)
    assert [payload["n"] for payload in sink.taken] == [1, 3]


async def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """The caller then holds the event in memory."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError):
        Journal(tmp_path / "file" / "journal", MEGABYTE).append({"n": 1})


async def test_two_journals_share_a_folder(tmp_path: Path) -> None:
    """The Telegram process and the web process write side by side; either drains both when both are sealed."""
    one, two, sink = Journal(tmp_path, MEGABYTE), Journal(tmp_path, MEGABYTE), Sink()
    for number in range(50):
        (one if number % 2 else two).append({"n": number})
    two.seal()
    await one.drain(sink)
    assert sorted(payload["n"] for payload in sink.taken) == list(range(50))


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers() | st.none(), max_size=4)))
def test_lines_are_read_as_they_were_written(payloads: list[dict[str, Any]]) -> None:
    """Any payload, line breaks and surrogates included."""
    assert read_lines(b"".join(map(render_line, payloads))) == payloads


@given(st.lists(st.integers(0, 9), min_size=2, max_size=5), st.data())
def test_a_damaged_line_costs_only_itself(numbers: list[int], data: st.DataObject) -> None:
    """One flipped byte is noticed by the checksum; the other lines are read."""
    lines = [bytearray(render_line({"n": number})) for number in numbers]
    which = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(lines[which]) - 2))
    lines[which][at] ^= 1 << data.draw(st.sampled_from([0, 2, 4, 6]))
    left = [number for place, number in enumerate(numbers) if place != which]
    assert [payload["n"] for payload in read_lines(b"".join(lines))] == left


@given(st.binary(max_size=200))
def test_garbage_is_no_event(garbage: bytes) -> None:
    """Whatever lies in the file, reading it does not fail."""
    read_lines(garbage)
