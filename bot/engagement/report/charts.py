"""Figures as coordinates. The template draws them as SVG, so that words are escaped there and sizes are tested here.

All in one unit, about a third of a millimetre on A4; the origin is the upper left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from unicodedata import east_asian_width

from bot.engagement.quiz.statistics import Estimate
from bot.engagement.report.figures import Bar
from bot.engagement.report.protect import Gap, Number
from bot.engagement.report.rows import Row

WIDTH = 360.0
LEFT, TOP, BOTTOM, TIMELINE_HEIGHT = 30.0, 8.0, 14.0, 112.0
ROW_HEIGHT, LABELS_AT_LEAST = 15.0, 60.0
# Letters of the size that the template sets: a Chinese character, a Latin letter on average.
WIDE, NARROW = 8.6, 4.9
# Room to the right for a number, and for an estimate with its interval.
NUMBERS, ESTIMATES = 44.0, 106.0


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """`ticks`: heights of the grid lines with what they stand for."""

    height: float
    bars: tuple[Rect, ...]
    before: tuple[Rect, ...]
    ticks: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Beam:
    """A row of a bar chart: this period's width and the last one's. None: the number is not told."""

    y: float
    width: float | None
    before: float | None


@dataclass(frozen=True, slots=True)
class Beams:
    """`left`: where the beams begin, right of the longest label."""

    left: float
    height: float
    rows: tuple[Beam, ...]


@dataclass(frozen=True, slots=True)
class Whisker:
    """An estimate with its interval, as places on the axis."""

    y: float
    low: float
    at: float
    high: float


@dataclass(frozen=True, slots=True)
class Whiskers:
    left: float
    height: float
    rows: tuple[Whisker, ...]
    ticks: tuple[tuple[float, int], ...]


def round_up(value: float) -> int:
    """The next 1, 2 or 5 times a power of ten, at least 10: where an axis ends.

    >>> round_up(7), round_up(12), round_up(430), round_up(1000)
    (10, 20, 500, 1000)
    """
    power: int = 10 ** max(floor(log10(max(value, 1))), 0)
    return max(10, next(step * power for step in (1, 2, 5, 10) if step * power >= value))


def draw_timeline(bars: Sequence[Bar], before: Sequence[Bar]) -> Timeline:
    """Last period's bars lie behind, day by day in the same place."""
    top = round_up(max((bar.checks for bar in (*bars, *before)), default=0))
    floor_y = TIMELINE_HEIGHT - BOTTOM
    ticks = tuple((floor_y - part * (floor_y - TOP), round(part * top)) for part in (0, 0.5, 1))
    return Timeline(TIMELINE_HEIGHT, _rects(bars, top, 0.2), _rects(before, top, 0.04), ticks)


def _rects(bars: Sequence[Bar], top: int, gap: float) -> tuple[Rect, ...]:
    """`gap`: the share of a bar's width left free at each side."""
    if not bars:
        return ()
    first, floor_y = bars[0].since, TIMELINE_HEIGHT - BOTTOM
    day = (WIDTH - LEFT) / ((bars[-1].until - first).days + 1)
    return tuple(
        Rect(
            LEFT + day * ((bar.since - first).days + gap * _days(bar)),
            floor_y - (floor_y - TOP) * bar.checks / top,
            day * _days(bar) * (1 - 2 * gap),
            (floor_y - TOP) * bar.checks / top,
        )
        for bar in bars
    )


def _days(bar: Bar) -> int:
    return (bar.until - bar.since).days + 1


def room_for(labels: Sequence[str]) -> float:
    """Width of the longest label, with a gap."""
    return (
        max([LABELS_AT_LEAST, *(sum(WIDE if east_asian_width(c) in "WFA" else NARROW for c in s) for s in labels)]) + 6
    )


def draw_beams(rows: Sequence[Row], labels: Sequence[str]) -> Beams:
    """One row below the other, the longest as wide as there is room."""
    left = room_for(labels)
    numbers = [n for row in rows for n in (row.now, row.before) if not isinstance(n, Gap)]
    scale = (WIDTH - left - NUMBERS) / max(numbers, default=1) if any(numbers) else 0.0
    beams = tuple(
        Beam(place * ROW_HEIGHT, _scaled(row.now, scale), _scaled(row.before, scale)) for place, row in enumerate(rows)
    )
    return Beams(left, len(rows) * ROW_HEIGHT, beams)


def _scaled(number: Number, scale: float) -> float | None:
    return None if isinstance(number, Gap) else number * scale


def draw_whiskers(estimates: Sequence[Estimate], labels: Sequence[str]) -> Whiskers:
    """Estimates on one axis that holds 0 and every interval; whole numbers are its ticks."""
    low = min(0, *(floor(e.low) for e in estimates)) if estimates else 0
    high = max(1, *(-floor(-e.high) for e in estimates)) if estimates else 1
    left = room_for(labels)
    scale = (WIDTH - left - ESTIMATES - 8) / (high - low)

    def place(value: float) -> float:
        return left + 4 + (value - low) * scale

    rows = tuple(
        Whisker((n + 0.5) * ROW_HEIGHT, place(e.low), place(e.value), place(e.high)) for n, e in enumerate(estimates)
    )
    ticks = tuple((place(tick), tick) for tick in range(low, high + 1))
    return Whiskers(left, len(rows) * ROW_HEIGHT, rows, ticks)
