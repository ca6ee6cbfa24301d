"""What every kind of conversation shares: the judge, the way out, the words, the manners."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Bot, Update

from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.judge import Judge
from bot.channels.telegram.languages import Languages
from bot.channels.telegram.manners import Flood, Verdict
from bot.channels.telegram.memory import Memory
from bot.channels.telegram.patience import Patience
from bot.replies.reply import Block, Reply
from bot.service import Content, Visit, Volunteers, WatchGroups

# A long answer waits so long in memory for whoever asked in a group.
DETAILS_SECONDS = 3600
DETAILS_KEPT = 500
# Verdicts whose buttons are still known to belong to a check.
CHECKS_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Checked:
    """The check that a message with buttons is about: ids and kinds only. `noted`: None where it was not counted."""

    noted: str | None
    risk: str
    scam_type: str | None


@dataclass(slots=True)
class Desk:
    """Shared by all conversations of one bot."""

    bot: Bot
    judge: Judge
    delivery: Delivery
    languages: Languages
    content: Content
    watch: WatchGroups
    patience: Patience
    people: Flood
    groups: Flood
    details: Memory[str, Reply]
    checks: Memory[tuple[int, int], Checked]
    volunteers: Volunteers | None = None

    async def visit(self, channel: str, person: int | None) -> Visit:
        """A check of somebody, to be counted."""
        return Visit(channel) if person is None else Visit(channel, str(person), await self.code_of(person))

    async def code_of(self, person: int) -> str | None:
        """Whose link it is owed to that somebody came, for the counts of this month."""
        kit = self.volunteers
        return await self.patience.ask(lambda: kit.code_of(str(person)), None) if kit else None

    def link(self, payload: str = "") -> str:
        """The bot's own address; `payload` comes back with /start."""
        return f"https://t.me/{self.bot.username}" + (f"?start={payload}" if payload else "")

    def region(self, chat: int) -> str | None:
        """The region whose numbers a chat reads: the one it chose, else that of its language."""
        return self.languages.choices(chat).region or self.content.region_of(self.languages.of(chat).locale)

    async def welcome(self, update: Update) -> bool:
        """Whether there is room for one more message of this person; says a kind word where there is not."""
        chat, user = update.effective_chat, update.effective_user
        verdict = self.people.meet(f"person {user.id}" if user else f"chat {chat.id if chat else 0}")
        if verdict is Verdict.SAY_SO and chat:
            await self.delivery.send(chat.id, Reply((Block("manners.slowly"),)), self.languages.texts(update))
        return verdict is Verdict.LISTEN
