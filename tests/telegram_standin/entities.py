"""Text with entities: lengths in UTF-16 units, checks, trimming, nesting, and what Telegram finds by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tests.telegram_standin.errors import bad_request

Entity = dict[str, Any]

SIMPLE = frozenset({
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code",
})  # fmt: skip
# Entities that say nothing without one more field.
NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id", "date_time": "unix_time"}
# What Telegram trims; an ideographic space that indents a paragraph stays.
BLANK = " \t\r\n\v\f\0"
MONOSPACE = ("code", "pre")
QUOTES = ("blockquote", "expandable_blockquote")

_MENTION = re.compile(r"(?<![\w@/])@[A-Za-z]\w{2,31}\b", re.ASCII)
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
# A plain address only: Telegram also finds bare domains and non-ASCII hosts.
_URL = re.compile(r"https?://[!-~]+[A-Za-z0-9/]")


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts.

    >>> units("诈😱")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """The stretch of a text that an entity covers."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def entity(kind: str, offset: int, length: int, **fields: Any) -> Entity:
    """A MessageEntity."""
    return {"type": kind, "offset": offset, "length": length, **fields}


def find_entities(text: str) -> list[Entity]:
    """Commands, mentions and http(s) addresses, in order of place."""
    patterns = {"bot_command": _COMMAND, "mention": _MENTION, "url": _URL}
    matches = [(kind, match) for kind, pattern in patterns.items() for match in pattern.finditer(text)]
    return in_order(entity(kind, units(text[: m.start()]), units(m.group())) for kind, m in matches)


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """By place, the enclosing before the enclosed."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def check_entities(text: str, given: Iterable[Any]) -> list[Entity]:
    """Entities that a bot gave by itself. Raises ApiError 400 if one has a wrong shape or leaves the text."""
    entities = [_checked(one, text) for one in given]
    return in_order(one for one in entities if one["length"])


def _checked(given: Any, text: str) -> Entity:
    if not isinstance(given, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    offset, length = given.get("offset"), given.get("length")
    if type(offset) is not int or offset < 0:
        raise bad_request("can't parse entities: receive an entity with incorrect offset")
    if type(length) is not int or length < 0:
        raise bad_request("can't parse entities: receive an entity with incorrect length")
    _check_bounds(text, offset, length)
    _check_kind(given)
    return dict(given)


def _check_bounds(text: str, offset: int, length: int) -> None:
    if offset + length > units(text):
        end = offset + length
        raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text at {end}")
    for edge in (offset, offset + length):
        if _halves_a_character(text, edge):
            raise bad_request(f"entity begins or ends in a middle of a UTF-16 symbol at UTF-16 offset {edge}")


def _halves_a_character(text: str, edge: int) -> bool:
    return not cut(text, 0, edge).isascii() and "\ud800" <= cut(text, 0, edge)[-1] <= "\udbff"


def _check_kind(given: Entity) -> None:
    kind = given.get("type")
    if kind in NEEDS and not given.get(NEEDS[kind]):
        raise bad_request(f"can't parse MessageEntity: can't find field \"{NEEDS[kind]}\"")
    if kind not in SIMPLE and kind not in NEEDS and kind != "pre":
        raise bad_request("can't parse MessageEntity: unsupported type specified")


def tidy(entities: Iterable[Entity]) -> list[Entity]:
    """Apply Telegram's rules on nesting: no style in or around code, nothing in its own kind, no empty entity."""
    entities = in_order(entities)
    code = [one for one in entities if one["type"] in MONOSPACE]
    kept: list[Entity] = []
    for one in entities:
        if not any(_alike(one, other) and _overlap(one, other) for other in kept):
            kept += [one] if one["type"] in MONOSPACE + QUOTES else _outside(one, code)
    return in_order(_without_language(one) for one in kept if one["length"] > 0)


def _alike(one: Entity, other: Entity) -> bool:
    """Whether two entities are of one kind, of which only the outer counts."""
    kinds = {one["type"], other["type"]}
    return len(kinds) == 1 or kinds <= {*MONOSPACE} or kinds <= {*QUOTES}


def _without_language(one: Entity) -> Entity:
    """A language is known of `pre` only; `code` brought it there."""
    return {key: value for key, value in one.items() if key != "language" or one["type"] == "pre"}


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(max(one["offset"], other["offset"]) < min(_end(one), _end(other)))


def _end(one: Entity) -> int:
    return int(one["offset"] + one["length"])


def _outside(one: Entity, holes: list[Entity]) -> list[Entity]:
    """What is left of an entity around `holes`, which are in order."""
    left, at, end = [], one["offset"], one["offset"] + one["length"]
    for hole in holes:
        if _overlap(one, hole):
            left.append({**one, "offset": at, "length": hole["offset"] - at})
            at = max(at, hole["offset"] + hole["length"])
    return [*left, {**one, "offset": at, "length": end - at}]


def trim(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends, entities moved along."""
    start = units(text) - units(text.lstrip(BLANK))
    text = text.strip(BLANK)
    moved = []
    for one in entities:
        begin = max(one["offset"] - start, 0)
        end = min(one["offset"] - start + one["length"], units(text))
        if begin < end:
            moved.append({**one, "offset": begin, "length": end - begin})
    return text, moved
