"""Guardians and the question a day later, end to end: the real process, over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.telegram_process import PATIENCE, SCAM, Bot, serving
from tests.telegram_standin import Person, TelegramStandIn

CHILD = ("tests.bot.cast_child",)
TWO_DAYS = 2 * 86_400


@pytest.fixture
def bot(telegram: TelegramStandIn, environment: dict[str, str], tmp_path: Path) -> Iterator[Bot]:
    with serving(telegram, environment, tmp_path / "log", CHILD) as running:
        yield running


@pytest.fixture
def ward(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("阿珍")


@pytest.fixture
def guardian(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("阿强")


def last(telegram: TelegramStandIn, person: Person, words: str) -> str:
    """The latest message to somebody, as soon as it has these words."""
    telegram.wait_until(
        lambda: any(words in m.text for m in telegram.sent(person.id)), PATIENCE, f"{words!r} for {person.user}"
    )
    return next(m.text for m in reversed(telegram.sent(person.id)) if words in m.text)


def press(telegram: TelegramStandIn, person: Person, label: str) -> None:
    """Press the latest button with this label."""
    for message in reversed(telegram.sent(person.id)):
        if label in message.labels:
            person.presses(message, label)
            return
    raise LookupError(label)


def invite(telegram: TelegramStandIn, ward: Person) -> str:
    """A link from the one who wants to be watched over: what stands behind /start."""
    ward.sends("/guardian")
    last(telegram, ward, "和家人结对")
    press(telegram, ward, "请家人守护我")
    found = re.search(r"start=(g_[\w-]+)", last(telegram, ward, "想跟你结个对"))
    assert found
    return found[1]


def pair(telegram: TelegramStandIn, ward: Person, guardian: Person) -> str:
    payload = invite(telegram, ward)
    guardian.sends(f"/start {payload}")
    last(telegram, guardian, "有家人想请您守护")
    press(telegram, guardian, "我同意")
    last(telegram, guardian, "结对成功")
    last(telegram, ward, "阿强 同意守护您了")
    return payload


def climb(telegram: TelegramStandIn, ward: Person, rung: str) -> None:
    """Check a scam, say what one did."""
    before = len(telegram.sent(ward.id))
    ward.forwards(SCAM)
    telegram.wait_for(ward.id, before + 1, PATIENCE)
    press(telegram, ward, rung)


def test_a_guardian_is_told_to_call_and_never_what_was_checked(
    telegram: TelegramStandIn, bot: Bot, ward: Person, guardian: Person
) -> None:
    """Both agree; at 正想转账 the guardian gets the name and the type; the person knows; either ends it at once."""
    payload = pair(telegram, ward, guardian)
    climb(telegram, ward, "正想转账")
    alert = last(telegram, guardian, "请尽快联系 阿珍")
    assert "冒充电商物流客服" in alert
    for secret in ("百万保障", "京东", "2000", str(ward.id)):
        assert secret not in alert
    last(telegram, ward, "已经请守护您的人尽快联系您")
    ward.sends(f"/start {payload}")
    last(telegram, ward, "已经用过")
    press(telegram, guardian, "结束守护")
    last(telegram, ward, "结束了守护")
    last(telegram, guardian, "已经结束")
    seen = len(telegram.sent(guardian.id))
    climb(telegram, ward, "已转账")
    offers = lambda: sum("要不要我明天来问一声" in m.text for m in telegram.sent(ward.id))  # noqa: E731 # read once
    telegram.wait_until(lambda: offers() == 2, PATIENCE, "the second offer")
    assert len(telegram.sent(guardian.id)) == seen
    assert "阿" not in bot.log


def test_a_guardian_who_is_gone_is_said_to_be(
    telegram: TelegramStandIn, bot: Bot, ward: Person, guardian: Person
) -> None:
    """A blocked or deleted chat: the person is asked to call by themselves."""
    pair(telegram, ward, guardian)
    telegram.remove_bot(guardian.id)
    climb(telegram, ward, "已转账")
    last(telegram, ward, "没能联系上守护您的人")


def test_whoever_asks_to_be_forgotten_leaves_no_link_behind(
    telegram: TelegramStandIn, bot: Bot, ward: Person, guardian: Person
) -> None:
    """/forgetme ends it, and the other side is told."""
    pair(telegram, ward, guardian)
    ward.sends("/forgetme")
    last(telegram, ward, "要把和这个聊天有关的记录都删掉吗")
    press(telegram, ward, "都删掉")
    last(telegram, ward, "删掉了")
    last(telegram, guardian, "结束了守护")


def test_the_question_a_day_later_is_asked_once_and_only_if_wanted(
    telegram: TelegramStandIn, bot: Bot, ward: Person, guardian: Person, tmp_path: Path
) -> None:
    """Opt-in after 已转账, with support; a second person who said no is left alone; an answer is thanked for once."""
    climb(telegram, ward, "已转账")
    last(telegram, ward, "要不要我明天来问一声")
    press(telegram, ward, "好，明天问我")
    last(telegram, ward, "明天我来问一声")
    climb(telegram, guardian, "已转账")
    last(telegram, guardian, "要不要我明天来问一声")
    press(telegram, guardian, "不用了")
    last(telegram, guardian, "不打扰您")
    (tmp_path / "data" / "ahead").write_text(str(TWO_DAYS), "ascii")
    asked = last(telegram, ward, "昨天您说钱已经转出去了")
    assert "不是您的错" in asked
    assert "第二次诈骗" in asked
    press(telegram, ward, "已经报警了")
    last(telegram, ward, "您做得很对")
    press(telegram, ward, "已经报警了")
    last(telegram, ward, "已经记下了")
    assert sum("昨天您说" in m.text for m in telegram.sent(ward.id)) == 1
    assert not any("昨天您说" in m.text for m in telegram.sent(guardian.id))
