"""After an answer of the ladder: what was done is counted, and with leave a question comes a day later."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Pressed
from bot.channels.telegram.desk import Checked, Desk
from bot.engagement.followup import (
    NO,
    action_of,
    compose_declined,
    compose_offer,
    compose_planned,
    compose_thanks,
    plan_follow_up,
    read_answer,
    read_offer,
)
from bot.engagement.kept import Action
from bot.errors import StorageError
from bot.replies.ladder import HARMFUL
from bot.replies.reply import Reply
from bot.service import Keeping
from model import Risk

log = structlog.get_logger("shizha.telegram")

CHANNEL = "telegram"


class Ladder:
    """Counts rungs and looks after follow-ups. Without storage nothing is asked later."""

    def __init__(self, desk: Desk, keeping: Keeping, time_zone: str) -> None:
        self.desk = desk
        self._keeping = keeping
        self._time_zone = time_zone

    async def climbed(self, pressed: Pressed) -> None:
        """Count a pressed rung; offer to ask a day later where that fits."""
        rung = read_rung(pressed.data)
        if rung is None:
            return
        action, kind = rung
        about = self.desk.checks.get((pressed.chat, pressed.message)) or Checked(None, Risk.UNKNOWN, kind)
        episode = self._note(pressed, action, about)
        offer = compose_offer(action, episode)
        if offer is None:
            return
        shown = await self.desk.delivery.send(pressed.chat, offer, self.desk.languages.of(pressed.chat))
        if shown:
            self.desk.checks.put((pressed.chat, shown.message), replace(about, noted=episode))

    def _note(self, pressed: Pressed, action: Action, about: Checked) -> str:
        return self._keeping.ledger.note_action(
            action,
            channel=CHANNEL,
            locale=self.desk.languages.of(pressed.chat).locale,
            scam_type=about.scam_type,
            risk=about.risk,
            chat=str(pressed.person),
            check=about.noted,
            share_code=about.share_code,
        )

    async def follow_up(self, pressed: Pressed) -> Reply | None:
        """The answer to an offer, or to the question of the day after; None for what is neither."""
        try:
            return await self._follow_up(pressed)
        except StorageError as error:
            log.warning("follow-up not kept", reason=str(error))
            return conversation.page("kept.try_later")

    async def _follow_up(self, pressed: Pressed) -> Reply | None:
        if pressed.data == NO:
            return compose_declined()
        if offer := read_offer(pressed.data):
            return await self._plan(pressed, *offer)
        if answer := read_answer(pressed.data):
            return await self._close(pressed, *answer)
        return None

    async def _plan(self, pressed: Pressed, action: Action, episode: str) -> Reply:
        about = self.desk.checks.get((pressed.chat, pressed.message))
        planned = plan_follow_up(
            str(pressed.chat),
            action,
            episode,
            scam_type=about.scam_type if about else None,
            locale=self.desk.languages.of(pressed.chat).locale,
            now=self._keeping.clock(),
            time_zone=self._time_zone,
        )
        await self._keeping.follow_ups.keep(planned)
        return compose_planned(planned)

    async def _close(self, pressed: Pressed, answer: str, follow_up: str) -> Reply:
        """The question is deleted with its answer; pressed twice, it counts once."""
        closed = await self._keeping.follow_ups.close(follow_up, str(pressed.chat))
        action = action_of(answer)
        if closed and action:
            self._note(pressed, action, Checked(closed.about, Risk.UNKNOWN, closed.scam_type))
        return compose_thanks(answer)


def read_rung(data: str) -> tuple[Action, str | None] | None:
    """The action and the type of a pressed rung; None for anything else.

    >>> read_rung("ladder:paid:brushing"), read_rung("ladder:paid:x"), read_rung("ladder:fell:brushing")
    ((<Action.PAID: 'paid'>, 'brushing'), (<Action.PAID: 'paid'>, None), None)
    """
    word, _, rest = data.partition(":")
    step, _, kind = rest.partition(":")
    if word != "ladder" or step not in set(Action):
        return None
    return Action(step), kind if kind in HARMFUL else None
