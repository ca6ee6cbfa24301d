"""The value that indicators yield."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from model.types import NOTHING


class Found(NamedTuple):
    """A span of the folded text with what it is.

    `kind` groups findings for people (`link`, `ask`, `telltale` …); `rule` names the feature exactly
    (`link.short`, `ask.transfer`). Several rules may hold for one span. A tuple, since a message makes a dozen.
    """

    kind: str
    rule: str
    start: int
    end: int
    params: Mapping[str, str] = NOTHING
