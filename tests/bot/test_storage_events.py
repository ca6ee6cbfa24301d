"""From a verdict to the database: the ledger and the recorder, also when disk or database fail."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.bench.postgres import LocalPostgres
from bot.engagement.events import WAITING, Ledger, Recorder, Sight
from bot.engagement.kept import Action, CheckEvent
from bot.errors import StorageError
from bot.storage.database import BUSY_SECONDS, Database, database_url
from bot.storage.events import Events
from bot.storage.journal import Journal
from bot.storage.people import People
from bot.storage.schema import METADATA, check_events
from model.types import Assessment, Risk, TypeScore

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 25)
VERDICT = Assessment(Risk.HIGH, 0.99, (TypeScore("brushing", 0.9),), "brushing", None, (), "test")
HARMLESS = Assessment(Risk.LOW, 0.01, (TypeScore("benign", 0.9),), "brushing", None, (), "test")
MESSAGE = "机密的消息内容：加微信 abc12345 刷单，日赚五百"


class NoRadar:
    """Recognises nothing."""

    def sight(self, text: str, assessment: Assessment, person: str | None, day: date) -> Sight:
        return Sight(people=6)


class Sink:
    """Keeps events in memory by id, as a database does; can be away."""

    def __init__(self) -> None:
        self.kept: dict[str, CheckEvent] = {}
        self.away = False

    async def write(self, events: Sequence[CheckEvent]) -> None:
        if self.away:
            raise StorageError("away")
        self.kept |= {event.id: event for event in events}


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def recorder(tmp_path: Path, sink: Sink) -> Recorder:
    return Recorder(Journal(tmp_path / "journal", 1 << 20), sink, pause=0.01)


@pytest.fixture
def ledger(tmp_path: Path, recorder: Recorder) -> Ledger:
    return Ledger(recorder, NoRadar(), People(tmp_path), lambda: TODAY)


def note(ledger: Ledger, chat: str | None = "7", verdict: Assessment = VERDICT, code: str | None = None) -> str:
    return ledger.note_check(MESSAGE, verdict, channel="telegram", locale="en", chat=chat, share_code=code).id


async def count(database: Database) -> int:
    async with database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(check_events))).scalar_one())


async def test_a_check_is_kept_without_text_and_without_chat(ledger: Ledger, recorder: Recorder, sink: Sink) -> None:
    """What is kept says what was judged, not whose or which words."""
    noted = ledger.note_check(MESSAGE, VERDICT, channel="telegram", locale="en", chat="4711", share_code="v1")
    assert noted.people == 6
    await recorder.flush()
    (event,) = sink.kept.values()
    assert (event.id, event.day, event.risk, event.scam_type, event.share_code) == (
        noted.id,
        TODAY,
        "high",
        "brushing",
        "v1",
    )
    assert "4711" not in repr(event)
    assert not any(word in repr(event) for word in ("abc12345", "刷单", "机密"))


async def test_the_journal_holds_no_text(ledger: Ledger, tmp_path: Path) -> None:
    """Nor does the file on disk in between."""
    note(ledger, chat="4711")
    (file,) = (tmp_path / "journal").iterdir()
    written = file.read_text("utf-8")
    assert "4711" not in written
    assert not any(word in written or word.encode("unicode_escape").decode() in written for word in ("abc12345", "刷"))


async def test_the_type_of_a_harmless_message_is_not_kept(ledger: Ledger, recorder: Recorder, sink: Sink) -> None:
    """Nobody was warned of it."""
    note(ledger, verdict=HARMLESS)
    await recorder.flush()
    assert [event.scam_type for event in sink.kept.values()] == [None]


@pytest.mark.parametrize("code", ["v\0", "x" * 65, "'; DROP", "\ud800", "", " "])
async def test_a_strange_share_code_costs_no_event(ledger: Ledger, recorder: Recorder, sink: Sink, code: str) -> None:
    """Codes come from outside; one that no database would take is left out."""
    note(ledger, code=code)
    await recorder.flush()
    assert [event.share_code for event in sink.kept.values()] == [None]


async def test_pressing_a_button_twice_counts_once(ledger: Ledger, recorder: Recorder, sink: Sink) -> None:
    """The same action after the same check is the same event; another action is another."""
    check = note(ledger)
    for action in (Action.TEMPTED, Action.TEMPTED, Action.STOPPED):
        ledger.note_action(
            action, channel="telegram", locale="en", scam_type="brushing", risk="high", chat="7", check=check
        )
    await recorder.flush()
    assert sorted(str(event.action) for event in sink.kept.values()) == ["None", "stopped", "tempted"]
    assert {event.about for event in sink.kept.values() if event.action} == {check}


async def test_actions_find_together_without_the_check(ledger: Ledger) -> None:
    """Where a button no longer knows its check, one person's day and type are one episode."""

    def press(chat: str | None, check: str | None = None) -> str:
        return ledger.note_action(
            Action.TEMPTED, channel="telegram", locale="en", scam_type="brushing", risk="high", chat=chat, check=check
        )

    assert press("7") == press("7", "garbage") != press("8")
    assert press(None) != press(None)


async def test_what_a_database_refused_is_written_later(ledger: Ledger, recorder: Recorder, sink: Sink) -> None:
    """Away, nothing is lost; back, nothing is doubled; the running task needs no help."""
    sink.away = True
    task = asyncio.create_task(recorder.run())
    ids = {note(ledger) for _ in range(20)}
    await asyncio.sleep(0.1)
    assert not sink.kept
    ids |= {note(ledger) for _ in range(20)}
    sink.away = False
    async with asyncio.timeout(10):
        while len(sink.kept) < 40:
            await asyncio.sleep(0.01)
    task.cancel()
    assert set(sink.kept) == ids


async def test_closing_without_a_database_keeps_all_for_the_next_start(
    ledger: Ledger, recorder: Recorder, sink: Sink, tmp_path: Path
) -> None:
    """A restart picks up where the last process stopped."""
    sink.away = True
    ids = {note(ledger) for _ in range(10)}
    await recorder.close()
    sink.away = False
    assert await Recorder(Journal(tmp_path / "journal", 1 << 20), sink).flush() == 10
    assert set(sink.kept) == ids


async def test_a_disk_that_is_full_costs_no_event_while_the_process_lives(tmp_path: Path, sink: Sink) -> None:
    """Without a journal, events wait in memory, in a bounded queue; what finds no room is counted."""
    (tmp_path / "file").write_text("x")
    recorder = Recorder(Journal(tmp_path / "file" / "journal", 1 << 20), sink)
    events = [CheckEvent(f"{n:032x}", TODAY, "web", "low") for n in range(WAITING + 5)]
    sink.away = True
    for event in events:
        recorder.record(event)
    with pytest.raises(StorageError):
        await recorder.flush()
    sink.away = False
    assert await recorder.flush() == WAITING
    assert recorder.lost == 5
    assert len(sink.kept) == WAITING
    assert await recorder.flush() == 0


async def test_an_event_of_another_release_does_not_stop_the_others(
    recorder: Recorder, sink: Sink, tmp_path: Path
) -> None:
    """A row with fields that this release does not know is left out and told."""
    journal = Journal(tmp_path / "journal", 1 << 20)
    journal.append({"id": "a", "day": "2026-11-25", "channel": "web", "risk": "low", "mood": "new"})
    journal.append({"id": "b", "day": "not a day", "channel": "web", "risk": "low"})
    journal.append({"id": "c", "day": "2026-11-25", "channel": "web", "risk": "low"})
    journal.seal()
    await recorder.flush()
    assert set(sink.kept) == {"c"}


async def test_recording_from_many_threads_loses_nothing(recorder: Recorder, sink: Sink) -> None:
    """Verdicts are given in threads, and each is recorded there."""
    events = [CheckEvent(f"{n:032x}", TODAY, "web", "low") for n in range(500)]
    await asyncio.gather(*(asyncio.to_thread(recorder.record, event) for event in events), recorder.flush())
    await recorder.flush()
    assert len(sink.kept) == 500


async def test_a_locked_database_makes_events_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds SQLite's lock: the write gives up in time, and the events follow when it lets go."""
    monkeypatch.setattr("bot.storage.database.BUSY_SECONDS", 0.2)
    assert BUSY_SECONDS > 1
    database = Database(database_url("", tmp_path))
    await database.migrate()
    recorder = Recorder(Journal(tmp_path / "journal", 1 << 20), Events(database))
    holder = sqlite3.connect(tmp_path / "shizha.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    recorder.record(CheckEvent("a" * 32, TODAY, "web", "low"))
    with pytest.raises(StorageError, match="locked"):
        await recorder.flush()
    holder.execute("ROLLBACK")
    holder.close()
    assert await recorder.flush() == 1
    assert await count(database) == 1
    await database.close()


async def test_a_full_database_disk_makes_events_wait(tmp_path: Path) -> None:
    """SQLite says that the disk is full: nothing is half written, and all follows when there is room."""
    database = Database(database_url("", tmp_path), pool_size=1)
    await database.migrate()
    recorder = Recorder(Journal(tmp_path / "journal", 1 << 22), Events(database))
    async with database.reading() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 5}")
    for number in range(3_000):
        recorder.record(CheckEvent(f"{number:032x}", TODAY, "web", "low"))
    with pytest.raises(StorageError, match="full"):
        await recorder.flush()
    assert await count(database) == 0
    async with database.reading() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    await recorder.flush()
    assert await count(database) == 3_000
    await database.close()


async def test_a_database_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """Garbage in its place is an error with words, not a traceback."""
    (tmp_path / "shizha.sqlite3").write_bytes(b"not a database at all, not even close" * 50)
    database = Database(database_url("", tmp_path))
    with pytest.raises(StorageError, match="not a database"):
        await database.migrate()
    await database.close()


async def test_a_postgres_that_stops_loses_nothing(postgres: LocalPostgres, tmp_path: Path) -> None:
    """Killed in the middle and started again: every event is there once."""
    database = Database(database_url(postgres.url, tmp_path))
    await database.migrate()
    async with database.writing() as connection:
        for table in reversed(METADATA.sorted_tables):
            await connection.execute(table.delete())
    recorder = Recorder(Journal(tmp_path / "journal", 1 << 20), Events(database))
    for number in range(100):
        recorder.record(CheckEvent(f"{number:032x}", TODAY, "web", "low"))
        if number == 50:
            await recorder.flush()
            await asyncio.to_thread(postgres.stop)
    with pytest.raises(StorageError, match="check that it runs"):
        await recorder.flush()
    await asyncio.to_thread(postgres.start)
    await recorder.flush()
    assert await count(database) == 100
    await database.close()
