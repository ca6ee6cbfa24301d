"""The fast scorer: the same numbers as the scikit-learn pipeline, from a dict and a few rows of an array.

Imports neither scikit-learn nor pandas. A test holds it equal to the pipeline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.classifier.artifact import Parameters
from model.classifier.features import Occurrence
from model.scam_types import load_scam_types
from model.types import Family, TypeScore

HARMFUL = (Family.SCAM, Family.ILLEGAL)
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Scores:
    """What the linear model says of one message.

    `harmful`: calibrated probability; `types`: likeliest first, adding up to one; `known`: how many features of the
    message the model has weights for; `pulls`: (occurrence, log-odds) towards harmful, summed to what the words add.
    """

    harmful: float
    types: tuple[TypeScore, ...]
    known: int
    pulls: tuple[tuple[Occurrence, float], ...]


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
        values = self._values(places)
        rows = np.fromiter((self.parameters.vocabulary[name] for name in places), np.intp, len(places))
        weights = self.parameters.coefficients[rows]
        fine = _softmax(self.parameters.intercept + values @ weights)
        harmful = self._calibrated(fine)
        pulls = values * (weights @ self._direction(fine)) * self.parameters.calibration[0]
        return Scores(harmful, self._types(fine, harmful), len(places), _spread(places, pulls))

    def _known(self, occurrences: Iterable[Occurrence]) -> dict[str, list[Occurrence]]:
        vocabulary = self.parameters.vocabulary
        places: dict[str, list[Occurrence]] = defaultdict(list)
        for occurrence in occurrences:
            if occurrence.name in vocabulary:
                places[occurrence.name].append(occurrence)
        return places

    def _values(self, places: dict[str, list[Occurrence]]) -> NDArray[np.float64]:
        """Sublinear tf × idf, each block brought to length one and multiplied by its weight."""
        p = self.parameters
        values = np.array([(1 + np.log(len(o))) * p.idf[p.vocabulary[name]] for name, o in places.items()])
        blocks = np.array([name[0] for name in places])
        for block, weight in p.block_weights.items():
            mine = blocks == block
            length = np.sqrt((values[mine] ** 2).sum())
            if length:
                values[mine] *= weight / length
        return values

    def _calibrated(self, fine: NDArray[np.float64]) -> float:
        slope, offset = self.parameters.calibration
        raw = float(fine[self.is_harmful].sum())
        odds = np.log(max(raw, _TINY) / max(1 - raw, _TINY))
        return float(1 / (1 + np.exp(-(slope * odds + offset))))

    def _direction(self, fine: NDArray[np.float64]) -> NDArray[np.float64]:
        """Gradient of the log-odds of harmful with respect to the class scores."""
        raw = max(float(fine[self.is_harmful].sum()), _TINY)
        return np.where(self.is_harmful, fine / raw, -fine / max(1 - raw, _TINY))

    def _types(self, fine: NDArray[np.float64], harmful: float) -> tuple[TypeScore, ...]:
        """Class probabilities summed by type, scaled so that the harmful ones add up to `harmful`."""
        raw = max(float(fine[self.is_harmful].sum()), _TINY)
        scaled = np.where(self.is_harmful, fine * harmful / raw, fine * (1 - harmful) / max(1 - raw, _TINY))
        sums: dict[str, float] = defaultdict(float)
        for type_id, probability in zip(self.type_ids, scaled, strict=True):
            sums[type_id] += float(probability)
        ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        return tuple(TypeScore(type_id, probability) for type_id, probability in ranked)


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())


def _spread(places: dict[str, list[Occurrence]], pulls: NDArray[np.float64]) -> tuple[tuple[Occurrence, float], ...]:
    """Share a feature's pull among the places where it stands."""
    return tuple(
        (occurrence, float(pull) / len(occurrences))
        for occurrences, pull in zip(places.values(), pulls, strict=True)
        for occurrence in occurrences
    )
