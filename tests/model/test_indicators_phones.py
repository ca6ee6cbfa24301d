"""Telephone numbers, told apart by the numbering plan."""

import pytest

from model.indicators.phones import find

FOUND = [
    ("联系13800138000", {"phone.mobile"}),
    ("联系138 0013 8000", {"phone.mobile"}),
    ("加+86-13912345678", {"phone.mobile"}),
    ("致电17012345678", {"phone.mobile", "phone.virtual"}),
    ("客服400-820-8820", {"phone.toll_free"}),
    ("请拨打95588咨询", {"phone.service"}),
    ("打96110问一问", {"phone.service"}),
    ("电话010-12345678", {"phone.landline"}),
    ("来电+85261234567", {"phone.foreign"}),
]
INNOCENT = ["订单号123456789012345678", "金额95588元", "编号95588.20", "今天21号", "2026年11月"]


@pytest.mark.parametrize(("text", "rules"), FOUND)
def test_a_number_is_told_apart(text: str, rules: set[str]) -> None:
    """Each kind of number has its own rule."""
    assert {f.rule for f in find(text)} == rules


@pytest.mark.parametrize("text", INNOCENT)
def test_other_digits_are_no_telephone(text: str) -> None:
    """Order numbers, sums and dates are left alone."""
    assert list(find(text)) == []
