"""Check events: written in batches, counted for reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, case, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.engagement.kept import Action, CheckEvent, EventCount
from bot.storage.database import Database, fetch, fields, put
from bot.storage.schema import campaign_marks, campaigns, check_events


class Events:
    """Satisfies `bot.engagement.events.EventSink`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, events: Sequence[CheckEvent]) -> None:
        """Keep events, the campaigns they belong to and those campaigns' marks, in one transaction. Writing an event
        again changes nothing. Raises StorageError."""
        if not events:
            return
        async with self._database.writing() as connection:
            rows = [fields(event, check_events) for event in events]
            await connection.execute(put(connection, check_events, ["id"]), rows)
            await _write_campaigns(connection, [e for e in events if e.campaign is not None and not e.action])

    async def counts(self, since: date, until: date) -> tuple[EventCount, ...]:
        """Checks and actions from `since` to `until`, both included, by everything a report asks for."""
        by = [check_events.c[name] for name in ("day", "channel", "risk", "scam_type", "action", "share_code", "area")]
        query = (
            select(
                *by,
                func.count().label("checks"),
                func.count(check_events.c.person.distinct()).label("people"),
            )
            .where(check_events.c.day.between(since, until))
            .group_by(*by)
            .order_by(*by)
        )
        async with self._database.reading() as connection:
            return await fetch(connection, query, EventCount)

    async def interventions(self, since: date, until: date) -> int:
        """How many checks were followed by 正想转账 and then by "I stopped": the self-reported interventions."""
        did = check_events.c.action
        episodes = (
            select(check_events.c.about)
            .where(check_events.c.day.between(since, until), did.in_([Action.TEMPTED, Action.STOPPED]))
            .group_by(check_events.c.about)
            .having(func.count(did.distinct()) == 2)
        )
        async with self._database.reading() as connection:
            return int((await connection.execute(select(func.count()).select_from(episodes.subquery()))).scalar_one())

    async def distinct_people(self, since: date, until: date) -> int:
        """Distinct people, exact within a month; across months the same person counts once a month."""
        query: Select[Any] = select(func.count(check_events.c.person.distinct())).where(
            check_events.c.day.between(since, until)
        )
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def delete_before(self, day: date) -> int:
        async with self._database.writing() as connection:
            return (await connection.execute(delete(check_events).where(check_events.c.day < day))).rowcount


async def _write_campaigns(connection: AsyncConnection, events: Sequence[CheckEvent]) -> None:
    if not events:
        return
    seen = {row["id"]: row for row in map(_campaign_row, events)}
    for row in map(_campaign_row, events):
        first, last = seen[row["id"]]["first_day"], seen[row["id"]]["last_day"]
        seen[row["id"]] |= {"first_day": min(first, row["first_day"]), "last_day": max(last, row["last_day"])}
    new = put(connection, campaigns, ["id"]).excluded
    spread = {
        "first_day": case((new.first_day < campaigns.c.first_day, new.first_day), else_=campaigns.c.first_day),
        "last_day": case((new.last_day > campaigns.c.last_day, new.last_day), else_=campaigns.c.last_day),
    }
    await connection.execute(put(connection, campaigns, ["id"], spread), [seen[key] for key in sorted(seen)])
    marks = {mark: {"mark": mark, "campaign": e.campaign, "last_day": e.day} for e in events for mark in e.marks}
    if marks:
        upsert = put(connection, campaign_marks, ["mark"], ["last_day"])
        await connection.execute(upsert, [marks[mark] for mark in sorted(marks)])


def _campaign_row(event: CheckEvent) -> dict[str, Any]:
    return {
        "id": event.campaign,
        "radius": event.radius,
        "scam_type": event.scam_type,
        "risk": event.risk,
        "first_day": event.day,
        "last_day": event.day,
    }
