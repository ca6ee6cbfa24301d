"""Pressed buttons, by what their action begins with. Data comes from outside: what nobody knows is passed over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.channels.telegram import conversation
from bot.channels.telegram.commands import Commands, menu_of_chat
from bot.channels.telegram.delivery import Shown
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.forms import Forms
from bot.replies.numbers import REGIONS
from bot.replies.reply import Reply
from bot.texts import LOCALES, Texts
from model import Submission

log = structlog.get_logger("shizha.telegram")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press: where, by whom, what. `about`: the message that the pressed one answers, where Telegram still has it."""

    chat: int
    message: int
    person: int
    data: str
    about: Message | None = None

    @property
    def rest(self) -> str:
        """The action without its first word."""
        return self.data.partition(":")[2]


Press = Callable[[Pressed], Awaitable[Reply | None]]
Afterwards = Callable[[Pressed], Awaitable[None]]


class Buttons:
    """What happens at a press. `rooms`: presses by the first word of their action; `afterwards`: what follows when the
    answer to an action with that first word is shown."""

    def __init__(
        self,
        desk: Desk,
        forms: Forms,
        commands: Commands,
        rooms: Mapping[str, Press],
        afterwards: Mapping[str, Afterwards],
    ) -> None:
        self.desk = desk
        self.forms = forms
        self.commands = commands
        own: dict[str, Press] = {"try": self._try, "language": self._language, "large": self._large}
        self._presses = {**own, **rooms}
        self._afterwards = afterwards

    async def on_button(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Confirm the press, answer it, then do what follows from it."""
        query = update.callback_query
        assert query is not None  # noqa: S101 # the handler lets only button presses through
        await _confirm(query)
        pressed = read_press(query)
        if pressed is None or not await self.desk.welcome(update):
            return
        before = self.desk.languages.texts(update)
        reply = await self._press(pressed)
        if reply is None:
            log.info("unknown button")
            return
        # Who chose a language is answered in it; who is forgotten, in the one that they read.
        texts = self.desk.languages.of(pressed.chat) if _word(pressed.data) == "language" else before
        await self._show(pressed, reply, texts)
        if then := self._afterwards.get(_word(pressed.data)):
            await then(pressed)

    async def _show(self, pressed: Pressed, reply: Reply, texts: Texts) -> None:
        """The ticks of a list change it in place; any other answer is a message that is about the same check."""
        if _in_place(pressed.data) and await self.desk.delivery.edit(pressed.chat, pressed.message, reply, texts):
            return
        about = pressed.about.message_id if pressed.about and pressed.data == "wrong" else None
        shown = await self.desk.delivery.send(pressed.chat, reply, texts, about=about)
        self._hand_on(pressed, shown)

    def _hand_on(self, pressed: Pressed, shown: Shown | None) -> None:
        checked = self.desk.checks.get((pressed.chat, pressed.message))
        if shown and checked:
            self.desk.checks.put((pressed.chat, shown.message), checked)

    async def _press(self, pressed: Pressed) -> Reply | None:
        own = self._presses.get(_word(pressed.data))
        if own:
            return await own(pressed)
        await self._learn_region(pressed)
        return self.forms.press(pressed.chat, pressed.data) or self.commands.act(pressed.data, pressed.chat)

    async def _learn_region(self, pressed: Pressed) -> None:
        """Who names a region wants its numbers the next time too."""
        first, _, ticks = pressed.rest.partition(":")
        if _word(pressed.data) == "paid" and first in REGIONS and not ticks:
            await self.desk.languages.choose(pressed.chat, region=first)

    async def _try(self, pressed: Pressed) -> Reply:
        texts = self.desk.languages.of(pressed.chat)
        sample = texts.say("telegram.try_sample")
        # No visit: nobody got this message.
        answer = await self.desk.judge.text(Submission.of(sample, locale=texts.locale))
        return conversation.guided_try(answer.reply)

    async def _language(self, pressed: Pressed) -> Reply | None:
        chat, locale = pressed.chat, pressed.rest
        if locale not in LOCALES:
            return None
        await self.desk.languages.choose(chat, locale=locale)
        await menu_of_chat(self.desk.bot, self.commands.shown(), chat, self.desk.languages.of(chat))
        return conversation.page("telegram.language_set")

    async def _large(self, pressed: Pressed) -> Reply:
        wanted = pressed.rest == "on"
        await self.desk.languages.choose(pressed.chat, accessible=wanted)
        return conversation.large_page(wanted)


def read_press(query: CallbackQuery) -> Pressed | None:
    """A press with something to do; None where its message or its data is gone."""
    message = query.message
    if message is None or not query.data:
        return None
    about = message.reply_to_message if isinstance(message, Message) else None
    return Pressed(message.chat.id, message.message_id, query.from_user.id, query.data, about)


def _word(data: str) -> str:
    return data.partition(":")[0]


def _in_place(data: str) -> bool:
    """Whether an action only turns the page it stands on: the ticks of a list (`paid:cn:0101`), the menu of tips, the
    questions of the quiz, the page of subscriptions."""
    return data.startswith(("tips:", "large:", "quiz:", "forget:", "subscribe:")) or (
        data.count(":") == 2 and data.startswith("paid:")
    )


async def _confirm(query: CallbackQuery) -> None:
    try:
        await query.answer()
    except TelegramError as error:  # pressed while the bot was away: too old to confirm, not too old to obey
        log.info("button not confirmed", error=type(error).__name__)
