"""Words pulled apart: "想 赚 钱", "加.微.信", "微🔥信", and characters written as their two halves (钅艮 for 银).

Innocent look-alikes: a poem or a name with spaces, spaces left by text recognition, 第一、第二, 女子 (which is no
好). They may be closed up, since that changes no meaning, but only a word that lures need counts as a disguise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from model.normalize.vocabulary import load_vocabulary, read_table
from model.normalize.working import Edit, Working
from model.patterns import lazy

# What stands between single characters, and inside of words besides: marks that end no sentence, and pictures.
GAPS = " .,·・•_-*|/~^+=`'\"、。\u3000"
MARKS = " .·・•_-*|/~^+=`'#&%$@[](){}<>"
PICTURES = ((0x2190, 0x2BFF), (0x1F000, 0x1FAFF))
_GAP = f"[{re.escape(GAPS)}]"
_HAN = r"[\u3400-\u9fff]"
_MARK = f"[{re.escape(MARKS)}{''.join(f'{chr(first)}-{chr(last)}' for first, last in PICTURES)}]"
# Three or more single Chinese characters, each apart from the next: "想 赚 钱", "加.微.信".
_SPACED_OUT = lazy(rf"(?<!{_HAN}){_HAN}(?:{_GAP}{{1,3}}{_HAN}(?!{_HAN})){{2,}}")
_GAPS = lazy(f"{_GAP}{{1,3}}")
# A blank alone hides nothing.
_INSIDE = lazy(rf"(?<={_HAN}){_MARK}{{1,4}}(?={_HAN})")
# Cheaper to look for, and part of these: a lone character between two gaps, and any mark.
_LONE = lazy(rf"{_GAP}{_HAN}{_GAP}")
_ANY_MARK = lazy(_MARK)


def fold_gaps(work: Working) -> None:
    """Close up Chinese that is spaced or dotted apart.

    >>> from model.normalize import normalize
    >>> normalize("加.微.信").folded, normalize("转🔥账").folded, normalize("今天 天气").folded
    ('加微信', '转账', '今天 天气')
    """
    runs = [match.span() for match in _SPACED_OUT.finditer(work.text)] if _LONE.search(work.text) else []
    if runs:
        edits = [
            Edit(start + gap.start(), start + gap.end(), "")
            for start, end in runs
            for gap in _GAPS.finditer(work.text[start:end])
        ]
        _mark_words(work, edits)
        work.edit("spaced characters", edits)
    edits = list(_inside_words(work.text)) if _ANY_MARK.search(work.text) else []
    _mark_words(work, edits)
    work.edit("spaced characters", edits)


def _inside_words(text: str) -> Iterator[Edit]:
    vocabulary = load_vocabulary()
    for gap in _INSIDE.finditer(text):
        start, end = gap.span()
        if text[start - 1] + text[end] in vocabulary.own_pairs:
            yield Edit(start, end, "")


def _mark_words(work: Working, edits: list[Edit]) -> None:
    """A gap inside a pair of the core is a disguise, unless blanks in an otherwise ordinary line made it."""
    core = load_vocabulary().core_pairs
    for start, end, _ in edits:
        if work.text[start - 1] + work.text[end] in core and not work.text[start:end].isspace():
            work.mark("spaced", start - 1, end + 1)


@cache
def load_splits() -> dict[str, str]:
    """Two halves → character."""
    rows = (line.split(" ") for line in read_table("splits.txt"))
    return {halves: char for char, *forms in rows for halves in forms}


# Halves that are hardly ever written by themselves: a character put together from one needs no other proof. 彳亍 is a
# word of its own.
RADICALS = frozenset("钅亻讠扌氵纟饣忄礻衤犭阝宀疒丬艹")
_SPLIT = lazy("[" + "".join(sorted({halves[0] for halves in load_splits()})) + "]" + _HAN)


def fold_split_characters(work: Working) -> None:
    """Characters written as their left and right half, where that gives a word.

    >>> from model.normalize import normalize
    >>> normalize("钅艮彳亍卡").folded, normalize("力口微信").folded, normalize("女子篮球").folded
    ('银行卡', '加微信', '女子篮球')
    """
    joins = list(_joins(work.text))
    if not joins:
        return
    joined, places = _join_all(work.text, joins)
    edits = []
    for edit, place in zip(joins, places, strict=True):
        word = load_vocabulary().word_over(joined, place)
        if word or work.text[edit.start] in RADICALS:
            edits.append(edit)
    work.mark_all("split", edits)
    work.edit("split character", edits)


def _joins(text: str) -> Iterator[Edit]:
    splits, ordinary = load_splits(), None
    at = 0
    while match := _SPLIT.search(text, at):
        at = match.start() + 1
        char = splits.get(match.group())
        if char is None:
            continue
        ordinary = ordinary or load_vocabulary().ordinary
        if match.group() not in ordinary:
            yield Edit(match.start(), match.end(), char)
            at = match.end()


def _join_all(text: str, joins: list[Edit]) -> tuple[str, list[int]]:
    """The text with all halves joined, and where each new character stands in it."""
    pieces, places, at, length = [], [], 0, 0
    for start, end, char in joins:
        pieces += [text[at:start], char]
        length += start - at
        places.append(length)
        length += 1
        at = end
    return "".join([*pieces, text[at:]]), places
