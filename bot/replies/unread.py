"""What to say where a picture could not be read."""

from __future__ import annotations

from bot.errors import IntakeError
from bot.replies.reply import Block, Reply, Style


def compose_unread(error: IntakeError) -> Reply:
    """The answer to a picture that was refused, took too long or came when too many wait: why, and what to send."""
    return Reply((Block("risk.unknown", style=Style.VERDICT), Block(error.key, error.params)))
