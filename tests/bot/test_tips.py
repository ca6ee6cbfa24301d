"""Tips by type and audience: all there, few and short."""

from __future__ import annotations

import pytest

from bot.replies.reply import Style
from bot.replies.tips import AUDIENCES, PAIRS, TYPES, compose_tips, tips_action
from bot.texts import LOCALES, SOURCE, load_texts
from tests.bot.test_compose import said
from tests.bot.test_ladder import actions


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("whom", AUDIENCES)
def test_every_pair_has_something_to_say(kind: str, whom: str, locale: str) -> None:
    """Lines for the person and lines for the scam, in every language."""
    reply = compose_tips(kind, whom)
    assert sum(block.style is Style.STEP for block in reply.blocks) == 2
    assert said(reply, locale)


@pytest.mark.parametrize(
    "key", [*(f"tips.type.{kind}" for kind in TYPES), *(f"tips.audience.{w}.lines" for w in AUDIENCES)]
)
def test_tips_are_three_to_five_short_lines(key: str) -> None:
    """Readable at a glance on a phone."""
    lines = load_texts(SOURCE).lines(key)
    assert 3 <= len(lines) <= 5
    assert all(len(line) <= 36 for line in lines)


def test_no_pair_is_forgotten() -> None:
    """The pairs in code and the pairs in words are the same."""
    worded = {key for key in sorted(load_texts(SOURCE).keys()) if key.startswith("tips.pair.")}
    assert worded == {f"tips.pair.{kind}.{whom}" for whom, kinds in PAIRS.items() for kind in kinds}


def test_a_pair_of_its_own_comes_before_general_lines() -> None:
    """A student asking about like-for-pay jobs reads about the dorm, not about everything."""
    assert compose_tips("brushing", "students").blocks[1].key == "tips.pair.brushing.students"
    assert compose_tips("flight", "students").blocks[1].key == "tips.audience.students.lines"


def test_the_menu_offers_everybody_and_everything() -> None:
    """People first, then the types in order of frequency."""
    offered = [*actions(compose_tips())]
    assert offered == [tips_action(None, w) for w in AUDIENCES] + [tips_action(kind, None) for kind in TYPES]
    assert TYPES[0] == "brushing"


@pytest.mark.parametrize(("kind", "whom"), [("nonsense", None), (None, "martians"), ("", ""), ("benign", "")])
def test_what_is_not_ours_opens_the_menu(kind: str | None, whom: str | None) -> None:
    """A stale button leads back to the list."""
    assert compose_tips(kind, whom) == compose_tips()
