"""The quiz in words: questions, what was right and why, the lesson, the result. Pure; buttons lead on.

Actions beside those of a session: `quiz:start`, `quiz:lesson:<token>`, `quiz:next:<session>` (ask the next question).
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.engagement.quiz.forms import LATER_AFTER_DAYS, LENGTH, Group, Phase, group_of
from bot.engagement.quiz.items import Item, Truth
from bot.engagement.quiz.session import PREFIX, QuizSession, read_action
from bot.engagement.quiz.statistics import criterion, d_prime
from bot.replies.reply import Block, Button, Reply, Style

START = f"{PREFIX}start"
LESSON = f"{PREFIX}lesson:"
NEXT = f"{PREFIX}next:"
LESSON_LINES = 5


@dataclass(frozen=True, slots=True)
class QuizOutcome:
    """A finished form, as it is kept. `answers`: a letter an item, in the order of the form (s, g)."""

    form: str
    phase: Phase
    group: Group
    answers: str
    hits: int
    misses: int
    false_alarms: int
    correct_rejections: int
    d_prime: float
    bias: float
    locale: str


def compose_welcome(session: QuizSession) -> Reply:
    """What the quiz is, and the button that begins it."""
    button = Button("quiz.begin", NEXT + session.action)
    return Reply((Block("quiz.welcome"), Block("quiz.how"), Block("quiz.private", style=Style.NOTE)), ((button,),))


def compose_question(session: QuizSession, locale: str) -> Reply:
    """One message, and two buttons: a scam, or genuine."""
    params = {"number": str(len(session.answers) + 1), "count": str(LENGTH)}
    blocks = (
        Block("quiz.question", params, Style.HEADING),
        Block("quiz.message", {"text": session.current.text[locale]}, Style.SAMPLE),
        Block("quiz.ask"),
    )
    buttons = tuple(Button(f"quiz.say.{truth}", session.answered(truth).action) for truth in Truth)
    return Reply(blocks, (buttons,))


def compose_feedback(session: QuizSession, locale: str) -> Reply:
    """Whether the last answer was right, what the message was, and why."""
    item: Item = session.items[len(session.answers) - 1]
    right = session.right[-1]
    blocks = (
        Block(f"quiz.{'right' if right else 'wrong'}.{item.truth}", style=Style.VERDICT),
        Block("quiz.why", {"why": item.why[locale]}),
    )
    label = "quiz.see_result" if session.finished else "quiz.next"
    return Reply(blocks, ((Button(label, NEXT + session.action),),))


def compose_result(session: QuizSession) -> Reply:
    """What six answers say, in plain words, and where it goes from here."""
    counts = session.counts
    params = {
        "hits": str(counts.hits),
        "scams": str(counts.scams),
        "false_alarms": str(counts.false_alarms),
        "genuine": str(counts.genuine),
    }
    blocks = (
        Block("quiz.result", style=Style.HEADING),
        Block("quiz.result_scams", params),
        Block("quiz.result_genuine", params),
        Block(f"quiz.meaning.{_meaning(session)}"),
        *(Block(key, {"days": str(LATER_AFTER_DAYS)}, Style.NOTE) for key in _outlook(session)),
    )
    return Reply(blocks, tuple((button,) for button in _onward(session)))


def _meaning(session: QuizSession) -> str:
    """`sharp`, `trusting` (scams slip through), `wary` (genuine ones are refused) or `both`."""
    counts = session.counts
    if counts.misses <= 1 and counts.false_alarms <= 1:
        return "sharp"
    if counts.false_alarms <= 1:
        return "trusting"
    return "wary" if counts.misses <= 1 else "both"


def _outlook(session: QuizSession) -> tuple[str, ...]:
    return ("quiz.later",) if session.phase is Phase.AFTER else ()


def _onward(session: QuizSession) -> tuple[Button, ...]:
    """The lesson after the first form for the taught, after the second for the controls; then practice."""
    lesson = Button("quiz.to_lesson", f"{LESSON}{session.token:x}")
    second = Button("quiz.to_second", NEXT + QuizSession(session.token, Phase.AFTER).action)
    if session.phase is Phase.BEFORE:
        return (lesson,) if session.group is Group.TAUGHT else (second,)
    if session.phase is Phase.AFTER and session.group is Group.CONTROL:
        return (lesson,)
    return ()


def compose_lesson(token: int) -> Reply:
    """The short lesson; for the taught it leads on to the second six."""
    lines = tuple(Block(f"quiz.lesson.line{n}", style=Style.ITEM) for n in range(1, LESSON_LINES + 1))
    blocks = (Block("quiz.lesson.title", style=Style.HEADING), *lines, Block("quiz.lesson.last", style=Style.NOTE))
    if group_of(token) is Group.CONTROL:
        return Reply(blocks)
    second = Button("quiz.to_second", NEXT + QuizSession(token, Phase.AFTER).action)
    return Reply(blocks, ((second,),))


def compose_done(days: int) -> Reply:
    """Both forms are done and the third is not due: come back in `days`."""
    return Reply((Block("quiz.wait", {"days": str(days)}),))


def compose_press(action: str, locale: str) -> Reply | None:
    """The answer to a pressed button of the quiz; None for anything else. Never raises: actions come from outside.

    A session with an answer in it: what was right; `quiz:next:` before it: the next question or the result.
    """
    if action.startswith(LESSON):
        token = read_action(f"{PREFIX}{action.removeprefix(LESSON)}:b:")
        return compose_lesson(token.token) if token else None
    session = read_action(action.removeprefix(NEXT))
    if session is None:
        return None
    if not action.startswith(NEXT):
        return compose_feedback(session, locale) if session.answers else None
    return compose_result(session) if session.finished else compose_question(session, locale)


def outcome_of(action: str, locale: str) -> QuizOutcome | None:
    """What is to be kept once this button was pressed: the form whose last answer it is, or None."""
    session = read_action(action)
    if session is None or not session.finished or session.phase is Phase.PRACTICE:
        return None
    counts = session.counts
    return QuizOutcome(
        form=f"{session.token:x}",
        phase=session.phase,
        group=session.group,
        answers=session.answers,
        hits=counts.hits,
        misses=counts.misses,
        false_alarms=counts.false_alarms,
        correct_rejections=counts.correct_rejections,
        d_prime=round(d_prime(counts), 4),
        bias=round(criterion(counts), 4),
        locale=locale,
    )
