"""The content calendar: pieces, weeks, and the operator's commands."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.calendar import (
    FIRST_MONDAY,
    LUNAR_NEW_YEAR,
    Calendar,
    Piece,
    compose_piece,
    load_pieces,
    parse_pieces,
    read_week,
    read_weekly_id,
    send_day,
    week_of,
    weekly_id,
)
from bot.errors import TextError, UsageError
from bot.texts import LOCALES, load_texts
from tests.conftest import Shizha

GOOD = """# a comment
[[pieces]]
id = "case-01"
type = "brushing"
[pieces.zh-Hans]
text = "一段话"
do = ["一", "二", "三"]
[pieces.zh-Hant]
text = "一段話"
do = ["一", "二", "三"]
[pieces.en]
text = "words"
do = ["one", "two", "three"]
"""
MONDAYS = [FIRST_MONDAY + timedelta(weeks=n) for n in range(7 * 52)]


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_pieces()


def test_there_is_a_case_for_every_week_and_a_piece_for_every_season(calendar: Calendar) -> None:
    """52 cases over at least twelve kinds of scam; eight seasons and more."""
    assert len(calendar.cases) == 52
    assert len({case.type for case in calendar.cases}) >= 12
    assert {piece.id.removeprefix("season-") for piece in calendar.seasonal} >= {
        "school", "double-eleven", "travel", "exam-before", "tax", "summer", "year-end", "jobs",
    }  # fmt: skip


def test_every_case_has_its_turn_before_one_comes_again(calendar: Calendar) -> None:
    """Seasons push the turn on, they never eat it."""
    shown = [calendar.piece_of(week_of(monday)) for monday in MONDAYS]
    cases = [piece.id for piece in shown if not piece.seasonal]
    assert cases[:52] == [case.id for case in calendar.cases]
    assert cases[52:104] == cases[:52]


def test_every_season_comes_once_a_year_and_never_two_in_a_week(calendar: Calendar) -> None:
    """From 2026 to 2032, by the sun and by the moon."""
    shown = [calendar.piece_of(week_of(monday)).id for monday in MONDAYS]
    for piece in calendar.seasonal:
        days = [piece.day_in(year) for year in range(2027, 2032)]
        assert all(days), piece.id
        assert shown.count(piece.id) in (6, 7), piece.id


def test_lunar_years_begin_between_late_january_and_late_february() -> None:
    """The table holds a day of the right season for each year, 354 to 385 days apart."""
    days = list(LUNAR_NEW_YEAR.values())
    assert all(date(day.year, 1, 21) <= day <= date(day.year, 2, 21) for day in days)
    assert all(353 <= (later - day).days <= 385 for day, later in pairwise(days))


def test_a_lunar_season_outside_the_table_does_not_come(calendar: Calendar) -> None:
    """Rather none than a wrong one."""
    assert calendar.get("season-travel").day_in(2040) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_pieces_keep_to_the_rules_of_words(calendar: Calendar, locale: str) -> None:
    """Nothing is called safe, nobody is told to install Telegram, traditional is traditional, and each can be said."""
    simplified = set("们这说对发请还没转账链骗险给钱问证码认会员报电话国区让")
    texts = load_texts(locale)
    for piece in calendar.pieces.values():
        reply = compose_piece(piece, locale)
        said = "\n".join(texts.say(block.key, block.params) for block in reply.blocks)
        bare = re.sub("安全账户|安全帳戶|safe account", "", said)
        assert not re.search(r"安全|\bsafe\b|telegram|纸飞机|紙飛機", bare, re.IGNORECASE), piece.id
        assert locale != "zh-Hant" or not simplified & set(said), piece.id


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_a_week_has_a_name_and_back(day: date) -> None:
    """Also across the turn of the year."""
    monday = read_week(week_of(day))
    assert monday <= day < monday + timedelta(days=7)
    assert monday.weekday() == 0
    assert read_weekly_id(weekly_id(week_of(day))) == send_day(week_of(day)) == monday + timedelta(days=2)


@pytest.mark.parametrize("week", ["", "2026-48", "2026-W54", "2027-W53", "W48", "2026-W48-1"])
def test_a_wrong_week_is_refused_with_an_example(week: str) -> None:
    """The error shows how a week is written."""
    with pytest.raises(UsageError, match="2026-W48"):
        read_week(week)


def test_a_week_before_the_calendar_and_an_empty_calendar_are_told() -> None:
    """Errors say what to do next."""
    with pytest.raises(UsageError, match="begins with 2026-W02"):
        Calendar(()).piece_of("2025-W01")
    with pytest.raises(UsageError, match="add one"):
        Calendar(()).piece_of("2026-W48")
    with pytest.raises(UsageError, match="no piece 'x'"):
        Calendar(()).get("x")


def test_a_good_file_is_read() -> None:
    """As the template of the operators' guide has it."""
    (piece,) = parse_pieces(GOOD, "own.toml")
    assert isinstance(piece, Piece)
    assert piece.words["en"].do == ("one", "two", "three")


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('type = "brushing"', 'type = "x"', 4, "type is no id"),
        ('type = "brushing"', 'type = "brushing"\ncolour = 1', 5, "colour is no key"),
        ('id = "case-01"', 'id = "Case 1"', 3, "id is words"),
        ('text = "一段話"', 'text = ""', 9, "zh-Hant.text is a text of 1 to 120"),
        ('text = "一段话"', f'text = "{"长" * 121}"', 6, "zh-Hans.text"),
        ('do = ["one", "two", "three"]', 'do = ["one", "two"]', 13, "en.do is a list of 3"),
        ('do = ["one", "two", "three"]', 'do = ["one", "", "three"]', 13, "en.do has a line that is empty"),
        ('text = "words"', "", 11, "en.text is a text"),
        ("[pieces.en]", "[pieces.fr]", 2, "fr is no key"),
        ('type = "brushing"', 'type = "brushing"\non = "02-30"', 5, "on is a month and a day"),
        ('type = "brushing"', 'type = "brushing"\nlunar = 99', 5, "lunar is a number of days"),
        ('type = "brushing"', 'type = "brushing"\non = "09-01"\nlunar = 3', 6, "lunar and `on` exclude"),
        ('type = "brushing"', 'type = "brushing"\non = "09-01"', 6, "zh-Hans.title is missing"),
    ],
)
def test_a_broken_file_names_line_and_key(old: str, new: str, line: int, key: str) -> None:
    """The operator finds the place at once."""
    with pytest.raises(TextError, match=rf"^own.toml:{line}: {re.escape(key)}"):
        list(parse_pieces(GOOD.replace(old, new), "own.toml"))


@pytest.mark.parametrize("content", ["[[pieces]\n", 'pieces = "x"', "[pieces]\nid = 1"])
def test_what_is_no_list_of_pieces_is_told(content: str) -> None:
    """Broken TOML names its line too."""
    with pytest.raises(TextError, match=r"own.toml.*(line 1|:1:)"):
        list(parse_pieces(content, "own.toml"))


@given(st.text())
def test_no_file_does_more_than_fail(content: str) -> None:
    """Whatever stands in it: pieces or a TextError."""
    with suppress(TextError):
        assert list(parse_pieces(content, "own.toml")) == []


def test_an_operators_own_pieces_replace_and_add(tmp_path: Path) -> None:
    """By id; a folder that is not there, two of one id, or a file that is no text are told."""
    (tmp_path / "own.toml").write_text(GOOD + GOOD.replace("case-01", "case-53"), "utf-8")
    own = load_pieces(tmp_path)
    assert own.get("case-01").words["en"].text == "words"
    assert len(own.cases) == 53
    (tmp_path / "twice.toml").write_text(GOOD, "utf-8")
    with pytest.raises(TextError, match="given twice"):
        load_pieces.__wrapped__(tmp_path)
    (tmp_path / "twice.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(TextError, match="UTF-8"):
        load_pieces.__wrapped__(tmp_path)
    with pytest.raises(TextError, match="SHIZHA_CONTENT_DIR"):
        load_pieces(tmp_path / "nowhere")


def test_an_operator_previews_approves_lists_and_cancels(shizha: Shizha) -> None:
    """Nothing waits before it is approved; approving twice, or too late, is refused with what to do."""
    week = week_of(date.today() + timedelta(weeks=2))
    coming = shizha("broadcast", "preview", "--weeks", "3").stdout.decode()
    assert week in coming
    whole = shizha("broadcast", "preview", week).stdout.decode()
    assert all(f"[{locale}]" in whole for locale in LOCALES)
    assert b"no broadcasts yet" in shizha("broadcast", "list").stdout
    approved = shizha("broadcast", "approve", week, "--piece", "case-07")
    assert b"approved case-07" in approved.stdout
    again = shizha("broadcast", "approve", week)
    assert (again.returncode, b"approved before" in again.stderr) == (2, True)
    assert f"weekly-{week}  pending" in shizha("broadcast", "list").stdout.decode()
    assert b"cancelled" in shizha("broadcast", "cancel", f"weekly-{week}").stdout
    assert shizha("broadcast", "cancel", f"weekly-{week}").returncode == 2
    late = shizha("broadcast", "approve", "2026-W02")
    assert (late.returncode, b"is over" in late.stderr) == (2, True)
