"""A short story with its moral, as a picture for the phone: something to send that is not a lecture.

The stories are invented after common tricks and say so; nobody's case is told. One for every kind of scam.
"""

from __future__ import annotations

from datetime import date

from bot.engagement.volunteers.canvas import Canvas, PngCanvas
from bot.engagement.volunteers.designs import DESIGNS, INK, PALE_INK, WHITE, Design
from bot.engagement.volunteers.fonts import Weight, broken, fitting, width
from bot.engagement.volunteers.posters import Place, draw_qr
from bot.texts import Texts
from model.scam_types import ids
from model.types import Family

STORIES = tuple(sorted(ids(Family.SCAM)))
# 1080 × 1440 pixels: fills a phone's screen.
_SIZE, _SCALE = (540.0, 720.0), 2.0
_LEFT, _WIDE = 36.0, 468.0
_SHEET, _MORAL, _FOOT = 162.0, 476.0, 584.0


def pick_story(day: date) -> str:
    """The story of a day: all take turns.

    >>> len({pick_story(date(2026, 11, n)) for n in range(1, 30)}) == len(STORIES)
    True
    """
    return STORIES[day.toordinal() % len(STORIES)]


def draw_card(story: str, place: Place, texts: Texts) -> bytes:
    """PNG of 1080 × 1440 pixels. Raises ConfigError where Pillow or the font is missing."""
    design = list(DESIGNS.values())[STORIES.index(story) % len(DESIGNS)]
    canvas = PngCanvas(_SIZE, texts.locale, design.ground, _SCALE)
    _draw_title(canvas, story, design, texts)
    _draw_story(canvas, story, texts)
    _draw_moral(canvas, story, design, texts)
    _draw_place(canvas, place, texts)
    return canvas.finish()


def _draw_title(canvas: Canvas, story: str, design: Design, texts: Texts) -> None:
    canvas.disc(488, 40, 120, design.shade)
    words = f"{texts.say('volunteer.card.label')} · {texts.say(f'type.{story}.name')}"
    size = min(15.0, (_WIDE - 120) / width(words, 1, Weight.BOLD, texts.locale))
    canvas.write(_LEFT + _WIDE, 59, texts.say("volunteer.poster.brand"), 22, WHITE, anchor="right")
    canvas.box(_LEFT, 36, width(words, size, Weight.BOLD, texts.locale) + 28, 30, design.accent, 15)
    canvas.write(_LEFT + 14, 51 + size * 0.36, words, size, INK)
    title = texts.say(f"volunteer.story.{story}.title")
    size = fitting([title], _WIDE, 50, 38, Weight.BOLD, texts.locale, 1.3)
    size = min(size, _WIDE / width(title, 1, Weight.BOLD, texts.locale))
    canvas.write(_LEFT, 122, title, size, WHITE)


def _draw_story(canvas: Canvas, story: str, texts: Texts) -> None:
    """The sentences, each a paragraph, spread over the sheet."""
    canvas.box(0, _SHEET - 18, _SIZE[0], _SIZE[1], WHITE)
    lines = list(texts.lines(f"volunteer.story.{story}.lines"))
    room, high, leading, locale = _WIDE, _MORAL - _SHEET - 62, 1.42, texts.locale
    size = fitting(lines, room, high, 23, Weight.REGULAR, locale, leading)
    count = sum(len(broken(line, room, size, Weight.REGULAR, locale)) for line in lines)
    gap = min(24.0, (_MORAL - _SHEET - 14 - count * size * leading) / (len(lines) + 1))
    top = _SHEET - 18 + (_MORAL - _SHEET + 18 - count * size * leading - gap * (len(lines) - 1)) / 2
    for line in lines:
        top = canvas.write_lines(_LEFT, top, line, size, room, INK, Weight.REGULAR, leading=leading) + gap


def _draw_moral(canvas: Canvas, story: str, design: Design, texts: Texts) -> None:
    """What to remember, on the colour that stands out."""
    canvas.box(_LEFT - 12, _MORAL, _WIDE + 24, 88, design.accent, 14)
    canvas.write(_LEFT + 8, _MORAL + 28, texts.say("volunteer.card.moral"), 13.5, INK, Weight.REGULAR)
    moral = texts.say(f"volunteer.story.{story}.moral")
    size = min(26.0, (_WIDE - 16) / width(moral, 1, Weight.BOLD, texts.locale))
    canvas.write(_LEFT + 8, _MORAL + 64, moral, size, INK)


def _draw_place(canvas: Canvas, place: Place, texts: Texts) -> None:
    """Where to have one's own message looked at."""
    side = 112.0
    draw_qr(canvas, place.link, _LEFT + _WIDE - side, _FOOT + 4, side)
    room, top = _WIDE - side - 20, _FOOT + 8
    scan = texts.say("volunteer.poster.scan" if place.site else "volunteer.poster.scan_bot")
    size = min(21.0, room / width(scan, 1, Weight.BOLD, texts.locale))
    top = canvas.write_lines(_LEFT, top, scan, size, room) + 4
    for key, value in (("site", place.site), ("handle", place.handle)):
        if value:
            line = texts.say(f"volunteer.poster.{key}", {key: value})
            size = min(14.0, room / width(line, 1, Weight.REGULAR, texts.locale))
            top = canvas.write_lines(_LEFT, top, line, size, room, INK, Weight.REGULAR, leading=1.5)
    invented = texts.say("volunteer.card.invented")
    canvas.write(_LEFT, _FOOT + 112, invented, 10.5, PALE_INK, Weight.REGULAR)
