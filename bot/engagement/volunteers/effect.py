"""What a link brought about: people, checks, interventions, skill; and an order of volunteers by it.

    score = 10 × interventions + 5 × skill + checks

    interventions   somebody was about to pay and then stopped, as they say themselves; at most one for each person who
                    came, and three of the web page, where nobody can be told apart
    skill           people who took the quiz before and after, times how much their d′ rose; from five people up
    checks          at most three for each person who came, and thirty of the web page

A click counts nothing: whoever only brings visitors stays at nought, and one visitor who presses all day counts once.
What a cheat can still do is come with many accounts, each of which tells that it stopped; operators see that as many
people without checks.

Privacy: a figure below five is not shown, neither to the volunteer nor in the ranking, and neither are checks of fewer
than five people; the day that is under way is left out, so that a volunteer cannot watch a figure move while a friend
is sitting beside them. The limit: somebody who follows the figures day by day learns what a day added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.engagement.kept import CodeCount, QuizResult
from bot.engagement.quiz.statistics import Counts, d_prime

SHOWN_FROM = 5
RECENT_DAYS, YEAR_DAYS = 30, 365
# What a score is made of: an intervention is money kept, a check may be idle curiosity.
INTERVENTION, SKILL, CHECK = 10.0, 5.0, 1.0
CHECKS_A_PERSON = 3
WEB_INTERVENTIONS, WEB_CHECKS = 3, 30


_NOTHING = CodeCount("")


@dataclass(frozen=True, slots=True)
class Gain:
    """d′ of the same people before and after, their answers taken together."""

    people: int
    before: float
    after: float

    @property
    def rise(self) -> float:
        return max(0.0, self.after - self.before)


@dataclass(frozen=True, slots=True)
class Effect:
    """Of one code in one time. The figures are exact: `shown` says what may be told."""

    reached: int = 0
    counted: CodeCount = _NOTHING
    gain: Gain | None = None

    @property
    def checks(self) -> int:
        """That may be told: those of the web page, and those of people when they are enough."""
        return self.counted.web_checks + (self.counted.checks if self.reached >= SHOWN_FROM else 0)

    @property
    def interventions(self) -> int:
        return self.counted.web_interventions + (self.counted.interventions if self.reached >= SHOWN_FROM else 0)

    @property
    def shown_gain(self) -> Gain | None:
        return self.gain if self.gain and self.gain.people >= SHOWN_FROM else None

    @property
    def score(self) -> float:
        count, gain = self.counted, self.shown_gain
        stopped = min(count.interventions, self.reached) + min(count.web_interventions, WEB_INTERVENTIONS)
        checked = min(count.checks, CHECKS_A_PERSON * self.reached) + min(count.web_checks, WEB_CHECKS)
        learned = gain.people * gain.rise if gain else 0.0
        return INTERVENTION * stopped + SKILL * learned + CHECK * checked

    @property
    def ranked(self) -> bool:
        """Enough to be put in an order without telling of somebody: a place must not say what a figure may not."""
        return max(self.reached, self.counted.web_checks) >= SHOWN_FROM and self.score > 0


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among `of` volunteers; those with the same score share the better one."""

    place: int
    of: int


def recent(today: date) -> tuple[date, date]:
    """The last thirty full days, both ends included.

    >>> recent(date(2026, 11, 25))
    (datetime.date(2026, 10, 26), datetime.date(2026, 11, 24))
    """
    return today - timedelta(days=RECENT_DAYS), today - timedelta(days=1)


def last_year(today: date) -> tuple[date, date]:
    return today - timedelta(days=YEAR_DAYS), today - timedelta(days=1)


def assess_effects(
    referrals: Mapping[str, int], counts: Iterable[CodeCount], results: Iterable[QuizResult]
) -> dict[str, Effect]:
    """The effect of every code that had any."""
    counted = {count.code: count for count in counts}
    by_code: dict[str, list[QuizResult]] = {}
    for result in results:
        by_code.setdefault(result.share_code or "", []).append(result)
    codes = ({*referrals, *counted, *by_code}) - {""}
    return {
        code: Effect(referrals.get(code, 0), counted.get(code, CodeCount(code)), assess_gain(by_code.get(code, ())))
        for code in sorted(codes)
    }


def assess_gain(results: Sequence[QuizResult]) -> Gain | None:
    """Of those who took both forms; None where nobody did."""
    before = {r.person: _counts(r) for r in results if r.phase == "before"}
    after = {r.person: _counts(r) for r in results if r.phase == "after"}
    both = sorted(before.keys() & after.keys())
    if not both:
        return None
    start = sum((before[person] for person in both), Counts())
    end = sum((after[person] for person in both), Counts())
    return Gain(len(both), d_prime(start), d_prime(end))


def _counts(result: QuizResult) -> Counts:
    return Counts(result.hits, result.misses, result.false_alarms, result.correct_rejections)


def assess_rank(code: str, effects: Mapping[str, Effect]) -> Rank | None:
    """The place of a code, or None where it, or too few others, can be put in an order."""
    scores = sorted((effect.score for effect in effects.values() if effect.ranked), reverse=True)
    own = effects.get(code)
    if own is None or not own.ranked or len(scores) < SHOWN_FROM:
        return None
    return Rank(scores.index(own.score) + 1, len(scores))


def ranking(effects: Mapping[str, Effect]) -> list[tuple[str, Effect]]:
    """For operators: the codes that can be put in an order, the most effective first."""
    ranked = [(code, effect) for code, effect in effects.items() if effect.ranked]
    return sorted(ranked, key=lambda pair: (-pair[1].score, pair[0]))
