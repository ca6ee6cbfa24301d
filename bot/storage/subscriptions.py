"""Who wants to be written to, of what kind, at what hour."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from bot.engagement.kept import Subscription
from bot.storage.database import Database, fetch, fields, put
from bot.storage.schema import subscriptions

_WISHES = ("hour", "time_zone", "locale", "area", "audience", "state")


class Subscriptions:
    """One row a chat and kind."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, subscription: Subscription) -> None:
        """Subscribe, or change a subscription; `since` stays what it was."""
        async with self._database.writing() as connection:
            statement = put(connection, subscriptions, ["chat", "kind"], _WISHES)
            await connection.execute(statement, fields(subscription, subscriptions))

    async def of(self, chat: str) -> tuple[Subscription, ...]:
        query = select(subscriptions).where(subscriptions.c.chat == chat).order_by(subscriptions.c.kind)
        async with self._database.reading() as connection:
            return await fetch(connection, query, Subscription)

    async def active(self, kind: str, area: str | None = None) -> tuple[Subscription, ...]:
        """Who gets this kind; with `area`: those of it, and those who named none."""
        query = select(subscriptions).where(subscriptions.c.kind == kind, subscriptions.c.state == "active")
        if area is not None:
            query = query.where(or_(subscriptions.c.area == area, subscriptions.c.area.is_(None)))
        async with self._database.reading() as connection:
            return await fetch(connection, query.order_by(subscriptions.c.chat), Subscription)

    async def end(self, chat: str, kind: str | None = None) -> int:
        """Unsubscribe from a kind, or from all; returns how many ended."""
        gone = delete(subscriptions).where(subscriptions.c.chat == chat)
        if kind is not None:
            gone = gone.where(subscriptions.c.kind == kind)
        async with self._database.writing() as connection:
            return (await connection.execute(gone)).rowcount

    async def set_state(self, chat: str, state: str) -> int:
        """All subscriptions of a chat: `active`, `paused`, or `blocked` (the person blocked the bot)."""
        change = update(subscriptions).where(subscriptions.c.chat == chat).values(state=state)
        async with self._database.writing() as connection:
            return (await connection.execute(change)).rowcount
