"""Composition root: the only place where parts are wired together. Heavy parts are imported when first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.config import Settings
from bot.replies.numbers import use_numbers
from bot.service import Service
from model import Checker

if TYPE_CHECKING:
    from bot.intake.reader import PictureReader


def build_checker(settings: Settings) -> Checker:
    """The trained model. Raises ArtifactError."""
    return Checker.load(settings.model_dir, pinned_sha256=settings.model_sha256)


def build_service(settings: Settings) -> Service:
    """Raises ArtifactError, ConfigError."""
    use_numbers(settings.numbers_file)
    return Service(build_checker(settings))


def build_picture_reader(settings: Settings) -> PictureReader:
    """Reads pictures in a process of its own; the caller stops it."""
    from bot.intake.reader import Limits, PictureReader

    return PictureReader(
        Limits(
            settings.picture_queue,
            settings.picture_seconds,
            settings.picture_worker_pictures,
            settings.picture_worker_mb,
            settings.picture_threads,
        )
    )


def run_chat(settings: Settings) -> None:
    """Talk in the terminal until the end of input."""
    from bot.channels.console import Chat

    Chat(build_service(settings), settings.locale, operator=settings.operator, link=settings.public_url).run()


def run_telegram(settings: Settings) -> None:
    """Serve Telegram until stopped. Raises ConfigError, ChannelError."""
    from bot.channels.telegram.runner import run
    from bot.storage.preferences import SqlitePreferences

    run(settings, build_service(settings), SqlitePreferences(settings.data_dir / "preferences.sqlite3"))


def run_web(settings: Settings) -> None:
    """Serve the web page and the REST interface until stopped. Raises ChannelError."""
    from bot.channels.web.server import run

    run(settings, build_service(settings))
