"""Sending one message to many: nobody is left out, nobody gets it twice, whatever breaks.

    due → enrol (weekly: those whose hour has come) → take one: `sending`, committed → post → settle

A crash between "committed" and "settled" leaves one delivery under way. Whether it arrived nobody can tell, so it is
recorded as `doubt` and not sent again. One is under way at a time; of several processes, the holder of a lease sends.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import uuid4

import structlog

from bot.engagement.calendar import WEEKLY, read_weekly_id, window_end
from bot.engagement.content import load_content, render_content
from bot.engagement.kept import Broadcast, Delivery, Subscription
from bot.engagement.subscriptions import is_due
from bot.errors import StorageError
from bot.replies.reply import Reply

log = structlog.get_logger("shizha.broadcast")

JOB = "broadcast"
# Telegram takes about thirty a second from a bot; the rest is room for answers.
PER_SECOND = 20.0
# How long one turn sends before the lease is renewed, and how long a lease outlives its holder.
TURN_SECONDS, LEASE_SECONDS = 10.0, 30
IDLE_SECONDS, ENROL_SECONDS = 5.0, 30
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
# After every time that a clock may show: what is under way while we hold the lease was cut off, whenever it began.
EVER = 1 << 40


class Outcome(StrEnum):
    """What became of a delivery; the words are those of `Delivery.state`. PENDING: it never left, try again."""

    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    DOUBT = "doubt"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. `wait`: seconds of peace that the messenger asks for."""

    outcome: Outcome
    wait: float = 0.0


class Messenger(Protocol):
    """The way out; a channel satisfies it. `post` raises for nothing that a messenger says."""

    async def ready(self) -> bool: ...

    async def post(self, chat: str, reply: Reply, locale: str) -> Attempt: ...


class Outbox(Protocol):
    """`bot.storage.broadcasts` satisfies it."""

    async def due(self, now: int) -> tuple[Broadcast, ...]: ...

    async def add(self, broadcast: str, to: Iterable[tuple[str, str]], now: int) -> None: ...

    async def receivers(self, broadcast: str) -> frozenset[str]: ...

    async def take(self, broadcast: str, limit: int, now: int) -> tuple[Delivery, ...]: ...

    async def settle(self, broadcast: str, chat: str, state: str, now: int) -> None: ...

    async def recover(self, before: int) -> int: ...

    async def set_state(self, broadcast: str, state: str, now: int) -> None: ...

    async def counts(self, broadcast: str) -> dict[str, int]: ...


class Subscribers(Protocol):
    """`bot.storage.subscriptions` satisfies it."""

    async def active(self, kind: str, area: str | None = None) -> tuple[Subscription, ...]: ...

    async def set_state(self, chat: str, state: str) -> int: ...


class Lease(Protocol):
    """`bot.storage.schedule` satisfies it."""

    async def take(self, job: str, holder: str, now: int, *, every: int, lease: int) -> bool: ...

    async def done(self, job: str, holder: str, now: int) -> None: ...


Over = Callable[[Broadcast, Mapping[str, int]], Awaitable[None]]


class Sender:
    """Sends what is due. One a process; `over` is told the reach of each broadcast at its end."""

    def __init__(
        self,
        outbox: Outbox,
        subscribers: Subscribers,
        lease: Lease,
        clock: Callable[[], float] = time.time,
        *,
        per_second: float = PER_SECOND,
    ) -> None:
        self._outbox = outbox
        self._subscribers = subscribers
        self._lease = lease
        self._clock = clock
        self._gap = 1 / per_second
        self._holder = uuid4().hex
        self._open: tuple[str, str, Outcome] | None = None
        self._enrolled: dict[str, int] = {}
        self._pause = 0.0
        self.over: Over = _nobody_asked

    async def run(self, messenger: Messenger) -> None:
        """Until cancelled. Trouble with the database is logged once an outage and tried again."""
        trouble = False
        while True:
            try:
                wait = await self.turn(messenger)
                trouble = False
            except StorageError as error:
                if not trouble:
                    log.warning("broadcasts wait", reason=str(error))
                wait, trouble = self._longer(), True
            await asyncio.sleep(wait)

    async def turn(self, messenger: Messenger) -> float:
        """Send for some seconds, if there is something to send and nobody else is at it. Returns how long to rest.

        Raises StorageError; what was posted by then is settled at the next turn.
        """
        await self._settle()
        now = self._now()
        due = await self._outbox.due(now)
        if not due or not await self._lease.take(JOB, self._holder, now, every=0, lease=LEASE_SECONDS):
            return IDLE_SECONDS
        try:
            if doubts := await self._outbox.recover(EVER):
                log.warning("cut off in mid-sending; not sent again", deliveries=doubts)
            return await self._send(due, messenger)
        finally:
            with suppress(StorageError):  # it runs out by itself
                await self._lease.done(JOB, self._holder, self._now())

    async def _send(self, due: Iterable[Broadcast], messenger: Messenger) -> float:
        if self._pause and not await messenger.ready():
            return self._longer()
        end = time.monotonic() + TURN_SECONDS
        for broadcast in due:
            await self._enrol(broadcast)
            while time.monotonic() < end:
                taken = await self._outbox.take(broadcast.id, 1, self._now())
                if not taken:
                    await self._close(broadcast)
                    break
                attempt = await self._deliver(broadcast, taken[0], messenger)
                if attempt.wait or attempt.outcome in (Outcome.DOUBT, Outcome.PENDING):
                    return attempt.wait or self._longer()
                self._pause = 0.0
                await asyncio.sleep(self._gap)
        return 0.0 if time.monotonic() >= end else IDLE_SECONDS

    async def _enrol(self, broadcast: Broadcast) -> None:
        """Add the subscribers whose hour has come since the last look; the others wait for theirs."""
        day, now = read_weekly_id(broadcast.id), self._now()
        if day is None or abs(now - self._enrolled.get(broadcast.id, 0)) < ENROL_SECONDS:
            return
        there = await self._outbox.receivers(broadcast.id)
        coming = [s for s in await self._subscribers.active(WEEKLY) if s.chat not in there and is_due(s, day, now)]
        await self._outbox.add(broadcast.id, [(s.chat, s.locale) for s in coming], now)
        self._enrolled[broadcast.id] = now

    async def _deliver(self, broadcast: Broadcast, delivery: Delivery, messenger: Messenger) -> Attempt:
        self._open = (broadcast.id, delivery.chat, Outcome.DOUBT)
        attempt = await _post(broadcast, delivery, messenger)
        self._open = (broadcast.id, delivery.chat, attempt.outcome)
        await self._settle()
        return attempt

    async def _settle(self) -> None:
        """Write down what became of the last one; it stays on our mind until that worked."""
        if self._open is None:
            return
        broadcast, chat, outcome = self._open
        await self._outbox.settle(broadcast, chat, outcome, self._now())
        if outcome is Outcome.BLOCKED:
            await self._subscribers.set_state(chat, "blocked")
        self._open = None

    async def _close(self, broadcast: Broadcast) -> None:
        """All are served: it is over, unless some subscriber's hour is still to come."""
        day = read_weekly_id(broadcast.id)
        if day is not None and self._now() < window_end(day):
            return
        await self._outbox.set_state(broadcast.id, "done", self._now())
        self._enrolled.pop(broadcast.id, None)
        reach = await self._outbox.counts(broadcast.id)
        log.info("broadcast over", kind=broadcast.kind, **reach)
        await self._tell(broadcast, reach)

    async def _tell(self, broadcast: Broadcast, reach: Mapping[str, int]) -> None:
        try:
            await self.over(broadcast, reach)
        except Exception as error:  # the operator reads it in `shizha broadcast list` too
            log.error("reach not told", error=type(error).__name__)

    def _longer(self) -> float:
        self._pause = min(max(2 * self._pause, FIRST_PAUSE), LONGEST_PAUSE)
        return self._pause

    def _now(self) -> int:
        return int(self._clock())


async def _post(broadcast: Broadcast, delivery: Delivery, messenger: Messenger) -> Attempt:
    try:
        reply = read_broadcast(broadcast.content, delivery.locale)
    except (ValueError, KeyError, TypeError, AttributeError):
        log.error("a broadcast cannot be read", kind=broadcast.kind)
        return Attempt(Outcome.FAILED)
    try:
        return await messenger.post(delivery.chat, reply, delivery.locale)
    except Exception as error:  # a bug must neither end the sending nor send twice
        log.error("broadcast interrupted", error=type(error).__name__)
        return Attempt(Outcome.DOUBT)


async def _nobody_asked(broadcast: Broadcast, reach: Mapping[str, int]) -> None:
    """Nobody listens."""


def render_broadcast(replies: Mapping[str, Reply]) -> str:
    """For `Broadcast.content`: what was approved, in every locale, so that a later change of a file changes nothing."""
    return json.dumps({"by_locale": {locale: render_content(reply) for locale, reply in replies.items()}})


def read_broadcast(content: str, locale: str) -> Reply:
    """What a reader of a locale gets. Raises ValueError, KeyError, TypeError for what we did not write."""
    by_locale = json.loads(content).get("by_locale")
    return load_content(content if by_locale is None else by_locale[locale])
