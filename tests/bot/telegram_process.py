"""A running Telegram bot as a child process, for end-to-end tests."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.telegram_standin import TelegramStandIn

TOKEN = "424242:made-up-token"
SCAM = "您好，我是京东客服，您误开通了百万保障，每月扣费2000元，请下载会议软件共享屏幕取消"
KIND = "妈，我今晚回家吃饭，买点排骨"
# Generous: how long a busy machine may take, not how long we want to wait.
PATIENCE = 60.0
PRODUCT = ("bot", "telegram")
CHILD = ("tests.bot.telegram_child",)


class Bot:
    """The product's own command, or (`module` CHILD) the one with made-up content."""

    def __init__(
        self, environment: dict[str, str], log: Path, url: str, module: tuple[str, ...] = PRODUCT, **settings: str
    ) -> None:
        mine = {"SHIZHA_TELEGRAM_API_URL": url, "SHIZHA_TELEGRAM_TOKEN": TOKEN, "SHIZHA_CASE_SECONDS": "0.5"}
        self._log = log
        with log.open("ab") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *module], stderr=stream, env=environment | mine | settings, cwd=ROOT
            )

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(
    telegram: TelegramStandIn,
    environment: dict[str, str],
    log: Path,
    module: tuple[str, ...] = PRODUCT,
    **settings: str,
) -> Iterator[Bot]:
    """A bot that polls; it is stopped however the test ends."""
    bot = Bot(environment, log, telegram.url, module, **settings)
    try:
        telegram.wait_until(lambda: telegram.polled, PATIENCE, "the first poll")
        yield bot
    finally:
        bot.stop()
