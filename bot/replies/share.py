"""What a person sends on: the ready-to-forward answer and the invitation. Plain words, no markup, ready to paste."""

from __future__ import annotations

from bot.replies.reply import Block, Reply, Style, TextKey
from model.scam_types import ids, load_scam_types
from model.types import Family, Risk

_KNOWN = ids(*Family)


def compose_forward(type_id: str, risk: str, bot_link: str) -> Reply:
    """One message for the family: what came, how to see through it, what to do, where to check one's own.

    Nothing of the checked message is in it. `bot_link` may be empty: then no link is named.
    """
    kind = type_id if type_id in _KNOWN else "other_scam"
    body = _warning(kind) if load_scam_types()[kind].family in (Family.SCAM, Family.ILLEGAL) else _calm(risk)
    return Reply((*body, *_where(bot_link)))


def _warning(kind: str) -> tuple[Block, ...]:
    opening = "illegal" if load_scam_types()[kind].family is Family.ILLEGAL else "scam"
    return (
        Block(f"share.opening.{opening}", {"type": TextKey(f"type.{kind}.name")}),
        Block(f"type.{kind}.intro"),
        Block(f"type.{kind}.tips", style=Style.STEP),
    )


def _calm(risk: str) -> tuple[Block, ...]:
    return (Block("share.opening.low" if risk == Risk.LOW else "share.opening.unknown"), Block("low.caution"))


def _where(bot_link: str) -> tuple[Block, ...]:
    return (Block("share.link", {"link": bot_link}),) if bot_link else ()


def compose_invite(bot_link: str) -> Reply:
    """For family, class or neighbourhood groups: what this is, in three lines, with the link."""
    return Reply((Block("share.invite"), Block("share.invite_private"), *_where(bot_link)))


def compose_share(bot_link: str) -> Reply:
    """The answer to /share: how to use it, then the invitation to send on."""
    return Reply((Block("share.how", style=Style.HEADING), *compose_invite(bot_link).blocks))
