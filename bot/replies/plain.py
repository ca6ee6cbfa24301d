"""For eyes and hearing that are not what they were: the verdict in one sentence, and as a picture in large letters.

The picture needs Pillow and a Chinese font; both are looked for when the first picture is drawn. Colour is never the
only sign: each risk has its shape and its words.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigError
from bot.replies.numbers import REGIONS, calls, region_of
from bot.replies.reply import Block, Reply, Style, TextKey
from bot.texts import Texts
from model.scam_types import load_scam_types
from model.types import Assessment, Family, Risk

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont


def compose_plain(assessment: Assessment, region: str | None = None) -> Reply:
    """The verdict in a sentence or two: what it is, and the one thing to do."""
    whom = calls(region) if region in REGIONS else {"ask": TextKey("plain.line")}
    params = {"type": TextKey(f"type.{assessment.scam_type}.name"), **whom}
    return Reply((Block(f"plain.{_tone(assessment)}", params, Style.VERDICT),))


def _tone(assessment: Assessment) -> str:
    warned = assessment.risk in (Risk.HIGH, Risk.MEDIUM)
    illegal = load_scam_types()[assessment.scam_type].family is Family.ILLEGAL
    return "illegal" if warned and illegal else str(assessment.risk)


# Background of the head; white letters on it keep a contrast of 4.5 or more.
_COLOURS = {"high": "#B3261E", "medium": "#9A5200", "illegal": "#9A5200", "low": "#1D4F91", "unknown": "#4A5160"}
_INK, _PAPER, _RULE = "#14171D", "#FFFFFF", "#C9CDD6"
_SIZE, _MARGIN, _HEAD, _FOOT = (1080, 1350), 64, 500, 1100
_WIDTH = _SIZE[0] - 2 * _MARGIN
# Line height, and the size below which letters are no longer large.
_LEADING, _LEAST = 1.32, 36
_SIGN, _FINER = 160, 4
_INSTALL = "apt-get install fonts-noto-cjk"
# Where Debian, Fedora, Arch and a folder of one's own keep the font.
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    "~/.local/share/fonts/NotoSansCJK-Bold.ttc",
)
# The faces of the collection: the same code point is drawn differently in each country.
_FACES = {"zh-Hans": 2, "zh-Hant": 3, "en": 2}
# No line begins with these; they hang at the end of the one before.
_NEVER_FIRST = "，。！？：；、）」』”’％,.!?:;)"


def draw_card(assessment: Assessment, texts: Texts) -> bytes:
    """The verdict as a PNG of 1080 × 1350 pixels. Raises ConfigError where Pillow or the font is missing."""
    try:
        from PIL import Image, ImageDraw
    except ImportError as error:
        raise ConfigError("no Pillow for picture cards; install it: pip install 'shizha[pictures]'") from error
    tone = _tone(assessment)
    picture = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    _draw_head(pen, tone, assessment, texts)
    picture.paste(_sign(tone), (_MARGIN, 48))
    _draw_steps(pen, tone, texts)
    _draw_foot(pen, texts)
    kept = io.BytesIO()
    picture.quantize(64, Image.Quantize.FASTOCTREE).save(kept, "PNG")  # five times faster than the default
    return kept.getvalue()


def _draw_head(pen: ImageDraw, tone: str, assessment: Assessment, texts: Texts) -> None:
    pen.rectangle((0, 0, _SIZE[0], _HEAD), fill=_COLOURS[tone])
    _draw_title(pen, texts.say(f"plain.card.{tone}"), 300, 144, texts.locale)
    if assessment.risk in (Risk.HIGH, Risk.MEDIUM):
        name = texts.say(f"type.{assessment.scam_type}.name")
        _draw_title(pen, texts.say("plain.card.type", {"type": name}), 432, 60, texts.locale)


def _draw_title(pen: ImageDraw, title: str, middle: int, size: int, locale: str) -> None:
    """One line, its middle at the height `middle`, as large as the width allows."""
    size = _largest_unbroken([title], _SIZE[1], locale, size)
    pen.text((_MARGIN, middle), title, _PAPER, _font(locale, size), anchor="lm")


def _sign(tone: str) -> Image:
    """A stop sign, a warning triangle, or a ring: shapes that a colour-blind eye tells apart. Drawn larger and
    reduced, for smooth edges."""
    from PIL import Image, ImageDraw

    ground, side = _COLOURS[tone], _SIGN * _FINER
    sign = Image.new("RGB", (side, side), ground)
    pen = ImageDraw.Draw(sign)
    middle = side // 2
    if tone == "high":
        pen.regular_polygon((middle, middle, middle), 8, fill=_PAPER)
        pen.rounded_rectangle(_within(side, 0.22, 0.43, 0.78, 0.57), side // 30, fill=ground)
    elif tone in ("medium", "illegal"):
        pen.polygon(((middle, side * 0.05), (0, side * 0.93), (side, side * 0.93)), fill=_PAPER)
        pen.rounded_rectangle(_within(side, 0.45, 0.36, 0.55, 0.66), side // 30, fill=ground)
        pen.ellipse(_within(side, 0.44, 0.72, 0.56, 0.84), fill=ground)
    else:
        pen.ellipse(_within(side, 0.06, 0.06, 0.94, 0.94), outline=_PAPER, width=side // 9)
    return sign.resize((_SIGN, _SIGN), Image.Resampling.LANCZOS)


def _within(side: int, *shares: float) -> tuple[float, ...]:
    return tuple(share * side for share in shares)


def _draw_steps(pen: ImageDraw, tone: str, texts: Texts) -> None:
    """Three steps, all in the largest size at which they fit between head and foot."""
    steps = texts.lines(f"plain.do.{tone}")
    indent, top, gap = 112, _HEAD + 36, 22
    size = _largest(steps, _WIDTH - indent, _FOOT - top - gap * len(steps), texts.locale, 84)
    for number, step in zip("❶❷❸", steps, strict=True):
        pen.text((_MARGIN, top), number, _COLOURS[tone], _font(texts.locale, size))
        top = _write(pen, _wrapped(step, _WIDTH - indent, texts.locale, size), (_MARGIN + indent, top), size) + gap


def _draw_foot(pen: ImageDraw, texts: Texts) -> None:
    """The numbers of the region that the language suggests, or several."""
    pen.line((_MARGIN, _FOOT, _SIZE[0] - _MARGIN, _FOOT), fill=_RULE, width=3)
    region = region_of(texts.locale)
    said = texts.say("plain.card.call" if region else "plain.card.call_anywhere", calls(region)).split("\n")
    size = _largest_unbroken(said, _SIZE[1] - _FOOT - 20, texts.locale, 76)
    _write(pen, [(line, _font(texts.locale, size)) for line in said], (_MARGIN, _FOOT + 10), size)


Line = tuple[str, "FreeTypeFont"]


def _largest(texts: Sequence[str], width: int, height: float, locale: str, size: int) -> int:
    """The largest size up to `size` at which all texts, broken into lines, fit."""
    while size > _LEAST and height < _height(sum(len(_wrapped(text, width, locale, size)) for text in texts), size):
        size -= 2
    return size


def _largest_unbroken(lines: Sequence[str], height: float, locale: str, size: int) -> int:
    """The largest size up to `size` at which every line stays one line."""
    while size > _LEAST and (
        height < _height(len(lines), size) or any(len(_wrapped(line, _WIDTH, locale, size)) > 1 for line in lines)
    ):
        size -= 2
    return size


def _height(lines: int, size: int) -> float:
    return lines * size * _LEADING


def _wrapped(text: str, width: int, locale: str, size: int) -> list[Line]:
    font = _font(locale, size)
    return [(line, font) for line in _broken(text, font, width)]


def _write(pen: ImageDraw, lines: Sequence[Line], at: tuple[int, int], size: int, ink: str = _INK) -> int:
    """Write lines below each other. Returns where the next one begins."""
    x, y = at
    for line, font in lines:
        pen.text((x, y), line, ink, font)
        y += round(size * _LEADING)
    return y


def _broken(text: str, font: FreeTypeFont, room: int) -> Iterator[str]:
    """Lines no wider than `room`: between Chinese characters anywhere, between Latin words at spaces."""
    line = ""
    for unit in _units(text):
        if line and font.getlength((line + unit).rstrip()) > room and unit not in _NEVER_FIRST:
            yield line.rstrip()
            line = ""
        line += unit if line else unit.lstrip()
    if line:
        yield line.rstrip()


def _units(text: str) -> Iterator[str]:
    word = ""
    for c in text:
        if c.isascii() and not c.isspace():
            word += c
            continue
        if word:
            yield word
            word = ""
        yield c
    if word:
        yield word


@cache
def _font(locale: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(find_font(), size, index=_FACES[locale])


def find_font() -> str:
    """The file of the Chinese font. Raises ConfigError with the line that installs it."""
    for name in _FONTS:
        if Path(name).expanduser().is_file():
            return str(Path(name).expanduser())
    raise ConfigError(f"no Chinese font for picture cards; install Noto CJK: {_INSTALL}")
