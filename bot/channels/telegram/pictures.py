"""Pictures in messages → parts: fetched from Telegram, read by the picture reader, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import structlog
from telegram import Bot, Message
from telegram.error import TelegramError

from bot.errors import IntakeError
from bot.service import PictureReader
from model import Part

log = structlog.get_logger("shizha.telegram")

# Telegram hands out no larger files to bots.
LARGEST = 20_000_000
# Telegram's albums hold ten.
MOST = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """What was legible; `trouble` tells why something was not."""

    parts: tuple[Part, ...] = ()
    trouble: IntakeError | None = None


@dataclass(frozen=True, slots=True)
class _File:
    id: str
    size: int


def picture_files(message: Message) -> tuple[_File, ...]:
    """The picture in a message and in the one it answers: photo, picture sent as a file, still sticker."""
    answered = message.reply_to_message
    bot_wrote = answered and answered.from_user and answered.from_user.is_bot
    return tuple(f for each in (None if bot_wrote else answered, message) if each for f in _files(each))


def _files(message: Message) -> Iterator[_File]:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        yield _File(largest.file_id, largest.file_size or 0)
    document, sticker = message.document, message.sticker
    if document and (document.mime_type or "").startswith("image/"):
        yield _File(document.file_id, document.file_size or 0)
    if sticker and not sticker.is_animated and not sticker.is_video:
        yield _File(sticker.file_id, sticker.file_size or 0)


async def read_pictures(bot: Bot, reader: PictureReader | None, messages: Iterable[Message]) -> Seen:
    """Everything legible in the pictures of a case, in order. Never raises: what failed is told by `trouble`."""
    files = list(dict.fromkeys(f for message in messages for f in picture_files(message)))
    if reader is None or not files:
        return Seen()
    parts: list[Part] = []
    trouble = IntakeError(f"more than {MOST} pictures", "look.too_many") if len(files) > MOST else None
    for file in files[:MOST]:
        try:
            parts.extend(await _read(bot, reader, file))
        except (IntakeError, TelegramError) as error:
            trouble = error if isinstance(error, IntakeError) else IntakeError("not fetched", "look.not_fetched")
            log.info("picture not read", error=type(error).__name__)
    return Seen(tuple(parts), trouble)


async def _read(bot: Bot, reader: PictureReader, file: _File) -> tuple[Part, ...]:
    if file.size > LARGEST:
        size, limit = str(file.size // 1_000_000), str(LARGEST // 1_000_000)
        raise IntakeError("the picture is too large", "picture.too_large", {"size": size, "limit": limit})
    fetched = await bot.get_file(file.id)
    return await reader.read(bytes(await fetched.download_as_bytearray()))
