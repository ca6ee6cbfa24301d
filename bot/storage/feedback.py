"""Feedback on verdicts. The text only with consent, redacted before it gets here, and deleted on its day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select, update

from bot.engagement.kept import Feedback
from bot.storage.database import Database, fetch, fields, put
from bot.storage.schema import feedback


class FeedbackBox:
    """What people said about verdicts, for somebody to look at; never training data by itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, given: Feedback) -> bool:
        """False: kept already."""
        async with self._database.writing() as connection:
            made = await connection.execute(put(connection, feedback, ["id"]), fields(given, feedback))
            return bool(made.rowcount)

    async def waiting(self, limit: int = 100) -> tuple[Feedback, ...]:
        """Not looked at yet, the oldest first."""
        query = select(feedback).where(feedback.c.state == "new").order_by(feedback.c.day, feedback.c.id).limit(limit)
        async with self._database.reading() as connection:
            return await fetch(connection, query, Feedback)

    async def reviewed(self, feedback_id: str) -> bool:
        change = update(feedback).where(feedback.c.id == feedback_id).values(state="reviewed")
        async with self._database.writing() as connection:
            return (await connection.execute(change)).rowcount > 0

    async def delete_due(self, today: date) -> int:
        async with self._database.writing() as connection:
            return (await connection.execute(delete(feedback).where(feedback.c.delete_on <= today))).rowcount
