"""A folder of labelled messages → figures.

Rows of `*.jsonl`: {"id", "text", "label", "type", …}; label is one of `metrics.LABELS`. Rows without a known label,
text or id are refused by name, so that a figure never rests on half a folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.assess import Checker
from model.errors import BenchmarkError
from model.evaluation.metrics import LABELS, WARNED, Judged, figures


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures and the judged messages that they come from; `version` is that of the model."""

    version: str
    figures: dict[str, Any]
    judged: tuple[Judged, ...]


def evaluate_folder(checker: Checker, folder: Path) -> Evaluation:
    """Judge every message under `folder`. Raises BenchmarkError."""
    judged = tuple(judge(checker, row, source) for row, source in load_folder(folder))
    return Evaluation(checker.version, figures(judged), judged)


def load_folder(folder: Path) -> list[tuple[dict[str, Any], str]]:
    """(row, file stem) of every row. Raises BenchmarkError: no rows, broken JSON, unknown label, no id or text."""
    files = sorted(folder.glob("*.jsonl"))
    rows = [(row, file.stem) for file in files for row in _rows(file)]
    if not rows:
        raise BenchmarkError(f"{folder}: no rows to evaluate; give a folder with *.jsonl files of labelled messages")
    return rows


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BenchmarkError(f"{file.name}: not UTF-8 text; save it as UTF-8 or take it out of the folder") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(line, f"{file.name}:{number}")


def _row(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BenchmarkError(f"{place}: broken JSON ({error.msg}); write one object a line") from error
    if not isinstance(row, dict) or not row.get("id") or not isinstance(row.get("text"), str):
        raise BenchmarkError(f'{place}: a row needs "id" and "text"')
    if row.get("label") not in LABELS:
        raise BenchmarkError(f"{place}: label {row.get('label')!r} is unknown; use one of {', '.join(LABELS)}")
    return row


def judge(checker: Checker, row: dict[str, Any], source: str) -> Judged:
    """The verdict on one labelled row. A text beyond the checker's limit raises InputError."""
    verdict = checker.check(row["text"])
    return Judged(
        id=str(row["id"]),
        text=row["text"],
        label=row["label"],
        type=str(row.get("type", "")),
        source=source,
        risk=str(verdict.risk),
        probability=round(verdict.probability, 6),
        scam_type=verdict.scam_type,
    )


def render_table(found: dict[str, Any]) -> str:
    """The figures as aligned text."""
    lines = []
    for name, value in found.items():
        if isinstance(value, dict):
            lines += [name, *(f"    {key:40} {shown}" for key, shown in value.items())]
        else:
            lines.append(f"{name:16} {value:.4f}")
    return "\n".join(lines)


def worst_errors(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    """Wrong verdicts, the most confident first. For local reading; benchmark texts are never committed."""
    wrong = [j for j in evaluation.judged if (j.risk in WARNED) != (j.label not in ("ad", "benign"))]
    for j in sorted(wrong, key=_confidence, reverse=True):
        yield {name: getattr(j, name) for name in Judged.__slots__}


def _confidence(j: Judged) -> float:
    return j.probability if j.label in ("ad", "benign") else 1 - j.probability
