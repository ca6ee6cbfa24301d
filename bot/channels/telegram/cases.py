"""Several messages sent at once are one case: a person forwards a conversation piece by piece.

A case closes when nothing has come for `pause` seconds, or when it has been open `LONGEST` pauses, so that a steady
stream still gets answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram import Message

LONGEST = 5


@dataclass(slots=True)
class Case:
    """Messages of one chat that belong together, by message id."""

    chat: int
    messages: dict[int, Message] = field(default_factory=dict)
    opened: float = 0.0
    timer: asyncio.TimerHandle | None = None

    def in_order(self) -> list[Message]:
        """The messages as they were written: updates in work at once may overtake each other."""
        return [self.messages[number] for number in sorted(self.messages)]


class Cases:
    """Collects messages into cases and hands each closed case to `answer`."""

    def __init__(self, pause: float, answer: Callable[[Case], Awaitable[None]]) -> None:
        self._pause = pause
        self._answer = answer
        self._open: dict[int, Case] = {}
        self._running: set[asyncio.Future[None]] = set()

    def add(self, message: Message) -> bool:
        """Put a message (or its edited form) into its chat's case; True if that opened the case."""
        loop = asyncio.get_running_loop()
        case = self._open.get(message.chat_id)
        new = case is None
        if case is None:
            case = self._open[message.chat_id] = Case(message.chat_id, opened=loop.time())
        case.messages[message.message_id] = message
        if case.timer:
            case.timer.cancel()
        wait = min(self._pause, case.opened + LONGEST * self._pause - loop.time())
        case.timer = loop.call_later(max(wait, 0), self._close, message.chat_id)
        return new

    def holds(self, message: Message) -> bool:
        """Whether this very message waits in an open case."""
        case = self._open.get(message.chat_id)
        return case is not None and message.message_id in case.messages

    def _close(self, chat: int) -> None:
        self.run(self._answer(self._open.pop(chat)))

    def run(self, work: Awaitable[None]) -> None:
        """Do something in the background; `finish` waits for it."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self) -> None:
        """Answer what is open and wait for what runs: called at a graceful stop."""
        for chat, case in list(self._open.items()):
            if case.timer:
                case.timer.cancel()
            self._close(chat)
        await asyncio.gather(*self._running, return_exceptions=True)
