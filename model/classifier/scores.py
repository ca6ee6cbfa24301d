"""What a scorer says of a message, whichever scorer it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import exp
from operator import itemgetter
from typing import NamedTuple

from model.scam_types import load_scam_types
from model.types import Family, TypeScore

HARMFUL = (Family.SCAM, Family.ILLEGAL)
# A part speaks for the message only if it is more suspicious than the whole by this (uncalibrated log-odds): among many
# parts of a long harmless text one always looks a little worse.
PART_COST = 0.4
# Gauss–Legendre quadrature on 0..1, fine enough for pulls to add up within a hundredth: places and weights (Abramowitz
# and Stegun, table 25.4, n = 8; a test compares them with numpy's).
_HALF = (
    (0.1834346424956498, 0.3626837833783620),
    (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745),
    (0.9602898564975363, 0.1012285362903763),
)
NODES = [(1 + sign * x) / 2 for x, _ in _HALF for sign in (-1, 1)]
NODE_WEIGHTS = [weight / 2 for _, weight in _HALF for _ in range(2)]


class Scores(NamedTuple):
    """What the linear model says of one message.

    `log_odds`: calibrated, of harmful; `base`: what it would be without any words; `types`: likeliest first, adding up
    to one; `known`: how many features of the judged part the model has weights for; `part`: offsets of the part that
    speaks for the message (the whole, unless a part is more suspicious); `word_starts`: where words begin; `sums`: the
    log-odds towards harmful that the first 0, 1, … characters of the text add, where each feature's are spread evenly
    over what it covers (empty where nobody asked).
    """

    log_odds: float
    base: float
    types: tuple[TypeScore, ...]
    known: int
    part: tuple[int, int]
    word_starts: Sequence[int]
    sums: Sequence[float]

    @property
    def harmful(self) -> float:
        """The calibrated probability that the message is a scam or illegal bait."""
        return 1 / (1 + exp(-self.log_odds))

    def with_pull(self, start: int, end: int, pull: float) -> Scores:
        """The same with one more reason: `pull` log-odds towards harm on a span of the folded text."""
        length = end - start
        sums = [so_far + pull * min(max(at - start, 0), length) / length for at, so_far in enumerate(self.sums)]
        moved = self._replace(log_odds=self.log_odds + pull, sums=sums)
        return moved._replace(types=tuple(sorted(_shared(self, moved), key=lambda t: -t.probability)))


def _shared(before: Scores, after: Scores) -> Iterator[TypeScore]:
    """The types of `before`, harmful and harmless ones scaled to the odds of `after`."""
    worse = after.harmful / before.harmful
    better = (1 + exp(before.log_odds)) / (1 + exp(after.log_odds))
    for score in before.types:
        harmful = load_scam_types()[score.id].family in HARMFUL
        yield TypeScore(score.id, score.probability * (worse if harmful else better))


class Classes:
    """The fine classes of a model, `type/kind`, by type and by side.

    `is_harmful`: of each class; `type_of`: its index in `type_ids`, in which harmful types come first.
    """

    def __init__(self, labels: Sequence[str]) -> None:
        families = {type_id: scam_type.family for type_id, scam_type in load_scam_types().items()}
        of_class = [label.partition("/")[0] for label in labels]
        self.type_ids = sorted(set(of_class), key=lambda type_id: (families[type_id] not in HARMFUL, type_id))
        self.is_harmful = [families[type_id] in HARMFUL for type_id in of_class]
        self.type_of = [self.type_ids.index(type_id) for type_id in of_class]
        self._harmful_types = sum(families[type_id] in HARMFUL for type_id in self.type_ids)

    def types(self, powers: Sequence[float], sides: Sequence[float], log_odds: float) -> tuple[TypeScore, ...]:
        """Types, likeliest first, from their powers: the harmful ones add up to the calibrated probability.

        `sides`: powers of all that is harmful, and of all that is not.
        """
        harmful, harmless = 1 / (1 + exp(-log_odds)) / sides[0], 1 / (1 + exp(log_odds)) / sides[1]
        border = self._harmful_types
        shares = [harmful * share for share in powers[:border]] + [harmless * share for share in powers[border:]]
        return tuple(sorted(map(make_type, zip(self.type_ids, shares, strict=True)), key=_probability, reverse=True))


# As `TypeScore._make`, without a look at the length: a message has two dozen.
make_type: Callable[[tuple[str, float]], TypeScore] = partial(tuple.__new__, TypeScore)
_probability = itemgetter(1)
