"""Many messages at once: JSONL in, JSONL out, in order; one bad line never stops the rest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.replies.as_json import score_json
from model import Checker, ModelError


def score_lines(checker: Checker, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """A row for every non-blank line: the verdict, or `{"id", "error"}`."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _score(checker, line, number)


def _score(checker: Checker, line: bytes, number: int) -> dict[str, Any]:
    row_id = None
    try:
        row = json.loads(line)
        row_id = row.get("id") if isinstance(row, dict) else None
        return score_json(row_id, checker.check(_text(row)))
    except UnicodeDecodeError:
        problem = "not UTF-8"
    except json.JSONDecodeError as error:
        problem = f"broken JSON ({error.msg})"
    except RecursionError:
        problem = "JSON nested too deeply"
    except (ValueError, ModelError) as error:
        problem = str(error)
    return {"id": row_id, "error": f"line {number}: {problem}"}


def _text(row: Any) -> str:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
        raise ValueError('a row is {"id": …, "text": "…"}')
    return str(row["text"])
