"""Our own corpus, seen by a model that knows none of its writers, and how accuracy grows with the corpus.

The held-back fold is whole writers. A training row that is close to a held-back one (writers of one brief think alike)
is left out of that training, so that no message is on both sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sklearn.model_selection import GroupKFold

from model.assess import Checker
from model.classifier.artifact import Manifest
from model.classifier.corpus import Row, near_duplicates
from model.classifier.features import Extractor
from model.classifier.training import Pipeline, extract, fine_label, fit, prepare
from model.evaluation.benchmark import judge
from model.evaluation.metrics import Judged, expected_calibration_error, figures
from model.tokenize import Tokenizer, cut_dictionary, full_tokenizer
from model.types import Family

FOLDS = 5
# Stricter than the gate of the corpus (0.5): a third of the 4-grams in common is the same idea in other words.
CLOSE = 0.3
# Shares of the writers that the learning curve is trained on; the whole is the product's own model.
CURVE = (1 / 8, 1 / 4, 1 / 2)

LABEL_OF = {Family.SCAM: "scam", Family.ILLEGAL: "illegal", Family.ADVERT: "ad", Family.BENIGN: "benign"}


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the learning curve: figures on the benchmark after training on `size` messages."""

    size: int
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The fold that was kept aside: `rows[i]` was judged as `judged[i]` by a model trained on `trained_on` rows."""

    rows: tuple[Row, ...]
    judged: tuple[Judged, ...]
    trained_on: int

    @property
    def calibration_error(self) -> float:
        """Expected calibration error of the told probability of harm, ten bins."""
        return expected_calibration_error(self.calibration_pairs)

    @property
    def calibration_pairs(self) -> list[tuple[float, bool]]:
        """(told probability, truly harmful) of every held-back message."""
        return [(j.probability, row.is_harmful) for row, j in zip(self.rows, self.judged, strict=True)]

    def by(self, key: Callable[[Row], str]) -> dict[str, list[Judged]]:
        """The judged messages in slices, in the order of their names."""
        slices: dict[str, list[Judged]] = defaultdict(list)
        for row, j in zip(self.rows, self.judged, strict=True):
            slices[key(row)].append(j)
        return dict(sorted(slices.items()))


def hold_back(rows: Sequence[Row]) -> HeldBack:
    """Train on four fifths of the writers, judge the messages of the others."""
    kept, aside = split_by_writer(rows)
    checker = Checker(fit(kept), Manifest("held back", "", 0, {}))
    return HeldBack(tuple(aside), tuple(judge(checker, *_labelled(row)) for row in aside), len(kept))


def split_by_writer(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """(rows to train on, rows kept aside): no writer and no close pair of messages on both sides."""
    _, chosen = next(iter(GroupKFold(FOLDS).split(rows, groups=[row.writer for row in rows])))
    aside = {rows[i].place for i in chosen}
    close = {frozenset((a.place, b.place)) for a, b in near_duplicates(list(rows), CLOSE)}
    leaks = {place for pair in close if len(pair & aside) == 1 for place in pair - aside}
    kept = [row for row in rows if row.place not in aside and row.place not in leaks]
    return kept, [row for row in rows if row.place in aside]


def _labelled(row: Row) -> tuple[dict[str, Any], str]:
    return {"id": row.place, "text": row.text, "label": LABEL_OF[row.family], "type": row.type}, row.channel


def learning_curve(rows: Sequence[Row], judged: Sequence[Judged]) -> Iterator[Point]:
    """Growing sets of writers, the product's own model last."""
    prepared = [prepare(row.text) for row in rows]
    dictionary = cut_dictionary(full_tokenizer(), (p.folded for p in prepared))
    extractor = Extractor(Tokenizer(dictionary))
    features = extract(extractor, prepared)
    seen = extract(extractor, [prepare(j.text) for j in judged])
    writers = sorted({row.writer for row in rows})
    for share in CURVE:
        some = set(writers[:: round(1 / share)])
        chosen = [i for i, row in enumerate(rows) if row.writer in some]
        pipeline = Pipeline().fit([features[i] for i in chosen], [fine_label(rows[i]) for i in chosen])
        odds = pipeline.harmful_odds(seen, range(len(seen)))
        ranked = [replace(j, probability=float(o)) for j, o in zip(judged, odds, strict=True)]
        yield Point(len(chosen), figures(ranked))
    yield Point(len(rows), figures(judged))
