"""Anti-flood: how much one person and one chat may ask. Forwarding a whole conversation is no flood.

A bucket of `most` drops fills up evenly within `seconds`. What runs over is not judged; the first time in a minute a
kind word says so, then silence, since answering a flood feeds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.channels.telegram.memory import Memory

# Buckets remembered at once; a forgotten one is a full one.
REMEMBERED = 20_000
KIND_WORD_EVERY = 60.0


class Verdict(Enum):
    """What to do with one more message."""

    LISTEN = "listen"
    SAY_SO = "say_so"
    IGNORE = "ignore"


@dataclass(slots=True)
class _Bucket:
    drops: float
    filled: float
    told: float = float("-inf")


class Flood:
    """Counts by key (a person, a chat). `most` 0 means no limit."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic, *, seconds: float = 60) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._buckets: Memory[str, _Bucket] = Memory(REMEMBERED)

    def meet(self, key: str) -> Verdict:
        """Count one message of `key`."""
        if not self._most:
            return Verdict.LISTEN
        now = self._clock()
        bucket = self._buckets.get(key) or _Bucket(self._most, now)
        bucket.drops = min(self._most, bucket.drops + (now - bucket.filled) * self._most / self._seconds)
        bucket.filled = now
        self._buckets.put(key, bucket)
        if bucket.drops >= 1:
            bucket.drops -= 1
            return Verdict.LISTEN
        return _tell(bucket, now)


def _tell(bucket: _Bucket, now: float) -> Verdict:
    if now - bucket.told < KIND_WORD_EVERY:
        return Verdict.IGNORE
    bucket.told = now
    return Verdict.SAY_SO
