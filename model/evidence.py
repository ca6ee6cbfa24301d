"""Which words give a message away: from the pulls of features and the findings of indicators to readable spans.

Every feature's pull is spread over the characters it covers; a span is worth what lies inside it. Findings
of indicators come with a reason of their own; what is hot besides them is quoted as a phrase of whole words.
Not covered: why something was *not* found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from model.classifier.features import Reading
from model.classifier.scorer import HARMFUL, Scores
from model.indicators import Found
from model.scam_types import load_scam_types
from model.types import Evidence, NormalizedText, Submission

MOST = 5
# Phrases explain less than named reasons: few of them, and only strong ones.
MOST_PHRASES = 2
LEAST_PHRASE_WEIGHT = 0.4
PHRASE = "phrase"
# Below this pull (log-odds) a span is noise to a reader.
LEAST_WEIGHT = 0.08
LONGEST_PHRASE = 16
# A foreign word or two say less than as many Chinese characters.
LEAST_PHRASE, LEAST_FOREIGN_PHRASE = 3, 8
# A quote may grow by so many characters to end at a word's border; more would be another quote.
WIDENED_BY = 4
# Addresses and numbers are quoted as they are.
EXACT = frozenset(("link", "handle", "phone", "email", "card", "wallet", "mismatch", "disguise"))
# Of several reasons for one span the more exact one speaks: a borrowed name before a cheap ending before any link.
GENERAL = {"link": 2, "link.cheap_suffix": 1, "link.chinese": 1}
# A telltale of a less likely type is heard from this share of the likeliest type's probability on.
RIVAL_SHARE = 0.2
# Who writes and how he presses fill the room that is left, beside what is wanted and what betrays the script.
FILLING = frozenset(("claim", "pressure", PHRASE))
# What is shown with a reason of its own; numbers and sums alone prove nothing.
TELLING = frozenset(("telltale", "ask", "link", "handle", "pressure", "claim", "wallet", "mismatch", "disguise"))
TELLING_RULES = frozenset(
    (
        *("amount.return", "amount.per_task", "email.look_alike"),
        *("phone.virtual", "phone.foreign", "phone.spaced", "phone.spelt"),
        *("card", "card.unchecked", "card.account", "card.payee"),
    )
)


_NOWHERE = 2**62


class _Span(NamedTuple):
    start: int
    end: int
    kind: str
    rule: str
    params: tuple[tuple[str, str], ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Heat:
    """A message with the running sum of the pull on its characters: `sums[i]` is that of the first i."""

    reading: Reading
    sums: list[float]

    def weight(self, start: int, end: int) -> float:
        return self.sums[end] - self.sums[start]

    def whole_words(self, start: int, end: int) -> tuple[int, int]:
        """The span widened to word borders, so that no quote begins or ends inside a word."""
        starts = self.reading.starts
        first = starts[bisect_right(starts, start) - 1]
        word = bisect_left(starts, end)
        last = starts[word] if word < len(starts) else len(self.sums) - 1
        return (first, last) if last - first <= end - start + WIDENED_BY else (start, end)


def find_evidence(
    submission: Submission, normalized: NormalizedText, reading: Reading, scores: Scores
) -> tuple[Evidence, ...]:
    """At most five reasons that pull towards harm: named ones first, then phrases; each rule speaks once.

    A quote may lie inside a longer one of another kind (the ask inside a telltale), since both say something new.
    """
    heat = _Heat(reading, _sums(len(normalized.folded), scores))
    telling = [f for f in reading.found if _is_telling(f, scores)]
    spans = sorted(_named(telling, heat), key=_density)
    named = sorted(_choose(s for s in spans if s.kind not in FILLING), key=_pull)[:MOST]
    named += sorted(_choose((s for s in spans if s.kind in FILLING), besides=named), key=_pull)[: MOST - len(named)]
    most = min(MOST - len(named), MOST_PHRASES)
    best = named + _choose(sorted(_phrases(heat, normalized.folded), key=_pull), besides=named, most=most)
    return tuple([_evidence(submission, normalized, span) for span in best])


def _sums(length: int, scores: Scores) -> list[float]:
    """Running sums of the pull, each feature's spread evenly over its characters."""
    share = scores.pulls / (scores.ends - scores.starts)
    steps = np.bincount(scores.starts, share, length + 1) - np.bincount(scores.ends, share, length + 1)
    sums: list[float] = steps.cumsum().cumsum()[:length].tolist()
    return [0.0, *sums]


def _is_telling(f: Found, scores: Scores) -> bool:
    """Whether a finding has something to say: a telltale only about a type that the message may well be."""
    if f.kind == "telltale":
        _, type_id, _ = f.rule.split(".")
        harmful = [t for t in scores.types if load_scam_types()[t.id].family in HARMFUL]
        return any(t.id == type_id for t in harmful if t.probability >= RIVAL_SHARE * harmful[0].probability)
    return f.rule != "link.official" and (f.kind in TELLING or f.rule in TELLING_RULES)


def _named(telling: Iterable[Found], heat: _Heat) -> Iterator[_Span]:
    for f in telling:
        start, end = (f.start, f.end) if f.kind in EXACT else heat.whole_words(f.start, f.end)
        weight = heat.weight(start, end)
        if weight >= LEAST_WEIGHT:
            yield _Span(start, end, f.kind, f.rule, tuple(f.params.items()), weight)


def _phrases(heat: _Heat, folded: str) -> Iterator[_Span]:
    """Runs of hot words, cut at punctuation and at a readable length."""
    sums = heat.sums
    run: list[tuple[int, int]] = []
    for word, start in zip(heat.reading.segments, heat.reading.starts, strict=True):
        end = start + len(word)
        if word.isalnum() and sums[end] > sums[start]:
            run.append((start, end))
        elif run and word != " ":
            yield from _cut(heat, run, folded)
            run = []
    if run:
        yield from _cut(heat, run, folded)


def _cut(heat: _Heat, run: list[tuple[int, int]], folded: str) -> Iterator[_Span]:
    start, end = run[0]
    for first, after in [*run[1:], (_NOWHERE, _NOWHERE)]:
        if after - start > LONGEST_PHRASE:
            weight = heat.weight(start, end)
            if weight >= LEAST_PHRASE_WEIGHT and end - start >= _least_phrase(folded[start:end]):
                yield _Span(start, end, PHRASE, PHRASE, (), weight)
            start = first
        end = after


def _least_phrase(text: str) -> int:
    return LEAST_FOREIGN_PHRASE if text.isascii() else LEAST_PHRASE


def _pull(span: _Span) -> tuple[float, int]:
    return -span.weight, span.start


def _density(span: _Span) -> tuple[float, int, int]:
    """Short telling quotes first: 百万保障 rather than the sentence around it; of one span the most exact reason."""
    return -span.weight / (span.end - span.start), span.start, GENERAL.get(span.rule, 0)


def _choose(spans: Iterable[_Span], besides: Iterable[_Span] = (), most: int | None = None) -> list[_Span]:
    """Take spans in order, at most `most`; skip a rule heard before and what overlaps its own kind (or `besides`)."""
    taken = list(besides)
    chosen: list[_Span] = []
    for span in spans:
        if len(chosen) == most:
            break
        repeated = span.rule != PHRASE and any(span.rule == other.rule for other in chosen)
        rivals = [other for other in taken if span.kind in FILLING or other.kind == span.kind]
        same = any(span[:2] == other[:2] for other in taken)
        apart = all(span.end <= other.start or span.start >= other.end for other in rivals)
        if apart and not repeated and not same:
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
