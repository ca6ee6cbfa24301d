"""Deadlines and threats, and the genuine reminders beside them."""

import pytest

from model.indicators.pressure import find
from model.indicators.wordings import load_wordings

PRESSED = [
    ("请2小时内处理", "pressure.deadline"),
    ("否则将冻结您的账户", "pressure.or_else"),
    ("已对你下达通缉令", "pressure.arrest"),
    ("不给钱就发给你所有亲友", "pressure.expose"),
    ("会影响您的征信", "pressure.credit"),
    ("您的账户将被冻结", "pressure.cut_off"),
    ("每月自动扣费800元", "pressure.charge"),
    ("你儿子在我手上", "pressure.harm"),
    ("名额有限", "pressure.scarce"),
    ("your account will be suspended", "pressure.cut_off"),
]
INNOCENT = ["孩子在我这儿吃晚饭,八点送回去", "妈,我今晚回家吃饭", "包裹已到店,请凭取件码领取", "明天下午三点开会"]


@pytest.mark.parametrize(("text", "rule"), PRESSED)
def test_pressure_is_felt(text: str, rule: str) -> None:
    """Each way of pressing has wording that shows it."""
    assert rule in {f.rule for f in find(text)}


@pytest.mark.parametrize("text", INNOCENT)
def test_everyday_words_press_nobody(text: str) -> None:
    """A plan, a notice and an invitation hold no threat."""
    assert list(find(text)) == []


def test_every_way_of_pressing_is_tried() -> None:
    """No row of the table is without a case."""
    assert {rule for _, rule in PRESSED} == set(load_wordings("pressure"))
