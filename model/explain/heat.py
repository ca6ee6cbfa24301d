"""Where a message is hot, and where a quote may begin and end.

Every feature's pull is spread evenly over the characters it covers; a span is worth what lies inside it. A quote is
a clause where that is short, else whole words: never half a phrase, a number or a foreign word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.indicators import Found
from model.patterns import lazy

# Longer than this a quote hides the telling words; a foreign word takes as much room as two or three characters.
LONGEST, LONGEST_FOREIGN = 28, 40
# A quote out of a long clause reaches to the clause's border where that is so near, and else holds so much.
NEAR, READABLE, READABLE_FOREIGN = 8, 12, 36
# Commas, colons and stops inside of numbers, times and addresses separate nothing; white space only where Chinese is
# written without punctuation.
_BORDER = lazy(
    r"[。!?;、…\n【】|~]|,(?!\d)|(?<!\d),|:(?![\d/])|(?<=[^\d:])(?=:\d):|\.(?![a-z0-9])"
    r"|(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])"
)
_WORDLESS = lazy(r"[\w“「‘『《(¥$£€@#+]")
_CLOSING = {"“": "”", "「": "」", "‘": "’", "『": "』", "《": "》", "(": ")"}
# Words that leave an English quote hanging: "Your package is".
_HANGING = lazy(
    r"a|an|the|and|or|but|of|to|in|into|on|out|at|by|for|with|from|as|is|are|was|were|be|been|has|have|had|will|would|can"
    r"|could|your|our|my|his|her|their|this|that|these|those|it|we|you|i|they|he|she|not|if|so|when|then|which|who"
)

_JOINING = frozenset(("and", "or", "but", "so"))
# From a character of a number on: another one.
_NUMBER = lazy(r"[\d.,][\d.,%万千百亿元块]|[$¥£€]\d")
_FULL_STOP = lazy(r"[。!?\n]")
# A clause of fewer characters is a bare word, which says little by itself.
LEAST_CLAUSE = 4
# A quote that ends at a clause's border is worth as much as another that is so much hotter.
BORDER_WORTH = 0.6
# Chinese characters and punctuation, and what lies beyond.
_CHINESE = lazy("[\u2e80-\U0010ffff]")

Span = tuple[int, int]


@dataclass
class Heat:
    """A folded text with the running sum of the pull on its characters: `sums[i]` is that of the first i.

    `found`: what indicators saw; `starts`: where words begin.
    """

    folded: str
    found: Sequence[Found]
    starts: Sequence[int]
    sums: Sequence[float]

    def weight(self, start: int, end: int) -> float:
        return self.sums[end] - self.sums[start]

    @cached_property
    def word_starts(self) -> Sequence[int]:
        """Where words begin; a link, which the classifier reads as a row of marks, is one."""
        starts = list(self.starts)
        for first, last in reversed(self._links):
            del starts[bisect_right(starts, first) : bisect_left(starts, last)]
        return starts

    @cached_property
    def _links(self) -> list[Span]:
        return [(f.start, f.end) for f in self.found if f.rule == "link"][:_FEW]

    @cached_property
    def clauses(self) -> list[Span]:
        """Clauses without the punctuation around them, in order; those inside a link are none."""
        cuts = [m.span() for m in _BORDER.finditer(self.folded)]
        for first, last in reversed(self._links):
            del cuts[bisect_right(cuts, first, key=_start) : bisect_left(cuts, last, key=_start)]
        starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(self.folded)]
        return [span for span in map(self._bare, starts, ends) if span[0] < span[1]]

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [start for start, _ in self.clauses]

    def _bare(self, start: int, end: int) -> Span:
        """The span without white space and marks at its ends; a closing quotation mark stays with its opening one."""
        first = _WORDLESS.search(self.folded, start, end)
        if first is None:
            return start, start
        start = first.start()
        while end > start and not self.folded[end - 1].isalnum() and not self._closes(start, end):
            end -= 1
        return start, end

    def _closes(self, start: int, end: int) -> bool:
        last = self.folded[end - 1]
        if last in "%元$¥":
            return True
        return any(last == shut and mark in self.folded[start:end] for mark, shut in _CLOSING.items())

    def longest(self, start: int, end: int) -> int:
        return LONGEST_FOREIGN if self.is_foreign(start, end) else LONGEST

    def is_foreign(self, start: int, end: int) -> bool:
        return _CHINESE.search(self.folded, start, end) is None

    def whole_words(self, start: int, end: int) -> Span:
        """The span widened to word borders."""
        starts = self.word_starts
        first = starts[bisect_right(starts, start) - 1]
        word = bisect_left(starts, end)
        return first, starts[word] if word < len(starts) else len(self.folded)

    def _whole_number(self, start: int, end: int) -> Span:
        while start > 0 and _NUMBER.match(self.folded, start - 1):
            start -= 1
        while end < len(self.folded) and _NUMBER.match(self.folded, end - 1):
            end += 1
        return start, end

    def clause_of(self, start: int, end: int) -> Span:
        """The clause, or the clauses, that a span lies in."""
        first = max(bisect_right(self._clause_starts, start) - 1, 0)
        last = max(bisect_left(self._clause_starts, end) - 1, first)
        if not self.clauses:
            return start, end
        return min(self.clauses[first][0], start), max(self.clauses[last][1], end)

    def quote(self, start: int, end: int) -> Span:
        """What to show of a span: its clauses, or as much of them as reads well."""
        start, end = self.whole_words(*self._whole_number(start, end))
        longest = self.longest(start, end)
        first, last = self.clause_of(start, end)
        if last - first <= longest:
            return self._bare(*self._with_neighbour(first, last, longest))
        if run := self._clause_run(start, end, longest):
            return self._bare(*run)
        if end - start > longest:
            return self._trimmed(*self.hottest(start, end, longest), start)
        if start - first <= NEAR and end - first <= longest:
            start = first
        if last - end <= NEAR and last - start <= longest:
            end = last
        return self._trimmed(*self._readable(start, end, first, last), end)

    def _with_neighbour(self, start: int, end: int, longest: int) -> Span:
        """A clause of a bare word or two with the one before it (补 6.8元 关税), else with the one behind."""
        at = bisect_left(self._clause_starts, start)
        while end - start < LEAST_CLAUSE and at > 0 and self._joins(self.clauses[at - 1][0], end, longest):
            at -= 1
            start = self.clauses[at][0]
        behind = bisect_left(self._clause_starts, end)
        if end - start < LEAST_CLAUSE and behind < len(self.clauses):
            after = self.clauses[behind][1]
            return (start, after) if self._joins(start, after, longest) else (start, end)
        return start, end

    def _joins(self, start: int, end: int, longest: int) -> bool:
        return end - start <= longest and not _FULL_STOP.search(self.folded, start, end)

    def _clause_run(self, start: int, end: int, longest: int) -> Span | None:
        """The hottest run of whole clauses among those that a span touches, if one is short enough."""
        clauses = [c for c in self._touched(start, end) if c[0] < end and c[1] > start]
        runs = [
            (first, last)
            for i, (first, _) in enumerate(clauses)
            for _, last in clauses[i:]
            if last - first <= longest
        ]  # fmt: skip
        return max(runs, key=lambda run: self.weight(max(run[0], start), min(run[1], end)), default=None)

    def _touched(self, start: int, end: int) -> list[Span]:
        first = max(bisect_right(self._clause_starts, start) - 1, 0)
        return self.clauses[first : bisect_left(self._clause_starts, end)][:_FEW]

    def _readable(self, start: int, end: int, first: int, last: int) -> Span:
        """A bare word with the words behind it, then those before it, within its clause."""
        wanted = READABLE_FOREIGN if self.is_foreign(start, end) else READABLE
        starts = self.word_starts
        while end < last and end - start < wanted:
            word = bisect_right(starts, end)
            end = min(starts[word] if word < len(starts) else len(self.folded), last)
        while start > first and end - start < wanted:
            start = max(starts[bisect_left(starts, start) - 1], first)
        return self._bare(start, end) if end - start <= self.longest(start, end) else (start, end)

    def _trimmed(self, start: int, end: int, core_end: int) -> Span:
        """The quote without English words that would leave it hanging at its ends."""
        start, end = self._bare(start, end)
        text = self.folded
        while (last := text.rfind(" ", start, end)) > core_end and _HANGING.fullmatch(text, last + 1, end):
            end = last
        while (first := text.find(" ", start, end)) > 0 and text[start:first] in _JOINING:
            start = first + 1
        return self._bare(start, end)

    def hottest(self, start: int, end: int, longest: int) -> Span:
        """The run of whole words, at most so long, with the greatest pull; one that has a clause's border if it can."""
        borders = self._word_borders(start, end)
        runs = [(a, borders[bisect_right(borders, a + longest) - 1]) for a in borders[:-1]]
        runs.append((borders[bisect_left(borders, end - longest)], end))
        runs = [run for run in runs if run[0] < run[1]] or [(start, min(end, start + longest))]
        best = max(runs, key=lambda run: self.weight(*run))
        at_border = [run for run in runs if run[0] == start or run[1] == end]
        nearly = max(at_border, key=lambda run: self.weight(*run), default=best)
        return nearly if self.weight(*nearly) >= BORDER_WORTH * self.weight(*best) else best

    def _word_borders(self, start: int, end: int) -> list[int]:
        """Where words begin in a span, and its ends; a number stays whole (1,880 and 15万)."""
        starts = self.word_starts
        inner = starts[bisect_right(starts, start) : bisect_left(starts, end)]
        return [start, *(at for at in inner if not _NUMBER.match(self.folded, at - 1)), end]

    def hot_clauses(self, least: float) -> Iterator[tuple[Span, float]]:
        """What each clause has to quote, with its pull, where that is at least so strong."""
        for start, end in self.clauses:
            span = (start, end)
            if end - start > LONGEST and end - start > (longest := self.longest(start, end)):
                span = self._trimmed(*self.hottest(start, end, longest), start)
            weight = self.weight(*span)
            if weight >= least and span[0] < span[1]:
                yield span, weight


def _start(span: Span) -> int:
    return span[0]


# Links of which the inside is kept whole; a message of hundreds is no message.
_FEW = 50
