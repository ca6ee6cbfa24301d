"""From what is kept to a Report. Small numbers are gone before anything leaves here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.engagement.kept import Action, Campaign, CampaignDay, EventCount, Volunteer
from bot.engagement.quiz.statistics import Estimate
from bot.engagement.report.figures import (
    LOW,
    NONE,
    UNKNOWN,
    WARNED,
    Bar,
    CountedEvents,
    KeptCampaigns,
    Reach,
    Report,
    Snapshot,
    Sources,
    Stopped,
    Surged,
)
from bot.engagement.report.period import Period
from bot.engagement.report.protect import SMALL, Gap, Number, Protected, mask, protect
from bot.engagement.report.shares import wilson
from bot.engagement.report.skill import assess_skill

# How far back somebody's first form may lie: as long as results are kept.
QUIZ_DAYS = 400
# Widths of a bar in days; the narrowest whose bars are all large enough is taken.
WIDTHS = (1, 2, 7, 14, 28, 91)
MOST_BARS = 62
SAID = (Action.IGNORED, Action.TEMPTED, Action.PAID)
_Label = Callable[[EventCount], str]


async def load_report(sources: Sources, period: Period, today: date, events_days: int) -> Report:
    """Read everything. `events_days`: how long events are kept. Raises StorageError."""
    names = await _names(sources, period)
    now = await load_snapshot(sources, period, today, names)
    comparable = period.previous.since >= today - timedelta(events_days)
    before = await load_snapshot(sources, period.previous, today, names) if comparable else None
    bars, bars_before = find_bars([s for s in (now, before) if s])
    return Report(now, before, bars, bars_before, len(await sources.volunteers.active()), today)


async def _names(sources: Sources, period: Period) -> dict[str, Volunteer]:
    """Volunteers by code: the active ones, and those who stopped but whose links were used."""
    known = {volunteer.code: volunteer for volunteer in await sources.volunteers.active()}
    since = period.previous.since
    used = {c.share_code for c in await sources.events.counts(since, period.until) if c.share_code}
    for code in sorted((used | set(await sources.volunteers.referrals(since, period.until))) - set(known)):
        if volunteer := await sources.volunteers.by_code(code):
            known[code] = volunteer
    return known


async def load_snapshot(sources: Sources, period: Period, today: date, volunteers: Mapping[str, Volunteer]) -> Snapshot:
    """One period. Raises StorageError."""
    since, until = period.since, period.until
    counts = await sources.events.counts(since, until)
    checks = [c for c in counts if c.action is None]
    outcomes, pressed = protect(_sum(checks, _outcome)), _sum(counts, _action)
    stopped = _stopped(await sources.events.interventions(since, until), pressed[Action.TEMPTED])
    return Snapshot(
        period=period,
        outcomes=outcomes,
        warned_share=_share(outcomes[WARNED], outcomes.total),
        types=_types(outcomes, checks),
        channels=protect(_sum(checks, lambda c: c.channel)),
        people=await _people(sources.events, period, today),
        said=_said(pressed, stopped.tempted),
        stopped=stopped,
        reach=_reach(checks, await sources.volunteers.referrals(since, until), volunteers),
        skill=assess_skill(await sources.quiz.results(since - timedelta(QUIZ_DAYS), until), period),
        surges=await _surges(sources.campaigns, period),
        by_day=_by_day(checks),
    )


def _sum(counts: Iterable[EventCount], label: _Label) -> Counter[str]:
    total: Counter[str] = Counter()
    for count in counts:
        total[label(count)] += count.checks
    return total


def _outcome(count: EventCount) -> str:
    return WARNED if count.risk in ("high", "medium") else LOW if count.risk == "low" else UNKNOWN


def _action(count: EventCount) -> str:
    return count.action or NONE


def _share(part: Number, whole: Number) -> Estimate | None:
    return wilson(part, whole) if isinstance(part, int) and isinstance(whole, int) and whole else None


def _types(outcomes: Protected, checks: Iterable[EventCount]) -> Protected:
    """Types of what was warned of; nothing where even their sum is not told."""
    warned = outcomes[WARNED]
    if isinstance(warned, Gap):
        return Protected(warned)
    return protect(_sum((c for c in checks if _outcome(c) == WARNED), lambda c: c.scam_type or NONE))


async def _people(events: CountedEvents, period: Period, today: date) -> Number:
    """Distinct people, as long as they can be told apart: within the month that has not ended."""
    if period.since < today.replace(day=1):
        return Gap.UNKNOWN
    return mask(await events.distinct_people(period.since, period.until))


def _said(total: Mapping[str, int], tempted: Number) -> dict[str, Number]:
    """`tempted` is told as it stands beside the interventions, or not at all."""
    return {str(action): mask(total[action]) for action in SAID} | {Action.TEMPTED: tempted}


def _stopped(stopped: int, tempted: int) -> Stopped:
    """Where the few who did not stop would show in the difference, the larger number is left out."""
    if mask(stopped) is Gap.SMALL or mask(tempted) is Gap.SMALL:
        return Stopped(mask(stopped), mask(tempted), None)
    if mask(abs(tempted - stopped)) is Gap.SMALL:
        return Stopped(stopped, Gap.WITHHELD, None)
    return Stopped(stopped, tempted, wilson(stopped, tempted) if 0 < stopped <= tempted else None)


def _reach(checks: Sequence[EventCount], arrivals: Mapping[str, int], volunteers: Mapping[str, Volunteer]) -> Reach:
    """Volunteers stand within their area, so that one table cannot betray the other."""
    areas = protect(_sum(checks, lambda c: _area(c, volunteers)))
    within = {
        area: protect(_sum((c for c in checks if _area(c, volunteers) == area), lambda c: c.share_code or NONE))
        for area in areas.shown
    }
    names = {code: volunteer.name or code for code, volunteer in volunteers.items()}
    return Reach(areas, within, protect(arrivals), names)


def _area(count: EventCount, volunteers: Mapping[str, Volunteer]) -> str:
    """The area that the check itself names, else that of the volunteer who brought it."""
    volunteer = volunteers.get(count.share_code or NONE)
    return count.area or (volunteer.area if volunteer else None) or NONE


async def _surges(campaigns: KeptCampaigns, period: Period) -> tuple[Surged, ...]:
    """Waves whose alert fell into the period, the largest first."""
    surged = [c for c in await campaigns.recent(period.since) if c.alerted_on in period]
    days = await campaigns.days(period.since, period.until)
    found = [_surged(campaign, [d for d in days if d.campaign == campaign.id]) for campaign in surged]
    return tuple(sorted(found, key=lambda s: (-s.checks if isinstance(s.checks, int) else 0, s.day)))


def _surged(campaign: Campaign, days: Sequence[CampaignDay]) -> Surged:
    return Surged(
        campaign.alerted_on or campaign.last_day,
        campaign.scam_type,
        campaign.excerpt,
        _about(sum(d.checks for d in days)),
        _about(max((d.people for d in days), default=0)),
    )


def _about(count: int) -> Number:
    return mask(count) if count < 2 * SMALL else round(count, -1)


def _by_day(checks: Iterable[EventCount]) -> Counter[date]:
    total: Counter[date] = Counter()
    for count in checks:
        total[count.day] += count.checks
    return total


def find_bars(snapshots: Sequence[Snapshot]) -> tuple[tuple[Bar, ...], tuple[Bar, ...]]:
    """Checks over time, this period's and the last one's, in bars of one width: the narrowest that shows no small
    number. Nothing where even the widest would."""
    for width in WIDTHS:
        found = [_bars(snapshot, width) for snapshot in snapshots]
        if all(len(bars) <= MOST_BARS and not any(0 < b.checks < SMALL for b in bars) for bars in found):
            return found[0], found[1] if len(found) > 1 else ()
    return (), ()


def _bars(snapshot: Snapshot, width: int) -> tuple[Bar, ...]:
    period = snapshot.period
    starts = [period.since + timedelta(n) for n in range(0, period.days, width)]
    ends = [min(start + timedelta(width - 1), period.until) for start in starts]
    return tuple(
        Bar(a, b, sum(n for day, n in snapshot.by_day.items() if a <= day <= b))
        for a, b in zip(starts, ends, strict=True)
    )
