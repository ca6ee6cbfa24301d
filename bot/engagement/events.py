"""From a verdict to what is counted: who is told apart how, which campaign it was, and the way into the database.

    Ledger.note_check / note_action  →  CheckEvent  →  Recorder.record  →  journal  →  (once a second)  →  EventSink

Nothing here holds up a verdict or fails it: a database that is away makes the journal longer, a journal that cannot be
written leaves a bounded queue in memory.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol
from uuid import UUID, uuid4, uuid5

import structlog

from bot.engagement.kept import Action, CheckEvent
from bot.errors import StorageError
from model.types import Assessment, Risk

log = structlog.get_logger("shizha.events")

# How often what was recorded is written, and the longest pause while the database is away.
ROUND_SECONDS, LONGEST_PAUSE = 1.0, 60.0
# Events that wait in memory when even the journal cannot be written: a few megabytes.
WAITING = 10_000
_EPISODE = UUID("5d3f3c3e-8a3b-4a5e-9a55-0d6a3b1f7c21")
_WORD = re.compile(r"[\w.:-]{1,64}")


class EventSink(Protocol):
    """Where events are kept; writing one twice keeps it once. `bot.storage.events` satisfies it."""

    async def write(self, events: Sequence[CheckEvent]) -> None: ...


class EventJournal(Protocol):
    """Where events wait; `bot.storage.journal` satisfies it."""

    def append(self, payload: dict[str, Any]) -> None: ...

    def sync(self) -> None: ...

    async def drain(self, sink: Callable[[Sequence[dict[str, Any]]], Awaitable[None]]) -> int: ...


class Hashes(Protocol):
    """Keyed hashes of chats; `bot.storage.people` satisfies it."""

    def monthly(self, chat: str, day: date) -> str: ...

    def mark(self, value: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Sight:
    """What the radar made of a message: its campaign if that may be kept, and how many people met it lately."""

    campaign: int | None = None
    radius: int = 0
    marks: tuple[int, ...] = ()
    people: int = 0


class Sighter(Protocol):
    """Recognises campaigns; `bot.engagement.radar` satisfies it."""

    def sight(self, text: str, assessment: Assessment, person: str | None, day: date) -> Sight: ...


@dataclass(frozen=True, slots=True)
class Noted:
    """A check that was noted. `id`: for `note_action`. `people`: how many checked the same message lately, 0 if few."""

    id: str
    people: int


class Recorder:
    """Takes events from any thread, writes them in batches from one task."""

    def __init__(self, journal: EventJournal, sink: EventSink, pause: float = ROUND_SECONDS) -> None:
        self._journal = journal
        self._sink = sink
        self._pause = pause
        self._lock = threading.Lock()
        self._waiting: deque[CheckEvent] = deque()
        self._trouble: str | None = None
        self._turn = asyncio.Lock()
        self.lost = 0
        """Events that found no room: the journal could not be written and the queue was full."""

    def record(self, event: CheckEvent) -> None:
        """Keep an event. Never raises, never waits for the database."""
        try:
            self._journal.append(to_payload(event))
        except StorageError as error:
            self._hold(event, str(error))

    def _hold(self, event: CheckEvent, reason: str) -> None:
        with self._lock:
            if len(self._waiting) < WAITING:
                self._waiting.append(event)
            else:
                self.lost += 1
        self._tell(reason)

    async def flush(self) -> int:
        """Write all that waits. Returns the number of events. Raises StorageError; then everything still waits."""
        async with self._turn:
            written = await self._journal.drain(self._write)
            with self._lock:
                held = list(self._waiting)
            await self._sink.write(held)
            with self._lock:
                for _ in held:
                    self._waiting.popleft()
            return written + len(held)

    async def run(self) -> None:
        """Write once a round until cancelled; with growing pauses while the database is away."""
        pause = self._pause
        while True:
            await asyncio.sleep(pause)
            try:
                await asyncio.to_thread(self._journal.sync)
                await self.flush()
            except (StorageError, OSError) as error:
                self._tell(str(error))
                pause = min(max(2 * pause, self._pause), LONGEST_PAUSE)
            else:
                self._recovered()
                pause = self._pause

    async def close(self) -> None:
        """Write what waits; what cannot be written now stays in the journal for the next start."""
        try:
            await self.flush()
        except (StorageError, OSError) as error:
            log.warning("events wait in the journal", reason=str(error))

    async def _write(self, payloads: Sequence[dict[str, Any]]) -> None:
        await self._sink.write([event for payload in payloads if (event := from_payload(payload))])

    def _tell(self, reason: str) -> None:
        """Once an outage: the log is for people."""
        if self._trouble is None:
            log.error("events wait", reason=reason)
        self._trouble = reason

    def _recovered(self) -> None:
        if self._trouble is not None:
            log.info("events are written again", lost=self.lost)
        self._trouble = None


class Ledger:
    """What channels call after a verdict and after a button of the ladder."""

    def __init__(self, recorder: Recorder, radar: Sighter, hashes: Hashes, today: Callable[[], date]) -> None:
        self._recorder = recorder
        self._radar = radar
        self._hashes = hashes
        self._today = today

    def note_check(
        self,
        text: str,
        assessment: Assessment,
        *,
        channel: str,
        locale: str,
        chat: str | None = None,
        share_code: str | None = None,
        area: str | None = None,
    ) -> Noted:
        """Count a check and look for its campaign. The text is looked at and dropped. `chat`: None where nobody can be
        told apart (the web page)."""
        day = self._today()
        person = self._hashes.monthly(chat, day) if chat else None
        sight = self._radar.sight(text, assessment, person, day)
        event = CheckEvent(
            id=uuid4().hex,
            day=day,
            channel=channel,
            risk=str(assessment.risk),
            scam_type=told_type(assessment),
            campaign=sight.campaign,
            share_code=_word(share_code),
            person=person,
            locale=locale,
            area=_word(area),
            radius=sight.radius,
            marks=sight.marks if sight.campaign is not None else (),
        )
        self._recorder.record(event)
        return Noted(event.id, sight.people)

    def note_action(
        self,
        action: Action,
        *,
        channel: str,
        locale: str,
        scam_type: str | None,
        risk: str,
        chat: str | None = None,
        check: str | None = None,
        share_code: str | None = None,
    ) -> str:
        """Count what somebody did; pressing twice counts once. Returns the id of the episode, for a follow-up.

        `check`: the id that `note_check` gave. Where it is no longer known, the actions of one person, day and type
        are one episode.
        """
        day = self._today()
        person = self._hashes.monthly(chat, day) if chat else None
        episode = _episode(check, person, day, scam_type)
        event = CheckEvent(
            id=uuid5(_EPISODE, f"{episode}:{action}").hex,
            day=day,
            channel=channel,
            risk=risk,
            scam_type=scam_type,
            share_code=_word(share_code),
            action=str(action),
            about=episode,
            person=person,
            locale=locale,
        )
        self._recorder.record(event)
        return episode


def told_type(assessment: Assessment) -> str | None:
    """The type that a person was warned of, or None where nobody was warned."""
    return assessment.scam_type if assessment.risk in (Risk.HIGH, Risk.MEDIUM) else None


def _episode(check: str | None, person: str | None, day: date, scam_type: str | None) -> str:
    if check and re.fullmatch(r"[0-9a-f]{32}", check):
        return check
    return uuid5(_EPISODE, f"{person}:{day}:{scam_type}").hex if person else uuid4().hex


def _word(value: str | None) -> str | None:
    """A code or an area as given from outside, or None if it is none: the database never refuses an event for it."""
    return value if value and _WORD.fullmatch(value) else None


def to_payload(event: CheckEvent) -> dict[str, Any]:
    """For the journal.

    >>> from_payload(to_payload(e)) == e if (e := CheckEvent("a", date(2026, 11, 25), "web", "low")) else None
    True
    """
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    return values | {"day": event.day.isoformat(), "marks": list(event.marks)}


def from_payload(payload: dict[str, Any]) -> CheckEvent | None:
    """The event again, or None (and a line in the log) for what another release wrote and this one cannot read."""
    try:
        day, marks = date.fromisoformat(payload["day"]), tuple(payload.get("marks", ()))
        return CheckEvent(**(payload | {"day": day, "marks": marks}))
    except (KeyError, TypeError, ValueError):
        log.error("an event in the journal cannot be read and is left out")
        return None
