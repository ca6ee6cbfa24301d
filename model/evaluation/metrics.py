"""The figures, over judged messages. Every group counts the same, however many rows it has.

Definitions follow the benchmark's own `measure.py` (a test compares the two where the benchmark is present).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WARNED = ("medium", "high")
LABELS = ("scam", "illegal", "ad", "benign", "unlabelled-spam")
# Groups of scams smaller than this say nothing about a type.
LEAST_GROUP = 20
LEAST_PEER_TYPE = 10
FALSE_ALARM_BUDGET = 0.02


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled message with the verdict on it. `source` is the file that it stands in."""

    id: str
    text: str
    label: str
    type: str
    source: str
    risk: str
    probability: float
    scam_type: str | None


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """All figures by name; shares in 0..1, rounded to four places. A figure without rows is left out."""
    scams = _groups(j for j in judged if j.label == "scam")
    scams = {name: group for name, group in scams.items() if len(group) >= LEAST_GROUP}
    harmless = _groups((j for j in judged if j.label in ("ad", "benign")), by_type=False)
    ranking = Ranking.of(scams, harmless)
    by_label = {label: [j for j in judged if j.label == label] for label in LABELS}
    found: dict[str, float | None] = {
        "recall": _mean(map(warned, scams.values())),
        "recall_high": _mean(map(high, scams.values())),
        "false_alarm": _mean(map(warned, harmless.values())),
        "false_high": _mean(map(high, harmless.values())),
        "auroc": ranking.area if scams and harmless else None,
        "recall_at_2fa": ranking.recall_at_budget if scams and harmless else None,
        "illegal_warned": warned(by_label["illegal"]),
        "spam_not_low": warned(by_label["unlabelled-spam"]),
        "type_f1": _type_f1([j for j in judged if j.source == "case_scripts"], 1),
        "peers_type_f1": _type_f1([j for j in judged if j.source == "peers" and j.label == "scam"], LEAST_PEER_TYPE),
        "warn_f1": _warn_f1([j for j in judged if j.source == "fbs"]),
    }
    rounded: dict[str, Any] = {name: round(value, 4) for name, value in found.items() if value is not None}
    rounded["by_scam_group"] = {name: round(warned(group) or 0.0, 3) for name, group in scams.items()}
    rounded["by_harmless_source"] = {
        name: [round(warned(group) or 0.0, 4), round(high(group) or 0.0, 4)] for name, group in harmless.items()
    }
    return rounded


def _groups(judged: Iterable[Judged], *, by_type: bool = True) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for j in judged:
        groups[f"{j.source}/{j.type}" if by_type else j.source].append(j)
    return dict(groups)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def warned(judged: Sequence[Judged]) -> float | None:
    """Share told medium or high."""
    return _mean(float(j.risk in WARNED) for j in judged)


def high(judged: Sequence[Judged]) -> float | None:
    """Share told high."""
    return _mean(float(j.risk == "high") for j in judged)


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well probability ranks scams above harmless messages, groups weighing the same."""

    area: float
    recall_at_budget: float

    @classmethod
    def of(cls, scams: Mapping[str, Sequence[Judged]], harmless: Mapping[str, Sequence[Judged]]) -> Ranking:
        weights: dict[float, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for side, groups in enumerate((scams, harmless)):
            for group in groups.values():
                for j in group:
                    weights[j.probability][side] += 1 / len(groups) / len(group)
        area = recall = alarms = at_budget = 0.0
        for probability in sorted(weights, reverse=True):
            more_recall, more_alarms = weights[probability]
            area += more_alarms * (recall + more_recall / 2)
            recall, alarms = recall + more_recall, alarms + more_alarms
            if alarms <= FALSE_ALARM_BUDGET:
                at_budget = recall
        return cls(area, at_budget)


def f1(pairs: Iterable[tuple[Any, Any]], positive: Any) -> float:
    """F1 of `positive` over (truth, guess) pairs; 0 if it was never rightly guessed."""
    outcomes = Counter((truth == positive, guess == positive) for truth, guess in pairs)
    right = outcomes[True, True]
    return 2 * right / (2 * right + outcomes[False, True] + outcomes[True, False]) if right else 0.0


def _type_f1(judged: Sequence[Judged], least: int) -> float | None:
    pairs = [(j.type, j.scam_type) for j in judged]
    counts = Counter(truth for truth, _ in pairs)
    return _mean(f1(pairs, truth) for truth, n in counts.items() if n >= least)


def _warn_f1(judged: Sequence[Judged]) -> float | None:
    pairs = [(j.label != "ad", j.risk in WARNED) for j in judged]
    return _mean([f1(pairs, True), f1(pairs, False)]) if pairs else None


def expected_calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Mean gap between told probability and true share, over equal bins, weighed by their size."""
    binned: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, truth in pairs:
        binned[min(int(probability * bins), bins - 1)].append((probability, truth))
    return sum(map(_gap, binned.values())) / len(pairs) if pairs else 0.0


def _gap(pairs: Sequence[tuple[float, bool]]) -> float:
    return abs(sum(probability for probability, _ in pairs) - sum(truth for _, truth in pairs))
