"""Groups where an administrator turned on unasked warnings. Who did is not kept: any of them may turn it off."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from bot.engagement.kept import WatchGroup
from bot.storage.database import Database, fetch_one, fields, put
from bot.storage.schema import watch_groups


class WatchGroups:
    """One row a group that is watched; none means off."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def turn_on(self, group: WatchGroup) -> bool:
        """False: it was on already."""
        async with self._database.writing() as connection:
            made = await connection.execute(put(connection, watch_groups, ["chat"]), fields(group, watch_groups))
            return bool(made.rowcount)

    async def turn_off(self, chat: str) -> bool:
        async with self._database.writing() as connection:
            return (await connection.execute(delete(watch_groups).where(watch_groups.c.chat == chat))).rowcount > 0

    async def of(self, chat: str) -> WatchGroup | None:
        async with self._database.reading() as connection:
            return await fetch_one(connection, select(watch_groups).where(watch_groups.c.chat == chat), WatchGroup)

    async def may_warn(self, chat: str, now: int, pause: int) -> bool:
        """Whether to warn, at most once in `pause` seconds; a yes is noted at once."""
        last = watch_groups.c.last_warning_at
        change = (
            update(watch_groups)
            .where(watch_groups.c.chat == chat, or_(last.is_(None), last <= now - pause))
            .values(last_warning_at=now)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(change)).rowcount > 0
