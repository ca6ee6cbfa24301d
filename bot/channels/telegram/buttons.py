"""Pressed buttons, by what their action begins with. Data comes from outside: what nobody knows is passed over."""

from __future__ import annotations

import structlog
from telegram import CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.channels.telegram import conversation
from bot.channels.telegram.commands import Commands, menu_of_chat
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.forms import Forms
from bot.channels.telegram.rooms import Press
from bot.replies.reply import Reply
from bot.texts import LOCALES
from model import Submission

log = structlog.get_logger("shizha.telegram")


class Buttons:
    """What happens at a press, in private chats."""

    def __init__(self, desk: Desk, forms: Forms, commands: Commands) -> None:
        self.desk = desk
        self.forms = forms
        self.commands = commands
        own: dict[str, Press] = {"try": self._try, "language": self._language, "large": self._large}
        self._presses = own | commands.rooms.presses

    async def on_button(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Confirm the press, then answer it; the ticks of a list change it in place."""
        query = update.callback_query
        assert query is not None  # noqa: S101 # the handler lets only button presses through
        await _confirm(query)
        if query.message is None or not query.data or not await self.desk.welcome(update):
            return
        chat = query.message.chat.id
        self.desk.languages.texts(update)
        reply = await self._press(chat, query.data)
        if reply is None:
            log.info("unknown button")
            return
        texts = self.desk.languages.of(chat)
        if not _in_place(query.data) or not await self.desk.delivery.edit(chat, query.message.message_id, reply, texts):
            await self.desk.delivery.send(chat, reply, texts)

    async def _press(self, chat: int, data: str) -> Reply | None:
        own = self._presses.get(data.partition(":")[0])
        if own:
            return await own(chat, data.partition(":")[2])
        return self.forms.press(chat, data) or self.commands.act(data, chat)

    async def _try(self, chat: int, _: str) -> Reply:
        texts = self.desk.languages.of(chat)
        sample = texts.say("telegram.try_sample")
        answer = await self.desk.judge.text(Submission.of(sample, locale=texts.locale))
        return conversation.guided_try(answer.reply)

    async def _language(self, chat: int, locale: str) -> Reply | None:
        if locale not in LOCALES:
            return None
        self.desk.languages.choose(chat, locale)
        await self.commands.rooms.speak(chat, locale)
        await menu_of_chat(self.desk.bot, self.commands.shown(), chat, self.desk.languages.of(chat))
        return conversation.page("telegram.language_set")

    async def _large(self, chat: int, choice: str) -> Reply:
        wanted = choice == "on"
        await self.desk.accessibility.choose_accessible(str(chat), wanted)
        return conversation.large_page(wanted)


def _in_place(data: str) -> bool:
    """Whether an action only turns the page it stands on: the ticks of a list (`paid:cn:0101`), the menu of tips."""
    return data.startswith(("tips:", "large:", "subscribe:")) or (data.count(":") == 2 and data.startswith("paid:"))


async def _confirm(query: CallbackQuery) -> None:
    try:
        await query.answer()
    except TelegramError as error:  # pressed while the bot was away: too old to confirm, not too old to obey
        log.info("button not confirmed", error=type(error).__name__)
