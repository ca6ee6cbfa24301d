"""The page: one self-contained HTML file that prints on one side of A4. No script, no address, no other file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.engagement.quiz.statistics import Estimate
from bot.engagement.report import charts
from bot.engagement.report.figures import NONE, WARNED, Report, Snapshot
from bot.engagement.report.load import SAID
from bot.engagement.report.protect import Gap, Number
from bot.engagement.report.rows import REST, Row, compare
from bot.engagement.report.skill import Skill
from bot.engagement.report.words import Words

# What one side of A4 has room for (tested); the table lists everything.
TYPES_SHOWN, CHANNELS_SHOWN, AREAS_SHOWN, VOLUNTEERS_SHOWN, SURGES_SHOWN = 7, 3, 4, 2, 3
# Characters of what people wrote: names of areas and volunteers, the operator's, excerpts.
NAME_SHOWN, OPERATOR_SHOWN, EXCERPT_SHOWN = 22, 40, 38
FONTS = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
FONTS_TRADITIONAL = "'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', sans-serif"


@dataclass(frozen=True, slots=True)
class Card:
    """A headline figure: its number, what stands below, and its definition by `name`."""

    name: str
    number: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the table of areas; `inner`: a volunteer within one."""

    label: str
    now: str
    before: str
    inner: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of the chart of discernment."""

    label: str
    estimate: Estimate
    told: str


def render_page(report: Report, words: Words, *, operator: str, time_zone: str) -> str:
    """The HTML. Needs Jinja2 (the extra `report`)."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("bot.engagement.report")
    house = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return house.get_template("report.html").render(
        r=report,
        w=words,
        c=charts,
        operator=shorten(operator, OPERATOR_SHOWN),
        time_zone=time_zone,
        **_content(report, words),
    )


def _content(report: Report, words: Words) -> dict[str, Any]:
    now, before = report.now, report.before
    types = compare(now.types, before.types if before else None, TYPES_SHOWN)
    labels = [words.scam_type(row.label) for row in types]
    beams = charts.draw_beams(types, labels)
    skill = measured(now.skill, words) if now.skill else []
    axis = charts.draw_whiskers([m.estimate for m in skill], [m.label for m in skill])
    return {
        "cards": cards(report, words),
        "timeline": charts.draw_timeline(report.bars, report.bars_before),
        "types": list(zip(types, labels, beams.rows, strict=True)),
        "types_chart": beams,
        "said": said(report),
        "skill": list(zip(skill, axis.rows, strict=True)),
        "skill_axis": axis,
        "channels": compare(now.channels, before.channels if before else None, CHANNELS_SHOWN),
        "places": places(report, words),
        "surge_total": surge_total(report, words),
        "surges": now.surges[:SURGES_SHOWN],
        "excerpts": [shorten(s.excerpt, EXCERPT_SHOWN) if s.excerpt else "" for s in now.surges],
        "font": FONTS_TRADITIONAL if words.locale == "zh-Hant" else FONTS,
    }


def cards(report: Report, words: Words) -> list[Card]:
    """The six headline figures, each with last period's beside it."""
    now, before = report.now, report.before
    warned = [words.say("of_checks", share=words.share(now.warned_share))] if now.warned_share else []
    stopped = [words.say("of_tempted", share=words.share(now.stopped.share))] if now.stopped.share else []
    volunteers = [words.say("volunteers", count=report.volunteers)]
    return [
        _card(words, "checks", report.both(lambda s: s.outcomes.total)),
        _card(words, "warned", report.both(lambda s: s.outcomes[WARNED]), warned),
        _card(words, "stopped", report.both(lambda s: s.stopped.count), stopped),
        _skill_card(now.skill, before.skill if before else None, words),
        _card(words, "arrivals", report.both(lambda s: s.reach.arrivals.total), volunteers),
        _card(words, "people", report.both(lambda s: s.people)),
    ]


def _card(words: Words, name: str, numbers: tuple[Number, Number], notes: Sequence[str] = ()) -> Card:
    now, before = numbers
    return Card(name, words.number(now), (*notes, words.before(now, before)))


def _skill_card(now: Skill | None, before: Skill | None, words: Words) -> Card:
    earlier = words.say("before", value=f"{before.gain.value:+.2f}" if before else words.number(Gap.UNKNOWN))
    if now is None:
        return Card("gain", words.number(Gap.UNKNOWN), (words.say("skill_few"), earlier))
    interval = words.say("interval", low=f"{now.gain.low:+.2f}", high=f"{now.gain.high:+.2f}", people=now.people)
    return Card("gain", f"{now.gain.value:+.2f}", (interval, earlier))


def said(report: Report) -> list[Row]:
    """What people say they did after a warning; the last rung is the intervention."""
    rows = [Row(action, *report.both(_pressed(action))) for action in SAID]
    return [*rows, Row("stopped", *report.both(lambda s: s.stopped.count))]


def _pressed(action: str) -> Callable[[Snapshot], Number]:
    return lambda snapshot: snapshot.said[action]


def measured(skill: Skill, words: Words) -> list[Measured]:
    """Discernment before, after and later, then the gains, each with its interval."""
    levels, gains = ("before", "after", "later"), ("lesson", "left")
    return [
        Measured(words.say(f"skill.{name}"), estimate, words.estimate(estimate, signed=name in gains))
        for name, estimate in skill.estimates.items()
        if name in levels + gains
    ]


def surge_total(report: Report, words: Words) -> str:
    """How many waves, this time and last time."""
    count, before = report.both(lambda s: len(s.surges))
    return f"{words.say('surge_count', count=count)} · {words.before(count, before)}"


def places(report: Report, words: Words) -> list[Place]:
    """Areas, and below each the volunteers whose links brought checks there."""
    now, before = report.now.reach, report.before.reach if report.before else None
    lines = []
    for row in compare(now.areas, before.areas if before else None, AREAS_SHOWN):
        lines.append(_place(words, words.area(row.label) if row.label != REST else words.say("rest"), row, inner=False))
        if row.label != REST:
            lines += _volunteers(report, row.label, words)
    return lines


def _volunteers(report: Report, area: str, words: Words) -> list[Place]:
    """The largest of an area; nothing where no link brought anybody."""
    now = report.now.reach
    before = report.before.reach.inside(area) if report.before else None
    rows = [row for row in compare(now.within[area], before) if row.label not in (REST, NONE)]
    return [
        _place(words, words.volunteer(row.label, now.names.get(row.label, row.label)), row, inner=True)
        for row in rows[:VOLUNTEERS_SHOWN]
    ]


def shorten(text: str, most: int) -> str:
    """The beginning of a text.

    >>> shorten("东湖街道", 4), shorten("东湖街道办事处", 4)
    ('东湖街道', '东湖街…')
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def _place(words: Words, label: str, row: Row, *, inner: bool) -> Place:
    return Place(shorten(label, NAME_SHOWN), words.number(row.now), words.number(row.before), inner)
