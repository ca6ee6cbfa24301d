"""What the channel remembers while it runs: bounded, so that no crowd fills the memory, and gone at the end."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from bot.engagement.kept import Choices, WatchGroup

K = TypeVar("K")
V = TypeVar("V")


class Memory(Generic[K, V]):
    """A table of at most `size` entries; each is forgotten `seconds` after it was last put (None: only when full)."""

    def __init__(self, size: int, seconds: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._seconds = seconds
        self._clock = clock
        self._table: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def put(self, key: K, value: V) -> None:
        self._table[key] = (self._clock(), value)
        self._table.move_to_end(key)
        while len(self._table) > self._size:
            self._table.popitem(last=False)

    def get(self, key: K) -> V | None:
        """The value, or None if there is none (any more)."""
        put, value = self._table.get(key, (0.0, None))
        if value is not None and self._seconds is not None and self._clock() - put > self._seconds:
            return self.pop(key, expired=True)
        return value

    def pop(self, key: K, *, expired: bool = False) -> V | None:
        """Take a value out; an expired one is only dropped."""
        _, value = self._table.pop(key, (0.0, None))
        return None if expired else value

    def drop(self, unwanted: Callable[[K], bool]) -> None:
        """Forget all entries whose keys are unwanted."""
        for key in [key for key in self._table if unwanted(key)]:
            del self._table[key]

    def __len__(self) -> int:
        return len(self._table)


class Turns:
    """One at a time in each chat: an answer must be known before it can be amended."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, chat: int) -> AsyncIterator[None]:
        """Wait for the turn of this work in its chat."""
        lock = self._locks.get(chat)
        if lock is None:
            lock = self._locks[chat] = asyncio.Lock()
        async with lock:
            yield


class MemoryWatch:
    """Satisfies `bot.service.WatchGroups` where there is no storage: a restart ends all watching."""

    def __init__(self) -> None:
        self._watched: dict[str, WatchGroup] = {}

    async def of(self, chat: str) -> WatchGroup | None:
        return self._watched.get(chat)

    async def turn_on(self, group: WatchGroup) -> bool:
        return self._watched.setdefault(group.chat, group) is group

    async def turn_off(self, chat: str) -> bool:
        return self._watched.pop(chat, None) is not None


class MemoryPreferences:
    """Satisfies `bot.service.Preferences` where there is no storage."""

    def __init__(self) -> None:
        self._chosen: Memory[str, Choices] = Memory(10_000)

    async def of(self, chat: str) -> Choices:
        return self._chosen.get(chat) or Choices(chat)

    async def choose(self, chat: str, **choices: str | bool | None) -> None:
        self._chosen.put(chat, replace(await self.of(chat), **choices))  # type: ignore[arg-type] # names of `Choices`
