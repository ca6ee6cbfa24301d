"""Links that call themselves another than they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Checker, LinkTarget, Part, Provenance, Risk, Submission
from model.indicators.mismatch import RULE, claimed, host_of


def linked(visible: str, target: str, before: str = "", after: str = "") -> Submission:
    words = Part(f"{before}{visible}{after}", Provenance.FORWARDED)
    return Submission((words, Part(target, Provenance.LINK)), links=(LinkTarget(visible, target),))


@pytest.mark.parametrize(
    ("visible", "target", "said"),
    [
        ("工商银行", "https://icbc-vip.top/login", "工商银行"),
        ("進入國泰世華", "https://cathay-bk.cc", "國泰世華"),
        ("www.icbc.com.cn", "http://icbc.com.cn.verify-x.top/", "icbc.com.cn"),
        ("Verify your Apple ID", "https://apple-id.support-x.xyz", "apple id"),
        ("12306退票入口", "http://45.9.148.3/t", "12306"),
    ],
)
def test_words_that_name_another_are_told(visible: str, target: str, said: str) -> None:
    """The institution or domain in the words is named where the link leads elsewhere."""
    assert claimed(LinkTarget(visible, target)) == said


@pytest.mark.parametrize(
    ("visible", "target"),
    [
        ("工商银行", "https://mybank.icbc.com.cn/x"),
        ("工商银行最新公告", "https://mp.weixin.qq.com/s/abc"),
        ("点这里", "https://icbc-vip.top"),
        ("手工行业报告", "https://report.example.top"),
        ("icbc.com.cn/a", "https://m.icbc.com.cn/a?x=1"),
        ("etc.", "https://example.com"),
        ("工商银行", "tg://user?id=1"),
        ("工商银行", "http://[broken"),
    ],
)
def test_innocent_links_are_not(visible: str, target: str) -> None:
    """An institution's own link, any official domain, words that name nobody, and what is no web address."""
    assert claimed(LinkTarget(visible, target)) == ""


def test_a_mismatch_is_named_in_the_verdict(checker: Checker) -> None:
    """The reason quotes the target and outweighs the silence of few words."""
    verdict = checker.check(linked("工商银行", "https://icbc-vip.top/login", before="您的积分将到期，请登录"))
    reason = next(e for e in verdict.evidence if e.rule == RULE)
    assert reason.quote == "https://icbc-vip.top/login"
    assert reason.provenance is Provenance.LINK
    assert reason.params == {"visible": "工商银行", "domain": "icbc-vip.top"}
    assert verdict.risk in (Risk.HIGH, Risk.MEDIUM)
    assert sum(t.probability for t in verdict.types) == pytest.approx(1)


def test_a_name_and_a_foreign_link_alone_are_not_too_little(checker: Checker) -> None:
    """A button 工商银行 that leads elsewhere is warned of without another word."""
    assert checker.check(linked("工商银行", "https://icbc-vip.top")).risk in (Risk.HIGH, Risk.MEDIUM)


def test_kind_words_with_an_honest_link_stay_low(checker: Checker) -> None:
    """A mismatch weighs, it does not overrule; without one nothing changes."""
    before = "妈，我今晚回家吃饭，买点排骨，菜谱在"
    plain = checker.check(linked("这里", "https://www.xiachufang.com/recipe/1", before=before))
    assert plain.risk is Risk.LOW


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_link_is_read(visible: str, target: str) -> None:
    """Nothing that a link can hold raises."""
    assert isinstance(claimed(LinkTarget(visible, target)), str)
    assert host_of(target) == host_of(target).lower()
