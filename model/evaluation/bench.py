"""`make bench`: how long a check takes, beside the plain pipeline that anybody would write, in one run.

Writes `docs/benchmarks.md` with machine and versions. Machines are shared and noisy: quote the ratios.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from model.assess import Checker
from model.classifier.corpus import load_corpus

PAGE = Path("docs/benchmarks.md")
CORPUS = Path("training_data")
LENGTHS = (10, 100, 1_000, 10_000, 100_000)
FIRST_VERDICT = "from model import Checker; Checker.load().check('您好，我是客服，请共享屏幕')"


def main() -> None:
    """Measure everything and write the page."""
    checker = Checker.load()
    messages = [row.text for row in load_corpus(CORPUS)[::20]]
    plain = plain_pipeline(messages)
    ours, theirs = _times(checker.check, messages), _times(plain, messages)
    lines = [
        "# Benchmarks",
        "",
        f"`make bench` on {_machine()}. One run; the machine may be busy: read the ratios.",
        "",
        f"| {len(messages)} messages of the corpus, one at a time | p50 | p99 |",
        "|---|---|---|",
        _row("`Checker.check`, everything included", ours),
        _row("plain pipeline: jieba + TfidfVectorizer + LogisticRegression, probabilities only", theirs),
        f"| plain ÷ ours | {_p(theirs, 50) / _p(ours, 50):.1f} × | {_p(theirs, 99) / _p(ours, 99):.1f} × |",
        "",
        "| | |",
        "|---|---|",
        f"| process start to first verdict | {_start_to_verdict():.2f} s |",
        f"| memory of this process after {len(messages)} checks by both | {_memory_mb():.0f} MB |",
        "",
        "| length of a message, characters | time |",
        "|---|---|",
        *(f"| {n:,} | {_once(checker, messages, n) * 1000:,.1f} ms |" for n in LENGTHS),
        "",
    ]
    PAGE.write_text("\n".join(lines), "utf-8")
    print("\n".join(lines))


def plain_pipeline(messages: Sequence[str]) -> Callable[[str], Any]:
    """What a user would write: scikit-learn's pipeline over jieba's words, fitted on a sample of the corpus."""
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    rows = load_corpus(CORPUS)[::4]
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, ngram_range=(1, 2), min_df=2)
    pipeline = make_pipeline(words, LogisticRegression(max_iter=50, tol=1e-2))
    pipeline.fit([row.text for row in rows], [row.type for row in rows])
    return lambda message: pipeline.predict_proba([message])


def _times(check: Callable[[str], Any], messages: Sequence[str]) -> list[float]:
    """Seconds a message, after one warm-up."""
    check(messages[0])
    times = []
    for message in messages:
        started = time.perf_counter()
        check(message)
        times.append(time.perf_counter() - started)
    return times


def _p(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


def _row(name: str, times: Sequence[float]) -> str:
    return f"| {name} | {_p(times, 50) * 1000:.2f} ms | {_p(times, 99) * 1000:.2f} ms |"


def _once(checker: Checker, messages: Sequence[str], length: int) -> float:
    text = "。".join(messages)
    text = (text * (length // len(text) + 1))[:length]
    return statistics.median(_times(checker.check, [text] * 3))


def _start_to_verdict() -> float:
    """Median of five whole processes."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", FIRST_VERDICT], check=True)  # noqa: S603 # our own line
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _machine() -> str:
    tools = ", ".join(f"{name} {version(name)}" for name in ("numpy", "jieba", "scikit-learn"))
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {tools}"


if __name__ == "__main__":
    main()
