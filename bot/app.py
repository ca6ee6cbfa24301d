"""Composition root: the only place where parts are wired together. Heavy parts are imported when first needed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.replies.numbers import use_numbers
from bot.service import Service
from model import Checker

if TYPE_CHECKING:
    from bot.engagement.house import Engagement
    from bot.intake.reader import PictureReader
    from bot.upkeep import Upkeep


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


def build_engagement(settings: Settings, upkeep: Upkeep) -> Engagement:
    """Subscriptions, guardians, broadcasts and follow-ups on the storage of a run that serves."""
    from bot.engagement.broadcast import Sender
    from bot.engagement.guardian import GuardianDesk
    from bot.engagement.house import Engagement
    from bot.engagement.subscriptions import SubscriptionDesk

    store = upkeep.store
    return Engagement(
        ledger=upkeep.ledger,
        subscriptions=SubscriptionDesk(store.subscriptions, settings.time_zone, upkeep.today),
        guardians=GuardianDesk(store.guardians),
        follow_ups=store.follow_ups,
        surges=upkeep.desk,
        sender=Sender(store.broadcasts, store.subscriptions, store.schedule, time.time),
        time_zone=settings.time_zone,
        now=upkeep.now,
        operators=settings.operator_chats,
        upkeep=upkeep.run,
    )


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
