"""Every update is handled once: Telegram repeats one whose answer got lost, and a restart may fetch it again."""

from __future__ import annotations

import time

import structlog
from telegram import Update
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.channels.telegram.memory import Memory
from bot.channels.telegram.patience import Patience
from bot.service import UpdateLog

log = structlog.get_logger("shizha.telegram")

REMEMBERED = 10_000
CHANNEL = "telegram"


class Once:
    """Knows the latest updates of this run, and through `updates` those of earlier ones."""

    def __init__(self, updates: UpdateLog | None = None, patience: Patience | None = None) -> None:
        self._updates = updates
        self._patience = patience or Patience()
        self._seen: Memory[int, bool] = Memory(REMEMBERED)

    async def first(self, update_id: int) -> bool:
        """Whether this update has not been met before; from now on it has."""
        if self._seen.get(update_id):
            return False
        self._seen.put(update_id, True)
        updates, now = self._updates, int(time.time())
        if updates is None:
            return True
        # Rather twice than never.
        return await self._patience.ask(lambda: updates.first_time(CHANNEL, update_id, now), True)

    async def gate(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A handler before all others that lets nothing through twice."""
        if not await self.first(update.update_id):
            log.info("repeated update ignored")
            raise ApplicationHandlerStop
