"""Groups: silent until asked by /check, a mention, or a reply to the bot; one short answer, edited, not repeated.

Privacy mode stays on, so Telegram hands over nothing else, unless administrators switch `watch` on.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

import structlog
from telegram import Message, MessageEntity, Update
from telegram.ext import Application, CommandHandler, ContextTypes, MessageHandler, filters

from bot.channels.telegram.compact import compose_compact, without_ask
from bot.channels.telegram.convert import message_parts
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.manners import Verdict
from bot.channels.telegram.memory import Memory, Turns
from bot.channels.telegram.watch import Watch
from bot.replies.reply import Block, Reply, Style
from bot.service import Answer
from bot.texts import Texts
from model import Part

log = structlog.get_logger("shizha.telegram")

GROUPS = filters.ChatType.GROUPS
NEW = GROUPS & filters.UpdateType.MESSAGE
# Answers that can still be edited; ids and a count only.
REMEMBERED = 2000


class Groups:
    """All messages in groups."""

    def __init__(self, desk: Desk, watch: Watch) -> None:
        self.desk = desk
        self.watch = watch
        self._turns = Turns()
        # (chat, message asked about) → (our answer, how often it was asked about)
        self._answers: Memory[tuple[int, int], tuple[int, int]] = Memory(REMEMBERED)

    def register(self, application: Application) -> None:  # type: ignore[type-arg] # PTB's six type parameters say nothing here
        """Add the handlers; the last one sees what is not addressed to the bot."""
        application.add_handler(CommandHandler("check", self.on_ask, filters=NEW))
        application.add_handler(CommandHandler("watch", self.watch.on_watch, filters=NEW))
        application.add_handler(CommandHandler("status", self.watch.on_status, filters=NEW))
        application.add_handler(MessageHandler(NEW & ~filters.COMMAND & ~filters.StatusUpdate.ALL, self.on_message))
        application.add_handler(MessageHandler(GROUPS & filters.UpdateType.EDITED_MESSAGE, self.on_edit))

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer what is addressed to the bot; watch over the rest where that was asked for."""
        message = _new(update)
        if self._addressed(message):
            await self.on_ask(update, context)
        else:
            await self.watch.look(message, self.desk.languages.texts(update))

    def _addressed(self, message: Message) -> bool:
        replied = message.reply_to_message
        to_us = replied and replied.from_user and replied.from_user.id == self.desk.bot.id
        return bool(to_us) or is_mentioned(message, self.desk.bot.username)

    async def on_ask(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """One short answer under what was asked about."""
        message, texts = _new(update), self.desk.languages.texts(update)
        if not await self._has_room(update, texts):
            return
        about = _about(message, self.desk.bot.id)
        # Who writes in the group's name or a channel's is nobody who can be told apart.
        user = message.from_user if message.sender_chat is None else None
        visit = await self.desk.visit("group", user.id if user else None)
        answer = await self.desk.judge.judge([message], texts.locale, self.read, visit)
        await self._show(message.chat_id, about.message_id, answer, texts)

    async def _has_room(self, update: Update, texts: Texts) -> bool:
        chat = _new(update).chat_id
        verdict = self.desk.groups.meet(f"group {chat}")
        if verdict is Verdict.SAY_SO:
            await self.desk.delivery.send(chat, Reply((Block("manners.slowly"),)), texts)
        return verdict is Verdict.LISTEN and await self.desk.welcome(update)

    def read(self, message: Message) -> tuple[Part, ...]:
        """The parts of a message without the words that only call the bot."""
        return without_call(message_parts(message), self.desk.bot.username)

    async def _show(self, chat: int, about: int, answer: Answer, texts: Texts) -> None:
        """Edit the answer that stands there already, or send one."""
        async with self._turns.of(chat):
            await self._show_in_turn(chat, about, answer, texts)

    async def _show_in_turn(self, chat: int, about: int, answer: Answer, texts: Texts) -> None:
        shown, times = self._answers.get((chat, about)) or (None, 0)
        reply = self._reply(answer, times + 1)
        if shown is not None and await self.desk.delivery.edit(chat, shown, reply, texts):
            self._answers.put((chat, about), (shown, times + 1))
            return
        sent = await self.desk.delivery.send(chat, reply, texts, about=about)
        if sent is not None and sent.alone:
            self._answers.put((chat, about), (sent.message, times + 1))

    def _reply(self, answer: Answer, times: int) -> Reply:
        if answer.assessment is None:
            return Reply((*without_ask(answer.reply), Block("group.how", style=Style.NOTE)))
        reply = compose_compact(answer.assessment, self._details(answer.reply))
        reply = replace(reply, blocks=(*reply.blocks, *answer.people))
        if times == 1:
            return reply
        return replace(reply, blocks=(*reply.blocks, Block("group.again", {"times": str(times)}, Style.NOTE)))

    def _details(self, reply: Reply) -> str:
        """An address under which whoever presses gets the whole answer in private."""
        payload = f"d_{secrets.token_urlsafe(12)}"
        self.desk.details.put(payload, reply)
        return self.desk.link(payload)

    async def on_edit(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A message that was judged has changed: judge it again, in place."""
        message = update.edited_message
        assert message is not None  # noqa: S101 # the filters let only edits through
        async with self._turns.of(message.chat_id):
            if self._answers.get((message.chat_id, message.message_id)) is None:
                return
        texts = self.desk.languages.texts(update)
        answer = await self.desk.judge.judge([message], texts.locale, self.read)
        async with self._turns.of(message.chat_id):
            shown, times = self._answers.get((message.chat_id, message.message_id)) or (0, 0)
            await self.desk.delivery.edit(message.chat_id, shown, self._reply(answer, times), texts)


def _about(message: Message, own_id: int) -> Message:
    """The message that is asked about: the one replied to, unless that is ours, else the asking one."""
    replied = message.reply_to_message
    ours = replied and replied.from_user and replied.from_user.id == own_id
    return replied if replied and not ours else message


def is_mentioned(message: Message, username: str) -> bool:
    """Whether @username stands in a message, as Telegram marked it."""
    entities = {**message.parse_entities([MessageEntity.MENTION]), **message.parse_caption_entities(["mention"])}
    return any(words.lower() == f"@{username}".lower() for words in entities.values())


def without_call(parts: tuple[Part, ...], username: str) -> tuple[Part, ...]:
    """Parts without @username; what says nothing else is dropped."""
    call = re.compile(rf"@{re.escape(username)}\b", re.IGNORECASE)
    bare = (replace(part, text=call.sub("", part.text).strip()) for part in parts)
    return tuple(part for part in bare if part.text)


def _new(update: Update) -> Message:
    assert update.message is not None  # noqa: S101 # the filters let only new messages through
    return update.message
