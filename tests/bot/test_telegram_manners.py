"""What the channel remembers, counts and folds: small parts without a network."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, NetworkError

from bot.channels.telegram import delivery
from bot.channels.telegram.forms import Forms
from bot.channels.telegram.group import without_call
from bot.channels.telegram.manners import Flood, Verdict
from bot.channels.telegram.memory import Memory, MemoryWatch, Turns
from bot.channels.telegram.once import Once
from bot.channels.telegram.render import FOLD_FROM, render_keyboard, render_reply
from bot.channels.telegram.webhook import parse_update
from bot.engagement.kept import WatchGroup
from bot.errors import StorageError
from bot.logs import forms
from bot.replies.reply import Block, Button, Reply, Style
from bot.texts import load_texts
from model import Part
from tests.bot.telegram_child import Card
from tests.telegram_standin.html_markup import parse_html

TEXTS = load_texts("zh-Hans")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_runs_over_once_and_fills_again() -> None:
    """Three at once are heard, the fourth is told, the fifth ignored; a minute later there is room."""
    clock = Clock()
    flood = Flood(3, clock)
    assert [flood.meet("a") for _ in range(5)] == [Verdict.LISTEN] * 3 + [Verdict.SAY_SO, Verdict.IGNORE]
    assert flood.meet("b") is Verdict.LISTEN
    clock.now = 60
    assert flood.meet("a") is Verdict.LISTEN


def test_no_limit_is_no_limit() -> None:
    """0 switches counting off."""
    assert {Flood(0).meet("a") for _ in range(1000)} == {Verdict.LISTEN}


def test_memory_forgets_the_oldest_and_the_old() -> None:
    """Never more than its size, never longer than its time."""
    clock = Clock()
    memory: Memory[int, str] = Memory(2, 10, clock)
    for key in (1, 2, 3):
        memory.put(key, "x")
    assert (memory.get(1), memory.get(2), len(memory)) == (None, "x", 2)
    clock.now = 11
    assert memory.get(2) is None
    assert len(memory) == 1


def test_a_turn_waits_for_the_one_before_it() -> None:
    """Work in one chat keeps its order; other chats do not wait."""
    done: list[str] = []

    async def work(turns: Turns, chat: int, name: str, pause: float) -> None:
        async with turns.of(chat):
            await asyncio.sleep(pause)
            done.append(name)

    async def scene() -> None:
        turns = Turns()
        await asyncio.gather(work(turns, 1, "slow", 0.05), work(turns, 1, "quick", 0), work(turns, 2, "other", 0))

    asyncio.run(scene())
    assert done == ["other", "slow", "quick"]


class BrokenLog:
    async def first_time(self, channel: str, update_id: int, now: int) -> bool:
        raise StorageError("the disk is full; make room")


class KnownLog:
    async def first_time(self, channel: str, update_id: int, now: int) -> bool:
        return update_id != 7


def test_an_update_is_new_once() -> None:
    """Known from this run or from an earlier one: not again; a broken storage costs no answer."""
    assert [asyncio.run(Once().first(n)) for n in (1, 2)] == [True, True]

    async def scene(once: Once) -> list[bool]:
        return [await once.first(n) for n in (6, 6, 7)]

    assert asyncio.run(scene(Once(KnownLog()))) == [True, False, False]
    assert asyncio.run(scene(Once(BrokenLog()))) == [True, False, True]


def test_watching_is_forgotten_when_told_so() -> None:
    """On, off, and off again."""

    async def scene() -> list[bool]:
        watch = MemoryWatch()
        group = WatchGroup("1", "en", date(2026, 11, 25))
        known = [await watch.turn_on(group), await watch.turn_on(WatchGroup("1", "en", date(2026, 11, 26)))]
        before = await watch.of("1") == group
        return [*known, before, await watch.turn_off("1"), await watch.turn_off("1"), await watch.of("1") is None]

    assert asyncio.run(scene()) == [True, False, True, True, False, True]


@pytest.mark.parametrize(("error", "tries"), [(NetworkError("cut"), 3), (BadRequest("no"), 1)])
def test_only_blips_are_tried_again(monkeypatch: pytest.MonkeyPatch, error: Exception, tries: int) -> None:
    """A refusal stays a refusal; a cut connection is tried three times."""
    monkeypatch.setattr(delivery, "PAUSES", (0, 0))
    made = []

    async def call() -> None:
        made.append(1)
        raise error

    with pytest.raises(type(error)):
        asyncio.run(delivery._insist(call))
    assert len(made) == tries


def test_a_form_asks_in_order_and_keeps_nothing() -> None:
    """Start, two answers, the card; then words are words again."""
    filled = Forms(Card())
    assert filled.answer(1, "hello") is None
    filled.press(1, "card:start")
    assert filled.is_open(1)
    filled.answer(1, "a")
    card = filled.answer(1, "b")
    assert card is not None
    assert card.blocks[0].params["why"] == "card: a, b"
    assert not filled.is_open(1)
    assert Forms(None).press(1, "card:start") is None


def test_long_answers_are_folded_but_what_to_do_stays() -> None:
    """Explanations open at a touch; headings, steps and notes stand outside; short answers are not folded."""
    told = Block("why", {"why": "因" * FOLD_FROM})
    reply = Reply(
        (
            Block("risk.high", style=Style.VERDICT),
            Block("heading.reasons", style=Style.HEADING),
            told,
            Block("heading.do", style=Style.HEADING),
            Block("type.brushing.tips", style=Style.STEP),
            Block("footer.paid", style=Style.NOTE),
        )
    )
    (page,) = render_reply(reply, TEXTS)
    text, entities = parse_html(page)
    folded = [e for e in entities if e["type"] == "expandable_blockquote"]
    assert [e["length"] for e in folded] == [FOLD_FROM]
    assert "1. " in text
    assert "expandable" not in render_reply(Reply(reply.blocks[:2]), TEXTS)[0]


def test_an_address_opens_and_an_action_comes_back() -> None:
    """Buttons with https:// are links."""
    keyboard = render_keyboard(Reply((), ((Button("group.details", "https://t.me/x?start=d"),),)), TEXTS)
    assert keyboard is not None
    assert keyboard.inline_keyboard[0][0].url == "https://t.me/x?start=d"
    assert keyboard.inline_keyboard[0][0].callback_data is None


def test_the_call_is_no_part_of_what_is_asked() -> None:
    """@bot goes, another handle stays, an empty part disappears."""
    parts = (Part("@Standin_Bot 看看 @standin_bot2"), Part("@standin_bot"))
    assert without_call(parts, "standin_bot") == (Part("看看 @standin_bot2"),)


@given(st.binary(max_size=200))
def test_any_post_is_an_update_or_none(body: bytes) -> None:
    """Nothing that can be posted raises."""
    update = parse_update(body)
    assert update is None or isinstance(update["update_id"], int)


def test_a_token_is_hidden_also_as_it_stands_in_a_url() -> None:
    """The colon of a token is %3A in some URLs."""
    assert "12%3Aab" in forms("12:ab")
