"""Verdicts: real cases as data, and what holds for any text at all."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model import Checker, InputError, Part, Provenance, Risk, Submission
from model.assess import MAX_CHARACTERS
from model.types import Assessment
from tests.conftest import cases


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def agrees(verdict: Assessment, case: dict[str, Any]) -> bool:
    """Whether a verdict is what the case expects: risk, type, quoted words."""
    if verdict.risk not in as_list(case["risk"]):
        return False
    if "type" in case and verdict.risk in (Risk.HIGH, Risk.MEDIUM) and verdict.scam_type not in as_list(case["type"]):
        return False
    return all(any(quote in e.quote for e in verdict.evidence) for quote in case.get("quotes", ()))


def shown(verdict: Assessment) -> str:
    quotes = [e.quote for e in verdict.evidence]
    return f"{verdict.risk} {verdict.probability:.3f} {verdict.scam_type} {quotes}"


@pytest.mark.parametrize("case", cases("in_the_wild"))
def test_a_scam_is_told(checker: Checker, case: dict[str, Any]) -> None:
    """A scam gets its risk, its type and its telling words quoted."""
    verdict = checker.check(case["text"])
    assert agrees(verdict, case), shown(verdict)


@pytest.mark.parametrize("case", cases("innocent"))
def test_a_genuine_look_alike_is_left_alone(checker: Checker, case: dict[str, Any]) -> None:
    """A genuine message is low, and nothing worse."""
    verdict = checker.check(case["text"])
    assert agrees(verdict, case), shown(verdict)


@pytest.mark.parametrize("case", cases("evasion"))
def test_a_disguise_does_not_help(checker: Checker, case: dict[str, Any]) -> None:
    """A disguised scam is told like a plain one."""
    verdict = checker.check(case["text"])
    assert agrees(verdict, case), shown(verdict)


@pytest.mark.parametrize("case", cases("too_little"))
def test_too_little_is_not_guessed_at(checker: Checker, case: dict[str, Any]) -> None:
    """What cannot be judged is unknown, and the verdict says why."""
    verdict = checker.check(case["text"])
    assert (verdict.risk, verdict.abstained) == (Risk.UNKNOWN, case["abstained"])


@pytest.mark.xfail(reason="known failures, kept in the open; a mended one moves to its file")
@pytest.mark.parametrize("case", cases("known_failures"))
def test_a_known_failure(checker: Checker, case: dict[str, Any]) -> None:
    """Wrong today."""
    assert agrees(checker.check(case["text"]), case)


messages = st.text(st.characters(codec=None), max_size=300) | st.lists(
    st.sampled_from(
        ["转账", "验证码", "a.top/x", "13800138000", "\u200b", "百 万 保 障", "妈", "。", "\ud800", "１２"]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(messages)
@example("")
@example("\x00\x1b[2J\u202e\ud800转账")
@example("a" * 5000)
def test_any_text_gets_a_sound_verdict(checker: Checker, text: str) -> None:
    """Never raises; probability in 0..1; each quote is the slice it points to; types add up to one."""
    verdict = checker.check(text)
    assert 0 <= verdict.probability <= 1
    assert sum(t.probability for t in verdict.types) == pytest.approx(1, abs=1e-5)
    assert [t.probability for t in verdict.types] == sorted((t.probability for t in verdict.types), reverse=True)
    for e in verdict.evidence:
        assert 0 <= e.start < e.end <= len(text)
        assert e.quote == text[e.start : e.end]
        assert e.weight > 0
    assert len(verdict.evidence) <= 5
    assert (verdict.abstained is None) == (verdict.risk is not Risk.UNKNOWN)


def test_evidence_knows_its_part(checker: Checker) -> None:
    """A quote out of a caption says so."""
    parts = (Part("朋友发我的，你看看"), Part("点赞关注一单5元日结，先垫付做连单", Provenance.CAPTION))
    verdict = checker.check(Submission(parts))
    assert {e.provenance for e in verdict.evidence if "垫付" in e.quote} == {Provenance.CAPTION}


def test_too_long_a_text_is_refused_with_advice(checker: Checker) -> None:
    """The limit is told, and what to send instead."""
    with pytest.raises(InputError, match="send the part in doubt"):
        checker.check("转" * (MAX_CHARACTERS + 1))


def test_characters_that_unfold_count_unfolded(checker: Checker) -> None:
    """One Arabic ligature stands for eighteen letters: a short text can be a very long one."""
    with pytest.raises(InputError):
        checker.check("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * (MAX_CHARACTERS // 8))


def test_a_text_of_the_greatest_length_is_judged_whatever_its_marks(checker: Checker) -> None:
    """An ellipsis unfolds into three dots; the limit is counted in what was sent."""
    text = "请把钱转到安全账户……" * (MAX_CHARACTERS // 11)
    assert checker.check(text).risk in (Risk.MEDIUM, Risk.HIGH)


def test_a_long_run_of_digits_is_no_trap(checker: Checker) -> None:
    """A pattern that begins with any number of digits would start again at each of them: 20,000 took ten seconds."""
    assert checker.check("0" * 60_000).risk is Risk.UNKNOWN


def test_illegal_bait_is_medium_at_most(checker: Checker) -> None:
    """It is illegal, but not (yet) a scam on the reader."""
    verdict = checker.check("澳门葡京真人百家乐，首存送彩金，提款秒到，注册 pj9988.com")
    assert (verdict.risk, verdict.scam_type) == (Risk.MEDIUM, "gambling")


def test_the_stage_of_a_script_is_told(checker: Checker) -> None:
    """A demand for an unfreezing fee is late in the script; a harmless message has no stage."""
    assert checker.check("您的贷款账户被冻结，需缴纳解冻金5000元才能放款提现").stage == "unfreeze"
    assert checker.check("妈，我今晚回家吃饭，买点排骨").stage is None
