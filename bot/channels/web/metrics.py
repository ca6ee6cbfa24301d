"""Counts for Prometheus: how much is judged, how it is judged, how long it takes. No text, no person, no address."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.engagement.events import told_type
from model import Assessment

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 45)


class Meter:
    """One an application. `waiting`: how many pictures wait to be read."""

    def __init__(self, waiting: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        labels = ("channel", "risk", "type")
        self._checks = Counter("shizha_checks", "Messages judged", labels, registry=self._registry)
        self._seconds = Histogram(
            "shizha_check_seconds",
            "Seconds from a message to its verdict",
            ("kind",),
            buckets=SECONDS,
            registry=self._registry,
        )
        queue = Gauge("shizha_pictures_waiting", "Pictures that wait to be read", registry=self._registry)
        queue.set_function(waiting)

    def count(self, channel: str, assessment: Assessment) -> None:
        """One more message judged; `type` is `none` where nobody was warned."""
        self._checks.labels(channel, str(assessment.risk), told_type(assessment) or "none").inc()

    @contextmanager
    def timing(self, kind: str) -> Iterator[None]:
        """Time a check of this kind (`text`, `picture`), also one that fails."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self._seconds.labels(kind).observe(time.perf_counter() - began)

    def render(self) -> bytes:
        """In the text format of Prometheus."""
        return generate_latest(self._registry)
