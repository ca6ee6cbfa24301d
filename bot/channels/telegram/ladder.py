"""What follows a press on the ladder, after its answer: it is counted, guardians are told, a question is offered."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.channels.telegram import conversation
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.guardian import GuardianRoom
from bot.channels.telegram.kindly import or_sorry
from bot.engagement.followup import (
    ANSWER,
    action_of,
    compose_declined,
    compose_offer,
    compose_planned,
    compose_thanks,
    plan_follow_up,
    read_answer,
    read_offer,
)
from bot.engagement.house import Engagement
from bot.engagement.kept import Action
from bot.replies.ladder import read_ladder
from bot.replies.reply import Reply

log = structlog.get_logger("shizha.telegram")

AFTER = 1
CHANNEL = "telegram"


class LadderRoom:
    """Comes after the answer to a press: that one must not wait for a guardian's chat."""

    def __init__(self, desk: Desk, engagement: Engagement, guardian: GuardianRoom) -> None:
        self.desk = desk
        self.engagement = engagement
        self.guardian = guardian

    def register(self, application: Application) -> None:  # type: ignore[type-arg] # PTB's six type parameters say nothing here
        application.add_handler(CallbackQueryHandler(self.on_ladder, pattern="^ladder:"), group=AFTER)

    async def on_ladder(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Count what somebody did, tell those who watch over them, offer to ask tomorrow."""
        query = update.callback_query
        assert query is not None  # noqa: S101 # the handler lets only button presses through
        rung = read_ladder(query.data or "")
        if rung is None or query.message is None or query.message.chat.type != query.message.chat.PRIVATE:
            return
        step, scam_type, risk = rung
        chat, action = query.message.chat.id, Action(step)
        episode = self._note(chat, action, scam_type, risk)
        for reply in (
            await self.guardian.alert(chat, action, risk, scam_type),
            compose_offer(action, episode),
        ):
            if reply:
                await self.desk.delivery.send(chat, reply, self.desk.languages.of(chat))

    def _note(self, chat: int, action: Action, scam_type: str | None, risk: str, check: str | None = None) -> str:
        return self.engagement.ledger.note_action(
            action,
            channel=CHANNEL,
            locale=self.desk.languages.of(chat).locale,
            scam_type=scam_type,
            risk=risk or "unknown",
            chat=str(chat),
            check=check,
        )

    async def press(self, chat: int, choice: str) -> Reply | None:
        """The buttons of the offer and of the question."""
        data = ANSWER + choice
        if choice == "no":
            return compose_declined()
        if offer := read_offer(data):
            return await or_sorry(self._plan(chat, *offer))
        if answer := read_answer(data):
            return await or_sorry(self._answered(chat, *answer))
        return None

    async def _plan(self, chat: int, action: Action, episode: str) -> Reply:
        planned = plan_follow_up(
            str(chat),
            action,
            episode,
            scam_type=None,
            locale=self.desk.languages.of(chat).locale,
            now=datetime.fromtimestamp(self.engagement.now(), UTC),
            time_zone=self.engagement.time_zone,
        )
        await self.engagement.follow_ups.keep(planned)
        return compose_planned(planned)

    async def _answered(self, chat: int, answer: str, follow_up: str) -> Reply:
        """Thanks; the question is deleted, and what it tells is counted once."""
        closed = await self.engagement.follow_ups.close(follow_up, str(chat))
        action = action_of(answer)
        if closed and action:
            self._note(chat, action, closed.scam_type, "high", closed.about)
        return compose_thanks(answer) if closed else conversation.page("subscribe.dealt_with")

    async def deliver(self, chat: str, reply: Reply, locale: str) -> None:
        """The way of a follow-up question; satisfies `bot.engagement.followup.Deliver`."""
        await self.desk.delivery.send(int(chat), reply, self.desk.languages.elsewhere(int(chat)))
