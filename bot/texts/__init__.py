"""Every word said to a person, by locale. 简体 is the source; 繁體 and English are complete (tested).

    texts.zh-Hans.toml …    what every channel says; beside it one file a room (ROOM.zh-Hans.toml), read alike
    types.zh-Hans.toml …    intro, tips, next lines and how to verify, by scam type
    model/scam_types/*      names of types and what telltales mean (facts, so they lie with the model)
    model/indicators/owners.jsonl   names of institutions, as `owner.<id>` (the same)

No key may stand in two files.

A parameter that is a `TextKey` is worded too, with the parameters before it: `{"type": TextKey("type.brushing.name")}`.
A plain string never is, so nobody's message can name a key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from bot.errors import TextError
from bot.replies.reply import TextKey
from model.indicators.owners import load_owners
from model.scam_types import LOCALES, load_scam_types

__all__ = ["LOCALES", "SOURCE", "Texts", "load_texts"]

SOURCE = "zh-Hans"


class Texts:
    """The words of one locale."""

    def __init__(self, locale: str, entries: Mapping[str, str | tuple[str, ...]]) -> None:
        self.locale = locale
        self._entries = entries

    def keys(self) -> set[str]:
        return set(self._entries)

    def say(self, key: str, params: Mapping[str, str] | None = None) -> str:
        """One text with its parameters filled in. Raises TextError for an unknown key or a missing parameter."""
        text = self._entry(key)
        if not isinstance(text, str):
            raise TextError(f"{self.locale}: {key} is a list; use lines()")
        params = params or {}
        given = {name: value for name, value in params.items() if not isinstance(value, TextKey)}
        # In order: the name of an institution is worded before the sentence that holds it.
        for name, value in params.items():
            given[name] = self.say(value, given) if isinstance(value, TextKey) else value
        try:
            return text.format_map(given)
        except (KeyError, ValueError, IndexError) as error:
            raise TextError(f"{self.locale}: {key} wants a parameter that was not given ({error})") from error

    def lines(self, key: str) -> tuple[str, ...]:
        """A list of texts, such as tips; a single text is a list of one."""
        text = self._entry(key)
        return (text,) if isinstance(text, str) else text

    def _entry(self, key: str) -> str | tuple[str, ...]:
        try:
            return self._entries[key]
        except KeyError:
            raise TextError(f"{self.locale}: no text {key!r}; add it to bot/texts for every locale") from None


@cache
def load_texts(locale: str) -> Texts:
    """All words of a locale. Raises TextError for an unknown locale or a broken file (named)."""
    if locale not in LOCALES:
        raise TextError(f"no locale {locale!r}; choose one of {', '.join(LOCALES)}")
    entries: dict[str, str | tuple[str, ...]] = {}
    for file in _files(locale):
        prefix = "type." if file.startswith("types.") else ""
        _add_new(entries, file, _flat(_read(file), prefix))
    for scam_type in load_scam_types().values():
        entries[f"type.{scam_type.id}.name"] = scam_type.name[locale]
        for telltale in scam_type.telltales:
            entries[f"telltale.{scam_type.id}.{telltale.id}"] = telltale.text[locale]
    for owner in load_owners().values():
        entries[owner.text_key] = owner.name[locale]
    return Texts(locale, entries)


def _files(locale: str) -> list[str]:
    names = (entry.name for entry in resources.files(__package__).iterdir())
    return sorted(name for name in names if name.endswith(f".{locale}.toml"))


def _add_new(
    entries: dict[str, str | tuple[str, ...]], file: str, more: Iterator[tuple[str, str | tuple[str, ...]]]
) -> None:
    for key, text in more:
        if key in entries:
            raise TextError(f"bot/texts/{file}: {key} stands in another file too; keep one of them")
        entries[key] = text


def _read(file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(resources.files(__package__).joinpath(file).read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TextError(f"bot/texts/{file}: {error}") from error


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Nested tables as dotted keys; the key `_` stands for the table itself."""
    for name, value in table.items():
        key = prefix.rstrip(".") if name == "_" else prefix + name
        if isinstance(value, Mapping):
            yield from _flat(value, key + ".")
        else:
            yield key, tuple(value) if isinstance(value, list) else value


def match_locale(tag: str | None, default: str = SOURCE) -> str:
    """The locale nearest to a BCP 47 tag, such as Telegram's `language_code`.

    >>> match_locale("zh-TW"), match_locale("en-GB"), match_locale("zh"), match_locale(None)
    ('zh-Hant', 'en', 'zh-Hans', 'zh-Hans')
    """
    tag = (tag or "").lower()
    if tag.startswith("zh"):
        return "zh-Hant" if any(part in tag for part in ("hant", "tw", "hk", "mo")) else "zh-Hans"
    return default if not tag else "en"
