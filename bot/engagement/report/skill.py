"""What the quiz says of learning: d′ before and after, of the same people; the lesson's part; what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.engagement.kept import QuizResult
from bot.engagement.quiz.forms import Group, Phase
from bot.engagement.quiz.statistics import Counts, Estimate, gain, lesson_effect, sensitivity
from bot.engagement.report.period import Period
from bot.engagement.report.protect import SMALL
from bot.engagement.report.shares import wilson

# Fewer people than this make an interval rough, and the page says so.
ROUGH_BELOW = 30
Pair = tuple[QuizResult, QuizResult]


@dataclass(frozen=True, slots=True)
class Rates:
    """Scams recognised, and genuine messages suspected, as shares of all answers."""

    caught: Estimate
    suspected: Estimate


@dataclass(frozen=True, slots=True)
class Skill:
    """Of `people` who had the lesson between two forms. `lesson`: their gain beyond that of the controls, who had it
    after both. `left`: the gain of both after three weeks. None: too few people."""

    people: int
    before: Estimate
    after: Estimate
    gain: Estimate
    rates_before: Rates
    rates_after: Rates
    lesson: Estimate | None
    later: Estimate | None
    left: Estimate | None

    @property
    def estimates(self) -> dict[str, Estimate]:
        """What is known, by name: levels of d′, gains, then shares of answers."""
        found = {
            "before": self.before,
            "after": self.after,
            "later": self.later,
            "gain": self.gain,
            "lesson": self.lesson,
            "left": self.left,
            "caught_before": self.rates_before.caught,
            "caught_after": self.rates_after.caught,
            "suspected_before": self.rates_before.suspected,
            "suspected_after": self.rates_after.suspected,
        }
        return {name: estimate for name, estimate in found.items() if estimate}

    @property
    def is_rough(self) -> bool:
        return self.people < ROUGH_BELOW


def assess_skill(results: Iterable[QuizResult], period: Period) -> Skill | None:
    """`results`: of the period, and of long enough before it to find everybody's first form. None: fewer than five
    people had the lesson."""
    forms = _by_person(results)
    pairs = _pairs(forms, Phase.AFTER, period)
    taught = [pair for pair in pairs if pair[1].group != Group.CONTROL]
    controls = [pair for pair in pairs if pair[1].group == Group.CONTROL]
    if len(taught) < SMALL:
        return None
    before, after = _sides(taught)
    later = _pairs(forms, Phase.LATER, period)
    kept = _sides(later) if len(later) >= SMALL else None
    return Skill(
        len(taught),
        sensitivity(before),
        sensitivity(after),
        gain(before, after),
        _rates(before),
        _rates(after),
        _lesson(taught, controls),
        sensitivity(kept[1]) if kept else None,
        gain(*kept) if kept else None,
    )


def _by_person(results: Iterable[QuizResult]) -> Mapping[tuple[str, str], Mapping[str, QuizResult]]:
    """Each way through the quiz, its results by phase; the first one of a phase counts."""
    found: dict[tuple[str, str], dict[str, QuizResult]] = {}
    for result in results:
        found.setdefault((result.person, result.form), {}).setdefault(result.phase, result)
    return found


def _pairs(forms: Mapping[tuple[str, str], Mapping[str, QuizResult]], second: Phase, period: Period) -> Sequence[Pair]:
    """First and second form of those who answered the second one within the period."""
    return [
        (phases[Phase.BEFORE], phases[second])
        for phases in forms.values()
        if Phase.BEFORE in phases and second in phases and phases[second].day in period
    ]


def _sides(pairs: Sequence[Pair]) -> tuple[list[Counts], list[Counts]]:
    return [_counts(first) for first, _ in pairs], [_counts(second) for _, second in pairs]


def _counts(result: QuizResult) -> Counts:
    return Counts(result.hits, result.misses, result.false_alarms, result.correct_rejections)


def _rates(people: Sequence[Counts]) -> Rates:
    pooled = sum(people, Counts())
    return Rates(wilson(pooled.hits, pooled.scams), wilson(pooled.false_alarms, pooled.genuine))


def _lesson(taught: Sequence[Pair], controls: Sequence[Pair]) -> Estimate | None:
    if len(controls) < SMALL:
        return None
    return lesson_effect(*([(_counts(first), _counts(second)) for first, second in g] for g in (taught, controls)))
