"""Rooms that live on storage: the ladder's records, follow-ups, feedback, the quiz, the operator's decisions.

One line each: the command with its page, the first word of its buttons, what follows after an answer is shown.
Without storage there are none, and their commands say so kindly.
"""

from __future__ import annotations

from bot.channels.telegram.buttons import Afterwards, Press
from bot.channels.telegram.commands import Page
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.feedback import FeedbackRoom
from bot.channels.telegram.ladder import Ladder
from bot.channels.telegram.quiz import QuizRoom
from bot.channels.telegram.surges import OperatorRoom
from bot.config import Settings
from bot.engagement.radar import Surge
from bot.service import Keeping


class Rooms:
    """`pages` by command, `presses` and `afterwards` by the first word of an action."""

    def __init__(self, desk: Desk, keeping: Keeping | None, settings: Settings) -> None:
        self.pages: dict[str, Page] = {}
        self.presses: dict[str, Press] = {}
        self.afterwards: dict[str, Afterwards] = {}
        self._operator: OperatorRoom | None = None
        if keeping:
            self._furnish(desk, keeping, settings)

    def _furnish(self, desk: Desk, keeping: Keeping, settings: Settings) -> None:
        ladder = Ladder(desk, keeping, settings.time_zone)
        quiz = QuizRoom(desk, keeping)
        self._operator = OperatorRoom(desk, keeping, settings.operator_chat)
        self.pages = {"quiz": quiz.page}
        self.presses = {
            "followup": ladder.follow_up,
            "wrong": FeedbackRoom(desk, keeping).press,
            "surge": self._operator.press,
            "quiz": quiz.press,
        }
        self.afterwards = {"ladder": ladder.climbed}

    async def tell_operator(self, surge: Surge) -> None:
        """Tell the operator of a wave."""
        if self._operator:
            await self._operator.tell(surge)
