"""Rooms that live on storage: the ladder's records, follow-ups, feedback, the quiz, subscriptions, guardians,
broadcasts, the volunteer kit, the operator's decisions.

One line each: the command with its page, the first word of its buttons, what follows after an answer is shown, the
first letters of its links, what runs beside the answers. Without storage there are none, and their commands say so
kindly.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.channels.telegram.broadcast import BroadcastRoom
from bot.channels.telegram.buttons import Afterwards, Press
from bot.channels.telegram.commands import Page
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.feedback import FeedbackRoom
from bot.channels.telegram.guardian import GuardianRoom
from bot.channels.telegram.ladder import Ladder
from bot.channels.telegram.private import Opener
from bot.channels.telegram.quiz import QuizRoom
from bot.channels.telegram.subscribe import SubscribeRoom
from bot.channels.telegram.surges import OperatorRoom
from bot.channels.telegram.volunteers import VolunteerRoom
from bot.config import Settings
from bot.engagement.guardian import PAYLOAD
from bot.engagement.house import Engagement
from bot.engagement.radar import Surge
from bot.service import Keeping, Ports

Work = Callable[[], Awaitable[None]]


class Rooms:
    """`pages` by command, `presses` and `afterwards` by the first word of an action, `openers` by the first two letters
    of what stands behind /start; `work` ends when it is cancelled."""

    def __init__(self, desk: Desk, ports: Ports, settings: Settings) -> None:
        self.pages: dict[str, Page] = {}
        self.presses: dict[str, Press] = {}
        self.afterwards: dict[str, Afterwards] = {}
        self.openers: dict[str, Opener] = {}
        self.work: list[Work] = []
        self._operator: OperatorRoom | None = None
        if ports.volunteers:
            kit = VolunteerRoom(desk)
            self.pages["share"], self.presses["volunteer"] = kit.page, kit.press
        if keeping := ports.keeping:
            self._operator = operator = OperatorRoom(desk, keeping, settings.operator_chat)
            guardian = self._engage(desk, keeping, ports.engagement, operator) if ports.engagement else None
            self._furnish(desk, keeping, operator, Ladder(desk, keeping, settings.time_zone, guardian))

    def _furnish(self, desk: Desk, keeping: Keeping, operator: OperatorRoom, ladder: Ladder) -> None:
        quiz = QuizRoom(desk, keeping)
        self.pages["quiz"] = quiz.page
        self.presses |= {
            "followup": ladder.follow_up,
            "wrong": FeedbackRoom(desk, keeping).press,
            "surge": operator.press,
            "quiz": quiz.press,
        }
        self.afterwards["ladder"] = ladder.climbed

    def _engage(self, desk: Desk, keeping: Keeping, engagement: Engagement, operator: OperatorRoom) -> GuardianRoom:
        """What needs to write to people of its own accord."""
        subscribe = SubscribeRoom(desk, engagement.subscriptions)
        guardian = GuardianRoom(desk, keeping, engagement.guardians)
        self.pages |= {"subscribe": subscribe.page, "guardian": guardian.page}
        self.presses |= {"subscribe": subscribe.press, "guardian": guardian.press}
        self.afterwards["language"] = subscribe.speak
        self.openers[PAYLOAD] = guardian.opened
        self.work.append(BroadcastRoom(desk, engagement.sender, operator).send)
        return guardian

    async def tell_operator(self, surge: Surge) -> None:
        """Tell the operator of a wave."""
        if self._operator:
            await self._operator.tell(surge)
