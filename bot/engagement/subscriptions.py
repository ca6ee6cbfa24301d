"""Who wants to be written to: the case of the week, and alerts of a wave, at an hour and in a time zone of their own.

    /subscribe → compose_page (what is on, buttons) → press / typed → SubscriptionDesk keeps it → the page again

Nothing is on before somebody presses for it; everything ends with one press.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.engagement.calendar import WEEKLY
from bot.engagement.kept import Subscription
from bot.engagement.radar import ALERT
from bot.replies.reply import Block, Button, Reply, Style

KINDS = (WEEKLY, ALERT)
SUBSCRIBE = "subscribe:"
# Nobody is written to at night, whatever they press.
FIRST_HOUR, LAST_HOUR = 7, 22
HOURS = (8, 12, 18, 20)
DEFAULT_HOUR = 12
# Offered as buttons; any other IANA name can be typed. The labels are texts.
ZONES = (
    "Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Kuala_Lumpur", "Asia/Tokyo",
    "Europe/London", "America/New_York", "America/Los_Angeles", "Australia/Sydney",
)  # fmt: skip
# What people type instead of an IANA name, in both scripts.
NICKNAMES = {
    "北京": "Asia/Shanghai", "上海": "Asia/Shanghai", "中国": "Asia/Shanghai", "中國": "Asia/Shanghai",
    "台北": "Asia/Taipei", "臺北": "Asia/Taipei", "台湾": "Asia/Taipei", "台灣": "Asia/Taipei", "臺灣": "Asia/Taipei",
    "香港": "Asia/Hong_Kong", "澳门": "Asia/Macau", "澳門": "Asia/Macau", "新加坡": "Asia/Singapore",
    "吉隆坡": "Asia/Kuala_Lumpur", "东京": "Asia/Tokyo", "東京": "Asia/Tokyo", "伦敦": "Europe/London",
    "倫敦": "Europe/London", "纽约": "America/New_York", "紐約": "America/New_York", "悉尼": "Australia/Sydney",
    "雪梨": "Australia/Sydney",
}  # fmt: skip


class SubscriptionStore(Protocol):
    """`bot.storage.subscriptions` satisfies it."""

    async def keep(self, subscription: Subscription) -> None: ...

    async def of(self, chat: str) -> tuple[Subscription, ...]: ...

    async def end(self, chat: str, kind: str | None = None) -> int: ...


class SubscriptionDesk:
    """What a press or a typed line changes. All methods raise StorageError."""

    def __init__(self, store: SubscriptionStore, time_zone: str, today: Callable[[], date]) -> None:
        self._store = store
        self._time_zone = time_zone
        self._today = today

    async def page(self, chat: str) -> Reply:
        """What is on, and buttons to change it."""
        return compose_page(await self._store.of(chat))

    async def typed(self, chat: str, words: Sequence[str], locale: str) -> Reply:
        """`/subscribe 20 Asia/Taipei`: an hour, a time zone, or both, in any order. Alone: the page."""
        hour, zone = None, None
        for word in words:
            if word.isdigit():
                hour = read_hour(word)
            else:
                zone = read_zone(word)
            if (hour if word.isdigit() else zone) is None:
                return _wrong("subscribe.wrong_hour" if word.isdigit() else "subscribe.wrong_zone", word)
        if words:
            await self._change(chat, locale, hour=hour, zone=zone)
        return await self.page(chat)

    async def press(self, chat: str, choice: str, locale: str) -> Reply | None:
        """A button of ours, without its `subscribe:`; None for what is none."""
        name, _, value = choice.partition(":")
        if name in KINDS and value in ("on", "off"):
            await self._switch(chat, name, locale, on=value == "on")
        elif name == "hour" and (hour := read_hour(value)):
            await self._change(chat, locale, hour=hour)
        elif name == "zones":
            return compose_zones()
        elif name == "zone" and (zone := read_zone(value)):
            await self._change(chat, locale, zone=zone)
        elif name == "stop":
            await self._store.end(chat)
        elif name != "page":
            return None
        return await self.page(chat)

    async def choose_language(self, chat: str, locale: str) -> None:
        """What is on comes in another language from now on."""
        for subscription in await self._store.of(chat):
            await self._store.keep(replace(subscription, locale=locale))

    async def _switch(self, chat: str, kind: str, locale: str, *, on: bool) -> None:
        if not on:
            await self._store.end(chat, kind)
            return
        known = await self._store.of(chat)
        hour, zone = (known[0].hour, known[0].time_zone) if known else (DEFAULT_HOUR, self._time_zone)
        await self._store.keep(Subscription(chat, kind, hour, zone, locale, self._today()))

    async def _change(self, chat: str, locale: str, *, hour: int | None = None, zone: str | None = None) -> None:
        """Another hour or zone for all that is on; somebody who has nothing on gets the case of the week."""
        known = await self._store.of(chat)
        if not known:
            known = (Subscription(chat, WEEKLY, DEFAULT_HOUR, self._time_zone, locale, self._today()),)
        for s in known:
            hour_now, zone_now = s.hour if hour is None else hour, zone or s.time_zone
            await self._store.keep(Subscription(chat, s.kind, hour_now, zone_now, locale, s.since, s.area, s.audience))


def read_hour(word: str) -> int | None:
    """A full hour of the day, or None for the night and for what is no hour.

    >>> read_hour("20"), read_hour("３"), read_hour("²"), read_hour("25")
    (20, None, None, None)
    """
    hour = int(word) if word.isdecimal() and len(word) <= 2 else 0
    return hour if FIRST_HOUR <= hour <= LAST_HOUR else None


def read_zone(name: str) -> str | None:
    """An IANA name, or the name of a city that we know; None for anything else.

    >>> read_zone("asia/taipei"), read_zone("台北"), read_zone("Mars/Base"), read_zone("../etc/passwd")
    ('Asia/Taipei', 'Asia/Taipei', None, None)
    """
    if name in NICKNAMES:
        return NICKNAMES[name]
    tidy = "/".join("_".join(word.capitalize() for word in part.split("_")) for part in name.split("/"))
    for candidate in (name, tidy):
        try:
            return ZoneInfo(candidate).key if "/" in candidate or candidate == "UTC" else None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def is_due(subscription: Subscription, day: date, now: int) -> bool:
    """Whether the weekly message of a day may go out to somebody now: their hour has come, and it is not night there.

    A zone that no longer exists counts as UTC: rather at an odd hour than never.
    """
    zone = ZoneInfo(read_zone(subscription.time_zone) or "UTC")
    local = datetime.fromtimestamp(now, zone)
    return local >= datetime.combine(day, time(subscription.hour), zone) and FIRST_HOUR <= local.hour <= LAST_HOUR


def compose_page(subscriptions: Sequence[Subscription]) -> Reply:
    """What is on, at what hour; buttons to switch each kind, to choose hour and zone, to end everything."""
    on = {s.kind for s in subscriptions if s.state == "active"}
    blocks = [Block("subscribe.title", style=Style.HEADING)]
    blocks += [Block(f"subscribe.{kind}_{'on' if kind in on else 'off'}", style=Style.ITEM) for kind in KINDS]
    if on:
        first = next(s for s in subscriptions if s.kind in on)
        blocks.append(Block("subscribe.when", {"hour": str(first.hour), "zone": first.time_zone}))
    elif subscriptions:
        blocks.append(Block("subscribe.paused"))
    blocks.append(Block("subscribe.note", style=Style.NOTE))
    return Reply(tuple(blocks), (*_switches(on), *(_clock() if on else ())))


def _switches(on: set[str]) -> tuple[tuple[Button, ...], ...]:
    states = {kind: "off" if kind in on else "on" for kind in KINDS}
    return tuple((Button(f"subscribe.turn_{kind}_{s}", f"{SUBSCRIBE}{kind}:{s}"),) for kind, s in states.items())


def _clock() -> tuple[tuple[Button, ...], ...]:
    hours = tuple(Button(f"subscribe.hour_{hour}", f"{SUBSCRIBE}hour:{hour}") for hour in HOURS)
    zone, stop = Button("subscribe.zones", f"{SUBSCRIBE}zones"), Button("subscribe.stop", f"{SUBSCRIBE}stop")
    return hours, (zone, stop)


def compose_zones() -> Reply:
    """Which time zone: buttons, or typed."""
    buttons = [Button(f"subscribe.zone.{zone.split('/')[1]}", f"{SUBSCRIBE}zone:{zone}") for zone in ZONES]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    back = (Button("subscribe.back", f"{SUBSCRIBE}page"),)
    return Reply((Block("subscribe.which_zone"), Block("subscribe.type_zone", style=Style.NOTE)), (*rows, back))


def _wrong(key: str, word: str) -> Reply:
    """What cannot be read, shown back cut short."""
    hours = {"first": str(FIRST_HOUR), "last": str(LAST_HOUR)}
    return Reply((Block(key, {"word": word[:40], **hours}),))
