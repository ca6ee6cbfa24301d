"""The bot's own standing: blocked and unblocked, put into groups and out of them, groups that move."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog
from telegram import ChatMember, Update
from telegram.ext import Application, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.channels.telegram.desk import Desk
from bot.errors import StorageError
from bot.replies.reply import Block, Reply

log = structlog.get_logger("shizha.telegram")

Move = Callable[[str, str], Awaitable[None]]
OUT = (ChatMember.BANNED, ChatMember.LEFT)


class Standing:
    """Keeps what is remembered of a chat in step with what Telegram says about it."""

    def __init__(self, desk: Desk, move: Move | None = None) -> None:
        self.desk = desk
        self._move = move or self._move_watch
        desk.delivery.gone = desk.languages.forget
        desk.delivery.moved = self.move

    def register(self, application: Application) -> None:  # type: ignore[type-arg] # PTB's six type parameters say nothing here
        application.add_handler(ChatMemberHandler(self.on_change, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self.on_migration))

    async def on_change(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Forget a chat that is closed to us; introduce ourselves to a group that opens."""
        change = update.my_chat_member
        assert change is not None  # noqa: S101 # the handler lets only these changes through
        chat = change.chat
        if change.new_chat_member.status in OUT:
            self.desk.languages.forget(chat.id)
            await self._unwatch(chat.id)
        elif change.old_chat_member.status in OUT and chat.type in (chat.GROUP, chat.SUPERGROUP):
            hello = Reply((Block("group.hello"), Block("group.how")))
            await self.desk.delivery.send(chat.id, hello, self.desk.languages.texts(update))

    async def on_migration(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup: both chats say so, either may come first."""
        message = update.message
        if message and message.migrate_to_chat_id:
            await self.move(message.chat_id, message.migrate_to_chat_id)
        elif message and message.migrate_from_chat_id:
            await self.move(message.migrate_from_chat_id, message.chat_id)

    async def move(self, old: int, new: int) -> None:
        """What was agreed with a group holds for the one that it became."""
        log.info("a group has moved")
        self.desk.languages.forget(old)
        self.desk.languages.forget(new)
        try:
            await self._move(str(old), str(new))
        except StorageError as error:
            log.warning("what was agreed with a group is not moved", reason=str(error))

    async def _move_watch(self, old: str, new: str) -> None:
        """All that is agreed with a group where there is no storage."""
        group = await self.desk.watch.of(old)
        if group:
            await self.desk.watch.turn_on(replace(group, chat=new))
            await self.desk.watch.turn_off(old)

    async def _unwatch(self, chat: int) -> None:
        try:
            await self.desk.watch.turn_off(str(chat))
        except StorageError as error:
            log.warning("watch mode not ended", reason=str(error))
