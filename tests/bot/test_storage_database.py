"""The database itself: migrations, transactions, errors; each test runs on SQLite and on PostgreSQL."""

import asyncio
import doctest
import importlib
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select

from bot.errors import ConfigError, StorageError
from bot.storage.database import Database, database_url, put
from bot.storage.migrations import config
from bot.storage.schema import METADATA, campaign_days, preferences

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 25)


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, METADATA))


async def test_the_migrations_lead_to_the_schema(database: Database) -> None:
    """What the migrations build is exactly what the code expects."""
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_migrations_lead_back(database: Database) -> None:
    """Downgrading leaves no table of ours, and upgrading again works."""

    def tables(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names())

    async with database.writing() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "base"))
        assert await connection.run_sync(tables) == {"alembic_version"}
    await database.migrate()
    async with database.reading() as connection:
        assert await connection.run_sync(tables) == {"alembic_version", *METADATA.tables}


async def test_two_starts_at_once_take_turns(database: Database) -> None:
    """Migrating concurrently, or again, is harmless."""
    await asyncio.gather(*(database.migrate() for _ in range(4)))


async def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    """What was written before an error is gone after it."""

    async def fail() -> None:
        async with database.writing() as connection:
            await connection.execute(preferences.insert().values(chat="7", locale="en"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(preferences))).scalar_one() == 0


async def test_writers_wait_for_each_other(database: Database) -> None:
    """Fifty tasks that read and then write the same row lose no step."""
    row = {"campaign": 1, "day": TODAY, "people": 0, "checks": 1}

    async def add() -> None:
        async with database.writing() as connection:
            await connection.execute(
                put(connection, campaign_days, ["campaign", "day"], {"checks": campaign_days.c.checks + 1}), row
            )

    await asyncio.gather(*(add() for _ in range(50)))
    async with database.reading() as connection:
        assert (await connection.execute(select(campaign_days.c.checks))).scalar_one() == 50


async def test_an_error_tells_no_values(database: Database) -> None:
    """What was to be written is private; the error names the cause only."""

    async def twice() -> None:
        async with database.writing() as connection:
            await connection.execute(preferences.insert().values(chat="7"))
            await connection.execute(preferences.insert().values(chat="7", region="secret-words"))

    with pytest.raises(StorageError) as caught:
        await twice()
    assert "secret-words" not in str(caught.value)
    assert "INSERT" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://root:pw12@db/x", "no url at all", "oracle+x://x:pw12@y/z", "://"])
def test_a_wrong_url_is_refused_without_repeating_it(url: str) -> None:
    """The message names the setting and the two forms, never the password."""
    with pytest.raises(ConfigError, match="SHIZHA_DATABASE_URL") as caught:
        database_url(url, Path("data"))
    assert "pw12" not in str(caught.value)


def test_the_default_is_a_file_in_the_data_folder() -> None:
    """Nothing to set up for a first run."""
    assert database_url("", Path("data")).database == "data/shizha.sqlite3"


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """The error says which setting to look at."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="SHIZHA_DATA_DIR"):
        await Database(database_url("", tmp_path / "file" / "data")).migrate()


@pytest.mark.parametrize(
    "module",
    [
        "model.campaigns",
        "bot.storage.database",
        "bot.storage.journal",
        "bot.engagement.events",
        "bot.engagement.radar",
        "bot.engagement.followup",
    ],
)
def test_examples_in_docstrings_are_true(module: str) -> None:
    """What a docstring shows is what happens."""
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted
    assert not result.failed
