"""What runs beside the answers: writing events, looking after campaigns, asking a day later, deleting what is over.

    once           the schema, what an earlier release kept, the radar's memory
    every second   events into the database (`Recorder.run`)
    every round    surges to the operator, follow-ups that are due
    every hour     people of campaigns counted by day
    every day      what is over is deleted; the radar starts anew from what is kept

Of several processes, one does what concerns the database; each looks after its own radar. Trouble is logged once a
round and tried again: no failure here reaches anybody who wants a verdict.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog

from bot.engagement.events import Ledger, Recorder
from bot.engagement.followup import Deliver, ask_due
from bot.engagement.kept import Forgotten
from bot.engagement.radar import Radar, Surge, SurgeDesk, SurgeRule
from bot.errors import StorageError
from bot.storage.feedback import FeedbackBox
from bot.storage.follow_ups import FollowUps
from bot.storage.quiz import Quiz
from bot.storage.store import Store

log = structlog.get_logger("shizha.upkeep")

ROUND_SECONDS = 10.0
HOUR, DAY = 3_600, 86_400
LEASE = 600
START_SECONDS = 5.0
PING_SECONDS = 2.0

OnSurge = Callable[[Surge], Awaitable[None]]


class Upkeep:
    """Everything that serving needs of storage and engagement, put together. One a process."""

    def __init__(self, store: Store, rule: SurgeRule, time_zone: str, clock: Callable[[], float]) -> None:
        self.store = store
        self.recorder = Recorder(store.journal, store.events)
        self.radar = Radar(store.people, rule)
        self.ledger = Ledger(self.recorder, self.radar, store.people, self.today)
        self.desk = SurgeDesk(store.campaigns, store.subscriptions, store.volunteers, store.broadcasts)
        self._zone = ZoneInfo(time_zone)
        self._clock = clock
        self._holder = uuid4().hex
        self._loaded: date | None = None

    def today(self) -> date:
        """The day where the operator is."""
        return self.clock().date()

    def now(self) -> int:
        return int(self._clock())

    @property
    def surges(self) -> SurgeDesk:
        return self.desk

    @property
    def follow_ups(self) -> FollowUps:
        return self.store.follow_ups

    @property
    def quiz(self) -> Quiz:
        return self.store.quiz

    @property
    def feedback(self) -> FeedbackBox:
        return self.store.feedback

    def clock(self) -> datetime:
        """This moment, where the operator is."""
        return datetime.fromtimestamp(self._clock(), self._zone)

    def lasting(self, chat: str) -> str:
        """A hash of a chat by which two visits can be compared."""
        return self.store.people.lasting(chat)

    async def start(self) -> None:
        """Get the database ready before the first person comes; one that is away is waited for by `run`."""
        try:
            async with asyncio.timeout(START_SECONDS):
                await self.store.get_ready()
        except (StorageError, TimeoutError) as error:
            log.warning("starting without the database", reason=str(error) or "it does not answer")

    async def reachable(self) -> bool:
        """Whether the database answers now."""
        try:
            async with asyncio.timeout(PING_SECONDS):
                await self.store.database.ping()
        except (StorageError, TimeoutError):
            return False
        return True

    async def move(self, old: str, new: str) -> None:
        """A chat got another number: what is kept of it goes with it. Raises StorageError."""
        await self.store.moving.move(old, new)

    async def close(self) -> None:
        await self.store.close()

    async def run(self, on_surge: OnSurge, deliver: Deliver | None, pause: float = ROUND_SECONDS) -> None:
        """Until cancelled; then what waits is written, as far as it can be. A fault costs a round, never the rest."""
        writing = asyncio.create_task(self.recorder.run())
        try:
            while True:
                await self._try_round(on_surge, deliver)
                await asyncio.sleep(pause)
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing
            await self.recorder.close()

    async def _try_round(self, on_surge: OnSurge, deliver: Deliver | None) -> None:
        try:
            await self.round(on_surge, deliver)
        except Exception as error:
            log.error("a round of upkeep failed", error=type(error).__name__)

    async def round(self, on_surge: OnSurge, deliver: Deliver | None) -> None:
        """One turn of everything. Never raises for storage. `deliver`: None where nobody can be written to; then
        follow-ups are left to the process that can."""
        try:
            await self.store.get_ready()
            await self._load()
            for surge in await self.desk.collect(self.radar):
                await self._tell(on_surge, surge)
            if deliver:
                await ask_due(self.store.follow_ups, deliver, self.now())
            await self._once_in(HOUR, "count campaigns", self._count)
            await self._once_in(DAY, "delete what is over", self._sweep)
        except StorageError as error:
            log.warning("upkeep waits", reason=str(error))

    async def forget(self, chat: str) -> Forgotten:
        """Delete all that is tied to a chat: what waits to be written, what is in memory, what is kept.

        Raises StorageError; then nothing is deleted, and the person should be asked to try again later.
        """
        await self.store.get_ready()
        await self.recorder.flush()
        forgotten = await self.store.forgetting.forget(chat)
        self.radar.forget(self.store.people.known(chat))
        return forgotten

    async def _load(self) -> None:
        """The radar's memory: at start and with every new day."""
        if self._loaded != self.today():
            await self.radar.load(self.store.campaigns, self.today())
            self._loaded = self.today()

    async def _tell(self, on_surge: OnSurge, surge: Surge) -> None:
        try:
            await on_surge(surge)
        except Exception as error:  # a messenger that fails must not stop what else there is to do
            log.error("operator not told of a surge", error=type(error).__name__)

    async def _once_in(self, seconds: int, job: str, do: Callable[[], Awaitable[None]]) -> None:
        if await self.store.schedule.take(job, self._holder, self.now(), every=seconds, lease=LEASE):
            await do()
            await self.store.schedule.done(job, self._holder, self.now())

    async def _count(self) -> None:
        await self.store.campaigns.roll_up(self.today() - timedelta(days=2))

    async def _sweep(self) -> None:
        swept = await self.store.retention.sweep(self.today(), self.now())
        log.info("deleted what is over", **{name.replace(" ", "_").replace("-", "_"): n for name, n in swept.items()})
