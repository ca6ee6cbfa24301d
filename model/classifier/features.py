"""From a normalised text to named features with places.

Three blocks, each weighed by itself: `w` words and word pairs (jieba), `c` character n-grams, `i` indicator rules.
A feature is a string `block:value`; its occurrences carry offsets in the folded text, so that a weight can be shown
where it was earned.

Contacts must not be learned by heart: every digit becomes 0, the inside of a link one placeholder, and digits masked
by hand (尾号****, 138xxxx) count as digits. The replacement keeps lengths, so offsets stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from model.indicators import Found
from model.tokenize import Tokenizer

LINK_MARK = "\ue000"
CHARACTER_NGRAMS = (2, 3)
WORD, CHARACTER, INDICATOR = "w", "c", "i"
BLOCKS = (WORD, CHARACTER, INDICATOR)

_DIGIT = re.compile(r"\d")
_MASKED = re.compile(r"(?<![a-z])[x*×]+(?![a-z])")
_KEPT = re.compile(r"[\w\ue000%$¥+@#]")
_LATIN = re.compile(r"[a-z]+")


class Occurrence(NamedTuple):
    """A feature at a place of the folded text."""

    name: str
    start: int
    end: int


def shape(folded: str, found: Iterable[Found]) -> str:
    """The text with contacts reduced to their shape; same length.

    >>> shape("尾号12转a.cn", [Found("link", "link", 5, 9)])
    '尾号00转\\ue000\\ue000\\ue000\\ue000'
    """
    text = _MASKED.sub(lambda m: "0" * len(m.group()), _DIGIT.sub("0", folded))
    for link in found:
        if link.rule == "link":
            text = text[: link.start] + LINK_MARK * (link.end - link.start) + text[link.end :]
    return text


class Extractor:
    """Names every feature of a message. The tokenizer is part of the trained model."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    def occurrences(self, folded: str, found: Iterable[Found]) -> Iterator[Occurrence]:
        """All features, block by block."""
        found = list(found)
        text = shape(folded, found)
        yield from self.words(text)
        yield from characters(text)
        yield from indicators(found)

    def words(self, text: str) -> Iterator[Occurrence]:
        """Words and pairs of neighbours; punctuation separates nothing and is no word."""
        before: Occurrence | None = None
        for word, start, end in self.tokenizer.words(text):
            if not _KEPT.search(word):
                continue
            name = LINK_MARK if word[0] == LINK_MARK else word
            if before and before.name == name == LINK_MARK:
                continue
            here = Occurrence(name, start, end)
            yield Occurrence(f"{WORD}:{name}", start, end)
            if before:
                yield Occurrence(f"{WORD}:{before.name} {name}", before.start, end)
            before = here


def characters(text: str) -> Iterator[Occurrence]:
    """Character n-grams over what is left without punctuation and white space.

    >>> [o.name for o in characters("加V!信")][:3]
    ['c:加v', 'c:v信', 'c:加v信']
    """
    places = [m.start() for m in _KEPT.finditer(text.lower())]
    bare = "".join(text[i] for i in places).lower()
    bare, places = _squeeze(bare, places)
    for n in CHARACTER_NGRAMS:
        for i in range(len(bare) - n + 1):
            yield Occurrence(f"{CHARACTER}:{bare[i : i + n]}", places[i], places[i + n - 1] + 1)


def _squeeze(bare: str, places: list[int]) -> tuple[str, list[int]]:
    """A link counts as one character, a run of digits as at most four."""
    keep = [
        i
        for i, char in enumerate(bare)
        if not (char == LINK_MARK and bare[i - 1 : i] == LINK_MARK)
        and not (char == "0" and bare[i - 4 : i] == "0000" and i >= 4)
    ]
    return "".join(bare[i] for i in keep), [places[i] for i in keep]


def indicators(found: Iterable[Found]) -> Iterator[Occurrence]:
    """One feature a rule, at each place where it holds."""
    for f in found:
        yield Occurrence(f"{INDICATOR}:{f.rule}", f.start, f.end)
