"""What the classifier reads of a text, before it is cut into features: contacts by their shape, and which rules hold.

Contacts must not be learned by heart: every digit becomes 0, the inside of a link one placeholder, and digits masked
by hand (尾号****, 138xxxx) count as digits. The replacement keeps lengths, so offsets stay.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from functools import cache
from sys import byteorder

from model.indicators import Found
from model.patterns import lazy

LINK_MARK = "\ue000"
WORD, CHARACTER, INDICATOR = "w", "c", "i"
BLOCKS = (WORD, CHARACTER, INDICATOR)
DISGUISE = "disguise"
# Told as evidence, but not learned from: honest text copied out of an app holds characters that are not drawn, and
# letters for a character are a slip of any keyboard. The corpus cannot tell: nearly all that hides in it is harmful.
UNLEARNED = frozenset(("disguise.invisible", "disguise.pinyin"))
# The row of a feature that the model does not know.
UNKNOWN = -1

_DIGIT = lazy(r"\d")
_MASKED = lazy(r"(?<![a-z])[x*×]+(?![a-z])")
_MASKS = frozenset("x*×")
KEPT = lazy(r"[\w\ue000%$¥+@#]")
# Beyond the supplementary ideographs there are no letters.
LAST_LETTER = 0x3FFFF
MOST_ZEROS = 4


def shape(folded: str, found: Iterable[Found]) -> str:
    """The text with contacts reduced to their shape; same length.

    >>> shape("尾号12转a.cn", [Found("link", "link", 5, 9)])
    '尾号00转\\ue000\\ue000\\ue000\\ue000'
    """
    text = _DIGIT.sub("0", folded)
    if not _MASKS.isdisjoint(text):
        text = _MASKED.sub(lambda m: "0" * len(m.group()), text)
    links = [f for f in found if f.rule == "link"]
    if not links:
        return text
    chars = list(text)
    for link in links:
        chars[link.start : link.end] = LINK_MARK * (link.end - link.start)
    return "".join(chars)


@cache
def kept_codes() -> bytes:
    """Code point → whether its character counts (1 or 0); whatever lies beyond the last one does not."""
    kept = bytearray(LAST_LETTER + 2)
    everything = array("I", range(LAST_LETTER + 1)).tobytes().decode(f"utf-32-{byteorder[0]}e", "surrogatepass")
    for run in re.finditer(rf"{KEPT.pattern}+", everything):
        kept[run.start() : run.end()] = b"\1" * (run.end() - run.start())
    return bytes(kept)


def rules_of(found: Iterable[Found]) -> list[tuple[str, int, int]]:
    """(rule, start, end) of each feature of the third block: a rule at each place, all disguises as one.

    Twenty hidden words would otherwise drown every other indicator: hiding more must not look better.
    """
    found = [f for f in found if f.rule not in UNLEARNED]
    rules = [(f.rule, f.start, f.end) for f in found if f.kind != DISGUISE]
    return rules + [(DISGUISE, f.start, f.end) for f in found if f.kind == DISGUISE][:1]
