"""Timed jobs: of several processes, one does each."""

from __future__ import annotations

from sqlalchemy import or_, update

from bot.storage.database import Database, put
from bot.storage.schema import schedule


class Schedule:
    """A lease a job. Whoever dies with one loses it when it runs out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, job: str, holder: str, now: int, *, every: int, lease: int) -> bool:
        """Whether to run the job now: `every` seconds have passed since it last ran and nobody else is at it.

        A clock that was set back counts as time passed: a job is rather done twice than not for a year.
        """
        last, until = schedule.c.last_run_at, schedule.c.held_until
        free = or_(until.is_(None), until <= now, until > now + lease)
        due = or_(last.is_(None), last <= now - every, last > now)
        async with self._database.writing() as connection:
            await connection.execute(put(connection, schedule, ["job"]), {"job": job})
            change = update(schedule).where(schedule.c.job == job, free, due)
            return (await connection.execute(change.values(holder=holder, held_until=now + lease))).rowcount > 0

    async def done(self, job: str, holder: str, now: int) -> None:
        """The job ran; let go of it."""
        change = update(schedule).where(schedule.c.job == job, schedule.c.holder == holder)
        async with self._database.writing() as connection:
            await connection.execute(change.values(last_run_at=now, holder=None, held_until=None))
