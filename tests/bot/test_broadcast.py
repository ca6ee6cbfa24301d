"""Sending one message to many: nobody left out, nobody twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.channels.telegram.broadcast import outcome_of
from bot.engagement.broadcast import LEASE_SECONDS, Attempt, Outcome, Sender, read_broadcast, render_broadcast
from bot.engagement.calendar import WEEKLY, plan_week
from bot.engagement.content import render_content
from bot.engagement.kept import Broadcast, Subscription
from bot.errors import StorageError
from bot.replies.reply import Block, Reply
from bot.storage.broadcasts import Broadcasts
from bot.storage.database import Database, database_url
from bot.storage.schedule import Schedule
from bot.storage.subscriptions import Subscriptions

pytestmark = pytest.mark.anyio
WEDNESDAY = date(2026, 11, 25)
NOON = int(datetime(2026, 11, 25, 4, 30, tzinfo=UTC).timestamp())  # 12:30 in Shanghai
HELLO = Reply((Block("content.text", {"text": "hello"}),))
ALERT = Broadcast("surge-1", "alert", render_content(HELLO), NOON, NOON)


class Clock:
    def __init__(self, now: int = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return float(self.now)


class Letters:
    """A messenger that notes who got what; `says` decides what becomes of the n-th post."""

    def __init__(self, says: Callable[[int, str], Attempt] | None = None) -> None:
        self.got: list[str] = []
        self.locales: dict[str, str] = {}
        self.asked = 0
        self.reachable = True
        self._says = says or (lambda number, chat: Attempt(Outcome.SENT))

    async def ready(self) -> bool:
        self.asked += 1
        return self.reachable

    async def post(self, chat: str, reply: Reply, locale: str) -> Attempt:
        self.got.append(chat)
        self.locales[chat] = locale
        return self._says(len(self.got), chat)


def sender(database: Database, clock: Clock) -> Sender:
    return Sender(Broadcasts(database), Subscriptions(database), Schedule(database), clock, per_second=1e6)


def people(count: int) -> list[tuple[str, str]]:
    return [(str(1000 + n), "zh-Hans") for n in range(count)]


async def test_everybody_gets_it_once_and_the_reach_is_told(database: Database) -> None:
    """In the language of each; then the broadcast is over, and a further turn sends nothing."""
    box, letters, clock = Broadcasts(database), Letters(), Clock()
    await box.create(ALERT, [*people(12), ("5", "en")])
    sending = sender(database, clock)
    told: list[Any] = []

    async def over(broadcast: Broadcast, reach: Any) -> None:
        told.append((broadcast.id, dict(reach)))

    sending.over = over
    await sending.turn(letters)
    await sending.turn(letters)
    assert sorted(letters.got) == sorted([c for c, _ in people(12)] + ["5"])
    assert letters.locales["5"] == "en"
    assert told == [("surge-1", {"sent": 13})]
    kept = await box.get("surge-1")
    assert kept is not None
    assert kept.state == "done"


async def test_a_crash_leaves_a_doubt_and_never_a_second_message(database: Database) -> None:
    """Whoever dies between committing and settling leaves one in doubt; the others get theirs from the next process."""
    box, clock = Broadcasts(database), Clock()
    await box.create(ALERT, people(10))

    class Killed(BaseException):
        pass

    def die(number: int, chat: str) -> Attempt:
        if number == 4:
            raise Killed
        return Attempt(Outcome.SENT)

    first, second = Letters(die), Letters()
    dying = sender(database, clock)
    with pytest.raises(Killed):
        await dying.turn(first)
    clock.now += LEASE_SECONDS + 1
    await sender(database, clock).turn(second)
    assert sorted(first.got + second.got) == [chat for chat, _ in people(10)]
    assert await box.counts("surge-1") == {"sent": 9, "doubt": 1}


async def test_of_two_processes_one_sends(database: Database) -> None:
    """The lease keeps the other from taking what is under way for a crash."""
    box, clock = Broadcasts(database), Clock()
    await box.create(ALERT, people(3))
    assert await Schedule(database).take("broadcast", "somebody else", clock.now, every=0, lease=LEASE_SECONDS)
    letters = Letters()
    await sender(database, clock).turn(letters)
    assert letters.got == []
    clock.now += LEASE_SECONDS + 1
    await sender(database, clock).turn(letters)
    assert len(letters.got) == 3


async def test_whoever_blocked_us_is_not_written_to_again(database: Database) -> None:
    """The delivery says so, and their subscriptions rest until they press again."""
    box, wishes, clock = Broadcasts(database), Subscriptions(database), Clock()
    await wishes.keep(Subscription("1001", WEEKLY, 9, "Asia/Shanghai", "zh-Hans", WEDNESDAY))
    await box.create(ALERT, people(3))
    letters = Letters(lambda _, chat: Attempt(Outcome.BLOCKED if chat == "1001" else Outcome.SENT))
    await sender(database, clock).turn(letters)
    assert await box.counts("surge-1") == {"sent": 2, "blocked": 1}
    assert await wishes.active(WEEKLY) == ()


async def test_a_wait_is_obeyed_and_costs_nobody_the_message(database: Database) -> None:
    """429: back to the queue, rest as long as asked, then the same person again."""
    box, clock = Broadcasts(database), Clock()
    await box.create(ALERT, people(3))
    letters = Letters(lambda number, _: Attempt(Outcome.PENDING, 17.0) if number == 2 else Attempt(Outcome.SENT))
    sending = sender(database, clock)
    assert await sending.turn(letters) == 17.0
    assert await box.counts("surge-1") == {"sent": 1, "pending": 2}
    await sending.turn(letters)
    assert letters.got == ["1000", "1001", "1001", "1002"]


async def test_after_trouble_the_messenger_is_asked_before_the_next_message(database: Database) -> None:
    """An outage of an hour costs one doubt, not one a try; pauses grow."""
    box, clock = Broadcasts(database), Clock()
    await box.create(ALERT, people(5))
    letters = Letters(lambda number, _: Attempt(Outcome.DOUBT) if number == 1 else Attempt(Outcome.SENT))
    letters.reachable = False
    sending = sender(database, clock)
    pauses = [await sending.turn(letters) for _ in range(8)]
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    assert len(letters.got) == 1
    letters.reachable = True
    await sending.turn(letters)
    assert await box.counts("surge-1") == {"doubt": 1, "sent": 4}


async def test_a_bug_in_the_channel_neither_ends_the_sending_nor_sends_twice(database: Database) -> None:
    """Whatever it raises is a doubt about one."""
    box, clock = Broadcasts(database), Clock()
    await box.create(ALERT, people(3))

    def bug(number: int, chat: str) -> Attempt:
        if number == 1:
            raise RuntimeError("a bug")
        return Attempt(Outcome.SENT)

    letters, sending = Letters(bug), sender(database, clock)
    await sending.turn(letters)
    await sending.turn(letters)
    assert await box.counts("surge-1") == {"doubt": 1, "sent": 2}


async def test_a_broadcast_that_cannot_be_read_fails_without_a_word(database: Database) -> None:
    """Content that another release wrote is not guessed at."""
    box = Broadcasts(database)
    await box.create(Broadcast("b", "alert", "[]", NOON, NOON), people(2))
    letters = Letters()
    await sender(database, Clock()).turn(letters)
    assert letters.got == []
    assert await box.counts("b") == {"failed": 2}


async def test_a_cancelled_broadcast_stops(database: Database) -> None:
    """Nobody more gets it."""
    box, letters = Broadcasts(database), Letters()
    await box.create(ALERT, people(3))
    await box.set_state("surge-1", "cancelled", NOON)
    await sender(database, Clock()).turn(letters)
    assert letters.got == []


class Away(Broadcasts):
    """A database that is gone for the calls named."""

    def __init__(self, database: Database, gone: Sequence[str]) -> None:
        super().__init__(database)
        self.gone = set(gone)

    async def settle(self, broadcast: str, chat: str, state: str, now: int) -> None:
        if "settle" in self.gone:
            raise StorageError("away")
        await super().settle(broadcast, chat, state, now)

    async def take(self, broadcast: str, limit: int, now: int) -> Any:
        if "take" in self.gone:
            raise StorageError("away")
        return await super().take(broadcast, limit, now)


async def test_a_database_gone_in_mid_broadcast_is_remembered_for(database: Database) -> None:
    """What was posted while it was away is settled as sent when it is back: no doubt, no second message."""
    box, letters, clock = Away(database, ["settle"]), Letters(), Clock()
    await box.create(ALERT, people(4))
    sending = Sender(box, Subscriptions(database), Schedule(database), clock, per_second=1e6)
    for _ in range(3):
        with pytest.raises(StorageError):
            await sending.turn(letters)
    assert letters.got == ["1000"]
    box.gone.clear()
    await sending.turn(letters)
    assert await box.counts("surge-1") == {"sent": 4}
    assert letters.got == [chat for chat, _ in people(4)]


async def test_without_a_database_nothing_is_sent(database: Database) -> None:
    """Not committed, not posted."""
    box, letters = Away(database, ["take"]), Letters()
    await box.create(ALERT, people(2))
    with pytest.raises(StorageError):
        await Sender(box, Subscriptions(database), Schedule(database), Clock(), per_second=1e6).turn(letters)
    assert letters.got == []


@pytest.fixture
async def sqlite(tmp_path: Path) -> Any:
    opened = Database(database_url("", tmp_path))
    await opened.migrate()
    yield opened
    await opened.close()


async def test_a_locked_database_is_waited_for(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer holds it: the turn ends with an error, the next one after it goes on where it stopped."""
    monkeypatch.setattr("bot.storage.database.BUSY_SECONDS", 0)
    box, letters, clock = Broadcasts(sqlite), Letters(), Clock()
    await box.create(ALERT, people(3))
    other = Database(sqlite.engine.url)
    quick = Database(sqlite.engine.url)
    sending = sender(quick, clock)
    async with other.writing() as connection:
        await connection.execute(text("UPDATE broadcasts SET kind = kind"))
        with pytest.raises(StorageError, match="locked"):
            await sending.turn(letters)
    assert letters.got == []
    await sending.turn(letters)
    assert len(letters.got) == 3
    await other.close()
    await quick.close()


async def test_a_full_disk_sends_nothing_that_it_could_not_note(sqlite: Database) -> None:
    """SQLite may not grow any more: StorageError, and whoever was written to is known."""
    box, letters, clock = Broadcasts(sqlite), Letters(), Clock()
    await box.create(ALERT, people(3))
    async with sqlite.engine.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
    full = Database(sqlite.engine.url, pool_size=1)
    async with full.engine.connect() as connection:
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageError, match="full"):
        await Broadcasts(full).create(Broadcast("big", "alert", "x" * 1_000_000, NOON, NOON), people(5))
    assert await box.get("big") is None
    await sender(full, clock).turn(letters)  # marking needs no new page: the broadcast under way is finished
    assert len(letters.got) == 3
    await full.close()


async def test_weekly_goes_out_at_everybodys_own_hour(database: Database) -> None:
    """Shanghai at noon, London in its own evening, nobody at night; a change of zone in between sends nothing twice."""
    box, wishes, clock, letters = Broadcasts(database), Subscriptions(database), Clock(), Letters()
    for chat, hour, zone in (("1", 12, "Asia/Shanghai"), ("2", 20, "Europe/London"), ("3", 18, "Asia/Taipei")):
        await wishes.keep(Subscription(chat, WEEKLY, hour, zone, "zh-Hans", WEDNESDAY))
    await box.create(plan_week("2026-W48", render_broadcast({"zh-Hans": HELLO}), NOON - 3600), ())
    sending = sender(database, clock)
    seen = []
    for hours in (0, 6, 16):
        clock.now = NOON + hours * 3600
        if hours == 6:  # after getting theirs, 1 moves to a zone where noon is still to come
            await wishes.keep(Subscription("1", WEEKLY, 12, "America/New_York", "zh-Hans", WEDNESDAY))
        await sending.turn(letters)
        seen.append(list(letters.got))
    assert seen == [["1"], ["1", "3"], ["1", "3", "2"]]
    clock.now = NOON + 3 * 86_400
    await sending.turn(letters)
    kept = await box.get("weekly-2026-W48")
    assert kept is not None
    assert kept.state == "done"


async def test_a_clock_set_back_sends_nothing_twice(database: Database) -> None:
    """Enrolled once is enrolled; a lease from the future is not waited for."""
    box, wishes, clock, letters = Broadcasts(database), Subscriptions(database), Clock(), Letters()
    await wishes.keep(Subscription("1", WEEKLY, 12, "Asia/Shanghai", "zh-Hans", WEDNESDAY))
    await box.create(plan_week("2026-W48", render_broadcast({"zh-Hans": HELLO}), NOON), ())
    await sender(database, clock).turn(letters)
    clock.now = NOON - 20 * 3600
    await sender(database, clock).turn(letters)
    await wishes.keep(Subscription("2", WEEKLY, 12, "Asia/Shanghai", "zh-Hans", WEDNESDAY))
    clock.now = NOON + 60
    await sender(database, clock).turn(letters)
    assert letters.got == ["1", "2"]


async def test_running_goes_on_through_trouble(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """`run` outlives a database that is away, and sends when it is back."""
    monkeypatch.setattr("bot.engagement.broadcast.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.engagement.broadcast.IDLE_SECONDS", 0.01)
    box, letters = Away(database, ["take"]), Letters()
    await box.create(ALERT, people(3))
    sending = Sender(box, Subscriptions(database), Schedule(database), Clock(), per_second=1e6)
    running = asyncio.create_task(sending.run(letters))
    await asyncio.sleep(0.05)
    box.gone.clear()
    async with asyncio.timeout(30):
        while len(letters.got) < 3:
            await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert sorted(letters.got) == ["1000", "1001", "1002"]


def test_what_was_approved_is_what_is_sent() -> None:
    """A reply a locale, and the one reply of a surge for every locale."""
    both = render_broadcast({"zh-Hans": HELLO, "en": Reply((Block("content.text", {"text": "hi"}),))})
    assert read_broadcast(both, "en").blocks[0].params["text"] == "hi"
    assert read_broadcast(render_content(HELLO), "en") == HELLO
    with pytest.raises(KeyError):
        read_broadcast(both, "fr")
    json.loads(both)


def caused(error: NetworkError, cause: Exception) -> NetworkError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Forbidden("bot was blocked by the user"), Outcome.BLOCKED),
        (Forbidden("user is deactivated"), Outcome.BLOCKED),
        (BadRequest("Chat not found"), Outcome.BLOCKED),
        (BadRequest("message is too long"), Outcome.FAILED),
        (ChatMigrated(-100), Outcome.FAILED),
        (InvalidToken("x"), Outcome.PENDING),
        (caused(NetworkError("x"), httpx.ConnectError("refused")), Outcome.PENDING),
        (caused(TimedOut(), httpx.PoolTimeout("full")), Outcome.PENDING),
        (caused(TimedOut(), httpx.ReadTimeout("slow")), Outcome.DOUBT),
        (NetworkError("Bad Gateway"), Outcome.DOUBT),
    ],
)
def test_a_failure_says_whether_the_message_may_have_arrived(error: Any, outcome: Outcome) -> None:
    """Gone chats are never tried again; what never left is; what nobody knows is a doubt."""
    assert outcome_of(error).outcome is outcome


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # seconds become a timedelta one day
def test_a_wait_is_read_from_telegrams_answer() -> None:
    """429 means: not sent, and not before so many seconds."""
    assert outcome_of(RetryAfter(17)) == Attempt(Outcome.PENDING, 17.0)
