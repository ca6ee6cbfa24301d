"""`make bench`: how long a check takes, beside the plain pipeline and beside jieba alone, in one run.

Writes `docs/benchmarks.md` with machine and versions. Machines are shared and noisy: every message goes through all
contenders in turn, the best of several rounds counts, and the ratios say more than the times.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from model.assess import Checker
from model.classifier.corpus import Row, load_corpus
from model.tokenize import JiebaTokenizer

PAGE = Path("docs/benchmarks.md")
CORPUS = Path("training_data")
EVERY = 20
ROUNDS = 5
LENGTHS = (10, 100, 1_000, 10_000, 100_000)
BATCHES = (1, 10, 100, 1_000)
BATCHED = 4_000
STARTS = 5
OURS, PLAIN, FLOOR = "`Checker.check`, everything included", "plain pipeline, probabilities only", "jieba alone"

FIRST_VERDICT = "from model import Checker; Checker.load().check('您好，我是客服，请共享屏幕')"
THOUSAND = """
import resource, sys
from model import Checker
checker = Checker.load()
for line in sys.stdin.read().split("\\0"):
    checker.check(line)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

# By itself, as it is served, without a corpus and a training library in memory.
BY_LENGTH = """
import sys, time
from model import Checker
checker, text = Checker.load(), sys.stdin.read()
for length in map(int, sys.argv[1:]):
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        checker.check((text * (length // len(text) + 1))[:length])
        best = min(best, time.perf_counter() - started)
    print(best)
"""
WITHOUT_KERNEL = """
import sys, time
from model import Checker
from model.native import kernel
assert kernel is None
checker, messages = Checker.load(), sys.stdin.read().split("\\0")
best = [float("inf")] * len(messages)
for _ in range(3):
    for i, message in enumerate(messages):
        started = time.perf_counter()
        checker.check(message)
        best[i] = min(best[i], time.perf_counter() - started)
print(*best)
"""

Contender = Callable[[str], Any]


def main() -> None:
    """Measure everything and write the page."""
    rows = load_corpus(CORPUS)
    page = "\n".join(_page(rows)) + "\n"
    PAGE.write_text(page, "utf-8")
    print(page)


def _page(rows: Sequence[Row]) -> Iterator[str]:
    messages = [row.text for row in rows]
    memory = _memory_mb(messages[::EVERY][:1000])
    checker = Checker.load()
    yield "# Benchmarks\n"
    yield f"`make bench` on {_machine()}. One run; the machine may be busy: read the ratios.\n"
    yield from _side_by_side(checker, rows)
    yield "\n| a fresh process | |\n|---|---|"
    yield f"| start to first verdict | {_start_to_verdict():.2f} s |"
    yield f"| most memory, start and 1,000 checks | {memory:.0f} MB |"
    yield "\n| length of a message, characters | time |\n|---|---|"
    taken = _run(BY_LENGTH, "。".join(messages[::EVERY]), *map(str, LENGTHS)).split()
    for length, seconds in zip(LENGTHS, taken, strict=True):
        yield f"| {length:,} | {float(seconds) * 1000:,.1f} ms |"
    yield "\nMessages a second, handed to processes in batches:\n"
    yield from _throughput(messages)


def _side_by_side(checker: Checker, rows: Sequence[Row]) -> Iterator[str]:
    """The plain pipeline is what anybody would write: scikit-learn's defaults over jieba's words, the whole corpus."""
    jieba = JiebaTokenizer(checker.tokenizer.frequencies)
    contenders = {OURS: checker.check, PLAIN: plain_pipeline(rows), FLOOR: jieba.cut}
    messages = [row.text for row in rows[::EVERY]]
    times = _take_turns(contenders, messages)
    yield f"| {len(messages):,} messages of the corpus, one at a time, best of {ROUNDS} rounds | p50 | p99 |"
    yield "|---|---|---|"
    yield _row(OURS, times[OURS])
    yield _row("the same without the compiled kernel, by itself", _times_without_kernel(messages))
    yield _row(f"{PLAIN} (jieba, TfidfVectorizer, LogisticRegression, fitted on the whole corpus)", times[PLAIN])
    yield _row(f"{FLOOR}, with the dictionary of the model", times[FLOOR])
    yield _ratio("plain ÷ ours", times[PLAIN], times[OURS])
    yield _ratio("ours ÷ jieba alone", times[OURS], times[FLOOR])


def plain_pipeline(rows: Sequence[Row]) -> Contender:
    """Fitted, written by joblib and read again, as it would be served."""
    import joblib
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(tokenizer=plain_words, token_pattern=None)
    pipeline = make_pipeline(words, LogisticRegression(max_iter=1000))
    pipeline.fit([row.text for row in rows], [row.type for row in rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plain.joblib"
        joblib.dump(pipeline, path)
        served = joblib.load(path)
    return lambda message: served.predict_proba([message])


def plain_words(text: str) -> list[str]:
    """jieba as it comes."""
    import jieba

    return list(jieba.cut(text))


def _take_turns(contenders: Mapping[str, Contender], messages: Sequence[str]) -> dict[str, list[float]]:
    """Name → seconds a message, its best of ROUNDS; contenders alternate, so that noise hits all alike."""
    best = {name: [float("inf")] * len(messages) for name in contenders}
    for _ in range(ROUNDS):
        for i, message in enumerate(messages):
            for name, check in contenders.items():
                best[name][i] = min(best[name][i], _time(check, message))
    return best


def _time(check: Contender, message: str) -> float:
    started = time.perf_counter()
    check(message)
    return time.perf_counter() - started


def _p(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


def _row(name: str, times: Sequence[float]) -> str:
    return f"| {name} | {_p(times, 50) * 1000:.2f} ms | {_p(times, 99) * 1000:.2f} ms |"


def _ratio(name: str, above: Sequence[float], below: Sequence[float]) -> str:
    return f"| {name} | {_p(above, 50) / _p(below, 50):.1f} × | {_p(above, 99) / _p(below, 99):.1f} × |"


def _start_to_verdict() -> float:
    """Median of whole processes, once Python has compiled the modules."""
    return statistics.median([_time(_run, FIRST_VERDICT) for _ in range(STARTS + 1)][1:])


def _memory_mb(messages: Sequence[str]) -> float:
    """The most that a fresh process had in memory (or this one when it started that: measure while this is small)."""
    return float(_run(THOUSAND, "\0".join(messages)))


def _times_without_kernel(messages: Sequence[str]) -> list[float]:
    """Seconds a message in a process that goes without the kernel, the best of three rounds."""
    return [float(seconds) for seconds in _run(WITHOUT_KERNEL, "\0".join(messages), SHIZHA_PURE_PYTHON="1").split()]


def _run(program: str, given: str = "", *arguments: str, **settings: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | settings
    done = subprocess.run(  # noqa: S603 # our own lines
        [sys.executable, "-c", program, *arguments],
        check=True,
        input=given,
        capture_output=True,
        text=True,
        env=environment,
    )
    return done.stdout


def _throughput(messages: Sequence[str]) -> Iterator[str]:
    processes = sorted({1, os.cpu_count() or 1})
    chosen = (list(messages) * (BATCHED // len(messages) + 1))[:: max(1, len(messages) // BATCHED)][:BATCHED]
    yield f"| batch | {' | '.join(f'{n} process' + 'es' * (n > 1) for n in processes)} |"
    yield "|---" * (len(processes) + 1) + "|"
    rates = {n: _rates(chosen, n) for n in processes}
    for i, batch in enumerate(BATCHES):
        yield f"| {batch:,} | {' | '.join(f'{rates[n][i]:,.0f}' for n in processes)} |"


def _rates(messages: Sequence[str], processes: int) -> list[float]:
    """Messages a second for each of BATCHES, from processes that are ready."""
    with ProcessPoolExecutor(processes, get_context("spawn"), _checker) as pool:
        list(pool.map(_check_all, [messages[:100]] * processes))
        return [len(messages) / _time_all(pool, messages, batch) for batch in BATCHES]


def _time_all(pool: ProcessPoolExecutor, messages: Sequence[str], batch: int) -> float:
    started = time.perf_counter()
    list(pool.map(_check_all, [messages[at : at + batch] for at in range(0, len(messages), batch)]))
    return time.perf_counter() - started


@cache
def _checker() -> Checker:
    return Checker.load()


def _check_all(messages: Sequence[str]) -> list[str]:
    return [str(_checker().check(message).risk) for message in messages]


def _machine() -> str:
    tools = ", ".join(f"{name} {version(name)}" for name in ("numpy", "jieba", "scikit-learn"))
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {tools}"


if __name__ == "__main__":
    main()
