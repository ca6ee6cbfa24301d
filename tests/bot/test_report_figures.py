"""Figures of the effect report: from a made-up city, and from cases small enough to count by hand."""

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.kept import Action, CheckEvent, QuizResult, Volunteer
from bot.engagement.quiz.forms import Group, Phase
from bot.engagement.report.figures import NONE, WARNED, Report
from bot.engagement.report.load import load_report
from bot.engagement.report.period import Period, read_period
from bot.engagement.report.protect import Gap, Protected
from bot.engagement.report.rows import REST, Row, change, compare
from bot.engagement.report.shares import wilson
from bot.engagement.report.skill import assess_skill
from bot.errors import UsageError
from bot.storage.store import Store
from tests.bot.report_demo import answered, fill

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 25)
NOVEMBER = Period(date(2026, 11, 1), TODAY)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store("", tmp_path)
    await opened.get_ready()
    yield opened
    await opened.close()


@pytest.fixture
async def city(store: Store) -> Report:
    await fill(store)
    return await load_report(store, NOVEMBER, TODAY, 400)


async def report_on(store: Store, *events: CheckEvent, period: Period = NOVEMBER, kept: int = 400) -> Report:
    await store.events.write(events)
    return await load_report(store, period, TODAY, kept)


def checks(count: int, day: date = TODAY, **more: object) -> list[CheckEvent]:
    event = CheckEvent("", day, "telegram", "high", scam_type="brushing")
    name = f"{day}-{sorted(more.items())}"
    return [replace(event, id=f"{name}-{n}", **more) for n in range(count)]  # type: ignore[arg-type]


def said(count: int, action: Action, first: int = 0) -> list[CheckEvent]:
    """Episodes `first` to `first + count`, each with this button pressed."""
    return [
        CheckEvent(f"{action}-{n}", TODAY, "telegram", "high", action=str(action), about=f"episode-{n}")
        for n in range(first, first + count)
    ]


async def test_a_city_adds_up(city: Report) -> None:
    """Outcomes, channels and areas are parts of the same checks; types of the same warnings."""
    now = city.now
    assert now.outcomes.total == now.channels.total == now.reach.areas.total == sum(bar.checks for bar in city.bars)
    assert now.types.total == now.outcomes[WARNED]
    for area, inside in now.reach.within.items():
        assert inside.total == now.reach.areas.shown[area]


async def test_both_periods_are_as_long(city: Report) -> None:
    """The last period ends the day before this one begins."""
    assert city.before is not None
    assert city.before.period == Period(date(2026, 10, 7), date(2026, 10, 31))
    assert city.before.outcomes.total != city.now.outcomes.total


async def test_a_wave_is_told_in_round_numbers(city: Report) -> None:
    """Eighty checks, forty people a day; its excerpt is the masked one."""
    (wave,) = city.now.surges
    assert (wave.day, wave.checks, wave.busiest) == (date(2026, 11, 12), 80, 40)
    assert wave.excerpt is not None
    assert "▇" in wave.excerpt


async def test_people_are_counted_within_the_month_only(city: Report, store: Store) -> None:
    """What told them apart in past months is gone, so the report does not pretend."""
    assert isinstance(city.now.people, int)
    assert city.before is not None
    assert city.before.people is Gap.UNKNOWN
    early = await load_report(store, Period(date(2026, 10, 20), TODAY), TODAY, 400)
    assert early.now.people is Gap.UNKNOWN


async def test_the_share_of_those_who_stopped(store: Store) -> None:
    """Stopped after 正想转账 counts; stopped without it, or paid, does not."""
    episodes = [*said(20, Action.TEMPTED), *said(12, Action.STOPPED), *said(7, Action.STOPPED, 50)]
    report = await report_on(store, *episodes, *said(6, Action.PAID, 30))
    stopped = report.now.stopped
    assert (stopped.count, stopped.tempted) == (12, 20)
    assert stopped.share == wilson(12, 20)
    assert report.now.said == {"ignored": 0, "tempted": 20, "paid": 6}


@pytest.mark.parametrize(
    ("tempted", "stopped", "told"),
    [(20, 17, (17, Gap.WITHHELD)), (4, 4, (Gap.SMALL, Gap.SMALL)), (30, 3, (Gap.SMALL, 30)), (6, 6, (6, 6))],
)
async def test_the_few_who_did_not_stop_cannot_be_worked_out(
    store: Store, tempted: int, stopped: int, told: tuple[int | Gap, int | Gap]
) -> None:
    """Where the difference is small, only one of the two numbers is told, and no share."""
    report = await report_on(store, *said(tempted, Action.TEMPTED), *said(stopped, Action.STOPPED))
    assert (report.now.stopped.count, report.now.said["tempted"]) == told
    assert (report.now.stopped.share is None) == any(isinstance(number, Gap) for number in told)


async def test_areas_come_from_the_check_or_from_the_volunteer(store: Store) -> None:
    """A check's own area goes before its volunteer's; a volunteer who stopped is still known."""
    await store.volunteers.register(Volunteer("v1", TODAY, name="王阿姨", area="东湖"))
    await store.volunteers.change("v1", name="王阿姨", area="东湖", state="ended")
    events = [*checks(8, share_code="v1"), *checks(9, share_code="v1", area="西城"), *checks(20)]
    report = await report_on(store, *events)
    reach = report.now.reach
    assert reach.areas.shown == {NONE: 20, "西城": 9, "东湖": 8}
    assert reach.within["东湖"].shown == {"v1": 8}
    assert reach.names == {"v1": "王阿姨"}
    assert report.volunteers == 0


async def test_volunteers_of_a_merged_area_are_not_listed(store: Store) -> None:
    """Else the area's small number would stand below it."""
    await store.volunteers.register(Volunteer("v1", TODAY, area="东湖"))
    report = await report_on(store, *checks(3, share_code="v1"), *checks(20), *checks(30, area="西城"))
    assert report.now.reach.areas.shown == {"西城": 30}
    assert set(report.now.reach.within) == {"西城"}
    assert report.now.reach.inside("东湖") == Protected(Gap.MERGED)


async def test_types_are_not_told_where_warnings_are_not(store: Store) -> None:
    """Two warnings among many harmless checks stay among them."""
    report = await report_on(store, *checks(2), *checks(30, risk="low", scam_type=None))
    assert report.now.outcomes == Protected(32, {}, 32)
    assert report.now.types == Protected(Gap.MERGED)
    assert report.now.warned_share is None


async def test_an_old_comparison_is_left_out(store: Store) -> None:
    """Rows that were deleted must not look like a quiet time."""
    report = await report_on(store, *checks(9), kept=31)
    assert report.before is None
    assert report.both(lambda s: s.outcomes.total) == (9, Gap.UNKNOWN)


async def test_bars_widen_until_none_is_small(store: Store) -> None:
    """Two checks a day make bars of a week; a lonely check makes none."""
    days = [NOVEMBER.since + timedelta(n) for n in range(NOVEMBER.days)]
    report = await report_on(store, *(event for day in days for event in checks(2, day)))
    assert [bar.checks for bar in report.bars] == [14, 14, 14, 8]
    assert report.bars[-1].until == NOVEMBER.until
    lonely = await load_report(store, Period(TODAY, TODAY), TODAY, 400)
    assert lonely.bars == ()


async def test_an_empty_database_says_so(store: Store) -> None:
    """Nothing recorded is not the same as nothing to tell; one small number is not nothing."""
    assert (await report_on(store)).is_empty
    assert not (await report_on(store, *checks(1))).is_empty


async def test_today_is_not_over(store: Store) -> None:
    """A period that ends today will still grow, one that ended yesterday will not."""
    assert (await report_on(store)).is_unfinished
    past = await report_on(store, period=Period(NOVEMBER.since, TODAY - timedelta(1)))
    assert not past.is_unfinished


def class_of(size: int, *groups: Group, day: date = TODAY) -> list[QuizResult]:
    """`size` people of each group who answered both forms; the taught learn."""
    chance = random.Random(1)  # noqa: S311 # no secret
    people = [(n, group) for n, group in enumerate(g for g in groups for _ in range(size))]
    first = [answered(chance, n, Phase.BEFORE, day, group, 0.5, 0.5) for n, group in people]
    return first + [
        answered(chance, n, Phase.AFTER, day, group, 0.95 if group is Group.TAUGHT else 0.5, 0.2) for n, group in people
    ]


def test_the_gain_is_of_the_taught_and_the_lesson_beats_practice() -> None:
    """Controls do not count as taught; with five of them the lesson's own effect is told."""
    skill = assess_skill(class_of(12, Group.TAUGHT, Group.CONTROL), NOVEMBER)
    assert skill is not None
    assert skill.people == 12
    assert skill.gain.low < skill.gain.value < skill.gain.high
    assert skill.gain.value == pytest.approx(skill.after.value - skill.before.value)
    assert skill.rates_after.caught.value > skill.rates_before.caught.value
    assert skill.lesson is not None
    assert (skill.later, skill.is_rough) == (None, True)


@pytest.mark.parametrize(
    ("results", "told"),
    [
        pytest.param(class_of(4, Group.TAUGHT, Group.CONTROL), False, id="four taught"),
        pytest.param(class_of(9, Group.CONTROL), False, id="nobody taught"),
        pytest.param(class_of(9, Group.TAUGHT, day=date(2026, 10, 1)), False, id="another month"),
        pytest.param([r for r in class_of(9, Group.TAUGHT) if r.phase == Phase.AFTER], False, id="no first form"),
        pytest.param(class_of(9, Group.TAUGHT), True, id="without controls"),
    ],
)
def test_few_people_have_no_gain(results: list[QuizResult], told: bool) -> None:
    """At least five who had the lesson and both forms; the lesson's own effect needs controls."""
    skill = assess_skill(results, NOVEMBER)
    assert (skill is not None) == told
    assert skill is None or skill.lesson is None


def test_what_is_left_is_measured_from_the_first_form() -> None:
    """Of those who came back within the period, also when they began before it."""
    chance = random.Random(2)  # noqa: S311 # no secret
    began = class_of(6, Group.TAUGHT, day=date(2026, 10, 20))
    later = [answered(chance, n, Phase.LATER, TODAY, Group.TAUGHT, 0.9, 0.1) for n in range(6)]
    skill = assess_skill(
        [*began, *later, *(replace(r, person=f"x{r.person}") for r in class_of(6, Group.TAUGHT))], NOVEMBER
    )
    assert skill is not None
    assert skill.left is not None
    assert skill.people == 6


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_a_share(case: tuple[int, int]) -> None:
    """Between 0 and 1, also where nobody or everybody did."""
    share = wilson(*case)
    assert 0 <= share.low <= share.value + 1e-12
    assert share.value - 1e-12 <= share.high <= 1


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (8, 10, 0.4902, 0.9433), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_agrees_with_published_values(part: int, whole: int, low: float, high: float) -> None:
    """81 of 263 is the example of Newcombe (1998)."""
    share = wilson(part, whole)
    assert (share.low, share.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_no_share_of_nothing() -> None:
    """A mistake in the figures shows as one."""
    for part, whole in ((0, 0), (3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="no share"):
            wilson(part, whole)


def test_rows_beyond_the_largest_are_one() -> None:
    """The rest makes up the sum on both sides."""
    now, before = Protected(100, {"a": 60, "b": 30, "c": 10}), Protected(50, {"b": 25}, 25)
    assert compare(now, before, 2) == [
        Row("a", 60, Gap.MERGED),
        Row("b", 30, 25),
        Row(REST, 10, 25),
    ]
    assert compare(Protected(Gap.SMALL), None) == []


@pytest.mark.parametrize(
    ("now", "before", "grown"), [(150, 100, 0.5), (5, 0, None), (Gap.SMALL, 9, None), (9, Gap.UNKNOWN, None)]
)
def test_growth_needs_two_numbers(now: int | Gap, before: int | Gap, grown: float | None) -> None:
    """From nothing there is no growth to tell."""
    assert change(now, before) == grown


@pytest.mark.parametrize(
    ("since", "until", "message"),
    [
        ("2026-11-31", "2026-12-01", "no date"),
        ("gestern", "2026-11-01", "2026-11-01"),
        ("2026-11-02", "2026-11-01", "exchange"),
        ("2026-11-01", "2026-11-26", "today, 2026-11-25"),
        ("1026-11-01", "2026-11-01", "year"),
    ],
)
def test_a_wrong_period_is_explained(since: str, until: str, message: str) -> None:
    """What was typed, and what to type instead."""
    with pytest.raises(UsageError, match=message):
        read_period(since, until, TODAY)


@given(st.dates(date(2001, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_the_previous_period_touches_and_is_as_long(since: date, days: int) -> None:
    """No day between them, none in both."""
    period = Period(since, since + timedelta(days))
    assert period.previous.days == period.days
    assert period.previous.until + timedelta(1) == period.since
