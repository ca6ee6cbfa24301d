"""Where a person is in the quiz: a value small enough for the data of a button, so that no server keeps it.

    quiz:<token>:<phase>:<answers>     token in hexadecimal, phase by its first letter, a letter an answer: s or g

A button pressed twice, or an old one, only shows the same thing again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.engagement.quiz.forms import LENGTH, Group, Phase, draw_form, group_of
from bot.engagement.quiz.items import Item, Truth
from bot.engagement.quiz.statistics import Counts

PREFIX = "quiz:"
_PHASES = {"b": Phase.BEFORE, "a": Phase.AFTER, "l": Phase.LATER, "p": Phase.PRACTICE}
_LETTERS = {phase: letter for letter, phase in _PHASES.items()}
_ACTION = re.compile(r"quiz:([0-9a-f]{1,8}):([balp]):([sg]{0,6})")


@dataclass(frozen=True, slots=True)
class QuizSession:
    """A person's way through one form. `answers`: a letter an answered item."""

    token: int
    phase: Phase
    answers: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        return draw_form(self.token, self.phase)

    @property
    def group(self) -> Group:
        return group_of(self.token)

    @property
    def finished(self) -> bool:
        return len(self.answers) == LENGTH

    @property
    def current(self) -> Item:
        """The item to be answered next. Raises IndexError when finished."""
        return self.items[len(self.answers)]

    def answered(self, said: Truth) -> QuizSession:
        """The session after one more answer."""
        return replace(self, answers=self.answers + said[0])

    @property
    def right(self) -> tuple[bool, ...]:
        """For each answer given, whether it was right."""
        return tuple(letter == item.truth[0] for letter, item in zip(self.answers, self.items, strict=False))

    @property
    def counts(self) -> Counts:
        """Hits and false alarms so far. A hit: a scam called a scam."""
        scams = [ok for ok, item in zip(self.right, self.items, strict=False) if item.truth is Truth.SCAM]
        genuine = [ok for ok, item in zip(self.right, self.items, strict=False) if item.truth is Truth.GENUINE]
        return Counts(sum(scams), len(scams) - sum(scams), len(genuine) - sum(genuine), sum(genuine))

    @property
    def action(self) -> str:
        """The data of a button that leads here; at most 64 bytes."""
        return f"{PREFIX}{self.token:x}:{_LETTERS[self.phase]}:{self.answers}"


def read_action(action: str) -> QuizSession | None:
    """The session that a button's data stands for, or None if it is none of ours.

    >>> read_action("quiz:7:b:sg").answers, read_action("quiz:7:x:")
    ('sg', None)
    """
    match = _ACTION.fullmatch(action)
    return QuizSession(int(match[1], 16), _PHASES[match[2]], match[3]) if match else None
