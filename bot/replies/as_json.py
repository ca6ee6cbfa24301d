"""The verdict for programs: the JSON of `shizha check --json` and of the REST interface, a fixed interface."""

from __future__ import annotations

from typing import Any

from bot.replies.compose import explanation, tips
from bot.texts import Texts
from model.types import Assessment


def verdict_json(assessment: Assessment, texts: Texts) -> dict[str, Any]:
    """Keys and nesting as documented in `docs/operators.md`; offsets count in the text as given."""
    advice = tips(assessment)
    return {
        "risk": str(assessment.risk),
        "probability": round(assessment.probability, 6),
        "scam_type": assessment.scam_type,
        "types": [{"id": t.id, "probability": round(t.probability, 6)} for t in assessment.types],
        "stage": assessment.stage,
        "evidence": [
            {
                "kind": e.kind,
                "quote": e.quote,
                "start": e.start,
                "end": e.end,
                "reason": texts.say("why", explanation(e)),
                "weight": e.weight,
            }
            for e in assessment.evidence
        ],
        "tips": list(texts.lines(advice.key)) if advice else [],
        "model_version": assessment.model_version,
    }


def score_json(row_id: Any, assessment: Assessment) -> dict[str, Any]:
    """One row of `shizha score`."""
    return {
        "id": row_id,
        "risk": str(assessment.risk),
        "probability": round(assessment.probability, 6),
        "scam_type": assessment.scam_type,
    }
