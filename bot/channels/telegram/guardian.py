"""/guardian: invitations by link, agreement by button, and the call 请尽快联系TA.

Names are asked of Telegram in the moment they are shown, and not kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from telegram import Message
from telegram.error import TelegramError

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Pressed
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.sorry import or_sorry
from bot.engagement.guardian import PAUSES, PAYLOAD, GuardianDesk, Told, compose_ended
from bot.engagement.kept import Action
from bot.errors import StorageError
from bot.replies.reply import Reply
from bot.service import Keeping
from model import Risk

log = structlog.get_logger("shizha.telegram")

LONGEST_NAME = 32


class GuardianRoom:
    """Between two chats: whoever presses gets the answer, the other side is written to."""

    def __init__(self, desk: Desk, keeping: Keeping, guardians: GuardianDesk) -> None:
        self.desk = desk
        self._keeping = keeping
        self._guardians = guardians

    async def page(self, message: Message, _: Sequence[str]) -> Reply:
        shown = await or_sorry(self._guardians.page(str(message.chat_id)))
        return shown or conversation.page("kept.try_later")

    def _now(self) -> int:
        return int(self._keeping.clock().timestamp())

    async def opened(self, chat: int, payload: str) -> Reply | None:
        return await or_sorry(self._guardians.opened(str(chat), payload.removeprefix(PAYLOAD), self._now()))

    async def press(self, pressed: Pressed) -> Reply | None:
        return await or_sorry(self._press(pressed.chat, pressed.rest))

    async def _press(self, chat: int, choice: str) -> Reply | None:
        step, _, value = choice.partition(":")
        if step == "ask" and value in ("ward", "guardian"):
            return await self._guardians.invite(str(chat), value, self._now(), self.desk.link)
        told: Told | None = None
        if step == "yes":
            told = await self._guardians.accept(str(chat), value, self._now(), await self._name(chat))
        elif step == "no":
            told = await self._guardians.decline(str(chat), value, self._now())
        elif step == "end":
            told = await self._guardians.end(str(chat), value)
        if told is None:
            return None
        for other, reply in told.others:
            await self.write(other, reply)
        return told.reply

    async def alert(self, chat: int, action: Action, risk: str, scam_type: str) -> Reply | None:
        """Tell the guardians of a person; returns what the person reads about it."""
        if risk != Risk.HIGH or action not in PAUSES:
            return None
        name = await self._name(chat)
        try:
            alerts = await self._guardians.alerts(str(chat), action, risk, scam_type, name, self._now())
        except StorageError as error:
            log.error("guardians not told", reason=str(error))
            return None
        arrived = [await self.write(guardian, reply) for guardian, reply in alerts.to]
        return alerts.compose_told(sum(arrived))

    async def tell_ended(self, chats: Sequence[str]) -> None:
        """The other side asked to be forgotten."""
        for chat in chats:
            await self.write(chat, compose_ended())

    async def write(self, chat: str, reply: Reply) -> bool:
        """Whether it arrived."""
        if not chat:
            return False
        number = int(chat)
        return await self.desk.delivery.send(number, reply, await self.desk.languages.elsewhere(number)) is not None

    async def _name(self, chat: int) -> str:
        """How a person shows in Telegram; a plain word where that cannot be asked."""
        try:
            name = (await self.desk.bot.get_chat(chat)).first_name or ""
        except TelegramError as error:
            log.info("no name", error=type(error).__name__)
            name = ""
        words = await self.desk.languages.elsewhere(chat)
        return " ".join(name.split())[:LONGEST_NAME] or words.say("guardian.somebody")
