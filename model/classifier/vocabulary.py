"""The features that the model knows, as sorted numbers: from a reading straight to rows of its tables.

A word is numbered by a dictionary; a pair of words is one number made of two, an n-gram one number made of its
characters. Looking these up in one sorted array costs a message a few calls of numpy, where a dictionary of all names
would cost 40 MB in every process. Rows are in the order words, pairs and n-grams, rules; the last row is that of all
features that the model does not know, and has no weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from model.classifier.features import Reading
from model.classifier.shapes import CHARACTER, INDICATOR, UNKNOWN, WORD, rules_of

Ints = NDArray[np.int64]
# A character takes 21 bits, so that three fit into one number.
CHARACTER_BITS = 21
# Greater than the number of any feature, so that every search ends at a number.
NO_NUMBER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The features of a message, one entry for each time that one occurs.

    `rows`: row in the tables, or UNKNOWN; `starts`, `ends`: offsets in the folded text; `borders`: where the blocks
    begin and end.
    """

    rows: Ints
    starts: Ints
    ends: Ints
    borders: tuple[int, ...]

    @property
    def blocks(self) -> Iterable[slice]:
        """Where each block stands."""
        return map(slice, self.borders, self.borders[1:])

    def inside(self, start: int, end: int) -> Occurrences:
        """Those that lie in one part of the text."""
        chosen = ((self.starts >= start) & (self.ends <= end)).nonzero()[0]
        borders = tuple(chosen.searchsorted(self.borders).tolist())
        return Occurrences(self.rows[chosen], self.starts[chosen], self.ends[chosen], borders)


class Vocabulary:
    """Finds the rows of a reading's features. `numbers`: those of pairs and n-grams, sorted, NO_NUMBER after them."""

    def __init__(self, words: Sequence[str], numbers: Ints, rules: Sequence[str]) -> None:
        self._words = {word: number for number, word in enumerate(words, 1)}
        self._numbers = numbers
        self._rules = {rule: row for row, rule in enumerate(rules, len(words) + len(numbers) - 1)}

    def find(self, reading: Reading) -> Occurrences:
        """All features of a message: words, pairs, n-grams of two and three, rules."""
        words = np.array(list(map(self._words.get, reading.words, repeat(0))), np.int64)
        two = _longer(reading.characters[:-1], reading.characters[1:])
        three = _longer(two[:-1], reading.characters[2:])
        wanted = np.concatenate((_pairs(words, len(self._words)), two, three))
        found = rules_of(reading.found)
        rules = np.array([(self._rules.get(rule, UNKNOWN), start, end) for rule, start, end in found], np.int64)
        rule_rows, rule_starts, rule_ends = rules.reshape(-1, 3).T
        first, last = np.array(reading.word_starts, np.int64), np.array(reading.word_ends, np.int64)
        places, after = reading.places, reading.places + 1
        rows = np.concatenate((words - 1, self._rows(wanted), rule_rows))
        ngrams = len(two) + len(three)
        borders = (0, len(rows) - ngrams - len(rule_rows), len(rows) - len(rule_rows), len(rows))
        starts = np.concatenate((first, first[:-1], places[:-1], places[:-2], rule_starts))
        ends = np.concatenate((last, last[1:], after[1:], after[2:], rule_ends))
        return Occurrences(rows, starts, ends, borders)

    def _rows(self, wanted: Ints) -> Ints:
        places = self._numbers.searchsorted(wanted)
        return np.where(self._numbers.take(places) == wanted, places + len(self._words), UNKNOWN)


def _pairs(words: Ints, count: int) -> Ints:
    """Neighbours of `count` words, numbered from 1, as one negative number each; where one is unknown (0), none's."""
    return words[:-1] * -(count + 1) - words[1:]


def _longer(before: Ints, last: Ints) -> Ints:
    """The number of an n-gram from those of what stands before its last character and of that; longer is greater."""
    return before << CHARACTER_BITS | last


@dataclass(frozen=True, slots=True)
class Tables:
    """What a `Vocabulary` is made of; `order[row]` is the index of the name that the row stands for."""

    words: tuple[str, ...]
    numbers: Ints
    rules: tuple[str, ...]
    order: list[int]


def number_features(names: Iterable[str]) -> Tables:
    """Tables from the names of features. Each word of a pair must be known by itself (it is at least as frequent)."""
    values: dict[str, list[tuple[str, int]]] = {WORD: [], CHARACTER: [], INDICATOR: []}
    for index, name in enumerate(names):
        values[name[0]].append((name[2:], index))
    words = sorted((value, index) for value, index in values[WORD] if " " not in value)
    number_of = {word: number for number, (word, _) in enumerate(words, 1)}
    numbers = [(_pair(value, number_of), index) for value, index in values[WORD] if " " in value]
    numbers += [(_ngram(value), index) for value, index in values[CHARACTER]]
    numbers.sort()
    rules = sorted(values[INDICATOR])
    return Tables(
        words=tuple(word for word, _ in words),
        numbers=np.array([number for number, _ in numbers] + [NO_NUMBER], np.int64),
        rules=tuple(rule for rule, _ in rules),
        order=[index for _, index in words] + [index for _, index in numbers] + [index for _, index in rules],
    )


def _pair(value: str, number_of: dict[str, int]) -> int:
    first, second = value.split(" ")
    return -number_of[first] * (len(number_of) + 1) - number_of[second]


def _ngram(value: str) -> int:
    number = 0
    for character in value:
        number = number << CHARACTER_BITS | ord(character)
    return number
