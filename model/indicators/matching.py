"""Many patterns over one short text: only those are run that the text could match at all.

From the parse tree of each pattern follow sets of short strings ("grams", two characters where possible) of which any
match must contain one each: `下载[^。]*软件` needs 下载 and 软件; of `A|B`, either the sets of A or those of B. A text
without them is spared the pattern, and a hundred patterns cost one look for grams and the handful that may match; what
is found stays the same (tested).

Method: Russ Cox, "Regular Expression Matching with a Trigram Index" (2012). Not covered: patterns with flags or
backreferences, and those that match anything; they always run.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from importlib import import_module
from itertools import product
from operator import add
from typing import Any, NamedTuple

from model.native import kernel
from model.patterns import LazyPattern

# The parser of `re` has no public name and no types.
_parser: Any = import_module("re._parser")

# More alternatives than this are not spelled out; what stands around them decides.
MOST_SPELLINGS = 64
# Of what a match must contain, the rarest say enough.
MOST_NEEDS = 4
_PLAIN_FLAGS = re.compile("").flags

Grams = frozenset[str]
# The alternatives of a pattern, each with its sets of grams.
Ways = Sequence[Sequence[Collection[str]]]


class PatternTable:
    """Named patterns, in the order in which their findings come."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns.items())
        self._always: set[int] = set()
        # Every way in which a pattern may match, with its sets of grams; and every set, numbered.
        self._ways: list[tuple[int, range]] = []
        self._by_gram: dict[str, list[int]] = defaultdict(list)
        count = 0
        for number, (_, pattern) in enumerate(self._patterns):
            ways = ways_to_match(pattern)
            if not all(ways):
                self._always.add(number)
                continue
            for needs in ways:
                self._ways.append((number, range(count, count + len(needs))))
                for grams in needs:
                    for gram in sorted(grams):
                        self._by_gram[gram].append(count)
                    count += 1
        self._grams = frozenset(self._by_gram)
        self._compiled = self._compile(count) if kernel else None

    def _compile(self, count: int) -> Any:
        ways = [(number, needs.start, needs.stop) for number, needs in self._ways]
        return kernel.Grams(self._by_gram, count, ways, sorted(self._always), len(self._patterns)) if kernel else None

    @property
    def ways(self) -> dict[str, list[list[list[str]]]]:
        """Pattern → its ways to match, as plain lists."""
        return {pattern.pattern: plain_ways(ways_to_match(pattern)) for _, pattern in self._patterns}

    def finditer(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Each match of each pattern with the pattern's name."""
        for number in self._candidates(text):
            name, pattern = self._patterns[number]
            for match in pattern.finditer(text):
                yield name, match

    def _candidates(self, text: str) -> list[int]:
        if self._compiled:
            candidates: list[int] = self._compiled.candidates(text)
            return candidates
        grams = self._grams.intersection(map(add, text, text[1:])) | self._grams.intersection(text)
        present = {number for gram in grams for number in self._by_gram[gram]}
        return sorted(self._always | {number for number, needs in self._ways if present.issuperset(needs)})


# Reading all patterns takes as long as all else at start; what training read is in the model. Pattern → its ways.
_read_before: dict[str, Ways] = {}


def remember(ways: Mapping[str, Ways]) -> None:
    """Take the ways to match of patterns from a trained model instead of reading the patterns again."""
    _read_before.update(ways)


def ways_to_match(pattern: re.Pattern[str]) -> Ways:
    """The alternatives of a pattern; of each, sets of strings of one or two characters: a match has one of each set.

    A way without sets may match anything.

    >>> [[sorted(grams) for grams in needs] for needs in ways_to_match(re.compile("下载[^。]*(?:会议)?软件|共享?屏幕"))]
    [[['下载'], ['软件']], [['屏幕']]]
    >>> ways_to_match(re.compile("[^。]{3}"))
    [()]
    """
    if isinstance(pattern, LazyPattern) and pattern.pattern in _read_before:
        return _read_before[pattern.pattern]
    if pattern.flags != _PLAIN_FLAGS:
        return [()]
    return [_rarest(_read_all(items).needs) for items in _alternatives(list(_parser.parse(pattern.pattern)))]


def plain_ways(ways: Ways) -> list[list[list[str]]]:
    """The same as lists, in an order that does not depend on hashes."""
    return [[sorted(grams) for grams in needs] for needs in ways]


def _alternatives(items: list[Any]) -> Iterator[list[Any]]:
    """The parts of a pattern with its first alternative, with its second, and so on."""
    at = next((i for i, (operation, _) in enumerate(items) if str(operation) == "BRANCH"), None)
    if at is None:
        yield items
        return
    for branch in items[at][1][1]:
        yield [*items[:at], *branch, *items[at + 1 :]]


def _rarest(needs: Iterable[Grams]) -> tuple[Grams, ...]:
    return tuple(sorted(set(needs), key=_commonness)[:MOST_NEEDS])


class _Read(NamedTuple):
    """What is known of a part of a pattern: all its spellings if they are few, and sets of grams that it needs."""

    spellings: Grams | None
    needs: tuple[Grams, ...]


_UNKNOWN = _Read(None, ())
_EMPTY = frozenset(("",))


def _read_all(items: Iterable[tuple[Any, Any]]) -> _Read:
    """Read parts that follow each other; neighbouring ones are spelled together as long as that stays short."""
    whole, run = True, _EMPTY
    needs: tuple[Grams, ...] = ()
    for item in items:
        part = _read(*item)
        joined = _joined(run, part.spellings)
        if joined is None:
            whole, needs = False, needs + _needs_of(run) + (() if part.spellings else part.needs)
        run = joined or part.spellings or _EMPTY
    return _Read(run if whole else None, needs + _needs_of(run))


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
    return _Read(frozenset(characters), ()) if len(characters) <= MOST_SPELLINGS else _UNKNOWN


def _read_branch(argument: tuple[Any, list[Any]]) -> _Read:
    branches = [_read_all(branch) for branch in argument[1]]
    spellings = _union([branch.spellings for branch in branches])
    needs = _union([min(branch.needs, key=_commonness, default=None) for branch in branches])
    return _Read(
        spellings if spellings and len(spellings) <= MOST_SPELLINGS else None, () if needs is None else (needs,)
    )


def _read_group(argument: tuple[Any, int, int, Any]) -> _Read:
    _, added, removed, items = argument
    return _UNKNOWN if added or removed else _read_all(items)


def _read_repeat(argument: tuple[int, int, Any]) -> _Read:
    least, most, items = argument
    part = _read_all(items)
    if least == 0:
        return _Read(part.spellings | _EMPTY, ()) if most == 1 and part.spellings else _UNKNOWN
    if least == most == 1:
        return part
    return _Read(None, part.needs)


def _union(sets: list[Grams | None]) -> Grams | None:
    known = [s for s in sets if s is not None]
    return reduce(frozenset.union, known) if len(known) == len(sets) else None


def _needs_of(spellings: Grams) -> tuple[Grams, ...]:
    """One gram of each spelling, from its end, where Chinese wording is most particular."""
    return () if "" in spellings else (frozenset(spelling[-2:] for spelling in spellings),)


def _commonness(grams: Grams) -> tuple[int, int, list[str]]:
    """Rare in texts before common: pairs before single characters, then few before many."""
    return sum(len(gram) == 1 for gram in grams), len(grams), sorted(grams)


_READERS: dict[str, Callable[[Any], _Read]] = {
    "LITERAL": lambda character: _Read(frozenset((chr(character),)), _needs_of(frozenset((chr(character),)))),
    "IN": _read_set,
    "BRANCH": _read_branch,
    "SUBPATTERN": _read_group,
    "ATOMIC_GROUP": _read_all,
    "MAX_REPEAT": _read_repeat,
    "MIN_REPEAT": _read_repeat,
    "POSSESSIVE_REPEAT": _read_repeat,
    # Conditions on the place take up no characters.
    "AT": lambda _: _Read(_EMPTY, ()),
    "ASSERT": lambda _: _Read(_EMPTY, ()),
    "ASSERT_NOT": lambda _: _Read(_EMPTY, ()),
}
