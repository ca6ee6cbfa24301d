"""The fast scorer: the same numbers as the scikit-learn pipeline, from a dict and a few rows of an array.

Imports neither scikit-learn nor pandas. A test holds it equal to the pipeline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from model.classifier.artifact import Parameters
from model.classifier.features import Occurrence
from model.scam_types import load_scam_types
from model.types import Family, TypeScore

HARMFUL = (Family.SCAM, Family.ILLEGAL)
# Gauss–Legendre quadrature on 0..1, fine enough for pulls to add up within a hundredth.
_NODES, _NODE_WEIGHTS = (half / 2 for half in np.polynomial.legendre.leggauss(16))
_NODES = _NODES + 0.5


@dataclass(frozen=True, slots=True)
class Scores:
    """What the linear model says of one message.

    `log_odds`: calibrated, of harmful; `types`: likeliest first, adding up to one; `known`: how many features of the
    message the model has weights for; `pulls`: (occurrence, log-odds) towards harmful, summed to what the words add.
    """

    log_odds: float
    types: tuple[TypeScore, ...]
    known: int
    pulls: tuple[tuple[Occurrence, float], ...]

    @property
    def harmful(self) -> float:
        """The calibrated probability that the message is a scam or illegal bait."""
        return 1 / (1 + exp(-self.log_odds))


class Scorer:
    """A multinomial linear model over TF-IDF features, ready to score one message."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.type_ids = tuple(label.partition("/")[0] for label in parameters.classes)

    @cached_property
    def is_harmful(self) -> NDArray[np.bool_]:
        """(k,) which classes count as harmful."""
        types = load_scam_types()
        return np.array([types[type_id].family in HARMFUL for type_id in self.type_ids])

    def score(self, occurrences: Iterable[Occurrence]) -> Scores:
        """Probabilities and the pull of every known feature."""
        places = self._known(occurrences)
        values, weights = self._values(places), self._weights(places)
        logits = values @ weights
        of_class = self.parameters.intercept + logits
        log_odds = self._calibrated(of_class)
        pulls = values * (weights @ self._direction(logits)) * self.parameters.calibration[0]
        return Scores(log_odds, self._types(of_class, log_odds), len(places), _spread(places, pulls))

    def fine(self, occurrences: Iterable[Occurrence]) -> NDArray[np.float64]:
        """(k,) uncalibrated probabilities of the fine classes, as the scikit-learn pipeline gives them."""
        places = self._known(occurrences)
        return _softmax(self.parameters.intercept + self._values(places) @ self._weights(places))

    def _weights(self, places: dict[str, list[Occurrence]]) -> NDArray[np.float32]:
        rows = np.fromiter((self.parameters.vocabulary[name] for name in places), np.intp, len(places))
        return self.parameters.coefficients[rows]

    def _known(self, occurrences: Iterable[Occurrence]) -> dict[str, list[Occurrence]]:
        vocabulary = self.parameters.vocabulary
        places: dict[str, list[Occurrence]] = defaultdict(list)
        for occurrence in occurrences:
            if occurrence.name in vocabulary:
                places[occurrence.name].append(occurrence)
        return places

    def _values(self, places: dict[str, list[Occurrence]]) -> NDArray[np.float64]:
        """Sublinear tf × idf, each block softly normalised (see `training.SOFTENING`) and multiplied by its weight."""
        p = self.parameters
        counts = np.array([1 + log(len(occurrences)) for occurrences in places.values()])
        rows = np.fromiter((p.vocabulary[name] for name in places), np.intp, len(places))
        values: NDArray[np.float64] = counts * p.idf[rows]
        blocks = np.array([name[0] for name in places])
        for block, weight in p.block_weights.items():
            mine = blocks == block
            values[mine] *= weight / np.sqrt((values[mine] ** 2).sum() + p.softening[block] ** 2)
        return values

    def _calibrated(self, logits: NDArray[np.float64]) -> float:
        slope, offset = self.parameters.calibration
        return slope * (_log_sum(logits[self.is_harmful]) - _log_sum(logits[~self.is_harmful])) + offset

    def _direction(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
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

    def _types(self, logits: NDArray[np.float64], log_odds: float) -> tuple[TypeScore, ...]:
        """Class probabilities summed by type, scaled so that the harmful ones add up to the calibrated probability."""
        scaled = np.empty(len(logits))
        for side, share in ((self.is_harmful, 1 / (1 + exp(-log_odds))), (~self.is_harmful, 1 / (1 + exp(log_odds)))):
            scaled[side] = share * _softmax(logits[side])
        sums: dict[str, float] = defaultdict(float)
        for type_id, probability in zip(self.type_ids, scaled, strict=True):
            sums[type_id] += float(probability)
        ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        return tuple(TypeScore(type_id, probability) for type_id, probability in ranked)


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())


def _log_sum(logits: NDArray[np.float64]) -> float:
    top = logits.max()
    return float(top + np.log(np.exp(logits - top).sum()))


def _spread(places: dict[str, list[Occurrence]], pulls: NDArray[np.float64]) -> tuple[tuple[Occurrence, float], ...]:
    """Share a feature's pull among the places where it stands."""
    return tuple(
        (occurrence, float(pull) / len(occurrences))
        for occurrences, pull in zip(places.values(), pulls, strict=True)
        for occurrence in occurrences
    )
