"""Trouble made to order: refusals, breakdowns, lost connections, and a real limit on messages.

Every fault is for one call of one method and is used up by it. Who calls must hold the world's lock.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.telegram_standin.errors import ApiError, HangUpError, too_many_requests

BREAKDOWNS = {500: "Internal Server Error", 502: "Bad Gateway"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What one call meets; `late` means after the work is done, so that only the answer is lost."""

    error: ApiError | HangUpError
    late: bool = False

    def strike(self) -> None:
        # A fresh traceback for every call that meets the same fault.
        raise self.error.with_traceback(None)


def flood(retry_after: int) -> Fault:
    return Fault(too_many_requests(retry_after))


def breakdown(status: int, *, late: bool) -> Fault:
    return Fault(ApiError(status, BREAKDOWNS[status]), late)


def hang_up(*, late: bool) -> Fault:
    return Fault(HangUpError(), late)


class Faults:
    """Faults that wait for their call, by method, first come first served."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int) -> None:
        self._waiting[method.lower()].extend([fault] * times)

    def next(self, method: str) -> Fault | None:
        """Take the fault that this call meets, if any."""
        waiting = self._waiting[method.lower()]
        return waiting.popleft() if waiting else None


class MessageLimit:
    """At most `count` messages within `seconds` in one chat; none limited until `set` is called."""

    def __init__(self) -> None:
        self._count = 0
        self._seconds = 0.0
        self._sent: defaultdict[int, deque[float]] = defaultdict(deque)

    def set(self, count: int, seconds: float) -> None:
        self._count, self._seconds = count, seconds
        self._sent.clear()

    def spend(self, chat_id: int) -> None:
        """Count one message. Raises ApiError 429 if it is one too many; that one does not count."""
        if not self._count:
            return
        sent, now = self._sent[chat_id], time.monotonic()
        while sent and now - sent[0] >= self._seconds:
            sent.popleft()
        if len(sent) >= self._count:
            raise too_many_requests(max(1, math.ceil(self._seconds - (now - sent[0]))))
        sent.append(now)
