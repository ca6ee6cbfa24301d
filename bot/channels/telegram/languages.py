"""What a chat chose, above all its language: the chosen one, else that of the person's Telegram, else the default."""

from __future__ import annotations

from dataclasses import replace

import structlog
from telegram import Update

from bot.channels.telegram.memory import Memory
from bot.channels.telegram.patience import Patience
from bot.engagement.kept import Choices
from bot.errors import StorageError
from bot.service import Preferences
from bot.texts import Texts, load_texts, match_locale

log = structlog.get_logger("shizha.telegram")

# Chats whose choices are known without asking the storage.
REMEMBERED = 10_000


class Languages:
    """The words for each chat. `meet` must have seen an update before the others are asked about its chat."""

    def __init__(self, preferences: Preferences, default: str, patience: Patience | None = None) -> None:
        self.default = default
        self._preferences = preferences
        self._patience = patience or Patience()
        self._chosen: Memory[int, Choices] = Memory(REMEMBERED)
        self._tags: Memory[int, str] = Memory(REMEMBERED)

    async def meet(self, update: Update) -> None:
        """Learn what the chat of an update chose, unless it is known."""
        if update.effective_chat:
            await self.learn(update.effective_chat.id)

    async def learn(self, chat: int) -> None:
        """Learn what a chat chose, also one that sends nothing. What could not be asked is asked again next time."""
        if self._chosen.get(chat) is None:
            found = await self._patience.ask(lambda: self._preferences.of(str(chat)), None)
            if found is not None:
                self._chosen.put(chat, found)

    def texts(self, update: Update) -> Texts:
        """Words for whoever sent `update`; a group reads the default until it chooses."""
        chat, user = update.effective_chat, update.effective_user
        if chat is None:
            return self.by_tag(user.language_code if user else None)
        if self._tags.get(chat.id) is None:
            tag = user.language_code if user and chat.type == chat.PRIVATE else None
            self._tags.put(chat.id, match_locale(tag, self.default))
        return self.of(chat.id)

    def of(self, chat: int) -> Texts:
        """Words for a chat that was heard before."""
        return load_texts(self.choices(chat).locale or self._tags.get(chat) or self.default)

    def choices(self, chat: int) -> Choices:
        """What a chat chose, as far as it is known."""
        return self._chosen.get(chat) or Choices(str(chat))

    async def elsewhere(self, chat: int) -> Texts:
        """Words for a chat that need not have been heard in this run: it did not ask for them at this moment."""
        await self.learn(chat)
        return self.of(chat)

    def by_tag(self, tag: str | None) -> Texts:
        """Words for somebody of whom only the language of the app is known."""
        return load_texts(match_locale(tag, self.default))

    async def choose(self, chat: int, **choices: str | bool | None) -> None:
        """Remember choices, by the names of `Choices`, also over a restart if the storage can."""
        self._chosen.put(chat, replace(self.choices(chat), **choices))  # type: ignore[arg-type] # names of `Choices`
        try:
            await self._preferences.choose(str(chat), **choices)
        except StorageError as error:
            log.warning("choice not kept", reason=str(error))

    def forget(self, chat: int) -> None:
        self._chosen.pop(chat)
        self._tags.pop(chat)
