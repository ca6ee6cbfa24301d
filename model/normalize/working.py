"""A text on its way through the folds, and the way back to what was written."""

from __future__ import annotations

import re
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


# Offsets of a text of ordinary length, to be copied: counting them anew costs as much as two folds.
_NATURAL = array("l", range(2000))


@dataclass(slots=True)
class Working:
    """`text` as folded so far; its character i stands for `original[starts[i]:ends[i]]`."""

    original: str
    text: str
    starts: array[int]
    ends: array[int]
    folds: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    _characters: set[str] = field(default_factory=set)
    _characters_of: str = ""

    @property
    def characters(self) -> set[str]:
        """The different characters of `text`: a fold looks here first whether it has anything to do."""
        if self._characters_of is not self.text:
            self._characters, self._characters_of = set(self.text), self.text
        return self._characters

    @classmethod
    def of(cls, original: str) -> Working:
        places = _NATURAL if len(original) < len(_NATURAL) else array("l", range(len(original) + 1))
        return cls(original, original, places[: len(original)], places[1 : len(original) + 1])

    def replace_characters(self, names: Iterable[str], changed: Mapping[str, str]) -> None:
        """Replace each of the characters by its text, wherever it stands; `names`: the folds that do so."""
        names = list(names)
        self.record(*names)
        letters = {char: new for char, new in changed.items() if len(new) == 1}
        others = "".join(re.escape(char) for char in changed.keys() - letters.keys())
        # Where the others stand, before letters are put in that may look like them.
        places = [match.start() for match in re.finditer(f"[{others}]", self.text)] if others else []
        edits = [Edit(at, at + 1, changed[self.text[at]]) for at in places]
        if letters:
            self.text = "".join(map(letters.get, self.text, self.text))
        if edits:
            self.edit(names[0], edits)

    def edit(self, name: str, edits: Sequence[Edit]) -> None:
        """Apply edits, which are in order and apart. Every new character stands for all that it replaces."""
        if not edits:
            return
        self.record(name)
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

    def record(self, *names: str) -> None:
        """Note that folds of these names changed something."""
        self.folds += [name for name in names if name not in self.folds]

    def mark(self, fold: str, start: int, end: int) -> None:
        """Note that text[start:end] is written in disguise."""
        self.marks.append(Mark(self.starts[start], max(self.ends[start:end]), fold))

    def mark_all(self, fold: str, edits: Iterable[Edit]) -> None:
        for edit in edits:
            self.mark(fold, edit.start, edit.end)

    def finish(self) -> NormalizedText:
        """The value that travels on."""
        return NormalizedText(self.original, self.text, tuple(self.folds), self.starts, self.ends, self._disguises())

    def _disguises(self) -> tuple[Disguise, ...]:
        """Marks in order of place, neighbours of one fold joined; what was deleted altogether has no span."""
        if not self.marks:
            return ()
        spans = [
            (bisect_left(self.starts, mark.start), bisect_left(self.starts, mark.end), mark.fold)
            for mark in _joined(self.marks)
        ]
        disguises = (self._disguise(*span) for span in spans if span[0] < span[1])
        return tuple(disguise for disguise in disguises if disguise.written != disguise.meant)

    def _disguise(self, start: int, end: int, fold: str) -> Disguise:
        written = self.original[self.starts[start] : max(self.ends[start:end])]
        return Disguise(fold, start, end, written, self.text[start:end])


def _joined(marks: Iterable[Mark]) -> list[Mark]:
    """Marks of one fold that touch become one: 钅艮 and 彳亍 are one word."""
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.fold, mark.start)):
        if joined and joined[-1].fold == mark.fold and mark.start <= joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(mark.end, joined[-1].end))
        else:
            joined.append(mark)
    return sorted(joined)
