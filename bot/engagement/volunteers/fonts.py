"""The Chinese font: measured for the layout, and cut down to our own words for PDFs.

The whole font is 20 MB and takes seconds to cut for every PDF; cut once to the words that we print, a PDF takes a
fraction of a second.
"""

from __future__ import annotations

import atexit
import re
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigError
from bot.replies.plain import find_font
from bot.texts import load_texts

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

NEEDED = "pip install 'shizha[posters]'"


class Weight(StrEnum):
    """As the files of Noto CJK are named."""

    BOLD = "Bold"
    REGULAR = "Regular"


# The same code point is drawn differently in each country: the faces of the collection. For English the Korean one,
# whose quotation marks are as narrow as its letters.
_FACES = {"zh-Hans": 2, "zh-Hant": 3, "en": 1}
# Large enough that whole pixels do not round the measure.
_MEASURED_AT = 200
# No line begins with the first or ends with the second.
_NEVER_FIRST, _NEVER_LAST = "，。！？：；、）」』”’》％,.!?:;)", "（「『“‘《("
_PHRASE_ENDS = "，。！？：；"
# Each mark fills half of its square: the empty half, as a share of the size, is taken out.
_HOLE = re.compile("(?<=[”’」』）》])(?=[，。、；：！？”’」』）》])|(?<=[，。、；：])(?=[“‘「『（《])")
TIGHT = 0.5
# The last line of a text fills at least this share of the room, if it can be had.
_WIDOW = 0.2


def font_file(weight: Weight) -> Path:
    """Raises ConfigError with the line that installs the font."""
    bold = Path(find_font())
    file = bold.with_name(bold.name.replace("Bold", weight))
    if not file.is_file():
        raise ConfigError(
            f"{file.name} is missing beside {bold.name}; install Noto CJK: apt-get install fonts-noto-cjk"
        )
    return file


@cache
def pixel_font(weight: Weight, locale: str, size: int) -> FreeTypeFont:
    """For pictures; `size` in pixels."""
    try:
        from PIL import ImageFont
    except ImportError as error:
        raise ConfigError(f"no Pillow for posters; install it: {NEEDED}") from error
    return ImageFont.truetype(font_file(weight), size, index=_FACES[locale], layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: float, weight: Weight, locale: str) -> float:
    """Of one line, in the unit of `size`."""
    pieces = tightened(text, locale)
    letters = sum(float(pixel_font(weight, locale, _MEASURED_AT).getlength(piece)) for piece in pieces)
    return letters * size / _MEASURED_AT - TIGHT * size * (len(pieces) - 1)


def tightened(text: str, locale: str) -> list[str]:
    """A line in pieces that are set closer by `TIGHT`: where two Chinese marks would leave a hole between them.

    >>> tightened("他说：“好”。", "zh-Hans"), tightened("“No”.", "en")
    (['他说：', '“好”', '。'], ['“No”.'])
    """
    return [text] if locale == "en" else _HOLE.split(text)


def broken(text: str, room: float, size: float, weight: Weight, locale: str) -> list[str]:
    """Lines no wider than `room`: after a phrase if that leaves no more than half a line empty, else between Chinese
    characters anywhere, between Latin words at spaces; and always where the text has a line break of its own."""
    return [line for part in text.split("\n") for line in _balanced(part, room, size, weight, locale)]


def _balanced(text: str, room: float, size: float, weight: Weight, locale: str) -> list[str]:
    """As few lines as there must be; narrower ones if the last would hold a word or two."""
    lines = list(_filled(text, room, size, weight, locale))
    for share in (0.94, 0.88, 0.82, 0.76) if len(lines) > 1 else ():
        if width(lines[-1], size, weight, locale) >= _WIDOW * room:
            break
        narrower = list(_filled(text, room * share, size, weight, locale))
        lines = narrower if len(narrower) == len(lines) else lines
    return lines


def _filled(text: str, room: float, size: float, weight: Weight, locale: str) -> Iterator[str]:
    line = ""
    for unit in _units(text):
        if line and width((line + unit).rstrip(), size, weight, locale) > room:
            done = _phrase(line)
            yield line[:done].rstrip()
            line = line[done:].lstrip()
        line += unit if line else unit.lstrip()
    if line:
        yield line.rstrip()


def _phrase(line: str) -> int:
    """Where to end a full line: after its last phrase, or where it is full."""
    ends = [at for at, character in enumerate(line, 1) if character in _PHRASE_ENDS and 2 * at >= len(line)]
    return ends[-1] if ends else len(line)


def _units(text: str) -> Iterator[str]:
    """What may not be torn apart: a Latin word, a character with the punctuation that hangs on it."""
    unit = ""
    for character in text:
        if unit and not _clings(unit[-1], character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def _clings(before: str, character: str) -> bool:
    if character in _NEVER_FIRST or before in _NEVER_LAST:
        return True
    return before.isascii() and character.isascii() and not before.isspace() and not character.isspace()


def fitting(
    texts: list[str], room: float, height: float, size: float, weight: Weight, locale: str, leading: float
) -> float:
    """The largest size up to `size` at which all texts, broken into lines, fit into `room` × `height`."""
    while size > 6 and sum(len(broken(t, room, size, weight, locale)) for t in texts) * size * leading > height:
        size -= 0.5
    return size


@cache
def pdf_font(weight: Weight, locale: str, more: str = "") -> Path:
    """A font file with the characters of our words, and of `more`, in a folder that lives as long as the process."""
    try:
        from fontTools import subset
        from fontTools.ttLib import TTFont
    except ImportError as error:
        raise ConfigError(f"no fpdf2 for PDF posters; install it: {NEEDED}") from error
    options = subset.Options(layout_features=[], notdef_outline=True, name_IDs=[1, 2, 4, 6])
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted({*_our_characters(locale), *more})))
    font = TTFont(font_file(weight), fontNumber=_FACES[locale], lazy=True)
    cutter.subset(font)
    with tempfile.NamedTemporaryFile(dir=_folder().name, suffix=".otf", delete=False) as file:
        font.save(file)
    font.close()
    return Path(file.name)


def _our_characters(locale: str) -> set[str]:
    texts = load_texts(locale)
    words = "".join(line for key in sorted(texts.keys()) if _printed(key) for line in texts.lines(key))
    return {*words, *map(chr, range(0x20, 0x7F))} - {"\n"}


def _printed(key: str) -> bool:
    return key.startswith(("volunteer.poster.", "number.for."))


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="shizha-fonts-")
    atexit.register(folder.cleanup)
    return folder
