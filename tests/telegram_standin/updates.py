"""The queue of updates that bots poll: long polling, confirmation by offset, one poller at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from itertools import islice
from threading import Condition
from typing import Any

from tests.telegram_standin.errors import ApiError, HangUpError

Update = dict[str, Any]

# These come only to bots that name them in allowed_updates.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 700_000_001
LONGEST_WAIT = 50
MOST_UPDATES = 100


class UpdateQueue:
    """Updates not yet confirmed, oldest first. Everything happens under the lock of `changed`."""

    def __init__(self, changed: Condition) -> None:
        self.webhook = ""
        self.allowed: tuple[str, ...] = ()
        self._changed = changed
        self._pending: deque[Update] = deque()
        self._next_id = FIRST_ID
        self._polls = 0
        self._waiting = 0
        self._closed = False

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def latest(self) -> int:
        """The id of the newest update."""
        return self._next_id - 1

    @property
    def polled(self) -> bool:
        """Whether a poll waits right now."""
        return self._waiting > 0

    def add(self, kind: str, content: Any, update_id: int | None = None) -> int:
        """Queue an update, unless the bot does not want its kind. Returns its id."""
        number = self._next_id if update_id is None else update_id
        self._next_id = max(self._next_id, number + 1)
        if self._wanted(kind):
            self._pending.append({"update_id": number, kind: content})
            self._changed.notify_all()
        return number

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def allow(self, kinds: Collection[str] | None) -> None:
        """Remember which kinds the bot wants from now on; None keeps what was said before, none at all resets it."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def set_webhook(self, url: str, *, drop: bool) -> None:
        """Deliver elsewhere; "" goes back to polling."""
        self.webhook = url
        if drop:
            self._pending.clear()
        self._changed.notify_all()

    def first(self) -> Update | None:
        """The oldest update, for whoever brings it to a webhook."""
        return self._pending[0] if self._pending else None

    def drop(self, update_id: int) -> None:
        """Forget an update that was taken."""
        self._pending = deque(update for update in self._pending if update["update_id"] != update_id)

    def close(self) -> None:
        """Let waiting polls go, without an answer."""
        self._closed = True
        self._changed.notify_all()

    def poll(self, offset: int, limit: int, timeout: int) -> list[Update]:
        """Updates from `offset` on, as soon as there are any. Raises ApiError 409 for whoever polled before."""
        if self.webhook:
            raise _conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete it first")
        self._polls += 1
        poll = self._polls
        self._confirm(offset)
        self._changed.notify_all()
        self._wait(poll, min(max(timeout, 0), LONGEST_WAIT))
        return list(islice(self._pending, limit if 1 <= limit <= MOST_UPDATES else MOST_UPDATES))

    def _wait(self, poll: int, timeout: int) -> None:
        self._waiting += 1
        try:
            self._changed.wait_for(lambda: self._pending or self._over(poll), timeout)
        finally:
            self._waiting -= 1
        if self._closed:
            raise HangUpError
        if self._polls != poll:
            raise _conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
        if self.webhook:
            raise _conflict("terminated by setWebhook request")

    def _over(self, poll: int) -> bool:
        return self._closed or bool(self.webhook) or self._polls != poll

    def _confirm(self, offset: int) -> None:
        """Forget what was confirmed; a negative offset keeps that many of the latest."""
        if offset < 0:
            self._pending = deque(list(self._pending)[offset:])
        elif offset:
            self._pending = deque(update for update in self._pending if update["update_id"] >= offset)


def _conflict(what: str) -> ApiError:
    return ApiError(409, f"Conflict: {what}")
