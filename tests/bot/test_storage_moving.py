"""A chat that gets another number takes its rows with it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, or_, select

from bot.engagement.kept import Choices, FollowUp, GuardianLink, Subscription, Volunteer, WatchGroup
from bot.storage.database import Database
from bot.storage.follow_ups import FollowUps
from bot.storage.forget import tied_columns
from bot.storage.guardians import Guardians
from bot.storage.moving import Moving
from bot.storage.preferences import Preferences
from bot.storage.schema import METADATA, Tie
from bot.storage.subscriptions import Subscriptions
from bot.storage.volunteers import Volunteers
from bot.storage.watch import WatchGroups

pytestmark = pytest.mark.anyio
OLD, NEW = "-5001", "-1002000000001"
DAY = date(2026, 11, 25)
WATCHED = WatchGroup(OLD, "zh-Hant", DAY, 17)
WEEKLY = Subscription(OLD, "weekly", 9, "Asia/Taipei", "zh-Hant", DAY)


async def rows_of(database: Database, chat: str) -> int:
    """Rows that name a chat by its number, in any table."""
    found = 0
    async with database.reading() as connection:
        for table in METADATA.sorted_tables:
            columns = [column for column, how in tied_columns(table) if how is Tie.CHAT]
            if columns:
                query = select(func.count()).select_from(table).where(or_(*(c == chat for c in columns)))
                found += (await connection.execute(query)).scalar_one()
    return found


async def test_all_rows_of_a_moved_chat_follow_it(database: Database) -> None:
    """What was agreed with a group holds under its new number, and nothing stays under the old one."""
    await WatchGroups(database).turn_on(WATCHED)
    await Subscriptions(database).keep(WEEKLY)
    await Preferences(database).choose(OLD, locale="zh-Hant", accessible=True)
    await FollowUps(database).keep(FollowUp("f", OLD, "paid", 9, "zh-Hant"))
    await Volunteers(database).register(Volunteer("v", DAY, OLD))
    await Guardians(database).invite(GuardianLink("g", 1, ward=OLD, code="c"))
    assert await Moving(database).move(OLD, NEW) == 6
    assert await rows_of(database, OLD) == 0
    assert await rows_of(database, NEW) == 6
    assert await WatchGroups(database).of(NEW) == replace(WATCHED, chat=NEW)
    assert await Preferences(database).of(NEW) == Choices(NEW, "zh-Hant", accessible=True)


async def test_moving_again_moves_nothing(database: Database) -> None:
    """Telegram tells of a move twice."""
    await WatchGroups(database).turn_on(WATCHED)
    moving = Moving(database)
    assert [await moving.move(OLD, NEW), await moving.move(OLD, NEW)] == [1, 0]


async def test_what_the_new_chat_has_already_stays(database: Database) -> None:
    """A row of the same kind under the new number wins; the old one goes, and so do not the others."""
    preferences, subscriptions = Preferences(database), Subscriptions(database)
    await preferences.choose(OLD, locale="zh-Hant")
    await preferences.choose(NEW, locale="en")
    await subscriptions.keep(WEEKLY)
    await subscriptions.keep(replace(WEEKLY, chat=NEW, hour=20))
    await subscriptions.keep(replace(WEEKLY, kind="alert"))
    await Moving(database).move(OLD, NEW)
    assert await preferences.of(NEW) == Choices(NEW, "en")
    assert await rows_of(database, OLD) == 0
    assert [s.hour for s in await subscriptions.active("weekly")] == [20]
    assert [s.chat for s in await subscriptions.active("alert")] == [NEW]


async def test_other_chats_stay_where_they_are(database: Database) -> None:
    """Only the rows of the one that moved."""
    await WatchGroups(database).turn_on(replace(WATCHED, chat="-7"))
    assert await Moving(database).move(OLD, NEW) == 0
    assert await WatchGroups(database).of("-7") is not None
