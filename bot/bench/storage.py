"""`python -m bot.bench.storage`: events a second into SQLite and PostgreSQL, and a scan of a million signatures.

Events go the whole way: recorder → journal on disk → batches → committed rows, campaigns and marks included. PostgreSQL
runs with fsync, as a real one does. Machines are shared and noisy: quote the ratios.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
import tracemalloc
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np

from bot.bench.postgres import INSTALL, programs, temporary_postgres
from bot.engagement.events import Recorder
from bot.engagement.kept import CheckEvent
from bot.storage.database import Database, database_url
from bot.storage.events import Events
from bot.storage.journal import Journal
from model.campaigns import Signature, SignatureIndex, sign

EVENTS = 20_000
SIGNATURES = 1_000_000
WANTED_A_SECOND = 5_000
MESSAGE = (
    "您好，您的快递因地址不详已退回仓库，请点击 http://a.top/1 补填信息并支付 0.5 元重新派送，否则 24 小时后销毁。"
)


def main() -> None:
    print("| storage | |\n|---|---|")
    for name, rate in asyncio.run(_rates()).items():
        print(f"| {EVENTS:,} events into {name} | {rate:,.0f} a second (wanted: {WANTED_A_SECOND:,}) |")
    scan, megabytes = scan_of_a_million()
    print(f"| scan of {SIGNATURES:,} signatures, median of 50 | {scan * 1000:.1f} ms (wanted: 10) |")
    print(f"| memory of {SIGNATURES:,} signatures | {megabytes:.1f} MB (wanted: 16) |")
    print(f"| signature of a message of {len(MESSAGE)} characters | {_seconds_to_sign() * 1000:.2f} ms |")


async def _rates() -> dict[str, float]:
    rates = {"SQLite": await events_a_second("")}
    if programs() is None:
        print(f"PostgreSQL is not installed and not measured; {INSTALL}")
        return rates
    with temporary_postgres(durable=True) as url:
        rates["PostgreSQL"] = await events_a_second(url)
    return rates


async def events_a_second(url: str) -> float:
    """How fast events come in at one end and are committed at the other."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(database_url(url, Path(folder)))
        await database.migrate()
        recorder = Recorder(Journal(Path(folder) / "journal", 1 << 26), Events(database))
        events = [_event(number) for number in range(EVENTS)]
        started = time.perf_counter()
        for number, event in enumerate(events, 1):
            recorder.record(event)
            if number % WANTED_A_SECOND == 0:
                await recorder.flush()
        await recorder.flush()
        seconds = time.perf_counter() - started
        await database.close()
    return EVENTS / seconds


def _event(number: int) -> CheckEvent:
    """A third of them belong to one of three hundred campaigns."""
    campaign = number % 300 if number % 3 == 0 else None
    marks = (number % 300,) if campaign is not None else ()
    return CheckEvent(
        uuid4().hex,
        date(2026, 11, 25),
        "telegram",
        "high",
        "brushing",
        campaign,
        person=uuid4().hex,
        radius=10,
        marks=marks,
    )


def scan_of_a_million() -> tuple[float, float]:
    """Median seconds of a scan that finds nothing (the slowest kind), and megabytes of the index."""
    values = np.random.default_rng(1).integers(-(2**63), 2**63 - 1, SIGNATURES, np.int64)
    tracemalloc.start()
    index = SignatureIndex()
    for value in values:
        index.add(Signature(int(value), 10))
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    times = []
    for value in values[:50]:
        started = time.perf_counter()
        index.nearest(Signature(~int(value), 10))
        times.append(time.perf_counter() - started)
    return statistics.median(times), megabytes


def _seconds_to_sign() -> float:
    sign(MESSAGE)
    started = time.perf_counter()
    for _ in range(200):
        sign(MESSAGE)
    return (time.perf_counter() - started) / 200


if __name__ == "__main__":
    main()
