"""The table of institutions: whole, without doubles, findable by the names people use."""

import pytest

from model.indicators.owners import load_owners, names_in
from model.normalize import normalize
from model.scam_types import LOCALES


def test_the_table_is_large_enough_and_sourced() -> None:
    """More than 150 institutions in seven places, each with a source and a date."""
    owners = load_owners().values()
    assert len(owners) > 150
    assert all(owner.source and owner.date for owner in owners)


def test_every_name_stands_in_every_locale() -> None:
    """Evidence can name an institution to any reader."""
    for owner in load_owners().values():
        assert set(owner.name) == set(LOCALES)
        assert all(owner.name.values())


@pytest.mark.parametrize("field", ["domains", "said", "bins", "numbers"])
def test_nothing_belongs_to_two(field: str) -> None:
    """A domain, a name, a card prefix or a number leads to one institution."""
    values = [value for owner in load_owners().values() for value in getattr(owner, field)]
    assert len(values) == len(set(values))


def test_names_are_written_as_folded_text() -> None:
    """A name in capitals or traditional characters would never be met."""
    for owner in load_owners().values():
        assert all(normalize(name).folded == name for name in owner.said)


def test_the_longest_name_counts() -> None:
    """中国银行 is not 中国; 支付宝 is not 支付; a Latin name stands alone."""
    assert [o.id for o, _, _ in names_in("国家反诈中心和中国平安")] == ["antifraud", "pab"]
    assert [o.id for o, _, _ in names_in("groups,upside,dhl快递")] == ["dhl"]
