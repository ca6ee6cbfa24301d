"""Parts of a long message that may be judged by themselves.

A scam padded with friendly chat, or one dangerous turn in a long conversation, drowns in the whole: three harmless
sentences cost a third of the scams. So runs of sentences are scored too, short and long ones (a lure fits into 25
characters, a police script into 200), and the most suspicious one speaks for the message.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from model.patterns import lazy

# Where a sentence ends, after the folds have made punctuation plain. A full stop of Latin text may belong to a link.
_SENTENCE = lazy(r"[^。!?;…\n]+[。!?;…\n]*|[。!?;…\n]+")
_PAUSE = lazy(r"[,:、 ]")
# A text without punctuation is cut at a pause before this length, or hard at it; not sooner, because half of an old
# bulk SMS looks worse than the whole.
LONGEST_SENTENCE = 140
SIZES = (25, 50, 80, 130, 200)
# Less than this is no message: judged alone, "转给我" would be anything.
LEAST = 12
# Texts up to this length are judged as a whole only.
WHOLE_UP_TO = 60


def sentence_ends(folded: str) -> list[int]:
    """Offsets at which a sentence ends, the last one the length of the text; none where the whole is short.

    >>> sentence_ends("在吗?明天一起吃饭吧。"), sentence_ends("好。" * 31)[:3]
    ([], [2, 4, 6])
    """
    if len(folded) <= WHOLE_UP_TO:
        return []
    ends: list[int] = []
    for match in _SENTENCE.finditer(folded):
        start = match.start()
        while match.end() - start > LONGEST_SENTENCE:
            pauses = [m.end() for m in _PAUSE.finditer(folded, start + LEAST, start + LONGEST_SENTENCE)]
            start = pauses[-1] if pauses else start + LONGEST_SENTENCE
            ends.append(start)
        ends.append(match.end())
    return ends


def windows(ends: Sequence[int]) -> list[tuple[int, int]]:
    """(first sentence, sentence after the last) of every run that fits one of SIZES, without the whole and scraps.

    >>> windows([30, 60, 90])
    [(0, 1), (1, 2), (1, 3), (2, 3)]
    """
    if len(ends) < 2:
        return []
    starts = [0, *ends[:-1]]
    spans = {
        (first, max(bisect_right(ends, start + size), first + 1))
        for first, start in enumerate(starts)
        for size in SIZES
    }
    whole = (0, len(ends))
    return sorted(s for s in spans if s != whole and ends[s[1] - 1] - starts[s[0]] >= LEAST)
