"""Guardian links: somebody asks somebody close to be told when they are about to lose money."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select, update

from bot.engagement.kept import GuardianLink
from bot.storage.database import Database, fetch, fetch_one, fields
from bot.storage.schema import guardian_links


class Guardians:
    """Nothing is active before both sides agreed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def invite(self, link: GuardianLink) -> None:
        """Keep an invitation: one side and a code for the other."""
        async with self._database.writing() as connection:
            await connection.execute(guardian_links.insert(), fields(link, guardian_links))

    async def invited_by(self, chat: str, since: int) -> int:
        """How many invitations of a chat are open that were made since a time."""
        links = guardian_links.c
        query = (
            select(func.count())
            .select_from(guardian_links)
            .where(or_(links.ward == chat, links.guardian == chat))
            .where(links.state == "invited", links.created_at >= since)
        )
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def by_code(self, code: str) -> GuardianLink | None:
        query = select(guardian_links).where(guardian_links.c.code == code, guardian_links.c.state == "invited")
        async with self._database.reading() as connection:
            return await fetch_one(connection, query, GuardianLink)

    async def accept(self, code: str, chat: str, now: int, *, issued_after: int) -> GuardianLink | None:
        """The other side agrees: fills the open side, uses the code up. None: unknown, used, too old, or one's own."""
        links = guardian_links.c
        change = (
            update(guardian_links)
            .where(links.code == code, links.state == "invited", links.created_at >= issued_after)
            .where(or_(links.ward.is_(None), links.guardian.is_(None)))
            .where(or_(links.ward.is_(None), links.ward != chat), or_(links.guardian.is_(None), links.guardian != chat))
            .values(
                state="active",
                code=None,
                confirmed_at=now,
                ward=func.coalesce(links.ward, chat),
                guardian=func.coalesce(links.guardian, chat),
            )
            .returning(*guardian_links.columns)
        )
        async with self._database.writing() as connection:
            return await fetch_one(connection, change, GuardianLink)

    async def guardians_of(self, ward: str) -> tuple[GuardianLink, ...]:
        return await self._active(guardian_links.c.ward == ward)

    async def wards_of(self, guardian: str) -> tuple[GuardianLink, ...]:
        return await self._active(guardian_links.c.guardian == guardian)

    async def end(self, link: str, chat: str) -> bool:
        """Either side may end it at any time. False: no such link of this chat."""
        ours = or_(guardian_links.c.ward == chat, guardian_links.c.guardian == chat)
        change = (
            update(guardian_links)
            .where(guardian_links.c.id == link, guardian_links.c.state != "ended", ours)
            .values(state="ended", code=None, ward=None, guardian=None)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(change)).rowcount > 0

    async def may_alert(self, link: str, now: int, pause: int) -> bool:
        """Whether to alert, at most once in `pause` seconds; a yes is noted at once.

        A clock that was set back counts as time passed: rather twice than not when it matters.
        """
        last = guardian_links.c.last_alert_at
        change = (
            update(guardian_links)
            .where(guardian_links.c.id == link, guardian_links.c.state == "active")
            .where(or_(last.is_(None), last <= now - pause, last > now))
            .values(last_alert_at=now)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(change)).rowcount > 0

    async def _active(self, whose: ColumnElement[bool]) -> tuple[GuardianLink, ...]:
        query = select(guardian_links).where(whose, guardian_links.c.state == "active")
        async with self._database.reading() as connection:
            return await fetch(connection, query.order_by(guardian_links.c.created_at), GuardianLink)
