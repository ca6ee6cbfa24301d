"""The Telegram bot beside an echo bot on the same library and the same stand-in: `python -m bot.bench.telegram`.

Both get the same bursts of updates, each from another person, and answer over HTTP; rounds alternate, medians are
printed. The pause that gathers messages into a case is set to 0: it is a wish, not work. Needs the `tests` folder,
which holds the stand-in. Not covered: pictures, Telegram's own limits, the network.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from statistics import median
from typing import Any

TOKEN = "424242:made-up-for-the-bench"  # noqa: S105 # no secret: the stand-in takes it
BURST, ROUNDS, WARM_UP = 200, 3, 20
PATIENCE = 60.0
# What the product promises.
LEAST_SHARE, MOST_TIMES, MOST_MEGABYTES = 0.8, 3.0, 200
SCAM = "您好，我是京东客服，您误开通了百万保障，每月扣费2000元，请下载会议软件共享屏幕取消"


@dataclass(frozen=True, slots=True)
class Round:
    """One burst: updates answered a second, the 99th percentile from update to reply in seconds."""

    rate: float
    p99: float


def main() -> int:
    """Print the figures; status 1 if one is worse than promised."""
    ours, echo, megabytes = _measure()
    share = median(r.rate for r in ours) / median(r.rate for r in echo)
    times = median(r.p99 for r in ours) / median(r.p99 for r in echo)
    print(f"telegram: bursts of {BURST} updates, median of {ROUNDS} rounds")
    print(f"  updates/s  shizha {median(r.rate for r in ours):.0f}  echo {median(r.rate for r in echo):.0f}")
    print(f"             share {share:.2f} (promised ≥ {LEAST_SHARE})")
    print(f"  p99        shizha {median(r.p99 for r in ours):.2f} s  echo {median(r.p99 for r in echo):.2f} s")
    print(f"             times {times:.2f} (promised ≤ {MOST_TIMES:.0f})")
    print(f"  memory     shizha {megabytes:.0f} MB (promised ≤ {MOST_MEGABYTES})")
    return int(share < LEAST_SHARE or times > MOST_TIMES or megabytes > MOST_MEGABYTES)


def _measure() -> tuple[list[Round], list[Round], float]:
    standin = import_module("tests.telegram_standin").TelegramStandIn
    with standin(TOKEN) as one, standin(TOKEN) as other, tempfile.TemporaryDirectory() as data:
        bots = (_start(one, ["-m", "bot", "telegram"], data), _start(other, ["-m", "bot.bench.telegram", "echo"], data))
        try:
            for telegram in (one, other):
                _burst(telegram, WARM_UP)
            rounds = [(_burst(one, BURST), _burst(other, BURST)) for _ in range(ROUNDS)]
            return [r for r, _ in rounds], [r for _, r in rounds], _megabytes(bots[0].pid)
        finally:
            for bot in bots:
                bot.send_signal(signal.SIGTERM)
                bot.wait(PATIENCE)


def _start(telegram: Any, command: list[str], folder: str) -> subprocess.Popen[bytes]:
    settings = {
        "SHIZHA_TELEGRAM_API_URL": telegram.url,
        "SHIZHA_TELEGRAM_TOKEN": TOKEN,
        "SHIZHA_CASE_SECONDS": "0",
        "SHIZHA_FLOOD_PER_MINUTE": "0",
        "SHIZHA_DATA_DIR": folder,
    }
    environment = {**os.environ, **settings}
    bot = subprocess.Popen([sys.executable, *command], env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 # ours
    telegram.wait_until(lambda: telegram.polled, PATIENCE, "the first poll")
    return bot


def _burst(telegram: Any, count: int) -> Round:
    """So many people write at the same moment; wait until each has an answer."""
    people = [telegram.add_person(f"p{n}") for n in range(count)]
    waiting = {person.id for person in people}
    taken: list[float] = []
    with telegram.world.changed:
        seen = len(telegram.world.records) + count
        start = time.perf_counter()
        for person in people:
            person.sends(SCAM)
        while waiting:
            if not telegram.world.changed.wait(PATIENCE):
                raise TimeoutError(f"{len(waiting)} of {count} messages were not answered")
            records = islice(reversed(telegram.world.records.values()), len(telegram.world.records) - seen)
            new = {r.message["chat"]["id"] for r in records if r.by_bot} & waiting
            seen = len(telegram.world.records)
            waiting -= new
            taken += [time.perf_counter() - start] * len(new)
    return Round(count / taken[-1], sorted(taken)[int(0.99 * (count - 1))])


def _megabytes(pid: int) -> float:
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1000


def echo() -> None:
    """The rival: says back what it hears, as concurrently as we do."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    from bot.channels.telegram.runner import AT_ONCE

    async def say_back(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    builder = Application.builder().token(TOKEN).base_url(os.environ["SHIZHA_TELEGRAM_API_URL"] + "/bot")
    application = builder.concurrent_updates(AT_ONCE).build()
    application.add_handler(MessageHandler(filters.TEXT, say_back))
    application.run_polling()


if __name__ == "__main__":
    if sys.argv[1:] == ["echo"]:
        echo()
    else:
        sys.exit(main())
