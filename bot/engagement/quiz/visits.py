"""A person's visits to the quiz: before, after, three weeks later, then practice. Results decide, nothing else is kept.

The token comes from the person's lasting hash, so that their forms never share an item, also years apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid5

from bot.engagement.kept import QuizResult
from bot.engagement.quiz.compose import QuizOutcome, compose_done, compose_lesson, compose_welcome
from bot.engagement.quiz.forms import LATER_AFTER_DAYS, MEASURED, Group, Phase, group_of
from bot.engagement.quiz.session import QuizSession
from bot.replies.reply import Reply

_RESULT = UUID("6b0f2a34-6f0e-4a37-9a3e-2f7f4f0f5a10")


def token_of(lasting: str) -> int:
    """The token of a person, from at least eight hexadecimal digits of their lasting hash.

    >>> token_of("0000000b" + "f" * 24)
    11
    """
    return int(lasting[:8], 16)


def due_phase(results: Sequence[QuizResult]) -> Phase:
    """The first form that has no result yet; practice when all have."""
    done = {result.phase for result in results}
    return next((phase for phase in MEASURED if phase not in done), Phase.PRACTICE)


def days_to_wait(results: Sequence[QuizResult], today: date) -> int:
    """Days until the third form; 0 when it may be taken (or another one is due)."""
    if due_phase(results) is not Phase.LATER:
        return 0
    after = max(result.day for result in results if result.phase == Phase.AFTER)
    return max(0, (after + timedelta(days=LATER_AFTER_DAYS) - today).days)


def compose_visit(token: int, results: Sequence[QuizResult], today: date) -> Reply:
    """What somebody finds who comes to the quiz: a form, the lesson they have not had, or when to come back."""
    if wait := days_to_wait(results, today):
        return compose_done(wait)
    phase = due_phase(results)
    if phase is Phase.AFTER and group_of(token) is Group.TAUGHT:
        return compose_lesson(token)
    return compose_welcome(QuizSession(token, phase))


def result_of(outcome: QuizOutcome, person: str, day: date, share_code: str | None = None) -> QuizResult:
    """The result to keep. Its id is that of the person and the phase: the first answer counts."""
    return QuizResult(
        id=uuid5(_RESULT, f"{person}:{outcome.phase}").hex,
        person=person,
        form=outcome.form,
        phase=str(outcome.phase),
        day=day,
        answers=outcome.answers,
        hits=outcome.hits,
        misses=outcome.misses,
        false_alarms=outcome.false_alarms,
        correct_rejections=outcome.correct_rejections,
        d_prime=outcome.d_prime,
        bias=outcome.bias,
        group=str(outcome.group),
        share_code=share_code,
        locale=outcome.locale,
    )
