"""The fast scorer: the same numbers as the scikit-learn pipeline, from a few calls of numpy a message.

Imports neither scikit-learn nor pandas. A test holds it equal to the pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, log

import numpy as np
from numpy.typing import NDArray

from model.classifier.artifact import Parameters
from model.classifier.features import Reading, read
from model.classifier.scores import NODE_WEIGHTS, NODES, PART_COST, Classes, Scores
from model.classifier.shapes import BLOCKS, UNKNOWN
from model.classifier.vocabulary import Ints, Occurrences, Vocabulary
from model.classifier.windows import sentence_ends, windows
from model.indicators import Found
from model.tokenize import Segmenter

# Features whose weights are added up at once, so that a long text needs little more memory than a short one.
AT_ONCE = 20_000
# The nodes and the end of the way.
_WAY = np.append(NODES, 1.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Scored:
    """One part, exactly: its features with `values` that, times their `weights`, add up to `logits`."""

    features: Occurrences
    known: int
    values: Floats
    weights: _Weights
    logits: Floats


class _Weights:
    """(features, k) weights; a long text repeats itself, so of its features only the different ones are fetched."""

    def __init__(self, weights: NDArray[np.int8], steps: NDArray[np.float32], rows: Ints) -> None:
        self._which: Ints | None = None
        if len(rows) > AT_ONCE:
            rows, self._which = np.unique(rows, return_inverse=True)
        self._weights = weights.take(rows, axis=0) * steps.take(rows).astype(np.float64)[:, None]

    def sum(self, values: Floats) -> Floats:
        """(k,) the weights times `values`, added up."""
        totals = values if self._which is None else np.bincount(self._which, values)
        return np.asarray(totals @ self._weights)

    def along(self, direction: Floats) -> Floats:
        """(features,) how far each feature's weights go in one direction."""
        lengths = self._weights @ direction
        return lengths if self._which is None else lengths[self._which]

    def pieces(self) -> Iterator[tuple[slice, Floats]]:
        """(which features, their weights), AT_ONCE at a time."""
        if self._which is None:
            yield slice(None), self._weights
            return
        for at in range(0, len(self._which), AT_ONCE):
            yield slice(at, at + AT_ONCE), self._weights[self._which[at : at + AT_ONCE]]


class Scorer:
    """A multinomial linear model over TF-IDF features, ready to score one message.

    The reference: `model.classifier.compiled` does the same, and is used where there is a compiler.
    """

    def __init__(self, parameters: Parameters, tokenizer: Segmenter) -> None:
        self.parameters = p = parameters
        self.vocabulary = Vocabulary(p.words, np.asarray(p.numbers), p.rules)
        self._tokenizer = tokenizer
        self._intercept = np.asarray(p.intercept).astype(np.float64)
        self._idf, self._weights, self._steps = np.asarray(p.idf), np.asarray(p.weights), np.asarray(p.steps)
        self._scales = [(p.block_weights[block], p.softening[block] ** 2) for block in BLOCKS]
        self._classes = Classes(p.classes)
        self._is_harmful = np.array(self._classes.is_harmful)
        self._type_of = np.array(self._classes.type_of)
        self._sides = np.stack((self._is_harmful, ~self._is_harmful), axis=1).astype(np.float64)
        slope, offset = p.calibration
        self._base = slope * float(self._odds(np.zeros(len(p.classes)))) + offset

    def judge(self, folded: str, found: Sequence[Found], explained_from: float = -inf) -> Scores:
        """Probabilities and the pull of every feature of a folded text, or of its worst part.

        Below the log-odds `explained_from`, no pulls.
        """
        return self.score(read(folded, found, self._tokenizer), sentence_ends(folded), explained_from)

    def score(self, reading: Reading, ends: Sequence[int] = (), explained_from: float = -inf) -> Scores:
        """The same of a reading; of its worst part only where it is given sentences."""
        scored, part = self._worst(self.vocabulary.find(reading), ends)
        powers, sides = self._way_to(scored.logits)
        slope, offset = self.parameters.calibration
        log_odds = slope * log(sides[-1, 0] / sides[-1, 1]) + offset
        sums: list[float] = []
        if log_odds >= explained_from:
            pulls = scored.values * scored.weights.along(self._direction(powers[:-1], sides[:-1]) * slope)
            sums = running_pull(reading.length, scored.features.starts, scored.features.ends, pulls)
        of_types: list[float] = np.bincount(self._type_of, powers[-1]).tolist()
        return Scores(
            log_odds=log_odds,
            base=self._base,
            types=self._classes.types(of_types, sides[-1].tolist(), log_odds),
            known=scored.known,
            part=part,
            word_starts=reading.starts,
            sums=sums,
        )

    def odds(self, reading: Reading, sentence_ends: Sequence[int] = ()) -> float:
        """Uncalibrated log-odds of harmful; what the calibration is fitted on."""
        scored, _ = self._worst(self.vocabulary.find(reading), sentence_ends)
        return float(self._odds(scored.logits))

    def fine(self, reading: Reading) -> Floats:
        """(k,) uncalibrated probabilities of the fine classes, as the scikit-learn pipeline gives them."""
        logits = self._intercept + self._scored(self.vocabulary.find(reading)).logits
        powers = np.exp(logits - logits.max())
        return np.asarray(powers / powers.sum())

    def _scored(self, features: Occurrences) -> _Scored:
        """Sublinear tf × idf, each block softly normalised (see `training.SOFTENING`) and multiplied by its weight.

        A feature that occurs n times stands here n times, each with an n-th of its value.
        """
        counts, known = _counts(features.rows)
        values = (1 + np.log(counts)) * self._idf.take(features.rows)
        shares = values / counts
        for block, (weight, softening) in zip(features.blocks, self._scales, strict=True):
            shares[block] *= weight / (float(values[block] @ shares[block]) + softening) ** 0.5
        weights = _Weights(self._weights, self._steps, features.rows)
        return _Scored(features, known, shares, weights, weights.sum(shares))

    def _worst(self, features: Occurrences, sentence_ends: Sequence[int]) -> tuple[_Scored, tuple[int, int]]:
        """The whole, or the part that makes it look worst; with its offsets."""
        end = sentence_ends[-1] if sentence_ends else int(features.ends.max(initial=0))
        whole = self._scored(features)
        runs = windows(sentence_ends)
        if not runs:
            return whole, (0, end)
        first, after = runs[int(self._estimates(whole, sentence_ends, runs).argmax())]
        span = (sentence_ends[first - 1] if first else 0, sentence_ends[after - 1])
        part = self._scored(features.inside(*span))
        odds_of_part, odds_of_whole = self._odds(np.stack((part.logits, whole.logits)))
        return (part, span) if odds_of_part - odds_of_whole > PART_COST else (whole, (0, end))

    def _estimates(self, whole: _Scored, sentence_ends: Sequence[int], runs: Sequence[tuple[int, int]]) -> Floats:
        """(runs,) odds of each run of sentences, from sums that are made once; a repeated word counts each time."""
        features, count = whole.features, len(sentence_ends)
        first, after = np.array(runs, np.intp).T
        sentence = np.searchsorted(sentence_ends, features.starts, side="right")
        for number, block in enumerate(features.blocks):
            sentence[block] += number * count
        sums = np.zeros((len(self._scales) * count, len(self._sides)))
        idf = self._idf.take(features.rows).astype(np.float64)
        squares = np.bincount(sentence, idf**2, len(sums))
        for piece, weights in whole.weights.pieces():
            self._add(sums, sentence[piece], weights * idf[piece, None])
        logits = np.zeros((len(runs), len(self._sides)))
        for number, (weight, softening) in enumerate(self._scales):
            mine = slice(number * count, (number + 1) * count)
            square = _running(squares[mine].astype(np.float64))
            scale = weight / np.sqrt(square[after] - square[first] + softening)
            total = _running(sums[mine])
            logits += (total[after] - total[first]) * scale[:, None]
        return self._odds(logits)

    @staticmethod
    def _add(sums: Floats, places: Ints, rows: Floats) -> None:
        """Add each row to the sum at its place."""
        order = places.argsort(kind="stable")
        ordered = places[order]
        firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
        sums[ordered[firsts]] += np.add.reduceat(rows[order], firsts) if len(firsts) else 0

    def _odds(self, logits: Floats) -> Floats:
        """Log-odds of harmful from (…, k) logits without the intercept."""
        logits = self._intercept + logits
        sides = np.exp(logits - logits.max(axis=-1, keepdims=True)) @ self._sides
        return np.asarray(np.log(sides[..., 0] / sides[..., 1]))

    def _way_to(self, logits: Floats) -> tuple[Floats, Floats]:
        """Powers of the classes, (nodes + 1, k), and of harmful and harmless, on the way from no words to all."""
        path = self._intercept + _WAY[:, None] * logits
        powers = np.exp(path - path.max(axis=1, keepdims=True))
        return powers, powers @ self._sides

    def _direction(self, powers: Floats, sides: Floats) -> Floats:
        """How much each class score counts towards the log-odds of harmful, averaged on the way from no words to all.

        Integrated gradients: the pulls of all features then add up to the change of the log-odds, and a word is
        weighed against every harmless kind it might belong to, not only against the nearest one.
        """
        harmful, harmless = (np.array(NODE_WEIGHTS) / sides.T) @ powers
        return np.asarray(np.where(self._is_harmful, harmful, -harmless))


def running_pull(length: int, starts: Ints, ends: Ints, pulls: Floats) -> list[float]:
    """Sums of the pull on the first 0, 1, … characters of a text of `length`.

    >>> running_pull(3, np.array([0, 1]), np.array([2, 2]), np.array([1.0, 1.0]))
    [0.0, 0.5, 2.0, 2.0]
    """
    share = pulls / (ends - starts)
    steps = np.bincount(starts, share, length + 1) - np.bincount(ends, share, length + 1)
    return [0.0, *steps.cumsum().cumsum()[:length].tolist()]


def _counts(rows: Ints) -> tuple[Ints, int]:
    """(len(rows),) how often each one is there, and how many different ones are known."""
    ordered = np.sort(rows)
    first = ordered.searchsorted(rows)
    different = int(np.count_nonzero(ordered[1:] != ordered[:-1])) + (len(rows) > 0)
    has_unknown = len(rows) > 0 and int(ordered[0]) == UNKNOWN
    return ordered.searchsorted(rows, "right") - first, different - has_unknown


def _running(values: Floats) -> Floats:
    """Sums of the first 0, 1, … rows."""
    return np.concatenate((np.zeros_like(values[:1]), values.cumsum(axis=0)))
