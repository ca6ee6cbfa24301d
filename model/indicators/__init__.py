"""Indicators: each finds one kind of thing that a careful reader would point at.

A finder takes the folded text (`disguise` the normalised one, since it tells what was folded) and yields `Found`
spans; it decides nothing about risk. What a finding is worth is learned: every rule id is a feature of the
classifier, and its weight travels with the evidence.
"""

from collections.abc import Callable, Iterator

from model.indicators import amounts, asks, disguise, handles, links, phones, telltales
from model.indicators.found import Found
from model.types import NormalizedText

__all__ = ["FINDERS", "Found", "find_all"]

FINDERS: tuple[Callable[[str], Iterator[Found]], ...] = (
    links.find,
    phones.find,
    amounts.find,
    handles.find,
    asks.find,
    telltales.find,
)


def find_all(normalized: NormalizedText) -> list[Found]:
    """Everything all finders see, in order of finder, then of place."""
    return [*(found for find in FINDERS for found in find(normalized.folded)), *disguise.find(normalized)]
