"""Private chats: handlers that turn updates into Replies and deliver them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram import Bot, Message, ReplyParameters, Update
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.channels.telegram import conversation
from bot.channels.telegram.cases import Case, Cases
from bot.channels.telegram.render import render_keyboard, render_reply
from bot.errors import StorageError
from bot.replies.reply import Reply
from bot.service import Preferences, Service
from bot.texts import LOCALES, Texts, load_texts, match_locale

log = structlog.get_logger("shizha.telegram")

# How many verdicts can still be amended when their message is edited; ids only, no text.
REMEMBERED = 1000


class PrivateChats:
    """All that happens in private chats."""

    def __init__(self, service: Service, preferences: Preferences, pause: float, default_locale: str) -> None:
        self.service = service
        self.preferences = preferences
        self.default_locale = default_locale
        self.cases = Cases(pause, self._answer)
        self.bot: Bot | None = None
        self._languages: OrderedDict[int, str] = OrderedDict()
        self._verdicts: OrderedDict[tuple[int, int], int] = OrderedDict()

    def register(self, application: Application) -> None:  # type: ignore[type-arg] # PTB's six type parameters say nothing here
        """Add the handlers, in order: commands, then any other message, edits, buttons."""
        self.bot = application.bot
        private = filters.ChatType.PRIVATE
        new = filters.UpdateType.MESSAGE
        pages: dict[str, Callable[[], Reply]] = {
            "start": conversation.welcome,
            "help": conversation.help_page,
            "privacy": conversation.privacy_page,
            "language": conversation.language_page,
        }
        for name, page in pages.items():
            application.add_handler(CommandHandler(name, self._page(page), filters=private & new))
        application.add_handler(
            MessageHandler(private & new & filters.COMMAND, self._page(conversation.unknown_command))
        )
        application.add_handler(MessageHandler(private & new, self.on_message))
        application.add_handler(
            MessageHandler(private & filters.UpdateType.EDITED_MESSAGE & ~filters.COMMAND, self.on_edit)
        )
        application.add_handler(CallbackQueryHandler(self.on_button))
        application.add_error_handler(self.on_error)

    def _page(self, page: Callable[[], Reply]) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
        async def show(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            assert update.message is not None  # noqa: S101 # the filters let only new messages through
            await self.deliver(update.message.chat_id, page(), self.texts(update))

        return show

    async def on_message(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Put a message into its case; the answer comes when the case closes."""
        assert update.message is not None  # noqa: S101 # the filters let only new messages through
        self._remember_language(update)
        if self.cases.add(update.message):
            self.cases.run(self._typing(update.message.chat_id))  # a slow sign must not hold up the next message

    async def on_edit(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Judge an edited message again and amend the verdict on it."""
        message = update.edited_message
        assert message is not None  # noqa: S101 # the filters let only edits through
        self._remember_language(update)
        if self.cases.holds(message):
            self.cases.add(message)
            return
        await self._amend(message, self.texts(update))

    async def _amend(self, message: Message, texts: Texts) -> None:
        reply = await asyncio.to_thread(conversation.verdict, self.service, [message], texts.locale)
        shown = self._verdicts.get((message.chat_id, message.message_id))
        pages = render_reply(reply, texts)
        if shown is None or len(pages) != 1 or self.bot is None:
            await self._answer_edit(message, reply, texts)
            return
        try:
            await self.bot.edit_message_text(pages[0], message.chat_id, shown, parse_mode=ParseMode.HTML)
        except BadRequest as error:
            if "not modified" not in str(error).lower():
                await self._answer_edit(message, reply, texts)

    async def _answer_edit(self, message: Message, reply: Reply, texts: Texts) -> None:
        """Where there is nothing to amend: a verdict of its own, which the next edit amends."""
        shown = await self.deliver(message.chat_id, reply, texts, about=message.message_id)
        if shown is not None:
            self._remember_verdict(message.chat_id, message.message_id, shown)

    async def on_button(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The guided try, or a chosen language."""
        query = update.callback_query
        assert query is not None  # noqa: S101 # the handler lets only button presses through
        try:
            await query.answer()
        except TelegramError as error:  # pressed while the bot was away: too old to confirm, not too old to obey
            log.info("button not confirmed", error=type(error).__name__)
        if query.message is None or not query.data:
            return
        chat = query.message.chat.id
        if query.data == conversation.TRY:
            texts = self.texts(update)
            reply = await asyncio.to_thread(conversation.guided_try, self.service, texts.locale)
            await self.deliver(chat, reply, texts)
        elif query.data.removeprefix(conversation.LANGUAGE) in LOCALES:
            await self._choose_language(chat, query.data.removeprefix(conversation.LANGUAGE))

    async def _choose_language(self, chat: int, locale: str) -> None:
        self._keep_language(chat, locale)
        try:
            self.preferences.choose_language(str(chat), locale)
        except StorageError as error:
            log.warning("language not kept", reason=str(error))
        await self.deliver(chat, conversation.language_chosen(), load_texts(locale))

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the kind of failure (no text) and say sorry where there is somebody to say it to."""
        log.error("update failed", error=type(context.error).__name__)
        if isinstance(update, Update) and update.effective_chat and not isinstance(context.error, TelegramError):
            await self.deliver(update.effective_chat.id, conversation.apology(), self.texts(update))

    async def _answer(self, case: Case) -> None:
        messages = list(case.messages.values())
        texts = load_texts(self._language(case.chat))
        try:
            reply = await asyncio.to_thread(conversation.verdict, self.service, messages, texts.locale)
        except Exception as error:  # whatever broke, the person gets an answer
            log.error("case failed", error=type(error).__name__)
            reply = conversation.apology()
        shown = await self.deliver(case.chat, reply, texts, about=messages[-1].message_id)
        if shown is not None and len(messages) == 1:
            self._remember_verdict(case.chat, messages[0].message_id, shown)

    async def deliver(self, chat: int, reply: Reply, texts: Texts, *, about: int | None = None) -> int | None:
        """Send a reply, as an answer to message `about`. Returns the id of its only message, else None."""
        assert self.bot is not None  # noqa: S101 # register() comes first
        pages = render_reply(reply, texts)
        keyboard = render_keyboard(reply, texts)
        sent = None
        try:
            for number, page in enumerate(pages, 1):
                sent = await self.bot.send_message(
                    chat,
                    page,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard if number == len(pages) else None,
                    reply_parameters=_answering(about if number == 1 else None),
                )
        except Forbidden:
            log.info("blocked by the person")
        except TelegramError as error:
            log.error("not delivered", error=type(error).__name__)
        return sent.message_id if sent and len(pages) == 1 else None

    async def _typing(self, chat: int) -> None:
        """A courtesy: its failure is nobody's business."""
        assert self.bot is not None  # noqa: S101 # register() comes first
        try:
            await self.bot.send_chat_action(chat, ChatAction.TYPING)
        except TelegramError as error:
            log.info("no typing indicator", error=type(error).__name__)

    def texts(self, update: Update) -> Texts:
        """Words in the language that fits whoever sent `update`."""
        self._remember_language(update)
        chat = update.effective_chat
        return load_texts(self._language(chat.id) if chat else self.default_locale)

    def _remember_language(self, update: Update) -> None:
        chat, user = update.effective_chat, update.effective_user
        if chat and chat.id not in self._languages:
            chosen = self.preferences.language(str(chat.id))
            self._keep_language(
                chat.id, chosen or match_locale(user.language_code if user else None, self.default_locale)
            )

    def _keep_language(self, chat: int, locale: str) -> None:
        self._languages[chat] = locale
        _forget_oldest(self._languages)

    def _language(self, chat: int) -> str:
        return self._languages.get(chat, self.default_locale)

    def _remember_verdict(self, chat: int, message: int, shown: int) -> None:
        self._verdicts[chat, message] = shown
        _forget_oldest(self._verdicts)


def _forget_oldest(table: OrderedDict[Any, Any]) -> None:
    while len(table) > REMEMBERED:
        table.popitem(last=False)


def _answering(message: int | None) -> ReplyParameters | None:
    return ReplyParameters(message, allow_sending_without_reply=True) if message else None
