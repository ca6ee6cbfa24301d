"""Volunteers and who came through their links."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, func, select, update

from bot.engagement.kept import Volunteer
from bot.storage.database import Database, fetch, fetch_one, fields, put
from bot.storage.schema import volunteer_referrals, volunteers


class Volunteers:
    """A code is given once and never to somebody else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def register(self, volunteer: Volunteer) -> bool:
        """Keep a new volunteer. False: the code is taken, or the chat has one already."""
        async with self._database.writing() as connection:
            taken = select(volunteers.c.code).where(
                (volunteers.c.code == volunteer.code)
                | (volunteers.c.chat.is_not(None) & (volunteers.c.chat == volunteer.chat))
            )
            if (await connection.execute(taken)).first():
                return False
            made = await connection.execute(put(connection, volunteers, ["code"]), fields(volunteer, volunteers))
            return bool(made.rowcount)

    async def by_code(self, code: str) -> Volunteer | None:
        return await self._one(volunteers.c.code == code)

    async def of(self, chat: str) -> Volunteer | None:
        return await self._one(volunteers.c.chat == chat)

    async def active(self) -> tuple[Volunteer, ...]:
        query = select(volunteers).where(volunteers.c.state == "active").order_by(volunteers.c.code)
        async with self._database.reading() as connection:
            return await fetch(connection, query, Volunteer)

    async def change(self, code: str, *, name: str | None, area: str | None, state: str) -> bool:
        values = {"name": name, "area": area, "state": state}
        async with self._database.writing() as connection:
            changed = await connection.execute(update(volunteers).where(volunteers.c.code == code).values(values))
            return changed.rowcount > 0

    async def refer(self, code: str, person: str, day: date) -> bool:
        """Somebody came through a link. True: for the first time this month."""
        async with self._database.writing() as connection:
            statement = put(connection, volunteer_referrals, ["code", "person"])
            made = await connection.execute(statement, {"code": code, "person": person, "day": day})
            return bool(made.rowcount)

    async def referrals(self, since: date, until: date) -> dict[str, int]:
        """People by code, both ends included."""
        query = (
            select(volunteer_referrals.c.code, func.count().label("people"))
            .where(volunteer_referrals.c.day.between(since, until))
            .group_by(volunteer_referrals.c.code)
        )
        async with self._database.reading() as connection:
            return {row.code: row.people for row in await connection.execute(query)}

    async def _one(self, which: ColumnElement[bool]) -> Volunteer | None:
        async with self._database.reading() as connection:
            return await fetch_one(connection, select(volunteers).where(which), Volunteer)
