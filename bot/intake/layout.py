"""Lines that OCR found → who said what. Pure: boxes and colours in, words out.

A chat screenshot is known by its bubbles: most words stand on a colour that differs from the page. Bubbles at the right
in a colour of their own are the reader's words, all others the sender's; clocks, title, names, notices, input bar go.
What is no chat (a poster, an article, an SMS without bubbles) keeps every word but the phone's status bar.

Not covered: bubbles in the page's own colour on both sides (then all words count as the sender's), vertical script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from statistics import median

Colour = tuple[int, int, int]

# Two colours closer than this, in the widest channel, are one: JPEG and gradients move a flat colour by less.
# The nearest real pair is a dark page and its bubble (17 to 44), then Telegram's own bubble beside white (33).
SAME_COLOUR = 10
# Furniture (names, clocks, notices) is set smaller than what people say: 11 to 13 points beside 16 and more.
SMALL = 0.86
# Heights of a phone's bars, in widths of the screen: status bar up to 47 of 390 points, title 44 to 56, input up to 75.
STATUS_BAR, TITLE_BAR, INPUT_BAR = 0.14, 0.15, 0.22
# A Chinese line breaks before any character, with the stop that follows it and some unevenness of the edge.
CHINESE_WORD = 2.3
# Of all words, how many must stand in bubbles for a picture to be a chat.
CHAT_SHARE = 0.6

_CLOCK = r"\d{1,2}[:：]\d{2}([:：]\d{2})?"
_DAY = r"\d{1,4}[年/.\-]\d{1,2}([月/.\-]\d{1,4})?日?|\d{1,2}月\d{1,2}日|(mon|tues|wednes|thurs|fri|satur|sun)day"
_WORD_OF_TIME = r"昨[天日]|前天|今[天日]|星期.|[周週].|[上下中]午|凌晨|[早晚]上|today|yesterday|[ap]m"
_MARK = r"sent|delivered|read|已[读讀送达達]+"
_TIME = re.compile(rf"({_CLOCK}|{_DAY}|{_WORD_OF_TIME}|{_MARK}|[\s,，·✓√/])+", re.IGNORECASE)
# A bubble's own clock, with what OCR makes of its ticks.
_CLOCK_IN_BUBBLE = re.compile(rf"\W{{0,2}}{_CLOCK}.{{0,3}}")
_STATUS = re.compile(
    r"[\d:：%.]+|.?[2345]G.{0,5}|LTE|HD|[KM]B?/s|.{0,2}中国(移动|联通|电信|广电)|\W+|.{1,3}", re.IGNORECASE
)
_PLACEHOLDER = re.compile(
    r"发消息|發送訊息|[输輸]入[消讯訊]息.*|i?message|i?message信息|短信(/彩信)?|[簡简][訊讯]|文本信息|text message|aa"
    r"|按住.?[说說][话話]|[发發]送|send|空格|[换換]行|return|space|123|符|(\w\s)*\w",
    re.IGNORECASE,
)
_LATIN_WORD = re.compile(r"[!-~]+")
_LINK_AT_END = re.compile(r"(://|www\.|\w\.[a-z]{2,}/?)[!-~]*$", re.IGNORECASE)


class Side(StrEnum):
    """Whose words: the sender's (or nobody's in particular, as on a poster), or the reader's own."""

    THEIRS = "theirs"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Line:
    """A recognised line: its box in pixels, the words, how sure OCR is (0..1), the colour that it stands on."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    confidence: float = 1.0
    ground: Colour | None = None

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def em(self) -> float:
        """The size of the letters, by how wide the words are: boxes of short words are too tall to tell it.

        A Latin letter counts as 0.55 of a Chinese one; a third of the height is the margin that OCR leaves.
        """
        ems = sum(0.55 if character.isascii() else 1.0 for character in self.text)
        return max(self.width - 0.35 * self.height, 1) / max(ems, 0.55)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture as OCR saw it. `page`: the colour of its left and right edge, None if that was not looked at."""

    width: float
    height: float
    lines: tuple[Line, ...]
    page: Colour | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """Words that belong together, and whose they are."""

    side: Side
    text: str


Block = list[Line]


def find_bubbles(sheet: Sheet) -> tuple[Bubble, ...]:
    """Who said what, from top to bottom."""
    lines, status_end = _without_status_bar(sheet.lines, sheet.width)
    blocks = _group(_join_rows(_without_small_clocks(lines)))
    theirs_colour = _chat_colour(blocks, sheet)
    if theirs_colour is None:
        sides = [(block, Side.THEIRS) for block in blocks]
    else:
        said = _without_furniture(blocks, sheet, theirs_colour, status_end)
        sides = [(block, _side(block, said, sheet, theirs_colour)) for block in said]
    return tuple(Bubble(side, _join_lines(block, _widest(sides, side))) for block, side in sides)


def sender_words(bubbles: Iterable[Bubble]) -> str:
    """What to judge: the sender's words; the reader's own only where there is nothing else.

    >>> sender_words([Bubble(Side.THEIRS, "先转账"), Bubble(Side.OWN, "好的")])
    '先转账'
    """
    bubbles = list(bubbles)
    theirs = [bubble for bubble in bubbles if bubble.side is Side.THEIRS]
    return "\n".join(bubble.text for bubble in theirs or bubbles)


# --- rows ---


def _typical_em(lines: Iterable[Line]) -> float:
    """The size of the middle letter: what is written most decides. Zero if there are none."""
    sizes = [line.em for line in lines for _ in line.text]
    return median(sizes) if sizes else 0.0


def _without_small_clocks(lines: Sequence[Line]) -> list[Line]:
    """Without the clock that Telegram and others set into a bubble, small, at its end."""
    small = SMALL * _typical_em(lines)
    return [line for line in lines if line.em > small or not _CLOCK_IN_BUBBLE.fullmatch(line.text.strip())]


def _join_rows(lines: Iterable[Line]) -> list[Line]:
    """Boxes beside each other in one row and one bubble become one line, from top to bottom."""
    rows: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.x0, line.y0)):
        beside = next((n for n, row in enumerate(rows) if _is_beside(row, line)), None)
        if beside is None:
            rows.append(line)
        else:
            rows[beside] = _side_by_side(rows[beside], line)
    return sorted(rows, key=lambda row: (row.y0, row.x0))


def _is_beside(a: Line, b: Line) -> bool:
    height = min(a.height, b.height)
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    gap = max(a.x0, b.x0) - min(a.x1, b.x1)
    return shared > 0.6 * height and gap < 1.2 * height and _alike(a.ground, b.ground)


def _side_by_side(a: Line, b: Line) -> Line:
    left, right = sorted((a, b), key=lambda line: line.x0)
    text = left.text + _glue(left.text, right.text) + right.text
    return Line(
        left.x0, min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1), text, min(a.confidence, b.confidence), left.ground
    )


def _alike(a: Colour | None, b: Colour | None, limit: int = SAME_COLOUR) -> bool:
    """Whether two colours are one; an unknown colour is like any."""
    return a is None or b is None or max(abs(x - y) for x, y in zip(a, b, strict=True)) < limit


# --- the phone around the chat ---


def _without_status_bar(lines: Sequence[Line], width: float) -> tuple[list[Line], float | None]:
    """The lines below the phone's clock, and where its bar ends; None if the picture begins below it."""
    top = [line for line in lines if line.y1 < STATUS_BAR * width]
    clock = next((line for line in top if re.match(rf"\W?{_CLOCK}", line.text)), None)
    if clock is None:
        return list(lines), None
    bar = [line for line in top if line.middle <= clock.y1]
    if not all(_STATUS.fullmatch(word) for line in bar for word in line.text.split()):
        return list(lines), None
    return [line for line in lines if line not in bar], max(line.y1 for line in bar)


def _without_furniture(blocks: list[Block], sheet: Sheet, theirs: Colour, status_end: float | None) -> list[Block]:
    said = [line for block in blocks for line in block if not _alike(line.ground, sheet.page)]
    small = SMALL * _typical_em(said)
    title_end = 0 if status_end is None else status_end + TITLE_BAR * sheet.width
    input_start = sheet.height - INPUT_BAR * sheet.width

    def is_furniture(line: Line) -> bool:
        if line.middle < title_end or _TIME.fullmatch(line.text):
            return True
        if line.middle > input_start and _PLACEHOLDER.fullmatch(line.text.strip()):
            return True
        return _alike(line.ground, sheet.page) and line.em <= small

    kept = ([line for line in block if not is_furniture(line)] for block in blocks)
    return [block for block in kept if block]


# --- bubbles ---


def _group(rows: Iterable[Line]) -> list[Block]:
    """Lines close under each other on one colour, beginning or centred alike, belong together."""
    blocks: list[Block] = []
    for row in rows:
        home = next((block for block in reversed(blocks) if _continues(block[-1], row)), None)
        if home is None:
            blocks.append([row])
        else:
            home.append(row)
    return blocks


def _continues(above: Line, below: Line) -> bool:
    height = min(above.height, below.height)
    near = -0.5 * height < below.y0 - above.y1 < 0.75 * height
    overlap = min(above.x1, below.x1) - max(above.x0, below.x0)
    return near and overlap > 0 and _alike(above.ground, below.ground)


def _chat_colour(blocks: list[Block], sheet: Sheet) -> Colour | None:
    """The colour of the sender's bubbles, or None if this is no chat."""
    coloured = [block for block in blocks if block[0].ground and not _alike(block[0].ground, sheet.page)]
    words = [block for block in blocks if not all(_TIME.fullmatch(line.text) for line in block)]
    if sheet.page is None or not coloured or _length(coloured) < CHAT_SHARE * _length(words):
        return None
    left = [block for block in coloured if not _leans_right(block, coloured, sheet)] or coloured
    best = max((block[0].ground for block in left), key=lambda colour: _length(_of_colour(left, colour)))
    return best if _length(_of_colour(left, best)) >= CHAT_SHARE * _length(left) else None


def _of_colour(blocks: Iterable[Block], colour: Colour | None) -> list[Block]:
    return [block for block in blocks if _alike(block[0].ground, colour)]


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(line.text) for block in blocks for line in block)


def _leans_right(block: Block, blocks: Iterable[Block], sheet: Sheet) -> bool:
    """Whether a block hangs at the right edge of the talk rather than at the left one."""
    lines = [line for other in blocks for line in other]
    left = min(0.18 * sheet.width, *(line.x0 for line in lines), sheet.width)
    right = max(0.82 * sheet.width, *(line.x1 for line in lines), 0)
    return right - max(line.x1 for line in block) < min(line.x0 for line in block) - left


def _side(block: Block, blocks: list[Block], sheet: Sheet, theirs: Colour) -> Side:
    own = not _alike(block[0].ground, theirs) and not _alike(block[0].ground, sheet.page)
    return Side.OWN if own and _leans_right(block, blocks, sheet) else Side.THEIRS


# --- words of a bubble ---


def _widest(sides: list[tuple[Block, Side]], side: Side) -> float:
    return max(line.width for block, whose in sides if whose is side for line in block)


def _join_lines(block: Block, widest: float) -> str:
    """The lines of a bubble, joined without a break where the next word had no room on the line above."""
    text = block[0].text.strip()
    for above, below in pairwise(block):
        if _runs_on(above, below, widest):
            text += _glue(text, below.text) + below.text.strip()
        else:
            text += "\n" + below.text.strip()
    return text


def _runs_on(above: Line, below: Line, widest: float) -> bool:
    """Whether the line was full: what the next one begins with would not have fitted."""
    word = _LATIN_WORD.match(below.text)
    em = 0.85 * min(above.height, below.height)
    needed = len(word[0]) * 0.6 * em if word else CHINESE_WORD * em
    return above.width + needed > widest


def _glue(before: str, after: str) -> str:
    """A space between Latin words; nothing beside Chinese, inside a link or inside a number.

    >>> [_glue(*pair) for pair in [("the HR", "team"), ("转账", "给我"), ("x.top/r", "eg"), ("6217", "0032")]]
    [' ', '', '', '']
    """
    if not (before[-1:].isascii() and after[:1].isascii()) or _LINK_AT_END.search(before):
        return ""
    return "" if before[-1:].isdigit() and after[:1].isdigit() else " "


def shifted(line: Line, down: float) -> Line:
    """The line of a slice, at its place in the whole picture."""
    return replace(line, y0=line.y0 + down, y1=line.y1 + down)
