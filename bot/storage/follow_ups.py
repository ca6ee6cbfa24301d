"""Questions that people asked to get a day later. A row lives until it is answered, or a week."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from bot.engagement.kept import FollowUp
from bot.storage.database import Database, fetch, fields, put
from bot.storage.schema import follow_ups


class FollowUps:
    """Satisfies `bot.engagement.followup.FollowUpStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, planned: FollowUp) -> bool:
        """False: planned already."""
        async with self._database.writing() as connection:
            made = await connection.execute(put(connection, follow_ups, ["id"]), fields(planned, follow_ups))
            return bool(made.rowcount)

    async def take_due(self, now: int, limit: int = 100) -> tuple[FollowUp, ...]:
        """Those whose time has come, marked as sent before they are: nobody is asked twice."""
        due = (
            select(follow_ups.c.id)
            .where(follow_ups.c.state == "pending", follow_ups.c.due_at <= now)
            .order_by(follow_ups.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = update(follow_ups).where(follow_ups.c.id.in_(due)).values(state="sent").returning(*follow_ups.columns)
        async with self._database.writing() as connection:
            return await fetch(connection, taken, FollowUp)

    async def close(self, follow_up: str, chat: str) -> FollowUp | None:
        """Answered or not wanted: gone. None: there is no such question to this chat."""
        gone = (
            delete(follow_ups)
            .where(follow_ups.c.id == follow_up, follow_ups.c.chat == chat)
            .returning(*follow_ups.columns)
        )
        async with self._database.writing() as connection:
            found = await fetch(connection, gone, FollowUp)
        return found[0] if found else None

    async def delete_before(self, due_at: int) -> int:
        async with self._database.writing() as connection:
            return (await connection.execute(delete(follow_ups).where(follow_ups.c.due_at < due_at))).rowcount
