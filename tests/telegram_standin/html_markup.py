"""Telegram's HTML: markup → plain text and entities, as strict as the server.

Tags are those of the documentation, case-insensitive; character references are &lt; &gt; &amp; &quot; and numeric
ones, any other (`&nbsp;`) stays as it is written. A link to a person (tg://user?id=…) stays a text_link here, while
Telegram makes it a text_mention. Raises ApiError 400 "can't parse entities: …", with the byte offset where Telegram
gives one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.telegram_standin.entities import Entity, entity, tidy, units
from tests.telegram_standin.html_tokens import EndTag, StartTag, Tokens, refusal
from tests.telegram_standin.links import checked_link

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
LANGUAGE = "language-"


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """The text a person sees and what is formatted in it.

    >>> parse_html("<b>风险</b> &lt;高&gt;")
    ('风险 <高>', [{'type': 'bold', 'offset': 0, 'length': 2}])
    """
    formatted = _Formatted()
    for token in Tokens(html, frozenset(KINDS)):
        match token:
            case StartTag():
                formatted.start(token)
            case EndTag():
                formatted.end(token)
            case _:
                formatted.text += token
    if formatted.open:
        raise refusal(f'Can\'t find end tag corresponding to start tag "{formatted.open[-1][0].name}"')
    return formatted.text, tidy(formatted.entities)


@dataclass(slots=True)
class _Formatted:
    """What is read so far: text, finished entities, and open tags with their place in the text."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    open: list[tuple[StartTag, int]] = field(default_factory=list)

    def start(self, tag: StartTag) -> None:
        if tag.name == "span" and tag.attributes.get("class") != "tg-spoiler":
            raise refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {tag.place}')
        self.open.append((tag, len(self.text)))

    def end(self, end: EndTag) -> None:
        if not self.open:
            raise refusal(f"Unexpected end tag at byte offset {end.place}")
        tag, begin = self.open.pop()
        if end.name not in ("", tag.name):
            expected = f'expected "</{tag.name}>", found "</{end.name}>"'
            raise refusal(f"Unmatched end tag at byte offset {end.place}, {expected}")
        self._add(tag, units(self.text[:begin]), self.text[begin:])

    def _add(self, tag: StartTag, offset: int, text: str) -> None:
        fields = _fields(tag, text)
        if fields is None or not text:
            return
        found = entity(KINDS[tag.name], offset, units(text)) | fields
        if tag.name == "pre" and self.entities and _is_code_at(self.entities[-1], found):
            found |= _language(self.entities.pop())
        self.entities.append(found)


def _is_code_at(one: Entity, other: Entity) -> bool:
    return one["type"] == "code" and (one["offset"], one["length"]) == (other["offset"], other["length"])


def _language(code: Entity) -> Entity:
    return {"language": code["language"]} if "language" in code else {}


def _fields(tag: StartTag, text: str) -> Entity | None:
    """What the attributes add to an entity; None if they make it none (a link to nowhere)."""
    attributes = tag.attributes
    match tag.name:
        case "a":
            url = checked_link(attributes.get("href") or text)
            return {"url": url} if url else None
        case "tg-emoji":
            return {"custom_emoji_id": _emoji(attributes.get("emoji-id", ""))}
        case "blockquote" if "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        case "code" if attributes.get("class", "").startswith(LANGUAGE):
            return {"language": attributes["class"].removeprefix(LANGUAGE)}
    return {}


def _emoji(identifier: str) -> str:
    if not identifier.isdecimal() or not int(identifier):
        raise refusal("Invalid custom emoji identifier specified")
    return identifier
