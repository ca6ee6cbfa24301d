"""The training corpus: read, and checked by the gates of `make lint`.

One JSONL a type in `training_data/` (`benign` is spread over `benign-<kind>.jsonl`). A row:

    {"text": …, "type": "brushing", "kind": "lure", "channel": "sms", "lang": "zh-Hans", "writer": "w03"}

`kind` is a finer label inside the type, `writer` who wrote it (folds are grouped by it).
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from model.errors import CorpusError
from model.scam_types import load_scam_types
from model.types import Family

CHANNELS = frozenset(["sms", "wechat", "group", "call", "email", "comment", "telegram", "app", "script", "post"])
LANGS = frozenset(("zh-Hans", "zh-Hant", "en", "mixed"))
FIELDS = ("text", "type", "kind", "channel", "lang", "writer")

# Two rows sharing more than half of their character 4-grams are one row written twice.
NEAR_DUPLICATE = 0.5
# No stock phrase may mark a type: 8 Chinese characters, or as much Latin text as says the same, stand together in
# at most 1 % of it (or in three rows).
STOCK_LENGTH, STOCK_LATIN_LENGTH, STOCK_SHARE, STOCK_ROWS = 8, 24, 0.01, 3


@dataclass(frozen=True, slots=True)
class Row:
    """One message of the corpus. `place` is `file:line`, for error messages."""

    text: str
    type: str
    kind: str
    channel: str
    lang: str
    writer: str
    place: str = ""

    @property
    def family(self) -> Family:
        return load_scam_types()[self.type].family

    @property
    def is_harmful(self) -> bool:
        """Scam or illegal bait."""
        return self.family in (Family.SCAM, Family.ILLEGAL)


def load_corpus(folder: Path) -> list[Row]:
    """All rows, in the order of file names and lines. Raises CorpusError at the first wrong row."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise CorpusError(f"{folder}: no *.jsonl here; give the folder that holds the training data")
    rows = [row for file in files for row in _read(file)]
    _refuse_repeats(rows)
    return rows


def _read(file: Path) -> Iterator[Row]:
    try:
        lines = file.read_text("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{file.name}: not UTF-8 text; save it as UTF-8") from error
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, 1):
        yield parse_row(line, f"{file.name}:{number}", file.stem.partition("-")[0])


def parse_row(line: str, place: str, expected_type: str) -> Row:
    """One line of a corpus file. Raises CorpusError: `file:line: what and how to mend`."""
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise CorpusError(f"{place}: broken JSON ({error.msg}); write one object a line") from error
    if not isinstance(data, dict) or set(data) != set(FIELDS):
        raise CorpusError(f"{place}: a row has exactly the keys {', '.join(FIELDS)}")
    if not all(isinstance(value, str) for value in data.values()):
        raise CorpusError(f"{place}: all values are strings")
    row = Row(**data, place=place)
    for wrong, mend in _wrong_values(row, expected_type):
        raise CorpusError(f"{place}: {wrong}; {mend}")
    return row


def _wrong_values(row: Row, expected_type: str) -> Iterator[tuple[str, str]]:
    if row.type not in load_scam_types():
        yield f"type {row.type!r} is unknown", f"use one of {', '.join(load_scam_types())}"
    if row.type != expected_type:
        yield f"type {row.type!r} does not belong into this file", f"move the row to {row.type}.jsonl"
    if not row.text.strip():
        yield "the text is empty", "write a message or delete the row"
    if row.channel not in CHANNELS:
        yield f"channel {row.channel!r} is unknown", f"use one of {', '.join(sorted(CHANNELS))}"
    if row.lang not in LANGS:
        yield f"lang {row.lang!r} is unknown", f"use one of {', '.join(sorted(LANGS))}"


def _refuse_repeats(rows: Iterable[Row]) -> None:
    first: dict[str, str] = {}
    for row in rows:
        if row.text in first:
            raise CorpusError(f"{row.place}: the same text as {first[row.text]}; delete one of them")
        first[row.text] = row.place


def skeleton(text: str) -> str:
    """What is left of a text when contacts, numbers and punctuation may differ.

    >>> skeleton("【招行】请登录 a.cn/x1 领500元！")
    '招行请登录领元'
    """
    bare = re.sub(r"[\W_]+", "", re.sub(r"[0-9A-Za-z]+", "", text))
    return bare if len(bare) >= NGRAM * 2 else re.sub(r"\s+", " ", text.lower())


NGRAM = 4


def _ngrams(text: str, n: int = NGRAM) -> set[str]:
    return {text[i : i + n] for i in range(len(text) - n + 1)} or {text}


def near_duplicates(rows: list[Row], limit: float = NEAR_DUPLICATE) -> list[tuple[Row, Row]]:
    """Pairs of rows whose skeletons share more than `limit` of their character 4-grams (Jaccard)."""
    grams = [_ngrams(skeleton(row.text)) for row in rows]
    index: dict[str, list[int]] = defaultdict(list)
    pairs = []
    for i, mine in enumerate(grams):
        shared = Counter(j for gram in mine for j in index[gram])
        pairs += [(rows[j], rows[i]) for j, n in shared.items() if n > limit * (len(mine) + len(grams[j]) - n)]
        for gram in mine:
            index[gram].append(i)
    return pairs


def stock_phrases(rows: Iterable[Row]) -> list[tuple[str, str, int]]:
    """(type, phrase, rows) for every 8-character string that marks too much of a type."""
    texts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        texts[row.type].append(skeleton(row.text))
    found = []
    for type_id, bare in texts.items():
        most = max(STOCK_ROWS, STOCK_SHARE * len(bare))
        counts = Counter(string for text in bare for string in _long_strings(text))
        found += [(type_id, gram, n) for gram, n in counts.items() if n > most]
    return found


def _long_strings(text: str) -> set[str]:
    length = STOCK_LATIN_LENGTH if text.isascii() else STOCK_LENGTH
    return _ngrams(text, length) if len(text) >= length else set()


def bench_copies(rows: list[Row], bench: Path) -> list[tuple[str, str]]:
    """(corpus place, bench id) of corpus rows that are near-duplicates of benchmark rows."""
    strangers = [
        Row(data["text"], "", "", "", "", "", f"bench {data['id']}")
        for file in sorted(bench.glob("*.jsonl"))
        for data in map(json.loads, file.read_text("utf-8").splitlines())
        if len(_ngrams(skeleton(data["text"]))) >= 2 * NGRAM
    ]
    ours = [row for row in rows if len(_ngrams(skeleton(row.text))) >= 2 * NGRAM]
    return sorted(
        {(a.place, b.place) for a, b in near_duplicates(ours + strangers) if b.place.startswith("bench ") and a.type}
    )


def gate(folder: Path, bench: Path | None = None) -> list[str]:
    """Everything wrong with the corpus, a line each; empty when it may be trained on."""
    rows = load_corpus(folder)
    problems = [f"{b.place}: near-duplicate of {a.place}; rewrite one" for a, b in near_duplicates(rows)]
    problems += [f"{t}: {phrase!r} stands in {n} rows; vary the wording" for t, phrase, n in stock_phrases(rows)]
    if bench and bench.is_dir():
        problems += [
            f"{place}: near-duplicate of {other}; delete the row" for place, other in bench_copies(rows, bench)
        ]
    return problems


def main(arguments: list[str]) -> int:
    """`python -m model.classifier.corpus FOLDER [BENCH]`: the gates, for `make lint`."""
    try:
        problems = gate(Path(arguments[0]), Path(arguments[1]) if len(arguments) > 1 else None)
    except CorpusError as error:
        problems = [str(error)]
    for problem in problems:
        print(problem, file=sys.stderr)
    return bool(problems)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
