"""How much of what the sender said was read wrongly."""

from __future__ import annotations

import re
import unicodedata


def error_rate(read: str, said: str) -> float:
    """Characters inserted, lost or changed, per character said.

    White space does not count, nor does the width of a sign: “，” is “,” to the checker as well.
    """
    return edits(plain(read), plain(said)) / len(plain(said))


def plain(text: str) -> str:
    """Without white space and in one width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def edits(a: str, b: str) -> int:
    """Levenshtein's distance.

    >>> edits("转账给我", "转帐我")
    2
    """
    row = list(range(len(b) + 1))
    for n, x in enumerate(a, 1):
        diagonal, row[0] = row[0], n
        for m, y in enumerate(b, 1):
            diagonal, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, diagonal + (x != y))
    return row[-1]
