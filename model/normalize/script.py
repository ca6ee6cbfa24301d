"""Scripts: traditional Chinese to simplified, and foreign letters that pose as Latin ones.

A Cyrillic а among Latin letters of one word is a good sign of a disguise (аpple.com); a word all in Cyrillic, or a
Greek letter by itself (α, Δt), is none and stays. Not covered: a whole word in a foreign script that happens to look
Latin.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from opencc import OpenCC

from model.normalize.working import Edit, Working
from model.patterns import lazy

# Before letter case is folded, since capital Ν looks like N and small ν like v. Only letters that a reader takes for
# the Latin one.
LOOK_LIKE_LATIN = str.maketrans(
    {
        # Cyrillic
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "һ": "h", "н": "h", "і": "i", "ї": "i", "ј": "j",
        "к": "k", "ӏ": "l", "м": "m", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "у": "y", "ѵ": "v",
        "ԝ": "w", "х": "x", "ʋ": "v",
        # Greek
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u",
        "χ": "x", "ω": "w", "γ": "y", "ς": "c", "ϳ": "j",
        # capitals
        **dict(zip("АВСЕНІЈКМОРЅТУХҮ", "abcehijkmopstyxy", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "abezhikmnoptyxc", strict=True)),
        # small capitals and the like
        "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k",
        "ʟ": "l", "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w",
        "ʏ": "y", "ᴢ": "z", "ɑ": "a", "ɡ": "g", "ⅼ": "l", "օ": "o", "ց": "g",
    }
)  # fmt: skip
_FOREIGN = "\u0250-\u02af\u0370-\u03ff\u0400-\u052f\u0561-\u0587\u1d00-\u1d2b\ua730-\ua731"
_ANY_FOREIGN = lazy(f"[{_FOREIGN}]")
# A word, or an address with its dots. Possessive, since 100,000 letters are one word too.
_WORD = lazy(f"[A-Za-z0-9{_FOREIGN}]++(?:[.-][A-Za-z0-9{_FOREIGN}]++)*+")
_LATIN = lazy("[A-Za-z]")
# Units and formulas write Greek beside Latin: μm, kΩ, Δt.
_LEAST_MIXED = 3


def fold_foreign_letters(work: Working) -> None:
    """Foreign letters in a word that also has Latin ones.

    >>> from model.normalize import normalize
    >>> normalize("pаypal.com").folded, normalize("привет").folded
    ('paypal.com', 'привет')
    """
    if work.text.isascii() or not _ANY_FOREIGN.search(work.text):
        return
    edits = list(_posing(work.text))
    work.mark_all("mixed_script", edits)
    work.edit("mixed script", edits)


def _posing(text: str) -> Iterator[Edit]:
    for match in _WORD.finditer(text):
        word = match.group()
        if len(word) >= _LEAST_MIXED and _ANY_FOREIGN.search(word) and _LATIN.search(word):
            latin = word.translate(LOOK_LIKE_LATIN)
            if latin.isascii():
                yield Edit(match.start(), match.end(), latin)


# Simplified characters that are written for another one in some words (回覆, 凭藉, 沈思): by themselves they stay.
IN_WORDS = frozenset("哩坏沈藉覆")
# Characters that have been met and are simplified ones; bounded by Unicode. A text of no others stays as it is.
_simple: set[str] = set()


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def fold_script(work: Working) -> None:
    """Traditional characters to simplified ones, one for one, so that offsets stay."""
    odd = work.characters - _simple
    if odd:
        _simple.update(char for char in odd if not is_traditional(char))
    if odd <= _simple:
        return
    changed = simplified(work.text)
    if changed != work.text:
        work.record("traditional script")
        work.text = changed


def simplified(text: str) -> str:
    """`text` in simplified script, of the same length."""
    converted: str = _to_simplified().convert(text)
    return converted if len(converted) == len(text) else "".join(_one_for_one(char) for char in text)


def is_foreign(char: str) -> bool:
    """Whether a character is of those that may pose as Latin."""
    return bool(_ANY_FOREIGN.match(char))


def is_traditional(char: str) -> bool:
    """Whether a character has another form in simplified script, alone or in some words."""
    return char in IN_WORDS or _one_for_one(char) != char


def _one_for_one(char: str) -> str:
    converted: str = _to_simplified().convert(char)
    return converted if len(converted) == 1 else char
