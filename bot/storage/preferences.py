"""What a chat chose: language, accessibility, consents. A comfort: without a database people get the default.

`BlockingPreferences` is the same for code that cannot await; it waits a moment at most.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.engine import URL

from bot.engagement.kept import Choices
from bot.errors import StorageError
from bot.storage.database import Database, fetch_one, put
from bot.storage.schema import preferences

OLD_FILE = "preferences.sqlite3"
# Longer than a write takes, shorter than somebody waits for a verdict.
WAIT_SECONDS = 2.0

Result = TypeVar("Result")


class Preferences:
    """One row a chat that chose something."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chat: str) -> Choices:
        """What was chosen; nothing chosen is a value too. Raises StorageError."""
        async with self._database.reading() as connection:
            query = select(preferences).where(preferences.c.chat == chat)
            return await fetch_one(connection, query, Choices) or Choices(chat)

    async def choose(self, chat: str, **choices: str | bool | None) -> None:
        """Keep some choices, by the names of `Choices`; the others stay. Raises StorageError."""
        unknown = choices.keys() - {column.name for column in preferences.columns}
        if unknown or not choices:
            raise ValueError(f"no such choice: {', '.join(sorted(unknown)) or '(none given)'}")
        async with self._database.writing() as connection:
            await connection.execute(put(connection, preferences, ["chat"], sorted(choices)), {"chat": chat, **choices})

    async def language(self, chat: str) -> str | None:
        """The chosen locale, or None where none was chosen or the database is away."""
        with suppress(StorageError):
            return (await self.of(chat)).locale
        return None

    async def choose_language(self, chat: str, locale: str) -> None:
        await self.choose(chat, locale=locale)

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


class BlockingPreferences:
    """Satisfies `bot.service.Preferences`, which is called without awaiting: an event loop in a thread of its own, so
    that it may be called from any loop or thread. Migrates the database first."""

    def __init__(self, url: URL, data_dir: Path, wait_seconds: float = WAIT_SECONDS) -> None:
        self._wait = wait_seconds
        self._data_dir = data_dir
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="preferences", daemon=True)
        self._thread.start()
        self._database = Database(url, pool_size=1)
        self._preferences = Preferences(self._database)
        self._ready = False

    def language(self, chat: str) -> str | None:
        """The chosen locale, or None where none was chosen or the database is away or slow."""
        with suppress(StorageError):
            return self._run(self._language(chat))
        return None

    def choose_language(self, chat: str, locale: str) -> None:
        """Keep a choice. Raises StorageError."""
        self._run(self._choose_language(chat, locale))

    def close(self) -> None:
        with suppress(StorageError):
            self._run(self._database.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _language(self, chat: str) -> str | None:
        await self._get_ready()
        return await self._preferences.language(chat)

    async def _choose_language(self, chat: str, locale: str) -> None:
        await self._get_ready()
        await self._preferences.choose_language(chat, locale)

    async def _get_ready(self) -> None:
        if not self._ready:
            await self._database.migrate()
            await self._preferences.import_old(self._data_dir)
            self._ready = True

    def _run(self, call: Coroutine[Any, Any, Result]) -> Result:
        future = asyncio.run_coroutine_threadsafe(call, self._loop)
        try:
            return future.result(self._wait)
        except FutureTimeoutError as error:
            future.cancel()
            raise StorageError("the database is slow or away; the choice was not kept") from error
