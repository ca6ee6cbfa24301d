"""The question a day later: only for those who asked for it, gently, once, and at a decent hour.

正想转账 / 已转账  →  compose_offer (may I ask tomorrow?)  →  plan_follow_up  →  a day  →  compose_follow_up
                                                                                      →  compose_thanks
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.engagement.kept import Action, FollowUp
from bot.replies.reply import Block, Button, Reply, Style

log = structlog.get_logger("shizha.followup")

LATER = timedelta(days=1)
# Nobody is woken by a question about lost money.
FIRST_HOUR, LAST_HOUR = 10, 20
ASKED_AFTER = (Action.TEMPTED, Action.PAID)
YES, NO, ANSWER = "followup:yes:", "followup:no", "followup:"
ANSWERS = {Action.TEMPTED: ("stopped", "paid", "unsure"), Action.PAID: ("reported", "need_help", "end")}


class FollowUpStore(Protocol):
    """`bot.storage.follow_ups` satisfies it."""

    async def keep(self, planned: FollowUp) -> bool: ...

    async def take_due(self, now: int, limit: int = 100) -> tuple[FollowUp, ...]: ...

    async def close(self, follow_up: str, chat: str) -> FollowUp | None: ...


def compose_offer(action: Action, episode: str) -> Reply | None:
    """May we ask tomorrow? None after an action that needs no question. `episode`: from `Ledger.note_action`."""
    if action not in ASKED_AFTER:
        return None
    row = (Button("followup.yes", f"{YES}{action}:{episode}"), Button("followup.no", NO))
    return Reply((Block("followup.offer", style=Style.NOTE),), (row,))


def read_offer(data: str) -> tuple[Action, str] | None:
    """What a pressed "yes" was about: the action and the episode; None for anything else.

    >>> read_offer("followup:yes:paid:" + "0" * 32)
    (<Action.PAID: 'paid'>, '00000000000000000000000000000000')
    >>> read_offer("followup:yes:ignored:x") is None
    True
    """
    action, _, episode = data.removeprefix(YES).partition(":")
    known = data.startswith(YES) and action in ASKED_AFTER and len(episode) == 32 and episode.isalnum()
    return (Action(action), episode) if known else None


def plan_follow_up(
    chat: str, action: Action, episode: str, *, scam_type: str | None, locale: str, now: datetime, time_zone: str
) -> FollowUp:
    """A question a day from now, moved to a decent hour. Pressing "yes" twice plans one: the episode is its id."""
    due = int(decent_hour(now + LATER, ZoneInfo(time_zone)).timestamp())
    return FollowUp(episode, chat, str(action), due, locale, scam_type, about=episode)


def decent_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same moment, or the next morning (or this one) where it falls into the night.

    >>> decent_hour(datetime.fromisoformat("2026-11-25T23:30+08:00"), ZoneInfo("Asia/Shanghai")).isoformat()
    '2026-11-26T10:00:00+08:00'
    """
    local = moment.astimezone(zone)
    if FIRST_HOUR <= local.hour < LAST_HOUR:
        return local
    day = local.date() + timedelta(days=local.hour >= LAST_HOUR)
    return datetime(day.year, day.month, day.day, FIRST_HOUR, tzinfo=zone)


def compose_follow_up(planned: FollowUp) -> Reply:
    """The question itself, with support for those who lost money."""
    action = Action(planned.action)
    blocks = [Block(f"followup.ask_{action}")]
    if action is Action.PAID:
        blocks += [Block("followup.comfort"), Block("followup.support", style=Style.STEP)]
    buttons = tuple((Button(f"followup.button_{a}", f"{ANSWER}{a}:{planned.id}"),) for a in ANSWERS[action])
    return Reply((*blocks, Block("followup.once", style=Style.NOTE)), buttons)


def read_answer(data: str) -> tuple[str, str] | None:
    """A pressed answer and the question it belongs to; None for anything else.

    >>> read_answer("followup:stopped:abc"), read_answer("followup:no")
    (('stopped', 'abc'), None)
    """
    answer, _, follow_up = data.removeprefix(ANSWER).partition(":")
    known = data.startswith(ANSWER) and any(answer in answers for answers in ANSWERS.values())
    return (answer, follow_up) if known and follow_up else None


def action_of(answer: str) -> Action | None:
    """What an answer says about the ladder, to be noted; None where it says nothing new."""
    return {"stopped": Action.STOPPED, "paid": Action.PAID}.get(answer)


def compose_thanks(answer: str) -> Reply:
    """What is said to an answer; the question is then deleted."""
    blocks = [Block(f"followup.thanks_{answer}")]
    if answer in ("paid", "need_help"):
        blocks.append(Block("followup.support", style=Style.STEP))
    return Reply(tuple(blocks))


def compose_planned(planned: FollowUp) -> Reply:
    """It is planned, and can be called off."""
    return Reply((Block("followup.planned"),), ((Button("followup.cancel", f"{ANSWER}end:{planned.id}"),),))


def compose_declined() -> Reply:
    return Reply((Block("followup.declined"),))


Deliver = Callable[[str, Reply, str], Awaitable[None]]


async def ask_due(store: FollowUpStore, deliver: Deliver, now: int) -> int:
    """Ask those whose time has come: each once, also if asking fails. `deliver`: chat, reply, locale.

    Returns how many were asked. Raises StorageError.
    """
    asked = 0
    for planned in await store.take_due(now):
        try:
            await deliver(planned.chat, compose_follow_up(planned), planned.locale)
            asked += 1
        except Exception as error:  # one who blocked us must not cost the others their question
            log.warning("not asked", error=type(error).__name__)
    return asked
