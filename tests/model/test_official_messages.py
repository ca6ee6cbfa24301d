"""Genuine messages of institutions: flagging one destroys trust in the bot and in the institution."""

from typing import Any

import pytest

from model import Checker, Risk
from tests.conftest import cases


@pytest.mark.parametrize("case", cases("official"))
def test_an_official_message_is_not_flagged(checker: Checker, case: dict[str, Any]) -> None:
    """What 96110, 12381, banks, operators, couriers and offices really send is neither medium nor high."""
    verdict = checker.check(case["text"])
    assert verdict.risk not in (Risk.MEDIUM, Risk.HIGH), (verdict.risk, verdict.probability, verdict.scam_type)


def test_there_are_enough_of_them() -> None:
    """Forty or more, each another sender or occasion."""
    assert len(cases("official")) >= 40
