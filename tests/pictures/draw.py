"""Draws screenshots: chats in the look of an app, posters, pages without bubbles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.pictures.looks import Look
from tests.pictures.said import Talk

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FONT_MISSING = f"{FONT} is missing: apt-get install -y fonts-noto-cjk"
WIDTH = 1080
UNIT = WIDTH / 360


@cache
def font(size: float) -> ImageFont.FreeTypeFont:
    """Noto Sans CJK, the simplified forms. `size` in points of 1/360 of the width."""
    return ImageFont.truetype(str(FONT), round(size * UNIT), index=2)


def wrap(text: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width` pixels; Latin words and numbers stay whole where they fit on one line."""
    lines, line = [], ""
    for piece in _pieces(text):
        if not line or font(size).getlength(line + piece) <= width:
            line += piece
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
        while font(size).getlength(line) > width:
            cut = next(n for n in range(len(line), 0, -1) if font(size).getlength(line[:n]) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        if pieces and (_is_latin(character + pieces[-1][-1]) or character in "，。！？；：、）】"):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _is_latin(characters: str) -> bool:
    return all(character.isascii() and not character.isspace() for character in characters)


@dataclass(slots=True)
class Page:
    """A canvas that grows downwards; cut to what was drawn at the end."""

    look: Look
    picture: Image.Image
    pen: ImageDraw.ImageDraw
    y: float = 0

    @classmethod
    def of(cls, look: Look, height: int) -> Page:
        picture = Image.new("RGB", (WIDTH, height), look.page)
        return cls(look, picture, ImageDraw.Draw(picture))

    def write(self, x: float, y: float, text: str, size: float, ink: str, anchor: str = "la") -> None:
        """Words at a place in points."""
        self.pen.text((x * UNIT, y * UNIT), text, ink, font(size), anchor=anchor)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: str, radius: float = 0) -> None:
        self.pen.rounded_rectangle((x0 * UNIT, y0 * UNIT, x1 * UNIT, y1 * UNIT), radius * UNIT, colour)


def draw_chat(look: Look, talk: Talk, *, height: int = 2340, repeat: int = 1) -> Image.Image:
    """A whole screenshot: status bar, title, the conversation, the input bar. Grows if `height` is too small."""
    page = Page.of(look, max(height, 1300 * len(talk.turns) * repeat // 3))
    _head(page, talk.title)
    for who, text in talk.turns * repeat:
        _turn(page, who, text)
    bottom = max(height, round((page.y + 70) * UNIT))
    picture = page.picture.crop((0, 0, WIDTH, bottom))
    _foot(Page(look, picture, ImageDraw.Draw(picture)), bottom / UNIT)
    return picture


def _head(page: Page, title: str) -> None:
    look = page.look
    page.box(0, 0, 360, 80, look.bar)
    page.write(24, 8, "14:05", 13, look.bar_ink)
    page.write(336, 8, "5G  76%", 12, look.bar_ink, "ra")
    page.write(14, 42, "＜", 17, look.bar_ink)
    if look.title == "centre":
        page.write(180, 42, title, 16.5, look.bar_ink, "ma")
    else:
        page.write(50, 36, title, 16.5, look.bar_ink)
        page.write(50, 58, "在线", 12, look.faint)
    page.y = 96


def _foot(page: Page, bottom: float) -> None:
    look = page.look
    page.box(0, bottom - 58, 360, bottom, look.bar)
    page.box(44, bottom - 50, 280, bottom - 14, look.theirs, 6)
    page.write(56, bottom - 43, look.placeholder, 15, look.faint)


def _turn(page: Page, who: str, text: str) -> None:
    if who in ("time", "notice"):
        page.write(180, page.y, text, 12, page.look.faint, "ma")
        page.y += 12 + 22
    else:
        _bubble(page, who == "own", text)


def _bubble(page: Page, own: bool, text: str) -> None:
    look = page.look
    lines = wrap(text, look.size, look.reach * UNIT - 2 * look.pad * UNIT)
    step = look.size * 1.42
    inside = look.times == "inside"
    width = max(font(look.size).getlength(line) for line in lines) / UNIT + 2 * look.pad
    width = max(width, 60) if inside else width
    height = step * len(lines) + 2 * look.pad + (14 if inside else 0)
    x0 = 360 - look.own_inset + look.pad - width if own else look.inset - look.pad
    if look.names and not own:
        page.write(look.inset - look.pad, page.y - 4, "阿强", 11.5, look.faint)
        page.y += 16
    _avatar(page, own)
    page.box(x0, page.y, x0 + width, page.y + height, look.own if own else look.theirs, look.radius)
    for n, line in enumerate(lines):
        page.write(x0 + look.pad, page.y + look.pad + n * step, line, look.size, look.own_ink if own else look.ink)
    _time_of_bubble(page, own, x0, x0 + width, page.y + height)
    page.y += height + look.gap


def _avatar(page: Page, own: bool) -> None:
    if page.look.avatar and page.look.own_inset > 40:
        x = 316 if own else 10
        page.box(x, page.y, x + 34, page.y + 34, "#5b7fa6" if own else "#c2703d", 5)


def _time_of_bubble(page: Page, own: bool, x0: float, x1: float, bottom: float) -> None:
    if page.look.times == "inside":
        page.write(x1 - 8, bottom - 16, "14:03", 11, page.look.faint, "ra")
    elif page.look.times == "beside":
        x, anchor = (x0 - 6, "ra") if own else (x1 + 6, "la")
        page.write(x, bottom - 16, "14:03", 10, page.look.faint, anchor)
        if own:
            page.write(x, bottom - 30, "已读", 10, page.look.faint, anchor)


def draw_poster(lines: tuple[str, ...], page: str = "#c8102e", ink: str = "#fff4d6", size: float = 26) -> Image.Image:
    """Big centred lines on one colour, as on a flyer."""
    look = Look("poster", page, page, page, page)
    sheet = Page.of(look, round((len(lines) * size * 2.2 + 80) * UNIT))
    for n, line in enumerate(lines):
        sheet.write(180, 50 + n * size * 2.2, line, size, ink, "ma")
    return sheet.picture


def draw_page(text: str, size: float = 16) -> Image.Image:
    """A page of text from edge to edge without bubbles, as in an article or a mail."""
    look = Look("page", "#ffffff", "#ffffff", "#ffffff", "#ffffff")
    lines = [line for paragraph in text.split("\n") for line in wrap(paragraph, size, 320 * UNIT)]
    sheet = Page.of(look, round((len(lines) * size * 1.6 + 60) * UNIT))
    for n, line in enumerate(lines):
        sheet.write(20, 30 + n * size * 1.6, line, size, "#222222")
    return sheet.picture


def halved(picture: Image.Image) -> Image.Image:
    """As messengers shrink pictures: half the width and height."""
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BILINEAR)


def jpeg(picture: Image.Image, quality: int = 40) -> bytes:
    """Bytes of a JPEG; 40 is about what a chain of forwards leaves."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def png(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
