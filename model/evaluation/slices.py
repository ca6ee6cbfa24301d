"""Slices of a set of messages: by language and by length, judged from the text alone."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
# Fewer traditional characters than this in a hundred are names or slips (裡, 著, 乾).
TRADITIONAL_PER_HUNDRED = 6
LENGTHS = (20, 40, 80, 160)


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def language_of(text: str) -> str:
    """`en`, `mixed`, `zh-Hant` or `zh-Hans`; a text without either script counts as zh-Hans.

    >>> language_of("您的包裹已送達，請至超商取貨"), language_of("Your parcel is on hold")
    ('zh-Hant', 'en')
    """
    han, words = _HAN.findall(text), len(_LATIN_WORD.findall(text))
    if words > len(han):
        return "en"
    if words * 3 > len(han):
        return "mixed"
    simplified = _to_simplified().convert("".join(han))
    traditional = sum(a != b for a, b in zip(han, simplified, strict=False))
    return "zh-Hant" if traditional * 100 > len(han) * TRADITIONAL_PER_HUNDRED else "zh-Hans"


def length_band(text: str) -> str:
    """A name for the length in characters, in the order of LENGTHS.

    >>> length_band("在吗"), length_band("字" * 500)
    ('to 20', 'over 160')
    """
    return next((f"to {limit}" for limit in LENGTHS if len(text) <= limit), f"over {LENGTHS[-1]}")
