"""The operator's chat: told of a wave, obeyed when it decides. Nobody else's click sends anything."""

from __future__ import annotations

import structlog

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Pressed
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.sorry import or_sorry
from bot.engagement.radar import DISMISS, SEND, Surge, compose_operator_alert, read_campaign_code
from bot.replies.reply import Reply
from bot.service import Keeping

log = structlog.get_logger("shizha.telegram")


class OperatorRoom:
    """`chat`: where the operator reads; None: nobody is told, and the log says that there is a wave."""

    def __init__(self, desk: Desk, keeping: Keeping, chat: int | None) -> None:
        self.desk = desk
        self._keeping = keeping
        self._chat = chat

    async def tell(self, surge: Surge) -> None:
        """Tell the operator of a wave."""
        if self._chat is None:
            log.warning("a wave, and no SHIZHA_OPERATOR_CHAT to tell", people=surge.people, type=surge.scam_type)
            return
        await self.say(compose_operator_alert(surge))

    async def say(self, reply: Reply) -> None:
        """Write to the operator, where there is one."""
        if self._chat is not None:
            await self.desk.delivery.send(self._chat, reply, await self.desk.languages.elsewhere(self._chat))

    async def press(self, pressed: Pressed) -> Reply | None:
        """`surge:send:` and `surge:no:`, from the operator's chat only."""
        if pressed.chat != self._chat:
            return None
        campaign = read_decision(pressed.data)
        if campaign is None:
            return None
        return await or_sorry(self._decide(campaign, send=pressed.data.startswith(SEND)))

    async def _decide(self, campaign: int, *, send: bool) -> Reply:
        if not send:
            await self._keeping.surges.dismiss(campaign)
            return conversation.page("radar.dismissed")
        people = await self._keeping.surges.send(campaign, int(self._keeping.clock().timestamp()))
        if people is None:
            return conversation.page("radar.gone")
        return conversation.page("radar.sent", {"people": str(people)})


def read_decision(data: str) -> int | None:
    """The campaign that a decision is about, or None if it is none.

    >>> read_decision("surge:send:ffffffffffffffff"), read_decision("surge:no:x")
    (-1, None)
    """
    code = data.removeprefix(SEND).removeprefix(DISMISS)
    try:
        return read_campaign_code(code)
    except (ValueError, OverflowError):
        return None
