"""What a channel needs to speak of subscriptions, guardians, follow-ups and surges: one value, wired in `bot.app`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.engagement.broadcast import Sender
from bot.engagement.events import Ledger
from bot.engagement.followup import Deliver, FollowUpStore
from bot.engagement.guardian import GuardianDesk
from bot.engagement.radar import Surge, SurgeDesk
from bot.engagement.subscriptions import SubscriptionDesk

OnSurge = Callable[[Surge], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Engagement:
    """`operators`: chats that hear of surges and of the reach of broadcasts, and may press their buttons.

    `upkeep`: what else runs beside the answers, given the ways to tell operators of a wave and people their question.
    """

    ledger: Ledger
    subscriptions: SubscriptionDesk
    guardians: GuardianDesk
    follow_ups: FollowUpStore
    surges: SurgeDesk
    sender: Sender
    time_zone: str
    now: Callable[[], int]
    operators: tuple[int, ...] = ()
    upkeep: Callable[[OnSurge, Deliver], Awaitable[None]] | None = None
