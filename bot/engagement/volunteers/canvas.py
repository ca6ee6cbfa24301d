"""One set of strokes on two kinds of paper, so that a poster is laid out once: PNG for chats, PDF for printers.

Lengths are points from the top left corner. The PDF holds letters and shapes, not pixels: it stays sharp at any size,
and its words can be searched and read aloud.
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from bot.engagement.volunteers import fonts
from bot.engagement.volunteers.designs import INK
from bot.engagement.volunteers.fonts import Weight
from bot.errors import ConfigError

if TYPE_CHECKING:
    from fpdf import FPDF

Anchor = Literal["left", "middle", "right"]
Points = Sequence[tuple[float, float]]
Matrix = Sequence[Sequence[int]]
_SHIFT = {"left": 0.0, "middle": 0.5, "right": 1.0}
LEADING = 1.34


class Canvas(ABC):
    """A page to draw on. `finish` gives the file."""

    def __init__(self, size: tuple[float, float], locale: str) -> None:
        self.size = size
        self.locale = locale

    @abstractmethod
    def box(self, x: float, y: float, wide: float, high: float, colour: str, radius: float = 0) -> None: ...

    @abstractmethod
    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """`x`, `y`: its middle."""

    @abstractmethod
    def shape(self, points: Points, colour: str) -> None: ...

    @abstractmethod
    def squares(self, matrix: Matrix, x: float, y: float, side: float, colour: str) -> None:
        """A QR code: the dark modules of `matrix` within a square of `side`."""

    @abstractmethod
    def _letters(self, x: float, base: float, text: str, size: float, colour: str, weight: Weight) -> None: ...

    @abstractmethod
    def finish(self) -> bytes: ...

    def write(
        self,
        x: float,
        base: float,
        text: str,
        size: float,
        colour: str = INK,
        weight: Weight = Weight.BOLD,
        anchor: Anchor = "left",
    ) -> None:
        """One line on the base line `base`."""
        x -= _SHIFT[anchor] * fonts.width(text, size, weight, self.locale)
        for piece in fonts.tightened(text, self.locale):
            self._letters(x, base, piece, size, colour, weight)
            x += fonts.width(piece, size, weight, self.locale) - fonts.TIGHT * size

    def write_lines(
        self,
        x: float,
        top: float,
        text: str,
        size: float,
        room: float,
        colour: str = INK,
        weight: Weight = Weight.BOLD,
        anchor: Anchor = "left",
        leading: float = LEADING,
    ) -> float:
        """A text broken into lines, from `top` down. Returns where the next one begins."""
        for line in fonts.broken(text, room, size, weight, self.locale):
            self.write(x, top + size * (leading + 0.72) / 2, line, size, colour, weight, anchor)
            top += size * leading
        return top


class PngCanvas(Canvas):
    """Drawn twice as large and reduced, for smooth edges. `scale`: pixels a point."""

    _FINER = 2

    def __init__(self, size: tuple[float, float], locale: str, ground: str, scale: float) -> None:
        try:
            from PIL import Image, ImageDraw
        except ImportError as error:
            raise ConfigError(f"no Pillow for posters; install it: {fonts.NEEDED}") from error
        super().__init__(size, locale)
        self._pixels = round(size[0] * scale), round(size[1] * scale)
        self._scale = scale * self._FINER
        self._image = Image.new("RGB", (self._pixels[0] * self._FINER, self._pixels[1] * self._FINER), ground)
        self._pen = ImageDraw.Draw(self._image)

    def _px(self, *lengths: float) -> tuple[float, ...]:
        return tuple(length * self._scale for length in lengths)

    def box(self, x: float, y: float, wide: float, high: float, colour: str, radius: float = 0) -> None:
        left, top, right, bottom = self._px(x, y, x + wide, y + high)
        self._pen.rounded_rectangle((left, top, right - 1, bottom - 1), radius * self._scale, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self._pen.ellipse(self._px(x - radius, y - radius, x + radius, y + radius), fill=colour)

    def shape(self, points: Points, colour: str) -> None:
        self._pen.polygon([(x * self._scale, y * self._scale) for x, y in points], fill=colour)

    def squares(self, matrix: Matrix, x: float, y: float, side: float, colour: str) -> None:
        """Every module the same whole number of pixels: cameras read it from farther away."""
        module = int(side * self._scale / len(matrix) / self._FINER) * self._FINER
        spare = side * self._scale - module * len(matrix)
        left, top = (round((length * self._scale + spare / 2) / self._FINER) * self._FINER for length in (x, y))
        for row, column, length in _runs(matrix):
            right, bottom = left + (column + length) * module - 1, top + (row + 1) * module - 1
            self._pen.rectangle((left + column * module, top + row * module, right, bottom), fill=colour)

    def _letters(self, x: float, base: float, text: str, size: float, colour: str, weight: Weight) -> None:
        font = fonts.pixel_font(weight, self.locale, round(size * self._scale))
        self._pen.text((x * self._scale, base * self._scale), text, colour, font, anchor="ls")

    def finish(self) -> bytes:
        from PIL import Image

        kept = io.BytesIO()
        self._image.resize(self._pixels, Image.Resampling.LANCZOS).save(kept, "PNG")
        return kept.getvalue()


class PdfCanvas(Canvas):
    """One page with the font embedded. `more`: characters to print beside those of our texts."""

    def __init__(self, size: tuple[float, float], locale: str, ground: str, title: str, more: str = "") -> None:
        try:
            from fpdf import FPDF
        except ImportError as error:
            raise ConfigError(f"no fpdf2 for PDF posters; install it: {fonts.NEEDED}") from error
        super().__init__(size, locale)
        self._pdf: FPDF = FPDF(unit="pt", format=size)
        self._pdf.set_title(title)
        self._pdf.set_lang(locale)
        self._pdf.set_auto_page_break(False)
        for weight in Weight:
            self._pdf.add_font(weight, "", fonts.pdf_font(weight, locale, more))
        self._pdf.add_page()
        self.box(0, 0, *size, ground)

    def _fill(self, colour: str) -> None:
        self._pdf.set_fill_color(*bytes.fromhex(colour[1:]))

    def box(self, x: float, y: float, wide: float, high: float, colour: str, radius: float = 0) -> None:
        self._fill(colour)
        radius = min(radius, 0.499 * min(wide, high))  # fpdf2 leaves a full half circle square
        self._pdf.rect(x, y, wide, high, "F", round_corners=radius > 0, corner_radius=radius)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self._fill(colour)
        self._pdf.circle(x, y, radius, "F")

    def shape(self, points: Points, colour: str) -> None:
        self._fill(colour)
        self._pdf.polygon(points, style="F")

    def squares(self, matrix: Matrix, x: float, y: float, side: float, colour: str) -> None:
        self._fill(colour)
        module = side / len(matrix)
        for row, column, length in _runs(matrix):
            # a hair higher than it is, so that no light shows between two rows
            self._pdf.rect(x + column * module, y + row * module, length * module, module * 1.02, "F")

    def _letters(self, x: float, base: float, text: str, size: float, colour: str, weight: Weight) -> None:
        self._pdf.set_text_color(*bytes.fromhex(colour[1:]))
        self._pdf.set_font(weight, size=size)
        self._pdf.text(x, base, text)

    def finish(self) -> bytes:
        return bytes(self._pdf.output())


def _runs(matrix: Matrix) -> Iterator[tuple[int, int, int]]:
    """Row, column and length of every run of dark modules.

    >>> list(_runs([[1, 1, 0, 1]]))
    [(0, 0, 2), (0, 3, 1)]
    """
    for row, modules in enumerate(matrix):
        column = 0
        for dark, run in groupby(modules, bool):
            length = len(list(run))
            if dark:
                yield row, column, length
            column += length
