"""Chosen languages of an earlier release are taken over."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.preferences import OLD_FILE, Preferences
from bot.storage.store import Store

pytestmark = pytest.mark.anyio


def write_old(folder: Path) -> None:
    with closing(sqlite3.connect(folder / OLD_FILE)) as db, db:
        db.execute("CREATE TABLE language (chat TEXT PRIMARY KEY, locale TEXT NOT NULL)")
        db.executemany("INSERT INTO language VALUES (?, ?)", [("7", "en"), ("8", "zh-Hant")])


async def test_languages_of_an_earlier_release_are_taken_over(database: Database, tmp_path: Path) -> None:
    """Once; a newer choice stays; the old file is deleted, so that /forgetme leaves nothing behind."""
    write_old(tmp_path)
    preferences = Preferences(database)
    await preferences.choose("8", locale="en")
    assert await preferences.import_old(tmp_path) == 2
    assert (await preferences.of("7")).locale == "en"
    assert (await preferences.of("8")).locale == "en"
    assert not (tmp_path / OLD_FILE).exists()
    assert await preferences.import_old(tmp_path) == 0


async def test_a_damaged_old_file_holds_nothing(database: Database, tmp_path: Path) -> None:
    """It is deleted too."""
    (tmp_path / OLD_FILE).write_bytes(b"not a database at all" * 50)
    assert await Preferences(database).import_old(tmp_path) == 0
    assert not (tmp_path / OLD_FILE).exists()


async def test_a_store_that_opens_takes_them_over(tmp_path: Path) -> None:
    """Nobody has to choose again after an update."""
    write_old(tmp_path)
    store = Store("", tmp_path)
    await store.get_ready()
    assert (await store.preferences.of("8")).locale == "zh-Hant"
    await store.close()
