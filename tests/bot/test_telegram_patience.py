"""Storage that is away, slow or back again, seen from the channel: answers come in any case."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from telegram import Chat, Update, User
from telegram import Message as TelegramMessage

from bot.channels.telegram.languages import Languages
from bot.channels.telegram.memory import MemoryPreferences
from bot.channels.telegram.patience import Patience
from bot.engagement.kept import Choices
from bot.errors import StorageError
from tests.bot.telegram_process import PATIENCE, SCAM, TOKEN, Bot
from tests.bot.test_telegram_manners import Clock
from tests.bot.test_telegram_parts import NOW
from tests.telegram_standin import Person, TelegramStandIn, shapes

AWAY = "postgresql://nobody@127.0.0.1:9/none"


class Flaky:
    """Satisfies `bot.service.Preferences`; `broken` or `slow` on demand, and counts how often it was asked."""

    def __init__(self) -> None:
        self.broken = self.slow = False
        self.asked = 0
        self.kept = MemoryPreferences()

    async def of(self, chat: str) -> Choices:
        self.asked += 1
        if self.slow:
            await asyncio.sleep(60)
        if self.broken:
            raise StorageError("the database is away; bring it back")
        return await self.kept.of(chat)

    async def choose(self, chat: str, **choices: str | bool | None) -> None:
        if self.broken:
            raise StorageError("the database is away; bring it back")
        await self.kept.choose(chat, **choices)


def update(tag: str = "en") -> Update:
    message = TelegramMessage(1, NOW, Chat(7, "private"), from_user=User(7, "A", is_bot=False, language_code=tag))
    return Update(1, message=message)


async def locale(languages: Languages) -> str:
    await languages.meet(update())
    return languages.texts(update()).locale


def test_a_storage_that_fails_is_left_in_peace_for_a_while() -> None:
    """One failure, then silence for ten seconds; afterwards it is asked again and believed."""

    async def scene() -> None:
        storage, clock = Flaky(), Clock()
        await storage.kept.choose("7", locale="zh-Hant")
        languages = Languages(storage, "zh-Hans", Patience(2, 10, clock))
        storage.broken = True
        assert [await locale(languages) for _ in range(3)] == ["en"] * 3
        assert storage.asked == 1
        storage.broken, clock.now = False, 11.0
        assert await locale(languages) == "zh-Hant"

    asyncio.run(scene())


def test_a_slow_storage_is_not_waited_for() -> None:
    """After the patience is over, the default."""

    async def scene() -> str:
        storage = Flaky()
        storage.slow = True
        return await locale(Languages(storage, "zh-Hans", Patience(0.01)))

    assert asyncio.run(scene()) == "en"


def test_a_choice_holds_for_this_run_where_it_cannot_be_kept() -> None:
    """Who chose 繁體 reads 繁體, whatever the database does."""

    async def scene() -> str:
        storage = Flaky()
        storage.broken = True
        languages = Languages(storage, "zh-Hans")
        await languages.choose(7, locale="zh-Hant", accessible=True)
        assert languages.choices(7) == Choices("7", "zh-Hant", accessible=True)
        return await locale(languages)

    assert asyncio.run(scene()) == "zh-Hant"


def test_a_known_chat_is_not_asked_about_again() -> None:
    """Its choices are remembered until it is forgotten."""

    async def scene() -> int:
        storage = Flaky()
        languages = Languages(storage, "zh-Hans")
        for _ in range(5):
            await locale(languages)
        languages.forget(7)
        await locale(languages)
        return storage.asked

    assert asyncio.run(scene()) == 2


@pytest.fixture
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn(TOKEN) as standin:
        yield standin


@pytest.fixture
def person(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("小明")


def test_without_a_database_people_get_their_verdicts(
    telegram: TelegramStandIn, person: Person, environment: dict[str, str], tmp_path: Path
) -> None:
    """Verdict, ladder and choices work; what cannot be done is said; events wait in the journal."""
    bot = Bot(environment, tmp_path / "log", telegram.url, SHIZHA_DATABASE_URL=AWAY)
    person.forwards(SCAM)
    verdict = telegram.wait_for(person.id, 1, PATIENCE)[0]
    assert "高风险" in verdict.text
    person.presses(verdict, "正想转账")
    offer = telegram.wait_for(person.id, 3, PATIENCE)[2]
    person.presses(offer, "好，明天问我")
    assert "记不下来" in telegram.wait_for(person.id, 4, PATIENCE)[3].text
    person.sends("/quiz")
    assert "六道小题" in telegram.wait_for(person.id, 5, PATIENCE)[4].text
    person.sends("/forgetme")
    person.presses(telegram.wait_for(person.id, 6, PATIENCE)[5], "都删掉")
    telegram.wait_until(lambda: "一条也没有删成" in telegram.sent(person.id)[5].text, PATIENCE, "the honest answer")
    assert bot.stop() == 0
    waiting = list((tmp_path / "data" / "journal").glob("*.jsonl"))
    assert sum(file.read_text().count("\n") for file in waiting) == 2
    assert "京东" not in "".join(file.read_text() for file in waiting)
    assert "Traceback" not in bot.log


def test_a_restart_knows_updates_choices_and_what_waited(
    telegram: TelegramStandIn, person: Person, environment: dict[str, str], tmp_path: Path
) -> None:
    """The journal of a run without database reaches the next one; a repeated update does not get a second answer."""
    first = Bot(environment, tmp_path / "log", telegram.url, SHIZHA_DATABASE_URL=AWAY)
    person.forwards(SCAM)
    telegram.wait_for(person.id, 1, PATIENCE)
    assert first.stop() == 0
    second = Bot(environment, tmp_path / "log", telegram.url)
    person.sends("/large")
    telegram.wait_for(person.id, 2, PATIENCE)
    latest = telegram.world.updates.latest
    assert second.stop() == 0
    third = Bot(environment, tmp_path / "log", telegram.url)
    repeated = shapes.message(900, telegram.world.chats[person.id], person.user, **shapes.text("/large"))
    telegram.queue({"update_id": latest, "message": repeated})
    person.sends("/help")
    telegram.wait_for(person.id, 3, PATIENCE)
    assert third.stop() == 0
    with closing(sqlite3.connect(tmp_path / "data" / "shizha.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM check_events").fetchone() == (1,)
        assert database.execute("SELECT accessible FROM preferences").fetchall() == [(1,)]
        assert database.execute("SELECT count(*) FROM update_ids WHERE update_id = ?", (latest,)).fetchone() == (1,)
    assert len(telegram.sent(person.id)) == 3
