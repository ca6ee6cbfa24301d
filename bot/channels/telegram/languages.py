"""Which language a chat reads: the chosen one, else that of the person's Telegram, else the default."""

from __future__ import annotations

import structlog
from telegram import Update

from bot.channels.telegram.memory import Memory
from bot.errors import StorageError
from bot.service import Preferences
from bot.texts import Texts, load_texts, match_locale

log = structlog.get_logger("shizha.telegram")

# Chats whose language is known without asking the storage.
REMEMBERED = 10_000


class Languages:
    """The words for each chat."""

    def __init__(self, preferences: Preferences, default: str) -> None:
        self.default = default
        self._preferences = preferences
        self._known: Memory[int, str] = Memory(REMEMBERED)

    def texts(self, update: Update) -> Texts:
        """Words for whoever sent `update`; a group reads the default until it chooses."""
        chat, user = update.effective_chat, update.effective_user
        if chat is None:
            return self.by_tag(user.language_code if user else None)
        self._learn(chat.id, user.language_code if user and chat.type == chat.PRIVATE else None)
        return self.of(chat.id)

    def _learn(self, chat: int, tag: str | None) -> None:
        if self._known.get(chat) is None:
            self._known.put(chat, self._preferences.language(str(chat)) or match_locale(tag, self.default))

    def of(self, chat: int) -> Texts:
        """Words for a chat that was heard before."""
        return load_texts(self._known.get(chat) or self.default)

    def elsewhere(self, chat: int) -> Texts:
        """Words for a chat that need not have been heard in this run: somebody writes to it of our own accord."""
        return load_texts(self._known.get(chat) or self._preferences.language(str(chat)) or self.default)

    def by_tag(self, tag: str | None) -> Texts:
        """Words for somebody of whom only the language of the app is known."""
        return load_texts(match_locale(tag, self.default))

    def choose(self, chat: int, locale: str) -> None:
        """Remember a choice, also over a restart if the storage can."""
        self._known.put(chat, locale)
        try:
            self._preferences.choose_language(str(chat), locale)
        except StorageError as error:
            log.warning("language not kept", reason=str(error))

    def forget(self, chat: int) -> None:
        self._known.pop(chat)
