"""Composition root: the only place where parts are wired together. Heavy parts are imported when first needed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.replies.numbers import use_numbers
from bot.service import Content, Ports, Service
from model import Checker

if TYPE_CHECKING:
    from bot.engagement.events import Ledger
    from bot.intake.reader import PictureReader
    from bot.upkeep import Upkeep


def build_checker(settings: Settings) -> Checker:
    """The trained model. Raises ArtifactError."""
    return Checker.load(settings.model_dir, pinned_sha256=settings.model_sha256)


def build_service(settings: Settings, ledger: Ledger | None = None) -> Service:
    """`ledger`: where visits are counted. Raises ArtifactError, ConfigError."""
    use_numbers(settings.numbers_file)
    return Service(build_checker(settings), ledger)


def build_content(settings: Settings) -> Content:
    """What is said after the verdict."""
    from bot.replies import report_card
    from bot.replies.about import compose_about, compose_verify_bot
    from bot.replies.actions import compose_action
    from bot.replies.ladder import verdict_buttons
    from bot.replies.numbers import region_of
    from bot.replies.plain import compose_plain, draw_card
    from bot.replies.share import compose_share

    return Content(
        verdict_buttons=verdict_buttons,
        action=compose_action,
        card=report_card,
        about=lambda version: compose_about(version, settings.operator),
        verify_bot=compose_verify_bot,
        share=compose_share,
        plain=compose_plain,
        draw=draw_card,
        region_of=region_of,
    )


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


def build_upkeep(settings: Settings) -> Upkeep:
    """Storage and what lives on it, for a run that serves. Opens nothing yet. Raises ConfigError."""
    from bot.engagement.radar import SurgeRule
    from bot.storage.store import Store
    from bot.upkeep import Upkeep

    store = Store(
        settings.database_url.get_secret_value(),
        settings.data_dir,
        journal_megabytes=settings.journal_megabytes,
        events_days=settings.events_days,
    )
    rule = SurgeRule(settings.surge_people, settings.surge_days, settings.surge_factor)
    return Upkeep(store, rule, settings.time_zone, time.time)


def run_chat(settings: Settings) -> None:
    """Talk in the terminal until the end of input."""
    from bot.channels.console import Chat

    Chat(build_service(settings), settings.locale, operator=settings.operator, link=settings.public_url).run()


def run_telegram(settings: Settings) -> None:
    """Serve Telegram until stopped. Raises ConfigError, ChannelError."""
    from bot.channels.telegram.runner import run

    upkeep = build_upkeep(settings)
    store = upkeep.store
    ports = Ports(build_picture_reader(settings), store.preferences, store.watch_groups, store.updates, upkeep)
    run(settings, build_service(settings, upkeep.ledger), build_content(settings), ports)


def run_web(settings: Settings) -> None:
    """Serve the web page and the REST interface until stopped. Raises ChannelError."""
    from bot.channels.web.server import run

    upkeep = build_upkeep(settings)
    run(settings, build_service(settings, upkeep.ledger), build_picture_reader(settings), upkeep)
