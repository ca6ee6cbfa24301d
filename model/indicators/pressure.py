"""Pressure: deadlines and threats, which keep people from thinking or asking somebody.

Table: `pressure.toml`. Innocent look-alikes: a bank reminds of a due date, a court writes of arrests, a parcel waits
until tonight; what a threat is worth is learned from what stands around it. Not covered: threats without words for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from model.indicators.found import Found
from model.indicators.wordings import Wordings, load_wordings

TABLE = Wordings(partial(load_wordings, "pressure"))


def find(folded: str) -> Iterator[Found]:
    """Yield each deadline and threat with the rule `pressure.<id>`.

    >>> [f.rule for f in find("请2小时内处理,否则冻结账户")]
    ['pressure.deadline', 'pressure.or_else']
    """
    return TABLE.find(folded)
