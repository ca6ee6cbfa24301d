"""Every update is handled once: Telegram repeats one whose answer got lost, and a restart may fetch it again."""

from __future__ import annotations

import structlog
from telegram import Update
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.channels.telegram.memory import Memory
from bot.errors import StorageError
from bot.service import UpdateLog

log = structlog.get_logger("shizha.telegram")

REMEMBERED = 10_000


class Once:
    """Knows the latest updates of this run, and through `updates` those of earlier ones."""

    def __init__(self, updates: UpdateLog | None = None) -> None:
        self._updates = updates
        self._seen: Memory[int, bool] = Memory(REMEMBERED)

    async def first(self, update_id: int) -> bool:
        """Whether this update has not been met before; from now on it has."""
        if self._seen.get(update_id):
            return False
        self._seen.put(update_id, True)
        try:
            return self._updates is None or await self._updates.first_time(update_id)
        except StorageError as error:  # rather twice than never
            log.warning("update ids not kept", reason=str(error))
            return True

    async def gate(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A handler before all others that lets nothing through twice."""
        if not await self.first(update.update_id):
            log.info("repeated update ignored")
            raise ApplicationHandlerStop
