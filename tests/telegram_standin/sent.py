"""What the bot sent, as the person sees it now: parsed, edits applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.telegram_standin.entities import Entity, cut
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.world import Record, StoredFile, World


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `data` comes back as callback data, `url` opens."""

    label: str
    data: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message of the bot. `text` is the caption where there is a picture or file, whose bytes are `content`."""

    chat_id: int
    message_id: int
    text: str
    entities: tuple[Entity, ...]
    html: str
    buttons: tuple[tuple[Button, ...], ...]
    reply_to: int | None
    edits: int
    kind: str
    content: bytes | None
    message: Shape

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons, row by row."""
        return [button.label for row in self.buttons for button in row]

    def formatted(self, kind: str) -> list[str]:
        """The words that are "bold", "italic", "blockquote", …"""
        return [cut(self.text, e["offset"], e["length"]) for e in self.entities if e["type"] == kind]

    def button(self, name: str) -> Button:
        """The button with this label or callback data. Raises LookupError."""
        return find_button(self.buttons, name)


def find_button(rows: tuple[tuple[Button, ...], ...], name: str) -> Button:
    for button in (button for row in rows for button in row):
        if name in (button.label, button.data):
            return button
    raise LookupError(f"no button {name!r}; there are {[button.label for row in rows for button in row]}")


def buttons_of(message: Shape) -> tuple[tuple[Button, ...], ...]:
    """The inline keyboard of a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return tuple(tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row) for row in rows)


def sent_in(world: World, chat_id: int) -> list[SentMessage]:
    """The bot's messages in a chat, oldest first."""
    mine = (r for r in world.records.values() if r.by_bot and r.message["chat"]["id"] == chat_id)
    return [_seen(record, world.files) for record in mine]


def _seen(record: Record, files: dict[str, StoredFile]) -> SentMessage:
    message = record.message
    kind = next((kind for kind in ("photo", "document") if kind in message), "text")
    return SentMessage(
        chat_id=message["chat"]["id"],
        message_id=message["message_id"],
        text=message.get("text") or message.get("caption") or "",
        entities=tuple(message.get("entities") or message.get("caption_entities") or ()),
        html=record.html,
        buttons=buttons_of(message),
        reply_to=message.get("reply_to_message", {}).get("message_id"),
        edits=record.edits,
        kind=kind,
        content=_content(message.get(kind), files),
        message=message,
    )


def _content(media: Any, files: dict[str, StoredFile]) -> bytes | None:
    """The bytes of a picture (of its largest size) or a file."""
    if isinstance(media, list):
        media = media[-1]
    return files[media["file_id"]].content if isinstance(media, dict) else None
