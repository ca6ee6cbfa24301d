"""Chosen languages: taken over from an earlier release, and readable without awaiting."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.database import Database, database_url
from bot.storage.preferences import OLD_FILE, BlockingPreferences, Preferences
from bot.storage.store import Store

pytestmark = pytest.mark.anyio


def write_old(folder: Path) -> None:
    with closing(sqlite3.connect(folder / OLD_FILE)) as db, db:
        db.execute("CREATE TABLE language (chat TEXT PRIMARY KEY, locale TEXT NOT NULL)")
        db.executemany("INSERT INTO language VALUES (?, ?)", [("7", "en"), ("8", "zh-Hant")])


@pytest.fixture
def blocking(tmp_path: Path) -> Iterator[BlockingPreferences]:
    preferences = BlockingPreferences(database_url("", tmp_path), tmp_path)
    yield preferences
    preferences.close()


async def test_languages_of_an_earlier_release_are_taken_over(database: Database, tmp_path: Path) -> None:
    """Once; a newer choice stays; the old file is deleted, so that /forgetme leaves nothing behind."""
    write_old(tmp_path)
    preferences = Preferences(database)
    await preferences.choose_language("8", "en")
    assert await preferences.import_old(tmp_path) == 2
    assert await preferences.language("7") == "en"
    assert await preferences.language("8") == "en"
    assert not (tmp_path / OLD_FILE).exists()
    assert await preferences.import_old(tmp_path) == 0


async def test_a_damaged_old_file_holds_nothing(database: Database, tmp_path: Path) -> None:
    """It is deleted too."""
    (tmp_path / OLD_FILE).write_bytes(b"not a database at all" * 50)
    assert await Preferences(database).import_old(tmp_path) == 0
    assert not (tmp_path / OLD_FILE).exists()


def test_a_language_is_kept_without_awaiting(blocking: BlockingPreferences, tmp_path: Path) -> None:
    """The latest choice is remembered by the next process."""
    blocking.choose_language("7", "en")
    blocking.choose_language("7", "zh-Hant")
    following = BlockingPreferences(database_url("", tmp_path), tmp_path)
    assert following.language("7") == "zh-Hant"
    assert following.language("8") is None
    following.close()


async def test_it_may_be_called_inside_an_event_loop(blocking: BlockingPreferences) -> None:
    """Handlers call it directly, or from threads."""
    blocking.choose_language("7", "en")
    assert blocking.language("7") == "en"
    assert await asyncio.gather(*(asyncio.to_thread(blocking.language, "7") for _ in range(8))) == ["en"] * 8


def test_the_first_use_takes_over_old_languages(tmp_path: Path) -> None:
    """Nobody has to choose again after an update."""
    write_old(tmp_path)
    preferences = BlockingPreferences(database_url("", tmp_path), tmp_path)
    assert preferences.language("8") == "zh-Hant"
    preferences.close()


def test_a_disk_that_refuses_costs_only_the_preference(tmp_path: Path) -> None:
    """Writing raises for the log; reading means “not chosen”."""
    (tmp_path / "file").write_text("x")
    lost = BlockingPreferences(database_url("", tmp_path / "file" / "data"), tmp_path / "file" / "data")
    assert lost.language("7") is None
    with pytest.raises(StorageError):
        lost.choose_language("7", "en")
    lost.close()


def test_a_damaged_database_means_not_chosen(tmp_path: Path) -> None:
    """Garbage instead of a database does not stop an answer."""
    (tmp_path / "shizha.sqlite3").write_bytes(b"not a database at all, not even close" * 20)
    lost = BlockingPreferences(database_url("", tmp_path), tmp_path)
    assert lost.language("7") is None
    lost.close()


def test_a_slow_database_is_not_waited_for(tmp_path: Path) -> None:
    """Whoever holds the database, the answer comes; the choice is reported as not kept."""
    preferences = BlockingPreferences(database_url("", tmp_path), tmp_path)
    preferences.choose_language("7", "en")
    preferences._wait = 0.05
    with closing(sqlite3.connect(tmp_path / "shizha.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="slow"):
            preferences.choose_language("7", "zh-Hant")
        holder.execute("ROLLBACK")
    preferences._wait = 5
    assert preferences.language("7") == "en"
    preferences.close()


async def test_a_store_gets_ready_twice(tmp_path: Path) -> None:
    """Opening is lazy: making a store touches no database."""
    write_old(tmp_path)
    store = Store("", tmp_path)
    assert not (tmp_path / "shizha.sqlite3").exists()
    await store.get_ready()
    await store.get_ready()
    assert await store.preferences.language("7") == "en"
    await store.close()
