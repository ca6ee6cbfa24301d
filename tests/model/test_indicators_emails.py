"""E-mail addresses, kept apart from links."""

import pytest

from model.indicators import links
from model.indicators.emails import find

FOUND = [
    ("写信到zhang.san@qq.com吧", ["email"]),
    ("report@cmbchina.com", ["email", "email.official"]),
    ("service@icbc-vip.top", ["email", "email.look_alike"]),
]
INNOCENT = ["联系@kashang88", "a@b", "价格@3.5元", "user@readme.md5x"]


@pytest.mark.parametrize(("text", "rules"), FOUND)
def test_an_address_is_judged_by_its_domain(text: str, rules: list[str]) -> None:
    """Free mail is nobody's; an institution's domain and its look-alike are told apart."""
    assert [f.rule for f in find(text)] == rules
    assert list(links.find(text)) == []


@pytest.mark.parametrize("text", INNOCENT)
def test_an_at_sign_alone_is_no_address(text: str) -> None:
    """Names, prices and unknown endings are left alone."""
    assert list(find(text)) == []
