"""What runs beside the answers, put together as it serves."""

import asyncio
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app import build_upkeep
from bot.config import Settings
from bot.engagement.followup import plan_follow_up
from bot.engagement.kept import Action
from bot.engagement.radar import Surge, SurgeRule
from bot.errors import StorageError
from bot.replies.reply import Reply
from bot.storage.store import Store
from bot.upkeep import DAY, Upkeep
from model.types import Assessment, Risk, TypeScore
from tests.conftest import ROOT

pytestmark = pytest.mark.anyio
HIGH = Assessment(Risk.HIGH, 0.99, (TypeScore("brushing", 0.9),), "brushing", None, (), "test")
BAIT = "【招聘】手机兼职刷单，每单返佣五到十元，当天结算不拖欠，名额有限，请联系 http://job.top/a 报名"
NOON = 1_795_579_200.0


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


class Ears:
    """Who is told what."""

    def __init__(self) -> None:
        self.surges: list[Surge] = []
        self.asked: list[str] = []

    async def on_surge(self, surge: Surge) -> None:
        self.surges.append(surge)

    async def deliver(self, chat: str, reply: Reply, locale: str) -> None:
        self.asked.append(chat)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def upkeep(tmp_path: Path, clock: Clock) -> Upkeep:
    return Upkeep(Store("", tmp_path), SurgeRule(10, 2, 3.0), "Asia/Shanghai", clock)


def check(upkeep: Upkeep, chat: str) -> int:
    return upkeep.ledger.note_check(BAIT, HIGH, channel="telegram", locale="zh-Hans", chat=chat).people


async def test_a_wave_goes_from_checks_to_the_operators_click(upkeep: Upkeep) -> None:
    """Twelve people check the same message: the twelfth reads it, the operator is told once and sends."""
    ears = Ears()
    await upkeep.round(ears.on_surge, ears.deliver)
    assert [check(upkeep, str(n)) for n in range(12)][-1] == 12
    await upkeep.recorder.flush()
    await upkeep.round(ears.on_surge, ears.deliver)
    await upkeep.round(ears.on_surge, ears.deliver)
    (surge,) = ears.surges
    kept = await upkeep.store.campaigns.get(surge.campaign)
    assert kept is not None
    assert kept.status == "surging"
    assert await upkeep.desk.send(surge.campaign, upkeep.now()) == 0  # nobody subscribed
    await upkeep.store.close()


async def test_forgetting_reaches_journal_memory_and_tables(upkeep: Upkeep) -> None:
    """A check that still waits to be written goes too, and the person no longer counts."""
    for number in range(7):
        check(upkeep, str(number))
    forgotten = await upkeep.forget("3")
    assert forgotten.deleted == {"check_events": 1}
    assert await upkeep.store.forgetting.left("3") == {}
    assert check(upkeep, "0") == 6
    await upkeep.recorder.flush()
    await upkeep.store.close()


async def test_forgetting_without_a_database_says_so(upkeep: Upkeep, tmp_path: Path) -> None:
    """Nobody is told that all is deleted when it is not."""
    (tmp_path / "shizha.sqlite3").write_bytes(b"not a database at all, not even close" * 50)
    check(upkeep, "3")
    with pytest.raises(StorageError):
        await upkeep.forget("3")
    await upkeep.store.close()


async def test_a_round_without_a_database_harms_nobody(upkeep: Upkeep, tmp_path: Path) -> None:
    """Checks are noted all the same, and written when it is back."""
    broken = tmp_path / "shizha.sqlite3"
    broken.write_bytes(b"not a database at all, not even close" * 50)
    ears = Ears()
    await upkeep.round(ears.on_surge, ears.deliver)
    assert [check(upkeep, str(n)) for n in range(5)][-1] == 5
    broken.unlink()
    await upkeep.store.close()
    await upkeep.round(ears.on_surge, ears.deliver)
    assert await upkeep.recorder.flush() == 5
    await upkeep.store.close()


async def test_a_question_is_asked_when_its_day_has_come(upkeep: Upkeep, clock: Clock) -> None:
    """A clock that is set back in between does not ask twice."""
    ears = Ears()
    await upkeep.store.get_ready()
    planned = plan_follow_up(
        "7", Action.PAID, "a" * 32, scam_type="brushing", locale="en",
        now=datetime.fromtimestamp(NOON, UTC), time_zone="Asia/Shanghai",
    )  # fmt: skip
    await upkeep.store.follow_ups.keep(planned)
    for later in (0, DAY + DAY / 2, -DAY, 2 * DAY):
        clock.now = NOON + later
        await upkeep.round(ears.on_surge, ears.deliver)
    assert ears.asked == ["7"]
    await upkeep.store.close()


async def test_running_writes_what_was_noted_and_stops_clean(upkeep: Upkeep) -> None:
    """Cancelled, it writes what still waits."""
    ears = Ears()
    await upkeep.store.get_ready()
    task = asyncio.create_task(upkeep.run(ears.on_surge, ears.deliver, pause=0.01))
    await asyncio.sleep(0)
    check(upkeep, "1")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (count,) = await upkeep.store.events.counts(upkeep.today(), upkeep.today())
    assert count.checks == 1
    await upkeep.store.close()


async def test_a_day_is_the_operators_day(upkeep: Upkeep, clock: Clock) -> None:
    """Sixteen o'clock in London is tomorrow in Shanghai."""
    clock.now = 1_795_622_400.0
    assert upkeep.today() == date(2026, 11, 26)


def test_settings_reach_the_store(tmp_path: Path) -> None:
    """Built from settings, and nothing is opened yet."""
    built = build_upkeep(Settings(data_dir=tmp_path / "data", surge_people=50))
    assert built.store.database.is_sqlite
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "module", ["bot.cli", "bot.app", "bot.service", "bot.channels.console", "bot.engagement.radar"]
)
def test_checking_needs_no_database_library(module: str) -> None:
    """`shizha check` and `shizha chat` start without SQLAlchemy."""
    code = f"import sys, {module}; sys.exit(bool({{'sqlalchemy', 'alembic', 'aiosqlite'}} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
