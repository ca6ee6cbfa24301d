"""What a link brought about: counting, small figures, the order of volunteers."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.kept import Action, CheckEvent, CodeCount, QuizResult
from bot.engagement.volunteers.compose import compose_effect
from bot.engagement.volunteers.effect import Effect, Gain, Rank, assess_effects, assess_gain, assess_rank, ranking
from bot.replies.reply import Reply
from bot.storage.database import Database
from bot.storage.effects import Effects
from bot.storage.events import Events
from bot.storage.quiz import Quiz
from bot.storage.volunteers import Volunteers
from bot.texts import load_texts

TODAY = date(2026, 11, 25)
YESTERDAY = TODAY - timedelta(days=1)


def result(person: str, phase: str, right: int, code: str | None = "anna") -> QuizResult:
    """`right` of three scams and of three genuine messages."""
    counts = (right, 3 - right, 3 - right, right)
    return QuizResult(f"{person}{phase}", person, "f", phase, YESTERDAY, "", *counts, 0.0, 0.0, share_code=code)


def said(reply: Reply) -> str:
    texts = load_texts("zh-Hans")
    return "\n".join(texts.say(block.key, block.params) for block in reply.blocks)


def told(now: Effect, rank: Rank | None = None) -> str:
    return said(compose_effect(now, now, rank))


def test_figures_are_told_when_they_are_enough() -> None:
    """People, checks, interventions, skill, place."""
    effect = Effect(12, CodeCount("anna", checks=40, interventions=6, web_checks=5), Gain(8, 0.4, 1.3))
    words = told(effect, Rank(3, 28))
    for figure in ("来过：12 人", "查过：45 条", "停住：6 次", "8 人", "从 0.4 到 1.3", "28 位志愿者里是第 3 位"):
        assert figure in words
    assert "少于" not in words


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.integers(1, 4))
def test_small_figures_all_read_alike(people: int, checks: int, stopped: int, web: int, quiz: int) -> None:
    """Nought and four cannot be told apart, and no gain of few is shown."""
    effect = Effect(people, CodeCount("anna", checks, stopped, web, 0), Gain(quiz, 0.1, 2.0))
    some, none = told(effect), told(Effect())
    assert some == none or (some.count("少于 5") < none.count("少于 5") and effect.checks >= 5)


def test_checks_of_few_people_are_not_told() -> None:
    """One friend who checks thirty messages is not shown to have done so."""
    assert "查过：少于 5 条" in told(Effect(1, CodeCount("anna", checks=30, interventions=9)))


def test_a_click_counts_nothing() -> None:
    """A thousand visitors who do nothing weigh less than one check."""
    assert Effect(1000).score == 0
    assert not Effect(1000).ranked
    assert Effect(5, CodeCount("b", checks=1)).score == 1


@pytest.mark.parametrize(
    ("effect", "score"),
    [
        (Effect(10, CodeCount("a", checks=8, interventions=2)), 28),
        (Effect(1, CodeCount("a", checks=500)), 3),
        (Effect(2, CodeCount("a", checks=500, interventions=90)), 26),
        (Effect(0, CodeCount("a", web_checks=4000, web_interventions=400)), 60),
        (Effect(10, CodeCount("a"), Gain(6, 0.5, 1.5)), 30),
        (Effect(10, CodeCount("a"), Gain(6, 1.5, 0.5)), 0),
        (Effect(10, CodeCount("a"), Gain(4, 0.0, 3.0)), 0),
    ],
    ids=["plain", "one-visitor", "two-visitors", "web-loop", "skill", "skill-lost", "skill-of-few"],
)
def test_the_score_is_what_the_page_says(effect: Effect, score: float) -> None:
    """Pressing all day is worth no more than a person can need."""
    assert effect.score == pytest.approx(score)


def effects(*checks: int) -> dict[str, Effect]:
    return {f"v{n}": Effect(50, CodeCount(f"v{n}", checks=count)) for n, count in enumerate(checks)}


def test_the_order_is_by_effect() -> None:
    """Many visitors without effect stand below few with some; ties share a place."""
    known = effects(9, 30, 9, 5, 1) | {"clicks": Effect(900), "few": Effect(2, CodeCount("few", checks=6))}
    assert [code for code, _ in ranking(known)] == ["v1", "v0", "v2", "v3", "v4"]
    assert [assess_rank(f"v{n}", known) for n in range(5)] == [Rank(p, 5) for p in (2, 1, 2, 4, 5)]
    assert assess_rank("clicks", known) is assess_rank("few", known) is assess_rank("nobody", known) is None


def test_among_few_there_is_no_order() -> None:
    """With four volunteers a place would tell of a neighbour."""
    assert assess_rank("v0", effects(1, 2, 3, 4)) is None


def test_a_gain_is_of_the_same_people() -> None:
    """Who took one form only is left out."""
    taken = [result("x", "before", 1), result("x", "after", 3), result("y", "before", 3), result("z", "after", 0)]
    gain = assess_gain(taken)
    assert gain is not None
    assert gain.people == 1
    assert gain.after > gain.before
    assert assess_gain([result("y", "before", 2)]) is None


def test_every_code_is_met_once() -> None:
    """Wherever it was counted: by people, by checks, in the quiz."""
    found = assess_effects({"a": 3}, [CodeCount("b", checks=2)], [result("x", "before", 2, "c")])
    assert sorted(found) == ["a", "b", "c"]
    assert (found["a"].reached, found["b"].counted.checks, found["c"].gain) == (3, 2, None)


def event(number: int, code: str | None = "anna", **more: object) -> CheckEvent:
    given = {"day": YESTERDAY, "channel": "telegram", "risk": "high", "share_code": code}
    return CheckEvent(**{"id": f"{number:032x}", **given, **more})  # type: ignore[arg-type]


@pytest.mark.anyio
async def test_checks_and_interventions_are_counted_by_code(database: Database) -> None:
    """An intervention is 正想转账 and then stopped, of one episode; one without the other is none."""
    steps = [
        ("e1", Action.TEMPTED), ("e1", Action.STOPPED), ("e2", Action.TEMPTED), ("e3", Action.STOPPED),
        ("e4", Action.PAID), ("e4", Action.STOPPED),
    ]  # fmt: skip
    did = [event(100 + n, action=str(action), about=about) for n, (about, action) in enumerate(steps)]
    web = [event(200, channel="web"), event(201, channel="web", code="ben")]
    web += [event(202 + n, channel="web", action=str(a), about="w") for n, a in enumerate((Action.TEMPTED, "stopped"))]
    outside = [event(300, day=TODAY), event(301, code=None), event(302, day=YESTERDAY - timedelta(days=40))]
    await Events(database).write([*(event(n) for n in range(7)), *did, *web, *outside])
    counts = await Effects(database).counts(YESTERDAY - timedelta(days=29), YESTERDAY)
    assert counts == (CodeCount("anna", 7, 1, 1, 1), CodeCount("ben", 0, 0, 1, 0))


@pytest.mark.anyio
async def test_nothing_counted_is_nothing(database: Database) -> None:
    """An empty database has no codes."""
    assert await Effects(database).counts(YESTERDAY, TODAY) == ()
    assert await Effects(database).quiz(YESTERDAY, TODAY) == ()
    assert await Effects(database).code_of("nobody") is None


@pytest.mark.anyio
async def test_quiz_results_are_those_with_a_code(database: Database) -> None:
    """And of the time that was asked for."""
    kept = [result("x", "before", 2), result("y", "before", 2, None)]
    kept.append(replace(result("z", "after", 2), day=TODAY))
    for one in kept:
        await Quiz(database).keep(one)
    assert await Effects(database).quiz(YESTERDAY, YESTERDAY) == (kept[0],)


@pytest.mark.anyio
async def test_somebody_belongs_to_whom_they_came_through_first(database: Database) -> None:
    """A second link later in the month changes nothing."""
    await Volunteers(database).refer("ben", "p", TODAY)
    await Volunteers(database).refer("anna", "p", YESTERDAY)
    assert await Effects(database).code_of("p") == "anna"


@pytest.mark.anyio
async def test_many_who_ask_at_once_get_each_their_own(database: Database) -> None:
    """A burst of checks is one question to the database, and nobody is counted for another's link."""
    for number in range(30):
        await Volunteers(database).refer(f"code-{number}", f"p{number}", TODAY)
    await Volunteers(database).refer("earlier", "p7", YESTERDAY)
    effects = Effects(database)
    codes = await asyncio.gather(*(effects.code_of(f"p{number}") for number in range(40)))
    assert codes == [*(f"code-{n}" if n != 7 else "earlier" for n in range(30)), *[None] * 10]
