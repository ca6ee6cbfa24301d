"""Lines → bubbles: whose words they are, what is furniture, where lines run on."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.layout import Bubble, Line, Sheet, Side, find_bubbles, sender_words
from bot.intake.slices import OVERLAP, SLICE, Slice, cut, join_slices

PAGE, WHITE, GREEN, BLACK, RED = (237, 237, 237), (255, 255, 255), (149, 236, 105), (17, 17, 17), (200, 16, 46)
EM = 48


def row(x0: float, y0: float, text: str, ground: tuple[int, int, int] | None = WHITE, em: float = EM) -> Line:
    """A line as OCR boxes it: as wide as its letters, with a margin."""
    width = sum(0.55 if c.isascii() else 1.0 for c in text) * em
    return Line(x0, y0, x0 + width + 20, y0 + 1.25 * em, text, ground=ground)


def right(x1: float, y0: float, text: str, ground: tuple[int, int, int] = GREEN) -> Line:
    line = row(0, y0, text, ground)
    return Line(x1 - line.width, line.y0, x1, line.y1, text, ground=ground)


def sheet(*lines: Line, page: tuple[int, int, int] | None = PAGE) -> Sheet:
    return Sheet(1080, 2340, lines, page)


def said(*lines: Line, page: tuple[int, int, int] | None = PAGE) -> list[tuple[str, str]]:
    return [(bubble.side.value, bubble.text) for bubble in find_bubbles(sheet(*lines, page=page))]


CHAT = (
    row(160, 300, "您好，我是理赔专员", WHITE),
    right(920, 500, "什么包裹"),
    row(160, 700, "请共享屏幕", WHITE),
)


def test_the_sender_is_at_the_left() -> None:
    """Left bubbles are theirs, right ones in their own colour the reader's, in order."""
    assert said(*CHAT) == [("theirs", "您好，我是理赔专员"), ("own", "什么包裹"), ("theirs", "请共享屏幕")]
    assert sender_words(find_bubbles(sheet(*CHAT))) == "您好，我是理赔专员\n请共享屏幕"


FURNITURE = {
    "status bar": (row(60, 25, "14:05", PAGE, 38), row(880, 25, "5G 76%", PAGE, 36)),
    "title": (row(60, 25, "9:41", PAGE, 38), row(400, 130, "张主管（财务）", PAGE)),
    "time": (row(430, 220, "昨天 21:07", PAGE, 36),),
    "date": (row(300, 220, "2026年3月5日 下午2:16", PAGE, 36),),
    "notice": (row(260, 220, "以上是打招呼的内容", PAGE, 34),),
    "name above a bubble": (row(160, 250, "阿强", PAGE, 34),),
    "clock in a bubble": (row(560, 340, "14:03", WHITE, 32),),
    "read mark": (row(700, 560, "已读", PAGE, 30),),
    "input bar": (row(170, 2220, "发消息", WHITE, 44),),
    "keyboard": (row(30, 2200, "Q", PAGE), row(130, 2200, "W", PAGE), row(500, 2260, "空格", PAGE)),
}


@pytest.mark.parametrize("what", FURNITURE)
def test_the_phone_around_the_chat_is_dropped(what: str) -> None:
    """What nobody said is not judged."""
    assert said(*FURNITURE[what], *CHAT) == said(*CHAT)


def test_without_a_sender_the_readers_words_are_judged() -> None:
    """A picture of own bubbles only is still worth an answer."""
    assert sender_words([Bubble(Side.OWN, "我要转账吗")]) == "我要转账吗"
    assert sender_words([]) == ""


POSTERS = {
    "two columns in one colour": (row(60, 100, "刷单返利", PAGE), row(600, 100, "加微信ab123", PAGE)),
    "a big line above a card": (row(300, 100, "恭喜中奖", RED, 90), row(100, 400, "加客服领取奖金八千元整")),
    "a clock that is content": (row(200, 60, "今晚19:30直播课开讲不见不散", PAGE), row(200, 300, "老师带您赚钱", PAGE)),
}  # fmt: skip


@pytest.mark.parametrize("what", POSTERS)
def test_a_poster_keeps_every_word(what: str) -> None:
    """No chat, no sides: nothing may get lost."""
    lines = POSTERS[what]
    page = RED if "card" in what else PAGE
    read = "".join(text for _, text in said(*lines, page=page))
    assert all(line.text in read for line in lines)
    assert {side for side, _ in said(*lines, page=page)} == {"theirs"}


def test_without_colours_nothing_is_dropped() -> None:
    """Where nobody looked at the colours there are no sides."""
    lines = [Line(line.x0, line.y0, line.x1, line.y1, line.text) for line in CHAT]
    assert {side for side, _ in said(*lines, page=None)} == {"theirs"}


RUNS = [
    pytest.param(["您的包裹在运输途中丢失了请", "添加客服"], "您的包裹在运输途中丢失了请添加客服", id="a sentence"),
    pytest.param(["您好", "请添加客服办理三倍的理赔"], "您好\n请添加客服办理三倍的理赔", id="a break that was meant"),
    pytest.param(["We reviewed your resume and", "have a job"], "We reviewed your resume and have a job", id="English"),
    pytest.param(["https://www.hx-quant88.top/r", "eg?c=66"], "https://www.hx-quant88.top/reg?c=66", id="a link"),
    pytest.param(["请把钱转到这个账号6217003", "28845"], "请把钱转到这个账号621700328845", id="a number"),
]


@pytest.mark.parametrize(("lines", "text"), RUNS)
def test_a_sentence_runs_on_over_lines(lines: list[str], text: str) -> None:
    """A full line continues in the next one; a short line ends where it ends."""
    rows = [row(160, 300 + n * 68, line) for n, line in enumerate(lines)]
    assert said(*rows) == [("theirs", text)]


def test_boxes_in_one_row_are_one_line() -> None:
    """OCR splits a row at gaps; the words belong together."""
    assert said(row(160, 300, "请添加"), row(340, 302, "QQ"), row(440, 301, "客服")) == [("theirs", "请添加QQ客服")]


LINES = st.builds(
    row,
    st.floats(0, 1000),
    st.floats(0, 2300),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs"]), min_size=1, max_size=12),
    st.sampled_from([PAGE, WHITE, GREEN, BLACK, None]),
)


@given(st.lists(LINES, max_size=12))
def test_any_lines_give_bubbles(lines: list[Line]) -> None:
    """Whatever OCR sees, nothing breaks, nothing is invented, no bubble is empty of lines."""
    bubbles = find_bubbles(sheet(*lines))
    given_letters = sorted("".join(line.text for line in lines).replace(" ", ""))
    for bubble in bubbles:
        assert set(bubble.text) - {" ", "\n"} <= set(given_letters)
    assert len(bubbles) <= len(lines)


@given(st.integers(1, 20_000))
def test_slices_cover_a_picture(height: int) -> None:
    """Every row lies in a slice; each line belongs somewhere; no slice is taller than OCR likes."""
    parts = cut(height)
    assert (parts[0].top, parts[0].first) == (0, 0)
    assert (parts[-1].bottom, parts[-1].last) == (height, height)
    assert all(part.bottom - part.top <= SLICE for part in parts)
    for above, below in pairwise(parts):
        assert above.bottom - below.top == OVERLAP
        assert above.last == below.first


def test_a_line_at_a_seam_is_read_once() -> None:
    """Seen in both slices, a little apart, it stays one; a line cut in half is taken from the other slice."""
    first, second = cut(3_000)
    seam = first.last
    whole = Line(100, seam - 25, 500, seam + 25, "在接缝处")
    seen_again = Line(101, whole.y0 - second.top + 3, 500, whole.y1 - second.top + 3, "在接缝处")
    halved = Line(100, SLICE - 20, 500, SLICE, "半行")
    complete = Line(100, SLICE - 20 - second.top, 500, SLICE + 30 - second.top, "半行字")
    found: list[tuple[Slice, list[Line]]] = [(first, [whole, halved]), (second, [seen_again, complete])]
    assert [line.text for line in join_slices(found)] == ["在接缝处", "半行字"]
