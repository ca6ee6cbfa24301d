"""Explanation: quotes that a reader would call telling, shares that add up, what would change a verdict."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Checker, Risk
from model.explain import MOST, replay
from model.explain.changes import MARGIN, PROBES, find_changes, is_borderline
from model.explain.evidence import EXACT
from model.types import Evidence, Family
from tests.conftest import CASES

ROWS: list[dict[str, Any]] = [json.loads(line) for line in (CASES / "telling.jsonl").read_text("utf-8").splitlines()]
# A quote that shows a telling string holds at least half of it and is no longer than this.
LONGEST_QUOTE = 40
LEAST_QUOTING = 0.95
# So many of the labelled scams must be told high for the share to mean something.
LEAST_HIGH = 80


def shared(quote: str, telling: str) -> int:
    """Length of the longest piece of `telling` that stands in `quote`."""
    pieces = (telling[i:j] for i in range(len(telling)) for j in range(i + 1, len(telling) + 1))
    return max((len(piece) for piece in pieces if piece in quote), default=0)


def shows(evidence: Evidence, telling: str) -> bool:
    return len(evidence.quote) <= LONGEST_QUOTE and 2 * shared(evidence.quote, telling) >= len(telling)


def test_high_verdicts_quote_the_telling_words(checker: Checker) -> None:
    """Of the labelled scams told high, 19 of 20 quote what a reader calls telling."""
    high = [(row, verdict) for row in ROWS if (verdict := checker.check(row["text"])).risk is Risk.HIGH]
    missed = [
        row["text"]
        for row, verdict in high
        if not any(shows(evidence, telling) for evidence in verdict.evidence for telling in row["telling"])
    ]
    assert len(high) >= LEAST_HIGH
    assert len(missed) <= (1 - LEAST_QUOTING) * len(high), missed


def test_labels_are_words_of_the_message() -> None:
    """Every label is an exact piece of its text."""
    assert all(telling in row["text"] for row in ROWS for telling in row["telling"])


PIECES = [
    "转账到",
    "安全账户",
    "，",
    "a.top/x",
    "验证码",
    "1,880元",
    "Your package is",
    " ",
    "。",
    "妈",
    "薇❤",
    "\n",
    "共享屏幕",
]
MESSAGES = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=120)


@settings(max_examples=60, deadline=None)
@given(MESSAGES)
def test_replaying_the_reasons_gives_the_probability(checker: Checker, text: str) -> None:
    """What no words would give, the shares of the quotes and the rest add up to the verdict."""
    verdict = checker.check(text)
    assert replay(verdict) == pytest.approx(verdict.probability, abs=1e-6)


def test_a_share_is_the_pull_of_its_quote(checker: Checker) -> None:
    """The rest is what is left outside of the quotes, so a message quoted in full leaves next to nothing."""
    verdict = checker.check("裸聊视频在我手上 转5000")
    assert {e.quote for e in verdict.evidence} >= {"裸聊视频在我手上"}
    assert sum(e.share for e in verdict.evidence) > abs(verdict.rest)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:12])
def test_a_quote_reads_well(checker: Checker, row: dict[str, Any]) -> None:
    """Never a single character, nothing cut inside a foreign word or a number, no clause twice, at most five."""
    text = row["text"]
    verdict = checker.check(text)
    assert len(verdict.evidence) <= MOST
    assert len({e.quote for e in verdict.evidence}) == len(verdict.evidence)
    for e in verdict.evidence:
        assert len(e.quote) > 1
        assert e.quote == e.quote.strip(" ,，。！？；：")
        if e.kind not in EXACT:
            before, after = text[max(0, e.start - 1) : e.start + 1], text[e.end - 1 : e.end + 1]
            assert not re.fullmatch(r"[A-Za-z]{2}|\d[\d.%万]|[\d.]\d", before), (e.quote, before)
            assert not re.fullmatch(r"[A-Za-z]{2}|\d[\d.%万]|[\d.]\d", after), (e.quote, after)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("您的快件被海关扣留，补 6.8元 关税：yto-fee.icu", "补 6.8元 关税"),
        ("您的百万保障下月起扣600，关闭需要共享屏幕，银行卡里钱先集中到一张", "关闭需要共享屏幕"),
        ("额度15万已核准，放款时卡号末位错误被系统锁定，需缴纳两万验证金，到账后一起退", "需缴纳两万验证金"),
        ("Your mailbox is full, sign in to keep your messages: mail-quota-cn.xyz", "sign in to keep your messages"),
    ],
)
def test_a_quote_ends_where_a_clause_does(checker: Checker, text: str, quote: str) -> None:
    """Whole clauses are quoted, in Chinese and in English; a bare word takes its neighbours with it."""
    assert quote in [e.quote for e in checker.check(text).evidence]


def test_a_link_is_one_word(checker: Checker) -> None:
    """A quote that reaches into a link holds all of it."""
    link = "secure-dbs-verify.top"
    text = f"DBS: your account is locked and you must now confirm the OTP at {link} within 24 hours."
    touching = [
        e for e in checker.check(text).evidence if e.start < text.index(link) + len(link) and e.end > text.index(link)
    ]
    assert touching
    assert all(link in e.quote for e in touching)


def test_reasons_come_in_the_order_of_an_explanation(checker: Checker) -> None:
    """What it wants comes before how it presses, wherever it stands in the message."""
    verdict = checker.check("您名下白条还标着学生账户，今天不注销影响征信，麻烦下载会议软件我们对着屏幕处理")
    kinds = [e.kind for e in verdict.evidence]
    assert kinds.index("ask") < kinds.index("pressure")


def test_typical_wording_names_its_type(checker: Checker) -> None:
    """A phrase without a reason of its own says whose wording it is."""
    phrases = [e for e in checker.check("点点关注就能领佣金").evidence if e.kind == "phrase"]
    assert [(e.text_key, e.params) for e in phrases] == [("evidence.phrase.scam", {"type": "type.brushing.name"})]


def quoted(quote: str, kind: str, share: float) -> Evidence:
    return Evidence(kind, 0, len(quote), quote, kind, share, "evidence.phrase", share=share)


def test_a_change_is_told_only_if_it_changes_the_verdict() -> None:
    """Both statements come from judging the changed text; a text that stays as risky gives none."""
    ask = quoted("共享屏幕", "ask", 1.0)
    stays = find_changes(Risk.MEDIUM, Family.SCAM, "共享屏幕", [ask], lambda text: Risk.MEDIUM)
    assert stays == ()
    moves = find_changes(
        Risk.MEDIUM, Family.SCAM, "共享屏幕", [ask], lambda text: Risk.HIGH if "共享屏幕\n" in text else Risk.LOW
    )
    assert [(change.text_key, change.params) for change in moves] == [
        ("change.without.low", {"quote": "共享屏幕"}),
        ("change.with", {"demand": "change.demand.any", "risk": "change.risk.high"}),
    ]


def test_the_demand_that_tips_the_verdict_is_named() -> None:
    """Where only one of the tried demands raises the risk, it is that one."""
    changes = find_changes(
        Risk.LOW, Family.SCAM, "", [], lambda text: Risk.MEDIUM if PROBES["code"] in text else Risk.LOW
    )
    assert [change.params["demand"] for change in changes] == ["change.demand.code"]


def test_the_strongest_demand_is_taken_away_before_any_other_reason() -> None:
    """A demand can be left out of a story; who wrote it cannot."""
    reasons = [quoted("我是领导", "claim", 3.0), quoted("转账", "ask", 1.0)]
    changes = find_changes(Risk.HIGH, Family.SCAM, "转账", reasons, lambda text: Risk.MEDIUM)
    assert [change.params["quote"] for change in changes] == ["转账"]


def test_only_borderline_verdicts_are_asked_what_if(checker: Checker) -> None:
    """Statements come near a border only, at most two, and hold when tried."""
    told = [(row["text"], verdict) for row in ROWS if (verdict := checker.check(row["text"])).would_change]
    assert told
    for text, verdict in told:
        assert len(verdict.would_change) <= 2
        for change in verdict.would_change:
            if change.text_key.startswith("change.without."):
                without = checker.check(text.replace(change.params["quote"], "", 1))
                assert str(without.risk) == change.text_key.rpartition(".")[2]


@pytest.mark.parametrize(
    ("log_odds", "near"), [(0.0, True), (MARGIN - 0.01, True), (-MARGIN - 0.01, False), (9, False)]
)
def test_the_margin_is_one_telling_clause(log_odds: float, near: bool) -> None:
    """A border at one half has log-odds 0; what lies within MARGIN of it is borderline."""
    assert is_borderline(Risk.LOW, log_odds, (0.5,)) is near


@pytest.mark.parametrize(
    ("text", "sub_case"),
    [
        ("你儿子在我手上 十万现金 别报警", "kidnapping"),
        ("您被投资平台骗的十二万，我们律所能追回，先付1,800技术定位费，成功再收一成", "recovery"),
        ("借你的卡走几笔货款，到柜台取给我，一天给你八百", "mule"),
        ("孩子白血病，款直接打到我个人卡，医院公户走流程慢，转给更多好心人", "charity"),
        ("裸聊视频在我手上 转5000", "sextortion"),
    ],
)
def test_a_story_is_known_as_such(checker: Checker, text: str, sub_case: str) -> None:
    """Sub-cases have next lines of their own."""
    assert checker.check(text).sub_case == sub_case


def test_a_disguise_is_told_with_the_demand_that_it_hides(checker: Checker) -> None:
    """One quote says both: what it wants, and that it is written so that a filter misses it."""
    hidden = [e for e in checker.check("加薇❤领红包，垫付做任务，佣金日结").evidence if "薇❤" in e.quote]
    assert [(e.text_key, e.also) for e in hidden] == [("evidence.ask.add_contact", "evidence.disguise.emoji")]
    assert hidden[0].params == {"written": "加薇❤", "meant": "加微信"}
