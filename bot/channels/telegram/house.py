"""Wires the kinds of conversation to one bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, TypeHandler

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.commands import Commands
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.desk import CHECKS_KEPT, DETAILS_KEPT, DETAILS_SECONDS, Desk
from bot.channels.telegram.forgetting import Forgetting
from bot.channels.telegram.forms import Forms
from bot.channels.telegram.group import Groups
from bot.channels.telegram.inline import Elsewhere
from bot.channels.telegram.judge import Judge
from bot.channels.telegram.languages import Languages
from bot.channels.telegram.manners import Flood
from bot.channels.telegram.memory import Memory, MemoryPreferences, MemoryWatch
from bot.channels.telegram.once import Once
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.private import PrivateChats
from bot.channels.telegram.rooms import Rooms
from bot.channels.telegram.standing import Standing
from bot.channels.telegram.watch import Watch
from bot.config import Settings
from bot.errors import StorageError
from bot.replies.reply import Reply
from bot.service import Content, Ports, Service
from bot.texts import load_texts

log = structlog.get_logger("shizha.telegram")

BEFORE_ALL = -1


class House:
    """All conversations of one bot."""

    def __init__(
        self,
        application: Application,  # type: ignore[type-arg] # PTB's six type parameters say nothing here
        settings: Settings,
        service: Service,
        content: Content,
        ports: Ports,
    ) -> None:
        bot = application.bot
        self.ports = ports
        self._settings = settings
        patience = Patience()
        self.desk = desk = Desk(
            bot=bot,
            judge=Judge(service, ports.reader, bot),
            delivery=Delivery(bot),
            languages=Languages(ports.preferences or MemoryPreferences(), settings.locale, patience),
            content=content,
            watch=ports.watch or MemoryWatch(),
            patience=patience,
            people=Flood(settings.flood_per_minute),
            groups=Flood(settings.flood_per_minute),
            details=Memory(DETAILS_KEPT, DETAILS_SECONDS),
            checks=Memory(CHECKS_KEPT),
        )
        self.rooms = Rooms(desk, ports, settings)
        self._forms = forms = Forms(content.card)
        self.commands = Commands(desk, self.rooms.pages, service.checker.version)
        self.private = PrivateChats(desk, forms, self.commands, settings.case_seconds, self.rooms.openers)
        self.groups = Groups(desk, Watch(desk, Flood(settings.watch_per_hour, seconds=3600)))
        self._forgetting = Forgetting(desk, ports.keeping, (forms.drop, self.private.forget))
        self._beside: list[asyncio.Future[None]] = []
        self._register(application)

    @classmethod
    def planned(
        cls, settings: Settings, service: Service, content: Content, ports: Ports
    ) -> Callable[[Application], House]:  # type: ignore[type-arg] # as above
        """A house that wants only its bot."""
        return lambda application: cls(application, settings, service, content, ports)

    def _register(self, application: Application) -> None:  # type: ignore[type-arg] # as above
        self._once = Once(self.ports.updates, self.desk.patience)
        application.add_handler(TypeHandler(Update, self.on_anything), group=BEFORE_ALL)
        # Before the others, since to them a move is only a message without words.
        Standing(self.desk, self.ports.keeping.move if self.ports.keeping else None).register(application)
        self.private.register(application)
        self.groups.register(application)
        Elsewhere(self.desk).register(application)
        presses = {**self.rooms.presses, "forget": self._forgetting.press}
        buttons = Buttons(self.desk, self._forms, self.commands, presses, self.rooms.afterwards)
        application.add_handler(CallbackQueryHandler(buttons.on_button))
        application.add_error_handler(self.on_error)

    async def on_anything(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Before all else: nothing twice, and to everybody in their own language."""
        await self._once.gate(update, context)
        await self.desk.languages.meet(update)

    async def start(self) -> None:
        """Begin what runs beside the answers: called when Telegram has been reached. Raises ConfigError."""
        self._open_kit()
        if self.ports.keeping:
            await self.ports.keeping.start()
            upkeep = self.ports.keeping.run(self.rooms.tell_operator, self.deliver)
            self._beside = [asyncio.ensure_future(work) for work in (upkeep, *(work() for work in self.rooms.work))]

    def _open_kit(self) -> None:
        """The volunteer kit, which prints the bot's handle; without it /share gives the words alone."""
        try:
            make = self.ports.volunteers
            self.desk.volunteers = make(self.desk.bot.username) if make else None
        except StorageError as error:
            log.warning("no volunteer kit", reason=str(error))

    async def deliver(self, chat: str, reply: Reply, locale: str) -> None:
        """Send something that was not asked for at this moment, such as a follow-up."""
        await self.desk.delivery.send(int(chat), reply, load_texts(locale))

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the kind of failure (no text) and say sorry where there is somebody to say it to."""
        log.error("update failed", error=type(context.error).__name__)
        if isinstance(context.error, InvalidToken):
            self.desk.delivery.revoked()
        chat = update.effective_chat if isinstance(update, Update) else None
        if isinstance(update, Update) and chat and chat.type == chat.PRIVATE and not _telegrams(context.error):
            reply = conversation.page("telegram.sorry")
            await self.desk.delivery.send(chat.id, reply, self.desk.languages.texts(update))

    async def finish(self) -> None:
        """Answer what is open, let the picture reader go, write what waits: called at a graceful stop."""
        await self.private.cases.finish()
        if self.ports.reader:
            await self.ports.reader.stop()
        for work in self._beside:
            work.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        if self.ports.keeping:
            await self.ports.keeping.close()


def _telegrams(error: BaseException | None) -> bool:
    return isinstance(error, TelegramError)
