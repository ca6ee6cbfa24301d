"""What was counted under volunteers' codes. Counts only: no query here returns anybody's row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from bot.engagement.kept import Action, CodeCount, QuizResult
from bot.storage.batches import Batches
from bot.storage.database import Database, fetch
from bot.storage.schema import check_events, quiz_results, volunteer_referrals

# Where nobody can be told apart.
WEB = "web"


class Effects:
    """Satisfies `bot.engagement.volunteers.kit.EffectStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._codes = Batches(self._codes_of)

    async def counts(self, since: date, until: date) -> tuple[CodeCount, ...]:
        """Checks, and interventions (正想转账, then stopped, of one episode), by code; both ends included."""
        event = check_events.c
        within = (event.share_code.is_not(None), event.day.between(since, until))
        checks = await self._pairs(
            select(event.share_code, *_by_web(event.channel))
            .where(*within, event.action.is_(None))
            .group_by(event.share_code)
        )
        episodes = (
            select(func.min(event.share_code).label("share_code"), func.min(event.channel).label("channel"))
            .where(*within, event.action.in_([Action.TEMPTED, Action.STOPPED]))
            .group_by(event.about)
            .having(func.count(event.action.distinct()) == 2)
            .subquery()
        )
        stopped = await self._pairs(
            select(episodes.c.share_code, *_by_web(episodes.c.channel)).group_by(episodes.c.share_code)
        )
        codes = sorted(checks.keys() | stopped.keys())
        return tuple(_count(code, checks.get(code, (0, 0)), stopped.get(code, (0, 0))) for code in codes)

    async def quiz(self, since: date, until: date) -> tuple[QuizResult, ...]:
        """Results of people who came through a code, both ends included."""
        kept = quiz_results.c
        query = select(quiz_results).where(kept.share_code.is_not(None), kept.day.between(since, until))
        async with self._database.reading() as connection:
            return await fetch(connection, query.order_by(kept.day, kept.id), QuizResult)

    async def code_of(self, person: str) -> str | None:
        """Through whom somebody first came this month. `person`: `People.monthly`."""
        return await self._codes.get(person)

    async def _codes_of(self, people: Sequence[str]) -> dict[str, str | None]:
        came = volunteer_referrals.c
        # The first one last, so that it stays.
        query = (
            select(came.person, came.code).where(came.person.in_(people)).order_by(came.day.desc(), came.code.desc())
        )
        codes: dict[str, str | None] = dict.fromkeys(people)
        async with self._database.reading() as connection:
            codes.update(dict(tuple(row) for row in await connection.execute(query)))
        return codes

    async def _pairs(self, query: Any) -> dict[str, tuple[int, int]]:
        async with self._database.reading() as connection:
            return {code: (int(told), int(web)) for code, told, web in await connection.execute(query)}


def _by_web(channel: ColumnElement[str]) -> Sequence[ColumnElement[int]]:
    """Two counts: where people can be told apart, and on the web page."""
    web = case((channel == WEB, 1), else_=0)
    return func.count() - func.sum(web), func.sum(web)


def _count(code: str, checks: tuple[int, int], stopped: tuple[int, int]) -> CodeCount:
    return CodeCount(code, checks[0], stopped[0], checks[1], stopped[1])
