"""Indicators: each finds one kind of thing that a careful reader would point at.

A finder takes the folded text (`disguise` the normalised one, since it tells what was folded) and yields `Found`
spans; it decides nothing about risk. What a finding is worth is learned: every rule id is a feature of the
classifier, and its weight travels with the evidence. A combiner reads what the finders found, too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from model.indicators import (
    amounts,
    asks,
    cards,
    claims,
    disguise,
    emails,
    handles,
    homographs,
    id_numbers,
    links,
    phones,
    pressure,
    telltales,
    trusted,
    wallets,
)
from model.indicators.found import Found
from model.indicators.wordings import Wordings, find_in_all, joined
from model.types import NormalizedText

__all__ = ["COMBINERS", "FINDERS", "Found", "find_all", "needs_of_all"]

FINDERS: tuple[Callable[[str], Iterator[Found]], ...] = (
    links.find,
    phones.find,
    amounts.find,
    handles.find,
    asks.find,
    telltales.find,
    emails.find,
    cards.find,
    wallets.find,
    id_numbers.find,
    pressure.find,
    claims.find_claims,
    claims.find_signatures,
)
# Finders that are only tables; their patterns are looked for all at once.
TABLES: Mapping[Callable[[str], Iterator[Found]], Wordings] = {
    module.find: module.TABLE for module in (phones, amounts, handles, asks, telltales, pressure)
} | {claims.find_claims: claims.TABLE}
_ALL_TABLES = tuple(TABLES.values())
_IN_ORDER = tuple((find, TABLES.get(find)) for find in FINDERS)
COMBINERS: tuple[Callable[[str, Sequence[Found]], Iterator[Found]], ...] = (homographs.find, trusted.find)


def needs_of_all() -> dict[str, list[Any]]:
    """What each pattern of a table needs, for `pattern_needs.remember`."""
    return joined(tuple(TABLES.values())).needs


def find_all(normalized: NormalizedText) -> list[Found]:
    """Everything all finders see, in order of finder, then of place; last what follows from it."""
    folded = normalized.folded
    told = find_in_all(_ALL_TABLES, folded)
    found: list[Found] = []
    for find, table in _IN_ORDER:
        found += find(folded) if table is None else told.get(table, ())
    found += disguise.find(normalized)
    for combine in COMBINERS:
        found += combine(folded, found)
    return found
