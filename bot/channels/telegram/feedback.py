"""判断有误: with leave a redacted text is kept for ninety days, else only that the verdict was wrong.

The text is taken from Telegram's own copy of the message, which comes with the press; it was not kept until then.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import structlog
from telegram import Message

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Pressed
from bot.channels.telegram.convert import message_parts
from bot.channels.telegram.desk import Checked, Desk
from bot.engagement.kept import Feedback
from bot.errors import StorageError
from bot.replies.ladder import compose_feedback_thanks
from bot.replies.reply import Block, Button, Reply
from bot.service import Keeping
from model import Risk
from model.campaigns import redact

log = structlog.get_logger("shizha.telegram")

KEPT_FOR = timedelta(days=90)
TEXT, CLAIM = "wrong:text", "wrong:claim"
_ID = UUID("0b0e0c7c-4f0f-4f6e-8b55-7a4f6f1d0c11")


class FeedbackRoom:
    """Asks, and keeps what was agreed to."""

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        self.desk = desk
        self._keeping = keeping

    async def press(self, pressed: Pressed) -> Reply | None:
        """`wrong` asks; `wrong:text` and `wrong:claim` keep."""
        if pressed.data == "wrong":
            return compose_question()
        if pressed.data not in (TEXT, CLAIM):
            return None
        given = self._feedback(pressed)
        try:
            await self._keeping.feedback.keep(given)
        except StorageError as error:
            log.warning("feedback not kept", reason=str(error))
            return conversation.page("kept.try_later")
        return conversation.page("kept.feedback_text_kept" if given.text else "kept.feedback_claim_kept")

    def _feedback(self, pressed: Pressed) -> Feedback:
        about = self.desk.checks.get((pressed.chat, pressed.message)) or Checked(None, Risk.UNKNOWN, None)
        today = self._keeping.clock().date()
        return Feedback(
            id=uuid5(_ID, about.noted).hex if about.noted else uuid4().hex,
            day=today,
            channel="telegram",
            risk=about.risk,
            claim="harmless" if about.risk in (Risk.HIGH, Risk.MEDIUM) else "scam",
            delete_on=today + KEPT_FOR,
            scam_type=about.scam_type,
            text=redacted_words(pressed.about) if pressed.data == TEXT else None,
            person=self._keeping.lasting(str(pressed.person)),
        )


def compose_question() -> Reply:
    """Thanks, and whether the text may be kept."""
    thanks = compose_feedback_thanks()
    row = (Button("kept.feedback_yes", TEXT), Button("kept.feedback_no", CLAIM))
    return Reply((*thanks.blocks, Block("kept.feedback_ask")), (row,))


def redacted_words(message: Message | None) -> str | None:
    """The words of a message without what may be somebody's; None where there are none (any more)."""
    words = "\n".join(part.text for part in message_parts(message)) if message else ""
    return redact(words) or None
