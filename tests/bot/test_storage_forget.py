"""`/forgetme`, retention, and the page that says what is kept."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Date, Table, Text, func, select

from bot.errors import StorageError
from bot.storage import forget
from bot.storage.database import Database
from bot.storage.forget import Forgetting, tied_columns
from bot.storage.people import People
from bot.storage.retention import DAY, Retention
from bot.storage.schema import (
    METADATA,
    Tie,
    check_events,
    guardian_links,
    quiz_results,
    volunteer_referrals,
    volunteers,
)
from tests.conftest import ROOT

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 25)
NOW = 1_795_000_000
ME, OTHER = "4711", "815"


def filled(table: Table, chat: str, people: People, number: int) -> dict[str, Any]:
    """A row of a table with every column filled, that leads back to `chat`."""
    row: dict[str, Any] = {}
    for column in table.columns:
        how = column.info.get("tied")
        if how is not None:
            row[column.name] = {
                Tie.CHAT: chat,
                Tie.MONTHLY: people.monthly(chat, TODAY),
                Tie.LASTING: people.lasting(chat),
            }[how]
        elif isinstance(column.type, Text):
            row[column.name] = f"{table.name}-{chat}"
        else:
            row[column.name] = TODAY if isinstance(column.type, Date) else number
    return row


async def fill(database: Database, people: People) -> None:
    """One row a table for me, one for somebody else."""
    async with database.writing() as connection:
        for table in METADATA.sorted_tables:
            for number, chat in enumerate((ME, OTHER)):
                row = filled(table, chat, people, number)
                if table.name == "preferences":
                    row |= {name: bool(number) for name in ("accessible", "follow_up", "feedback_text")}
                if table.name == "deliveries":
                    row["broadcast"] = f"broadcasts-{chat}"
                if table is guardian_links:
                    row |= {"guardian": "999", "state": "active"}
                await connection.execute(table.insert().values(row))


async def rows(database: Database) -> dict[str, int]:
    async with database.reading() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in METADATA.sorted_tables
        }


async def everything(database: Database) -> str:
    async with database.reading() as connection:
        return "\n".join([str((await connection.execute(select(table))).all()) for table in METADATA.sorted_tables])


def tied_tables() -> set[str]:
    return {table.name for table in METADATA.sorted_tables if tied_columns(table)}


async def test_nothing_of_a_forgotten_chat_is_left(database: Database, tmp_path: Path) -> None:
    """Every table that leads back to it loses its row, and no value anywhere holds the chat or one of its hashes."""
    people = People(tmp_path)
    await fill(database, people)
    mine = [ME, people.monthly(ME, TODAY), people.lasting(ME)]
    async with database.writing() as connection:  # what a channel's tables may hold as plain words is not of a chat
        for table in METADATA.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Text) and not column.primary_key and "tied" not in column.info:
                    await connection.execute(
                        table.update()
                        .values({column.name: f"{column.name}"[:10]})
                        .where(column == f"{table.name}-{ME}")
                    )
    forgetting = Forgetting(database, people)
    assert set(await forgetting.left(ME)) == tied_tables()
    forgotten = await forgetting.forget(ME)
    assert set(forgotten.deleted) == tied_tables()
    assert forgotten.rows == len(tied_tables())
    assert forgotten.others == ("999",)
    assert await forgetting.left(ME) == {}
    found = [line for line in (await everything(database)).splitlines() for mark in mine if f"'{mark}'" in line]
    assert found == []


async def test_nobody_else_is_forgotten(database: Database, tmp_path: Path) -> None:
    """The other chat keeps a row in every table; forgetting again finds nothing."""
    people = People(tmp_path)
    await fill(database, people)
    await Forgetting(database, people).forget(ME)
    left = await rows(database)
    assert all(left[name] == 1 for name in tied_tables())
    assert (await Forgetting(database, people).forget(ME)).rows == 0


async def test_a_volunteers_code_is_taken_off_other_peoples_rows(database: Database, tmp_path: Path) -> None:
    """The code may be known to be theirs; the checks themselves still count."""
    people = People(tmp_path)
    async with database.writing() as connection:
        await connection.execute(volunteers.insert().values(code="v1", chat=ME, created_on=TODAY))
        await connection.execute(volunteer_referrals.insert().values(code="v1", person="x", day=TODAY))
        row = filled(check_events, OTHER, people, 1) | {"share_code": "v1"}
        await connection.execute(check_events.insert().values(row))
        row = filled(quiz_results, OTHER, people, 1) | {"share_code": "v1"}
        await connection.execute(quiz_results.insert().values(row))
    await Forgetting(database, people).forget(ME)
    assert "v1" not in await everything(database)
    assert (await rows(database))["check_events"] == 1


async def test_forgetting_is_all_or_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a row were left, nothing is deleted and the error says where."""
    people = People(tmp_path)
    await fill(database, people)
    before = await rows(database)

    async def keep(*_: object) -> int:
        return 0

    monkeypatch.setattr(forget, "_delete", keep)
    with pytest.raises(StorageError, match="preferences"):
        await Forgetting(database, people).forget(ME)
    assert await rows(database) == before


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_what_leads_back_to_somebody_is_marked(table: Table) -> None:
    """A column with such a name that is not marked would escape /forgetme."""
    names = {"chat", "ward", "guardian", "person"}
    marked = {column.name for column, _ in tied_columns(table)}
    assert marked == {column.name for column in table.columns if column.name in names}


async def test_retention_deletes_what_is_over(database: Database, tmp_path: Path) -> None:
    """A year later all rows with an end are gone; a day later hardly any."""
    people = People(tmp_path)
    await fill(database, people)
    retention = Retention(database, people, events_days=400)
    await retention.sweep(TODAY, NOW)
    assert (await rows(database))["check_events"] == 2
    swept = await retention.sweep(TODAY + timedelta(days=500), NOW + 500 * DAY)
    assert swept["check events"] == 2
    kept = {name for name, number in (await rows(database)).items() if number}
    # What is left has no end of its own: people end it themselves.
    assert kept == {
        *("guardian_links", "preferences", "schedule", "subscriptions", "volunteer_referrals"),
        *("volunteers", "watch_groups"),
    }


async def test_after_the_month_nobody_can_be_told_apart(database: Database, tmp_path: Path) -> None:
    """Hashes go with their keys; how many people a campaign had by day stays."""
    people = People(tmp_path)
    async with database.writing() as connection:
        for number in range(3):
            row = filled(check_events, f"chat{number}", people, number) | {"id": f"e{number}", "campaign": 7}
            await connection.execute(check_events.insert().values(row | {"action": None}))
    await Retention(database, people, 400).sweep(date(2026, 12, 1), NOW)
    async with database.reading() as connection:
        assert (await connection.execute(select(check_events.c.person).distinct())).scalars().all() == [None]
        counted = (await connection.exec_driver_sql("SELECT people FROM campaign_days")).scalar_one()
    assert counted == 3
    assert "2026-11" not in (tmp_path / "people.json").read_text()


async def test_a_clock_set_back_deletes_nothing(database: Database, tmp_path: Path) -> None:
    """A machine that wakes in 1970 finds that nothing is old."""
    people = People(tmp_path)
    await fill(database, people)
    before = await rows(database)
    del before["feedback"]
    await Retention(database, people, 400).sweep(date(1970, 1, 2), DAY)
    after = await rows(database)
    del after["feedback"]
    assert after == before


def documented() -> Iterator[tuple[str, str]]:
    """(table, column) of every row of the page's tables."""
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    for section in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        table = re.match(r"`(\w+)`", section)
        if table:
            yield from ((table[1], column) for column in re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE))


def test_the_page_lists_every_column_and_no_other() -> None:
    """What is kept and why, complete by comparison with the schema."""
    assert sorted(documented()) == sorted((t.name, c.name) for t in METADATA.sorted_tables for c in t.columns)
