"""/share and the buttons of the volunteer kit: words first, then posters and cards as pictures and files."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Pressed
from bot.channels.telegram.desk import Desk
from bot.replies.reply import Reply


class VolunteerRoom:
    """The kit is there once the bot's handle is known; without it there are the words to send on."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def page(self, message: Message, _: Sequence[str]) -> Reply:
        """The answer to /share."""
        chat, kit, share = message.chat_id, self.desk.volunteers, self.desk.content.share
        if kit:
            return await kit.share(str(chat), self.desk.languages.of(chat).locale, self.desk.region(chat))
        return share(self.desk.link()) if share else conversation.page("kept.try_later")

    async def press(self, pressed: Pressed) -> Reply | None:
        """A poster, the story, the effect."""
        chat, kit = pressed.chat, self.desk.volunteers
        if kit is None:
            return None
        return await kit.press(str(chat), pressed.data, self.desk.languages.of(chat).locale, self.desk.region(chat))
