"""Tables of wordings: a TOML file of patterns, read once, the same way for every kind; and all tables at once.

A file holds `[[wordings]]` with `id`, `pattern` (over folded text, every repeat bounded), `innocent` (a genuine message
in which the same words are harmless, for the reader of the table) and, where needed, `source`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
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


def as_it_is(_folded: str, rule: str, match: re.Match[str]) -> Found:
    """The finding of a match that needs no second look; its kind is the first part of its rule."""
    return Found(rule.partition(".")[0], rule, match.start(), match.end())


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """A finder that is only a table. `patterns`: rule → pattern; `judge`: what a match in a folded text is."""

    patterns: Callable[[], Mapping[str, re.Pattern[str]]]
    judge: Callable[[str, str, re.Match[str]], Found] = as_it_is

    def find(self, folded: str) -> Iterator[Found]:
        """Yield every place where a wording of the table stands."""
        return (self.judge(folded, rule, match) for rule, match in joined((self,)).finditer(folded))


@cache
def joined(tables: tuple[Wordings, ...]) -> PatternTable:
    """The patterns of all tables, to be looked for at once."""
    return PatternTable({rule: pattern for table in tables for rule, pattern in table.patterns().items()})


@cache
def _table_of(tables: tuple[Wordings, ...]) -> Mapping[str, Wordings]:
    return {rule: table for table in tables for rule in table.patterns()}


def find_in_all(tables: tuple[Wordings, ...], folded: str) -> Mapping[Wordings, list[Found]]:
    """What each table finds by itself, at the price of one look for all. No two tables share a rule."""
    found: dict[Wordings, list[Found]] = {table: [] for table in tables}
    table_of = _table_of(tables)
    for rule, match in joined(tables).finditer(folded):
        table = table_of[rule]
        found[table].append(table.judge(folded, rule, match))
    return found
