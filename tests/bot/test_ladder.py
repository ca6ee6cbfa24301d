"""After the verdict: what can be pressed, and that every button leads to words."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.actions import compose_action
from bot.replies.ladder import (
    HARMFUL,
    STEPS,
    compose_feedback_thanks,
    compose_forward,
    compose_ladder,
    compose_verify,
    verdict_buttons,
)
from bot.replies.numbers import REGIONS
from bot.replies.reply import Reply
from bot.replies.share import compose_invite, compose_share
from bot.texts import LOCALES
from model.scam_types import ids
from model.types import Assessment, Family, Risk, TypeScore
from tests.bot.test_compose import said

LINK = "https://t.me/shizha_test_bot"


def assessment(risk: Risk, kind: str = "brushing", best: str | None = None) -> Assessment:
    types = (TypeScore(best or kind, 0.9),)
    return Assessment(risk, 0.5, types, kind, None, (), "test", "too_short" if risk is Risk.UNKNOWN else None)


def actions(reply: Reply) -> Iterator[str]:
    yield from (button.action for row in reply.buttons for button in row)


def verdicts() -> Iterator[Assessment]:
    yield from (assessment(risk, kind) for risk in (Risk.HIGH, Risk.MEDIUM) for kind in HARMFUL)
    yield from (assessment(Risk.LOW, "brushing", best) for best in ids(Family.ADVERT, Family.BENIGN))
    yield assessment(Risk.UNKNOWN)


def test_every_button_leads_to_words() -> None:
    """From any verdict, pressing on and on: each action fits a button, is answered, and can be said everywhere."""
    waiting = deque(b.action for verdict in verdicts() for row in verdict_buttons(verdict) for b in row)
    seen: set[str] = set()
    while waiting:
        action = waiting.popleft()
        if action in seen or action.startswith("card:"):
            continue
        seen.add(action)
        assert len(action.encode()) <= 64
        reply = compose_action(action, bot_link=LINK)
        assert reply is not None, action
        assert all(said(reply, locale).strip() for locale in (LOCALES if action.count("1") < 2 else LOCALES[:1]))
        waiting.extend(actions(reply))
    assert {"wrong", "paid:cn", "paid:where", "ladder:paid:romance:high"} <= seen


@pytest.mark.parametrize("action", ["tips::", "tips:brushing:students", "paid", "paid:tw:11", "verify:nonsense"])
@pytest.mark.parametrize("locale", LOCALES)
def test_buttons_have_labels(action: str, locale: str) -> None:
    """A label is worded in every language."""
    from bot.texts import load_texts

    reply = compose_action(action)
    assert reply is not None
    for row in reply.buttons:
        assert all(load_texts(locale).say(button.key).strip() for button in row)


@given(st.text(max_size=80) | st.from_regex(r"(verify|forward|ladder|paid|tips|wrong):?[\w:]{0,40}", fullmatch=True))
def test_whatever_comes_back_from_a_button_is_answered_kindly(action: str) -> None:
    """Forged or stale data gets words or silence, never an error."""
    reply = compose_action(action, region="tw", bot_link=LINK)
    assert reply is None or said(reply)


def test_nothing_to_judge_offers_only_how_to_verify() -> None:
    """Without a verdict there is nothing to forward and no ladder to climb."""
    rows = verdict_buttons(assessment(Risk.UNKNOWN))
    assert [button.action for row in rows for button in row] == ["verify:benign"]


def test_low_risk_offers_no_ladder() -> None:
    """Nobody who got a birthday wish is asked whether they have paid."""
    rows = verdict_buttons(assessment(Risk.LOW, "brushing", "advert"))
    offered = [button.action for row in rows for button in row]
    assert offered == ["verify:advert", "forward:advert:low", "wrong"]


@pytest.mark.parametrize("kind", HARMFUL)
def test_dissuasion_fits_the_type(kind: str) -> None:
    """It meets the feeling, names the trick, asks one question and names one call; then two ways on."""
    reply = compose_ladder("tempted", kind, "cn")
    keys = [block.key for block in reply.blocks]
    assert keys[:3] == [f"ladder.{kind}.feel", f"ladder.{kind}.trick", "ladder.question"]
    assert keys[3].startswith("ladder.call.")
    text = said(reply)
    assert text.count("？") == 1
    assert "110" in text
    assert [*actions(reply)] == [f"verify:{kind}", f"ladder:stopped:{kind}", f"ladder:paid:{kind}"]


def test_the_call_fits_the_region() -> None:
    """A reader in Taiwan is given 165; without a region all lines are named with their places."""
    assert "165" in said(compose_ladder("tempted", "investment", "tw"), "zh-Hant")
    everywhere = said(compose_ladder("tempted", "investment", None), "en")
    assert all(number in everywhere for number in ("96110", "165", "18222", "1799", "997"))


def test_the_boss_is_called_on_the_old_number() -> None:
    """Whose name is used, is asked; shame goes to a friend first."""
    assert "ladder.call.person" in [block.key for block in compose_ladder("tempted", "acquaintance", "cn").blocks]
    assert "ladder.call.friend" in [block.key for block in compose_ladder("tempted", "romance", "cn").blocks]


@pytest.mark.parametrize("region", [*REGIONS, None, "moon"])
def test_paid_opens_the_path_at_once(region: str | None) -> None:
    """Calm words first, then a number to call, before anything is asked."""
    reply = compose_ladder("paid", "phishing", region)
    assert reply.blocks[0].key in ("ladder.calm", "paid.calm")
    assert "ladder.also.phishing" in [block.key for block in reply.blocks]
    assert any(action.startswith("paid:") for action in actions(reply))
    assert any(number in said(reply) for number in ("110", "999", "997"))


def test_paid_in_mainland_begins_with_110() -> None:
    """The first thing to do is the call that can stop the money."""
    first = next(line for line in said(compose_ladder("paid", "brushing", "cn")).splitlines() if " 1. " in line)
    assert "110" in first


def test_ignoring_is_praised_without_a_sermon() -> None:
    """Praise, what to do with the sender, and the offer to warn the family: three short paragraphs."""
    reply = compose_ladder("ignored", "brushing", "cn")
    assert len(reply.blocks) == 3
    assert [*actions(reply)] == ["forward:brushing:high"]


@pytest.mark.parametrize("step", [*STEPS, "nonsense"])
def test_a_type_that_is_not_ours_is_answered_in_general(step: str) -> None:
    """A stale button of an older release still gets an answer."""
    assert (
        "other_scam" in "".join(block.key for block in compose_ladder(step, "no_such", "cn").blocks) or step == "paid"
    )
    assert compose_verify("no_such").blocks[1].key == "type.other_scam.verify"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ids(*Family))
def test_a_forwarded_answer_is_ready_to_paste(kind: str, locale: str) -> None:
    """Plain words with the link at the end, no markup, nothing left to fill in."""
    risk = Risk.HIGH if kind in HARMFUL else Risk.LOW
    text = said(compose_forward(kind, risk, LINK), locale)
    assert text.endswith(LINK)
    assert not set("<>*`{}_") & set(text.replace(LINK, ""))
    assert LINK not in said(compose_forward(kind, risk, ""), locale)


def test_an_invitation_carries_the_link() -> None:
    """For groups: what it is, that it keeps nothing, where it is."""
    assert said(compose_invite(LINK)).endswith(LINK)
    assert compose_share(LINK).blocks[1:] == compose_invite(LINK).blocks


def test_a_hint_that_the_verdict_was_wrong_is_thanked() -> None:
    """It does not argue, and says that the message was not kept."""
    assert "谢谢" in said(compose_feedback_thanks())
    assert "没有留下" in said(compose_feedback_thanks())
