"""Assessment → Reply: the verdict, the words that give it away, what comes next, what to do now, how to verify."""

from __future__ import annotations

from collections.abc import Iterator

from bot.replies.numbers import REGIONS, calls
from bot.replies.reply import Block, Reply, Style, TextKey
from model.scam_types import load_scam_types
from model.types import Assessment, Evidence, Family, Provenance, Risk

# A script of a single stage is no chain.
SHORTEST_CHAIN = 2
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
    yield from _changes(assessment)
    yield Block("heading.next", style=Style.HEADING)
    yield from _chain(assessment)
    yield Block(_next_line(assessment))
    yield Block("heading.do", style=Style.HEADING)
    yield Block(f"type.{kind}.tips", style=Style.STEP)
    yield Block("heading.verify", style=Style.HEADING)
    yield Block(f"type.{kind}.verify")


def _already_paid(region: str | None) -> Block:
    if region not in REGIONS:
        return Block("footer.paid", style=Style.NOTE)
    return Block(f"footer.paid_{_PAID_CALLS.get(region, 'two')}", calls(region), Style.NOTE)


def _reasons(assessment: Assessment) -> Iterator[Block]:
    if not assessment.evidence:
        yield Block("reasons.whole")
        return
    yield Block("heading.reasons", style=Style.HEADING)
    for evidence in assessment.evidence:
        yield reason(evidence)


def _changes(assessment: Assessment) -> Iterator[Block]:
    """What would change a borderline verdict."""
    for change in assessment.would_change:
        params = {
            name: value if isinstance(value, TextKey) else _shorten(value) for name, value in change.params.items()
        }
        yield Block(change.text_key, params, Style.NOTE)


def _chain(assessment: Assessment) -> Iterator[Block]:
    """The stages of the script in one line, the present one marked."""
    stages = [stage.id for stage in load_scam_types()[assessment.scam_type].stages]
    if assessment.stage is None or len(stages) < SHORTEST_CHAIN:
        return
    names = [TextKey(f"stage.{'now' if stage == assessment.stage else 'name'}.{stage}") for stage in stages]
    yield Block(f"stage.chain.{len(stages)}", {f"s{number}": name for number, name in enumerate(names, 1)})


def _next_line(assessment: Assessment) -> str:
    """What they will say next: the sub-case's line where the message tells one, else that of the type's stage."""
    kind, stage = assessment.scam_type, assessment.stage
    sub_cases = {sub_case.id: sub_case for sub_case in load_scam_types()[kind].sub_cases}
    if assessment.sub_case in sub_cases:
        return f"type.{kind}.case.{assessment.sub_case}.{sub_cases[assessment.sub_case].next_key(stage)}"
    return f"type.{kind}.next.{stage or 'default'}"


def reason(evidence: Evidence) -> Block:
    """One quoted reason, with where it was read if that was not the typed text."""
    where = evidence.provenance
    key = "reason" if where in (Provenance.TYPED, Provenance.FORWARDED) else f"reason.{where}"
    return Block(key, {"quote": _shorten(evidence.quote), **explanation(evidence)}, Style.ITEM)


def explanation(evidence: Evidence) -> dict[str, str]:
    """Parameters, the last of which says what a quote gives away; two reasons for one quote are said in a row."""
    why = TextKey(evidence.text_key)
    if evidence.also is None:
        return {**evidence.params, "why": why}
    return {**evidence.params, "first": why, "second": TextKey(evidence.also), "why": TextKey("why.two")}


def _shorten(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= QUOTE_LENGTH else quote[: QUOTE_LENGTH - 1] + "…"


def _low(assessment: Assessment) -> Iterator[Block]:
    kind = assessment.best_type if assessment.best_type in ("advert", "benign") else "benign"
    yield Block("risk.low", style=Style.VERDICT)
    yield Block(f"type.{kind}.intro")
    yield from _changes(assessment) if assessment.would_change else (Block("low.caution"),)
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
