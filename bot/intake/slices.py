"""Huge tall screenshots are read in slices, so that words stay legible and memory small. Pure.

Neighbouring slices overlap; a line is taken from the slice that holds it whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.errors import IntakeError
from bot.intake.layout import Line, shifted

# Pixels. A phone's screen is one slice; the overlap holds two lines of the largest text that a chat shows.
SLICE, OVERLAP = 2_400, 240
# 16 slices are some fifteen phone screens of the usual width; each takes about a second.
MAX_SLICES = 16
# At a seam both slices may place a line's middle a little differently.
_SEAM = 12


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows [top, bottom) of a picture; lines whose middle lies in [first, last) belong to it."""

    top: int
    bottom: int
    first: float
    last: float


def cut(height: int) -> tuple[Slice, ...]:
    """The slices of a picture, from top to bottom. Raises IntakeError for more than MAX_SLICES.

    >>> [(s.top, s.bottom) for s in cut(3_000)]
    [(0, 2400), (2160, 3000)]
    """
    tops = range(0, max(height - OVERLAP, 1), SLICE - OVERLAP)
    if len(tops) > MAX_SLICES:
        raise IntakeError("the screenshot is too tall; send it in several pieces", "picture.too_tall")
    return tuple(_slice(top, min(top + SLICE, height), height) for top in tops)


def _slice(top: int, bottom: int, height: int) -> Slice:
    half = OVERLAP / 2
    return Slice(top, bottom, top + half if top else 0, bottom - half if bottom < height else height)


def join_slices(found: Iterable[tuple[Slice, Iterable[Line]]]) -> Iterator[Line]:
    """The lines of all slices at their places in the whole picture, each once."""
    previous: list[Line] = []
    for part, lines in found:
        placed = (shifted(line, part.top) for line in lines)
        mine = [line for line in placed if part.first - _SEAM <= line.middle < part.last + _SEAM]
        mine = [line for line in mine if not any(_is_same(line, other) for other in previous)]
        yield from mine
        previous = mine


def _is_same(a: Line, b: Line) -> bool:
    """Whether two boxes cover each other by more than half, down and across."""
    down = min(a.y1, b.y1) - max(a.y0, b.y0)
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    return down > 0.5 * min(a.height, b.height) and across > 0.5 * min(a.width, b.width)
