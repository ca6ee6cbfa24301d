"""What is deleted when: once a day, in small transactions, whatever else happens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Table, delete, update

from bot.errors import StorageError
from bot.storage.campaigns import Campaigns
from bot.storage.database import Database
from bot.storage.events import Events
from bot.storage.feedback import FeedbackBox
from bot.storage.follow_ups import FollowUps
from bot.storage.people import People
from bot.storage.schema import broadcasts, check_events, guardian_links, quiz_results
from bot.storage.updates import Updates

DAY = 86_400
# Telegram repeats an update for a day at most.
UPDATES_KEPT = 2 * DAY
FOLLOW_UPS_KEPT = 7 * DAY
BROADCASTS_KEPT = 90 * DAY
INVITATIONS_KEPT = 7 * DAY
CAMPAIGNS_KEPT = 180
QUIZ_KEPT = 400


class Retention:
    """`events_days`: how long check events are kept (the others have fixed times, above)."""

    def __init__(self, database: Database, people: People, events_days: int) -> None:
        self._database = database
        self._people = people
        self._events_days = events_days

    async def sweep(self, today: date, now: int) -> dict[str, int]:
        """Delete what is over; returns the number of rows by what they are. Raises StorageError."""
        jobs: dict[str, Callable[[], Awaitable[int]]] = {
            "people of past months": lambda: self._untie(today),
            "check events": lambda: Events(self._database).delete_before(today - timedelta(self._events_days)),
            "campaigns": lambda: Campaigns(self._database).delete_before(today - timedelta(CAMPAIGNS_KEPT)),
            "quiz results": lambda: self._delete(quiz_results, quiz_results.c.day < today - timedelta(QUIZ_KEPT)),
            "feedback": lambda: FeedbackBox(self._database).delete_due(today),
            "follow-ups": lambda: FollowUps(self._database).delete_before(now - FOLLOW_UPS_KEPT),
            "updates": lambda: Updates(self._database).delete_before(now - UPDATES_KEPT),
            "broadcasts": lambda: self._delete(broadcasts, broadcasts.c.ended_at < now - BROADCASTS_KEPT),
            "guardian links": lambda: self._end_guardian_links(now),
        }
        return {name: rows for name, job in jobs.items() if (rows := await job())}

    async def _untie(self, today: date) -> int:
        """Count the past months' people by campaign, then throw away what told them apart."""
        await Campaigns(self._database).roll_up(today.replace(day=1) - timedelta(days=35))
        past = (check_events.c.day < today.replace(day=1), check_events.c.person.is_not(None))
        async with self._database.writing() as connection:
            rows = (await connection.execute(update(check_events).where(*past).values(person=None))).rowcount
        self._discard_keys(today)
        return rows

    def _discard_keys(self, today: date) -> None:
        try:
            self._people.discard_old(today)
        except OSError as error:
            raise StorageError(f"old keys cannot be thrown away ({error.strerror}); check the data folder") from error

    async def _end_guardian_links(self, now: int) -> int:
        link = guardian_links.c
        stale = (link.state == "invited") & (link.created_at < now - INVITATIONS_KEPT)
        return await self._delete(guardian_links, stale | (link.state == "ended"))

    async def _delete(self, table: Table, clause: ColumnElement[bool]) -> int:
        async with self._database.writing() as connection:
            return (await connection.execute(delete(table).where(clause))).rowcount
