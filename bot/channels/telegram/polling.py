"""Long polling: fetch updates, hand them over, confirm them. Ends with a clear error when the token is revoked.

The library's own updater ends silently then, and its queue cannot be told from a quiet evening.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

log = structlog.get_logger("shizha.telegram")

# How long Telegram may hold a poll that has nothing to tell.
POLL_SECONDS = 25
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


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
            updates = await self._bot.get_updates(
                offset=self._offset, timeout=POLL_SECONDS, allowed_updates=self._wanted
            )
        except InvalidToken:
            raise
        except TelegramError as error:
            self._pause = self._after(error)
            return
        self._pause = 0.0
        for update in updates:
            await self._take(update)
            self._offset = update.update_id + 1

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
