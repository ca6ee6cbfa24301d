"""The report card: six questions, each skippable, and a text to read out to police and bank.

A `CardForm` lives in the open conversation and is dropped with it; nothing here keeps or logs an answer.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, fields, replace

from bot.replies.reply import Block, Button, Reply, Style, TextKey

START, SKIP, CANCEL = "card:start", "card:skip", "card:cancel"
# A line of a card; whatever is longer is a story, and the police will ask for it themselves.
ANSWER_LENGTH = 200

_SKIPS = frozenset({SKIP, "/skip", "skip", "-", "跳过", "跳過", "略过", "略過", "不知道", "不清楚"})


@dataclass(frozen=True, slots=True)
class CardForm:
    """What is known so far: None is not asked yet, "" is skipped. Its repr shows nothing, should it ever be logged."""

    payee: str | None = field(default=None, repr=False)
    bank: str | None = field(default=None, repr=False)
    account: str | None = field(default=None, repr=False)
    amount: str | None = field(default=None, repr=False)
    time: str | None = field(default=None, repr=False)
    contact: str | None = field(default=None, repr=False)


FIELDS = tuple(each.name for each in fields(CardForm))


def _open_field(form: CardForm) -> str | None:
    return next((name for name in FIELDS if getattr(form, name) is None), None)


def next_question(form: CardForm) -> Reply | None:
    """The first question not yet asked, with buttons to skip and to stop; None when all are."""
    name = _open_field(form)
    if name is None:
        return None
    params = {"n": str(FIELDS.index(name) + 1), "of": str(len(FIELDS)), "question": TextKey(f"card.ask.{name}")}
    blocks = (Block("card.question", params), Block("card.skippable", style=Style.NOTE))
    return Reply(blocks, ((Button("card.button.skip", SKIP), Button("card.button.cancel", CANCEL)),))


def answered(form: CardForm, text: str) -> CardForm:
    """The form with the open question answered; `SKIP`, "跳过" and the like skip it. A full form stays as it is.

    >>> answered(CardForm(), " 王小二 ").payee
    '王小二'
    """
    name = _open_field(form)
    return replace(form, **{name: _one_line(text)}) if name else form


def _one_line(text: str) -> str:
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    line = " ".join(shown.split())[:ANSWER_LENGTH].strip()
    return "" if line.lower() in _SKIPS else line


def compose_card(form: CardForm) -> Reply:
    """The card to copy or read out, and the warning about helpers who want a fee."""
    return Reply(
        (
            Block("card.heading", style=Style.HEADING),
            *(_line(name, getattr(form, name)) for name in FIELDS),
            Block("card.forgotten", style=Style.NOTE),
            Block("paid.second_scam", style=Style.NOTE),
        )
    )


def _line(name: str, value: str | None) -> Block:
    return Block("card.line", {"label": TextKey(f"card.label.{name}"), "value": value or TextKey("card.empty")})


def compose_dropped() -> Reply:
    """The answer to stopping half-way, or to half an hour of silence."""
    return Reply((Block("card.dropped"),))
