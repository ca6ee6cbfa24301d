"""A kind word where the database is away."""

from __future__ import annotations

from collections.abc import Awaitable

import structlog

from bot.channels.telegram import conversation
from bot.errors import StorageError
from bot.replies.reply import Reply

log = structlog.get_logger("shizha.telegram")


async def or_sorry(answer: Awaitable[Reply | None]) -> Reply | None:
    """An answer, or that it could not be noted now."""
    try:
        return await answer
    except StorageError as error:
        log.warning("not kept", reason=str(error))
        return conversation.page("subscribe.away")
