"""Somebody who writes to the bot. What a person does becomes an update in the queue."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.telegram_standin import shapes
from tests.telegram_standin.entities import Entity
from tests.telegram_standin.media import file_content
from tests.telegram_standin.params import Upload
from tests.telegram_standin.sent import SentMessage, buttons_of, find_button, sent_in
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.world import Record, World

Message = int | Shape | SentMessage

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")

_queries = itertools.count(4_000_000_000_000_001)


@dataclass(frozen=True, slots=True)
class Person:
    """A user with a private chat. Every `sends…` returns the message as Telegram delivers it.

    Common to all: `chat` (id of a group to write to instead), `reply_to` (a message there), `quote` (words of that
    message), and any further field of Message, such as media_group_id, external_reply or forward_origin.
    """

    world: World
    user: Shape

    @property
    def id(self) -> int:
        """Of the person and of the private chat."""
        return int(self.user["id"])

    @property
    def received(self) -> list[SentMessage]:
        """What the bot wrote in the private chat."""
        with self.world.changed:
            return sent_in(self.world, self.id)

    def sends(self, text: str, *, entities: Iterable[Entity] | None = None, **fields: Any) -> Shape:
        """Write; commands and addresses become entities unless `entities` are given."""
        return self._send(shapes.text(text, entities), fields)

    def forwards(self, text: str, *, origin: Shape | None = None, **fields: Any) -> Shape:
        """Forward a text, by default from somebody who hides the account."""
        origin = origin or shapes.origin_hidden_user("老王")
        return self._send(shapes.text(text), {"forward_origin": origin, **fields})

    def sends_photo(self, caption: str | None = None, *, content: bytes = PIXEL, **fields: Any) -> Shape:
        """Send a picture, which the bot can then download."""
        return self._send(self._stored("photo", "photo.jpg", content) | shapes.caption(caption), fields)

    def sends_document(
        self, caption: str | None = None, *, name: str = "file.pdf", content: bytes = b"%PDF-", **fields: Any
    ) -> Shape:
        return self._send(self._stored("document", name, content) | shapes.caption(caption), fields)

    def sends_voice(self, *, content: bytes = b"OggS", **fields: Any) -> Shape:
        return self._send(self._stored("voice", "voice.oga", content), fields)

    def sends_sticker(self, emoji: str = "👍", **fields: Any) -> Shape:
        return self._send(shapes.sticker(emoji), fields)

    def sends_contact(self, phone_number: str, first_name: str, **fields: Any) -> Shape:
        return self._send(shapes.contact(phone_number, first_name), fields)

    def edits(self, message: Message, text: str, **fields: Any) -> Shape:
        """Change the words of an own message: its caption if it has a picture or file. Raises LookupError."""
        with self.world.changed:
            old = self._own(message).message
            words = shapes.text(text) if "text" in old else shapes.caption(text)
            gone = ("text", "entities", "caption", "caption_entities")
            kept = {key: value for key, value in old.items() if key not in gone}
            edited = {**kept, **words, "edit_date": shapes.now(), **fields}
            self.world.deliver("edited_message", edited)
        return edited

    def presses(self, message: Message, button: str, *, too_late: bool = False) -> str:
        """Press the button with this label or callback data. Returns the id of the callback query.

        `too_late`: the query has expired when the bot gets it. Raises LookupError if there is no such message or
        button, ValueError if the button sends nothing to the bot.
        """
        with self.world.changed:
            about = self._find(message).message
            pressed = find_button(buttons_of(about), button)
            if pressed.data is None:
                raise ValueError(f"the button {button!r} sends nothing to the bot")
            query = shapes.callback_query(str(next(_queries)), self.user, about, pressed.data)
            self.world.deliver("callback_query", query)
            if too_late:
                del self.world.queries[query["id"]]
        return str(query["id"])

    def sends_shape(self, content: Shape, **fields: Any) -> Shape:
        """Send whatever `shapes` can build."""
        return self._send(content, fields)

    def types_inline(self, words: str) -> str:
        """Type `@bot words` in some other chat. Returns the id of the inline query."""
        query = shapes.inline_query(str(next(_queries)), self.user, words)
        with self.world.changed:
            self.world.deliver("inline_query", query)
        return str(query["id"])

    def calls_as_guest(self, text: str, about: Shape) -> str:
        """Reply `@bot …` to a message in a chat where the bot is no member. Returns the id of the guest query."""
        chat = shapes.supergroup(-1009990000001, "邻里群")
        number = next(_queries)
        message = shapes.message(about["message_id"] + 1, chat, self.user, **shapes.text(text))
        message |= {"guest_query_id": str(number), "reply_to_message": {**about, "chat": chat}}
        with self.world.changed:
            self.world.deliver("guest_message", message)
        return str(number)

    def blocks(self) -> None:
        """Block the bot, which is told so and cannot write any more."""
        with self.world.changed:
            self.world.unreachable.add(self.id)
            self._tell_standing("member", "kicked")

    def unblocks(self) -> None:
        with self.world.changed:
            self.world.unreachable.discard(self.id)
            self._tell_standing("kicked", "member")

    def _tell_standing(self, old: str, new: str) -> None:
        change = shapes.my_chat_member(self.world.chats[self.id], self.user, self.world.bot, old, new)
        self.world.deliver("my_chat_member", change)

    def _stored(self, kind: str, name: str, content: bytes) -> Shape:
        with self.world.changed:
            return file_content(self.world.store(kind, Upload(name, content)))

    def _send(self, content: Shape, fields: dict[str, Any]) -> Shape:
        chat_id, reply_to, words = (fields.pop(name, None) for name in ("chat", "reply_to", "quote"))
        with self.world.changed:
            chat = self.world.chats[chat_id or self.id]
            if chat["id"] in self.world.unreachable:
                raise ValueError("whoever has blocked the bot cannot write to it; call unblocks() first")
            reply = self._reply(reply_to, words, chat["id"])
            message = shapes.message(
                self.world.next_message_id(chat), chat, self.user, **{**content, **reply, **fields}
            )
            self.world.deliver("message", message)
        return message

    def _reply(self, replied_to: Message | None, words: str | Shape | None, chat_id: int) -> Shape:
        if replied_to is None:
            # An external reply: nobody but the test knows the whole that is quoted.
            return {"quote": shapes.quote(words) if isinstance(words, str) else words} if words else {}
        message = self._find(replied_to, chat_id).message
        replied = {key: value for key, value in message.items() if key != "reply_to_message"}
        quote = shapes.quote_from(replied, words) if isinstance(words, str) else words
        return {"reply_to_message": replied, **({"quote": quote} if quote else {})}

    def _find(self, message: Message, chat_id: int | None = None) -> Record:
        place = _place(message, chat_id or self.id)
        record = self.world.find(*place)
        if record is None:
            raise LookupError(f"no message {place[1]} in chat {place[0]}")
        return record

    def _own(self, message: Message) -> Record:
        record = self._find(message)
        if record.message.get("from", {}).get("id") != self.id:
            raise LookupError("a person edits only own messages")
        return record


def _place(message: Message, chat_id: int) -> tuple[int, int]:
    """Chat and id of a message; an id alone means the chat given."""
    if isinstance(message, SentMessage):
        return message.chat_id, message.message_id
    if isinstance(message, dict):
        return message["chat"]["id"], message["message_id"]
    return chat_id, message
