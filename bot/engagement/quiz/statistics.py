"""How well scams are told from genuine messages: signal detection, not a score.

Somebody who calls everything a scam finds them all and is no wiser. d′ (sensitivity) rises only when scams *and*
genuine messages are told apart; the criterion c tells which way somebody leans (negative: towards alarm).

Sources: Macmillan & Creelman, Detection Theory (2005); the log-linear correction of Hautus (1995), so that a perfect
round of three has a finite d′; the variance of Gourevitch & Galanter (1967). Intervals are 95 %, by the normal
approximation, for answers pooled over people: with fewer than some thirty people they are rough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, correlation

_NORMAL = NormalDist()
_Z95 = _NORMAL.inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers by truth: scams called scams (hits) or not (misses), genuine ones called scams (false alarms) or not."""

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    correct_rejections: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.hits + other.hits,
            self.misses + other.misses,
            self.false_alarms + other.false_alarms,
            self.correct_rejections + other.correct_rejections,
        )

    @property
    def scams(self) -> int:
        return self.hits + self.misses

    @property
    def genuine(self) -> int:
        return self.false_alarms + self.correct_rejections


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def _rates(counts: Counts) -> tuple[float, float]:
    """Hit and false-alarm rate, each half an answer away from 0 and 1."""
    return (counts.hits + 0.5) / (counts.scams + 1), (counts.false_alarms + 0.5) / (counts.genuine + 1)


def d_prime(counts: Counts) -> float:
    """Sensitivity; 0 is guessing, about 1 is fair, 2 and more is sharp.

    >>> d_prime(Counts(2, 1, 2, 1)), round(d_prime(Counts(3, 0, 0, 3)), 2)
    (0.0, 2.3)
    """
    hit, false_alarm = _rates(counts)
    return _NORMAL.inv_cdf(hit) - _NORMAL.inv_cdf(false_alarm)


def criterion(counts: Counts) -> float:
    """Which way somebody leans: below 0 towards calling things a scam, above 0 towards trust."""
    hit, false_alarm = _rates(counts)
    return -(_NORMAL.inv_cdf(hit) + _NORMAL.inv_cdf(false_alarm)) / 2


def variance(counts: Counts) -> float:
    """Of d′ for pooled answers."""
    return sum(
        rate * (1 - rate) / ((n + 1) * _NORMAL.pdf(_NORMAL.inv_cdf(rate)) ** 2)
        for rate, n in zip(_rates(counts), (counts.scams, counts.genuine), strict=True)
    )


def sensitivity(people: Iterable[Counts]) -> Estimate:
    """d′ of the answers of several people together."""
    pooled = sum(people, Counts())
    return _estimate(d_prime(pooled), variance(pooled))


def gain(before: Iterable[Counts], after: Iterable[Counts]) -> Estimate:
    """How much d′ rose between two forms of the same people."""
    first, second = sum(before, Counts()), sum(after, Counts())
    return _estimate(d_prime(second) - d_prime(first), variance(first) + variance(second))


def lesson_effect(taught: Sequence[tuple[Counts, Counts]], controls: Sequence[tuple[Counts, Counts]]) -> Estimate:
    """The gain of the taught beyond that of the controls; each pair is (before, after) of one person."""
    (b1, a1), (b0, a0) = (_pooled(pairs) for pairs in (taught, controls))
    effect = (d_prime(a1) - d_prime(b1)) - (d_prime(a0) - d_prime(b0))
    return _estimate(effect, sum(map(variance, (a1, b1, a0, b0))))


def _pooled(pairs: Sequence[tuple[Counts, Counts]]) -> tuple[Counts, Counts]:
    return sum((before for before, _ in pairs), Counts()), sum((after for _, after in pairs), Counts())


def _estimate(value: float, var: float) -> Estimate:
    half = _Z95 * sqrt(var)
    return Estimate(value, value - half, value + half)


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """How an item does. `share_right`: 0..1; `discrimination`: correlation with the rest of the form, -1..1, None where
    everybody answered alike; an item near or below 0 misleads those who know and should be rewritten."""

    id: str
    answers: int
    share_right: float
    discrimination: float | None


def item_statistics(forms: Iterable[Sequence[tuple[str, bool]]]) -> list[ItemStatistics]:
    """Statistics of every item seen, the hardest first. A form: (item id, right) for each answer of one person."""
    seen: dict[str, list[tuple[bool, float]]] = {}
    for form in forms:
        total = sum(right for _, right in form)
        for item, right in form:
            seen.setdefault(item, []).append((right, total - right))
    found = [_of_item(item, answers) for item, answers in seen.items()]
    return sorted(found, key=lambda s: (s.share_right, s.id))


def _of_item(item: str, answers: Sequence[tuple[bool, float]]) -> ItemStatistics:
    right = [float(ok) for ok, _ in answers]
    rest = [score for _, score in answers]
    varied = len(set(right)) > 1 and len(set(rest)) > 1
    return ItemStatistics(item, len(answers), sum(right) / len(right), correlation(right, rest) if varied else None)
