"""Institutions that scams pretend to be: what people call them, which domains, numbers and cards are really theirs.

Table: `owners.jsonl`, one institution a line (JSON, because this list is read in a millisecond and a TOML file of its
size in fifty). Fields:

    id, kind    kind is bank, payment, operator, platform, courier, airline, travel, government, police, utility,
                insurer, broker, tech, game, media or school
    name        for people, by locale
    said        folded names as messages write them
    domains     registrable domains (or whole hosts below a shared one) that are theirs
    numbers     hotlines, digits only
    labels      further spellings inside look-alike domains (`gonghang`)
    bins        first digits of bank cards they issue
    source, date    where an owner prints these facts, and when the line was entered

Not covered: branch offices, private numbers of staff. The lines say what institutions print on their sites, cards and
apps; whoever runs the bot corrects a line here when an institution moves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from model.types import TextKey

# Numbers and sites that any honest message may name besides its own.
PUBLIC = frozenset(("government", "police"))


@dataclass(frozen=True, slots=True)
class Owner:
    """One institution; the fields are told above."""

    id: str
    kind: str
    name: Mapping[str, str]
    said: tuple[str, ...]
    domains: tuple[str, ...]
    numbers: tuple[str, ...]
    source: str
    date: str
    labels: tuple[str, ...] = ()
    bins: tuple[str, ...] = ()

    @property
    def text_key(self) -> TextKey:
        """The key under which channels find its name."""
        return TextKey(f"owner.{self.id}")


@cache
def load_owners() -> Mapping[str, Owner]:
    """All institutions by id."""
    lines = resources.files(__package__).joinpath("owners.jsonl").read_text("utf-8").splitlines()
    owners = (_owner(line) for line in lines)
    return {owner.id: owner for owner in owners}


def _owner(line: str) -> Owner:
    fields: dict[str, Any] = json.loads(line)
    fields |= {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return Owner(**fields)


@cache
def by_domain() -> Mapping[str, Owner]:
    """Official domain → its owner."""
    return {domain: owner for owner in load_owners().values() for domain in owner.domains}


@cache
def by_number() -> Mapping[str, Owner]:
    """Official number, digits only → its owner."""
    return {number: owner for owner in load_owners().values() for number in owner.numbers}


@cache
def by_bin() -> Mapping[str, Owner]:
    """First six digits of a card → the bank that issues it."""
    return {prefix: owner for owner in load_owners().values() for prefix in owner.bins}


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Names by their first two characters, longest first."""
    heads: dict[str, list[str]] = {}
    for name in _by_name():
        heads.setdefault(name[:2], []).append(name)
    return {head: tuple(sorted(names, key=len, reverse=True)) for head, names in heads.items()}


@cache
def _by_name() -> Mapping[str, Owner]:
    return {name: owner for owner in load_owners().values() for name in owner.said}


def names_in(folded: str, start: int = 0, end: int | None = None) -> Iterator[tuple[Owner, int, int]]:
    """Each institution named in a stretch of folded text, with its place; the longest name counts.

    A name in Latin letters or digits must stand alone: `ups` is not in `groups`.

    >>> [(owner.id, a, b) for owner, a, b in names_in("招商银行和ups,不是groups")]
    [('cmb', 0, 4), ('ups', 5, 8)]
    """
    end = len(folded) if end is None else end
    heads, at = _names(), start
    while at < end:
        name = next((n for n in heads.get(folded[at : at + 2], ()) if _stands(n, folded, at, end)), None)
        if name:
            yield _by_name()[name], at, at + len(name)
        at += len(name) if name else 1


def _stands(name: str, folded: str, at: int, end: int) -> bool:
    after = at + len(name)
    if after > end or not folded.startswith(name, at):
        return False
    cut_before = name[0].isascii() and at > 0 and _is_ascii_word(folded[at - 1])
    cut_after = name[-1].isascii() and after < len(folded) and _is_ascii_word(folded[after])
    return not cut_before and not cut_after


def _is_ascii_word(char: str) -> bool:
    return char.isascii() and char.isalnum()
