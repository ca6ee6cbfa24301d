"""Messages → Answer: reads what they say and show, asks the service, and says what could not be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from telegram import Bot, Message

from bot.channels.telegram.convert import message_links, message_parts, unreadable
from bot.channels.telegram.pictures import picture_files, read_pictures
from bot.errors import IntakeError
from bot.replies.compose import compose_unreadable
from bot.replies.reply import Block, Reply, Style
from bot.replies.unread import compose_unread
from bot.service import Answer, PictureReader, Service, Visit
from model import Part, Submission

# Up to this many characters a message is judged at once, without a thread of its own.
SHORT = 1000

Reading = Callable[[Message], tuple[Part, ...]]


class Judge:
    """The one way from messages to an answer, for every kind of conversation."""

    def __init__(self, service: Service, reader: PictureReader | None, bot: Bot) -> None:
        self.service = service
        self._reader = reader
        self._bot = bot

    async def judge(
        self, messages: Sequence[Message], locale: str, read: Reading = message_parts, visit: Visit | None = None
    ) -> Answer:
        """The answer to messages that belong together, counted as a `visit` if it is one."""
        seen = await read_pictures(self._bot, self._reader, messages)
        parts = (*(part for message in messages for part in read(message)), *seen.parts)
        trouble = seen.trouble or self._left_unread(messages, parts)
        if not parts:
            return Answer(None, self._unreadable(messages[-1], trouble))
        links = tuple(link for message in messages for link in message_links(message))
        answer = await self.text(Submission(parts, locale, links), visit)
        return replace(answer, reply=_with_note(answer.reply, trouble)) if trouble else answer

    async def text(self, submission: Submission, visit: Visit | None = None) -> Answer:
        """The answer to words alone. Short ones take two milliseconds: a thread would cost more than it spares."""
        if len(submission.text) <= SHORT:
            return self.service.answer(submission, visit)
        return await asyncio.to_thread(self.service.answer, submission, visit)

    def _left_unread(self, messages: Sequence[Message], parts: Sequence[Part]) -> IntakeError | None:
        """A picture beside words is mentioned if nobody here can read it."""
        pictures = any(message.photo for message in messages)
        return IntakeError("no picture reader", "look.unread") if parts and pictures and self._reader is None else None

    def _unreadable(self, message: Message, trouble: IntakeError | None) -> Reply:
        if trouble is None and self._reader and picture_files(message) and not message.sticker:
            trouble = IntakeError("no words in the picture", "picture.no_words")
        return compose_unread(trouble) if trouble else compose_unreadable(unreadable(message))


def _with_note(reply: Reply, trouble: IntakeError) -> Reply:
    return replace(reply, blocks=(*reply.blocks, Block(trouble.key, trouble.params, Style.NOTE)))
