"""/subscribe: what to get, when, in which time zone; switched by buttons, or typed: `/subscribe 20 Asia/Taipei`."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from telegram import Message

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Pressed
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.sorry import or_sorry
from bot.engagement.subscriptions import SubscriptionDesk
from bot.errors import StorageError
from bot.replies.reply import Reply

log = structlog.get_logger("shizha.telegram")


class SubscribeRoom:
    """Presses change the page in place."""

    def __init__(self, desk: Desk, subscriptions: SubscriptionDesk) -> None:
        self.desk = desk
        self._subscriptions = subscriptions

    async def page(self, message: Message, words: Sequence[str]) -> Reply:
        locale = self.desk.languages.of(message.chat_id).locale
        typed = self._subscriptions.typed(str(message.chat_id), words, locale)
        return await or_sorry(typed) or conversation.page("kept.try_later")

    async def press(self, pressed: Pressed) -> Reply | None:
        locale = self.desk.languages.of(pressed.chat).locale
        return await or_sorry(self._subscriptions.press(str(pressed.chat), pressed.rest, locale))

    async def speak(self, pressed: Pressed) -> None:
        """After a chat chose another language: what is on comes in it from now on."""
        try:
            await self._subscriptions.choose_language(str(pressed.chat), pressed.rest)
        except StorageError as error:
            log.warning("language of subscriptions not kept", reason=str(error))
