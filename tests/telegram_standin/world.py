"""What exists on the server: chats, messages, files, the bot itself. Callers hold the lock of `changed`."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

from tests.telegram_standin import shapes
from tests.telegram_standin.errors import ApiError, bad_request
from tests.telegram_standin.params import Upload
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.updates import UpdateQueue

OF_MESSAGES = frozenset({"message", "edited_message", "channel_post", "edited_channel_post"})
FORBIDDEN = {
    "private": "bot was blocked by the user",
    "group": "bot was kicked from the group chat",
    "supergroup": "bot was kicked from the supergroup chat",
    "channel": "bot was kicked from the channel chat",
}


@dataclass(slots=True)
class Record:
    """One message. `message` is replaced, never changed, so that whoever has it keeps what was true then."""

    message: Shape
    by_bot: bool
    html: str = ""
    edits: int = 0


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the server; `kind` is "photo", "document" or "voice"."""

    kind: str
    name: str
    path: str
    ids: Shape
    content: bytes


@dataclass(slots=True)
class Query:
    """A pressed button that the bot should answer."""

    sender: int
    answer: dict[str, str] | None = None


@dataclass(slots=True)
class World:
    """The state behind the methods."""

    bot: Shape
    changed: Condition
    updates: UpdateQueue
    chats: dict[int, Shape] = field(default_factory=dict)
    unreachable: set[int] = field(default_factory=set)
    records: dict[tuple[int, int], Record] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    inline_queries: dict[str, Query] = field(default_factory=dict)
    guest_queries: dict[str, Query] = field(default_factory=dict)
    ranks: dict[tuple[int, int], str] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    webhook_secret: str = ""
    menus: dict[tuple[str, str], list[Shape]] = field(default_factory=dict)
    _latest: Counter[int] = field(default_factory=Counter)

    def chat(self, name: str) -> Shape:
        """The chat of an id or "@username". Raises ApiError 400."""
        if not name:
            raise bad_request("chat_id is empty")
        if re.fullmatch(r"-?\d+", name):
            found = self.chats.get(int(name))
        else:
            # Only groups and channels go by name; people do not.
            public = (chat for chat in self.chats.values() if chat["type"] != "private")
            found = next((chat for chat in public if f"@{chat.get('username', '')}".lower() == name.lower()), None)
        if found is None:
            raise bad_request("chat not found")
        return found

    def open_chat(self, name: str) -> Shape:
        """A chat that the bot may write to. Raises ApiError 400, 403."""
        chat = self.chat(name)
        if chat["id"] in self.moved:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.moved[chat["id"]],
            )
        if chat["id"] in self.unreachable:
            raise ApiError(403, f"Forbidden: {FORBIDDEN[chat['type']]}")
        return chat

    def next_message_id(self, chat: Shape) -> int:
        """Supergroups and channels count for themselves; private chats and groups of one account count together."""
        return self._latest[_counter(chat)] + 1

    def keep(self, message: Shape, *, by_bot: bool, html: str = "") -> Shape:
        """Remember a new message."""
        self.records[message["chat"]["id"], message["message_id"]] = Record(message, by_bot, html)
        counter = _counter(message["chat"])
        self._latest[counter] = max(self._latest[counter], message["message_id"])
        self.changed.notify_all()
        return message

    def find(self, chat_id: int, message_id: int) -> Record | None:
        return self.records.get((chat_id, message_id))

    def post(self, chat: Shape, html: str = "", **content: Any) -> Shape:
        """The bot writes."""
        sender = self.bot if chat["type"] != "channel" else None
        message = shapes.message(self.next_message_id(chat), chat, sender, **content)
        return self.keep(message, by_bot=True, html=html)

    def deliver(self, kind: str, content: Shape, update_id: int | None = None) -> int:
        """Something happens that the bot is told of: its chat and message are known from then on."""
        chat = content.get("chat") or content.get("message", {}).get("chat")
        if chat:
            self.chats.setdefault(chat["id"], chat)
        if kind in OF_MESSAGES:
            self.keep(content, by_bot=False)
        if kind == "callback_query":
            self.queries[content["id"]] = Query(content["from"]["id"])
        if kind == "inline_query":
            self.inline_queries[content["id"]] = Query(content["from"]["id"])
        if kind == "guest_message":
            self.guest_queries[content["guest_query_id"]] = Query(content["from"]["id"])
        return self.updates.add(kind, content, update_id)

    def store(self, kind: str, upload: Upload) -> StoredFile:
        """Put a file on the server."""
        ids = shapes.file_ids(kind)
        suffix = re.search(r"\.\w{1,8}$", upload.name)
        path = f"{kind}s/file_{len(self.files)}{suffix.group() if suffix else ''}"
        stored = self.files[ids["file_id"]] = StoredFile(kind, upload.name, path, ids, upload.content)
        return stored


def _counter(chat: Shape) -> int:
    return chat["id"] if chat["type"] in ("supergroup", "channel") else 0
