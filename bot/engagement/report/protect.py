"""Small numbers stay in the house: a count of one to four could point at somebody.

A number that is left out must not come back by subtraction either. Where cells and their sum are both published, the
smallest cells are merged until all that a reader knows (their sum, how many they are, and that none exceeds the
smallest one shown) still leaves each of them anything from one to five. Merged cells are not named.

Not covered: two reports over overlapping times, subtracted from each other. Give out one series of periods only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

SMALL = 5


class Gap(StrEnum):
    """Why a number is not told."""

    SMALL = "small"
    """One to four."""
    MERGED = "merged"
    """Part of the rest, because it or its neighbour is small."""
    WITHHELD = "withheld"
    """Would give away a small number beside it."""
    UNKNOWN = "unknown"
    """Nobody knows (any more)."""


Number = int | Gap


@dataclass(frozen=True, slots=True)
class Protected:
    """A sum and its parts. `shown`: the largest first. `rest`: sum of the merged ones, 0 where none is."""

    total: Number
    shown: Mapping[str, int] = field(default_factory=dict)
    rest: int = 0

    def __getitem__(self, label: str) -> Number:
        """One part. What is not shown may be merged, or 0 where nothing is merged."""
        if isinstance(self.total, Gap):
            return self.total
        return self.shown.get(label, Gap.MERGED if self.rest else 0)


def mask(count: int) -> Number:
    """A count that stands alone.

    >>> mask(0), mask(4), mask(5)
    (0, <Gap.SMALL: 'small'>, 5)
    """
    return Gap.SMALL if 0 < count < SMALL else count


def protect(cells: Mapping[str, int]) -> Protected:
    """Parts of a published sum.

    >>> protect({"a": 40, "b": 9, "c": 2})
    Protected(total=51, shown={'a': 40}, rest=11)
    """
    ordered = sorted(((count, label) for label, count in cells.items() if count), key=lambda cell: (cell[0], cell[1]))
    counts = [count for count, _ in ordered]
    total = mask(sum(counts))
    if isinstance(total, Gap):
        return Protected(total)
    merged = _how_many_to_merge(counts)
    shown = {label: count for count, label in sorted(ordered[merged:], key=lambda cell: (-cell[0], cell[1]))}
    return Protected(total, shown, sum(counts[:merged]))


def _how_many_to_merge(counts: Sequence[int]) -> int:
    """`counts`: ascending, none 0."""
    merged = sum(count < SMALL for count in counts)
    while 0 < merged < len(counts) and not _is_vague(counts[:merged], counts[merged]):
        merged += 1
    return merged


def _is_vague(merged: Sequence[int], smallest_shown: int) -> bool:
    """Whether each of these may be anything from one to five, as far as their sum and the next one tell."""
    total, others = sum(merged), len(merged) - 1
    return total - others * smallest_shown <= 1 and total - others >= SMALL
