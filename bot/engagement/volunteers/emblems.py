"""The four emblems: what tells the posters apart from across a street. Each is drawn around a middle, `unit` points
being a sixteenth of its width."""

from __future__ import annotations

from collections.abc import Callable

from bot.engagement.volunteers.canvas import Canvas
from bot.engagement.volunteers.designs import WHITE, Audience, Design


class _Pencil:
    """Strokes in units around a middle: an emblem is drawn on a grid from -8 to 8."""

    def __init__(self, canvas: Canvas, x: float, y: float, unit: float) -> None:
        self._canvas, self._x, self._y, self._unit = canvas, x, y, unit

    def box(self, x: float, y: float, wide: float, high: float, colour: str, radius: float = 0) -> None:
        u = self._unit
        self._canvas.box(self._x + x * u, self._y + y * u, wide * u, high * u, colour, radius * u)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self._canvas.disc(self._x + x * self._unit, self._y + y * self._unit, radius * self._unit, colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self._canvas.shape([(self._x + x * self._unit, self._y + y * self._unit) for x, y in points], colour)


def _cap(pencil: _Pencil, design: Design) -> None:
    """A graduate's cap with its tassel."""
    pencil.shape([(-4.6, -0.6), (4.6, -0.6), (4.6, 3.4), (2.6, 4.6), (0, 5), (-2.6, 4.6), (-4.6, 3.4)], design.paper)
    pencil.shape([(0, -5.6), (8, -2), (0, 1.6), (-8, -2)], WHITE)
    pencil.shape([(0, -2.3), (6.5, -1.5), (6.5, -1.0), (0, -1.7)], design.accent)
    pencil.box(6.2, -1.5, 0.6, 5, design.accent)
    pencil.shape([(6.5, 2.6), (7.5, 6), (5.5, 6)], design.accent)
    pencil.disc(6.5, 3.2, 0.8, design.accent)


def _home(pencil: _Pencil, design: Design) -> None:
    """A house with a heart in it."""
    pencil.box(2.9, -5.6, 2, 4, WHITE)
    pencil.shape([(0, -7), (8, 0.2), (-8, 0.2)], WHITE)
    pencil.box(-5.8, 0, 11.6, 6.6, WHITE, 0.6)
    heart = design.ground
    pencil.disc(-1.25, 1.5, 1.4, heart)
    pencil.disc(1.25, 1.5, 1.4, heart)
    pencil.shape([(-2.45, 2.2), (0, 0.9), (2.45, 2.2), (0, 4.9)], heart)
    pencil.box(-7, 6.6, 14, 0.8, design.accent, 0.4)


def _case(pencil: _Pencil, design: Design) -> None:
    """A briefcase."""
    pencil.box(-3.2, -6, 6.4, 4, WHITE, 1.2)
    pencil.box(-2.1, -4.9, 4.2, 3, design.shade, 0.5)
    pencil.box(-7.6, -3.6, 15.2, 10, WHITE, 1.3)
    pencil.box(-7.6, 0.7, 15.2, 0.7, design.shade)
    pencil.box(-1.5, -0.4, 3, 2.8, design.accent, 0.6)


def _street(pencil: _Pencil, design: Design) -> None:
    """Three houses side by side, with lit windows."""
    pencil.box(-7.6, -2, 5, 8.6, design.paper, 0.4)
    pencil.box(2.6, -3.4, 5, 10, design.paper, 0.4)
    pencil.box(-3.4, -6.8, 6.8, 13.4, WHITE, 0.4)
    for row in range(3):
        for column in (-2.2, 0.8):
            pencil.box(column, -5.4 + 3 * row, 1.4, 1.7, design.accent, 0.2)
    for row in range(2):
        pencil.box(-6.2, -0.6 + 3 * row, 1.4, 1.7, design.ground, 0.2)
        pencil.box(4.9, -1.9 + 3 * row, 1.4, 1.7, design.ground, 0.2)
    pencil.box(-1, 3.6, 2, 3, design.shade, 0.2)
    pencil.box(-8.4, 6.6, 16.8, 0.8, design.accent, 0.4)


_EMBLEMS: dict[Audience, Callable[[_Pencil, Design], None]] = {
    Audience.STUDENT: _cap,
    Audience.FAMILY: _home,
    Audience.WORK: _case,
    Audience.COMMUNITY: _street,
}


def draw_emblem(canvas: Canvas, audience: Audience, design: Design, x: float, y: float, size: float) -> None:
    """The emblem of an audience, its middle at `x`, `y`."""
    _EMBLEMS[audience](_Pencil(canvas, x, y, size / 16), design)
