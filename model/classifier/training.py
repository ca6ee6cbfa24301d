"""Training: corpus → calibrated linear model → artifact. With `model.evaluation`, all that imports scikit-learn.

The data's way: rows → folded text → two passes of jieba (all words, then the cut dictionary) → features → TF-IDF a
block → multinomial logistic regression over fine kinds, harmless kinds too, mixed with complement naive
Bayes → a calibration of "harmful" fitted on predictions for writers that the model had not seen.

Deterministic: one thread for linear algebra, fixed order, no random start; the same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from threadpoolctl import threadpool_limits

from model.classifier.artifact import DEFAULT_FOLDER, Manifest, Parameters, save_artifact
from model.classifier.corpus import Row, load_corpus
from model.classifier.features import Reading, feature_names, read
from model.classifier.folds import Split, split_by_writer
from model.classifier.scorer import Scorer
from model.classifier.shapes import BLOCKS, CHARACTER, INDICATOR, WORD
from model.classifier.vocabulary import number_features
from model.classifier.windows import sentence_ends
from model.indicators import Found, find_all, needs_of_all
from model.normalize import normalize
from model.tokenize import JiebaTokenizer, Segmenter, Tokenizer, cut_dictionary, full_tokenizer
from model.types import Family

BLOCK_WEIGHTS = {WORD: 1.0, CHARACTER: 1.0, INDICATOR: 0.3}
# A feature must stand in this many messages; indicator rules are chosen by hand and always count.
LEAST_MESSAGES = {WORD: 2, CHARACTER: 2, INDICATOR: 1}
# A block is divided by the root of its squared length and this squared, not by its length alone: a message of five
# characters has few features, and each would otherwise speak as loudly as fifty features of a long one. In units of
# TF-IDF; a sentence of twenty characters has a length of about 40 (words) and 60 (characters).
SOFTENING = {WORD: 16.0, CHARACTER: 16.0, INDICATOR: 5.0}
REGULARIZATION_C = 10.0
# Rare kinds weigh more, but not so much that a handful of rows shouts down a thousand: 0 none, 1 fully balanced.
CLASS_BALANCE = 0.5
# With ten million weights lbfgs spends its time on its own memory: newton-cg reaches the same figures in a fifth of it.
SOLVER, TOLERANCE = "newton-cg", 3e-4
# A share of the weights: both are linear in the features, so their geometric mean is one linear model. Naive
# Bayes cannot lean on one lucky word, which helps on sources that nobody wrote for.
BAYES_SHARE, BAYES_SMOOTHING = 0.5, 0.1

NamesByBlock = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message on its way into training."""

    folded: str
    found: list[Found]

    def read(self, segmenter: Segmenter) -> Reading:
        return read(self.folded, self.found, segmenter)


def fine_label(row: Row) -> str:
    """The class that a row trains: harmless messages by kind, scams by type (their kinds are too few each).

    Summing fine harmless kinds ranks unseen scams better than one big class "harmless".
    """
    harmless = row.family in (Family.ADVERT, Family.BENIGN)
    return f"{row.type}/{row.kind}" if harmless else f"{row.type}/"


def train(corpus: Path, folder: Path | None = None) -> Manifest:
    """Train on all rows of `corpus` and write the artifact. Raises CorpusError, ArtifactError."""
    rows = load_corpus(corpus)
    parameters = fit(rows)
    return save_artifact(folder or DEFAULT_FOLDER, parameters, version("shizha"), _inputs(corpus, rows))


def _inputs(corpus: Path, rows: Sequence[Row]) -> dict[str, Any]:
    digest = hashlib.sha256()
    for file in sorted(corpus.glob("*.jsonl")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    tools = {name: version(name) for name in ("scikit-learn", "jieba", "numpy", "opencc")}
    return {"corpus_sha256": digest.hexdigest(), "rows": len(rows), "tools": tools}


def fit(rows: Sequence[Row]) -> Parameters:
    """The whole training in memory."""
    prepared = [prepare(row.text) for row in rows]
    dictionary = cut_dictionary(full_tokenizer(), (p.folded for p in prepared))
    features = extract(JiebaTokenizer(dictionary), prepared)
    labels = [fine_label(row) for row in rows]
    jobs = [joblib.delayed(fit_part)(features, labels, range(len(labels)))]
    jobs += [
        joblib.delayed(held_out_odds)(features, labels, prepared, dictionary, split) for split in split_by_writer(rows)
    ]
    whole, *held_out = joblib.Parallel(n_jobs=2)(jobs)
    truth = np.array([row.is_harmful for row in rows])
    calibration = calibrate([(truth[test], odds) for test, odds in held_out])
    parameters: Parameters = whole.parameters(calibration, dictionary)
    return parameters


def prepare(text: str) -> Prepared:
    """Normalise a message and find its indicators."""
    normalized = normalize(text)
    return Prepared(normalized.folded, find_all(normalized))


def extract(segmenter: Segmenter, prepared: Iterable[Prepared]) -> list[NamesByBlock]:
    """Feature names of each message, block by block."""
    return [feature_names(p.read(segmenter)) for p in prepared]


class Pipeline:
    """The scikit-learn pipeline that the fast scorer must equal: TF-IDF a block, then two linear models averaged."""

    def __init__(self, tolerance: float = TOLERANCE) -> None:
        self.vectorizers = {
            block: TfidfVectorizer(analyzer=_names, min_df=LEAST_MESSAGES[block], sublinear_tf=True, norm=None)
            for block in BLOCKS
        }
        self.regression = LogisticRegression(C=REGULARIZATION_C, solver=SOLVER, tol=tolerance)
        self.bayes = ComplementNB(alpha=BAYES_SMOOTHING)

    def fit(self, features: Sequence[NamesByBlock], labels: Sequence[str]) -> Pipeline:
        matrix = self._matrix(features, learn=True)
        self.regression.class_weight = _class_weights(labels)
        self.regression.fit(matrix.astype(np.float32), labels)  # half the time, the same figures
        self.bayes.fit(matrix, labels)
        return self

    @property
    def classes(self) -> NDArray[np.str_]:
        """(k,) fine labels, in the order of all arrays."""
        return np.asarray(self.regression.classes_)

    def weights(self) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """(n, k) and (n,): the geometric mean of both models' odds, in whole steps of each feature."""
        weights = (1 - BAYES_SHARE) * self.regression.coef_.T + BAYES_SHARE * self.bayes.feature_log_prob_.T
        # What a feature adds to every class alike changes nothing, but would cost digits.
        return in_steps(weights - weights.mean(axis=1, keepdims=True))

    @property
    def intercept(self) -> NDArray[np.float64]:
        """(k,) what no words give."""
        return np.asarray((1 - BAYES_SHARE) * self.regression.intercept_)

    def predict_proba(self, features: Sequence[NamesByBlock]) -> NDArray[np.float64]:
        """(messages, classes) before calibration, by the weights as they are served."""
        weights, steps = self.weights()
        logits = self._matrix(features) @ (weights * steps.astype(np.float64)[:, None])
        return np.asarray(softmax(logits + self.intercept, axis=1))

    def _matrix(self, features: Sequence[NamesByBlock], *, learn: bool = False) -> sp.csr_matrix:
        parts = []
        for block, vectorizer in self.vectorizers.items():
            names = [message[block] for message in features]
            part = vectorizer.fit_transform(names) if learn else vectorizer.transform(names)
            parts.append(_softly_normalized(part, SOFTENING[block]) * BLOCK_WEIGHTS[block])
        return sp.hstack(parts).tocsr()

    def parameters(self, calibration: tuple[float, float], dictionary: dict[str, int]) -> Parameters:
        """What serving needs, in compact form."""
        names = [str(name) for v in self.vectorizers.values() for name in v.get_feature_names_out()]
        tables = number_features(names)
        idf = np.concatenate([v.idf_ for v in self.vectorizers.values()])
        weights, steps = self.weights()
        return Parameters(
            words=tables.words,
            numbers=tables.numbers.data,
            rules=tables.rules,
            idf=np.append(idf[tables.order], 0).astype(np.float32).data,
            weights=np.vstack((weights[tables.order], np.zeros((1, weights.shape[1]), np.int8))).data,
            steps=np.append(steps[tables.order], np.float32(0)).data,
            intercept=self.intercept.astype(np.float32).data,
            classes=tuple(map(str, self.classes)),
            block_weights=dict(BLOCK_WEIGHTS),
            softening=dict(SOFTENING),
            calibration=calibration,
            dictionary=dictionary,
            needs=needs_of_all(),
        )


# A step is so fine that the figures of the model stay the same (docs/decisions/0008), and a weight takes one byte.
MOST_STEPS = 127


def in_steps(weights: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Each row as whole numbers of a step of its own, at most MOST_STEPS of them.

    >>> whole, steps = in_steps(np.array([[1.27, -0.02], [0.0, 0.0]]))
    >>> whole.tolist(), steps.round(4).tolist()
    ([[127, -2], [0, 0]], [0.009999999776482582, 0.0])
    """
    steps = (np.abs(weights).max(axis=1) / MOST_STEPS).astype(np.float32)
    whole = np.rint(weights / np.where(steps == 0, 1, steps)[:, None])
    return np.clip(whole, -MOST_STEPS, MOST_STEPS).astype(np.int8), steps


def _names(names: list[str]) -> list[str]:
    return names


def _softly_normalized(values: sp.csr_matrix, softening: float) -> sp.csr_matrix:
    squares = np.asarray(values.multiply(values).sum(axis=1)).ravel()
    return sp.diags(1 / np.sqrt(squares + softening**2)) @ values


def fit_part(
    features: Sequence[NamesByBlock], labels: Sequence[str], chosen: Iterable[int], tolerance: float = TOLERANCE
) -> Pipeline:
    """Fit on the chosen messages, on one thread, so that the result does not depend on the machine."""
    chosen = list(chosen)
    with threadpool_limits(1):
        return Pipeline(tolerance).fit([features[i] for i in chosen], [labels[i] for i in chosen])


def held_out_odds(
    features: Sequence[NamesByBlock],
    labels: Sequence[str],
    prepared: Sequence[Prepared],
    dictionary: dict[str, int],
    split: Split,
) -> tuple[list[int], NDArray[np.float64]]:
    """Which messages were held out, and their odds as they would be served."""
    parameters = fit_part(features, labels, split.kept).parameters((1.0, 0.0), dictionary)
    return split.aside, served_odds(parameters, [prepared[i] for i in split.aside])


def served_odds(parameters: Parameters, messages: Iterable[Prepared]) -> NDArray[np.float64]:
    """Uncalibrated log-odds of harmful, the worst part speaking for the whole."""
    segmenter = Tokenizer(parameters.dictionary)
    scorer = Scorer(parameters, segmenter)
    return np.array([scorer.odds(p.read(segmenter), sentence_ends(p.folded)) for p in messages])


def _class_weights(labels: Sequence[str]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    for label in labels:
        counts[label] += 1
    even = len(labels) / len(counts)
    return {label: (even / n) ** CLASS_BALANCE for label, n in counts.items()}


def calibrate(held_out: Sequence[tuple[NDArray[np.bool_], NDArray[np.float64]]]) -> tuple[float, float]:
    """Slope and offset that turn log-odds into honest ones (Platt), from messages of unseen writers."""
    truth = np.concatenate([t for t, _ in held_out])
    odds = np.concatenate([o for _, o in held_out])
    platt = LogisticRegression(C=1e6).fit(odds.reshape(-1, 1), truth)
    return round(float(platt.coef_[0, 0]), 6), round(float(platt.intercept_[0]), 6)
