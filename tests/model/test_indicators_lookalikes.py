"""Look-alike domains: who is imitated, and honest domains with the same letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.indicators.lookalikes import looks_like, owner_of, skeleton, table
from model.indicators.owners import by_domain

BORROWED = [
    ("icbc-vip.top", "icbc"),
    ("icbcvip.top", "icbc"),
    ("1cbc.com", "icbc"),
    ("icbc.com.cn.abc.top", "icbc"),
    ("www.icbc-com-cn.top", "icbc"),
    ("95588.top", "icbc"),
    ("jdkefu88.top", "jd"),
    ("taoboa.com", "taobao"),
    ("a1ipay.com", "alipay"),
    ("cmbchlna.com", "cmb"),
    ("appleid-verify.com", "apple"),
    ("paypa1.com", "paypal"),
    ("rnicrosoft.com", "microsoft"),
    ("12306-kf.cn", "railway"),
    ("gov-etc.top", "gov"),
    ("fetc-pay.top", "fetc"),
    ("usps-track.top", "usps"),
    ("shopee-tw.vip", "shopee"),
    ("icbc-login.github.io", "icbc"),
    ("中国银行.com", "boc"),
]
HONEST = [
    *("apple-pie.com", "amazon.fr", "lines.org", "road-trip.com", "strip.com", "allpay.com.tw", "hsbc.co.uk"),
    *("google.co.jp", "example.com", "stackoverflow.com", "gamer.com.tw", "tw-post.top", "photos.app.goo.gl"),
    *("zhaopin.xdf.cn", "pma.gov.taipei", "medium.com", "roblox.com", "stream.io", "qwer.github.io"),
]


@pytest.mark.parametrize(("host", "owner"), BORROWED)
def test_a_borrowed_name_is_seen(host: str, owner: str) -> None:
    """Whole domains, words, figures for letters, slips and Chinese names lead to the one imitated."""
    found = looks_like(host)
    assert found is not None
    assert found.id == owner


@pytest.mark.parametrize("host", HONEST)
def test_an_honest_domain_is_left_alone(host: str) -> None:
    """A common word, a branch abroad or a neighbour in spelling borrows nothing."""
    assert looks_like(host) is None


@pytest.mark.parametrize("host", sorted(by_domain()))
def test_no_official_domain_imitates(host: str) -> None:
    """Every domain of the table, and what lies below it, is its owner's own."""
    assert looks_like(host) is None
    assert looks_like(f"m.{host}") is None
    assert owner_of(f"m.{host}") == by_domain()[host]


def test_letters_of_other_scripts_are_read_as_they_look() -> None:
    """Cyrillic, Greek and accents fall back on Latin letters."""
    assert skeleton("\N{CYRILLIC SMALL LETTER IE}bay.c\N{GREEK SMALL LETTER OMICRON}m") == "ebay.com"


def test_common_and_ignored_names_are_told_apart() -> None:
    """A name is either weak or never looked for, not both."""
    assert not table("common") & table("ignored")


@given(st.text("abcdeilo0135.-xn", max_size=40))
def test_any_host_gets_an_answer(host: str) -> None:
    """Whatever stands between dots, nothing is raised, and no host is official and borrowed at once."""
    assert looks_like(host) is None or owner_of(host) is None
