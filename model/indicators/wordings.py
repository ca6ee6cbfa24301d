"""Tables of wordings: a TOML file of patterns, read once, the same way for every kind.

A file holds `[[wordings]]` with `id`, `pattern` (over folded text, every repeat bounded), `innocent` (a genuine message
in which the same words are harmless, for the reader of the table) and, where needed, `source`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from model.indicators.found import Found
from model.indicators.matching import PatternTable


@cache
def load_wordings(kind: str) -> Mapping[str, re.Pattern[str]]:
    """Rule id (`kind.id`) → pattern, from `kind.toml`."""
    data = tomllib.loads(resources.files(__package__).joinpath(f"{kind}.toml").read_text("utf-8"))
    return {f"{kind}.{wording['id']}": re.compile(wording["pattern"]) for wording in data["wordings"]}


@cache
def _table(kind: str) -> PatternTable:
    return PatternTable(load_wordings(kind))


def find_wordings(kind: str, folded: str) -> Iterator[Found]:
    """Yield every place where a wording of the table stands."""
    for rule, match in _table(kind).finditer(folded):
        yield Found(kind, rule, match.start(), match.end())
