"""What other files add to the conversations of a bot: pages behind commands, presses, links behind /start, and work
that runs beside the answers. `open_rooms` is the list of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telegram import Message
from telegram.ext import Application

from bot.replies.reply import Reply

if TYPE_CHECKING:
    from bot.channels.telegram.desk import Desk
    from bot.engagement.house import Engagement

Page = Callable[[Message, Sequence[str]], Awaitable[Reply]]
# Chat, and what stands behind the first colon of the button.
Press = Callable[[int, str], Awaitable[Reply | None]]
# Chat, and the whole payload of /start.
Opener = Callable[[int, str], Awaitable[Reply | None]]
Register = Callable[[Application], None]  # type: ignore[type-arg] # PTB's six type parameters say nothing here
Work = Callable[[], Awaitable[None]]
# Chat and the locale that it chose.
Choose = Callable[[int, str], Awaitable[None]]
# Chats whose guardian link is gone because the other side asked to be forgotten.
TellEnded = Callable[[Sequence[str]], Awaitable[None]]


@dataclass(slots=True)
class Rooms:
    """Additions, by command, by the first word of a button, and by the first two letters of a payload."""

    pages: dict[str, Page] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    openers: dict[str, Opener] = field(default_factory=dict)
    handlers: list[Register] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)
    languages: list[Choose] = field(default_factory=list)
    tell_ended: TellEnded | None = None
    _running: list[asyncio.Future[None]] = field(default_factory=list)

    async def opened(self, payload: str, chat: int) -> Reply | None:
        """The answer to a link of ours; None if the payload is nobody's."""
        opener = self.openers.get(payload[:2])
        return await opener(chat, payload) if opener else None

    async def speak(self, chat: int, locale: str) -> None:
        """A chat chose another language."""
        for choose in self.languages:
            await choose(chat, locale)

    def register(self, application: Application) -> None:  # type: ignore[type-arg] # as above
        """Add handlers of their own."""
        for register in self.handlers:
            register(application)

    def begin(self) -> None:
        """Start what runs beside the answers."""
        self._running = [asyncio.ensure_future(work()) for work in self.work]

    async def finish(self) -> None:
        """Stop it."""
        for task in self._running:
            task.cancel()
        for task in self._running:
            with suppress(asyncio.CancelledError):
                await task


def open_rooms(desk: Desk, engagement: Engagement) -> Rooms:
    """All of them for one bot."""
    from bot.channels.telegram.broadcast import BroadcastRoom
    from bot.channels.telegram.guardian import GuardianRoom
    from bot.channels.telegram.ladder import LadderRoom
    from bot.channels.telegram.subscribe import SubscribeRoom
    from bot.engagement.guardian import PAYLOAD

    rooms = Rooms()
    subscribe, guardian = SubscribeRoom(desk, engagement), GuardianRoom(desk, engagement)
    broadcast, ladder = BroadcastRoom(desk, engagement), LadderRoom(desk, engagement, guardian)
    rooms.pages = {"subscribe": subscribe.page, "guardian": guardian.page}
    rooms.presses = {
        "subscribe": subscribe.press,
        "guardian": guardian.press,
        "followup": ladder.press,
        "surge": broadcast.press,
    }
    rooms.openers = {PAYLOAD: guardian.opened}
    rooms.handlers = [ladder.register]
    rooms.languages = [subscribe.speak]
    rooms.tell_ended = guardian.tell_ended
    rooms.work = [broadcast.send]
    if upkeep := engagement.upkeep:
        rooms.work.append(lambda: upkeep(broadcast.on_surge, ladder.deliver))
    return rooms
