"""`shizha telegram` as a process of its own, quicker than life, so that a test need not wait.

No pace between broadcasts, short leases and rounds. Its clock is ahead by the seconds that stand in the file `ahead` of
the data folder.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.app import build_content, build_engagement, build_service
from bot.channels.telegram.runner import run
from bot.config import Settings
from bot.engagement import broadcast
from bot.engagement.house import Engagement
from bot.engagement.radar import SurgeRule
from bot.service import Ports
from bot.storage.store import Store
from bot.upkeep import Upkeep
from tests.bot.telegram_child import as_command

LEASE_SECONDS, TURN_SECONDS, IDLE_SECONDS, ROUND_SECONDS = 4, 2.0, 0.2, 0.3


class QuickUpkeep(Upkeep):
    """With short rounds."""

    async def run(self, on_surge: Any, deliver: Any, pause: float = ROUND_SECONDS) -> None:
        await super().run(on_surge, deliver, pause)


def clock(data_dir: Path) -> float:
    try:
        return time.time() + float((data_dir / "ahead").read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return time.time()


def engaged(settings: Settings, upkeep: Upkeep) -> Engagement:
    broadcast.LEASE_SECONDS, broadcast.TURN_SECONDS = LEASE_SECONDS, TURN_SECONDS
    broadcast.IDLE_SECONDS = broadcast.FIRST_PAUSE = IDLE_SECONDS
    store = upkeep.store
    sender = broadcast.Sender(store.broadcasts, store.subscriptions, store.schedule, upkeep.now, per_second=10_000)
    return replace(build_engagement(settings, upkeep), sender=sender)


def serve(settings: Settings) -> None:
    store = Store(settings.database_url.get_secret_value(), settings.data_dir)
    rule = SurgeRule(settings.surge_people, settings.surge_days, settings.surge_factor)
    upkeep = QuickUpkeep(store, rule, settings.time_zone, lambda: clock(settings.data_dir))
    kept = Ports(None, store.preferences, store.watch_groups, store.updates, upkeep, engaged(settings, upkeep))
    run(settings, build_service(settings, upkeep.ledger), build_content(settings), kept)


if __name__ == "__main__":
    sys.exit(as_command(serve))
