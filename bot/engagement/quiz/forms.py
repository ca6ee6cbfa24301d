"""Which six items a person meets when, and whether the lesson comes between.

A form holds one scam and one genuine message of each difficulty, so that all forms are alike by design. A person's
forms never share an item; everything follows from their token, so nothing has to be kept to know them again.

The control group: everybody takes six items, then six others. The taught have the lesson in between, the controls
after the second six. What practice alone does is then the controls' change, and the lesson's effect is the difference
of the two changes (`statistics.lesson_effect`). Who is taught is an odd token, which is as good as a coin.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from enum import StrEnum

from bot.engagement.quiz.items import DIFFICULTIES, Item, Truth, load_items

LENGTH = 2 * len(DIFFICULTIES)


class Phase(StrEnum):
    """Before, after (with or without the lesson), some weeks later; practice is for fun and counts nowhere."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"
    PRACTICE = "practice"


class Group(StrEnum):
    TAUGHT = "taught"
    CONTROL = "control"


MEASURED = (Phase.BEFORE, Phase.AFTER, Phase.LATER)
# The last six come when the lesson may have been forgotten.
LATER_AFTER_DAYS = 21


def group_of(token: int) -> Group:
    """Odd tokens have the lesson between the two forms, even ones after both."""
    return Group.TAUGHT if token % 2 else Group.CONTROL


def draw_form(token: int, phase: Phase, items: Mapping[str, Item] | None = None) -> tuple[Item, ...]:
    """The six items of a phase, in the order shown.

    >>> len({item.id for phase in Phase for item in draw_form(7, phase)})
    24
    """
    items = items or load_items()
    chance = random.Random(f"quiz/{token}")  # noqa: S311 # variety, not secrecy
    order = list(Phase)
    drawn = []
    for truth in Truth:
        for difficulty in DIFFICULTIES:
            cell = sorted(i.id for i in items.values() if (i.truth, i.difficulty) == (truth, difficulty))
            drawn.append(items[chance.sample(cell, len(order))[order.index(phase)]])
    random.Random(f"quiz/{token}/{phase}").shuffle(drawn)  # noqa: S311 # the same
    return tuple(drawn)
