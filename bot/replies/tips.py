"""Tips before anything has happened: by scam type, by audience, and for the pairs that matter most.

Actions are `tips:<type>:<audience>`, each part may be empty: `tips::students`, `tips:brushing:`, `tips::` is the menu.
What is said about a message that was checked is `type.*.tips`; these are for a quiet evening.
"""

from __future__ import annotations

from bot.replies.reply import Block, Button, Reply, Style, TextKey
from model.scam_types import ids, load_scam_types
from model.types import Family

AUDIENCES = ("students", "finance", "elders", "jobseekers", "parents", "overseas", "farmers", "owners")


def _frequency(kind: str) -> tuple[bool, int, bool]:
    """The ten of the handbook in its order, the other scams, then what is illegal."""
    scam_type = load_scam_types()[kind]
    return scam_type.family is Family.ILLEGAL, scam_type.official or 99, kind == "other_scam"


TYPES = tuple(sorted(ids(Family.SCAM, Family.ILLEGAL), key=_frequency))

# What each audience meets most. A test holds every pair here to lines of its own.
PAIRS = {
    "students": ("brushing", "loan_credit", "game", "account_trading"),
    "finance": ("acquaintance", "phishing"),
    "elders": ("investment", "authority", "acquaintance", "prize"),
    "jobseekers": ("brushing", "account_trading", "other_scam"),
    "parents": ("game", "acquaintance"),
    "overseas": ("authority", "romance"),
    "farmers": ("prize", "loan_credit"),
    "owners": ("shopping", "loan_credit"),
}


def compose_tips(type_id: str | None = None, audience: str | None = None) -> Reply:
    """Tips for a type, an audience, both, or the menu. Ids that are not ours count as not given."""
    kind = type_id if type_id in TYPES else None
    whom = audience if audience in AUDIENCES else None
    if kind and whom:
        return _pair(kind, whom)
    if kind:
        return _type(kind)
    return _audience(whom) if whom else _menu()


def _menu() -> Reply:
    blocks = (Block("tips.menu", style=Style.HEADING), Block("tips.menu_how"))
    people = [Button(f"tips.audience.{whom}.name", tips_action(None, whom)) for whom in AUDIENCES]
    kinds = [Button(f"type.{kind}.name", tips_action(kind, None)) for kind in TYPES]
    return Reply(blocks, (*_two_a_row(people), *_two_a_row(kinds)))


def _type(kind: str) -> Reply:
    people = [Button(f"tips.audience.{who}.name", tips_action(kind, who)) for who, own in PAIRS.items() if kind in own]
    return Reply((_heading(TextKey(f"type.{kind}.name")), *_type_lines(kind)), (*_two_a_row(people), _back()))


def _audience(whom: str) -> Reply:
    kinds = [Button(f"type.{kind}.name", tips_action(kind, whom)) for kind in PAIRS[whom]]
    blocks = (_heading(TextKey(f"tips.audience.{whom}.name")), Block(f"tips.audience.{whom}.lines", style=Style.STEP))
    return Reply((*blocks, Block("tips.meet_most", style=Style.NOTE)), (*_two_a_row(kinds), _back()))


def _pair(kind: str, whom: str) -> Reply:
    """Their own lines where this pair has some, else what holds for the audience; then what holds for the type."""
    own = f"tips.pair.{kind}.{whom}" if kind in PAIRS[whom] else f"tips.audience.{whom}.lines"
    blocks = (
        _heading(TextKey(f"tips.audience.{whom}.name")),
        Block(own, style=Style.STEP),
        _heading(TextKey(f"type.{kind}.name")),
        *_type_lines(kind),
    )
    return Reply(blocks, ((Button("tips.for_all", tips_action(kind, None)),), _back()))


def _type_lines(kind: str) -> tuple[Block, ...]:
    return (Block(f"tips.type.{kind}", style=Style.STEP),)


def _heading(of: TextKey) -> Block:
    return Block("tips.heading", {"of": of}, Style.HEADING)


def _back() -> tuple[Button, ...]:
    return (Button("tips.back", tips_action(None, None)),)


def tips_action(type_id: str | None, audience: str | None) -> str:
    """What a button carries.

    >>> tips_action(None, "students")
    'tips::students'
    """
    return f"tips:{type_id or ''}:{audience or ''}"


def _two_a_row(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
