"""What a channel that can write to people needs beside `bot.service.Keeping`: one value, wired in `bot.app`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engagement.broadcast import Sender
from bot.engagement.guardian import GuardianDesk
from bot.engagement.subscriptions import SubscriptionDesk


@dataclass(frozen=True, slots=True)
class Engagement:
    """`sender`: runs beside the answers, with the channel's own way out."""

    subscriptions: SubscriptionDesk
    guardians: GuardianDesk
    sender: Sender
