"""Folds that undo the ways a message is disguised. Each is named, recorded, and keeps offsets.

The folds run in a row, each over what the one before has left. The folded text is what features and indicators read;
evidence goes back through `NormalizedText.span`, so that people see their own words quoted. What was undone and hid
something is on record in `NormalizedText.disguises`.

    characters   what is not drawn, other forms of letters, white space; case
    script       foreign letters that pose as Latin; traditional script
    gaps         words pulled apart, characters split into halves
    addresses    links made unclickable
    pictures     emoji used as words
    sounds       homophones, look-alikes and pinyin of words that lures need
    digits       numbers in Chinese digits

Not covered: what only the reader's eye puts together (words written downwards, letters drawn with other letters).
"""

from __future__ import annotations

from collections.abc import Callable

from model.normalize.addresses import fold_addresses
from model.normalize.characters import fold_case, fold_characters
from model.normalize.digits import fold_digits
from model.normalize.gaps import fold_gaps, fold_split_characters
from model.normalize.pictures import fold_picture_words
from model.normalize.script import fold_foreign_letters, fold_script
from model.normalize.sounds import fold_homophones, fold_pinyin
from model.normalize.triage import load_triage
from model.normalize.working import Working
from model.types import NormalizedText

__all__ = ["normalize"]

# What one character is, then what several are together.
LETTERS: tuple[Callable[[Working], None], ...] = (fold_characters, fold_foreign_letters, fold_case)
FOLDS: tuple[Callable[[Working], None], ...] = (
    fold_script,
    fold_gaps,
    fold_split_characters,
    fold_addresses,
    fold_picture_words,
    fold_homophones,
    fold_pinyin,
    fold_digits,
)


def normalize(text: str) -> NormalizedText:
    """Fold `text`. Never raises; time grows linearly with length.

    >>> n = normalize("加\N{ZERO WIDTH SPACE}Ⓥ信")
    >>> n.folded, n.folds
    ('加微信', ('invisible character', 'compatibility form', 'letter case', 'pinyin'))
    >>> n.original[slice(*n.span(0, 2))]
    '加\\u200bⓋ'
    """
    triage = load_triage()
    if not triage:
        work = Working.of(text)
        for fold in LETTERS + FOLDS:
            fold(work)
        return work.finish()
    work, number = triage.begin(text)
    if number < 0:
        for fold in LETTERS:
            fold(work)
        triage.meet(work.text)
        number = triage.next_needed(work, 0)
    while number < len(FOLDS):
        FOLDS[number](work)
        number = triage.next_needed(work, number + 1)
    return work.finish()
