"""What tests of storage share: the same test runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.bench.postgres import INSTALL, LocalPostgres, programs
from bot.storage.database import Database, database_url
from bot.storage.schema import METADATA
from tests.bot.telegram_process import TOKEN
from tests.telegram_standin import TelegramStandIn


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[LocalPostgres]:
    """One server for the session, with a data folder of its own."""
    bin_dir = programs()
    if bin_dir is None:
        pytest.skip(f"PostgreSQL is not installed; {INSTALL}")
    folder = Path(tempfile.mkdtemp(prefix="shizha-pg-", dir="/tmp"))
    server = LocalPostgres(bin_dir, folder, durable=False)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated, empty database of either kind."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").url
    opened = Database(database_url(url, tmp_path))
    await opened.migrate()
    async with opened.writing() as connection:
        for table in reversed(METADATA.sorted_tables):
            await connection.execute(table.delete())
    yield opened
    await opened.close()


@pytest.fixture
def telegram() -> Iterator[TelegramStandIn]:
    """A Telegram of the test's own; modules whose tests share a bot have one for all."""
    with TelegramStandIn(TOKEN) as standin:
        yield standin
