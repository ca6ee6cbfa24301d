"""Wires the kinds of conversation to one bot."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, TypeHandler

from bot.channels.telegram import conversation
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.commands import Commands
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.desk import DETAILS_KEPT, DETAILS_SECONDS, Desk
from bot.channels.telegram.forms import Forms
from bot.channels.telegram.group import Groups
from bot.channels.telegram.inline import Elsewhere
from bot.channels.telegram.judge import Judge
from bot.channels.telegram.languages import Languages
from bot.channels.telegram.manners import Flood
from bot.channels.telegram.memory import Memory, MemoryAccessibility, MemoryWatch
from bot.channels.telegram.once import Once
from bot.channels.telegram.private import PrivateChats
from bot.channels.telegram.rooms import Rooms, open_rooms
from bot.channels.telegram.standing import Standing
from bot.channels.telegram.watch import Watch
from bot.config import Settings
from bot.errors import StorageError
from bot.service import Content, Ports, Preferences, Service

log = structlog.get_logger("shizha.telegram")

BEFORE_ALL = -1


class House:
    """All conversations of one bot."""

    def __init__(
        self,
        application: Application,  # type: ignore[type-arg] # PTB's six type parameters say nothing here
        settings: Settings,
        service: Service,
        preferences: Preferences,
        content: Content,
        ports: Ports,
    ) -> None:
        bot = application.bot
        self.ports = ports
        self.desk = desk = Desk(
            bot=bot,
            judge=Judge(service, ports.reader, bot),
            delivery=Delivery(bot),
            languages=Languages(preferences, settings.locale),
            content=content,
            accessibility=ports.accessibility or MemoryAccessibility(),
            watch=ports.watch or MemoryWatch(),
            people=Flood(settings.flood_per_minute),
            groups=Flood(settings.flood_per_minute),
            details=Memory(DETAILS_KEPT, DETAILS_SECONDS),
        )
        forms = Forms(content.card)
        self.rooms = open_rooms(desk, ports.engagement) if ports.engagement else Rooms()
        self.commands = Commands(desk, self.forget, service.checker.version, self.rooms)
        self.private = PrivateChats(desk, forms, self.commands, settings.case_seconds)
        self.groups = Groups(desk, Watch(desk, Flood(settings.watch_per_hour, seconds=3600)))
        self._forms = forms
        self._register(application)

    @classmethod
    def planned(
        cls, settings: Settings, service: Service, preferences: Preferences, content: Content, ports: Ports
    ) -> Callable[[Application], House]:  # type: ignore[type-arg] # as above
        """A house that wants only its bot."""
        return lambda application: cls(application, settings, service, preferences, content, ports)

    def _register(self, application: Application) -> None:  # type: ignore[type-arg] # as above
        application.add_handler(TypeHandler(Update, Once(self.ports.updates).gate), group=BEFORE_ALL)
        # Before the others, since to them a move is only a message without words.
        Standing(self.desk).register(application)
        self.private.register(application)
        self.groups.register(application)
        Elsewhere(self.desk).register(application)
        buttons = Buttons(self.desk, self._forms, self.commands)
        application.add_handler(CallbackQueryHandler(buttons.on_button))
        self.rooms.register(application)
        application.add_error_handler(self.on_error)

    async def forget(self, chat: int) -> bool:
        """Forget a chat; False where only this process's memory could be emptied."""
        self._forms.drop(chat)
        self.desk.languages.forget(chat)
        await self.desk.accessibility.choose_accessible(str(chat), False)
        if self.ports.forget is None:
            return False
        try:
            forgotten = await self.ports.forget(str(chat))
            if forgotten and self.rooms.tell_ended:
                await self.rooms.tell_ended(forgotten.others)
        except StorageError as error:
            log.error("chat not forgotten", reason=str(error))
            return False
        return True

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the kind of failure (no text) and say sorry where there is somebody to say it to."""
        log.error("update failed", error=type(context.error).__name__)
        if isinstance(context.error, InvalidToken):
            self.desk.delivery.revoked()
        chat = update.effective_chat if isinstance(update, Update) else None
        if isinstance(update, Update) and chat and chat.type == chat.PRIVATE and not _telegrams(context.error):
            reply = conversation.page("telegram.sorry")
            await self.desk.delivery.send(chat.id, reply, self.desk.languages.texts(update))

    def begin(self) -> None:
        """Start what runs beside the answers: called once the bot is connected."""
        self.rooms.begin()

    async def finish(self) -> None:
        """Answer what is open, then let the picture reader go: called at a graceful stop."""
        await self.rooms.finish()
        await self.private.cases.finish()
        if self.ports.reader:
            await self.ports.reader.stop()


def _telegrams(error: BaseException | None) -> bool:
    return isinstance(error, TelegramError)
