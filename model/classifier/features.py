"""From a normalised text to what the classifier reads: words, bare characters, rules, all with places.

Three blocks of features, each weighed by itself: `w` words and word pairs (jieba), `c` character n-grams, `i` indicator
rules. Training names each feature by a string `block:value` (`feature_names`); serving goes straight from a `Reading`
to the rows of its tables (`model.classifier.vocabulary`). A test holds both equal.

Contacts must not be learned by heart: every digit becomes 0, the inside of a link one placeholder, and digits masked
by hand (尾号****, 138xxxx) count as digits. The replacement keeps lengths, so offsets stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress, pairwise
from operator import add

import numpy as np
from numpy.typing import NDArray

from model.indicators import Found
from model.tokenize import Segmenter

LINK_MARK = "\ue000"
CHARACTER_NGRAMS = (2, 3)
WORD, CHARACTER, INDICATOR = "w", "c", "i"
BLOCKS = (WORD, CHARACTER, INDICATOR)
DISGUISE = "disguise"
# Told as evidence, but not learned from: honest text copied out of an app holds characters that are not drawn, and
# letters for a character are a slip of any keyboard. The corpus cannot tell: nearly all that hides in it is harmful.
UNLEARNED = frozenset(("disguise.invisible", "disguise.pinyin"))

_DIGIT = re.compile(r"\d")
_MASKED = re.compile(r"(?<![a-z])[x*×]+(?![a-z])")
_MASKS = frozenset("x*×")
_KEPT = re.compile(r"[\w\ue000%$¥+@#]")
_SIGNS = frozenset("_\ue000%$¥+@#")
# Beyond the supplementary ideographs there are no letters.
_LAST_LETTER = 0x3FFFF
MOST_ZEROS = 4

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the classifier reads it; all places are offsets in the folded text.

    `segments` cut the whole text, punctuation included; `starts[i]` is where the i-th begins. `words` are those that
    count, at `word_starts[i]:word_ends[i]`. `characters`: code points of the text without punctuation and white space,
    which stand at `places`.
    """

    segments: Sequence[str]
    starts: Sequence[int]
    words: Sequence[str]
    word_starts: Sequence[int]
    word_ends: Sequence[int]
    characters: Ints
    places: Ints
    found: Sequence[Found]


def read(folded: str, found: Sequence[Found], segmenter: Segmenter) -> Reading:
    """Read a folded text in which `found` was found."""
    text = shape(folded, found)
    segments = segmenter.cut(text)
    starts = list(accumulate(map(len, segments), initial=0))
    starts.pop()
    return Reading(segments, starts, *_words(segments, starts), *_characters(text), found)


def shape(folded: str, found: Iterable[Found]) -> str:
    """The text with contacts reduced to their shape; same length.

    >>> shape("尾号12转a.cn", [Found("link", "link", 5, 9)])
    '尾号00转\\ue000\\ue000\\ue000\\ue000'
    """
    text = _DIGIT.sub("0", folded)
    if not _MASKS.isdisjoint(text):
        text = _MASKED.sub(lambda m: "0" * len(m.group()), text)
    links = [f for f in found if f.rule == "link"]
    if not links:
        return text
    chars = list(text)
    for link in links:
        chars[link.start : link.end] = LINK_MARK * (link.end - link.start)
    return "".join(chars)


def _words(segments: Sequence[str], starts: Sequence[int]) -> tuple[list[str], list[int], list[int]]:
    """The words that count, with places: punctuation separates nothing and is no word, a link is one."""
    kept = [word.isalnum() or word in _SIGNS or (len(word) > 1 and bool(_KEPT.search(word))) for word in segments]
    words, word_starts = list(compress(segments, kept)), list(compress(starts, kept))
    if LINK_MARK in words:
        first = [not a == b == LINK_MARK for a, b in pairwise(["", *words])]
        words, word_starts = list(compress(words, first)), list(compress(word_starts, first))
    return words, word_starts, list(map(add, word_starts, map(len, words)))


def _characters(text: str) -> tuple[Ints, Ints]:
    """What is left without punctuation and white space, and where it stands: 加v!信 reads as 加v信.

    A link counts as one character, a run of digits as at most MOST_ZEROS.
    """
    codes = code_points(text)
    places = _kept_codes().take(codes, mode="clip").nonzero()[0]
    codes = codes[places]
    if LINK_MARK in text or text.count("0") > MOST_ZEROS:
        kept = ~(_repeats(codes, LINK_MARK, 1) | _repeats(codes, "0", MOST_ZEROS))
        codes, places = codes[kept], places[kept]
    return codes, places


def code_points(text: str) -> Ints:
    """(len(text),) one number a character.

    >>> code_points("a币").tolist()
    [97, 24065]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)


def _repeats(codes: Ints, character: str, allowed: int) -> NDArray[np.bool_]:
    """Which codes are `character`, with at least `allowed` more of it just before."""
    here: NDArray[np.bool_] = codes == ord(character)
    repeats = here.copy()
    for back in range(1, allowed + 1):
        repeats[back:] &= here[:-back]
        repeats[:back] = False
    return repeats


@cache
def _kept_codes() -> NDArray[np.bool_]:
    """Code point → whether its character counts; whatever lies beyond the last one does not."""
    kept = np.zeros(_LAST_LETTER + 2, np.bool_)
    everything = np.arange(_LAST_LETTER + 1, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    for run in re.finditer(rf"{_KEPT.pattern}+", everything):
        kept[run.start() : run.end()] = True
    return kept


def rules_of(found: Iterable[Found]) -> list[tuple[str, int, int]]:
    """(rule, start, end) of each feature of the third block: a rule at each place, all disguises as one.

    Twenty hidden words would otherwise drown every other indicator: hiding more must not look better.
    """
    found = [f for f in found if f.rule not in UNLEARNED]
    rules = [(f.rule, f.start, f.end) for f in found if f.kind != DISGUISE]
    return rules + [(DISGUISE, f.start, f.end) for f in found if f.kind == DISGUISE][:1]


def feature_names(reading: Reading) -> dict[str, list[str]]:
    """Block → names of its features, one for each time that the feature occurs.

    >>> from model.tokenize import Tokenizer
    >>> feature_names(read("加v!信", [], Tokenizer({"加": 1})))
    {'w': ['w:加', 'w:v', 'w:信', 'w:加 v', 'w:v 信'], 'c': ['c:加v', 'c:v信', 'c:加v信'], 'i': []}
    """
    words, bare = reading.words, "".join(map(chr, reading.characters.tolist()))
    singles = [f"{WORD}:{word}" for word in words]
    pairs = [f"{WORD}:{a} {b}" for a, b in pairwise(words)]
    ngrams = [f"{CHARACTER}:{bare[i : i + n]}" for n in CHARACTER_NGRAMS for i in range(len(bare) - n + 1)]
    return {
        WORD: singles + pairs,
        CHARACTER: ngrams,
        INDICATOR: [f"{INDICATOR}:{rule}" for rule, _, _ in rules_of(reading.found)],
    }
