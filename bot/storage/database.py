"""The database: opening, migrating, reading, writing. SQLite (WAL) by default, PostgreSQL by its URL.

Every failure leaves here as StorageError: one line without SQL, values or passwords.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import ConfigError, StorageError

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
# A writer waits this long for another one; whoever asks for a verdict never waits for a writer.
BUSY_SECONDS = 5
CONNECT_SECONDS = 5
STATEMENT_SECONDS = 30
# `SHIZ` in ASCII: the lock that two starting processes take turns by.
MIGRATION_LOCK = 0x5348495A

Kept = TypeVar("Kept")


def database_url(url: str, data_dir: Path) -> URL:
    """The URL with its asynchronous driver; empty: a file in the data folder. Raises ConfigError.

    >>> database_url("postgresql://me@db/shizha", Path("data")).drivername
    'postgresql+asyncpg'
    """
    if not url:
        return URL.create(DRIVERS["sqlite"], database=str(data_dir / "shizha.sqlite3"))
    try:
        parsed = make_url(url)
        kind = parsed.get_backend_name()
    except (ArgumentError, ValueError, NoSuchModuleError):  # the message would repeat the password
        kind = "unreadable"
    if kind not in DRIVERS:
        raise ConfigError(
            "SHIZHA_DATABASE_URL is neither sqlite:///FILE nor postgresql://USER:PASSWORD@HOST/NAME; correct it"
        )
    return parsed.set(drivername=DRIVERS[kind])


class Database:
    """One engine. Safe to share between tasks of one event loop."""

    def __init__(self, url: URL, *, pool_size: int = 5) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._file = Path(url.database or "") if self.is_sqlite else None
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=not self.is_sqlite,
            pool_timeout=BUSY_SECONDS,
            hide_parameters=True,  # values of a failed statement never reach a log
            connect_args={} if self.is_sqlite else {"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS},
        )
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _set_up_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    async def migrate(self) -> None:
        """Bring the schema up to date; two processes that start together take turns. Raises StorageError."""
        from bot.storage.migrations import upgrade

        self._make_folder()
        async with self.writing() as connection:
            if not self.is_sqlite:
                await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            await connection.run_sync(upgrade)

    def _make_folder(self) -> None:
        if self._file is None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"cannot make {self._file.parent} ({error.strerror}); check SHIZHA_DATA_DIR") from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to ask with. Raises StorageError."""
        with _told_plainly():
            async with self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: all of it is kept, or nothing. Raises StorageError."""
        with _told_plainly():
            async with self.engine.connect() as connection:
                await connection.execution_options(writes=True)
                async with connection.begin():
                    yield connection

    async def ping(self) -> None:
        """Ask for nothing. Raises StorageError where even that gets no answer."""
        async with self.reading() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def close(self) -> None:
        await self.engine.dispose()


def _set_up_sqlite(connection: Any, _: Any) -> None:
    """Transactions are begun by us: the driver would begin them late, and lock too late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what /forgetme deletes is overwritten, not only unlinked
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: a reader that turns writer would fail instead of waiting."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class _told_plainly:  # noqa: N801 # a context manager that reads like a word
    """Turns whatever a driver raises into StorageError."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, SQLAlchemyError | OSError | sqlite3.Error | TimeoutError):
            raise StorageError(
                f"the database cannot be used ({_cause(error)}); check that it runs, its rights and disk"
            )


def _cause(error: BaseException) -> str:
    """The driver's own short words: no SQL, no values, one line."""
    original = getattr(error, "orig", None) or error
    words = str(original).splitlines() or [""]
    return f"{type(original).__name__}: {words[0][:120]}".rstrip(": ")


def put(
    connection: AsyncConnection,
    table: Table,
    keys: Sequence[str],
    update: Sequence[str] | Mapping[str, Any] = (),
) -> Any:
    """An INSERT that meets an existing row of the same `keys`: keeps it, or sets the columns of `update` to the new
    values (names), or to expressions (a mapping)."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement: Any = dialect.insert(table)
    if not update:
        return statement.on_conflict_do_nothing(index_elements=list(keys))
    changes = update if isinstance(update, Mapping) else {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=changes)


async def fetch(connection: AsyncConnection, query: Any, kind: type[Kept]) -> tuple[Kept, ...]:
    """The rows of a query as values of `kind`, whose fields are named like the columns."""
    return tuple(kind(**row._mapping) for row in await connection.execute(query))


async def fetch_one(connection: AsyncConnection, query: Any, kind: type[Kept]) -> Kept | None:
    found = await fetch(connection, query, kind)
    return found[0] if found else None


def fields(value: Any, table: Table) -> dict[str, Any]:
    """The columns of `table` that a value fills."""
    return {name: getattr(value, name) for name in table.columns.keys()}  # noqa: SIM118 # it is no dict
