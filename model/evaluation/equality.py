"""`python -m model.evaluation.equality`: the served numbers are those of jieba and scikit-learn, over the whole corpus.

Takes a minute: a pipeline is fitted, though not to the end, since any weights will do. `make test` does the same with a
twelfth of the corpus.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import inf
from pathlib import Path

import numpy as np

from model.classifier.compiled import open_scorer
from model.classifier.corpus import Row, load_corpus
from model.classifier.scorer import Scorer
from model.classifier.training import extract, fine_label, fit_part, prepare
from model.errors import FloorError
from model.tokenize import JiebaTokenizer, Tokenizer, cut_dictionary, full_tokenizer

CORPUS = Path("training_data")
ALLOWED = 1e-6
TOLERANCE = 0.1


def main() -> None:
    """Print the largest difference. Raises FloorError if it is too large."""
    rows = load_corpus(CORPUS)
    difference = largest_difference(rows)
    print(f"{len(rows)} messages: no probability differs by more than {difference:.1e}")
    if difference > ALLOWED:
        raise FloorError(f"serving and scikit-learn differ by {difference:.1e}; at most {ALLOWED:.0e} is allowed")


def largest_difference(rows: Sequence[Row]) -> float:
    """Between the probabilities of all fine classes, from the pipeline fitted on `rows` and from the fast scorer.

    And between those of harm, from that and from the compiled one, where there is one.
    """
    prepared = [prepare(row.text) for row in rows]
    dictionary = cut_dictionary(full_tokenizer(), (p.folded for p in prepared))
    names = extract(JiebaTokenizer(dictionary), prepared)
    pipeline = fit_part(names, [fine_label(row) for row in rows], range(len(rows)), TOLERANCE)
    tokenizer = Tokenizer(dictionary)
    parameters = pipeline.parameters((1.0, 0.0), dictionary)
    scorer, served = Scorer(parameters, tokenizer), open_scorer(parameters, tokenizer)
    differences = [
        np.abs(scorer.fine(p.read(tokenizer)) - expected).max()
        for p, expected in zip(prepared, pipeline.predict_proba(names), strict=True)
    ]
    differences += [
        abs(served.judge(p.folded, p.found, inf).harmful - scorer.judge(p.folded, p.found, inf).harmful)
        for p in prepared
    ]
    return float(max(differences))


if __name__ == "__main__":
    try:
        main()
    except FloorError as error:
        sys.exit(str(error))
