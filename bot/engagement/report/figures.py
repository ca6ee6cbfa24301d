"""What a period comes to, already protected: a `Snapshot` holds no small number. Declares the stores it reads from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.engagement.kept import Campaign, CampaignDay, EventCount, QuizResult, Volunteer
from bot.engagement.quiz.statistics import Estimate
from bot.engagement.report.period import Period
from bot.engagement.report.protect import Gap, Number, Protected
from bot.engagement.report.skill import Skill

WARNED, LOW, UNKNOWN = "warned", "low", "unknown"
# The label of what has none: no area named, no volunteer's link.
NONE = ""


class CountedEvents(Protocol):
    """`bot.storage.events` satisfies it."""

    async def counts(self, since: date, until: date) -> tuple[EventCount, ...]: ...

    async def interventions(self, since: date, until: date) -> int: ...

    async def distinct_people(self, since: date, until: date) -> int: ...


class KnownVolunteers(Protocol):
    """`bot.storage.volunteers` satisfies it."""

    async def active(self) -> tuple[Volunteer, ...]: ...

    async def by_code(self, code: str) -> Volunteer | None: ...

    async def referrals(self, since: date, until: date) -> dict[str, int]: ...


class KeptQuiz(Protocol):
    """`bot.storage.quiz` satisfies it."""

    async def results(self, since: date, until: date, group: str | None = None) -> tuple[QuizResult, ...]: ...


class KeptCampaigns(Protocol):
    """`bot.storage.campaigns` satisfies it."""

    async def recent(self, since: date) -> tuple[Campaign, ...]: ...

    async def days(self, since: date, until: date) -> tuple[CampaignDay, ...]: ...


class Sources(Protocol):
    """`bot.storage.store.Store` satisfies it."""

    @property
    def events(self) -> CountedEvents: ...

    @property
    def volunteers(self) -> KnownVolunteers: ...

    @property
    def quiz(self) -> KeptQuiz: ...

    @property
    def campaigns(self) -> KeptCampaigns: ...


@dataclass(frozen=True, slots=True)
class Bar:
    """Checks from `since` to `until`, both included."""

    since: date
    until: date
    checks: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """Self-reported interventions. `tempted`: who said 正想转账. `share`: of them; None where it tells too much."""

    count: Number
    tempted: Number
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class Surged:
    """A wave that was announced. `busiest`: distinct people of its busiest day. Both numbers are rounded to tens, so
    that the other checks of its type cannot be worked out."""

    day: date
    scam_type: str | None
    excerpt: str | None
    checks: Number
    busiest: Number


@dataclass(frozen=True, slots=True)
class Reach:
    """Checks by area, and within each shown area by volunteer; people who came through links, by volunteer."""

    areas: Protected
    within: Mapping[str, Protected]
    arrivals: Protected
    names: Mapping[str, str]
    """Volunteers by code, as they want to be called."""

    def inside(self, area: str) -> Protected:
        """The volunteers of an area; nothing but the reason where the area itself is not told."""
        return self.within.get(area) or Protected(self.areas[area])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One period. Shares are None where their parts are not told."""

    period: Period
    outcomes: Protected
    warned_share: Estimate | None
    types: Protected
    channels: Protected
    people: Number
    said: Mapping[str, Number]
    stopped: Stopped
    reach: Reach
    skill: Skill | None
    surges: tuple[Surged, ...]
    by_day: Mapping[date, int]
    """Raw, for `find_bars` only: never printed as it stands."""


@dataclass(frozen=True, slots=True)
class Report:
    """A period and the one before; `before` is None where its rows are deleted already. `today`: the operator's."""

    now: Snapshot
    before: Snapshot | None
    bars: tuple[Bar, ...]
    bars_before: tuple[Bar, ...]
    volunteers: int
    today: date

    def both(self, pick: Callable[[Snapshot], Number]) -> tuple[Number, Number]:
        """A number of this period and of the last one."""
        return pick(self.now), pick(self.before) if self.before else Gap.UNKNOWN

    @property
    def is_unfinished(self) -> bool:
        return self.now.period.until >= self.today

    @property
    def is_empty(self) -> bool:
        nothing = self.now.outcomes.total == 0 and self.now.reach.arrivals.total == 0
        return nothing and not any(self.now.said.values()) and self.now.skill is None
