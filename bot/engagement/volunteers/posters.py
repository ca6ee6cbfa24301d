"""The poster: what they say, three things to do, where to ask, whom to call. A4, as a PNG for phones or as a PDF.

Laid out once in points and drawn on either canvas. Numbers come from the operator's table; the handle and the address
are the only ones named, so that an impostor's poster has something to be measured against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.engagement.volunteers.canvas import Canvas, Matrix, PdfCanvas, PngCanvas
from bot.engagement.volunteers.designs import DESIGNS, INK, PALE_INK, RULE, WHITE, Audience, Design
from bot.engagement.volunteers.emblems import draw_emblem
from bot.engagement.volunteers.fonts import NEEDED, Weight, broken, fitting, width
from bot.errors import ConfigError
from bot.replies.numbers import Number, ask, numbers_of
from bot.texts import Texts

A4 = (595.28, 841.89)
# 1080 pixels wide, as phones and chats like it.
_SCALE = 1080 / A4[0]
_LEFT, _RIGHT, _WIDE = 44.0, 551.28, 507.28
_PANEL, _FOOT = 352.0, 738.0
_QUIET = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a poster leads. `link`: what the QR code holds. `handle`: without @; `site`: as people type it. One of the
    two may be empty."""

    link: str
    handle: str = ""
    site: str = ""


def draw_poster(audience: Audience, place: Place, texts: Texts, region: str) -> bytes:
    """PNG of 1080 × 1527 pixels. Raises ConfigError where Pillow or the font is missing."""
    return _drawn(PngCanvas(A4, texts.locale, DESIGNS[audience].paper, _SCALE), audience, place, texts, region)


def draw_poster_pdf(audience: Audience, place: Place, texts: Texts, region: str) -> bytes:
    """PDF, A4, letters and shapes, font embedded. Raises ConfigError where fpdf2 or the font is missing."""
    title = f"{texts.say('volunteer.poster.brand')} {texts.say(f'volunteer.poster.{audience}.name')}"
    more = "".join(number.label for number in _numbers(region))
    canvas = PdfCanvas(A4, texts.locale, DESIGNS[audience].paper, title, more)
    return _drawn(canvas, audience, place, texts, region)


def _drawn(canvas: Canvas, audience: Audience, place: Place, texts: Texts, region: str) -> bytes:
    design = DESIGNS[audience]
    _draw_head(canvas, audience, design, texts)
    _draw_lure(canvas, audience, design, texts)
    _draw_lines(canvas, audience, design, texts)
    _draw_place(canvas, design, place, texts, region)
    _draw_numbers(canvas, design, texts, region)
    return canvas.finish()


def _draw_head(canvas: Canvas, audience: Audience, design: Design, texts: Texts) -> None:
    """Brand, whom it is for, the headline, and the emblem on its round ground."""
    canvas.box(0, 0, A4[0], _PANEL, design.ground)
    canvas.disc(486, 150, 150, design.shade)
    draw_emblem(canvas, audience, design, 480, 158, 142)
    brand = texts.say("volunteer.poster.brand")
    canvas.write(_LEFT, 68, brand, 30, WHITE)
    start = _LEFT + width(brand, 30, Weight.BOLD, texts.locale) + 14
    canvas.write(start, 66, texts.say("volunteer.poster.motto"), 13.5, WHITE, Weight.REGULAR)
    _draw_label(canvas, _LEFT, 96, texts.say(f"volunteer.poster.{audience}.name"), design)
    headline = texts.say(f"volunteer.poster.{audience}.headline")
    size = _widest(headline, 352, 54, texts.locale)
    canvas.write_lines(_LEFT, 205 - size * 1.24, headline, size, 400, WHITE, leading=1.24)


def _draw_label(canvas: Canvas, x: float, y: float, words: str, design: Design) -> None:
    """Dark words on a bright, round ground."""
    wide = width(words, 15, Weight.BOLD, canvas.locale)
    canvas.box(x, y, wide + 28, 29, design.accent, 14.5)
    canvas.write(x + 14, y + 20, words, 15, INK)


def _widest(words: str, room: float, size: float, locale: str) -> float:
    """The largest size up to `size` at which no line is wider than `room`."""
    longest = max(width(line, 1, Weight.BOLD, locale) for line in words.split("\n"))
    return min(size, room / longest)


def _draw_lure(canvas: Canvas, audience: Audience, design: Design, texts: Texts) -> None:
    """The trick in the swindler's own words, in a bubble that hangs over the edge of the head."""
    top, high = 288.0, 112.0
    canvas.box(_LEFT - 1, top - 1, _WIDE + 2, high + 4, design.shade, 17)
    tail = [(_LEFT + 34, top + high - 2), (_LEFT + 64, top + high - 2), (_LEFT + 40, top + high + 14)]
    canvas.shape(
        [(tail[0][0] - 1.5, tail[0][1]), (tail[1][0] + 3, tail[1][1]), (tail[2][0], tail[2][1] + 4)], design.shade
    )
    canvas.box(_LEFT, top, _WIDE, high, WHITE, 16)
    canvas.shape(tail, WHITE)
    canvas.write(_LEFT + 28, top + 29, texts.say("volunteer.poster.says"), 13, design.ground)
    lure = texts.say(f"volunteer.poster.{audience}.lure")
    size = _widest(lure, _WIDE - 120, 22, texts.locale)
    # the opening quotation mark hangs out, so that both lines begin at the same place
    hung = width(lure[0], size, Weight.BOLD, texts.locale)
    canvas.write(_LEFT + 28 - hung, top + 62, lure[0], size, design.ground)
    canvas.write_lines(_LEFT + 28, top + 38, lure[1:], size, _WIDE, INK, leading=1.42)
    _draw_stop(canvas, _RIGHT - 50, top + high / 2, 27)


def _draw_stop(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """The sign that stops traffic: red, with a bar."""
    canvas.disc(x, y, radius, "#C62828")
    canvas.box(x - radius * 0.6, y - radius * 0.16, radius * 1.2, radius * 0.32, WHITE, radius * 0.06)


def _draw_lines(canvas: Canvas, audience: Audience, design: Design, texts: Texts) -> None:
    """Three things to do, in one size, each beside its number."""
    lines = list(texts.lines(f"volunteer.poster.{audience}.lines"))
    room, top, row = _WIDE - 50, 442.0, 42.0
    size = min(fitting([line], room, row, 22, Weight.BOLD, texts.locale, 1.2) for line in lines)
    size = _one_liner(lines, room, size, texts.locale)
    for number, line in enumerate(lines):
        middle = top + number * row
        canvas.disc(_LEFT + 16, middle, 16, design.ground)
        canvas.write(_LEFT + 16, middle + 6.6, str(number + 1), 18, WHITE, anchor="middle")
        count = len(broken(line, room, size, Weight.BOLD, texts.locale))
        canvas.write_lines(_LEFT + 48, middle - count * size * 0.61, line, size, room, leading=1.22)


def _one_liner(lines: Sequence[str], room: float, size: float, locale: str) -> float:
    """A size at which every line stays one line, if that is still large enough to read from a step away."""
    fits = min(room / width(line, 1, Weight.BOLD, locale) for line in lines)
    return min(size, fits) if fits >= 15 else size


def _draw_place(canvas: Canvas, design: Design, place: Place, texts: Texts, region: str) -> None:
    """The QR code, and in words where it leads: the only address, the only handle."""
    top, side = 564.0, 164.0
    canvas.box(_LEFT, 554, _WIDE, 1, RULE)
    draw_qr(canvas, place.link, _RIGHT - side, top, side)
    room = _WIDE - side - 24
    scan = _scan(place, texts)
    y = canvas.write_lines(_LEFT, top - 1, scan, _widest(scan, room, 30, texts.locale), room, design.ground)
    private = texts.say("volunteer.poster.private")
    y = canvas.write_lines(_LEFT, y, private, _widest(private, room, 16, texts.locale), room, INK) + 8
    for key, value in (("site", place.site), ("handle", place.handle)):
        if value:
            y = _draw_address(canvas, key, value, y, room, texts)
    for words in _small_print(place, texts, region):
        y = canvas.write_lines(_LEFT, y + 2, words, 11.5, room, PALE_INK, Weight.REGULAR, leading=1.35)


def _draw_address(canvas: Canvas, key: str, value: str, y: float, room: float, texts: Texts) -> float:
    """The address or the handle; a long one has a line of its own. Returns where the next line begins."""
    line, most = texts.say(f"volunteer.poster.{key}", {key: value}), 15.5
    if _widest(line, room, most, texts.locale) < 12:
        shown = f"@{value}" if key == "handle" else value
        line, most = line.replace(shown, f"\n{shown}"), 13
    return canvas.write_lines(_LEFT, y, line, _widest(line, room, most, texts.locale), room, leading=1.4)


def _scan(place: Place, texts: Texts) -> str:
    return texts.say("volunteer.poster.scan" if place.site else "volunteer.poster.scan_bot")


def _small_print(place: Place, texts: Texts, region: str) -> list[str]:
    """What impostors do; and, where the code leads to Telegram only, how to ask without it."""
    without = [] if place.site else [texts.say("volunteer.poster.no_need", {"ask": ask(region)})]
    return [*without, texts.say("volunteer.poster.caution")]


def draw_qr(canvas: Canvas, link: str, x: float, y: float, side: float) -> None:
    """On white, with the quiet zone that readers need inside `side`. Corrects 15 % of damage. Raises ConfigError."""
    matrix = _matrix(link)
    canvas.box(x - 1, y - 1, side + 2, side + 2, RULE, 11)
    canvas.box(x, y, side, side, WHITE, 10)
    canvas.squares(matrix, x, y, side, INK)


def _matrix(link: str) -> Matrix:
    try:
        import segno
    except ImportError as error:
        raise ConfigError(f"no segno for QR codes; install it: {NEEDED}") from error
    code = segno.make_qr(link, error="m", boost_error=False)
    return [list(row) for row in code.matrix_iter(border=_QUIET)]


def _numbers(region: str) -> list[Number]:
    """Two to call: when money has gone, and when in doubt; where one number is both, that one."""
    numbers = numbers_of(region)
    return [numbers[id_] for id_ in ("police", "ask") if id_ in numbers]


def _draw_numbers(canvas: Canvas, design: Design, texts: Texts, region: str) -> None:
    """The numbers in large figures on a band at the foot."""
    canvas.box(0, _FOOT, A4[0], A4[1] - _FOOT, design.ground)
    shown = _numbers(region)
    column = _WIDE / len(shown)
    for place, number in enumerate(shown):
        _draw_number(canvas, design, number, _LEFT + place * column, column - 22, texts)
    small = texts.say("volunteer.poster.checked", {"checked": max(number.checked for number in shown)})
    doubtful = " / ".join(number.call for number in shown if number.confirm)
    if doubtful:
        small = f"{texts.say('volunteer.poster.unconfirmed', {'call': doubtful})}  ·  {small}"
    canvas.write(_RIGHT, A4[1] - 13, small, 8.5, WHITE, Weight.REGULAR, "right")


def _draw_number(canvas: Canvas, design: Design, number: Number, x: float, room: float, texts: Texts) -> None:
    what = number.worded()
    words = number.label or texts.say(what)
    size = min(40.0, room * 0.6 / width(number.call, 1, Weight.BOLD, texts.locale))
    canvas.write(x, _FOOT + 48 + size * 0.36, number.call, size, design.accent)
    left = x + width(number.call, size, Weight.BOLD, texts.locale) + 14
    space = x + room - left
    words_size = fitting([words], space, 42, 14.5, Weight.BOLD, texts.locale, 1.3)
    count = len(broken(words, space, words_size, Weight.BOLD, texts.locale))
    canvas.write_lines(left, _FOOT + 48 - count * words_size * 0.65, words, words_size, space, WHITE, leading=1.3)
