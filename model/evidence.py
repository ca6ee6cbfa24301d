"""Which words give a message away: from the pulls of features and the findings of indicators to readable spans.

Every feature's pull is spread over the characters it covers (`heat`); a span is worth the heat inside it. Findings
of indicators come with a reason of their own; what is hot besides them is quoted as a phrase of whole words.
Not covered: why something was *not* found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.classifier.scorer import Scores
from model.indicators import Found
from model.tokenize import Tokenizer
from model.types import Evidence, NormalizedText, Submission

MOST = 5
PHRASE = "phrase"
# Below this pull (log-odds) a span is noise to a reader.
LEAST_WEIGHT = 0.08
LONGEST_PHRASE = 16
# What is shown with a reason of its own; numbers and sums alone prove nothing.
TELLING = frozenset(("telltale", "ask", "link", "handle"))
TELLING_RULES = frozenset(("amount.return", "phone.virtual", "phone.foreign"))


class _Span(NamedTuple):
    start: int
    end: int
    kind: str
    rule: str
    params: tuple[tuple[str, str], ...]
    weight: float


def find_evidence(
    submission: Submission,
    normalized: NormalizedText,
    found: list[Found],
    scores: Scores,
    tokenizer: Tokenizer,
) -> tuple[Evidence, ...]:
    """At most five reasons that pull towards harm: named ones first, then phrases; each rule speaks once.

    A quote may lie inside a longer one of another kind (the ask inside a telltale), since both say something new.
    """
    heat = _heat(len(normalized.folded), scores)
    named = sorted(_choose(sorted(_indicated(found, heat), key=_density)), key=_pull)[:MOST]
    phrases = _choose(sorted(_phrases(normalized.folded, tokenizer, heat), key=_pull), besides=named)
    best = named + phrases[: max(MOST - len(named), 0)]
    return tuple(_evidence(submission, normalized, span) for span in best)


def _heat(length: int, scores: Scores) -> NDArray[np.float64]:
    heat = np.zeros(length)
    for occurrence, pull in scores.pulls:
        heat[occurrence.start : occurrence.end] += pull / (occurrence.end - occurrence.start)
    return heat


def _indicated(found: Iterable[Found], heat: NDArray[np.float64]) -> Iterator[_Span]:
    for f in found:
        if f.rule == "link.official" or (f.kind not in TELLING and f.rule not in TELLING_RULES):
            continue
        weight = float(heat[f.start : f.end].sum())
        if weight >= LEAST_WEIGHT:
            yield _Span(f.start, f.end, f.kind, f.rule, tuple(f.params.items()), weight)


def _phrases(folded: str, tokenizer: Tokenizer, heat: NDArray[np.float64]) -> Iterator[_Span]:
    """Runs of hot words, cut at punctuation and at a readable length."""
    words = list(tokenizer.words(folded))
    for hot, run in groupby(words, key=lambda w: w[0].isalnum() and heat[w[1] : w[2]].sum() > 0):
        if hot:
            yield from _cut([(start, end) for _, start, end in run], heat)


def _cut(run: list[tuple[int, int]], heat: NDArray[np.float64]) -> Iterator[_Span]:
    while run:
        taken = [word for word in run if word[1] - run[0][0] <= LONGEST_PHRASE] or run[:1]
        run = run[len(taken) :]
        start, end = taken[0][0], taken[-1][1]
        weight = float(heat[start:end].sum())
        if end - start > 1 and weight >= LEAST_WEIGHT:
            yield _Span(start, end, PHRASE, PHRASE, (), weight)


def _pull(span: _Span) -> tuple[float, int]:
    return -span.weight, span.start


def _density(span: _Span) -> tuple[float, int]:
    """Short telling quotes first: 百万保障 rather than the sentence around it."""
    return -span.weight / (span.end - span.start), span.start


def _choose(spans: Iterable[_Span], besides: Iterable[_Span] = ()) -> list[_Span]:
    """Take spans in order; skip a rule heard before and what overlaps its own kind (or anything in `besides`)."""
    taken = list(besides)
    chosen: list[_Span] = []
    for span in spans:
        repeated = span.rule != PHRASE and any(span.rule == other.rule for other in chosen)
        rivals = [other for other in taken if span.rule == PHRASE or other.kind == span.kind]
        if not repeated and all(span.end <= other.start or span.start >= other.end for other in rivals):
            taken.append(span)
            chosen.append(span)
    return chosen


def _evidence(submission: Submission, normalized: NormalizedText, span: _Span) -> Evidence:
    start, end = normalized.span(span.start, span.end)
    text_key = span.rule if span.kind == "telltale" else f"evidence.{span.rule}"
    return Evidence(
        kind=span.kind,
        start=start,
        end=end,
        quote=normalized.original[start:end],
        rule=span.rule,
        weight=round(span.weight, 4),
        text_key=text_key,
        params=dict(span.params),
        provenance=submission.provenance_at(start),
    )
