"""Many patterns over one short text: only those are run that the text could match at all.

From the parse tree of each pattern follows a set of short strings ("grams", two characters where possible) of which
any match must contain at least one: `下载[^。]*软件` needs 下载. A text without any is spared the pattern, and a
hundred patterns cost a set intersection and the handful that may match; what is found stays the same (tested).

Method: Russ Cox, "Regular Expression Matching with a Trigram Index" (2012). Not covered: patterns with flags or
backreferences, and those that match anything; they always run.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from importlib import import_module
from itertools import product
from operator import add
from typing import Any, NamedTuple

from model.native import kernel

# The parser of `re` has no public name and no types.
_parser: Any = import_module("re._parser")

# More alternatives than this are not spelled out; what stands around them decides.
MOST_SPELLINGS = 64
_PLAIN_FLAGS = re.compile("").flags

Grams = frozenset[str]


class PatternTable:
    """Named patterns, in the order in which their findings come."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns.items())
        self._always: list[int] = []
        self._by_gram: dict[str, list[int]] = defaultdict(list)
        for number, (_, pattern) in enumerate(self._patterns):
            needed = needed_grams(pattern)
            for gram in needed or ():
                self._by_gram[gram].append(number)
            if not needed:
                self._always.append(number)
        self._grams = frozenset(self._by_gram)
        self._compiled = kernel.Grams(self._by_gram, len(self._patterns)) if kernel else None

    def finditer(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Each match of each pattern with the pattern's name."""
        for number in self._candidates(text):
            name, pattern = self._patterns[number]
            for match in pattern.finditer(text):
                yield name, match

    def _candidates(self, text: str) -> list[int]:
        if self._compiled:
            candidates: list[int] = self._compiled.candidates(text, self._always)
            return candidates
        present = self._grams.intersection(map(add, text, text[1:])) | self._grams.intersection(text)
        numbers = set(self._always)
        for gram in present:
            numbers.update(self._by_gram[gram])
        return sorted(numbers)


def needed_grams(pattern: re.Pattern[str]) -> Grams | None:
    """Strings of one or two characters of which every match of `pattern` contains one, or None if there are none.

    >>> sorted(needed_grams(re.compile("下载(?:会议)?软件|共享?屏幕")))
    ['下载', '屏幕']
    >>> needed_grams(re.compile("[^。]{3}"))
    """
    if pattern.flags != _PLAIN_FLAGS:
        return None
    read = _read_all(_parser.parse(pattern.pattern))
    return _better(read.needs, _needs_of(read.spellings))


class _Read(NamedTuple):
    """What is known of a part of a pattern: all its spellings if they are few, and grams that it needs."""

    spellings: Grams | None
    needs: Grams | None


_UNKNOWN = _Read(None, None)
_EMPTY = frozenset(("",))


def _read_all(items: Iterable[tuple[Any, Any]]) -> _Read:
    """Read parts that follow each other; neighbouring ones are spelled together as long as that stays short."""
    whole, needs, run = True, None, _EMPTY
    for item in items:
        part = _read(*item)
        joined = _joined(run, part.spellings)
        if joined is None:
            whole, needs = False, _better(_better(needs, _needs_of(run)), part.needs)
        run = joined or part.spellings or _EMPTY
    return _Read(run if whole else None, _better(needs, _needs_of(run)))


def _joined(before: Grams, after: Grams | None) -> Grams | None:
    if after is None or len(before) * len(after) > MOST_SPELLINGS:
        return None
    return frozenset(a + b for a, b in product(before, after))


def _read(operation: Any, argument: Any) -> _Read:
    reader = _READERS.get(str(operation))
    return reader(argument) if reader else _UNKNOWN


def _read_set(items: list[tuple[Any, Any]]) -> _Read:
    characters: set[str] = set()
    for operation, argument in items:
        if str(operation) == "LITERAL":
            characters.add(chr(argument))
        elif str(operation) == "RANGE" and argument[1] - argument[0] < MOST_SPELLINGS:
            characters.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return _UNKNOWN
    return _Read(frozenset(characters), None) if len(characters) <= MOST_SPELLINGS else _UNKNOWN


def _read_branch(argument: tuple[Any, list[Any]]) -> _Read:
    branches = [_read_all(branch) for branch in argument[1]]
    spellings = _union([branch.spellings for branch in branches])
    needs = _union([_better(branch.needs, _needs_of(branch.spellings)) for branch in branches])
    return _Read(spellings if spellings and len(spellings) <= MOST_SPELLINGS else None, needs)


def _read_group(argument: tuple[Any, int, int, Any]) -> _Read:
    _, added, removed, items = argument
    return _UNKNOWN if added or removed else _read_all(items)


def _read_repeat(argument: tuple[int, int, Any]) -> _Read:
    least, most, items = argument
    part = _read_all(items)
    if least == 0:
        return _Read(part.spellings | _EMPTY, None) if most == 1 and part.spellings else _UNKNOWN
    if least == most == 1:
        return part
    return _Read(None, _better(part.needs, _needs_of(part.spellings)))


def _union(sets: list[Grams | None]) -> Grams | None:
    known = [s for s in sets if s is not None]
    return reduce(frozenset.union, known) if len(known) == len(sets) else None


def _needs_of(spellings: Grams | None) -> Grams | None:
    """One gram of each spelling, from its end, where Chinese wording is most particular."""
    if not spellings or "" in spellings:
        return None
    return frozenset(spelling[-2:] for spelling in spellings)


def _better(one: Grams | None, other: Grams | None) -> Grams | None:
    """Whichever is rarer in texts: pairs before single characters, then few before many."""
    return min((grams for grams in (one, other) if grams), key=_commonness, default=None)


def _commonness(grams: Grams) -> tuple[int, int]:
    return sum(len(gram) == 1 for gram in grams), len(grams)


_READERS: dict[str, Callable[[Any], _Read]] = {
    "LITERAL": lambda character: _Read(frozenset((chr(character),)), None),
    "IN": _read_set,
    "BRANCH": _read_branch,
    "SUBPATTERN": _read_group,
    "ATOMIC_GROUP": _read_all,
    "MAX_REPEAT": _read_repeat,
    "MIN_REPEAT": _read_repeat,
    "POSSESSIVE_REPEAT": _read_repeat,
    # Conditions on the place take up no characters.
    "AT": lambda _: _Read(_EMPTY, None),
    "ASSERT": lambda _: _Read(_EMPTY, None),
    "ASSERT_NOT": lambda _: _Read(_EMPTY, None),
}
