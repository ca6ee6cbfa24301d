"""The content calendar: which piece goes to subscribers in which week.

    pieces/*.toml → load_pieces → Calendar.piece_of(week) → compose_piece → plan_week → (approved) → a Broadcast

One piece a week: a seasonal one in the week of its date, else the next case in turn. Nothing goes out by itself: an
operator approves each week (`shizha broadcast approve`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from bot.engagement.kept import Broadcast
from bot.errors import TextError, UsageError
from bot.replies.reply import Block, Reply, Style, TextKey
from bot.texts import LOCALES
from model.scam_types import load_scam_types

WEEKLY = "weekly"
# Wednesday: in the middle of the week most people read.
SEND_WEEKDAY = 3
# What could not go out on its day may still come on the next; the case of the week is no news after that.
WINDOW = timedelta(days=2)
# Cases take turns from this Monday on.
FIRST_MONDAY = date(2026, 1, 5)
DO_LINES = 3
LONGEST_TEXT = {"zh-Hans": 120, "zh-Hant": 120, "en": 330}
LONGEST_LINE = {"zh-Hans": 40, "zh-Hant": 40, "en": 120}

# The first day of the lunar year, for 春运 and the festival. Source: Hong Kong Observatory's conversion tables.
LUNAR_NEW_YEAR = {
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 3),
    2031: date(2031, 1, 23),
    2032: date(2032, 2, 11),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A piece in one locale. `title` only for seasonal ones."""

    text: str
    do: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A case, or a seasonal piece: `on` is its month and day, or `lunar` its days from the lunar new year."""

    id: str
    type: str
    words: Mapping[str, Words]
    on: tuple[int, int] | None = None
    lunar: int | None = None

    @property
    def seasonal(self) -> bool:
        return self.on is not None or self.lunar is not None

    def day_in(self, year: int) -> date | None:
        """Its day in a year; None for a case, and for a lunar one outside the table."""
        if self.on:
            return date(year, *self.on)
        new_year = LUNAR_NEW_YEAR.get(year)
        return new_year + timedelta(days=self.lunar) if self.lunar is not None and new_year else None


class Calendar:
    """Pieces in the order of the files."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = {piece.id: piece for piece in pieces}
        self.cases = [piece for piece in self.pieces.values() if not piece.seasonal]
        self.seasonal = [piece for piece in self.pieces.values() if piece.seasonal]

    def piece_of(self, week: str) -> Piece:
        """What the calendar holds for a week. Raises UsageError for a week before the first or no week at all."""
        monday = read_week(week)
        if monday < FIRST_MONDAY:
            raise UsageError(f"the calendar begins with {week_of(FIRST_MONDAY)}; {week} is before that")
        if season := self._season(monday):
            return season
        if not self.cases:
            raise UsageError("there is no case in the calendar; add one to the files of SHIZHA_CONTENT_DIR")
        weeks = (FIRST_MONDAY + timedelta(weeks=n) for n in range((monday - FIRST_MONDAY).days // 7))
        return self.cases[sum(self._season(week) is None for week in weeks) % len(self.cases)]

    def get(self, piece: str) -> Piece:
        """A piece by its id. Raises UsageError."""
        try:
            return self.pieces[piece]
        except KeyError:
            raise UsageError(f"there is no piece {piece!r}; see `shizha broadcast preview --weeks 60`") from None

    def _season(self, monday: date) -> Piece | None:
        """The first seasonal piece whose day lies in the week."""
        sunday = monday + timedelta(days=6)
        for piece in self.seasonal:
            days = (piece.day_in(year) for year in {monday.year, sunday.year})
            if any(day and monday <= day <= sunday for day in days):
                return piece
        return None


def week_of(day: date) -> str:
    """The ISO week of a day.

    >>> week_of(date(2026, 11, 25)), week_of(date(2027, 1, 1))
    ('2026-W48', '2026-W53')
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def read_week(week: str) -> date:
    """The Monday of an ISO week such as 2026-W48. Raises UsageError."""
    found = re.fullmatch(r"(\d{4})-W(\d{2})", week)
    try:
        if found:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise UsageError(f"{week[:20]!r} is no week; write year and ISO week, such as 2026-W48")


def send_day(week: str) -> date:
    """The day on which the piece of a week goes out, everywhere on earth."""
    return read_week(week) + timedelta(days=SEND_WEEKDAY - 1)


def window_start(day: date) -> int:
    """When a day begins where it begins first (UTC+14)."""
    return int((datetime.combine(day, time(), UTC) - timedelta(hours=14)).timestamp())


def window_end(day: date) -> int:
    """From then on nobody gets the weekly message of a day any more."""
    return int((datetime.combine(day, time(), UTC) + WINDOW).timestamp())


def weekly_id(week: str) -> str:
    return f"{WEEKLY}-{week}"


def read_weekly_id(broadcast: str) -> date | None:
    """The day of a weekly broadcast; None for any other.

    >>> read_weekly_id("weekly-2026-W48"), read_weekly_id("surge-00-2026-11-25")
    (datetime.date(2026, 11, 25), None)
    """
    kind, _, week = broadcast.partition("-")
    try:
        return send_day(week) if kind == WEEKLY else None
    except UsageError:
        return None


def compose_piece(piece: Piece, locale: str) -> Reply:
    """A piece as subscribers of a locale read it."""
    words = piece.words[locale]
    head = (
        Block("content.season", {"title": words.title}, Style.VERDICT)
        if piece.seasonal
        else Block("content.case", {"type": TextKey(f"type.{piece.type}.name")}, Style.VERDICT)
    )
    steps = (Block("content.step", {"step": line}, Style.ITEM) for line in words.do)
    return Reply((head, Block("content.text", {"text": words.text}), *steps, Block("content.foot", style=Style.NOTE)))


def plan_week(week: str, content: str, now: int) -> Broadcast:
    """The broadcast of a week, approved; receivers join it when their hour comes. `content`: `render_broadcast`."""
    return Broadcast(weekly_id(week), WEEKLY, content, now, window_start(send_day(week)))


@cache
def load_pieces(own: Path | None = None) -> Calendar:
    """The packaged pieces, with those of a folder of the operator's own in place of the same ids and after them.

    Raises TextError naming file, line and key of what is wrong.
    """
    pieces = _load_folder(resources.files("bot.engagement").joinpath("pieces"))
    if own is not None:
        if not own.is_dir():
            raise TextError(f"{own}: no such folder; correct SHIZHA_CONTENT_DIR")
        pieces |= _load_folder(own)
    return Calendar(tuple(pieces.values()))


def _load_folder(folder: Any) -> dict[str, Piece]:
    pieces: dict[str, Piece] = {}
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        for piece in parse_pieces(_read(file), file.name):
            if piece.id in pieces:
                raise TextError(f"{file.name}: the id {piece.id!r} is given twice; number it anew")
            pieces[piece.id] = piece
    return pieces


def _read(file: Any) -> str:
    try:
        return str(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise TextError(f"{file.name}: cannot be read as UTF-8 text ({error}); mend or remove it") from error


def parse_pieces(content: str, name: str) -> Iterator[Piece]:
    """The pieces of one file. Raises TextError: `file:line: key and what is wrong with it`."""
    try:
        tables = tomllib.loads(content).get("pieces", [])
    except tomllib.TOMLDecodeError as error:
        raise TextError(f"{name}: {error}; mend the TOML there") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise TextError(f"{name}:1: pieces is no list; begin each piece with a line [[pieces]]")
    lines = content.splitlines()
    starts = [number for number, line in enumerate(lines) if line.strip() == "[[pieces]]"]
    for place, table in enumerate(tables):
        start = starts[place] if place < len(starts) else 0
        for key, wrong in _wrong(table):
            raise TextError(f"{name}:{_line(lines, start, key)}: {key} {wrong}")
        yield _piece(table)


def _line(lines: Sequence[str], start: int, key: str) -> int:
    """The line of a key such as `zh-Hant.do` in the piece that starts at an index; where there is none, that of its
    table or of the piece."""
    table, _, name = key.rpartition(".")
    inside, best = not table, start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number].strip()
        if line == "[[pieces]]":
            break
        if line.startswith("["):
            inside = line == f"[pieces.{table}]"
            best = number + 1 if inside else best
        elif inside and re.match(rf"{re.escape(name)}\s*=", line):
            return number + 1
    return best


_KEYS = {"id", "type", "on", "lunar", *LOCALES}


def _wrong(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) for each fault, the first one first."""
    yield from ((key, "is no key of a piece; delete it") for key in sorted(set(table) - _KEYS))
    if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", str(table.get("id"))):
        yield "id", "is words with hyphens, such as case-01"
    if table.get("type") not in load_scam_types():
        yield "type", "is no id of model/scam_types"
    yield from _wrong_time(table)
    seasonal = "on" in table or "lunar" in table
    for locale in LOCALES:
        words = table.get(locale)
        if not isinstance(words, Mapping):
            yield locale, f"is missing; add a table [pieces.{locale}]"
        else:
            yield from ((f"{locale}.{key}", wrong) for key, wrong in _wrong_words(words, locale, seasonal))


def _wrong_time(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    on, lunar = table.get("on"), table.get("lunar")
    if on is not None and not _is_month_day(on):
        yield "on", "is a month and a day of every year, such as 09-01"
    if lunar is not None and (type(lunar) is not int or not -60 <= lunar <= 60):
        yield "lunar", "is a number of days from the lunar new year, -60 to 60"
    if on is not None and lunar is not None:
        yield "lunar", "and `on` exclude each other; keep one"


def _is_month_day(value: object) -> bool:
    """Whether it is `MM-DD` of any year, a common one included."""
    try:
        date.fromisoformat(f"2027-{value}")
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d\d-\d\d", str(value)))


def _wrong_words(words: Mapping[str, Any], locale: str, seasonal: bool) -> Iterator[tuple[str, str]]:
    text, do, title = words.get("text"), words.get("do"), words.get("title")
    yield from ((key, "is no key here; delete it") for key in sorted(set(words) - {"text", "do", "title"}))
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= LONGEST_TEXT[locale]:
        yield "text", f"is a text of 1 to {LONGEST_TEXT[locale]} characters"
    if not isinstance(do, list) or len(do) != DO_LINES:
        yield "do", f"is a list of {DO_LINES} lines: what to do"
    elif not all(isinstance(line, str) and 1 <= len(line.strip()) <= LONGEST_LINE[locale] for line in do):
        yield "do", f"has a line that is empty or longer than {LONGEST_LINE[locale]} characters"
    if seasonal and not (isinstance(title, str) and 1 <= len(title.strip()) <= 60):
        yield "title", "is missing: a seasonal piece has a title of up to 60 characters"


def _piece(table: Mapping[str, Any]) -> Piece:
    words = {locale: _words(table[locale]) for locale in LOCALES}
    month_day = date.fromisoformat(f"2027-{table['on']}") if "on" in table else None
    on = (month_day.month, month_day.day) if month_day else None
    return Piece(table["id"], table["type"], words, on, table.get("lunar"))


def _words(table: Mapping[str, Any]) -> Words:
    return Words(table["text"].strip(), tuple(line.strip() for line in table["do"]), table.get("title", "").strip())
