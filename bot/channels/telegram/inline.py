"""Inline mode and guest mode: a verdict card in a chat where the bot is no member.

Inline: `@bot text` in any chat offers a card to send. Guest (Bot API 10.0): a reply `@bot` under any message asks
about it; the bot answers that query once.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

import structlog
from telegram import (
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ChosenInlineResultHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.channels.telegram.compact import compose_compact, headline, without_ask
from bot.channels.telegram.convert import message_parts
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.group import without_call
from bot.channels.telegram.manners import Verdict
from bot.channels.telegram.render import render_keyboard, render_reply
from bot.replies.reply import Block, Button, Reply, Style
from bot.service import Answer
from bot.texts import Texts
from model import Part, Submission

log = structlog.get_logger("shizha.telegram")

# Telegram passes on no longer queries; the card quotes the beginning of what was asked.
QUOTED = 120


class GuestMessages(filters.UpdateFilter):
    """Lets only guest queries through."""

    def filter(self, update: Update) -> bool:
        return update.guest_message is not None


class Elsewhere:
    """Answers in chats that the bot never sees."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def register(self, application: Application) -> None:  # type: ignore[type-arg] # PTB's six type parameters say nothing here
        application.add_handler(InlineQueryHandler(self.on_inline))
        application.add_handler(ChosenInlineResultHandler(self.on_chosen))
        application.add_handler(MessageHandler(GuestMessages(), self.on_guest))

    async def on_inline(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer a card; without words only the way to the bot."""
        query = update.inline_query
        assert query is not None  # noqa: S101 # the handler lets only inline queries through
        texts = self.desk.languages.texts(update)
        results = []
        words = query.query.strip()
        if words and self.desk.people.meet(f"inline {query.from_user.id}") is Verdict.LISTEN:
            answer = await self.desk.judge.text(Submission.of(words, locale=texts.locale))
            results = [self._card(answer, texts, quote=words)]
        button = InlineQueryResultsButton(texts.say("inline.open"), start_parameter="inline")
        try:
            # Private and judged anew each time: nobody else gets a card that was made for these words.
            await query.answer(results, cache_time=0, is_personal=True, button=button)
        except TelegramError as error:  # too slow for somebody who types on
            log.info("inline query not answered", error=type(error).__name__)

    async def on_chosen(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A card was sent: only now it is a check, and not with every letter typed. Telegram tells of it where inline
        feedback is switched on at @BotFather."""
        chosen = update.chosen_inline_result
        assert chosen is not None  # noqa: S101 # the handler lets only chosen results through
        texts = self.desk.languages.texts(update)
        words = Submission.of(chosen.query.strip(), locale=texts.locale)
        await self.desk.judge.text(words, await self.desk.visit("inline", chosen.from_user.id))

    async def on_guest(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a guest query, once."""
        message = update.guest_message
        if message is None or not message.guest_query_id:
            return
        user = message.from_user
        if user and self.desk.people.meet(f"person {user.id}") is not Verdict.LISTEN:
            return
        texts = self._texts_of(message)
        visit = await self.desk.visit("guest", user.id if user else None)
        answer = await self.desk.judge.judge([message], texts.locale, self._read, visit)
        try:
            await self.desk.bot.answer_guest_query(message.guest_query_id, self._card(answer, texts))
        except TelegramError as error:
            log.info("guest query not answered", error=type(error).__name__)

    def _texts_of(self, message: Message) -> Texts:
        """The language of whoever asks: the chat is not ours to remember."""
        tag = message.from_user.language_code if message.from_user else None
        return self.desk.languages.by_tag(tag)

    def _read(self, message: Message) -> tuple[Part, ...]:
        return without_call(message_parts(message), self.desk.bot.username)

    def _card(self, answer: Answer, texts: Texts, quote: str = "") -> InlineQueryResultArticle:
        """A card with the short answer and the way to the bot."""
        reply = _with_quote(_short(answer), quote)
        page = render_reply(reply, texts)[0]
        ways = Reply((), ((Button("inline.ask_yourself", self.desk.link("inline")),),))
        keyboard: InlineKeyboardMarkup | None = render_keyboard(ways, texts)
        return InlineQueryResultArticle(
            id=secrets.token_hex(8),
            title=headline(answer.assessment, texts) if answer.assessment else texts.say("risk.unknown"),
            description=texts.say("inline.send"),
            input_message_content=InputTextMessageContent(page, parse_mode=ParseMode.HTML),
            reply_markup=keyboard,
        )


def _short(answer: Answer) -> Reply:
    if answer.assessment is None:
        return Reply((*without_ask(answer.reply), Block("inline.how", style=Style.NOTE)))
    short = compose_compact(answer.assessment)
    return replace(short, blocks=(*short.blocks, *answer.people))


def _with_quote(reply: Reply, quote: str) -> Reply:
    """The card with the beginning of the words that it judges."""
    if not quote:
        return reply
    shown = quote if len(quote) <= QUOTED else quote[: QUOTED - 1] + "…"
    return Reply((Block("inline.about", {"quote": shown}, Style.SAMPLE), *reply.blocks), reply.buttons)
