"""The time that a report is about. Days are the operator's own: events know their day and nothing finer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import UsageError


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def previous(self) -> Period:
        """The time of the same length that ends the day before.

        >>> str(Period(date(2026, 11, 1), date(2026, 11, 30)).previous)
        '2026-10-02..2026-10-31'
        """
        return Period(self.since - timedelta(self.days), self.since - timedelta(1))

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.since <= day <= self.until

    def __str__(self) -> str:
        return f"{self.since}..{self.until}"


def read_period(since: str, until: str, today: date) -> Period:
    """A period from two dates as typed. Raises UsageError that says what to type instead."""
    period = Period(_read_day("--from", since), _read_day("--to", until))
    if period.since > period.until:
        raise UsageError(f"--from {since} lies after --to {until}; exchange them")
    if period.until > today:
        raise UsageError(f"--to {until} lies in the future; the last day to report on is today, {today}")
    if period.since.year < 2000:
        raise UsageError(f"--from {since} is too long ago; check the year")
    return period


def _read_day(option: str, typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise UsageError(f"{option} {typed!r} is no date; write it as 2026-11-01") from None
