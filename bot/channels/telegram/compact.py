"""The short answer, for places where others read along: groups, inline cards, guest answers."""

from __future__ import annotations

from bot.replies.compose import compose_verdict, reason
from bot.replies.reply import Block, Button, Reply, Style, TextKey
from bot.texts import Texts
from model import Assessment, Risk
from model.scam_types import load_scam_types
from model.types import Family

# Reasons in a short answer.
REASONS = 2


def compose_compact(assessment: Assessment, link: str = "") -> Reply:
    """Risk, type, the first two reasons; a button to the whole answer where there is a `link`."""
    buttons = ((Button("group.details", link),),) if link else ()
    if assessment.risk not in (Risk.HIGH, Risk.MEDIUM):
        kept = [block for block in compose_verdict(assessment).blocks if block.style is not Style.HEADING]
        return Reply(tuple(kept[:3]), buttons)
    kind = assessment.scam_type
    reasons = [reason(evidence) for evidence in assessment.evidence[:REASONS]] or [Block("reasons.whole")]
    blocks = (
        Block(_verdict(assessment), style=Style.VERDICT),
        Block("verdict.type", {"type": TextKey(f"type.{kind}.name")}),
        *reasons,
        Block("group.do", style=Style.NOTE),
    )
    return Reply(blocks, buttons)


def _verdict(assessment: Assessment) -> str:
    illegal = load_scam_types()[assessment.scam_type].family is Family.ILLEGAL
    return "risk.illegal" if illegal else f"risk.{assessment.risk}"


def headline(assessment: Assessment, texts: Texts) -> str:
    """The verdict in a line without markup, such as the title of an inline result."""
    return texts.say(_verdict(assessment) if assessment.risk in (Risk.HIGH, Risk.MEDIUM) else f"risk.{assessment.risk}")


def without_ask(reply: Reply) -> tuple[Block, ...]:
    """What could not be judged and why, without the request to send more: that would fill a chat of others."""
    return tuple(block for block in reply.blocks if block.key != "unknown.ask")
