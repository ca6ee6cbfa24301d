"""Bank cards and accounts to pay into; order numbers and papers that look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.indicators.cards import bank_of, find, is_luhn
from model.indicators.owners import load_owners

FOUND = [
    ("卡号6222021234567890128", "card", "icbc"),
    ("卡号6222 0212 3456 7890 128", "card", "icbc"),
    ("打到6228-4812-3456-7890", "card.unchecked", "abc"),
]
INNOCENT = [
    "订单号20261125123456789012",
    "运单号773112345678901",
    "编号1234567890123456",
    "尾号1234",
    "1 2 3 4 5 6 7 8",
]


@pytest.mark.parametrize(("text", "rule", "bank"), FOUND)
def test_a_card_names_its_bank(text: str, rule: str, bank: str) -> None:
    """Spaces and hyphens do not hide a card; the check digit tells a real one."""
    assert {f.rule: f.params.get("bank") for f in find(text)} == {rule: f"owner.{bank}"}


@pytest.mark.parametrize("text", INNOCENT)
def test_other_long_numbers_are_no_cards(text: str) -> None:
    """Order and tracking numbers belong to no bank."""
    assert list(find(text)) == []


def test_an_account_needs_a_word() -> None:
    """An unknown number is an account only where the message says so."""
    assert [f.rule for f in find("收款账号:8110701012345678")] == ["card.account"]
    assert [f.rule for f in find("户名:张三")] == ["card.payee"]


@pytest.mark.parametrize("owner", [o for o in load_owners().values() if o.bins], ids=lambda o: o.id)
def test_first_digits_lead_to_one_bank(owner: object) -> None:
    """No two banks share the first six digits."""
    assert all(bank_of(prefix) == owner for prefix in owner.bins)  # type: ignore[attr-defined]


@given(st.integers(10**14, 10**18))
def test_exactly_one_check_digit_is_right(number: int) -> None:
    """Of ten last digits one passes."""
    assert sum(is_luhn(f"{number}{digit}") for digit in range(10)) == 1
