"""Composition root: the only place where parts are wired together. Heavy parts are imported when first needed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import structlog

from bot.config import Settings
from bot.errors import StorageError, UsageError
from bot.replies.numbers import use_numbers
from bot.service import Content, Ports, Service
from bot.storage.secret import load_secret
from model import Checker

if TYPE_CHECKING:
    from bot.engagement.events import Ledger
    from bot.engagement.house import Engagement
    from bot.engagement.volunteers.kit import VolunteerKit
    from bot.intake.reader import PictureReader
    from bot.storage.store import Store
    from bot.upkeep import Upkeep

T = TypeVar("T")

log = structlog.get_logger("shizha.app")


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


def build_engagement(settings: Settings, upkeep: Upkeep) -> Engagement:
    """Subscriptions, guardians and broadcasts on the storage of a run that serves."""
    from bot.engagement.broadcast import Sender
    from bot.engagement.guardian import GuardianDesk
    from bot.engagement.house import Engagement
    from bot.engagement.subscriptions import SubscriptionDesk

    store = upkeep.store
    return Engagement(
        SubscriptionDesk(store.subscriptions, settings.time_zone, upkeep.today),
        GuardianDesk(store.guardians),
        Sender(store.broadcasts, store.subscriptions, store.schedule, upkeep.now),
    )


def run_report(settings: Settings, since: str, until: str, folder: Path, *, with_pdf: bool = True) -> list[Path]:
    """Write the effect report and return its files. Raises UsageError, ConfigError, StorageError, OSError."""
    from bot.engagement.report.load import load_report
    from bot.engagement.report.period import read_period
    from bot.engagement.report.words import Words
    from bot.engagement.report.write import write_report
    from bot.texts import load_texts

    upkeep = build_upkeep(settings)
    period = read_period(since, until, upkeep.today())
    report = asyncio.run(
        with_store(upkeep.store, lambda s: load_report(s, period, upkeep.today(), settings.events_days))
    )
    words = Words(load_texts(settings.locale))
    return write_report(
        report, words, folder, operator=settings.operator, time_zone=settings.time_zone, with_pdf=with_pdf
    )


async def with_store(store: Store, ask: Callable[[Store], Awaitable[T]]) -> T:
    """Ask the database one thing and close it."""
    try:
        await store.get_ready()
        return await ask(store)
    finally:
        await store.close()


def run_chat(settings: Settings) -> None:
    """Talk in the terminal until the end of input."""
    from bot.channels.console import Chat

    Chat(build_service(settings), settings.locale, operator=settings.operator, link=settings.public_url).run()


def run_telegram(settings: Settings) -> None:
    """Serve Telegram until stopped. Raises ConfigError, ChannelError."""
    from bot.channels.telegram.runner import run

    upkeep = build_upkeep(settings)
    store = upkeep.store
    ports = Ports(
        build_picture_reader(settings),
        store.preferences,
        store.watch_groups,
        store.updates,
        upkeep,
        build_engagement(settings, upkeep),
        lambda handle: build_volunteer_kit(settings, store, handle),
    )
    run(settings, build_service(settings, upkeep.ledger), build_content(settings), ports)


def run_web(settings: Settings) -> None:
    """Serve the web page and the REST interface until stopped. Raises ConfigError, ChannelError."""
    from bot.channels.web.server import run

    upkeep = build_upkeep(settings)
    kit = _kit_of_page(settings, upkeep.store)
    run(settings, build_service(settings, upkeep.ledger), build_picture_reader(settings), upkeep, kit)


def _kit_of_page(settings: Settings, store: Store) -> VolunteerKit | None:
    """Nobody should go without a verdict because links cannot be counted. Raises ConfigError."""
    try:
        return build_volunteer_kit(settings, store, "")
    except StorageError as error:
        log.warning("volunteers' links are not counted", reason=str(error))
        return None


def build_volunteer_kit(settings: Settings, store: Store, handle: str) -> VolunteerKit:
    """The volunteer kit over a store. `handle`: the bot's, as Telegram names it. Raises ConfigError, StorageError."""
    from bot.engagement.volunteers.kit import Address, VolunteerKit

    zone = ZoneInfo(settings.time_zone)
    key = load_secret(settings.secret_key.get_secret_value(), settings.data_dir)
    address = Address(settings.public_url, (handle or settings.telegram_handle).removeprefix("@"))
    return VolunteerKit(store.volunteers, store.effects, store.people, key, address, lambda: datetime.now(zone).date())


def make_posters(settings: Settings, folder: Path, code: str, audiences: Sequence[str], region: str) -> list[Path]:
    """Draw posters and story cards into a folder; returns the files. Raises ConfigError, UsageError, StorageError."""
    from bot.engagement.volunteers.cards import STORIES
    from bot.engagement.volunteers.codes import Refusal, read_code
    from bot.engagement.volunteers.designs import Audience
    from bot.engagement.volunteers.kit import Address, card_files, poster_files

    use_numbers(settings.numbers_file)
    if code and isinstance(
        read_code(code, load_secret(settings.secret_key.get_secret_value(), settings.data_dir)), Refusal
    ):
        raise UsageError("the code is none of ours, or was altered: copy it anew from the volunteer's link")
    place = Address(settings.public_url, settings.telegram_handle.removeprefix("@")).place(code)
    files = [f for a in audiences for f in poster_files(place, Audience(a), settings.locale, region)]
    files += [f for story in STORIES for f in card_files(place, story, settings.locale)]
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).write_bytes(file.content)
    return [folder / file.name for file in files]
