"""The language that a chat chose, in a small SQLite file: key, locale, nothing else.

Preferences are a comfort: a disk that is full or gone must not cost anybody a verdict, so failing to write raises
StorageError for the caller to log, and failing to read means "not chosen".
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import StorageError

_SCHEMA = "CREATE TABLE IF NOT EXISTS language (chat TEXT PRIMARY KEY, locale TEXT NOT NULL)"


class SqlitePreferences:
    """Satisfies `bot.service.Preferences`. Opens the file for each call: calls are rare and short."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def language(self, chat: str) -> str | None:
        """The chosen locale, or None if none was chosen or the file cannot be read."""
        try:
            with closing(self._connect()) as db:
                row = db.execute("SELECT locale FROM language WHERE chat = ?", (chat,)).fetchone()
        except (sqlite3.Error, OSError):
            return None
        return str(row[0]) if row else None

    def choose_language(self, chat: str, locale: str) -> None:
        """Keep a choice. Raises StorageError."""
        try:
            with closing(self._connect()) as db, db:
                db.execute("INSERT OR REPLACE INTO language VALUES (?, ?)", (chat, locale))
        except (sqlite3.Error, OSError) as error:
            raise StorageError(
                f"cannot keep a language in {self.file} ({error}); check the folder and free space"
            ) from error

    def _connect(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self.file, timeout=5)
        db.execute(_SCHEMA)
        return db
