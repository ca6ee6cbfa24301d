"""What `shizha broadcast` does: an operator looks at a piece, approves it, and reads how far it came.

The serving process sends; these commands only read and write the database, and may run beside it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.engagement.broadcast import Outcome, render_broadcast
from bot.engagement.calendar import (
    LUNAR_NEW_YEAR,
    WEEKLY,
    Calendar,
    Piece,
    compose_piece,
    load_pieces,
    plan_week,
    read_week,
    send_day,
    week_of,
    window_end,
)
from bot.engagement.kept import Broadcast
from bot.errors import UsageError
from bot.replies.reply import Reply
from bot.texts import LOCALES, load_texts

if TYPE_CHECKING:
    from bot.storage.store import Store

Result = TypeVar("Result")


def preview(settings: Settings, week: str | None, weeks: int) -> Iterator[str]:
    """The coming weeks in a line each; with a week, its piece as every locale reads it."""
    calendar = load_pieces(settings.content_dir)
    if week is not None:
        yield from _whole(calendar.piece_of(week), week)
        return
    today = datetime.now(ZoneInfo(settings.time_zone)).date()
    for number in range(weeks):
        yield _line(calendar, today + timedelta(weeks=number))
    if today.year + 1 > max(LUNAR_NEW_YEAR):
        yield "the table of lunar years ends: add years to LUNAR_NEW_YEAR, or spring pieces will not come"


def _line(calendar: Calendar, day: date) -> str:
    week = week_of(day)
    piece = calendar.piece_of(week)
    words = piece.words["zh-Hans"]
    return f"{week}  {send_day(week)}  {piece.id:<22} {words.title or words.text[:30]}"


def _whole(piece: Piece, week: str) -> Iterator[str]:
    yield f"{week}, goes out on {send_day(week)}: {piece.id} ({piece.type})"
    for locale in LOCALES:
        yield f"\n[{locale}]\n{_worded(compose_piece(piece, locale), locale)}"


def _worded(reply: Reply, locale: str) -> str:
    texts = load_texts(locale)
    return "\n".join(texts.say(block.key, block.params) for block in reply.blocks)


def approve(settings: Settings, week: str, piece_id: str | None) -> str:
    """Make the broadcast of a week. Raises UsageError where it is too late, or approved already."""
    calendar = load_pieces(settings.content_dir)
    read_week(week)
    piece = calendar.get(piece_id) if piece_id else calendar.piece_of(week)
    now = int(time.time())
    if now >= window_end(send_day(week)):
        raise UsageError(f"{week} is over ({send_day(week)}); approve a coming week, see `shizha broadcast preview`")
    broadcast = plan_week(week, render_broadcast({at: compose_piece(piece, at) for at in LOCALES}), now)

    async def keep(store: Store) -> str:
        if not await store.broadcasts.create(broadcast, ()):
            raise UsageError(f"{week} was approved before; `shizha broadcast cancel {broadcast.id}` stops it")
        people = len(await store.subscriptions.active(WEEKLY))
        return f"approved {piece.id} for {send_day(week)} as {broadcast.id}: {people} subscribers by now"

    return _with_store(settings, keep)


def listed(settings: Settings, limit: int) -> list[str]:
    """A line a broadcast, the newest first."""

    async def read(store: Store) -> list[str]:
        found = await store.broadcasts.latest(limit)
        return [_summary(broadcast, await store.broadcasts.counts(broadcast.id)) for broadcast in found]

    return _with_store(settings, read) or ["no broadcasts yet; `shizha broadcast approve WEEK` makes one"]


def _summary(broadcast: Broadcast, counts: dict[str, int]) -> str:
    due = datetime.fromtimestamp(broadcast.due_at, UTC)
    reach = ", ".join(f"{counts.get(state, 0)} {state}" for state in Outcome)
    return f"{broadcast.id}  {broadcast.state}  due {due:%Y-%m-%d %H:%M} UTC  {reach}"


def cancel(settings: Settings, broadcast: str) -> str:
    """End one that is not over. Raises UsageError."""

    async def end(store: Store) -> str:
        known = await store.broadcasts.get(broadcast)
        if known is None or known.state not in ("pending", "sending"):
            raise UsageError(f"{broadcast[:60]!r} is not waiting or being sent; see `shizha broadcast list`")
        await store.broadcasts.set_state(broadcast, "cancelled", int(time.time()))
        return f"cancelled {broadcast}; a message under way still arrives"

    return _with_store(settings, end)


def _with_store(settings: Settings, work: Callable[[Store], Awaitable[Result]]) -> Result:
    """Do something with the store of these settings, then close it. Raises StorageError."""
    from bot.app import build_upkeep, with_store

    return asyncio.run(with_store(build_upkeep(settings).store, work))
