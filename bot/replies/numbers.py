"""Whom to call, by region: numbers.toml, corrected by an operator's own file.

A telephone number is a fact with a source and a date, not a word of ours: it stands in one table, and the texts name
it by a placeholder. Not covered: whether a number still answers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.replies.reply import TextKey
from bot.texts import SOURCE, load_texts

REGIONS = ("cn", "hk", "mo", "tw", "sg", "my", "abroad")

# What a language says about where its reader is: enough for the first number, never more than a guess.
_REGION_OF = {"zh-Hans": "cn", "zh-Hant": "tw"}

_CHECKED = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_KEYS = {"call", "what", "label", "source", "checked", "confirm"}


@dataclass(frozen=True, slots=True)
class Number:
    """One line to call. `what`: its purpose, a key of `number.for`, unless the operator's `label` words it.

    `confirm`: nobody has yet confirmed it with `source`; whoever reads it is told so.
    """

    call: str
    what: str
    source: str
    checked: str
    label: str = ""
    confirm: bool = False

    def worded(self) -> TextKey | str:
        """What it is for, as a parameter of a block."""
        return self.label or TextKey(f"number.for.{self.what}")


Numbers = Mapping[str, Mapping[str, Number]]


def load_numbers(file: Path | None = None) -> Numbers:
    """The packaged table with the entries of `file` over it, by region and id. Raises ConfigError naming the entry."""
    table = _read(resources.files(__package__).joinpath("numbers.toml").read_text("utf-8"), "numbers.toml")
    if file is not None:
        table = _merged(table, _read(_text_of(file), str(file)))
    return {region: {id_: n for id_, n in table[region].items() if n.call} for region in REGIONS}


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"SHIZHA_NUMBERS_FILE: cannot read {file} ({error}); correct the path or unset it") from error


def _merged(below: Numbers, above: Numbers) -> Numbers:
    merged = {region: {**below[region], **above.get(region, {})} for region in REGIONS}
    for region in REGIONS:
        if not merged[region]["police"].call:
            raise ConfigError(
                f"SHIZHA_NUMBERS_FILE: {region}.police cannot be removed; give the number to call instead"
            )
    return merged


def _read(text: str, file: str) -> Numbers:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: {error}; see bot/replies/numbers.toml for an example") from error
    strange = sorted(set(table) - set(REGIONS))
    if strange:
        raise ConfigError(f"{file}: no region {strange[0]!r}; choose one of {', '.join(REGIONS)}")
    return {region: dict(_entries(region, entries, file)) for region, entries in table.items()}


def _entries(region: str, entries: Any, file: str) -> Iterator[tuple[str, Number]]:
    if not isinstance(entries, dict):
        raise ConfigError(f"{file}: {region} must hold tables such as [{region}.police]")
    for id_, entry in entries.items():
        wrong = _wrong(entry)
        if wrong:
            raise ConfigError(f"{file}: [{region}.{id_}] {wrong}")
        yield id_, Number(**{"what": "", "source": "", "checked": "", **entry})


def _wrong(entry: Any) -> str | None:
    """What is wrong with an entry, as the end of a sentence; None where it can be used."""
    if not isinstance(entry, dict) or not isinstance(entry.get("call"), str):
        return 'needs call = "the number"'
    if set(entry) - _KEYS:
        return f"has {min(set(entry) - _KEYS)!r}, which nobody reads; the keys are {', '.join(sorted(_KEYS))}"
    if not entry["call"]:
        return None
    return _wrong_value(entry)


def _wrong_value(entry: Mapping[str, Any]) -> str | None:
    if not all(isinstance(entry.get(key), str) and entry[key] for key in ("source", "checked")):
        return 'needs source = "who publishes it" and checked = "YYYY-MM"'
    if not _CHECKED.fullmatch(entry["checked"]):
        return f"checked = {entry['checked']!r} is no date; write YYYY-MM or YYYY-MM-DD"
    if not isinstance(entry.get("confirm", False), bool):
        return "confirm must be true or false"
    if not isinstance(entry.get("label", ""), str):
        return "label must be words in quotes"
    if entry.get("label"):
        return None
    return None if entry.get("what") in purposes() else f"needs label, or what: one of {', '.join(sorted(purposes()))}"


def purposes() -> set[str]:
    """What a number can be for: the keys that `number.for` words."""
    keys = load_texts(SOURCE).keys()
    return {key.removeprefix("number.for.") for key in keys if key.startswith("number.for.")}


_in_use: list[Numbers] = []


def use_numbers(file: Path | None) -> None:
    """Take an operator's file into use. Called once, by the composition root, before any channel speaks."""
    _in_use[:] = [load_numbers(file)]


def numbers_of(region: str) -> Mapping[str, Number]:
    """The numbers of a region, by id, in the order of the table."""
    if not _in_use:
        use_numbers(None)
    return _in_use[0][region]


def region_of(locale: str) -> str | None:
    """The region that a language suggests, None where it could be any.

    >>> region_of("zh-Hant"), region_of("en")
    ('tw', None)
    """
    return _REGION_OF.get(locale)


def police(region: str) -> str:
    """The number to call when money has gone."""
    return numbers_of(region)["police"].call


def ask(region: str) -> str:
    """The number to call when in doubt."""
    numbers = numbers_of(region)
    return numbers.get("ask", numbers["police"]).call


def calls(region: str | None) -> dict[str, str]:
    """Parameters `ask` and `police` for a text; without a region each names all of them, with their places."""
    if region in REGIONS:
        return {"ask": ask(region), "police": police(region)}
    placed = {f"ask_{r}": ask(r) for r in REGIONS} | {f"police_{r}": police(r) for r in REGIONS}
    return {"ask": TextKey("number.ask_anywhere"), "police": TextKey("number.police_anywhere"), **placed}
