"""Tables of wordings: a TOML file of patterns, read once, the same way for every kind; and all tables at once.

A file holds `[[wordings]]` with `id`, `pattern` (over folded text, every repeat bounded), `innocent` (a genuine message
in which the same words are harmless, for the reader of the table) and, where needed, `source`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from model.indicators.found import Found
from model.indicators.matching import PatternTable
from model.patterns import lazy


@cache
def load_wordings(kind: str) -> Mapping[str, re.Pattern[str]]:
    """Rule id (`kind.id`) → pattern, from `kind.toml`."""
    data = tomllib.loads(resources.files(__package__).joinpath(f"{kind}.toml").read_text("utf-8"))
    return {f"{kind}.{wording['id']}": lazy(wording["pattern"]) for wording in data["wordings"]}


def as_they_are(_folded: str, matches: Matches) -> Iterator[Found]:
    """Findings of matches that need no second look; their kind is the first part of their rule."""
    for rule, match in matches:
        yield Found(rule.partition(".")[0], rule, match.start(), match.end())


# The matches of a table with their rules, by rule, then by place.
Matches = Iterable[tuple[str, re.Match[str]]]


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """A finder that is only a table. `patterns`: rule → pattern; `read`: what the matches in a folded text are."""

    patterns: Callable[[], Mapping[str, re.Pattern[str]]]
    read: Callable[[str, Matches], Iterable[Found]] = as_they_are

    def find(self, folded: str) -> Iterator[Found]:
        """Yield every place where a wording of the table stands."""
        yield from self.read(folded, joined((self,)).finditer(folded))


@cache
def joined(tables: tuple[Wordings, ...]) -> PatternTable:
    """The patterns of all tables, to be looked for at once."""
    return PatternTable({rule: pattern for table in tables for rule, pattern in table.patterns().items()})


@cache
def _table_of(tables: tuple[Wordings, ...]) -> Mapping[str, Wordings]:
    return {rule: table for table in tables for rule in table.patterns()}


def find_in_all(tables: tuple[Wordings, ...], folded: str) -> Mapping[Wordings, Iterable[Found]]:
    """What each table that finds something finds by itself, at the price of one look for all. No two share a rule."""
    table_of = _table_of(tables)
    matches: dict[Wordings, list[tuple[str, re.Match[str]]]] = {}
    for found in joined(tables).finditer(folded):
        matches.setdefault(table_of[found[0]], []).append(found)
    return {table: table.read(folded, mine) for table, mine in matches.items()}
