"""Which updates were seen: a messenger repeats one when an answer was slow, and behind a load balancer two get it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from bot.storage.batches import Batches
from bot.storage.database import Database, put
from bot.storage.schema import update_ids


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """One question; another for the same update is another question."""

    channel: str
    update_id: int
    now: int


class Updates:
    """Numbers only."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batches = Batches(self._take)

    async def first_time(self, channel: str, update_id: int, now: int) -> bool:
        """Whether this update is new; it is not, the next time. Raises StorageError."""
        asked = _Asked(channel, update_id, now)
        return await self._batches.get(asked) is asked

    async def _take(self, asked: Sequence[_Asked]) -> dict[_Asked, _Asked | None]:
        """Whoever asked for an update first, where it was new."""
        first = {(each.channel, each.update_id): each for each in reversed(asked)}
        rows = [{"channel": c, "update_id": n, "seen_at": each.now} for (c, n), each in first.items()]
        async with self._database.writing() as connection:
            keep = put(connection, update_ids, ["channel", "update_id"]).values(rows)
            made = await connection.execute(keep.returning(update_ids.c.channel, update_ids.c.update_id))
            new = {first[row.channel, row.update_id] for row in made}
        return {each: each if each in new else None for each in asked}

    async def delete_before(self, seen_at: int) -> int:
        async with self._database.writing() as connection:
            return (await connection.execute(delete(update_ids).where(update_ids.c.seen_at < seen_at))).rowcount
