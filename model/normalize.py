"""Folds that undo the ways a message is disguised. Each is named, recorded, and keeps offsets.

The folds run in a row; each maps one character to a short string (`CharacterFold`) or rewrites the whole text
(`_fold_script`, `_fold_gaps`). The folded text is what features and indicators read; evidence goes back
through `NormalizedText.span`, so that people see their own words quoted.

Not covered here: homophones (薇信), split characters (钅艮), emoji used as words.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from opencc import OpenCC

from model.types import NormalizedText

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Drawn by nobody, used to cut a word in two so that a filter misses it.
INVISIBLE = frozenset(
    "\N{SOFT HYPHEN}"
    "\N{COMBINING GRAPHEME JOINER}"
    "\N{ARABIC LETTER MARK}"
    "\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}"
    "\N{MONGOLIAN VOWEL SEPARATOR}"
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
    "\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}\N{POP DIRECTIONAL FORMATTING}"
    "\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{WORD JOINER}"
    "\N{FUNCTION APPLICATION}\N{INVISIBLE TIMES}\N{INVISIBLE SEPARATOR}\N{INVISIBLE PLUS}"
    "\N{LEFT-TO-RIGHT ISOLATE}\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
    "\N{ZERO WIDTH NO-BREAK SPACE}"
)
VARIATION_SELECTORS = range(0xFE00, 0xFE10)
TAGS = range(0xE0000, 0xE0200)

# 帐 and 账 are written for each other in "account", and converters disagree: 账 is the standard form.
SAME_WORD = {"帐": "账", "賬": "账", "帳": "账", "薦": "荐"}


def _surrogate(char: str) -> str:
    return REPLACEMENT if "\ud800" <= char <= "\udfff" else char


def _invisible(char: str) -> str:
    """Drop what is not drawn; keep line breaks and tabs.

    >>> _invisible("\N{ZERO WIDTH SPACE}"), _invisible("\N{LINE FEED}")
    ('', '\\n')
    """
    if char in "\n\t":
        return char
    hidden = char in INVISIBLE or ord(char) in VARIATION_SELECTORS or ord(char) in TAGS
    return "" if hidden or unicodedata.category(char) == "Cc" else char


def _compatibility(char: str) -> str:
    """Full-width, circled, mathematical forms to plain ones: Ⓥ → V, １ → 1, ，→ `,`."""
    return unicodedata.normalize("NFKC", char)


def _white_space(char: str) -> str:
    return " " if char == "\t" or (char != "\n" and char.isspace()) else char


def _same_word(char: str) -> str:
    return SAME_WORD.get(char, char)


@dataclass(frozen=True, slots=True)
class CharacterFold:
    """A fold that looks at one character at a time. `seen` remembers answers; its size is bounded by Unicode."""

    name: str
    replace: Callable[[str], str]
    seen: dict[str, str] = field(default_factory=dict)

    def __call__(self, char: str) -> str:
        if char not in self.seen:
            self.seen[char] = self.replace(char)
        return self.seen[char]


CHARACTER_FOLDS = (
    CharacterFold("unpaired surrogate", _surrogate),
    CharacterFold("invisible character", _invisible),
    CharacterFold("compatibility form", _compatibility),
    CharacterFold("white space", _white_space),
    CharacterFold("letter case", str.lower),
    CharacterFold("same word", _same_word),
)

# Three or more single Chinese characters, each apart from the next: "想 赚 钱", "加.微.信".
_GAP = r"[ .,·・_\-*|/~、。\u3000]{1,3}"
_HAN = r"[\u3400-\u9fff]"
_SPACED_OUT = re.compile(rf"(?<!{_HAN}){_HAN}(?:{_GAP}{_HAN}(?!{_HAN})){{2,}}")
_GAPS = re.compile(_GAP)


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@dataclass(slots=True)
class _Working:
    """The text on its way through the folds."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    folds: list[str]

    def replace_characters(self, fold: CharacterFold) -> None:
        changed = {char: new for char in set(self.text) if (new := fold(char)) != char}
        if not changed:
            return
        self.folds.append(fold.name)
        pieces = [changed.get(char, char) for char in self.text]
        if any(len(piece) != 1 for piece in changed.values()):
            self._stretch(pieces)
        self.text = "".join(pieces)

    def _stretch(self, pieces: list[str]) -> None:
        """Give every character of a piece the offsets of the character that it replaces."""
        self.starts = [s for s, piece in zip(self.starts, pieces, strict=True) for _ in piece]
        self.ends = [e for e, piece in zip(self.ends, pieces, strict=True) for _ in piece]

    def delete(self, name: str, spans: list[tuple[int, int]]) -> None:
        if not spans:
            return
        self.folds.append(name)
        gone = {i for start, end in spans for i in range(start, end)}
        keep = [i for i in range(len(self.text)) if i not in gone]
        self.text = "".join(self.text[i] for i in keep)
        self.starts = [self.starts[i] for i in keep]
        self.ends = [self.ends[i] for i in keep]


def _fold_script(work: _Working) -> None:
    """Traditional characters to simplified ones, one for one, so that offsets stay."""
    simplified = _to_simplified().convert(work.text)
    if len(simplified) != len(work.text):
        simplified = "".join(_one_for_one(char) for char in work.text)
    if simplified != work.text:
        work.folds.append("traditional script")
        work.text = simplified


def _one_for_one(char: str) -> str:
    converted: str = _to_simplified().convert(char)
    return converted if len(converted) == 1 else char


def _fold_gaps(work: _Working) -> None:
    """Close up Chinese that is spaced or dotted apart."""
    gaps = [
        (run.start() + gap.start(), run.start() + gap.end())
        for run in _SPACED_OUT.finditer(work.text)
        for gap in _GAPS.finditer(run.group())
    ]
    work.delete("spaced characters", gaps)


def normalize(text: str) -> NormalizedText:
    """Fold `text`. Never raises; time grows linearly with length.

    >>> n = normalize("加\N{ZERO WIDTH SPACE}Ⓥ信")
    >>> n.folded, n.folds
    ('加v信', ('invisible character', 'compatibility form', 'letter case'))
    >>> n.original[slice(*n.span(0, 2))]
    '加\\u200bⓋ'
    """
    work = _Working(text, range(len(text)), range(1, len(text) + 1), [])
    for fold in CHARACTER_FOLDS:
        work.replace_characters(fold)
    _fold_script(work)
    _fold_gaps(work)
    return NormalizedText(text, work.text, tuple(work.folds), array("l", work.starts), array("l", work.ends))
