"""Sending and editing, whatever Telegram says to it: blips are tried again, moved chats followed, blocks accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from telegram import Bot, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.channels.telegram.render import render_keyboard, render_reply
from bot.replies.reply import Attachment, Reply
from bot.texts import Texts

log = structlog.get_logger("shizha.telegram")
T = TypeVar("T")

# Pauses in seconds between tries after a network blip. An answer that arrives twice is better than none.
PAUSES = (0.5, 2.0)
# Messages on their way at once. Telegram takes about 30 a second; with hundreds of connections the HTTP library spends
# more time choosing one than sending.
AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """The message that carries the buttons of a reply; `alone`: it is the whole reply, so it can be edited."""

    message: int
    alone: bool


class Delivery:
    """The way out. `gone`, `moved`, `revoked` tell the house what Telegram says of a chat or of the bot."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self._room = asyncio.Semaphore(AT_ONCE)
        self.gone: Callable[[int], None] = lambda chat: None
        self.moved: Callable[[int, int], Awaitable[None]] = _nothing
        self.revoked: Callable[[], None] = lambda: None

    async def send(self, chat: int, reply: Reply, texts: Texts, *, about: int | None = None) -> Shown | None:
        """Send a reply, as an answer to message `about`, then its files. None: it was not delivered."""
        try:
            shown = await self._pages(chat, reply, texts, about)
        except ChatMigrated as error:
            old, chat = chat, error.new_chat_id
            await self.moved(old, chat)
            shown = await self._guarded(chat, self._pages(chat, reply, texts, None))
        except TelegramError as error:
            self._failed(chat, error)
            return None
        for file in reply.attachments if shown else ():
            await self._guarded(chat, self._call(self._file(chat, file)))
        return shown

    def _file(self, chat: int, file: Attachment) -> Callable[[], Awaitable[object]]:
        """A picture is shown; anything else is a file to keep and print."""
        if file.media_type.startswith("image/"):
            return lambda: self.bot.send_photo(chat, file.content, filename=file.name)
        return lambda: self.bot.send_document(chat, file.content, filename=file.name)

    async def _pages(self, chat: int, reply: Reply, texts: Texts, about: int | None) -> Shown | None:
        pages = render_reply(reply, texts)
        keyboard = render_keyboard(reply, texts)
        last = None
        for number, page in enumerate(pages, 1):
            last = await self._call(
                lambda page=page, number=number: self.bot.send_message(  # type: ignore[misc] # mypy cannot infer it
                    chat,
                    page,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard if number == len(pages) else None,
                    reply_parameters=_answering(about if number == 1 else None),
                )
            )
        return Shown(last.message_id, alone=len(pages) == 1) if last else None

    async def edit(self, chat: int, message: int, reply: Reply, texts: Texts) -> bool:
        """Change an own message in place; False if that is not possible and a new one is needed."""
        pages = render_reply(reply, texts)
        if len(pages) != 1:
            return False
        keyboard = render_keyboard(reply, texts)
        try:
            await self._call(
                lambda: self.bot.edit_message_text(
                    pages[0], chat, message, parse_mode=ParseMode.HTML, reply_markup=keyboard
                )
            )
        except BadRequest as error:
            return "not modified" in str(error).lower()
        except TelegramError as error:
            self._failed(chat, error)
        return True

    async def picture(self, chat: int, data: bytes) -> None:
        """Send a picture."""
        await self._guarded(chat, self._call(lambda: self.bot.send_photo(chat, data)))

    async def _call(self, call: Callable[[], Awaitable[T]]) -> T:
        async with self._room:
            return await _insist(call)

    async def typing(self, chat: int) -> None:
        """A courtesy: its failure is nobody's business."""
        try:
            await self.bot.send_chat_action(chat, ChatAction.TYPING)
        except TelegramError as error:
            log.info("no typing indicator", error=type(error).__name__)

    async def _guarded(self, chat: int, work: Awaitable[T]) -> T | None:
        try:
            return await work
        except TelegramError as error:
            self._failed(chat, error)
        return None

    def _failed(self, chat: int, error: TelegramError) -> None:
        if isinstance(error, InvalidToken):
            self.revoked()
        elif isinstance(error, Forbidden):
            log.info("blocked by the person, or put out of the group")
            self.gone(chat)
        else:
            log.error("not delivered", error=type(error).__name__)


async def _nothing(old: int, new: int) -> None:
    """Nobody listens."""


async def _insist(call: Callable[[], Awaitable[T]]) -> T:
    """The result of a call that is tried again after a network blip. Raises TelegramError."""
    for pause in PAUSES:
        try:
            return await call()
        except BadRequest:  # a kind of NetworkError for the library, but trying again would not help
            raise
        except NetworkError as error:
            log.warning("sending interrupted, trying again", error=type(error).__name__)
            await asyncio.sleep(pause)
    return await call()


def _answering(message: int | None) -> ReplyParameters | None:
    return ReplyParameters(message, allow_sending_without_reply=True) if message else None
