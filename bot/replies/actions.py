"""From the action of a button to its Reply: one reading of actions for every channel.

    verify:<type>              how to verify
    forward:<type>:<risk>      the text to send on
    wrong                      thanks for the hint
    ladder:<step>:<type>[:<risk>]   没理会 / 正想转账 / 已转账, or stopped: 我不转了
    paid                       the list of the reader's region, or which region
    paid:<region>[:<ticks>]
    paid:where                 which region
    tips:<type>:<audience>

Not covered: `card:*`, which needs the state of a conversation (`bot.replies.report_card`).
"""

from __future__ import annotations

from bot.replies.ladder import compose_feedback_thanks, compose_forward, compose_ladder, compose_verify
from bot.replies.paid import WHERE, compose_checklist
from bot.replies.reply import Reply
from bot.replies.tips import compose_tips


def compose_action(action: str, *, region: str | None = None, bot_link: str = "") -> Reply | None:
    """The answer to a pressed button; None for an action of somebody else. Never raises: actions come from outside."""
    name, _, rest = action.partition(":")
    first, _, second = rest.partition(":")
    match name:
        case "verify":
            return compose_verify(first)
        case "forward":
            return compose_forward(first, second, bot_link)
        case "wrong":
            return compose_feedback_thanks()
        case "ladder":
            kind, _, risk = second.partition(":")
            return compose_ladder(first, kind, region, risk)
        case "paid":
            return compose_checklist(first or region or WHERE, second)
        case "tips":
            return compose_tips(first, second)
    return None
