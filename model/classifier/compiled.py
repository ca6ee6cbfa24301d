"""The scorer on the compiled kernel: reading and scoring a message in one call."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from types import ModuleType

import numpy as np

from model.classifier.artifact import Parameters
from model.classifier.features import BLOCKS, kept_codes, rules_of, shape
from model.classifier.scorer import NODE_WEIGHTS, NODES, PART_COST, Classes, Scorer, Scores
from model.classifier.vocabulary import UNKNOWN
from model.classifier.windows import sentence_ends, windows
from model.indicators import Found
from model.native import kernel
from model.tokenize import Tokenizer


class CompiledScorer:
    """What `Scorer` does, to a billionth, many times as quickly."""

    def __init__(self, parameters: Parameters, tokenizer: Tokenizer, kernel: ModuleType) -> None:
        self.parameters = p = parameters
        self._classes = Classes(p.classes)
        self._rules = {rule: row for row, rule in enumerate(p.rules, len(p.words) + len(p.numbers) - 1)}
        intercept = p.intercept.astype(np.float64)
        is_harmful = self._classes.is_harmful
        powers = np.exp(intercept - intercept.max())
        slope, offset = p.calibration
        self._base = slope * log(powers[is_harmful].sum() / powers[~is_harmful].sum()) + offset
        self._judge = kernel.Judge(
            tokenizer.compiled,
            p.words,
            np.ascontiguousarray(p.numbers[:-1]),
            p.idf,
            p.weights,
            p.steps,
            intercept,
            is_harmful.view(np.uint8),
            self._classes.type_of,
            kept_codes().view(np.uint8),
            [(p.block_weights[block], p.softening[block] ** 2) for block in BLOCKS],
            NODES.tolist(),
            NODE_WEIGHTS.tolist(),
            p.calibration,
            PART_COST,
        )

    def judge(self, folded: str, found: Sequence[Found], *, with_pulls: bool = True) -> Scores:
        """Probabilities of a folded text, or of its worst part, and the pull of every feature."""
        rules = [(self._rules.get(rule, UNKNOWN), start, end) for rule, start, end in rules_of(found)]
        ends = sentence_ends(folded)
        log_odds, known, first, last, powers, sides, word_starts, starts, stops, pulls = self._judge.judge(
            shape(folded, found), rules, ends, windows(ends), with_pulls
        )
        return Scores(
            log_odds=log_odds,
            base=self._base,
            types=self._classes.types(powers, sides, log_odds),
            known=known,
            part=(first, last),
            word_starts=word_starts,
            starts=starts,
            ends=stops,
            pulls=pulls,
        )


def open_scorer(parameters: Parameters, tokenizer: Tokenizer) -> Scorer | CompiledScorer:
    """The quickest scorer that there is here."""
    return CompiledScorer(parameters, tokenizer, kernel) if kernel else Scorer(parameters, tokenizer)
