"""Numbers of identity papers, told by their check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.indicators.id_numbers import find

FOUND = [
    ("身份证11010519491231002x", "id_number.mainland"),
    ("香港a123456(3)", "id_number.hong_kong"),
    ("台湾a123456789", "id_number.taiwan"),
]
INNOCENT = [
    "身份证110105194912310021",
    "订单110105194913310029",
    "a123456(4)",
    "a123456788",
    "6222021234567890128",
    "航班mu5137",
]


@pytest.mark.parametrize(("text", "rule"), FOUND)
def test_a_number_with_a_right_check_digit_is_found(text: str, rule: str) -> None:
    """Published example numbers of three places."""
    assert [f.rule for f in find(text)] == [rule]


@pytest.mark.parametrize("text", INNOCENT)
def test_a_wrong_check_digit_or_date_is_no_paper(text: str) -> None:
    """Order numbers of the same length fail the check."""
    assert list(find(text)) == []


@given(st.integers(10**7, 10**8 - 1))
def test_one_check_digit_in_ten_is_right_in_taiwan(number: int) -> None:
    """Of ten last digits exactly one passes."""
    assert sum(bool(list(find(f"a1{number % 10**7:07d}{digit}"))) for digit in range(10)) == 1
