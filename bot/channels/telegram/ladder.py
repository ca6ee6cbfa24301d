"""After an answer of the ladder: what was done is counted, and with leave a question comes a day later."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Pressed
from bot.channels.telegram.desk import Checked, Desk
from bot.channels.telegram.guardian import GuardianRoom
from bot.channels.telegram.sorry import or_sorry
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
from bot.replies.ladder import read_ladder
from bot.replies.reply import Reply
from bot.service import Keeping
from model import Risk

CHANNEL = "telegram"


class Ladder:
    """Counts rungs and looks after follow-ups. Without storage nothing is asked later."""

    def __init__(self, desk: Desk, keeping: Keeping, time_zone: str, guardian: GuardianRoom | None = None) -> None:
        """`guardian`: None where nobody watches over anybody."""
        self.desk = desk
        self._keeping = keeping
        self._time_zone = time_zone
        self._guardian = guardian

    async def climbed(self, pressed: Pressed) -> None:
        """Count a pressed rung, tell those who watch over the person, offer to ask a day later where that fits."""
        rung = read_ladder(pressed.data)
        if rung is None:
            return
        step, kind, risk = rung
        # After a restart the button still knows the risk.
        about = self.desk.checks.get((pressed.chat, pressed.message)) or Checked(None, risk or Risk.UNKNOWN, kind)
        action = Action(step)
        episode = await self._note(pressed, action, about)
        await self._call_guardians(pressed, action, about.risk, kind)
        await self._offer(pressed, action, replace(about, noted=episode))

    async def _call_guardians(self, pressed: Pressed, action: Action, risk: str, kind: str) -> None:
        """At high risk; what was pressed in a group stays there."""
        if self._guardian is None or pressed.chat != pressed.person:
            return
        if told := await self._guardian.alert(pressed.chat, action, risk, kind):
            await self.desk.delivery.send(pressed.chat, told, self.desk.languages.of(pressed.chat))

    async def _offer(self, pressed: Pressed, action: Action, about: Checked) -> None:
        """May we ask tomorrow? `about`: with the episode in place of the check."""
        offer = compose_offer(action, about.noted or "")
        if offer is None:
            return
        shown = await self.desk.delivery.send(pressed.chat, offer, self.desk.languages.of(pressed.chat))
        if shown:
            self.desk.checks.put((pressed.chat, shown.message), about)

    async def _note(self, pressed: Pressed, action: Action, about: Checked) -> str:
        return self._keeping.ledger.note_action(
            action,
            channel=CHANNEL,
            locale=self.desk.languages.of(pressed.chat).locale,
            scam_type=about.scam_type,
            risk=about.risk,
            chat=str(pressed.person),
            check=about.noted,
            share_code=await self.desk.code_of(pressed.person),
        )

    async def follow_up(self, pressed: Pressed) -> Reply | None:
        """The answer to an offer, or to the question of the day after; None for what is neither."""
        return await or_sorry(self._follow_up(pressed))

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
            await self._note(pressed, action, Checked(closed.about, Risk.UNKNOWN, closed.scam_type))
        return compose_thanks(answer) if closed else conversation.page("subscribe.dealt_with")
