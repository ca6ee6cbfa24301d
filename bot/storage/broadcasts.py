"""Broadcasts and what became of each delivery.

A delivery is `sending` in the database before its message goes out, so that a crash leaves a doubt and never a second
message: `recover` turns what was under way into `doubt`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select, update

from bot.engagement.kept import Broadcast, Delivery
from bot.storage.database import Database, fetch, fetch_one, fields, put
from bot.storage.schema import broadcasts, deliveries


class Broadcasts:
    """Safe to work on from several processes: `take` gives each delivery to one of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, broadcast: Broadcast, to: Iterable[tuple[str, str]]) -> bool:
        """Keep a broadcast with its receivers (chat, locale), all or nothing. False: its id was there already."""
        async with self._database.writing() as connection:
            statement = put(connection, broadcasts, ["id"])
            made = await connection.execute(statement, fields(broadcast, broadcasts))
            if not made.rowcount:
                return False
            rows = [
                fields(Delivery(broadcast.id, chat, locale, broadcast.created_at), deliveries)
                for chat, locale in dict(to).items()
            ]
            if rows:
                await connection.execute(put(connection, deliveries, ["broadcast", "chat"]), rows)
            return True

    async def add(self, broadcast: str, to: Iterable[tuple[str, str]], now: int) -> None:
        """More receivers (chat, locale); whoever is among them already stays as they are."""
        rows = [fields(Delivery(broadcast, chat, locale, now), deliveries) for chat, locale in dict(to).items()]
        if not rows:
            return
        async with self._database.writing() as connection:
            await connection.execute(put(connection, deliveries, ["broadcast", "chat"]), rows)

    async def receivers(self, broadcast: str) -> frozenset[str]:
        """The chats that are among the receivers already, whatever became of it."""
        query = select(deliveries.c.chat).where(deliveries.c.broadcast == broadcast)
        async with self._database.reading() as connection:
            return frozenset(row.chat for row in await connection.execute(query))

    async def latest(self, limit: int) -> tuple[Broadcast, ...]:
        """The newest broadcasts, whatever their state."""
        query = select(broadcasts).order_by(broadcasts.c.created_at.desc(), broadcasts.c.id.desc()).limit(limit)
        async with self._database.reading() as connection:
            return await fetch(connection, query, Broadcast)

    async def get(self, broadcast: str) -> Broadcast | None:
        async with self._database.reading() as connection:
            return await fetch_one(connection, select(broadcasts).where(broadcasts.c.id == broadcast), Broadcast)

    async def due(self, now: int) -> tuple[Broadcast, ...]:
        """Broadcasts whose time has come and that are not over, the earliest first."""
        query = (
            select(broadcasts)
            .where(broadcasts.c.state.in_(["pending", "sending"]), broadcasts.c.due_at <= now)
            .order_by(broadcasts.c.due_at, broadcasts.c.id)
        )
        async with self._database.reading() as connection:
            return await fetch(connection, query, Broadcast)

    async def set_state(self, broadcast: str, state: str, now: int) -> None:
        """`sending`, `done`, `cancelled`; the last two end it."""
        ended = now if state in ("done", "cancelled") else None
        change = update(broadcasts).where(broadcasts.c.id == broadcast).values(state=state, ended_at=ended)
        async with self._database.writing() as connection:
            await connection.execute(change)

    async def take(self, broadcast: str, limit: int, now: int) -> tuple[Delivery, ...]:
        """Mark up to `limit` waiting deliveries as `sending` and return them; nobody else gets the same ones."""
        waiting = (
            select(deliveries.c.chat)
            .where(deliveries.c.broadcast == broadcast, deliveries.c.state == "pending")
            .order_by(deliveries.c.chat)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = (
            update(deliveries)
            .where(deliveries.c.broadcast == broadcast, deliveries.c.chat.in_(waiting))
            .values(state="sending", tries=deliveries.c.tries + 1, changed_at=now)
            .returning(*deliveries.columns)
        )
        async with self._database.writing() as connection:
            return await fetch(connection, taken, Delivery)

    async def settle(self, broadcast: str, chat: str, state: str, now: int) -> None:
        """What became of one: `sent`, `blocked`, `failed`, `doubt`, or `pending` to try again."""
        change = (
            update(deliveries)
            .where(deliveries.c.broadcast == broadcast, deliveries.c.chat == chat)
            .values(state=state, changed_at=now)
        )
        async with self._database.writing() as connection:
            await connection.execute(change)

    async def recover(self, before: int) -> int:
        """After a crash: what was under way since before a time may or may not have arrived. Returns how many."""
        stuck = (deliveries.c.state == "sending", deliveries.c.changed_at < before)
        async with self._database.writing() as connection:
            return (await connection.execute(update(deliveries).where(*stuck).values(state="doubt"))).rowcount

    async def counts(self, broadcast: str) -> dict[str, int]:
        """Deliveries by state."""
        query = (
            select(deliveries.c.state, func.count().label("n"))
            .where(deliveries.c.broadcast == broadcast)
            .group_by(deliveries.c.state)
        )
        async with self._database.reading() as connection:
            return {row.state: row.n for row in await connection.execute(query)}
