"""HTML as Telegram reads it: start tags with attributes, end tags, characters. What fits together is not judged here.

Byte offsets in errors count UTF-8 bytes. Raises ApiError 400 "can't parse entities: …".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.telegram_standin.errors import ApiError, bad_request

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE = " \t\r\n\v\0"

_SPACE = re.compile(rf"[{SPACE}]*")
_TAG_NAME = re.compile(rf"[^{SPACE}>]*")
_ATTRIBUTE_NAME = re.compile(rf"[^{SPACE}>=]*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_NAMED = re.compile(r"&([A-Za-z]+);?")
_NUMERIC = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,7})|([0-9]{1,7}));?")


@dataclass(frozen=True, slots=True)
class StartTag:
    """`place` is where the tag begins, in bytes."""

    name: str
    attributes: dict[str, str]
    place: int


@dataclass(frozen=True, slots=True)
class EndTag:
    """The name may be empty: `</>` closes whatever is open."""

    name: str
    place: int


def refusal(what: str) -> ApiError:
    return bad_request(f"can't parse entities: {what}")


class Tokens:
    """Reads one text from its start to its end. `tags` are the names that may be opened."""

    def __init__(self, html: str, tags: frozenset[str]) -> None:
        self._html = html
        self._tags = tags
        self._at = 0

    def __iter__(self) -> Iterator[StartTag | EndTag | str]:
        while self._next():
            if self._html.startswith("</", self._at):
                yield self._end_tag()
            elif self._next() == "<":
                yield self._start_tag()
            else:
                yield self._character()

    def _next(self) -> str:
        """The character at this place; "" at the end."""
        return self._html[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._html, self._at)
        assert match is not None  # every pattern taken here also matches nothing
        self._at = match.end()
        return match.group()

    def _bytes(self, at: int) -> int:
        return len(self._html[:at].encode(errors="surrogatepass"))

    def _character(self) -> str:
        """The character at this place, a character reference counting as one."""
        decoded = _dereference(self._html, self._at) if self._next() == "&" else None
        character, self._at = decoded or (self._next(), self._at + 1)
        return character

    def _start_tag(self) -> StartTag:
        place = self._bytes(self._at)
        self._at += 1
        name = self._take(_TAG_NAME).lower()
        if not self._next():
            raise refusal(f"Unclosed start tag at byte offset {place}")
        if name not in self._tags:
            raise refusal(f'Unsupported start tag "{name}" at byte offset {place}')
        return StartTag(name, dict(self._attributes(name, place)), place)

    def _end_tag(self) -> EndTag:
        place = self._bytes(self._at)
        self._at += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if self._next() != ">":
            raise refusal(f"Unclosed end tag at byte offset {place}")
        self._at += 1
        return EndTag(name, place)

    def _attributes(self, tag: str, place: int) -> Iterator[tuple[str, str]]:
        self._take(_SPACE)
        while self._next() != ">":
            if not self._next():
                raise refusal(f'Unclosed start tag "{tag}" at byte offset {place}')
            name = self._take(_ATTRIBUTE_NAME)
            if not name:
                raise refusal(f'Empty attribute name in the tag "{tag}" at byte offset {place}')
            self._take(_SPACE)
            yield name, self._value(place) if self._next() == "=" else ""
            self._take(_SPACE)
        self._at += 1

    def _value(self, place: int) -> str:
        self._at += 1
        self._take(_SPACE)
        if self._next() in ('"', "'"):
            return self._quoted(place)
        begin = self._at
        value = self._take(_NAME_TOKEN).lower()
        if self._next() and self._next() not in SPACE + ">":
            raise refusal(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
        return value

    def _quoted(self, place: int) -> str:
        mark, value = self._next(), ""
        self._at += 1
        while self._next() != mark:
            if not self._next():
                raise refusal(f"Unclosed start tag at byte offset {place}")
            value += self._character()
        self._at += 1
        return value


def _dereference(html: str, at: int) -> tuple[str, int] | None:
    """The character that a reference at this place stands for, and where it ends; None if it stands for itself."""
    if match := _NAMED.match(html, at):
        character = NAMED.get(match.group(1), "")
    elif match := _NUMERIC.match(html, at):
        character = _numbered(int(match.group(1), 16) if match.group(1) else int(match.group(2)))
    return (character, match.end()) if match and character else None


def _numbered(number: int) -> str:
    surrogate = 0xD800 <= number <= 0xDFFF
    return chr(number) if 0 < number < 0x10FFFF and not surrogate else ""
