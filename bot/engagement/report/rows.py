"""This period beside the last one, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.engagement.report.protect import Gap, Number, Protected

# The label of what is left of a sum when its parts were listed.
REST = "*"


@dataclass(frozen=True, slots=True)
class Row:
    """One part. `label` is an id, a code or `REST`."""

    label: str
    now: Number
    before: Number


def compare(now: Protected, before: Protected | None, most: int = 1_000) -> list[Row]:
    """The largest `most` parts of this period, and the rest of the sum in one row (left out where it is 0)."""
    labels = list(now.shown)[:most]
    rows = [Row(label, now[label], before[label] if before else Gap.UNKNOWN) for label in labels]
    rest = Row(REST, _rest(now, labels), _rest(before, labels) if before else Gap.UNKNOWN)
    return [*rows, rest] if _counts(rest.now) or _counts(rest.before) else rows


def _counts(number: Number) -> bool:
    return not isinstance(number, Gap) and number > 0


def _rest(parts: Protected, listed: Sequence[str]) -> Number:
    """Worked out of published numbers, so that it tells nothing new."""
    if isinstance(parts.total, Gap):
        return parts.total
    return parts.total - sum(parts.shown.get(label, 0) for label in listed)


def change(now: Number, before: Number) -> float | None:
    """How much more than last time, as a share of last time; None where that cannot be said."""
    if isinstance(now, Gap) or isinstance(before, Gap) or before == 0:
        return None
    return now / before - 1
