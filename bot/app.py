"""Composition root: the only place where parts are wired together. Heavy parts are imported when first needed."""

from __future__ import annotations

from bot.config import Settings
from bot.replies.numbers import use_numbers
from bot.service import Service
from model import Checker


def build_checker(settings: Settings) -> Checker:
    """The trained model. Raises ArtifactError."""
    return Checker.load(settings.model_dir, pinned_sha256=settings.model_sha256)


def build_service(settings: Settings) -> Service:
    """Raises ArtifactError, ConfigError."""
    use_numbers(settings.numbers_file)
    return Service(build_checker(settings))


def run_chat(settings: Settings) -> None:
    """Talk in the terminal until the end of input."""
    from bot.channels.console import Chat

    Chat(build_service(settings), settings.locale, operator=settings.operator, link=settings.public_url).run()


def run_telegram(settings: Settings) -> None:
    """Serve Telegram until stopped. Raises ConfigError, ChannelError."""
    from bot.channels.telegram.runner import run
    from bot.storage.database import database_url
    from bot.storage.preferences import BlockingPreferences

    url = database_url(settings.database_url.get_secret_value(), settings.data_dir)
    preferences = BlockingPreferences(url, settings.data_dir)
    try:
        run(settings, build_service(settings), preferences)
    finally:
        preferences.close()


def run_web(settings: Settings) -> None:
    """Serve the web page and the REST interface until stopped. Raises ChannelError."""
    from bot.channels.web.server import run

    run(settings, build_service(settings))
