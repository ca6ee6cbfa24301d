"""A chat that gets another number: a group that Telegram turns into a supergroup. Its rows go with it.

Which columns those are stands in the schema (`info=tied(...)`), as for `/forgetme`. Hashes stay: they are of people,
who keep their numbers.
"""

from __future__ import annotations

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.forget import tied_columns
from bot.storage.schema import METADATA, Tie


class Moving:
    """Moves in one transaction; doing it again finds nothing to move."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def move(self, old: str, new: str) -> int:
        """Returns the number of rows moved. What the new chat has already wins over the old. Raises StorageError."""
        moved = 0
        async with self._database.writing() as connection:
            for table in METADATA.sorted_tables:
                for column, how in tied_columns(table):
                    if how is Tie.CHAT:
                        moved += await _move(connection, table, column, old, new)
        return moved


async def _move(connection: AsyncConnection, table: Table, column: Column[str], old: str, new: str) -> int:
    key = list(table.primary_key.columns)
    moved = 0
    for row in list(await connection.execute(select(*key).where(column == old))):
        this = [part == value for part, value in zip(key, row, strict=True)]
        try:
            async with connection.begin_nested():
                await connection.execute(update(table).where(*this).values({column.name: new}))
                moved += 1
        except IntegrityError:
            await connection.execute(delete(table).where(*this))
    return moved
