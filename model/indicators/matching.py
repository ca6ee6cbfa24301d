"""Many patterns over one text: only those are run that the text could match at all, and only where.

A text without the grams that a pattern needs (`model.indicators.pattern_needs`) is spared the pattern; a long text is
looked at piece by piece, from stop to stop. A hundred patterns then cost one look for grams and the handful that may
match; what is found stays the same (tested).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from operator import add
from typing import Any

from model.indicators.pattern_needs import STOPS, needs_of, plain
from model.native import kernel

# Without the kernel, cutting a shorter text costs more than it spares.
WORTH_CUTTING = 1000
# A pattern, and where its matches may begin and must end.
Run = tuple[int, int, int]


class PatternTable:
    """Named patterns, in the order in which their findings come."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns.items())
        # Those that may match anything, and those that reach over stops.
        self._always: set[int] = set()
        self._reaching: set[int] = set()
        # Every way in which a pattern may match, with its sets of grams; and every set, numbered.
        self._ways: list[tuple[int, range]] = []
        self._by_gram: dict[str, list[int]] = defaultdict(list)
        sets = 0
        for number, (_, pattern) in enumerate(self._patterns):
            needs = needs_of(pattern)
            if not needs.stays:
                self._reaching.add(number)
            if not all(needs.ways):
                self._always.add(number)
                continue
            for way in needs.ways:
                self._ways.append((number, range(sets, sets + len(way))))
                for grams in way:
                    for gram in sorted(grams):
                        self._by_gram[gram].append(sets)
                    sets += 1
        self._grams = frozenset(self._by_gram)
        self._compiled = self._compile(sets) if kernel else None

    def _compile(self, sets: int) -> Any:
        ways = [(number, way.start, way.stop) for number, way in self._ways]
        count = len(self._patterns)
        return kernel.Grams(self._by_gram, sets, ways, self._always, self._reaching, count, STOPS) if kernel else None

    @property
    def needs(self) -> dict[str, list[Any]]:
        """Pattern → what it needs, as plain lists."""
        return {pattern.pattern: plain(needs_of(pattern)) for _, pattern in self._patterns}

    def finditer(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Each match of each pattern with the pattern's name."""
        for number, start, end in self._runs(text):
            name, pattern = self._patterns[number]
            for match in pattern.finditer(text, start, end):
                yield name, match

    def _runs(self, text: str) -> list[Run]:
        """Which patterns to look for where, by pattern and place."""
        if self._compiled:
            found: list[Run] = self._compiled.runs(text)
            return found
        in_all = self._candidates(text)
        if len(text) <= WORTH_CUTTING:
            return sorted((number, 0, len(text)) for number in in_all)
        runs = [(number, 0, len(text)) for number in in_all if number in self._reaching]
        start = 0
        for end in (*(i for i, char in enumerate(text, 1) if char in STOPS), len(text)):
            piece = self._candidates(text[start:end]) if start < end else ()
            runs += [(number, start, end) for number in piece if number not in self._reaching]
            start = end
        return sorted(runs)

    def _candidates(self, text: str) -> set[int]:
        grams = self._grams.intersection(map(add, text, text[1:])) | self._grams.intersection(text)
        present = {number for gram in grams for number in self._by_gram[gram]}
        return self._always | {number for number, way in self._ways if present.issuperset(way)}
