"""The test's side: start the server, make people and trouble, see what the bot did. Every member is thread-safe."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from threading import Condition, RLock
from types import TracebackType
from typing import Self

from tests.telegram_standin import faults, shapes
from tests.telegram_standin.api import Api, Call
from tests.telegram_standin.courier import Courier
from tests.telegram_standin.elsewhere import seen_text
from tests.telegram_standin.methods import METHODS
from tests.telegram_standin.params import Upload
from tests.telegram_standin.person import Person
from tests.telegram_standin.sent import SentMessage, sent_in
from tests.telegram_standin.server import Server
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.updates import UpdateQueue
from tests.telegram_standin.world import World

PATIENCE = 5.0
TOKEN = "123456789:made-up-token"


class TelegramStandIn:
    """A Bot API server with one bot, in background threads from `with` to its end.

    `token` begins with the bot's id and a colon. A bug of the stand-in is raised at the end of the `with` block, so
    that it does not pass for an error of Telegram's.
    """

    def __init__(self, token: str = TOKEN, *, username: str = "standin_bot") -> None:
        changed = Condition(RLock())
        bot = shapes.user(int(token.partition(":")[0]), "Stand-in", username=username, is_bot=True)
        self.token = token
        self.world = World(bot, changed, UpdateQueue(changed))
        self._api = Api(token, self.world)
        self._ids = itertools.count(5_000_000_001)

    @property
    def url(self) -> str:
        """The root to give to the bot in place of https://api.telegram.org; there is one inside `with` only."""
        return self._server.url

    def __enter__(self) -> Self:
        self._server = Server(self._api)
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._server.stop(self._release)
        if self._api.crashes and error is None:
            raise RuntimeError("the stand-in is broken, see the cause") from self._api.crashes[0]

    def _release(self) -> None:
        with self.world.changed:
            self.world.updates.close()

    def add_person(
        self,
        first_name: str = "小明",
        *,
        language_code: str | None = "zh-hans",
        username: str | None = None,
        user_id: int | None = None,
    ) -> Person:
        """Somebody new, with a private chat that the bot may write to."""
        number = user_id or next(self._ids)
        user = shapes.user(number, first_name, language_code=language_code, username=username)
        self.add_chat(shapes.private_chat(user))
        return Person(self.world, user)

    def add_chat(self, chat: Shape) -> Shape:
        """Make a chat known, such as `shapes.supergroup(-100…, "title")`."""
        with self.world.changed:
            self.world.chats[chat["id"]] = chat
        return chat

    def remove_bot(self, chat_id: int) -> None:
        """Put the bot out of a chat: writing there is 403 from now on. No update tells it; see `Person.blocks`."""
        with self.world.changed:
            self.world.unreachable.add(chat_id)

    def rank(self, chat_id: int, user_id: int, status: str) -> None:
        """Make somebody "creator", "administrator" or "member" of a group."""
        with self.world.changed:
            self.world.ranks[chat_id, user_id] = status

    def migrate(self, old: int, new: int) -> None:
        """Turn a group into a supergroup: both chats say so, and writing to the old one is refused with the new id."""
        group = self.world.chats[old]
        after = self.add_chat(shapes.supergroup(new, group["title"]))
        with self.world.changed:
            self.world.moved[old] = new
            for chat, said in ((group, {"migrate_to_chat_id": new}), (after, {"migrate_from_chat_id": old})):
                message = shapes.message(self.world.next_message_id(chat), chat, self.world.bot, **said)
                self.world.deliver("message", message)

    def revoke(self) -> None:
        """From now on the token is unknown."""
        with self.world.changed:
            self._api.revoked = True
            self.world.changed.notify_all()

    def deliver_to(self, port: int) -> Courier:
        """Bring updates to the webhook, whose public address ends at this local port. Stop the courier at the end."""
        return Courier(self.world, port)

    def card_of(self, query_id: str) -> Shape | None:
        """What the bot answered to an inline or guest query, with the words as `seen`; None if nothing yet."""
        with self.world.changed:
            query = self.world.inline_queries.get(query_id) or self.world.guest_queries.get(query_id)
            if query is None or query.answer is None:
                return None
            answer = dict(query.answer)
        results = json.loads(answer.get("results", "null")) or [json.loads(answer.get("result", "null"))]
        cards = [card | {"seen": seen_text(card["input_message_content"])} for card in results if card]
        return {**answer, "cards": cards}

    def add_file(self, content: bytes, *, name: str = "file.bin", kind: str = "document") -> str:
        """Put a file on the server. Returns its file_id."""
        with self.world.changed:
            return str(self.world.store(kind, Upload(name, content)).ids["file_id"])

    def queue(self, update: Shape) -> int:
        """Queue an update as it is, with the next update_id unless it has one. Returns that id."""
        kinds = [kind for kind in update if kind != "update_id"]
        if len(kinds) != 1:
            raise ValueError(f"an update has one content, not {kinds}")
        with self.world.changed:
            return self.world.deliver(kinds[0], update[kinds[0]], update.get("update_id"))

    def sent(self, chat_id: int) -> list[SentMessage]:
        """The bot's messages in a chat as they look now, oldest first; deleted ones are gone."""
        with self.world.changed:
            return sent_in(self.world, chat_id)

    def wait_for(self, chat_id: int, count: int = 1, timeout: float = PATIENCE) -> list[SentMessage]:
        """`sent(chat_id)` as soon as there are `count` messages. Raises TimeoutError that tells what there is."""
        self.wait_until(lambda: len(self.sent(chat_id)) >= count, timeout, f"{count} messages in chat {chat_id}")
        return self.sent(chat_id)

    def wait_until(self, predicate: Callable[[], object], timeout: float = PATIENCE, what: str = "it") -> None:
        """Wait for something about this object to come true; looked at whenever anything happens here."""
        with self.world.changed:
            if not self.world.changed.wait_for(lambda: bool(predicate()), timeout):
                raise TimeoutError(f"{what} did not come within {timeout} s; {self._story()}")

    def _story(self) -> str:
        texts = [record.message.get("text", "…") for record in self.world.records.values() if record.by_bot]
        calls = [f"{call.method} {call.status}" for call in self._api.log]
        return f"the bot sent {texts[-5:]}; its last calls: {calls[-10:]}"

    @property
    def polled(self) -> bool:
        """Whether the bot waits for updates right now: `wait_until(lambda: telegram.polled)` after starting it."""
        with self.world.changed:
            return self.world.updates.polled

    @property
    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        with self.world.changed:
            return len(self.world.updates)

    @property
    def log(self) -> list[Call]:
        """Every call with the right token, in order, with its files and HTTP status.

        A library that stops polling drops its last long poll and confirms with a short one: the dropped poll then
        counts as 409 here, though nobody was told.
        """
        with self.world.changed:
            return list(self._api.log)

    def calls(self, method: str) -> list[dict[str, str]]:
        """The parameters of every call of a method, as they came."""
        return [dict(call.parameters) for call in self.log if call.method.lower() == method.lower()]

    def commands(self, language: str = "", scope: str = '{"type": "default"}') -> dict[str, str]:
        """The command menu of a scope: name → description."""
        with self.world.changed:
            menu = self.world.menus.get((scope, language), [])
        return {command["command"]: command["description"] for command in menu}

    def answer_to(self, query_id: str) -> dict[str, str] | None:
        """The parameters of the answer to a callback query; None if there was none."""
        with self.world.changed:
            query = self.world.queries.get(query_id)
            return query.answer if query else None

    def flood(self, method: str, *, retry_after: int, times: int = 1) -> None:
        """The next calls of a method are told to wait."""
        self._add(method, faults.flood(retry_after), times)

    def fail(self, method: str, *, status: int = 500, times: int = 1, late: bool = False) -> None:
        """The next calls of a method are answered 500 (JSON) or 502 (an HTML page); `late`: after they took effect."""
        self._add(method, faults.breakdown(status, late=late), times)

    def hang_up(self, method: str, *, times: int = 1, late: bool = False) -> None:
        """The next calls of a method get no answer, the connection closes; `late`: after they took effect."""
        self._add(method, faults.hang_up(late=late), times)

    def limit_messages(self, count: int, seconds: float = 1.0) -> None:
        """From now on a chat takes `count` messages within `seconds`; more are answered 429. 0 lifts the limit."""
        with self.world.changed:
            self._api.limit.set(count, seconds)

    def _add(self, method: str, fault: faults.Fault, times: int) -> None:
        if method.lower() not in METHODS:
            raise ValueError(f"there is no method {method}")
        with self.world.changed:
            self._api.faults.add(method, fault, times)
