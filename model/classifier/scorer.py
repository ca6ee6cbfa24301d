"""The fast scorer: the same numbers as the scikit-learn pipeline, from a dict and a few rows of an array.

Imports neither scikit-learn nor pandas. A test holds it equal to the pipeline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from math import exp

import numpy as np
from numpy.typing import NDArray

from model.classifier.artifact import Parameters
from model.classifier.features import Features
from model.classifier.windows import windows
from model.scam_types import load_scam_types
from model.types import Family, TypeScore

HARMFUL = (Family.SCAM, Family.ILLEGAL)
# A part speaks for the message only if it is more suspicious than the whole by this (uncalibrated log-odds): among many
# parts of a long harmless text one always looks a little worse.
PART_COST = 0.5
# Occurrences whose weights are added up at once, so that a long text needs no more memory than a short one.
AT_ONCE = 20_000
# Gauss–Legendre quadrature on 0..1, fine enough for pulls to add up within a hundredth.
_NODES, _NODE_WEIGHTS = (half / 2 for half in np.polynomial.legendre.leggauss(16))
_NODES = _NODES + 0.5

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the linear model says of one message.

    `log_odds`: calibrated, of harmful; `types`: likeliest first, adding up to one; `known`: how many features of the
    judged part the model has weights for; `part`: offsets of the part that speaks for the message (the whole, unless a
    part is more suspicious); `starts`, `ends`, `pulls`: where each known feature of the part stands and its log-odds
    towards harmful, summing up to what the words add.
    """

    log_odds: float
    types: tuple[TypeScore, ...]
    known: int
    part: tuple[int, int]
    starts: Ints
    ends: Ints
    pulls: Floats

    @property
    def harmful(self) -> float:
        """The calibrated probability that the message is a scam or illegal bait."""
        return 1 / (1 + exp(-self.log_odds))

    def with_pull(self, start: int, end: int, pull: float) -> Scores:
        """The same with one more reason: `pull` log-odds towards harm on a span of the folded text."""
        moved = replace(
            self,
            log_odds=self.log_odds + pull,
            starts=np.append(self.starts, start),
            ends=np.append(self.ends, end),
            pulls=np.append(self.pulls, pull),
        )
        return replace(moved, types=tuple(sorted(_shared(self, moved), key=lambda t: -t.probability)))


@dataclass(frozen=True, slots=True)
class _Known:
    """Features that the model has weights for: row in its tables, and place."""

    rows: Ints
    starts: Ints
    ends: Ints

    def inside(self, start: int, end: int) -> _Known:
        chosen = (self.starts >= start) & (self.ends <= end)
        return _Known(self.rows[chosen], self.starts[chosen], self.ends[chosen])


@dataclass(frozen=True, slots=True)
class _Scored:
    """One part, exactly: `rows` (distinct) with `values` and `weights`, which of them each occurrence is, the sum."""

    known: _Known
    values: Floats
    weights: NDArray[np.float32]
    which: Ints
    counts: Ints
    logits: Floats


class Scorer:
    """A multinomial linear model over TF-IDF features, ready to score one message."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.type_ids = tuple(label.partition("/")[0] for label in parameters.classes)
        types = load_scam_types()
        self.is_harmful = np.array([types[type_id].family in HARMFUL for type_id in self.type_ids])
        self._idf = parameters.idf.astype(np.float64)

    def score(self, features: Features, sentence_ends: Sequence[int] = ()) -> Scores:
        """Probabilities and the pull of every known feature, of the whole or (given sentences) of its worst part."""
        scored, part = self._worst(self._known(features), sentence_ends)
        slope, offset = self.parameters.calibration
        of_class = self.parameters.intercept + scored.logits
        log_odds = slope * float(self._odds(of_class)) + offset
        pulls = scored.values * (scored.weights @ self._direction(scored.logits)) * slope
        return Scores(
            log_odds=log_odds,
            types=self._types(of_class, log_odds),
            known=len(scored.values),
            part=part,
            starts=scored.known.starts,
            ends=scored.known.ends,
            pulls=(pulls / scored.counts)[scored.which],
        )

    def odds(self, features: Features, sentence_ends: Sequence[int] = ()) -> float:
        """Uncalibrated log-odds of harmful; what the calibration is fitted on."""
        scored, _ = self._worst(self._known(features), sentence_ends)
        return float(self._odds(self.parameters.intercept + scored.logits))

    def fine(self, features: Features) -> Floats:
        """(k,) uncalibrated probabilities of the fine classes, as the scikit-learn pipeline gives them."""
        return _softmax(self.parameters.intercept + self._scored(self._known(features)).logits)

    def _known(self, features: Features) -> _Known:
        count = len(features.names)
        rows = np.fromiter(map(self.parameters.vocabulary.get, features.names, repeat(-1)), np.intp, count)
        known = rows >= 0
        places = (np.array(offsets, np.intp)[known] for offsets in (features.starts, features.ends))
        return _Known(rows[known], *places)

    def _scored(self, known: _Known) -> _Scored:
        """Sublinear tf × idf, each block softly normalised (see `training.SOFTENING`) and multiplied by its weight."""
        rows, which, counts = np.unique(known.rows, return_inverse=True, return_counts=True)
        values = (1 + np.log(counts)) * self._idf[rows]
        for block, first, last in self._blocks(rows):
            mine = values[first:last]
            mine *= self._scale(block, float(mine @ mine))
        weights = self.parameters.coefficients[rows]
        return _Scored(known, values, weights, which, counts, values @ weights)

    def _blocks(self, rows: Ints) -> Iterator[tuple[str, int, int]]:
        """(block, first, last) positions in sorted `rows`."""
        bounds = self.parameters.block_rows
        for block, first, last in zip(
            bounds,
            np.searchsorted(rows, [first for first, _ in bounds.values()]),
            np.searchsorted(rows, [last for _, last in bounds.values()]),
            strict=True,
        ):
            yield block, int(first), int(last)

    def _scale(self, block: str, square: float | Floats) -> Floats:
        p = self.parameters
        return np.asarray(p.block_weights[block] / np.sqrt(square + p.softening[block] ** 2))

    def _worst(self, known: _Known, sentence_ends: Sequence[int]) -> tuple[_Scored, tuple[int, int]]:
        """The whole, or the part that makes it look worst; with its offsets."""
        end = sentence_ends[-1] if sentence_ends else int(known.ends.max(initial=0))
        whole = self._scored(known), (0, end)
        runs = windows(sentence_ends)
        if not runs:
            return whole
        first, after = runs[int(self._estimates(known, sentence_ends, runs).argmax())]
        span = (sentence_ends[first - 1] if first else 0, sentence_ends[after - 1])
        part = self._scored(known.inside(*span))
        gain = self._odds(self.parameters.intercept + part.logits) - self._odds(
            self.parameters.intercept + whole[0].logits
        )
        return (part, span) if gain > PART_COST else whole

    def _estimates(self, known: _Known, sentence_ends: Sequence[int], runs: Sequence[tuple[int, int]]) -> Floats:
        """(runs,) odds of each run of sentences, from sums that are made once; a repeated word counts each time."""
        count, classes = len(sentence_ends), len(self.type_ids)
        first, after = np.array(runs, np.intp).T
        logits = np.tile(self.parameters.intercept.astype(np.float64), (len(runs), 1))
        sentence = np.searchsorted(sentence_ends, known.starts, side="right")
        for block, (low, high) in self.parameters.block_rows.items():
            mine = np.flatnonzero((known.rows >= low) & (known.rows < high))
            sums, squares = np.zeros((count + 1, classes)), np.zeros(count + 1)
            for at in range(0, len(mine), AT_ONCE):
                self._add(known.rows[mine[at : at + AT_ONCE]], sentence[mine[at : at + AT_ONCE]], sums, squares)
            sums, squares = sums.cumsum(axis=0), squares.cumsum()
            scale = self._scale(block, squares[after] - squares[first])
            logits += (sums[after] - sums[first]) * scale[:, None]
        return np.asarray(self._odds(logits))

    def _add(self, rows: Ints, sentence: Ints, sums: Floats, squares: Floats) -> None:
        """Add what features bring to the row after that of their sentence."""
        order = sentence.argsort(kind="stable")
        idf = self._idf[rows[order]]
        found, starts = np.unique(sentence[order], return_index=True)
        sums[found + 1] += np.add.reduceat(self.parameters.coefficients[rows[order]] * idf[:, None], starts)
        squares[found + 1] += np.add.reduceat(idf**2, starts)

    def _odds(self, logits: Floats) -> Floats:
        """Log-odds of harmful from (…, k) logits."""
        return _log_sum(logits[..., self.is_harmful]) - _log_sum(logits[..., ~self.is_harmful])

    def _direction(self, logits: Floats) -> Floats:
        """How much each class score counts towards the log-odds of harmful, averaged on the way from no words to all.

        Integrated gradients: the pulls of all features then add up to the change of the log-odds, and a word is
        weighed against every harmless kind it might belong to, not only against the nearest one.
        """
        path = self.parameters.intercept + _NODES[:, None] * logits
        powers = np.exp(path - path.max(axis=1, keepdims=True))
        harmful = np.where(self.is_harmful, powers, 0)
        harmless = powers - harmful
        steps = harmful / harmful.sum(axis=1, keepdims=True) - harmless / harmless.sum(axis=1, keepdims=True)
        return np.asarray(_NODE_WEIGHTS @ steps)

    def _types(self, logits: Floats, log_odds: float) -> tuple[TypeScore, ...]:
        """Class probabilities summed by type, scaled so that the harmful ones add up to the calibrated probability."""
        scaled = np.empty(len(logits))
        for side, share in ((self.is_harmful, 1 / (1 + exp(-log_odds))), (~self.is_harmful, 1 / (1 + exp(log_odds)))):
            scaled[side] = share * _softmax(logits[side])
        sums: dict[str, float] = defaultdict(float)
        for type_id, probability in zip(self.type_ids, scaled.tolist(), strict=True):
            sums[type_id] += probability
        ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        return tuple(TypeScore(type_id, probability) for type_id, probability in ranked)


def _shared(before: Scores, after: Scores) -> Iterator[TypeScore]:
    """The types of `before`, harmful and harmless ones scaled to the odds of `after`."""
    worse = after.harmful / before.harmful
    better = (1 + exp(before.log_odds)) / (1 + exp(after.log_odds))
    for score in before.types:
        harmful = load_scam_types()[score.id].family in HARMFUL
        yield TypeScore(score.id, score.probability * (worse if harmful else better))


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())


def _log_sum(logits: Floats) -> Floats:
    top = logits.max(axis=-1, keepdims=True)
    return np.asarray(top[..., 0] + np.log(np.exp(logits - top).sum(axis=-1)))
