"""The same figures as CSV, complete: what the page has no room for stands here. Opens in a spreadsheet as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from bot.engagement.quiz.statistics import Estimate
from bot.engagement.report.figures import WARNED, Report, Snapshot
from bot.engagement.report.page import said
from bot.engagement.report.protect import Gap, Number, Protected
from bot.engagement.report.rows import Row, compare
from bot.engagement.report.words import Words

COLUMNS = ("section", "item", "now", "low", "high", "before", "definition")
CARDS = ("checks", "warned", "stopped", "arrivals", "people")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file. `part`: whose title and definition it carries. Shares and d′ are plain decimals."""

    part: str
    item: str
    now: str
    before: str = ""
    low: str = ""
    high: str = ""


def render_table(report: Report, words: Words) -> str:
    """The CSV text, with a mark at its start by which spreadsheets know UTF-8."""
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    writer.writerow([words.say(f"csv.{name}") for name in COLUMNS])
    writer.writerows(_cells(line, words) for line in table_lines(report, words))
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + paper.getvalue()


def _cells(line: Line, words: Words) -> list[str]:
    title = words.say(f"{'card' if line.part in CARDS else 'part'}.{line.part}")
    return [title, _plain(line.item), line.now, line.low, line.high, line.before, words.say(f"define.{line.part}")]


def _plain(label: str) -> str:
    """A label that no spreadsheet takes for a formula: volunteers name themselves.

    >>> _plain("=1+1"), _plain("王阿姨")
    ("'=1+1", '王阿姨')
    """
    return f"'{label}" if label[:1] in ("=", "+", "-", "@", "\t", "\r") else label


def table_lines(report: Report, words: Words) -> Iterator[Line]:
    """Every figure of both periods."""
    return chain(
        _headlines(report, words),
        _parts(report, words, "types", lambda s: s.types, words.scam_type),
        _parts(report, words, "channels", lambda s: s.channels, words.channel),
        _rows("said", said(report), words, lambda label: words.say(f"said.{label}")),
        _places(report, words),
        _parts(report, words, "arrivals", lambda s: s.reach.arrivals, _volunteer(report, words)),
        _skill(report, words),
        _surges(report, words),
        _timeline(report),
    )


def _headlines(report: Report, words: Words) -> Iterator[Line]:
    picks: dict[str, Callable[[Snapshot], Number]] = {
        "checks": lambda s: s.outcomes.total,
        "warned": lambda s: s.outcomes[WARNED],
        "stopped": lambda s: s.stopped.count,
        "arrivals": lambda s: s.reach.arrivals.total,
        "people": lambda s: s.people,
    }
    for name, pick in picks.items():
        numbers = (_number(number, words) for number in report.both(pick))
        yield Line(name, words.say(f"card.{name}"), *numbers)
    now, before = report.now, report.before
    yield _share("warned", now.warned_share, before.warned_share if before else None, words)
    yield _share("stopped", now.stopped.share, before.stopped.share if before else None, words)


def _share(part: str, now: Estimate | None, before: Estimate | None, words: Words) -> Line:
    return _estimate(part, words.say("share_of", part=words.say(f"card.{part}")), now, before, words)


def _estimate(part: str, item: str, now: Estimate | None, before: Estimate | None, words: Words) -> Line:
    unknown = words.number(Gap.UNKNOWN)
    earlier = f"{before.value:.4f}" if before else unknown
    if now is None:
        return Line(part, item, unknown, earlier)
    return Line(part, item, f"{now.value:.4f}", earlier, f"{now.low:.4f}", f"{now.high:.4f}")


def _number(number: Number, words: Words) -> str:
    """Without separators, so that a spreadsheet can count on."""
    return words.number(number) if isinstance(number, Gap) else str(number)


def _parts(
    report: Report, words: Words, part: str, pick: Callable[[Snapshot], Protected], name: Callable[[str], str]
) -> Iterator[Line]:
    return _rows(part, compare(pick(report.now), pick(report.before) if report.before else None), words, name)


def _rows(part: str, rows: Sequence[Row], words: Words, name: Callable[[str], str]) -> Iterator[Line]:
    for row in rows:
        yield Line(part, name(row.label), _number(row.now, words), _number(row.before, words))


def _volunteer(report: Report, words: Words) -> Callable[[str], str]:
    names = report.now.reach.names
    return lambda label: words.volunteer(label, names.get(label, label))


def _places(report: Report, words: Words) -> Iterator[Line]:
    """Areas, and each area's volunteers after its name."""
    now, before = report.now.reach, report.before.reach if report.before else None
    for row in compare(now.areas, before.areas if before else None):
        yield from _rows("places", [row], words, words.area)
        if row.label in now.within:
            inside = compare(now.within[row.label], before.inside(row.label) if before else None)
            area, volunteer = words.area(row.label), _volunteer(report, words)
            yield from _rows("places", inside, words, lambda label, a=area, v=volunteer: f"{a} / {v(label)}")  # type: ignore[misc] # bound at once


def _skill(report: Report, words: Words) -> Iterator[Line]:
    now, before = report.now.skill, report.before.skill if report.before else None
    if now is None:
        yield Line("skill", words.say("skill.people"), words.say("skill_few"))
        return
    yield Line("skill", words.say("skill.people"), str(now.people), str(before.people) if before else "")
    earlier = before.estimates if before else {}
    for name, estimate in now.estimates.items():
        yield _estimate("skill", words.say(f"skill.{name}"), estimate, earlier.get(name), words)


def _surges(report: Report, words: Words) -> Iterator[Line]:
    for surge in report.now.surges:
        item = f"{surge.day} {words.scam_type(surge.scam_type or '')} {surge.excerpt or ''}".strip()
        yield Line("surges", item, _number(surge.checks, words))


def _timeline(report: Report) -> Iterator[Line]:
    for bar, before in zip_longest(report.bars, report.bars_before):
        if bar:
            yield Line("timeline", f"{bar.since}..{bar.until}", str(bar.checks), str(before.checks) if before else "")
