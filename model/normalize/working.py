"""A text on its way through the folds, and the way back to what was written."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from model.types import Disguise, NormalizedText


class Edit(NamedTuple):
    """`text[start:end]` becomes `new`."""

    start: int
    end: int
    new: str


class Mark(NamedTuple):
    """A disguise, by offsets in the original."""

    start: int
    end: int
    fold: str


@dataclass(slots=True)
class Working:
    """`text` as folded so far; its character i stands for `original[starts[i]:ends[i]]`."""

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    folds: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @classmethod
    def of(cls, original: str) -> Working:
        return cls(original, original, range(len(original)), range(1, len(original) + 1))

    def replace_characters(self, name: str, changed: Mapping[str, str]) -> None:
        """Replace each of the characters by its text, wherever it stands."""
        self._record(name)
        if all(len(new) == 1 for new in changed.values()):
            self.text = self.text.translate({ord(char): new for char, new in changed.items()})
            return
        pieces = [changed.get(char, char) for char in self.text]
        self.starts = array("l", [s for s, piece in zip(self.starts, pieces, strict=True) for _ in piece])
        self.ends = array("l", [e for e, piece in zip(self.ends, pieces, strict=True) for _ in piece])
        self.text = "".join(pieces)

    def edit(self, name: str, edits: Sequence[Edit]) -> None:
        """Apply edits, which are in order and apart. Every new character stands for all that it replaces."""
        if not edits:
            return
        self._record(name)
        pieces: list[str] = []
        starts, ends = array("l"), array("l")
        at = 0
        for start, end, new in edits:
            pieces += (self.text[at:start], new)
            starts.extend(self.starts[at:start])
            ends.extend(self.ends[at:start])
            starts.extend([self.starts[start]] * len(new))
            ends.extend([max(self.ends[start:end])] * len(new))
            at = end
        starts.extend(self.starts[at:])
        ends.extend(self.ends[at:])
        self.text, self.starts, self.ends = "".join([*pieces, self.text[at:]]), starts, ends

    def _record(self, name: str) -> None:
        if name not in self.folds:
            self.folds.append(name)

    def mark(self, fold: str, start: int, end: int) -> None:
        """Note that text[start:end] is written in disguise."""
        self.marks.append(Mark(self.starts[start], max(self.ends[start:end]), fold))

    def mark_all(self, fold: str, edits: Iterable[Edit]) -> None:
        for edit in edits:
            self.mark(fold, edit.start, edit.end)

    def finish(self) -> NormalizedText:
        """The value that travels on."""
        starts = self.starts if isinstance(self.starts, array) else array("l", self.starts)
        ends = self.ends if isinstance(self.ends, array) else array("l", self.ends)
        return NormalizedText(self.original, self.text, tuple(self.folds), starts, ends, self._disguises())

    def _disguises(self) -> tuple[Disguise, ...]:
        """Marks in order of place; what was deleted altogether has no span and is left out."""
        if not self.marks:
            return ()
        spans = ((mark, *self._folded_span(mark)) for mark in sorted(set(self.marks)))
        return tuple(
            Disguise(mark.fold, start, end, self.original[mark.start : mark.end], self.text[start:end])
            for mark, start, end in spans
            if start < end and self.original[mark.start : mark.end] != self.text[start:end]
        )

    def _folded_span(self, mark: Mark) -> tuple[int, int]:
        return bisect_left(self.starts, mark.start), bisect_left(self.starts, mark.end)
