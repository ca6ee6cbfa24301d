"""Links: found inside unspaced Chinese, judged by their registrable domain."""

import pytest

from model.indicators.links import find, is_official, registrable_domain

FOUND = [
    ("请登录icbc-vip.top/a1领取积分", "icbc-vip.top/a1", {"link", "link.cheap_suffix"}),
    ("详见https://www.icbc.com.cn/x", "https://www.icbc.com.cn/x", {"link", "link.official"}),
    ("戳t.cn/a6xyz9", "t.cn/a6xyz9", {"link", "link.short"}),
    ("打开http://103.45.87.219:8080/jc", "http://103.45.87.219:8080/jc", {"link", "link.ip"}),
    ("安装 xyd2024.com/app/v2.apk 即可", "xyd2024.com/app/v2.apk", {"link", "link.app_package"}),
    ("学信网chsi.com.cn可查", "chsi.com.cn", {"link", "link.official"}),
    ("北京市政府 beijing.gov.cn", "beijing.gov.cn", {"link", "link.official"}),
]
INNOCENT = ["写信到 zhang.san@qq.com", "版本v2.0.1", "价格3.5万", "圆周率3.14159", "文件readme.md5x", "12.30见", "a.b"]


@pytest.mark.parametrize(("text", "quote", "rules"), FOUND)
def test_a_link_is_found_with_its_rules(text: str, quote: str, rules: set[str]) -> None:
    """The whole link is one span, whatever stands around it."""
    found = list(find(text))
    assert {f.rule for f in found} == rules
    assert {text[f.start : f.end] for f in found} == {quote}


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    """Addresses, versions, prices and dates are left alone."""
    assert list(find(text)) == []


def test_a_look_alike_is_not_official() -> None:
    """The registrable domain counts, not the name in front of it."""
    assert is_official("m.icbc.com.cn")
    assert not is_official("icbc.com.cn.vip-login.top")
    assert registrable_domain("icbc.com.cn.vip-login.top") == "vip-login.top"
