"""After the verdict: how to verify, what to tell the family, and the action ladder 没理会 / 正想转账 / 已转账.

Actions are strings of at most 64 bytes, Telegram's limit for a button. They come back from outside: an id that is
not ours is answered as `other_scam`, never with an error.
"""

from __future__ import annotations

from bot.replies.numbers import REGIONS, calls
from bot.replies.paid import compose_checklist, compose_regions
from bot.replies.reply import Block, Button, Reply, Style, TextKey
from bot.replies.share import compose_forward
from model.scam_types import ids
from model.types import Assessment, Family, Risk

__all__ = [
    "STEPS",
    "compose_feedback_thanks",
    "compose_forward",
    "compose_ladder",
    "compose_verify",
    "read_ladder",
    "verdict_buttons",
]

Rows = tuple[tuple[Button, ...], ...]

STEPS = ("ignored", "tempted", "paid")
RUNGS = (*STEPS, "stopped")
HARMFUL = ids(Family.SCAM, Family.ILLEGAL)
_HARMLESS = ids(Family.ADVERT, Family.BENIGN)

# The one call that breaks the spell, where it is not the anti-fraud line.
_CALLS = {
    "acquaintance": "person",  # the person whose name is used knows at once
    "customer_service": "official",  # the real shop, bank or airline answers in a minute
    "flight": "official",
    "phishing": "official",
    "prize": "official",
    "romance": "friend",  # shame keeps people from the police, a friend comes first
    "adult": "friend",
}

# Where money is not all that is lost: what else to do at once after paying.
_ALSO = ("account_trading", "adult", "customer_service", "loan_credit", "phishing", "romance")


def verdict_buttons(assessment: Assessment) -> Rows:
    """What can be pressed under a verdict; only how to verify where nothing could be judged."""
    if assessment.risk is Risk.UNKNOWN:
        return ((_verify("benign"),),)
    if assessment.risk is Risk.LOW:
        kind = assessment.best_type if assessment.best_type in _HARMLESS else "benign"
        return (_verify(kind), _forward(kind, assessment.risk)), (_wrong(),)
    kind = assessment.scam_type
    return (
        (_verify(kind), _forward(kind, assessment.risk)),
        tuple(Button(f"ladder.button.{step}", f"ladder:{step}:{kind}:{assessment.risk}") for step in STEPS),
        (_wrong(),),
    )


def _verify(kind: str) -> Button:
    return Button("ladder.button.verify", f"verify:{kind}")


def _forward(kind: str, risk: str) -> Button:
    return Button("ladder.button.forward", f"forward:{kind}:{risk}")


def _wrong() -> Button:
    return Button("ladder.button.wrong", "wrong")


def compose_verify(type_id: str) -> Reply:
    """How to verify a message of this type, then three rules that hold for any."""
    kind = type_id if type_id in _HARMLESS else _known(type_id)
    return Reply(
        (
            Block("heading.verify", style=Style.HEADING),
            Block(f"type.{kind}.verify"),
            Block("ladder.rules", style=Style.HEADING),
            Block("ladder.rule", style=Style.STEP),
        )
    )


def compose_feedback_thanks() -> Reply:
    """The answer to 判断有误."""
    return Reply((Block("ladder.thanks"), Block("ladder.thanks_how", style=Style.NOTE)))


def compose_ladder(step: str, type_id: str, region: str | None = None, risk: str = "") -> Reply:
    """What to say to somebody who ignored it, is about to pay, or has paid (`STEPS`), or `stopped` before paying.
    `risk`: of the verdict that they answered, passed on to the next rung."""
    kind = _known(type_id)
    if step == "paid":
        return _paid(kind, region)
    if step == "stopped":
        return _stopped(kind)
    return _tempted(kind, region, risk) if step == "tempted" else _ignored(kind)


def read_ladder(action: str) -> tuple[str, str, str] | None:
    """Rung, type and risk of a pressed button; None for anything else.

    >>> read_ladder("ladder:paid:romance:high"), read_ladder("ladder:stopped:romance"), read_ladder("paid:cn")
    (('paid', 'romance', 'high'), ('stopped', 'romance', ''), None)
    """
    name, _, rest = action.partition(":")
    step, _, rest = rest.partition(":")
    kind, _, risk = rest.partition(":")
    known = name == "ladder" and step in RUNGS
    return (step, _known(kind), risk if risk in set(Risk) else "") if known else None


def _known(type_id: str) -> str:
    return type_id if type_id in HARMFUL else "other_scam"


def _ignored(kind: str) -> Reply:
    blocks = (Block("ladder.praise"), Block(f"ladder.{kind}.sender"), Block("ladder.spread", style=Style.NOTE))
    return Reply(blocks, ((_forward(kind, Risk.HIGH),),))


def _stopped(kind: str) -> Reply:
    """They were about to pay and do not: the best moment of this bot, so it says so first."""
    blocks = (
        Block("ladder.stopped", style=Style.VERDICT),
        Block(f"ladder.{kind}.sender"),
        Block("ladder.stopped_return", style=Style.NOTE),
    )
    return Reply(blocks, ((_forward(kind, Risk.HIGH),),))


def _tempted(kind: str, region: str | None, risk: str) -> Reply:
    call = f"ladder.call.{_CALLS.get(kind, 'ask')}"
    blocks = (
        Block(f"ladder.{kind}.feel"),
        Block(f"ladder.{kind}.trick"),
        Block("ladder.question", {"question": TextKey(f"ladder.{kind}.question")}, Style.HEADING),
        Block(call, calls(region)),
    )
    of = f"{kind}:{risk}" if risk in set(Risk) else kind
    stopped = Button("ladder.button.stopped", f"ladder:stopped:{of}")
    gone = Button("ladder.button.paid", f"ladder:paid:{of}")
    return Reply(blocks, ((_verify(kind),), (stopped, gone)))


def _paid(kind: str, region: str | None) -> Reply:
    """The paid path at once: calm first, the first call, then the list of the region (or which region)."""
    also = (Block(f"ladder.also.{kind}"),) if kind in _ALSO else ()
    if region in REGIONS:
        path = compose_checklist(region)
        return Reply((Block("ladder.calm", style=Style.VERDICT), *also, *path.blocks), path.buttons)
    path = compose_regions()
    return Reply((*path.blocks, *also), path.buttons)
