"""Watch mode: where an administrator asked for it, read along in a group and warn, at high risk only, not too often."""

from __future__ import annotations

from datetime import date

import structlog
from telegram import Chat, ChatMember, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.channels.telegram.compact import compose_compact
from bot.channels.telegram.convert import message_links, own_parts
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.manners import Flood, Verdict
from bot.engagement.kept import WatchGroup
from bot.errors import StorageError
from bot.replies.reply import Block, Reply, Style
from bot.texts import Texts
from model import Risk, Submission

log = structlog.get_logger("shizha.telegram")

ADMINISTRATORS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


class Watch:
    """`warnings` says how often a group may be warned without having asked."""

    def __init__(self, desk: Desk, warnings: Flood) -> None:
        self.desk = desk
        self._warnings = warnings

    async def on_watch(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/watch on, /watch off: by administrators. Anything else tells how things stand."""
        message, texts = update.message, self.desk.languages.texts(update)
        assert message is not None  # noqa: S101 # the filters let only new messages through
        choice = (context.args or [""])[0].lower()
        if choice not in ("on", "off"):
            await self.on_status(update, context)
            return
        reply = Reply((Block("watch.administrators_only"),))
        if await self._is_administrator(message):
            reply = await self._switch(message.chat, choice == "on", texts)
        await self.desk.delivery.send(message.chat_id, reply, texts, about=message.message_id)

    async def _switch(self, chat: Chat, on: bool, texts: Texts) -> Reply:
        """Change the mode; what is said then is its announcement to everybody in the group."""
        try:
            if not on:
                await self.desk.watch.turn_off(str(chat.id))
                return Reply((Block("watch.off"),))
            await self.desk.watch.turn_on(WatchGroup(str(chat.id), texts.locale, date.today()))
        except StorageError as error:
            log.warning("watch mode not changed", reason=str(error))
            return Reply((Block("telegram.sorry"),))
        needs = () if await self._can_read(chat) else (Block("watch.needs_rights", style=Style.NOTE),)
        return Reply((Block("watch.on", style=Style.HEADING), Block("watch.promise"), *needs))

    async def on_status(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """/status: what the bot reads in this group."""
        message, texts = update.message, self.desk.languages.texts(update)
        assert message is not None  # noqa: S101 # the filters let only new messages through
        watched = await self._is_watched(message.chat_id)
        blocks = [Block("watch.status_on" if watched else "watch.status_off"), Block("group.how")]
        if watched and not await self._can_read(message.chat):
            blocks.append(Block("watch.needs_rights", style=Style.NOTE))
        await self.desk.delivery.send(message.chat_id, Reply(tuple(blocks)), texts, about=message.message_id)

    async def look(self, message: Message, texts: Texts) -> None:
        """Judge a message nobody asked about, if the group wants that; say something at high risk only."""
        if not await self._is_watched(message.chat_id):
            return
        parts = own_parts(message)
        if not parts or (message.from_user and message.from_user.is_bot):
            return
        answer = await self.desk.judge.text(Submission(parts, texts.locale, message_links(message)))
        if answer.assessment is None or answer.assessment.risk is not Risk.HIGH:
            return
        if self._warnings.meet(f"watch {message.chat_id}") is not Verdict.LISTEN:
            return
        short = compose_compact(answer.assessment)
        reply = Reply((*short.blocks, Block("watch.why_said", style=Style.NOTE)))
        await self.desk.delivery.send(message.chat_id, reply, texts, about=message.message_id)

    async def _is_watched(self, chat: int) -> bool:
        """Whether this group wants it; silence where that cannot be known."""
        return await self.desk.patience.ask(lambda: self.desk.watch.of(str(chat)), None) is not None

    async def _is_administrator(self, message: Message) -> bool:
        """Whether the writer runs this group; who writes in the group's own name does."""
        if message.sender_chat:
            return message.sender_chat.id == message.chat_id
        return message.from_user is not None and await self._rank(message.chat_id, message.from_user.id)

    async def _can_read(self, chat: Chat) -> bool:
        """Whether Telegram hands over more than what is addressed to the bot."""
        bot = self.desk.bot
        return bool(bot.can_read_all_group_messages) or await self._rank(chat.id, bot.id)

    async def _rank(self, chat: int, user: int) -> bool:
        try:
            member = await self.desk.bot.get_chat_member(chat, user)
        except TelegramError as error:
            log.info("cannot ask for a rank", error=type(error).__name__)
            return False
        return member.status in ADMINISTRATORS
