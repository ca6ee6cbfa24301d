"""Why a verdict is what it is: the words that give a message away, their exact share, and what would change it.

`find_evidence` quotes and weighs, `replay` adds the shares up again, `find_changes` asks the scorer "what if".
"""

from __future__ import annotations

from math import exp

from model.explain.changes import MARGIN, find_changes, is_borderline
from model.explain.evidence import MOST, PHRASE, TELLING, TELLING_RULES, Explained, find_evidence
from model.types import Assessment

__all__ = [
    "MARGIN",
    "MOST",
    "PHRASE",
    "TELLING",
    "TELLING_RULES",
    "Explained",
    "find_changes",
    "find_evidence",
    "is_borderline",
    "replay",
]


def replay(assessment: Assessment) -> float:
    """The probability from its reasons alone: what no words would give, each quote's share, and the rest."""
    log_odds = assessment.base + sum(evidence.share for evidence in assessment.evidence) + assessment.rest
    return 1 / (1 + exp(-log_odds))
