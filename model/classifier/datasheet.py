"""The counts in the corpus's datasheet, written by a command so that they are never out of date.

`python -m model.classifier.datasheet training_data` rewrites what stands below the mark in its README.md.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

from model.classifier.corpus import Row, load_corpus

MARK = "<!-- below: python -m model.classifier.datasheet training_data -->"

# Shapes that must not betray the label: both sides should have them.
SHAPES = {
    "link": re.compile(r"[A-Za-z0-9-]\.[a-z]{2,}(?![a-z])"),
    "5+ digits": re.compile(r"\d{5,}"),
    "amount": re.compile(r"\d[\d,.]*\s?(?:元|块|万|k|w|%)|[¥$￥]\s?\d"),
    "【…】": re.compile(r"【[^】]+】"),
    "emoji": re.compile(r"[\U0001F300-\U0001FAFF\u2600-\u27BF]"),
    "line break": re.compile(r"\n"),
}


def render_counts(rows: Sequence[Row]) -> str:
    """Tables in Markdown: shapes and lengths by type, then rows by language and by channel."""
    head = ("type", "rows", "writers", "length: tenth", "median", "nine tenths", *SHAPES)
    types = (*sorted({row.type for row in rows}), "all")
    by_type = [_describe(name, [row for row in rows if name in (row.type, "all")]) for name in types]
    return "\n\n".join(
        _table(*table)
        for table in (
            (head, by_type),
            (("language", "harmful", "harmless"), _sides(rows, "lang")),
            (("channel", "harmful", "harmless"), _sides(rows, "channel")),
        )
    )


def _describe(name: str, rows: Sequence[Row]) -> list[str]:
    lengths = [len(row.text) for row in rows]
    tenths = quantiles(lengths, n=10, method="inclusive") if len(lengths) > 1 else lengths * 9
    shares = [sum(bool(shape.search(row.text)) for row in rows) / len(rows) for shape in SHAPES.values()]
    writers = len({row.writer for row in rows})
    found = [f"{len(rows):,}", f"{writers}", *(f"{tenths[i]:.0f}" for i in (0, 4, 8))]
    return [name, *found, *(f"{share:.0%}" for share in shares)]


def _sides(rows: Sequence[Row], field: str) -> list[list[str]]:
    counts = Counter((getattr(row, field), row.is_harmful) for row in rows)
    return [[name, f"{counts[name, True]:,}", f"{counts[name, False]:,}"] for name in sorted({n for n, _ in counts})]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def renewed(datasheet: str, rows: Sequence[Row]) -> str:
    """The datasheet with fresh counts below the mark. Raises ValueError where the mark is missing."""
    words, _, _ = datasheet.partition(MARK)
    if words == datasheet:
        raise ValueError(f"the datasheet lacks the line {MARK}")
    return f"{words}{MARK}\n\n{render_counts(rows)}\n"


def main(arguments: list[str]) -> None:
    """Rewrite the counts of the folder's datasheet."""
    folder = Path(arguments[0])
    datasheet = folder / "README.md"
    datasheet.write_text(renewed(datasheet.read_text("utf-8"), load_corpus(folder)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
