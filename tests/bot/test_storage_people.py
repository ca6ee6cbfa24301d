"""Keyed hashes: the same person counts once a month, and nobody can tell who it was."""

import json
import stat
from datetime import date
from pathlib import Path

import pytest

from bot.storage.people import NAME, People

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 1)


def test_a_person_has_one_hash_a_month(tmp_path: Path) -> None:
    """The same through the month and across processes; another in the next month; another for another person."""
    people, other_process = People(tmp_path), People(tmp_path)
    assert people.monthly("7", NOVEMBER) == other_process.monthly("7", date(2026, 11, 30))
    assert people.monthly("7", OCTOBER) != people.monthly("7", NOVEMBER)
    assert people.monthly("8", NOVEMBER) != people.monthly("7", NOVEMBER)
    assert people.lasting("7") == other_process.lasting("7") != people.monthly("7", NOVEMBER)


def test_another_installation_has_other_hashes(tmp_path: Path) -> None:
    """The key makes the hash: without it, chat numbers cannot be tried out."""
    assert People(tmp_path / "a").monthly("7", NOVEMBER) != People(tmp_path / "b").monthly("7", NOVEMBER)


def test_old_keys_are_thrown_away(tmp_path: Path) -> None:
    """After the month, nobody can compute its hashes again; the lasting key and the present one stay."""
    people = People(tmp_path)
    before, now, lasting = people.monthly("7", OCTOBER), people.monthly("7", NOVEMBER), people.lasting("7")
    assert people.discard_old(NOVEMBER) == 1
    assert "2026-10" not in (tmp_path / NAME).read_text()
    assert before not in people.known("7")
    assert set(people.known("7")) == {now, lasting}


def test_a_clock_set_back_revives_no_old_hash(tmp_path: Path) -> None:
    """The old month gets a new key, the present one keeps its own."""
    people = People(tmp_path)
    before, now = people.monthly("7", OCTOBER), people.monthly("7", NOVEMBER)
    people.discard_old(NOVEMBER)
    assert people.monthly("7", OCTOBER) != before
    assert people.monthly("7", NOVEMBER) == now


def test_keys_are_readable_by_us_only(tmp_path: Path) -> None:
    """Mode 0600, and no chat in the file."""
    People(tmp_path).monthly("chat-4711", NOVEMBER)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert "4711" not in (tmp_path / NAME).read_text()


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    """People are still told apart, within the process."""
    (tmp_path / "file").write_text("x")
    people = People(tmp_path / "file" / "data")
    assert people.monthly("7", NOVEMBER) == people.monthly("7", NOVEMBER) != people.monthly("8", NOVEMBER)
    assert people.monthly("7", NOVEMBER) in people.known("7")


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"2026-11": 5}', '{"2026-11": "zz"}'])
def test_damaged_keys_are_replaced(tmp_path: Path, damaged: str) -> None:
    """A broken file counts people anew; it stops nobody."""
    (tmp_path / NAME).write_text(damaged)
    assert People(tmp_path).monthly("7", NOVEMBER) == People(tmp_path).monthly("7", NOVEMBER)
    assert set(json.loads((tmp_path / NAME).read_text())) == {"2026-11"}


def test_marks_fit_a_database(tmp_path: Path) -> None:
    """Signed 64-bit numbers, the same for the same link."""
    people = People(tmp_path)
    marks = [people.mark(f"link:{n}.top") for n in range(200)]
    assert len(set(marks)) == 200
    assert all(-(2**63) <= mark < 2**63 for mark in marks)
    assert marks[0] == People(tmp_path).mark("link:0.top")
