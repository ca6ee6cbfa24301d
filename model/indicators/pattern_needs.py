"""What a pattern needs of a text before it can match: short strings, and how far a match may reach.

From the parse tree of a pattern follow sets of strings ("grams", two characters where possible) of which any match must
contain one each: `下载[^。]*软件` needs 下载 and 软件; of `A|B`, either the sets of A or those of B. And most patterns
cannot match across a full stop or a line break.

Method: Russ Cox, "Regular Expression Matching with a Trigram Index" (2012). Not covered: patterns with flags or
backreferences; they may match anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from importlib import import_module
from itertools import product
from typing import Any, NamedTuple

from model.patterns import LazyPattern

# The parser of `re` has no public name and no types.
_parser: Any = import_module("re._parser")

# A pattern that cannot match these may be looked for piece by piece.
STOPS = "。\n"
# More alternatives than this are not spelled out; what stands around them decides.
MOST_SPELLINGS = 64
# Of what a match must contain, the rarest say enough.
MOST_SETS = 4
_PLAIN_FLAGS = re.compile("").flags

Grams = frozenset[str]


class Needs(NamedTuple):
    """What a pattern needs of a text.

    `ways`: its alternatives, each with its sets of grams (none: it may match anything); `stays`: whether a match lies
    between two STOPS and depends on nothing beyond them.
    """

    ways: Sequence[Sequence[Collection[str]]]
    stays: bool


# Reading all patterns takes as long as all else at start; what training read is in the model. Pattern → what it needs.
_read_before: dict[str, Needs] = {}


def remember(needs: Mapping[str, Any]) -> None:
    """Take what patterns need from a trained model (as `plain` wrote it) instead of reading the patterns again."""
    _read_before.update({pattern: Needs(*fields) for pattern, fields in needs.items()})


def plain(needs: Needs) -> list[Any]:
    """The same as lists, in an order that does not depend on hashes."""
    return [[[sorted(grams) for grams in sets] for sets in needs.ways], needs.stays]


def needs_of(pattern: re.Pattern[str]) -> Needs:
    """What `pattern` needs.

    >>> plain(needs_of(re.compile("下载[^。\\n]*(?:会议)?软件|共享?屏幕")))
    [[[['下载'], ['软件']], [['屏幕']]], True]
    >>> needs_of(re.compile("[^。]{3}"))
    Needs(ways=[()], stays=False)
    """
    if isinstance(pattern, LazyPattern) and pattern.pattern in _read_before:
        return _read_before[pattern.pattern]
    if pattern.flags != _PLAIN_FLAGS:
        return Needs([()], stays=False)
    tree = _parser.parse(pattern.pattern)
    items, least = list(tree), tree.getwidth()[0]
    ways = [_rarest(_read_all(alternative).needs) for alternative in _alternatives(items)]
    # An empty match between two pieces would be found in both.
    return Needs(ways, stays=least > 0 and not any(_may_reach(items, stop) for stop in STOPS))


def _may_reach(items: Iterable[tuple[Any, Any]], stop: str) -> bool:
    """Whether parts of a pattern can match `stop`, or look beyond it."""
    return any(_REACHES.get(str(operation), _always)(argument, stop) for operation, argument in items)


def _always(_argument: Any, _stop: str) -> bool:
    return True


def _ahead_reaches(argument: tuple[int, Any], stop: str) -> bool:
    """A look at the next character sees the stop itself; only a longer one sees what is behind it."""
    direction, items = argument
    return direction > 0 and items.getwidth()[1] > 1 and _may_reach(items, stop)


def _set_holds(items: list[tuple[Any, Any]], stop: str) -> bool:
    negated = bool(items) and str(items[0][0]) == "NEGATE"
    held = any(_HOLDS[str(operation)](argument, stop) for operation, argument in items[negated:])
    return held != negated


_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_NOT_DIGIT": lambda stop: not stop.isdecimal(),
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_NOT_SPACE": lambda stop: not stop.isspace(),
    "CATEGORY_WORD": str.isalnum,
    "CATEGORY_NOT_WORD": lambda stop: not stop.isalnum(),
}
_HOLDS: dict[str, Callable[[Any, str], bool]] = {
    "LITERAL": lambda code, stop: bool(code == ord(stop)),
    "RANGE": lambda codes, stop: bool(codes[0] <= ord(stop) <= codes[1]),
    "CATEGORY": lambda category, stop: _CATEGORIES[str(category)](stop),
}
_REACHES: dict[str, Callable[[Any, str], bool]] = {
    "LITERAL": lambda code, stop: bool(code == ord(stop)),
    "NOT_LITERAL": lambda code, stop: bool(code != ord(stop)),
    "ANY": lambda _, stop: stop != "\n",
    "IN": _set_holds,
    "BRANCH": lambda argument, stop: any(_may_reach(branch, stop) for branch in argument[1]),
    "SUBPATTERN": lambda argument, stop: bool(argument[1] or argument[2]) or _may_reach(argument[3], stop),
    "ATOMIC_GROUP": _may_reach,
    "MAX_REPEAT": lambda argument, stop: _may_reach(argument[2], stop),
    "MIN_REPEAT": lambda argument, stop: _may_reach(argument[2], stop),
    "POSSESSIVE_REPEAT": lambda argument, stop: _may_reach(argument[2], stop),
    "AT": lambda place, _: str(place) not in ("AT_BOUNDARY", "AT_NON_BOUNDARY"),
    "ASSERT": _ahead_reaches,
    "ASSERT_NOT": _ahead_reaches,
}


def _alternatives(items: list[Any]) -> Iterator[list[Any]]:
    """The parts of a pattern with its first alternative, with its second, and so on."""
    at = next((i for i, (operation, _) in enumerate(items) if str(operation) == "BRANCH"), None)
    if at is None:
        yield items
        return
    for branch in items[at][1][1]:
        yield [*items[:at], *branch, *items[at + 1 :]]


def _rarest(needs: Iterable[Grams]) -> tuple[Grams, ...]:
    return tuple(sorted(set(needs), key=_commonness)[:MOST_SETS])


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
            whole, needs = False, needs + _sets_of(run) + (() if part.spellings else part.needs)
        run = joined or part.spellings or _EMPTY
    return _Read(run if whole else None, needs + _sets_of(run))


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


def _sets_of(spellings: Grams) -> tuple[Grams, ...]:
    """One gram of each spelling, from its end, where Chinese wording is most particular."""
    return () if "" in spellings else (frozenset(spelling[-2:] for spelling in spellings),)


def _commonness(grams: Grams) -> tuple[int, int, list[str]]:
    """Rare in texts before common: pairs before single characters, then few before many."""
    return sum(len(gram) == 1 for gram in grams), len(grams), sorted(grams)


_READERS: dict[str, Callable[[Any], _Read]] = {
    "LITERAL": lambda character: _Read(frozenset((chr(character),)), _sets_of(frozenset((chr(character),)))),
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
