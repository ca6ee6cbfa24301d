"""A word in disguise is a finding; odd writing by itself is none."""

import pytest

from model import Checker
from model.indicators import disguise, find_all
from model.normalize import normalize
from tests.conftest import cases

SCAM = "兼职刷单日结，佣金当天到账，加薇❤ abc12345 领任务，垫付秒返"


def test_what_is_written_and_meant_travels_along() -> None:
    """The words for people quote both."""
    (found,) = disguise.find(normalize("转zhang过来"))
    assert (found.kind, found.rule) == ("disguise", "disguise.pinyin")
    assert found.params == {"written": "转zhang", "meant": "转账"}


def test_a_quote_is_short_and_shows_nothing_invisible() -> None:
    """A long number is cut, and a hidden character is not passed on."""
    (long,) = disguise.find(normalize("电话" + "一三八零" * 4))
    assert len(long.params["written"]) == disguise.LONGEST_QUOTED
    (hidden,) = disguise.find(normalize("微\u200b信"))
    assert hidden.params["written"] == "微信"


@pytest.mark.parametrize("case", cases("disguised"))
def test_every_recorded_fold_is_a_known_rule(case: dict[str, str]) -> None:
    """The rules that texts and tests know are those that are found."""
    rules = [found.rule for found in find_all(normalize(case["text"])) if found.kind == "disguise"]
    assert f"disguise.{case['fold']}" in rules
    assert set(rules) <= set(disguise.RULES)


def test_every_rule_has_a_case() -> None:
    """No rule without an example."""
    assert {f"disguise.{case.values[0]['fold']}" for case in cases("disguised")} == set(disguise.RULES)


def test_a_disguised_scam_is_as_risky_as_a_plain_one(checker: Checker) -> None:
    """The evidence quotes what stands in the message, disguise and all."""
    verdict = checker.check(SCAM)
    assert verdict.risk in ("medium", "high")
    assert all(SCAM[e.start : e.end] == e.quote for e in verdict.evidence)


@pytest.mark.parametrize("case", cases("innocent_disguise"))
def test_innocent_writing_is_no_finding(case: dict[str, str]) -> None:
    """Nothing of the kind `disguise` is found."""
    assert not any(found.kind == "disguise" for found in find_all(normalize(case["text"])))
