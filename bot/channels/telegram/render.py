"""Replies → Telegram messages: escaped HTML, split where Telegram would refuse the length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies.reply import Block, Button, Reply, Style
from bot.texts import Texts

# Telegram counts UTF-16 units after parsing; counting the markup too keeps us on the safe side.
LIMIT = 4096
# An answer longer than this is folded: what explains comes in quotes that open at a touch, what to do stays in sight.
FOLD_FROM = 450
# A section is worth folding from so many units on.
LEAST_FOLDED = 60


def render_reply(reply: Reply, texts: Texts) -> list[str]:
    """The messages to send, in order, each within Telegram's limit and with balanced tags."""
    drawn = [(block.style, _paragraph(block, texts)) for block in reply.blocks]
    if sum(units(paragraph) for _, paragraph in drawn) > FOLD_FROM:
        return list(split(_folded(drawn)))
    return list(split(paragraph for _, paragraph in drawn))


def _folded(drawn: Sequence[tuple[Style, _Paragraph]]) -> Iterator[_Paragraph]:
    """Sections of plain paragraphs under a heading, each drawn together as a quote that opens at a touch."""
    under_heading = False
    for plain, run in groupby(drawn, key=lambda each: each[0] in _FOLDABLE):
        section = list(run)
        body = "\n".join(paragraph for _, paragraph in section)
        if plain and under_heading and LEAST_FOLDED <= units(body) <= LIMIT // 2:
            yield _Paragraph(body, ("<blockquote expandable>", "</blockquote>"))
        else:
            yield from (paragraph for _, paragraph in section)
        under_heading = section[-1][0] is Style.HEADING


_FOLDABLE = (Style.ITEM, Style.TEXT)


def render_keyboard(reply: Reply, texts: Texts) -> InlineKeyboardMarkup | None:
    """The buttons under the last message."""
    rows = [[_button(button, texts) for button in row] for row in reply.buttons]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button, texts: Texts) -> InlineKeyboardButton:
    """An action that is an address opens it; any other comes back to us."""
    if button.action.startswith("https://"):
        return InlineKeyboardButton(texts.say(button.key), url=button.action)
    return InlineKeyboardButton(texts.say(button.key), callback_data=button.action)


class _Paragraph(str):
    """HTML of one block. `tags` opens and closes around each piece if it must be cut."""

    tags: tuple[str, str]
    gap: bool

    def __new__(cls, inner: str, tags: tuple[str, str] = ("", ""), *, gap: bool = False) -> _Paragraph:
        self = super().__new__(cls, inner)
        self.tags, self.gap = tags, gap
        return self


_TAGS = {
    Style.VERDICT: ("<b>", "</b>"),
    Style.HEADING: ("<b>", "</b>"),
    Style.NOTE: ("<i>", "</i>"),
    Style.SAMPLE: ("<blockquote>", "</blockquote>"),
}


def _paragraph(block: Block, texts: Texts) -> _Paragraph:
    gap = block.style in (Style.HEADING, Style.NOTE)
    if block.style is Style.STEP:
        return _Paragraph("\n".join(f"{n}. {escape(t)}" for n, t in enumerate(texts.lines(block.key), 1)))
    text = escape(texts.say(block.key, block.params), quote=False)
    return _Paragraph(f"• {text}" if block.style is Style.ITEM else text, _TAGS.get(block.style, ("", "")), gap=gap)


def split(paragraphs: Iterable[_Paragraph]) -> Iterator[str]:
    """Fill messages paragraph by paragraph; one that is too long by itself is cut between characters."""
    message = ""
    for paragraph in paragraphs:
        for piece in _pieces(paragraph):
            joined = f"{message}{chr(10) * (1 + paragraph.gap)}{piece}" if message else piece
            if units(joined) <= LIMIT:
                message = joined
                continue
            yield message
            message = piece
    if message:
        yield message


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pieces(paragraph: _Paragraph) -> Iterator[str]:
    opening, closing = paragraph.tags
    room = LIMIT - len(opening) - len(closing)
    piece = ""
    for unit in _indivisible(paragraph):
        if units(piece + unit) > room:
            yield opening + piece + closing
            piece = ""
        piece += unit
    if piece:
        yield opening + piece + closing


def _indivisible(html: str) -> Iterator[str]:
    """The whole if it fits, else characters, an entity such as &amp; counting as one."""
    if units(html) <= LIMIT // 2:
        yield html
        return
    at = 0
    while at < len(html):
        end = html.find(";", at) + 1 if html[at] == "&" else at + 1
        yield html[at:end]
        at = end
