"""The items: messages that are a scam or genuine, with the truth and why. Read once, checked whole.

Not covered: whether an item is well chosen; `statistics.item_statistics` tells that from answers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from bot.errors import TextError
from model.scam_types import LOCALES, load_scam_types

DIFFICULTIES = (1, 2, 3)
_KEYS = {"id", "truth", "type", "difficulty", "text", "why"}


class Truth(StrEnum):
    """What an item is."""

    SCAM = "scam"
    GENUINE = "genuine"


@dataclass(frozen=True, slots=True)
class Item:
    """One message of the quiz. `text` and `why`: by locale. `difficulty`: 1 plain, 2 usual, 3 hard."""

    id: str
    truth: Truth
    type: str
    difficulty: int
    text: Mapping[str, str]
    why: Mapping[str, str]


@cache
def load_items() -> Mapping[str, Item]:
    """All items by id. Raises TextError naming file, line and key of what is wrong."""
    folder = resources.files(__package__).joinpath("items")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    items: dict[str, Item] = {}
    for file in files:
        for item in parse_items(file.read_text("utf-8"), file.name):
            if item.id in items:
                raise TextError(f"{file.name}: the id {item.id!r} is given twice; number it anew")
            items[item.id] = item
    return items


def parse_items(content: str, name: str) -> Iterator[Item]:
    """The items of one file. Raises TextError: `file:line: key and what is wrong with it`."""
    try:
        tables = tomllib.loads(content).get("items", [])
    except tomllib.TOMLDecodeError as error:
        raise TextError(f"{name}: {error}; mend the TOML there") from error
    lines = [n for n, line in enumerate(content.splitlines(), 1) if line.strip() == "[[items]]"]
    for line, table in zip(lines, tables, strict=True):
        for key, wrong in _wrong(table):
            raise TextError(f"{name}:{line}: {key} {wrong}")
        yield Item(**table | {"truth": Truth(table["truth"])})


def _wrong(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) for each fault, the first one first."""
    yield from ((key, "is missing; add it") for key in sorted(_KEYS - set(table)))
    yield from ((key, "is no key of an item; delete it") for key in sorted(set(table) - _KEYS))
    if not re.fullmatch(r"[a-z]+-\d{2}", str(table.get("id"))):
        yield "id", "is a word and two digits, such as bank-01"
    if table.get("truth") not in list(Truth):
        yield "truth", "is scam or genuine"
    if table.get("type") not in load_scam_types():
        yield "type", "is no id of model/scam_types"
    if table.get("difficulty") not in DIFFICULTIES:
        yield "difficulty", "is 1, 2 or 3"
    for key in ("text", "why"):
        said = table.get(key)
        said = said if isinstance(said, Mapping) else {}
        yield from ((f"{key}.{locale}", "is missing or empty") for locale in LOCALES if not said.get(locale))
