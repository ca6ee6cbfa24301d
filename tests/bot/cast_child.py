"""`shizha telegram` with storage and engagement, as a process of its own.

Quicker than life, so that a test need not wait: no pace between messages, short leases and rounds. Its clock is ahead
by the seconds that stand in the file `ahead` of the data folder.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.app import build_engagement, build_service
from bot.channels.telegram.private import PrivateChats
from bot.channels.telegram.runner import run
from bot.config import Settings, load_settings
from bot.engagement import broadcast
from bot.engagement.house import Engagement
from bot.engagement.radar import SurgeRule
from bot.errors import ShizhaError
from bot.replies.actions import compose_action
from bot.replies.ladder import verdict_buttons
from bot.service import Answer, Content, Ports
from bot.storage.database import database_url
from bot.storage.preferences import BlockingPreferences
from bot.storage.store import Store
from bot.upkeep import Upkeep

LEASE_SECONDS, TURN_SECONDS, IDLE_SECONDS = 4, 2.0, 0.2


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

    async def keep_up(on_surge: Any, deliver: Any) -> None:
        await upkeep.run(on_surge, deliver, pause=0.3)

    return replace(build_engagement(settings, upkeep), sender=sender, upkeep=keep_up)


def count_checks(upkeep: Upkeep) -> None:
    """Let the radar see what is checked."""
    judge = PrivateChats._verdict

    async def counted(self: PrivateChats, messages: Sequence[Any], chat: int, texts: Any) -> tuple[Any, Answer]:
        reply, answer = await judge(self, messages, chat, texts)
        if answer.assessment:
            said = "\n".join(message.text or "" for message in messages)
            upkeep.ledger.note_check(said, answer.assessment, channel="telegram", locale=texts.locale, chat=str(chat))
        return reply, answer

    PrivateChats._verdict = counted  # type: ignore[method-assign] # this process only


def main() -> int:
    settings = load_settings()
    url = settings.database_url.get_secret_value()
    rule = SurgeRule(settings.surge_people, settings.surge_days, settings.surge_factor)
    upkeep = Upkeep(Store(url, settings.data_dir), rule, settings.time_zone, lambda: clock(settings.data_dir))
    count_checks(upkeep)
    preferences = BlockingPreferences(database_url(url, settings.data_dir), settings.data_dir)
    content = Content(verdict_buttons=verdict_buttons, action=compose_action, region_of=lambda locale: "cn")
    try:
        ports = Ports(forget=upkeep.forget, engagement=engaged(settings, upkeep))
        run(settings, build_service(settings), preferences, content, ports)
    except ShizhaError as error:
        print(f"shizha: {error}", file=sys.stderr)
        return 1
    finally:
        preferences.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
