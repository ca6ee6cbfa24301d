"""Our own corpus, seen by a model that knows none of its writers, and how accuracy grows with the corpus.

What is held back is whole writers, a third of them at a time (`model.classifier.folds`), so that every message is
judged once by a model that knows nothing of its writer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from model.assess import Checker
from model.classifier.artifact import Manifest, Parameters
from model.classifier.corpus import Row
from model.classifier.folds import Split, split_by_writer
from model.classifier.training import (
    NamesByBlock,
    Prepared,
    calibrate,
    extract,
    fine_label,
    fit_part,
    prepare,
    served_odds,
)
from model.evaluation.benchmark import judge
from model.evaluation.metrics import Judged, expected_calibration_error, figures
from model.tokenize import JiebaTokenizer, cut_dictionary, full_tokenizer
from model.types import Family

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
    """`rows[i]` was judged as `judged[i]` by a model trained on about `trained_on` rows of other writers."""

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
    """Judge each third of the writers by a model of the other two, calibrated on what those two said of each other."""
    splits = list(split_by_writer(rows))
    prepared = [prepare(row.text) for row in rows]
    dictionary = cut_dictionary(full_tokenizer(), (p.folded for p in prepared))
    names = extract(JiebaTokenizer(dictionary), prepared)
    labels = [fine_label(row) for row in rows]
    fitted = Parallel(n_jobs=2)(delayed(_fit_and_ask)(names, labels, prepared, dictionary, split) for split in splits)
    truth = np.array([row.is_harmful for row in rows])
    said = [(truth[split.aside], odds) for split, (_, odds) in zip(splits, fitted, strict=True)]
    jobs = (
        delayed(_judge)(replace(parameters, calibration=calibrate(said[:i] + said[i + 1 :])), rows, split)
        for i, (split, (parameters, _)) in enumerate(zip(splits, fitted, strict=True))
    )
    judged = [pair for part in Parallel(n_jobs=2)(jobs) for pair in part]
    rows_, verdicts = zip(*judged, strict=True)
    return HeldBack(rows_, verdicts, round(sum(len(split.kept) for split in splits) / len(splits)))


def _fit_and_ask(
    names: Sequence[NamesByBlock],
    labels: Sequence[str],
    prepared: Sequence[Prepared],
    dictionary: dict[str, int],
    split: Split,
) -> tuple[Parameters, NDArray[np.float64]]:
    parameters = fit_part(names, labels, split.kept).parameters((1.0, 0.0), dictionary)
    return parameters, served_odds(parameters, [prepared[i] for i in split.aside])


def _judge(parameters: Parameters, rows: Sequence[Row], split: Split) -> list[tuple[Row, Judged]]:
    checker = Checker(parameters, Manifest("held back", "", 0, {}))
    return [(rows[i], judge(checker, *_labelled(rows[i]))) for i in split.aside]


def _labelled(row: Row) -> tuple[dict[str, Any], str]:
    return {"id": row.place, "text": row.text, "label": LABEL_OF[row.family], "type": row.type}, row.channel


def learning_curve(rows: Sequence[Row], judged: Sequence[Judged]) -> Iterator[Point]:
    """Growing sets of writers, the product's own model last."""
    prepared = [prepare(row.text) for row in rows]
    dictionary = cut_dictionary(full_tokenizer(), (p.folded for p in prepared))
    names = extract(JiebaTokenizer(dictionary), prepared)
    labels = [fine_label(row) for row in rows]
    strangers = [prepare(j.text) for j in judged]
    writers = sorted({row.writer for row in rows})
    for share in CURVE:
        some = set(writers[:: round(1 / share)])
        chosen = [i for i, row in enumerate(rows) if row.writer in some]
        odds = served_odds(fit_part(names, labels, chosen).parameters((1.0, 0.0), dictionary), strangers)
        ranked = [replace(j, probability=float(o)) for j, o in zip(judged, odds, strict=True)]
        yield Point(len(chosen), figures(ranked))
    yield Point(len(rows), figures(judged))
