"""Asking the storage on the way to an answer: not for long, and not again and again while it is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.errors import StorageError

log = structlog.get_logger("shizha.telegram")
T = TypeVar("T")

# Seconds that somebody who wants a verdict waits for the storage at most.
WAIT = 2.0
# Seconds without asking after it failed: with each of them somebody would wait again.
REST = 10.0


class Patience:
    """One for all that can be done without, so that one failure spares the others their wait."""

    def __init__(self, wait: float = WAIT, rest: float = REST, clock: Callable[[], float] = time.monotonic) -> None:
        self._wait, self._rest, self._clock = wait, rest, clock
        self._until = 0.0

    async def ask(self, call: Callable[[], Awaitable[T]], otherwise: T) -> T:
        """What the storage says, or `otherwise` where it is away or slow."""
        if self._clock() < self._until:
            return otherwise
        try:
            async with asyncio.timeout(self._wait):
                return await call()
        except (StorageError, TimeoutError) as error:
            self._until = self._clock() + self._rest
            log.warning("going on without storage", reason=str(error) or "it is slow", again_in_seconds=self._rest)
            return otherwise
