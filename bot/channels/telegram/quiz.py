"""/quiz: the form that is due, question by question in one message; results are kept under a hash."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from telegram import Message

from bot.channels.telegram.buttons import Pressed
from bot.channels.telegram.desk import Desk
from bot.engagement.quiz.compose import START, compose_press, compose_welcome, outcome_of
from bot.engagement.quiz.forms import Phase
from bot.engagement.quiz.session import QuizSession
from bot.engagement.quiz.visits import compose_visit, due_phase, result_of, token_of
from bot.errors import StorageError
from bot.replies.reply import Reply
from bot.service import Keeping

log = structlog.get_logger("shizha.telegram")


class QuizRoom:
    """While the storage is away people practise: a form whose result cannot be kept should not be used up."""

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        self.desk = desk
        self._keeping = keeping

    async def page(self, message: Message, _: Sequence[str]) -> Reply:
        """The answer to /quiz."""
        return await self._visit(message.chat_id)

    async def press(self, pressed: Pressed) -> Reply | None:
        """A question, an answer to one, the lesson; None for what is none of them."""
        if pressed.data == START:
            return await self._visit(pressed.chat)
        locale = self.desk.languages.of(pressed.chat).locale
        reply = compose_press(pressed.data, locale)
        if reply:
            await self._keep(pressed, locale)
        return reply

    async def _visit(self, chat: int) -> Reply:
        person = self._keeping.lasting(str(chat))
        token = token_of(person)
        try:
            results = await self._keeping.quiz.of(person)
        except StorageError as error:
            log.warning("quiz goes on as practice", reason=str(error))
            return compose_welcome(QuizSession(token, Phase.PRACTICE))
        return compose_visit(token, results, self._keeping.clock().date())

    async def _keep(self, pressed: Pressed, locale: str) -> None:
        """Keep the result of a finished form, if it is this person's and due."""
        outcome = outcome_of(pressed.data, locale)
        person = self._keeping.lasting(str(pressed.chat))
        if outcome is None or outcome.form != f"{token_of(person):x}":
            return
        code = await self.desk.code_of(pressed.chat)
        try:
            if due_phase(await self._keeping.quiz.of(person)) is outcome.phase:
                await self._keeping.quiz.keep(result_of(outcome, person, self._keeping.clock().date(), code))
        except StorageError as error:
            log.warning("quiz result not kept", reason=str(error))
