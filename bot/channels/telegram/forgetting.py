"""/forgetme: asked once more, then all that leads back to a chat is deleted, with the count as proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Pressed
from bot.channels.telegram.desk import Desk
from bot.engagement.guardian import compose_ended
from bot.errors import StorageError
from bot.replies.reply import Reply
from bot.service import Keeping

log = structlog.get_logger("shizha.telegram")


class Forgetting:
    """`memories`: what else of this process remembers a chat."""

    def __init__(self, desk: Desk, keeping: Keeping | None, memories: Sequence[Callable[[int], object]]) -> None:
        self.desk = desk
        self._keeping = keeping
        self._memories = memories

    async def press(self, pressed: Pressed) -> Reply | None:
        """`forget:yes` and `forget:no`."""
        if pressed.data == conversation.KEEP_ALL:
            return conversation.page("kept.forget_called_off")
        return await self.forget(pressed.chat) if pressed.data == conversation.FORGET else None

    async def forget(self, chat: int) -> Reply:
        """Empty the memory in any case; what is kept only as a whole."""
        self._empty(chat)
        if self._keeping is None:
            return conversation.page("kept.forgotten_here")
        try:
            forgotten = await self._keeping.forget(str(chat))
        except StorageError as error:
            log.error("chat not forgotten", reason=str(error))
            return conversation.page("kept.forget_later")
        for other in forgotten.others:
            await self._tell(int(other))
        return conversation.forgotten_page(forgotten.rows)

    def _empty(self, chat: int) -> None:
        for forget in (*self._memories, self.desk.languages.forget):
            forget(chat)
        self.desk.checks.drop(lambda key: key[0] == chat)

    async def _tell(self, other: int) -> None:
        """Whoever was the guardian of this chat, or was guarded by it, should not count on it any longer."""
        await self.desk.delivery.send(other, compose_ended(), await self.desk.languages.elsewhere(other))
