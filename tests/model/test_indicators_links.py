"""Links: found inside unspaced Chinese, judged by their registrable domain.

Source of the patterns: forms in phishing messages; what only looks like a link stands beside them.
"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.indicators.links import find, is_official
from model.normalize import normalize

CYRILLIC_APPLE = "\N{CYRILLIC SMALL LETTER A}pple"
FOUND = [
    ("请登录icbc-vip.top/a1领取积分", "icbc-vip.top/a1", {"link", "link.look_alike", "link.cheap_suffix"}),
    ("详见https://www.icbc.com.cn/x", "https://www.icbc.com.cn/x", {"link", "link.official"}),
    ("戳t.cn/a6xyz9", "t.cn/a6xyz9", {"link", "link.short"}),
    ("打开http://103.45.87.219:8080/jc", "http://103.45.87.219:8080/jc", {"link", "link.ip", "link.odd_port"}),
    ("安装 xyd2024.com/app/v2.apk 即可", "xyd2024.com/app/v2.apk", {"link", "link.app_package"}),
    ("装描述文件 k9s.net/x.mobileconfig", "k9s.net/x.mobileconfig", {"link", "link.app_package"}),
    ("学信网chsi.com.cn可查", "chsi.com.cn", {"link", "link.official"}),
    ("北京市政府 beijing.gov.cn", "beijing.gov.cn", {"link", "link.official"}),
    ("打开bad[.]top看", "bad[.]top", {"link", "link.defanged", "link.cheap_suffix"}),
    ("打开bad(.)top看", "bad(.)top", {"link", "link.defanged", "link.cheap_suffix"}),
    ("打开bad。top看", "bad。top", {"link", "link.defanged", "link.cheap_suffix"}),
    ("打开bad点top看", "bad点top", {"link", "link.defanged", "link.cheap_suffix"}),
    ("打开bad . top看", "bad . top", {"link", "link.defanged", "link.cheap_suffix"}),
    ("hxxps://abcd.com/a", "hxxps://abcd.com/a", {"link", "link.defanged"}),
    ("http://icbc.com.cn@qwer.com/x", "http://icbc.com.cn@qwer.com/x", {"link", "link.userinfo"}),
    ("请登录中国银行.com查询", "中国银行.com", {"link", "link.chinese", "link.look_alike"}),
    ("上中国银行.网址", "中国银行.网址", {"link", "link.chinese", "link.look_alike"}),
    ("xn--fiq7iq58bfy3a.com", "xn--fiq7iq58bfy3a.com", {"link", "link.punycode"}),
    (f"{CYRILLIC_APPLE}.com", f"{CYRILLIC_APPLE}.com", {"link", "link.look_alike", "link.mixed_script"}),
    ("页面 qwer.github.io/a", "qwer.github.io/a", {"link", "link.free_host"}),
]
INNOCENT = [
    "写信到 zhang.san@qq.com",
    "版本v2.0.1",
    "升级到1.2.3.4版",
    "价格3.5万",
    "圆周率3.14159",
    "文件readme.md5x",
    "12.30见",
    "a.b",
    "这药没用。top不行",
    "手机连上wifi。app打不开",
    "下午3点com见",
    "see you. top of the list",
    "我来自中国.北京",
]


@pytest.mark.parametrize(("text", "quote", "rules"), FOUND)
def test_a_link_is_found_with_its_rules(text: str, quote: str, rules: set[str]) -> None:
    """The whole link is one span, whatever stands around it."""
    found = list(find(text))
    assert {f.rule for f in found} == rules
    assert {text[f.start : f.end] for f in found} == {quote}


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    """Addresses, versions, prices, dates and sentences are left alone."""
    assert list(find(text)) == []


def test_a_look_alike_is_not_official() -> None:
    """The registrable domain counts, not the name in front of it."""
    assert is_official("m.icbc.com.cn")
    assert not is_official("icbc.com.cn.vip-login.top")


def test_a_look_alike_names_whom_it_imitates() -> None:
    """The finding says which domain, whose name it borrows and what the official one is."""
    (found,) = [f for f in find("登录icbc.com.cn.vip-login.top") if f.rule == "link.look_alike"]
    assert dict(found.params) == {"domain": "vip-login.top", "owner": "owner.icbc", "official": "icbc.com.cn"}


@given(st.text("abc.。点 [](){}:/@-1中行xn", max_size=60))
def test_each_link_is_found_once(text: str) -> None:
    """Spans with the rule `link` never overlap, whatever the dots are written with."""
    folded = normalize(text).folded
    spans = [(f.start, f.end) for f in find(folded) if f.rule == "link"]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(0 <= start < end <= len(folded) for start, end in spans)
