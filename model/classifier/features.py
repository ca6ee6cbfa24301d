"""From a normalised text to named features with places.

Three blocks, each weighed by itself: `w` words and word pairs (jieba), `c` character n-grams, `i` indicator rules.
A feature is a string `block:value` and carries offsets in the folded text, so that a weight can be shown where it was
earned.

Contacts must not be learned by heart: every digit becomes 0, the inside of a link one placeholder, and digits masked
by hand (尾号****, 138xxxx) count as digits. The replacement keeps lengths, so offsets stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from model.indicators import Found
from model.tokenize import Tokenizer

LINK_MARK = "\ue000"
CHARACTER_NGRAMS = (2, 3)
WORD, CHARACTER, INDICATOR = "w", "c", "i"
BLOCKS = (WORD, CHARACTER, INDICATOR)
DISGUISE = "disguise"

_DIGIT = re.compile(r"\d")
_MASKED = re.compile(r"(?<![a-z])[x*×]+(?![a-z])")
_KEPT = re.compile(r"[\w\ue000%$¥+@#]")


@dataclass(slots=True)
class Features:
    """Features in parallel lists: `names[i]` stands at `starts[i]:ends[i]` of the folded text."""

    names: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, name: str, start: int, end: int) -> None:
        self.names.append(name)
        self.starts.append(start)
        self.ends.append(end)

    def extend(self, other: Features) -> None:
        self.names += other.names
        self.starts += other.starts
        self.ends += other.ends


def shape(folded: str, found: Iterable[Found]) -> str:
    """The text with contacts reduced to their shape; same length.

    >>> shape("尾号12转a.cn", [Found("link", "link", 5, 9)])
    '尾号00转\\ue000\\ue000\\ue000\\ue000'
    """
    text = _MASKED.sub(lambda m: "0" * len(m.group()), _DIGIT.sub("0", folded))
    links = [f for f in found if f.rule == "link"]
    if not links:
        return text
    chars = list(text)
    for link in links:
        chars[link.start : link.end] = LINK_MARK * (link.end - link.start)
    return "".join(chars)


class Extractor:
    """Names every feature of a message. The tokenizer is part of the trained model."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    def features(self, folded: str, found: Iterable[Found]) -> Features:
        """All features, block by block."""
        found = list(found)
        text = shape(folded, found)
        features = self.words(text)
        features.extend(characters(text))
        features.extend(indicators(found))
        return features

    def words(self, text: str) -> Features:
        """Words and pairs of neighbours; punctuation separates nothing and is no word."""
        features = Features()
        before, before_start = "", 0
        for word, start, end in self.tokenizer.words(text):
            if not _KEPT.search(word):
                continue
            name = LINK_MARK if word[0] == LINK_MARK else word
            if before == name == LINK_MARK:
                continue
            features.add(f"{WORD}:{name}", start, end)
            if before:
                features.add(f"{WORD}:{before} {name}", before_start, end)
            before, before_start = name, start
        return features


def characters(text: str) -> Features:
    """Character n-grams over what is left without punctuation and white space.

    >>> characters("加V!信").names
    ['c:加v', 'c:v信', 'c:加v信']
    """
    places = [m.start() for m in _KEPT.finditer(text)]
    bare, places = _squeeze("".join([text[i] for i in places]).lower(), places)
    features = Features()
    for n in CHARACTER_NGRAMS:
        count = max(len(bare) - n + 1, 0)
        features.names += [f"{CHARACTER}:{bare[i : i + n]}" for i in range(count)]
        features.starts += places[:count]
        features.ends += [place + 1 for place in places[n - 1 :]]
    return features


def _squeeze(bare: str, places: list[int]) -> tuple[str, list[int]]:
    """A link counts as one character, a run of digits as at most four."""
    if LINK_MARK not in bare and "00000" not in bare:
        return bare, places
    keep = [
        i
        for i, char in enumerate(bare)
        if not (char == LINK_MARK and bare[i - 1 : i] == LINK_MARK)
        and not (char == "0" and bare[i - 4 : i] == "0000" and i >= 4)
    ]
    return "".join([bare[i] for i in keep]), [places[i] for i in keep]


def indicators(found: Iterable[Found]) -> Features:
    """One feature a rule, at each place where it holds; all disguises are one feature, once.

    Twenty invisible characters would otherwise drown every other indicator: hiding more must not look better.
    """
    features = Features()
    found = list(found)
    disguised = [f for f in found if f.kind == DISGUISE]
    for f in (f for f in found if f.kind != DISGUISE):
        features.add(f"{INDICATOR}:{f.rule}", f.start, f.end)
    for f in disguised[:1]:
        features.add(f"{INDICATOR}:{DISGUISE}", f.start, f.end)
    return features
