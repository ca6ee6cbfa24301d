"""Quiz results: what a report compares, before and after."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bot.engagement.kept import QuizResult
from bot.storage.database import Database, fetch, fields, put
from bot.storage.schema import quiz_results


class Quiz:
    """Results are kept under a lasting hash: two visits of one person can be compared, the person is not known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, result: QuizResult) -> bool:
        """False: this result was kept already."""
        async with self._database.writing() as connection:
            made = await connection.execute(put(connection, quiz_results, ["id"]), fields(result, quiz_results))
            return bool(made.rowcount)

    async def of(self, person: str) -> tuple[QuizResult, ...]:
        """All results of one person, the oldest first."""
        query = select(quiz_results).where(quiz_results.c.person == person)
        async with self._database.reading() as connection:
            return await fetch(connection, query.order_by(quiz_results.c.day, quiz_results.c.id), QuizResult)

    async def results(self, since: date, until: date, group: str | None = None) -> tuple[QuizResult, ...]:
        """Results of a time, both ends included; of one group where it is named."""
        query = select(quiz_results).where(quiz_results.c.day.between(since, until))
        if group is not None:
            query = query.where(quiz_results.c.group == group)
        async with self._database.reading() as connection:
            return await fetch(connection, query.order_by(quiz_results.c.day, quiz_results.c.id), QuizResult)
