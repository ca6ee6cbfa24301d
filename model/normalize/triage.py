"""Which folds a text needs: most need none but that of letters, and the compiled kernel sees that in one look.

The kernel is told what each character may be part of; it may call for a fold in vain, but leaves none out that would
change the text (tested). Not covered: machines without the kernel, where all folds look for themselves.
"""

from __future__ import annotations

from functools import cache
from string import ascii_lowercase, digits
from typing import Any

from model.native import kernel
from model.normalize.characters import CASE_FOLDS, CHARACTER_FOLDS, FANCY, HIDING
from model.normalize.digits import CHINESE_DIGITS
from model.normalize.gaps import GAPS, MARKS, PICTURES, load_splits
from model.normalize.pictures import PICTURE_SET
from model.normalize.script import is_foreign, is_traditional
from model.normalize.vocabulary import load_vocabulary
from model.normalize.working import Working

LETTER_FOLDS = (*CHARACTER_FOLDS.folds, *CASE_FOLDS.folds)


class Triage:
    """The kernel's look at a text, and what it must be told of characters when they are first met."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._met: set[str] = set()
        self._names: dict[int, tuple[str, ...]] = {}

    def begin(self, text: str) -> tuple[Working, int]:
        """The text with its letters folded, and the number of the first other fold that it may need.

        Where a character needs a longer look, the text as it is and -1.
        """
        seen = self._compiled.look(text)
        if seen is None:
            self.meet(text)
            return Working.of(text), -1
        folded, folds, first = seen
        work = Working.of(text)
        if folds:
            work.text = folded
            work.folds += self._names_of(folds)
        return work, first

    def next_needed(self, work: Working, start: int) -> int:
        """Number of the first fold from `start` on (counted behind `LETTERS`) that may have something to do.

        All characters must have been met before the first of them, that of script.
        """
        needed: int = self._compiled.needed(work.text, start)
        return needed

    def heard(self, text: str) -> list[int]:
        """Places where a word of the vocabulary is heard but another one is written."""
        places: list[int] = self._compiled.heard(text)
        return places

    def _names_of(self, folds: int) -> tuple[str, ...]:
        if folds not in self._names:
            self._names[folds] = tuple(fold.name for bit, fold in enumerate(LETTER_FOLDS) if folds >> bit & 1)
        return self._names[folds]

    def meet(self, text: str) -> None:
        """Tell the kernel of new characters; those that hide something, or mean several, always get the longer look."""
        new = set(text) - self._met
        for char in new - FANCY - HIDING:
            lower = CHARACTER_FOLDS.change(char)
            change = CASE_FOLDS.change(lower.new) if len(lower.new) == 1 else lower
            if len(change.new) == 1 and not is_foreign(char) and not is_foreign(lower.new):
                by = sum(1 << bit for bit in lower.by) + sum(1 << bit + len(CHARACTER_FOLDS.folds) for bit in change.by)
                self._compiled.learn(char, change.new, by, is_traditional(change.new))
        # Last, so that another thread does not take for known what the kernel has not been told yet.
        self._met |= new


@cache
def load_triage() -> Triage | None:
    """The one triage, where there is a kernel."""
    if not kernel:
        return None
    vocabulary, kind = load_vocabulary(), kernel.Kind
    kinds = (
        (kind.HAN, range(0x3400, 0xA000)),
        (kind.GAP, map(ord, GAPS)),
        (kind.MARK, map(ord, MARKS)),
        *((kind.MARK, range(first, last + 1)) for first, last in PICTURES),
        (kind.PICTURE, map(ord, PICTURE_SET)),
        (kind.CHINESE_DIGIT, map(ord, CHINESE_DIGITS)),
        (kind.LETTER, map(ord, ascii_lowercase)),
        (kind.DIGIT, map(ord, digits)),
    )
    by_sound = vocabulary.by_sound
    spelled = {pair: [(word.text, codes) for word, codes in words] for pair, words in by_sound.items()}
    return Triage(kernel.Triage(kinds, vocabulary.code_of, vocabulary.own_pairs, load_splits(), spelled))
