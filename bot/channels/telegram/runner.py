"""Keeps the Telegram bot up: connects with growing pauses, takes updates by polling or webhook, stops gracefully."""

from __future__ import annotations

import asyncio
import re
import secrets
import signal
from typing import Any
from urllib.parse import urlsplit

import structlog
from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import AIORateLimiter, Application

from bot.channels.telegram.commands import set_menus
from bot.channels.telegram.house import House
from bot.channels.telegram.polling import Poller, read_update
from bot.config import Settings
from bot.errors import ChannelError, ConfigError
from bot.logs import set_up_logging
from bot.service import Content, Ports, Preferences, Service

log = structlog.get_logger("shizha.telegram")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
WANTED = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.GUEST_MESSAGE,
]
# Updates in work at once: one that waits for Telegram holds up nobody else.
AT_ONCE = 64
# No rate of our own: Telegram's "wait so many seconds" is obeyed, which is slower only where it has to be.
LIMITER = {"overall_max_rate": 0, "group_max_rate": 0, "max_retries": 5}
REVOKED = "Telegram refuses SHIZHA_TELEGRAM_TOKEN; copy it anew from @BotFather"
NOTHING, NO_PORTS = Content(), Ports()


class _Stop(asyncio.Event):
    """Set by a signal, or by Telegram taking the token back."""

    revoked = False

    def revoke(self) -> None:
        self.revoked = True
        self.set()


def run(
    settings: Settings,
    service: Service,
    preferences: Preferences,
    content: Content = NOTHING,
    ports: Ports = NO_PORTS,
) -> None:
    """Serve until SIGINT or SIGTERM. Raises ConfigError (token, webhook), ChannelError (out of reach, port taken)."""
    token = settings.telegram_token.get_secret_value().strip()
    if not token:
        raise ConfigError("SHIZHA_TELEGRAM_TOKEN is not set; ask @BotFather for a token and set it")
    secret = settings.webhook_secret.get_secret_value().strip() or secrets.token_urlsafe(32)
    _check_webhook(settings.webhook_url, secret)
    set_up_logging([token, secret])
    asyncio.run(_serve(settings, token, secret, House.planned(settings, service, preferences, content, ports)))


def _check_webhook(url: str, secret: str) -> None:
    if url and urlsplit(url).scheme != "https":
        raise ConfigError("SHIZHA_WEBHOOK_URL must begin with https://; Telegram posts to nothing else")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ConfigError("SHIZHA_WEBHOOK_SECRET may hold letters, digits, _ and -, at most 256")


def build(settings: Settings, token: str) -> Any:
    """The library's application, which fetches nothing by itself."""
    api = settings.telegram_api_url.rstrip("/")
    builder = Application.builder().token(token).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
    return builder.updater(None).concurrent_updates(AT_ONCE).rate_limiter(AIORateLimiter(**LIMITER)).build()


async def _serve(settings: Settings, token: str, secret: str, plan: Any) -> None:
    application = build(settings, token)
    house: House = plan(application)
    stop = _stop_signal()
    house.desk.delivery.revoked = stop.revoke
    await _connect(application, settings, stop)
    if not stop.is_set():
        await set_menus(application.bot, house.commands.shown(), settings.locale)
        await application.start()
        house.begin()
        log.info("serving", bot=application.bot.username, model=house.desk.judge.service.checker.version)
        try:
            await _take_updates(application, settings, secret, stop)
        finally:
            log.info("stopping")
            await _close(application, house)
    if stop.revoked:
        raise ConfigError(REVOKED)


async def _take_updates(application: Any, settings: Settings, secret: str, stop: _Stop) -> None:
    """Feed the application until `stop`."""
    if settings.webhook_url:
        await _receive(application, settings, secret, stop)
        return
    poller = Poller(application.bot, WANTED, application.update_queue.put)
    try:
        await _until_reached(application.bot.delete_webhook, stop)
        await poller.run(stop)
    except InvalidToken:
        stop.revoke()
        return
    await poller.confirm()


async def _receive(application: Any, settings: Settings, secret: str, stop: _Stop) -> None:
    from bot.channels.telegram.webhook import Inbox, WebhookServer

    async def take(data: dict[str, Any]) -> None:
        if update := read_update(data, application.bot):  # refusing it would only bring it again
            await application.update_queue.put(update)

    inbox = Inbox(urlsplit(settings.webhook_url).path or "/", secret, take)
    server = WebhookServer(inbox, settings.webhook_host, settings.webhook_port)
    await server.start()
    inbox.open = True
    try:
        await _until_reached(
            lambda: application.bot.set_webhook(settings.webhook_url, secret_token=secret, allowed_updates=WANTED), stop
        )
        log.info("webhook set", path=urlsplit(settings.webhook_url).path, port=settings.webhook_port)
        await stop.wait()
    except InvalidToken:
        stop.revoke()
    finally:
        await server.stop()


async def _until_reached(call: Any, stop: _Stop) -> None:
    """Repeat a call while Telegram cannot be reached. Raises InvalidToken, ChannelError (a refusal)."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            await call()
        except InvalidToken:
            raise
        except (NetworkError, TelegramError) as error:
            log.warning("cannot reach Telegram", error=type(error).__name__, next_in_seconds=pause)
            await _stopped_within(stop, pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return


async def _close(application: Any, house: House) -> None:
    """Finish what was begun: updates taken, then the cases that they opened, then the connection."""
    await application.stop()
    await house.finish()
    await application.shutdown()


def _stop_signal() -> _Stop:
    stop = _Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _connect(application: Any, settings: Settings, stop: _Stop) -> None:
    """Greet Telegram; try again with growing pauses while it cannot be reached."""
    pause = FIRST_PAUSE
    for attempt in range(1, settings.telegram_connect_tries + 1):
        try:
            await application.initialize()
        except InvalidToken as error:
            raise ConfigError(REVOKED) from error
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
