"""Private chats: a person sends something, an answer comes; an edit amends it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

import structlog
from telegram import Message, Update
from telegram.ext import Application, CommandHandler, ContextTypes, MessageHandler, filters

from bot.channels.telegram import conversation
from bot.channels.telegram.cases import Case, Cases
from bot.channels.telegram.commands import Commands, Page, menu_of_chat
from bot.channels.telegram.convert import message_parts
from bot.channels.telegram.desk import Checked, Desk
from bot.channels.telegram.forms import Forms
from bot.channels.telegram.memory import Memory, Turns
from bot.engagement.events import told_type
from bot.engagement.volunteers.codes import Refusal
from bot.engagement.volunteers.compose import compose_arrival
from bot.errors import ShizhaError
from bot.replies.reply import Reply
from bot.service import Answer, Visit
from bot.texts import Texts

log = structlog.get_logger("shizha.telegram")

# Chat, and the whole payload of /start.
Opener = Callable[[int, str], Awaitable[Reply | None]]
NO_OPENERS: Mapping[str, Opener] = {}

# How many verdicts can still be amended when their message is edited; ids only, no text.
REMEMBERED = 1000
# A sign that somebody is at work is for answers that take longer than this.
SOON = 0.2
PRIVATE = filters.ChatType.PRIVATE
NEW = PRIVATE & filters.UpdateType.MESSAGE


class PrivateChats:
    """All messages in private chats. Buttons: see `buttons`."""

    def __init__(
        self,
        desk: Desk,
        forms: Forms,
        commands: Commands,
        pause: float,
        openers: Mapping[str, Opener] = NO_OPENERS,
    ) -> None:
        """`openers`: what links of ours open, by the first two letters of their payload."""
        self.desk = desk
        self.forms = forms
        self.commands = commands
        self.cases = Cases(pause, self._answer)
        self._turns = Turns()
        self._slow = pause > SOON
        self._openers: dict[str, Opener] = {"d_": self._details, **openers}
        self._verdicts: Memory[tuple[int, int], int] = Memory(REMEMBERED)

    def register(self, application: Application) -> None:  # type: ignore[type-arg] # PTB's six type parameters say nothing here
        """Add the handlers, in order: commands, then any other message, then edits."""
        application.add_handler(CommandHandler("start", self.on_start, filters=NEW))
        application.add_handler(CommandHandler("check", self.on_check, filters=NEW))
        application.add_handler(CommandHandler("cancel", self.on_cancel, filters=NEW))
        for name, page in self.commands.pages().items():
            application.add_handler(CommandHandler(name, self._shows(page), filters=NEW))
        application.add_handler(MessageHandler(NEW & filters.COMMAND, self.on_stranger))
        application.add_handler(MessageHandler(NEW & filters.StatusUpdate.ALL, on_service_message))
        application.add_handler(MessageHandler(NEW & filters.Dice.ALL, self.on_dice))
        application.add_handler(MessageHandler(NEW, self.on_message))
        edited = PRIVATE & filters.UpdateType.EDITED_MESSAGE & ~filters.COMMAND
        application.add_handler(MessageHandler(edited, self.on_edit))

    async def on_start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The welcome, or what a link of ours opens."""
        message, texts = _new(update), self.desk.languages.texts(update)
        payload = (context.args or [""])[0]
        opener = self._openers.get(payload[:2])
        opened = await opener(message.chat_id, payload) if opener else None
        await self._say(update, opened or await self._welcome(message.chat_id, payload))
        if texts.locale != self.desk.languages.default:
            self.cases.run(menu_of_chat(self.desk.bot, self.commands.shown(), message.chat_id, texts))

    async def _welcome(self, chat: int, payload: str) -> Reply:
        """The welcome; whoever came through a volunteer's link reads so. It does not wait long for the count."""
        welcome, kit = conversation.welcome(), self.desk.volunteers
        if kit is None or not payload:
            return welcome
        late: Refusal | None = Refusal.NOT_KEPT
        came = await self.desk.patience.ask(lambda: kit.arrive(str(chat), payload), late)
        return replace(welcome, blocks=(*welcome.blocks, *compose_arrival(came)))

    async def _details(self, _: int, payload: str) -> Reply:
        """The whole answer to what was asked in a group."""
        return self.desk.details.get(payload) or conversation.page("group.details_gone")

    async def on_check(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/check with words or as a reply is a case like any other; alone it explains itself."""
        message = _new(update)
        if context.args or message.reply_to_message:
            await self.on_message(update, context)
        else:
            await self._say(update, conversation.page("manners.check_how"))

    async def on_cancel(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        dropped = self.forms.drop(_new(update).chat_id)
        await self._say(update, dropped or conversation.page("telegram.stranger"))

    async def on_stranger(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await self._say(update, conversation.page("telegram.stranger"))

    async def on_dice(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await self._say(update, conversation.page("manners.dice"))

    def _shows(self, page: Page):  # type: ignore[no-untyped-def] # PTB spells the type of a handler in a line and a half
        async def show(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            self.desk.languages.texts(update)
            await self._say(update, await page(_new(update), context.args or ()))

        return show

    async def _say(self, update: Update, reply: Reply) -> None:
        if await self.desk.welcome(update):
            await self.desk.delivery.send(_new(update).chat_id, reply, self.desk.languages.texts(update))

    async def on_message(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Put a message into its case; the answer comes when the case closes."""
        message, texts = _new(update), self.desk.languages.texts(update)
        if not await self.desk.welcome(update):
            return
        if (
            message.text
            and not message.forward_origin
            and (question := self.forms.answer(message.chat_id, message.text))
        ):
            await self.desk.delivery.send(message.chat_id, question, texts)
            return
        if self.cases.add(message) and (self._slow or message.photo or message.document):
            self.cases.run(self.desk.delivery.typing(message.chat_id))  # a slow sign must not hold up the next message

    async def on_edit(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Judge an edited message again and amend the verdict on it."""
        message = update.edited_message
        assert message is not None  # noqa: S101 # the filters let only edits through
        self.desk.languages.texts(update)
        if self.cases.holds(message):
            self.cases.add(message)
        elif await self.desk.welcome(update):
            self.cases.run(self._amend(message))

    async def _amend(self, message: Message) -> None:
        async with self._turns.of(message.chat_id):
            await self._amend_in_turn(message)

    async def _amend_in_turn(self, message: Message) -> None:
        chat, texts = message.chat_id, self.desk.languages.of(message.chat_id)
        shown = self._verdicts.get((chat, message.message_id))
        # No new check: the one that was counted is amended.
        reply, answer = await self._verdict([message], chat, texts)
        if shown is None or not await self.desk.delivery.edit(chat, shown, reply, texts):
            await self._show(message, reply, texts, answer, alone=True)

    async def _answer(self, case: Case) -> None:
        async with self._turns.of(case.chat):
            await self._answer_in_turn(case)

    async def _answer_in_turn(self, case: Case) -> None:
        messages = case.in_order()
        texts = self.desk.languages.of(case.chat)
        try:
            visit = await self.desk.visit("telegram", case.chat)
            reply, answer = await self._verdict(messages, case.chat, texts, visit)
        except Exception as error:  # whatever broke, the person gets an answer
            log.error("case failed", error=type(error).__name__)
            reply, answer = conversation.page("telegram.sorry"), Answer(None, Reply(()))
        await self._show(messages[-1], reply, texts, answer, alone=len(messages) == 1)
        if answer.assessment:
            await self._draw(case.chat, answer, texts)

    async def _show(self, about: Message, reply: Reply, texts: Texts, answer: Answer, *, alone: bool) -> None:
        """Send a verdict; one on a single message can be amended later."""
        shown = await self.desk.delivery.send(about.chat_id, reply, texts, about=about.message_id)
        if shown is None:
            return
        if alone and shown.alone:
            self._verdicts.put((about.chat_id, about.message_id), shown.message)
        if answer.assessment:
            self.desk.checks.put((about.chat_id, shown.message), _checked(answer))

    def forget(self, chat: int) -> None:
        """Forget which messages of a chat were judged."""
        self._verdicts.drop(lambda key: key[0] == chat)

    async def _verdict(
        self, messages: Sequence[Message], chat: int, texts: Texts, visit: Visit | None = None
    ) -> tuple[Reply, Answer]:
        answer = await self.desk.judge.judge(messages, texts.locale, message_parts, visit)
        reply, content = answer.reply, self.desk.content
        if answer.assessment is None:
            return reply, answer
        if content.plain and self._accessible(chat):
            plain = content.plain(answer.assessment, self.desk.region(chat))
            reply = Reply((*plain.blocks, *answer.people), plain.buttons)
        buttons = content.verdict_buttons(answer.assessment) if content.verdict_buttons else ()
        return Reply(reply.blocks, (*reply.buttons, *buttons)), answer

    async def _draw(self, chat: int, answer: Answer, texts: Texts) -> None:
        """The picture in large letters, for whoever asked for it."""
        draw = self.desk.content.draw
        if draw is None or answer.assessment is None or not self._accessible(chat):
            return
        try:
            await self.desk.delivery.picture(chat, await asyncio.to_thread(draw, answer.assessment, texts))
        except ShizhaError as error:
            log.warning("no large picture", reason=str(error))

    def _accessible(self, chat: int) -> bool:
        return self.desk.languages.choices(chat).accessible


def _checked(answer: Answer) -> Checked:
    """What the buttons under a verdict need to know of it."""
    assert answer.assessment is not None  # noqa: S101 # the caller has a verdict
    noted = answer.noted.id if answer.noted else None
    return Checked(noted, answer.assessment.risk, told_type(answer.assessment))


async def on_service_message(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """A pinned message, a changed timer: nobody asked anything."""


def _new(update: Update) -> Message:
    assert update.message is not None  # noqa: S101 # the filters let only new messages through
    return update.message
