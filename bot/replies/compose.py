"""Assessment → Reply: the verdict, the words that give it away, what comes next, what to do now, how to verify."""

from __future__ import annotations

from collections.abc import Iterator

from bot.replies.numbers import REGIONS, calls
from bot.replies.reply import Block, Reply, Style, TextKey
from model.scam_types import load_scam_types
from model.types import Assessment, Evidence, Family, Provenance, Risk

# Reasons quoted to a person; more would not be read.
REASONS_SHOWN = 4
# Whom to call when money has gone: the mainland's 96110 only warns and advises, so 110 stands alone there.
_PAID_CALLS = {"cn": "one", "my": "one", "abroad": "abroad"}
# One short sentence says it: a longer quote hides the telling words.
QUOTE_LENGTH = 40


def compose_verdict(assessment: Assessment, region: str | None = None) -> Reply:
    """The whole answer to one submission. Without a region the numbers are those that fit the language."""
    if assessment.risk is Risk.UNKNOWN:
        return Reply(tuple(_unknown(assessment)))
    if assessment.risk is Risk.LOW:
        return Reply(tuple(_low(assessment)))
    return Reply((*_warning(assessment), _already_paid(region)))


def _warning(assessment: Assessment) -> Iterator[Block]:
    kind = assessment.scam_type
    illegal = load_scam_types()[kind].family is Family.ILLEGAL
    yield Block("risk.illegal" if illegal else f"risk.{assessment.risk}", style=Style.VERDICT)
    yield Block("verdict.type", {"type": TextKey(f"type.{kind}.name")})
    yield Block(f"type.{kind}.intro")
    yield from _reasons(assessment)
    yield Block("heading.next", style=Style.HEADING)
    yield Block(f"type.{kind}.next.{assessment.stage or 'default'}")
    yield Block("heading.do", style=Style.HEADING)
    yield Block(f"type.{kind}.tips", style=Style.STEP)
    yield Block("heading.verify", style=Style.HEADING)
    yield Block(f"type.{kind}.verify")


def _already_paid(region: str | None) -> Block:
    if region not in REGIONS:
        return Block("footer.paid", style=Style.NOTE)
    return Block(f"footer.paid_{_PAID_CALLS.get(region, 'two')}", calls(region), Style.NOTE)


def _reasons(assessment: Assessment) -> Iterator[Block]:
    shown = assessment.evidence[:REASONS_SHOWN]
    if not shown:
        yield Block("reasons.whole")
        return
    yield Block("heading.reasons", style=Style.HEADING)
    for evidence in shown:
        yield reason(evidence)


def reason(evidence: Evidence) -> Block:
    """One quoted reason, with where it was read if that was not the typed text."""
    where = evidence.provenance
    key = "reason" if where in (Provenance.TYPED, Provenance.FORWARDED) else f"reason.{where}"
    params = {**evidence.params, "quote": _shorten(evidence.quote), "why": TextKey(evidence.text_key)}
    return Block(key, params, Style.ITEM)


def _shorten(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= QUOTE_LENGTH else quote[: QUOTE_LENGTH - 1] + "…"


def _low(assessment: Assessment) -> Iterator[Block]:
    kind = assessment.best_type if assessment.best_type in ("advert", "benign") else "benign"
    yield Block("risk.low", style=Style.VERDICT)
    yield Block(f"type.{kind}.intro")
    yield Block("low.caution")
    yield Block("heading.verify", style=Style.HEADING)
    yield Block(f"type.{kind}.verify")


def _unknown(assessment: Assessment) -> Iterator[Block]:
    yield Block("risk.unknown", style=Style.VERDICT)
    yield Block(f"unknown.{assessment.abstained}")
    yield Block("unknown.ask", style=Style.NOTE)


def tips(assessment: Assessment) -> Block | None:
    """The block that holds the advice of a verdict, or None where there is nothing to warn of."""
    warned = assessment.risk in (Risk.HIGH, Risk.MEDIUM)
    return Block(f"type.{assessment.scam_type}.tips") if warned else None


def compose_unreadable(why: str) -> Reply:
    """The answer where no text came at all: `nothing`, `picture_only`, `voice_only`."""
    return Reply(
        (
            Block("risk.unknown", style=Style.VERDICT),
            Block(f"unknown.{why}"),
            Block("unknown.ask", style=Style.NOTE),
        )
    )


def compose_too_long(length: int, limit: int) -> Reply:
    """The answer to more text than can be judged at once."""
    params = {"length": f"{length:,}", "limit": f"{limit:,}"}
    return Reply((Block("unknown.too_long", params, Style.VERDICT),))
