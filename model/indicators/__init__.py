"""Indicators: each finds one kind of thing that a careful reader would point at.

A finder takes the folded text (`disguise` the normalised one, since it tells what was folded) and yields `Found`
spans; it decides nothing about risk. What a finding is worth is learned: every rule id is a feature of the
classifier, and its weight travels with the evidence. A combiner reads what the finders found, too.
"""

from collections.abc import Callable, Iterator, Sequence

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
from model.types import NormalizedText

__all__ = ["COMBINERS", "FINDERS", "Found", "find_all"]

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
    claims.find,
)
COMBINERS: tuple[Callable[[str, Sequence[Found]], Iterator[Found]], ...] = (homographs.find, trusted.find)


def find_all(normalized: NormalizedText) -> list[Found]:
    """Everything all finders see, in order of finder, then of place; last what follows from it."""
    folded = normalized.folded
    found = [*(f for find in FINDERS for f in find(folded)), *disguise.find(normalized)]
    for combine in COMBINERS:
        found += list(combine(folded, found))
    return found
