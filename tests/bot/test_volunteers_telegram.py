"""The volunteer kit end to end: the product's own command, over real HTTP."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.engagement.volunteers.fonts import find_font
from bot.errors import ConfigError
from tests.bot.telegram_process import KIND, PATIENCE, SCAM, TOKEN, Bot, serving
from tests.telegram_standin import Person, SentMessage, TelegramStandIn


def font_missing() -> bool:
    try:
        find_font()
    except ConfigError:
        return True
    return False


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn(TOKEN) as standin:
        yield standin


@pytest.fixture(scope="module", autouse=True)
def bot(
    telegram: TelegramStandIn, child_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bot]:
    log = tmp_path_factory.mktemp("bot") / "log"
    with serving(telegram, child_environment, log, SHIZHA_CASE_SECONDS="0.1") as running:
        yield running


@pytest.fixture
def data(child_environment: dict[str, str]) -> Path:
    return Path(child_environment["SHIZHA_DATA_DIR"])


@pytest.fixture
def volunteer(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("志愿者")


@pytest.fixture
def visitor(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("来客")


def answer(telegram: TelegramStandIn, chat: int, count: int = 1) -> SentMessage:
    return telegram.wait_for(chat, count, PATIENCE)[count - 1]


def kept(telegram: TelegramStandIn, data: Path, query: str) -> list[tuple[str, ...]]:
    """The rows of a query, as soon as there are any."""

    def rows() -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(data / "shizha.sqlite3", timeout=10)) as database:
            return database.execute(query).fetchall()

    telegram.wait_until(lambda: rows(), PATIENCE, "the rows")
    return rows()


def link_of(telegram: TelegramStandIn, volunteer: Person) -> str:
    """What stands behind /start in a volunteer's link."""
    volunteer.sends("/share")
    found = re.search(r"start=(v1[\w-]{28})", answer(telegram, volunteer.id).text)
    assert found
    return found[1]


@pytest.mark.skipif(font_missing(), reason="needs the font of Debian's fonts-noto-cjk")
def test_share_gives_words_a_picture_and_a_file(telegram: TelegramStandIn, volunteer: Person) -> None:
    """The link comes first with the buttons, then the poster to show and to print, then the story of the day."""
    volunteer.sends("/share")
    words, picture, file, story = (answer(telegram, volunteer.id, n) for n in (1, 2, 3, 4))
    assert "您的志愿者包" in words.text
    assert (picture.kind, file.kind, story.kind) == ("photo", "document", "photo")
    assert (picture.content or b"").startswith(b"\x89PNG")
    assert (file.content or b"").startswith(b"%PDF")
    volunteer.presses(words, "海报：街坊邻居")
    assert "打印 A4" in answer(telegram, volunteer.id, 5).text
    assert [answer(telegram, volunteer.id, n).kind for n in (6, 7)] == ["photo", "document"]


def test_a_visitor_through_a_link_is_counted_for_it(
    telegram: TelegramStandIn, volunteer: Person, visitor: Person, data: Path, bot: Bot
) -> None:
    """The welcome says so; the check and 正想转账 → 我不转了 stand under the volunteer's code, and nobody's name."""
    payload = link_of(telegram, volunteer)
    visitor.sends(f"/start {payload}")
    assert "是一位志愿者把您带来的" in answer(telegram, visitor.id).text
    visitor.forwards(SCAM)
    visitor.presses(answer(telegram, visitor.id, 2), "正想转账")
    answer(telegram, visitor.id, 4)
    visitor.presses(answer(telegram, visitor.id, 3), "我不转了")
    code = payload[2:14]
    assert kept(telegram, data, f"SELECT code FROM volunteer_referrals WHERE code = '{code}'") == [(code,)]  # noqa: S608 # our own code
    done = kept(
        telegram,
        data,
        f"SELECT channel, action FROM check_events WHERE share_code = '{code}' AND action = 'stopped'",  # noqa: S608
    )
    assert done == [("telegram", "stopped")]
    counted = f"SELECT risk FROM check_events WHERE share_code = '{code}' AND action IS NULL"  # noqa: S608
    assert kept(telegram, data, counted) == [("high",)]
    assert payload not in bot.log


def test_a_forged_link_is_said_and_not_counted(
    telegram: TelegramStandIn, volunteer: Person, visitor: Person, data: Path
) -> None:
    """The person is welcome all the same; what they check stands under no code."""
    payload = link_of(telegram, volunteer)
    forged = payload[:-1] + ("A" if payload[-1] != "A" else "B")
    visitor.sends(f"/start {forged}")
    assert "可能被人改过" in answer(telegram, visitor.id).text
    visitor.sends(KIND)
    answer(telegram, visitor.id, 2)
    with closing(sqlite3.connect(data / "shizha.sqlite3", timeout=10)) as database:
        found = database.execute("SELECT * FROM volunteer_referrals WHERE code = ?", (payload[2:14],)).fetchall()
    assert found == []


def test_the_effect_is_shown_to_its_volunteer(telegram: TelegramStandIn, volunteer: Person) -> None:
    """A new link has brought few people, and is said so."""
    link_of(telegram, volunteer)
    volunteer.presses(answer(telegram, volunteer.id), "看看效果")
    telegram.wait_until(
        lambda: any("您的链接带来了什么" in m.text for m in telegram.sent(volunteer.id)), PATIENCE, "the effect"
    )
