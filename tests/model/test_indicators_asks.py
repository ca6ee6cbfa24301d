"""Asks: what the message wants done, unless it warns against it."""

import tomllib
from importlib import resources

import pytest

from model.indicators.asks import find, patterns


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("请把钱转到这个账户", "ask.transfer"),
        ("把收到的验证码发给我", "ask.code"),
        ("下载会议软件", "ask.download"),
        ("打开屏幕共享", "ask.screen_share"),
        ("加我微信详聊", "ask.add_contact"),
        ("扫码进群领取", "ask.join_group"),
        ("这事不要告诉家人", "ask.secrecy"),
        ("先交保证金", "ask.fee_first"),
        ("填写银行卡号和密码", "ask.card_details"),
        ("点击下方链接", "ask.click_link"),
        ("扫描二维码", "ask.scan"),
        ("买几张购物卡把卡密发来", "ask.cash_out"),
        ("下载蝙蝠聊天", "ask.move_app"),
        ("打开nfc把卡贴近手机", "ask.nfc"),
        ("逾期作废", "ask.hurry"),
        ("装个todesk远程操作", "ask.remote_app"),
        ("高价收银行卡", "ask.rent_card"),
        ("对着镜头眨眼录视频认证", "ask.face"),
        ("找个单独的房间", "ask.isolate"),
        ("把借呗额度提出来", "ask.borrow"),
        ("把聊天记录删掉,删除聊天记录", "ask.delete"),
        ("买usdt打过来", "ask.crypto"),
    ],
)
def test_an_ask_is_heard(text: str, rule: str) -> None:
    """Each ask of the table has wording that shows it."""
    assert rule in {f.rule for f in find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "切勿共享屏幕",
        "请勿将验证码告诉他人",
        "不要点击陌生链接",
        "警方不会要求转账到任何账户",
        "谨防下载来路不明的软件",
    ],
)
def test_a_warning_is_no_ask(text: str) -> None:
    """The same words after a negation are a caution."""
    rules = {f.rule for f in find(text)}
    assert "caution" in rules
    assert not {r for r in rules if r.startswith("ask.") and r != "ask.hurry"}


def test_a_negation_does_not_reach_across_sentences() -> None:
    """“别担心。请转账” still asks for a transfer."""
    assert "ask.transfer" in {f.rule for f in find("你别担心。请转账")}


def test_every_ask_is_tried() -> None:
    """No row of the table is without a case above."""
    tried = {mark.args[1][i][1] for mark in test_an_ask_is_heard.pytestmark for i in range(len(mark.args[1]))}
    assert tried == set(patterns())


def test_every_ask_names_an_innocent_look_alike() -> None:
    """The table tells its reader what the pattern may be mistaken for."""
    table = tomllib.loads(resources.files("model.indicators").joinpath("asks.toml").read_text("utf-8"))["asks"]
    assert all(ask["innocent"] for ask in table)
    assert len(patterns()) == len(table)
