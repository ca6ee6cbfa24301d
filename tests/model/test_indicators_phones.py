"""Telephone numbers, told apart by the numbering plan; whose the official ones are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.indicators.owners import by_number, load_owners
from model.indicators.phones import find, official

FOUND = [
    ("联系13800138000", {"phone.mobile"}),
    ("联系138 0013 8000", {"phone.mobile"}),
    ("加+86-13912345678", {"phone.mobile"}),
    ("致电17012345678", {"phone.mobile", "phone.virtual"}),
    ("打16212345678", {"phone.mobile", "phone.virtual"}),
    ("客服400-820-8820", {"phone.toll_free"}),
    ("请拨打95588咨询", {"phone.service", "phone.official"}),
    ("打96110问一问", {"phone.service", "phone.official"}),
    ("反诈拨打165", {"phone.dialled", "phone.official"}),
    ("call 1799 to check", {"phone.dialled", "phone.official"}),
    ("致电18222查询", {"phone.dialled", "phone.official"}),
    ("拨打95999咨询", {"phone.service"}),
    ("电话010-12345678", {"phone.landline"}),
    ("来电+85261234567", {"phone.foreign"}),
    ("来电0085261234567", {"phone.foreign"}),
    ("来自10690000123456", {"phone.sms_port"}),
    ("机主138****8000", {"phone.masked"}),
    ("加1 3 8 0 0 1 3 8 0 0 0", {"phone.spaced"}),
    ("打幺三八零零幺三八零零零", {"phone.spelt"}),
]
INNOCENT = [
    "订单号123456789012345678",
    "金额95588元",
    "编号95588.20",
    "今天21号",
    "2026年11月",
    "打165元的车",
    "第一二三四五六七八九十章",
]


@pytest.mark.parametrize(("text", "rules"), FOUND)
def test_a_number_is_told_apart(text: str, rules: set[str]) -> None:
    """Each kind of number has its own rule."""
    assert {f.rule for f in find(text)} == rules


@pytest.mark.parametrize("text", INNOCENT)
def test_other_digits_are_no_telephone(text: str) -> None:
    """Order numbers, sums and dates are left alone."""
    assert list(find(text)) == []


@pytest.mark.parametrize(
    ("number", "owner"),
    [("95588", "icbc"), ("96110", "antifraud"), ("12381", "miitwarn"), ("95338", "sf"), ("165", "tw165")],
)
def test_an_official_number_names_its_owner(number: str, owner: str) -> None:
    """The table knows whose a hotline is."""
    assert dict(official(number)) == {"number": number, "owner": f"owner.{owner}"}


@pytest.mark.parametrize("number", sorted(by_number()))
def test_every_number_of_the_table_is_found(number: str) -> None:
    """After “拨打”, each hotline of the table is heard as official."""
    rules = {f.rule: dict(f.params) for f in find(f"请拨打{number}咨询")}
    assert rules["phone.official"]["number"] == number


def test_no_number_has_two_owners() -> None:
    """A hotline belongs to one institution."""
    numbers = [number for owner in load_owners().values() for number in owner.numbers]
    assert len(numbers) == len(set(numbers))


@given(st.text("0123456789 -+x*.元打", max_size=50))
def test_a_number_is_quoted_whole(text: str) -> None:
    """A span begins and ends inside the text and holds a digit."""
    for f in find(text):
        assert any(char.isdigit() for char in text[f.start : f.end])
