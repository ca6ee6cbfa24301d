"""What is said where something cannot be kept."""

from __future__ import annotations

from collections.abc import Awaitable

import structlog

from bot.channels.telegram import conversation
from bot.errors import StorageError
from bot.replies.reply import Reply

log = structlog.get_logger("shizha.telegram")


async def or_sorry(answer: Awaitable[Reply | None]) -> Reply | None:
    """An answer, or a kind word while the database is away."""
    try:
        return await answer
    except StorageError as error:
        log.warning("not kept", reason=str(error))
        return conversation.page("kept.try_later")
