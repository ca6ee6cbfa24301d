"""The value that indicators yield."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Found:
    """A span of the folded text with what it is.

    `kind` groups findings for people (`link`, `ask`, `telltale` …); `rule` names the feature exactly
    (`link.short`, `ask.transfer`). Several rules may hold for one span.
    """

    kind: str
    rule: str
    start: int
    end: int
    params: Mapping[str, str] = field(default_factory=dict)
