"""Which updates were seen: a messenger repeats one when an answer was slow, and behind a load balancer two get it."""

from __future__ import annotations

from sqlalchemy import delete

from bot.storage.database import Database, put
from bot.storage.schema import update_ids


class Updates:
    """Numbers only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def first_time(self, channel: str, update_id: int, now: int) -> bool:
        """Whether this update is new; it is not, the next time. Raises StorageError."""
        row = {"channel": channel, "update_id": update_id, "seen_at": now}
        async with self._database.writing() as connection:
            made = await connection.execute(put(connection, update_ids, ["channel", "update_id"]), row)
            return bool(made.rowcount)

    async def delete_before(self, seen_at: int) -> int:
        async with self._database.writing() as connection:
            return (await connection.execute(delete(update_ids).where(update_ids.c.seen_at < seen_at))).rowcount
