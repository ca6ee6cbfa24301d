"""`shizha chat`: commands, numbered buttons and the report card."""

from __future__ import annotations

import pytest

from bot.channels.console import Chat
from bot.service import Service

SCAM = "您好，我是京东客服，您误开通了百万保障，每月扣费2000元，请下载会议软件共享屏幕取消"


@pytest.fixture
def chat(service: Service) -> Chat:
    return Chat(service, "zh-Hans", operator="市反诈中心", link="https://check.example.org")


def heard(chat: Chat, capsys: pytest.CaptureFixture[str], *messages: str) -> str:
    """What the last message was answered."""
    for message in messages:
        capsys.readouterr()
        chat.hear(message)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/paid", "打 110"),
        ("/tips", "海外华人"),
        ("/about", "由 市反诈中心 提供服务"),
        ("/share", "https://check.example.org"),
        ("/help", "/paid"),
        ("/quiz", "六道小题"),
    ],
)
def test_commands_are_answered(chat: Chat, capsys: pytest.CaptureFixture[str], command: str, words: str) -> None:
    """The terminal offers what the messenger offers."""
    assert words in heard(chat, capsys, command)


def test_a_verdict_can_be_acted_on(chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    """The buttons are numbered; a number presses one."""
    assert "/4 正想转账" in heard(chat, capsys, SCAM)
    assert "先问自己一句" in heard(chat, capsys, "/4")
    assert "这半小时" in heard(chat, capsys, "/3")
    assert "✅ 1. 打 110" in heard(chat, capsys, "/1")


def test_the_language_chooses_the_numbers(chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    """繁體 leads to Taiwan's list."""
    assert "165" in heard(chat, capsys, "/language zh-Hant", "/paid")


def test_a_report_card_is_filled_in_and_forgotten(chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    """Answers go on the card and not to the judge; afterwards nothing is left in the conversation."""
    card = heard(chat, capsys, "/paid", "/8", "王小二", "/1", "62220000", "3000", "/1", "微信 xx")
    assert "收款人：王小二" in card
    assert "收款银行：（不清楚）" in card
    assert "时间：（不清楚）" in card
    assert chat.form is None
    assert "高风险" in heard(chat, capsys, SCAM)


def test_a_report_card_can_be_left(chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    """Stopping, or any command, drops what was entered."""
    assert "已经丢掉" in heard(chat, capsys, "/paid", "/8", "王小二", "/2")
    assert chat.form is None
    heard(chat, capsys, "/paid", "/8", "王小二", "/help")
    assert chat.form is None


@pytest.mark.parametrize("number", ["/0", "/99", "/999999999999", "/²", "/٣"])
def test_a_number_that_is_not_offered_is_an_unknown_command(
    chat: Chat, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    """Nothing is pressed by chance."""
    assert "没有" in heard(chat, capsys, "/about", number)


def test_the_quiz_is_taken_by_numbers(chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    """/1 begins, /1 calls a scam, /1 goes on: after six the result, which leads on."""
    assert "第 1 题" in heard(chat, capsys, "/quiz", "/1")
    result = heard(chat, capsys, *["/1"] * 12)
    assert "3 条骗局，您认出了 3 条" in result
    assert "/1" in result
