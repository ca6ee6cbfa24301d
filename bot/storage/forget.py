"""`/forgetme`: delete every row that leads back to a chat, and prove that none is left.

Which columns those are stands in the schema (`info=tied(...)`), so a new table is covered the day it is added.
Old months are not searched: their keys are gone, and nobody, we included, can tell whose rows they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, ColumnElement, Table, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.engagement.kept import Forgotten
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.people import People
from bot.storage.schema import (
    METADATA,
    Tie,
    check_events,
    guardian_links,
    quiz_results,
    volunteer_referrals,
    volunteers,
)


def tied_columns(table: Table) -> tuple[tuple[Column[str], Tie], ...]:
    """The columns of a table that lead back to somebody, and how."""
    return tuple((column, column.info["tied"]) for column in table.columns if "tied" in column.info)


class Forgetting:
    """Deletes in one transaction: all of a chat is gone, or the error says that nothing is."""

    def __init__(self, database: Database, people: People) -> None:
        self._database = database
        self._people = people

    async def forget(self, chat: str) -> Forgotten:
        """Delete and count. Raises StorageError, also should anything be left."""
        hashes = self._people.known(chat)
        async with self._database.writing() as connection:
            others = await _other_ends(connection, chat)
            await _unlink_share_code(connection, chat)
            deleted = {t.name: await _delete(connection, t, clause) for t, clause in _clauses(chat, hashes)}
            left = await _count(connection, chat, hashes)
            if left:
                raise StorageError(f"rows of the chat are left in {', '.join(left)}; nothing was deleted, report it")
        return Forgotten({name: rows for name, rows in deleted.items() if rows}, others)

    async def left(self, chat: str) -> dict[str, int]:
        """Rows that still lead back to a chat, by table: the proof is that there are none."""
        async with self._database.reading() as connection:
            return await _count(connection, chat, self._people.known(chat))


def _clauses(chat: str, hashes: Sequence[str]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Every table with tied columns, and which of its rows are those of the chat."""
    for table in reversed(METADATA.sorted_tables):
        columns = tied_columns(table)
        if columns:
            yield (
                table,
                or_(*(column == chat if how is Tie.CHAT else column.in_(hashes) for column, how in columns)),
            )


async def _delete(connection: AsyncConnection, table: Table, clause: ColumnElement[bool]) -> int:
    return (await connection.execute(delete(table).where(clause))).rowcount


async def _count(connection: AsyncConnection, chat: str, hashes: Sequence[str]) -> dict[str, int]:
    left = {}
    for table, clause in _clauses(chat, hashes):
        rows = (await connection.execute(select(func.count()).select_from(table).where(clause))).scalar_one()
        if rows:
            left[table.name] = int(rows)
    return left


async def _other_ends(connection: AsyncConnection, chat: str) -> tuple[str, ...]:
    """The chats at the other end of active guardian links."""
    ends = guardian_links.c
    query = select(ends.ward, ends.guardian).where(
        or_(ends.ward == chat, ends.guardian == chat), ends.state == "active"
    )
    pairs = [(row.ward, row.guardian) for row in await connection.execute(query)]
    return tuple(sorted({end for pair in pairs for end in pair if end and end != chat}))


async def _unlink_share_code(connection: AsyncConnection, chat: str) -> None:
    """A volunteer's code may be known to be theirs: other people's events no longer carry it."""
    code = select(volunteers.c.code).where(volunteers.c.chat == chat).scalar_subquery()
    for table in (check_events, quiz_results):
        await connection.execute(update(table).where(table.c.share_code == code).values(share_code=None))
    await connection.execute(delete(volunteer_referrals).where(volunteer_referrals.c.code == code))
