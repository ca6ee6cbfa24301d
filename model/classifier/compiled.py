"""The scorer on the compiled kernel: reading and scoring a message in one call. Imports no numpy."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import inf
from types import ModuleType
from typing import Protocol

from model.classifier.artifact import Parameters
from model.classifier.scores import NODE_WEIGHTS, NODES, PART_COST, Classes, Scores, make_type
from model.classifier.shapes import BLOCKS, UNKNOWN, kept_codes, rules_of, shape
from model.classifier.windows import sentence_ends, windows
from model.indicators import Found
from model.native import kernel
from model.tokenize import Tokenizer


class AnyScorer(Protocol):
    """Whichever scorer there is."""

    def judge(self, folded: str, found: Sequence[Found], explained_from: float = -inf) -> Scores:
        """Scores of a folded text or of its worst part; below the log-odds `explained_from` without sums."""


class CompiledScorer:
    """What `Scorer` does, to a billionth, many times as quickly."""

    def __init__(self, parameters: Parameters, tokenizer: Tokenizer, kernel: ModuleType) -> None:
        self.parameters = p = parameters
        classes = Classes(p.classes)
        self._rules = {rule: row for row, rule in enumerate(p.rules, len(p.words) + len(p.numbers) - 1)}
        self._judge = kernel.Judge(
            tokenizer.compiled,
            p.words,
            p.numbers,
            p.idf,
            p.weights,
            p.steps,
            array("d", p.intercept.tolist()),
            bytes(classes.is_harmful),
            array("i", classes.type_of),
            classes.type_ids,
            make_type,
            kept_codes(),
            [(p.block_weights[block], p.softening[block] ** 2) for block in BLOCKS],
            NODES,
            NODE_WEIGHTS,
            p.calibration,
            PART_COST,
        )

    def judge(self, folded: str, found: Sequence[Found], explained_from: float = -inf) -> Scores:
        """As `Scorer.judge`."""
        rules = [(self._rules.get(rule, UNKNOWN), start, end) for rule, start, end in rules_of(found)]
        ends = sentence_ends(folded)
        log_odds, types, known, part, word_starts, sums = self._judge.judge(
            shape(folded, found), rules, ends, windows(ends), explained_from
        )
        return Scores(log_odds, self._judge.base, types, known, part, word_starts, sums)


def open_scorer(parameters: Parameters, tokenizer: Tokenizer) -> AnyScorer:
    """The quickest scorer that there is here."""
    if kernel:
        return CompiledScorer(parameters, tokenizer, kernel)
    from model.classifier.scorer import Scorer  # only here: numpy takes a third of a process start

    return Scorer(parameters, tokenizer)
