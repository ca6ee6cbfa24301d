"""Folds of the corpus on which nothing is learned by heart: whole writers, and no close pair on both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sklearn.model_selection import GroupKFold

from model.classifier.corpus import Row, near_duplicates

FOLDS = 3
# Stricter than the gate of the corpus (0.5): a third of the 4-grams in common is the same idea in other words.
CLOSE = 0.3


@dataclass(frozen=True, slots=True)
class Split:
    """Indices of the rows to train on and of those kept aside."""

    kept: list[int]
    aside: list[int]


def split_by_writer(rows: Sequence[Row]) -> Iterator[Split]:
    """A third of the writers aside at a time. Rows close to one of theirs (writers of one brief think alike) are left
    out of what is trained on."""
    close: dict[int, set[int]] = defaultdict(set)
    index = {id(row): i for i, row in enumerate(rows)}
    for a, b in near_duplicates(list(rows), CLOSE):
        close[index[id(a)]].add(index[id(b)])
        close[index[id(b)]].add(index[id(a)])
    for seen, unseen in GroupKFold(FOLDS).split(rows, groups=[row.writer for row in rows]):
        aside = {int(i) for i in unseen}
        yield Split([int(i) for i in seen if aside.isdisjoint(close[int(i)])], sorted(aside))
