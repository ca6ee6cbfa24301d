"""Campaigns: what the radar starts from, what it adds, and counts by day that outlive the hashes of people."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import case, delete, func, select, update

from bot.engagement.kept import Campaign, CampaignDay, Sighting
from bot.storage.database import Database, fetch, fetch_one, put
from bot.storage.schema import campaign_days, campaign_marks, campaigns, check_events


class Campaigns:
    """Satisfies `bot.engagement.radar.CampaignStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recent(self, since: date) -> tuple[Campaign, ...]:
        """Campaigns met since a day, the oldest first."""
        query = select(campaigns).where(campaigns.c.last_day >= since).order_by(campaigns.c.first_day, campaigns.c.id)
        async with self._database.reading() as connection:
            return await fetch(connection, query, Campaign)

    async def get(self, campaign: int) -> Campaign | None:
        async with self._database.reading() as connection:
            return await fetch_one(connection, select(campaigns).where(campaigns.c.id == campaign), Campaign)

    async def sightings(self, since: date) -> tuple[Sighting, ...]:
        """Who met which campaign on which day, each once."""
        columns = check_events.c.campaign, check_events.c.day, check_events.c.person
        query = (
            select(*columns)
            .where(check_events.c.campaign.is_not(None), check_events.c.action.is_(None), check_events.c.day >= since)
            .distinct()
        )
        async with self._database.reading() as connection:
            return await fetch(connection, query, Sighting)

    async def marks(self, since: date) -> dict[int, int]:
        """The campaign of every mark seen since a day."""
        query = select(campaign_marks.c.mark, campaign_marks.c.campaign).where(campaign_marks.c.last_day >= since)
        async with self._database.reading() as connection:
            return {row.mark: row.campaign for row in await connection.execute(query)}

    async def days(self, since: date, until: date) -> tuple[CampaignDay, ...]:
        """People and checks by campaign and day, both ends included."""
        query = select(campaign_days).where(campaign_days.c.day.between(since, until))
        async with self._database.reading() as connection:
            return await fetch(connection, query, CampaignDay)

    async def keep_excerpt(self, campaign: int, excerpt: str) -> bool:
        """A masked excerpt, once: the first one stays. False: no check of the campaign has been written yet."""
        return await self._change(campaign, {"excerpt": func.coalesce(campaigns.c.excerpt, excerpt)})

    async def set_status(self, campaign: int, status: str, alerted_on: date | None) -> bool:
        """False: no check of the campaign has been written yet."""
        return await self._change(campaign, {"status": status, "alerted_on": alerted_on})

    async def _change(self, campaign: int, values: dict[str, Any]) -> bool:
        async with self._database.writing() as connection:
            changed = await connection.execute(update(campaigns).where(campaigns.c.id == campaign).values(values))
            return bool(changed.rowcount)

    async def roll_up(self, since: date) -> None:
        """Count people by campaign and day, as long as they can be told apart. A count never shrinks."""
        events = check_events.c
        counted = (
            select(events.campaign, events.day, func.count(events.person.distinct()), func.count())
            .where(events.campaign.is_not(None), events.action.is_(None), events.day >= since)
            .group_by(events.campaign, events.day)
        )
        async with self._database.writing() as connection:
            insert = put(connection, campaign_days, ["campaign", "day"])
            larger = {
                name: case(
                    (insert.excluded[name] > campaign_days.c[name], insert.excluded[name]),
                    else_=campaign_days.c[name],
                )
                for name in ("people", "checks")
            }
            statement = put(connection, campaign_days, ["campaign", "day"], larger)
            await connection.execute(statement.from_select(["campaign", "day", "people", "checks"], counted))

    async def delete_before(self, day: date) -> int:
        """Campaigns not met since `day`, with their counts and marks."""
        async with self._database.writing() as connection:
            await connection.execute(delete(campaign_marks).where(campaign_marks.c.last_day < day))
            await connection.execute(delete(campaign_days).where(campaign_days.c.day < day))
            return (await connection.execute(delete(campaigns).where(campaigns.c.last_day < day))).rowcount
