"""From a normalised text to what the classifier reads: words, bare characters, rules, all with places.

Three blocks of features, each weighed by itself: `w` words and word pairs (jieba), `c` character n-grams, `i` indicator
rules. Training names each feature by a string `block:value` (`feature_names`); serving goes straight from a `Reading`
to the rows of its tables (`model.classifier.vocabulary`). A test holds both equal.

Contacts are read by their shape (`model.classifier.shapes`), which keeps offsets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress, pairwise
from operator import add

import numpy as np
from numpy.typing import NDArray

from model.classifier.shapes import (
    CHARACTER,
    INDICATOR,
    KEPT,
    LINK_MARK,
    MOST_ZEROS,
    WORD,
    kept_codes,
    rules_of,
    shape,
)
from model.indicators import Found
from model.tokenize import Segmenter

CHARACTER_NGRAMS = (2, 3)
_SIGNS = frozenset("_\ue000%$¥+@#")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the classifier reads it; all places are offsets in the folded text.

    `segments` cut the whole text, punctuation included; `starts[i]` is where the i-th begins. `words` are those that
    count, at `word_starts[i]:word_ends[i]`. `characters`: code points of the text without punctuation and white space,
    which stand at `places`. `length`: of the text.
    """

    segments: Sequence[str]
    starts: Sequence[int]
    words: Sequence[str]
    word_starts: Sequence[int]
    word_ends: Sequence[int]
    characters: Ints
    places: Ints
    found: Sequence[Found]
    length: int


def read(folded: str, found: Sequence[Found], segmenter: Segmenter) -> Reading:
    """Read a folded text in which `found` was found."""
    text = shape(folded, found)
    segments = segmenter.cut(text)
    starts = list(accumulate(map(len, segments), initial=0))
    starts.pop()
    return Reading(segments, starts, *_words(segments, starts), *_characters(text), found, len(text))


def _words(segments: Sequence[str], starts: Sequence[int]) -> tuple[list[str], list[int], list[int]]:
    """The words that count, with places: punctuation separates nothing and is no word, a link is one."""
    kept = [word.isalnum() or word in _SIGNS or (len(word) > 1 and bool(KEPT.search(word))) for word in segments]
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
    places = _kept().take(codes, mode="clip").nonzero()[0]
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


@cache
def _kept() -> NDArray[np.bool_]:
    return np.frombuffer(kept_codes(), np.bool_)


def _repeats(codes: Ints, character: str, allowed: int) -> NDArray[np.bool_]:
    """Which codes are `character`, with at least `allowed` more of it just before."""
    here: NDArray[np.bool_] = codes == ord(character)
    repeats = here.copy()
    for back in range(1, allowed + 1):
        repeats[back:] &= here[:-back]
        repeats[:back] = False
    return repeats


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
