"""Accounts to write to."""

import pytest

from model.indicators.handles import find


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("加微信abc123456", "handle.wechat"),
        ("vx:kefu_8899", "handle.wechat"),
        ("qq123456789", "handle.qq"),
        ("联系@kashang88", "handle.telegram"),
        ("t.me/joinabc", "handle.telegram"),
        ("加line id: abcd99", "handle.line"),
    ],
)
def test_an_account_is_found(text: str, rule: str) -> None:
    """Each messenger's way of writing an account is known."""
    assert rule in {f.rule for f in find(text)}


@pytest.mark.parametrize("text", ["发到zhang@qq.com", "微信支付", "打开微信扫一扫", "online课程"])
def test_what_is_no_account_is_left_alone(text: str) -> None:
    """Mail addresses and the mere name of a messenger are no accounts."""
    assert list(find(text)) == []


def test_a_handle_needs_no_other_hint_than_its_own_word() -> None:
    """The quick look before the patterns knows every word that a pattern begins with."""
    assert [f.rule for f in find("wechat: loulou_318")] == ["handle.wechat"]
