"""Long polling: fetch updates, hand them over, confirm them. Ends with a clear error when the token is revoked.

The library's own updater ends silently then, and its queue cannot be told from a quiet evening.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

log = structlog.get_logger("shizha.telegram")

# How long Telegram may hold a poll that has nothing to tell.
POLL_SECONDS = 25
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


def read_update(row: dict[str, Any], bot: Bot) -> Update | None:
    """An update from its JSON, or None if its shape is not one that the library knows."""
    try:
        return Update.de_json(row, bot)
    except Exception as error:  # whatever a changed interface brings
        log.error("update passed over", error=type(error).__name__)
        return None


class Poller:
    """`take` gets every update in order."""

    def __init__(self, bot: Bot, wanted: list[str], take: Callable[[Update], Awaitable[None]]) -> None:
        self._bot = bot
        self._wanted = wanted
        self._take = take
        self._offset: int | None = None
        self._pause = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Raises InvalidToken when Telegram no longer knows the bot."""
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                poll = asyncio.ensure_future(self._fetch())
                await asyncio.wait({poll, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not poll.done():
                    poll.cancel()  # nothing is lost: what was not confirmed comes again
                    return
                await poll
        finally:
            stopping.cancel()

    async def _fetch(self) -> None:
        """One poll, after the pause that the last trouble asked for."""
        await asyncio.sleep(self._pause)
        try:
            updates = await self._updates()
        except InvalidToken:
            raise
        except TelegramError as error:
            self._pause = self._after(error)
            return
        self._pause = 0.0
        for update in updates:
            await self._take(update)
            self._offset = max(self._offset or 0, update.update_id + 1)

    async def _updates(self) -> Sequence[Update]:
        """What Telegram has for us. Raises TelegramError."""
        try:
            return await self._bot.get_updates(offset=self._offset, timeout=POLL_SECONDS, allowed_updates=self._wanted)
        except TelegramError:
            raise
        except Exception as error:  # one update in a shape that the library cannot read spoils the whole batch
            log.error("an update cannot be read", error=type(error).__name__)
            return await self._legible()

    async def _legible(self) -> list[Update]:
        """The same batch without what cannot be read; that is passed over, or it would block the rest for ever."""
        asked = {"offset": self._offset or 0, "timeout": 0, "allowed_updates": self._wanted}
        # Spelled so that the library takes it for a method that it does not know; Telegram does not care about case.
        rows: Any = await self._bot.do_api_request("GetUpdates", api_kwargs=asked)
        if rows:
            self._offset = rows[-1]["update_id"] + 1
        return [update for row in rows if (update := read_update(row, self._bot))]

    def _after(self, error: TelegramError) -> float:
        """Report trouble; the pause until the next try."""
        if isinstance(error, TimedOut):
            return 0.0
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            return float(wait if isinstance(wait, int) else wait.total_seconds())
        if isinstance(error, Conflict):
            log.error("another program polls with the same token; stop it, or this bot answers only by chance")
        else:
            log.warning("polling interrupted, trying again", error=type(error).__name__)
        return min(max(FIRST_PAUSE, 1.5 * self._pause), LONGEST_PAUSE)

    async def confirm(self) -> None:
        """Tell Telegram what was taken, so that a restart does not get it again."""
        if self._offset is None:
            return
        try:
            await self._bot.get_updates(offset=self._offset, timeout=0, limit=1, allowed_updates=self._wanted)
        except TelegramError as error:
            log.info("last updates not confirmed", error=type(error).__name__)
