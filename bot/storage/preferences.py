"""What a chat chose: language, accessibility, region, consents. A comfort: without it people get the default."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from bot.engagement.kept import Choices
from bot.errors import StorageError
from bot.storage.batches import Batches
from bot.storage.database import Database, fetch, put
from bot.storage.schema import preferences

OLD_FILE = "preferences.sqlite3"


class Preferences:
    """One row a chat that chose something."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batches = Batches(self._of_many)

    async def of(self, chat: str) -> Choices:
        """What was chosen; nothing chosen is a value too. Raises StorageError."""
        return await self._batches.get(chat)

    async def _of_many(self, chats: Sequence[str]) -> dict[str, Choices]:
        async with self._database.reading() as connection:
            found = await fetch(connection, select(preferences).where(preferences.c.chat.in_(chats)), Choices)
        return {chat: Choices(chat) for chat in chats} | {chosen.chat: chosen for chosen in found}

    async def choose(self, chat: str, **choices: str | bool | None) -> None:
        """Keep some choices, by the names of `Choices`; the others stay. Raises StorageError."""
        unknown = choices.keys() - {column.name for column in preferences.columns}
        if unknown or not choices:
            raise ValueError(f"no such choice: {', '.join(sorted(unknown)) or '(none given)'}")
        async with self._database.writing() as connection:
            await connection.execute(put(connection, preferences, ["chat"], sorted(choices)), {"chat": chat, **choices})

    async def import_old(self, data_dir: Path) -> int:
        """Take over the languages of the file that an earlier release kept, then delete it. Raises StorageError."""
        file = data_dir / OLD_FILE
        if not file.exists():
            return 0
        chosen = await asyncio.to_thread(_read_old, file)
        async with self._database.writing() as connection:
            for chat, locale in chosen:
                await connection.execute(put(connection, preferences, ["chat"]), {"chat": chat, "locale": locale})
        await asyncio.to_thread(_delete_old, file)
        return len(chosen)


def _read_old(file: Path) -> list[tuple[str, str]]:
    """The rows of the old file; one that is damaged holds none."""
    try:
        with closing(sqlite3.connect(file, timeout=5)) as db:
            return [(str(chat), str(locale)) for chat, locale in db.execute("SELECT chat, locale FROM language")]
    except sqlite3.Error:
        return []


def _delete_old(file: Path) -> None:
    try:
        for name in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
            name.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"cannot delete {file} ({error.strerror}); delete it by hand") from error
