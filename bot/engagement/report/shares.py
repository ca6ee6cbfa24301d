"""Shares with the interval that chance leaves them (95 %)."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from bot.engagement.quiz.statistics import Estimate

_Z = NormalDist().inv_cdf(0.975)


def wilson(part: int, whole: int) -> Estimate:
    """A share with Wilson's score interval (1927), which stays within 0 and 1 and holds for small numbers too.

    Raises ValueError where `part` is no part of `whole`.

    >>> share = wilson(8, 10)
    >>> round(share.value, 2), round(share.low, 2), round(share.high, 2)
    (0.8, 0.49, 0.94)
    """
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} of {whole} is no share")
    share, z2 = part / whole, _Z * _Z
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = _Z / (1 + z2 / whole) * sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))
