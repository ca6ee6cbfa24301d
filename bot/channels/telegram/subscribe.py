"""/subscribe: what to get, when, in which time zone; switched by buttons, or typed: `/subscribe 20 Asia/Taipei`."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from telegram import Message

from bot.channels.telegram import conversation
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.kindly import or_sorry
from bot.engagement.house import Engagement
from bot.errors import StorageError
from bot.replies.reply import Reply

log = structlog.get_logger("shizha.telegram")


class SubscribeRoom:
    """Presses change the page in place."""

    def __init__(self, desk: Desk, engagement: Engagement) -> None:
        self.desk = desk
        self._subscriptions = engagement.subscriptions

    async def page(self, message: Message, words: Sequence[str]) -> Reply:
        locale = self.desk.languages.of(message.chat_id).locale
        typed = self._subscriptions.typed(str(message.chat_id), words, locale)
        return await or_sorry(typed) or conversation.page("subscribe.away")

    async def press(self, chat: int, choice: str) -> Reply | None:
        locale = self.desk.languages.of(chat).locale
        return await or_sorry(self._subscriptions.press(str(chat), choice, locale))

    async def speak(self, chat: int, locale: str) -> None:
        try:
            await self._subscriptions.choose_language(str(chat), locale)
        except StorageError as error:
            log.warning("language of subscriptions not kept", reason=str(error))
