"""Keeps the Telegram bot up: connects with growing pauses, polls, reports trouble in one line, stops gracefully."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

import structlog
from telegram import BotCommand, Update
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import AIORateLimiter, Application

from bot.channels.telegram.private import PrivateChats
from bot.config import Settings
from bot.errors import ChannelError, ConfigError
from bot.logs import set_up_logging
from bot.service import Preferences, Service
from bot.texts import load_texts

log = structlog.get_logger("shizha.telegram")

COMMANDS = ("start", "help", "privacy", "language")
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
WANTED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY]


def run(settings: Settings, service: Service, preferences: Preferences) -> None:
    """Serve until SIGINT or SIGTERM. Raises ConfigError (token), ChannelError (Telegram out of reach)."""
    token = settings.telegram_token.get_secret_value().strip()
    if not token:
        raise ConfigError("SHIZHA_TELEGRAM_TOKEN is not set; ask @BotFather for a token and set it")
    set_up_logging([token])
    asyncio.run(_serve(settings, token, service, preferences))


async def _serve(settings: Settings, token: str, service: Service, preferences: Preferences) -> None:
    api = settings.telegram_api_url.rstrip("/")
    builder = Application.builder().token(token).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
    application: Any = builder.rate_limiter(AIORateLimiter(max_retries=5)).build()
    chats = PrivateChats(service, preferences, settings.case_seconds, settings.locale)
    chats.register(application)
    stop = _stop_signal()
    await _connect(application, settings, stop)
    if stop.is_set():
        return
    await _set_menus(application, settings.locale)
    await application.start()
    await application.updater.start_polling(allowed_updates=WANTED, error_callback=_report, bootstrap_retries=-1)
    log.info("serving", bot=application.bot.username, model=service.checker.version)
    await stop.wait()
    log.info("stopping")
    await application.updater.stop()
    await application.stop()  # hands out what was fetched; only then are the last cases complete
    await chats.cases.finish()
    await application.shutdown()


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _connect(application: Any, settings: Settings, stop: asyncio.Event) -> None:
    """Greet Telegram; try again with growing pauses while it cannot be reached."""
    pause = FIRST_PAUSE
    for attempt in range(1, settings.telegram_connect_tries + 1):
        try:
            await application.initialize()
        except InvalidToken as error:
            raise ConfigError("Telegram refuses SHIZHA_TELEGRAM_TOKEN; copy it anew from @BotFather") from error
        except (NetworkError, TelegramError) as error:
            log.warning(
                "cannot reach Telegram",
                url=settings.telegram_api_url,
                error=type(error).__name__,
                attempt=f"{attempt}/{settings.telegram_connect_tries}",
                next_in_seconds=pause,
            )
        else:
            return
        if attempt < settings.telegram_connect_tries and await _stopped_within(stop, pause):
            return
        pause = min(2 * pause, LONGEST_PAUSE)
    raise ChannelError(
        f"Telegram at {settings.telegram_api_url} did not answer {settings.telegram_connect_tries} times; "
        "check the network or SHIZHA_TELEGRAM_API_URL"
    )


async def _stopped_within(stop: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True


async def _set_menus(application: Any, default: str) -> None:
    """The command menu in the default language and in English; without it the bot still works.

    Telegram tells languages by two letters only, so both scripts of Chinese share the default.
    """
    for code, locale in (("", default), ("en", "en")):
        texts = load_texts(locale)
        commands = [BotCommand(name, texts.say(f"telegram.command.{name}")) for name in COMMANDS]
        try:
            await application.bot.set_my_commands(commands, language_code=code)
        except TelegramError as error:
            log.warning("menu not set", language=code or "default", error=type(error).__name__)


def _report(error: TelegramError) -> None:
    """Trouble while polling; the library goes on trying with growing pauses."""
    if isinstance(error, Conflict):
        log.error("another program polls with the same token; stop it, or this bot answers only by chance")
    else:
        log.warning("polling interrupted, trying again", error=type(error).__name__)
