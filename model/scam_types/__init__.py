"""The scam types: one TOML file each, read once.

A file says everything about its type that is a fact: names, telltales, the stages of its script, sources. What people
are advised to do lies with the words (`bot/texts`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from model.errors import ScamTypeError
from model.patterns import lazy
from model.types import Family

LOCALES = ("zh-Hans", "zh-Hant", "en")

Compile = Callable[[str], re.Pattern[str]]

# How far a fraud has got, in order; a type's file says by which words each stage shows.
STAGES = ("lure", "trust", "rebate", "payment", "unfreeze")


@dataclass(frozen=True, slots=True)
class Telltale:
    """A wording typical of one type. `text`: locale → what it means, in a few words."""

    id: str
    pattern: re.Pattern[str]
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the script and the wording it shows by."""

    id: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class SubCase:
    """A story of its type with a script of its own (kidnapping, false rent), and the wording it shows by.

    `stages`: those at which its next line is another than its usual one.
    """

    id: str
    pattern: re.Pattern[str]
    stages: tuple[str, ...] = ()

    def next_key(self, stage: str | None) -> str:
        """Which of its next lines fits the stage that a message is at."""
        return stage if stage in self.stages and stage is not None else "default"


@dataclass(frozen=True, slots=True)
class ScamType:
    """One type. `official` is its place (1–10) among the ten most frequent types of the 2025 handbook, or None."""

    id: str
    family: Family
    official: int | None
    name: Mapping[str, str]
    telltales: tuple[Telltale, ...]
    stages: tuple[Stage, ...]
    sources: tuple[str, ...]
    sub_cases: tuple[SubCase, ...] = ()

    def stage_of(self, folded: str) -> str | None:
        """The latest stage whose wording appears, since a script only moves forward."""
        seen = [stage.id for stage in self.stages if stage.pattern.search(folded)]
        return max(seen, key=STAGES.index, default=None)

    def sub_case_of(self, folded: str) -> str | None:
        """The first sub-case, in the order of the file, whose wording appears."""
        return next((case.id for case in self.sub_cases if case.pattern.search(folded)), None)


@cache
def load_scam_types() -> Mapping[str, ScamType]:
    """All types by id, in the order of file names. Raises ScamTypeError with file and key."""
    files = sorted(
        (f for f in resources.files(__package__).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name
    )
    return {t.id: t for t in (parse_scam_type(f.name, f.read_text("utf-8"), lazy) for f in files)}


def parse_scam_type(file: str, text: str, compile_pattern: Compile = re.compile) -> ScamType:
    """Read one file's text. Raises ScamTypeError: `file: key: what is wrong`."""
    try:
        return _scam_type(tomllib.loads(text), compile_pattern)
    except KeyError as error:
        raise ScamTypeError(f"{file}: key {error} is missing; see customer_service.toml for all keys") from error
    except (re.error, ValueError) as error:
        raise ScamTypeError(f"{file}: {error}") from error


def _scam_type(data: dict[str, Any], compile_pattern: Compile) -> ScamType:
    return ScamType(
        id=data["id"],
        family=Family(data["family"]),
        official=data.get("official"),
        name=_in_all_locales(data["name"], "name"),
        telltales=tuple(
            Telltale(t["id"], compile_pattern(t["pattern"]), _in_all_locales(t["text"], f"telltale {t['id']}"))
            for t in data.get("telltales", ())
        ),
        stages=tuple(Stage(_stage(s["id"]), compile_pattern(s["pattern"])) for s in data.get("stages", ())),
        sources=tuple(data["sources"]),
        sub_cases=tuple(_sub_case(c, compile_pattern) for c in data.get("sub_cases", ())),
    )


def _sub_case(data: dict[str, Any], compile_pattern: Compile) -> SubCase:
    return SubCase(data["id"], compile_pattern(data["pattern"]), tuple(_stage(name) for name in data.get("stages", ())))


def _stage(name: str) -> str:
    if name not in STAGES:
        raise ValueError(f"stage {name!r} is not one of {', '.join(STAGES)}")
    return name


def _in_all_locales(names: Mapping[str, str], key: str) -> Mapping[str, str]:
    missing = [locale for locale in LOCALES if not names.get(locale)]
    if missing:
        raise ValueError(f"{key} lacks {', '.join(missing)}")
    return names


def ids(*families: Family) -> tuple[str, ...]:
    """Ids of the given families, in the order of file names."""
    return tuple(t.id for t in load_scam_types().values() if t.family in families)
