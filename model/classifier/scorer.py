"""The fast scorer: the same numbers as the scikit-learn pipeline, from a few calls of numpy a message.

Imports neither scikit-learn nor pandas. A test holds it equal to the pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from model.classifier.artifact import Parameters
from model.classifier.features import BLOCKS, Reading
from model.classifier.vocabulary import UNKNOWN, Ints, Occurrences, Vocabulary
from model.classifier.windows import windows
from model.scam_types import load_scam_types
from model.types import Family, TypeScore

HARMFUL = (Family.SCAM, Family.ILLEGAL)
# A part speaks for the message only if it is more suspicious than the whole by this (uncalibrated log-odds): among many
# parts of a long harmless text one always looks a little worse.
PART_COST = 0.4
# Features whose weights are added up at once, so that a long text needs little more memory than a short one.
AT_ONCE = 20_000
# Gauss–Legendre quadrature on 0..1, fine enough for pulls to add up within a hundredth.
_NODES, _NODE_WEIGHTS = (half / 2 for half in np.polynomial.legendre.leggauss(8))
_NODES = _NODES + 0.5
# The nodes and the end of the way.
_WAY = np.append(_NODES, 1.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the linear model says of one message.

    `log_odds`: calibrated, of harmful; `base`: what it would be without any words; `types`: likeliest first, adding up
    to one; `known`: how many features of the judged part the model has weights for; `part`: offsets of the part that
    speaks for the message (the whole, unless a part is more suspicious); `starts`, `ends`, `pulls`: where each feature
    of the part stands and its log-odds towards harmful, summing up to what the words add.
    """

    log_odds: float
    base: float
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
class _Scored:
    """One part, exactly: its features with `values` that, times their `weights`, add up to `logits`."""

    features: Occurrences
    known: int
    values: Floats
    weights: _Weights
    logits: Floats


class _Weights:
    """(features, k) weights; a long text repeats itself, so of its features only the different ones are fetched."""

    def __init__(self, coefficients: NDArray[np.float32], rows: Ints) -> None:
        self._which: Ints | None = None
        if len(rows) > AT_ONCE:
            rows, self._which = np.unique(rows, return_inverse=True)
        self._weights = coefficients.take(rows, axis=0).astype(np.float64)

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
    """A multinomial linear model over TF-IDF features, ready to score one message."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = p = parameters
        self.vocabulary = Vocabulary(p.words, p.numbers, p.rules)
        self._intercept = p.intercept.astype(np.float64)
        self._scales = [(p.block_weights[block], p.softening[block] ** 2) for block in BLOCKS]
        families = {type_id: scam_type.family for type_id, scam_type in load_scam_types().items()}
        of_class = [label.partition("/")[0] for label in p.classes]
        # Harmful types first.
        self._type_ids = sorted(set(of_class), key=lambda type_id: (families[type_id] not in HARMFUL, type_id))
        self._harmful_types = sum(families[type_id] in HARMFUL for type_id in self._type_ids)
        self._is_harmful = np.array([families[type_id] in HARMFUL for type_id in of_class])
        self._sides = np.stack((self._is_harmful, ~self._is_harmful), axis=1).astype(np.float64)
        slope, offset = p.calibration
        self._base = slope * float(self._odds(np.zeros(len(of_class)))) + offset
        self._by_type = np.array([[a == b for b in self._type_ids] for a in of_class], np.float64)

    def score(self, reading: Reading, sentence_ends: Sequence[int] = ()) -> Scores:
        """Probabilities and the pull of every feature, of the whole or (given sentences) of its worst part."""
        scored, part = self._worst(self.vocabulary.find(reading), sentence_ends)
        powers, sides = self._way_to(scored.logits)
        slope, offset = self.parameters.calibration
        log_odds = slope * log(sides[-1, 0] / sides[-1, 1]) + offset
        pulls = scored.values * scored.weights.along(self._direction(powers[:-1], sides[:-1]) * slope)
        return Scores(
            log_odds=log_odds,
            base=self._base,
            types=self._types(powers[-1], sides[-1].tolist(), log_odds),
            known=scored.known,
            part=part,
            starts=scored.features.starts,
            ends=scored.features.ends,
            pulls=pulls,
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
        values = (1 + np.log(counts)) * self.parameters.idf.take(features.rows)
        shares = values / counts
        for block, (weight, softening) in zip(features.blocks, self._scales, strict=True):
            shares[block] *= weight / (float(values[block] @ shares[block]) + softening) ** 0.5
        weights = _Weights(self.parameters.coefficients, features.rows)
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
        idf = self.parameters.idf.take(features.rows).astype(np.float64)
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
        harmful, harmless = (_NODE_WEIGHTS / sides.T) @ powers
        return np.asarray(np.where(self._is_harmful, harmful, -harmless))

    def _types(self, powers: Floats, sides: list[float], log_odds: float) -> tuple[TypeScore, ...]:
        """Class probabilities summed by type, scaled so that the harmful ones add up to the calibrated probability."""
        harmful, harmless = 1 / (1 + exp(-log_odds)) / sides[0], 1 / (1 + exp(log_odds)) / sides[1]
        sums, border = (powers @ self._by_type).tolist(), self._harmful_types
        shares = [harmful * share for share in sums[:border]] + [harmless * share for share in sums[border:]]
        ranked = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)
        return tuple([TypeScore(self._type_ids[i], shares[i]) for i in ranked])


def _shared(before: Scores, after: Scores) -> Iterator[TypeScore]:
    """The types of `before`, harmful and harmless ones scaled to the odds of `after`."""
    worse = after.harmful / before.harmful
    better = (1 + exp(before.log_odds)) / (1 + exp(after.log_odds))
    for score in before.types:
        harmful = load_scam_types()[score.id].family in HARMFUL
        yield TypeScore(score.id, score.probability * (worse if harmful else better))


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
