"""Addresses of cryptocurrency wallets: money sent there does not come back.

Source: TRON addresses (Base58, 34 characters from T), Ethereum addresses (EIP-55, 0x and 40 hexadecimal digits),
Bitcoin addresses (Base58 from 1 or 3, BIP-173 from bc1). Innocent look-alikes: hashes and serial numbers of other
lengths.
Not covered: the check sums, because folding to lower case loses them.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.indicators.found import Found
from model.patterns import lazy

_PATTERNS = {
    "wallet.tron": lazy(r"(?<![a-z0-9])t[1-9a-z]{33}(?![a-z0-9])"),
    "wallet.ethereum": lazy(r"(?<![a-z0-9])0x[0-9a-f]{40}(?![a-z0-9])"),
    "wallet.bitcoin": lazy(r"(?<![a-z0-9])(?:bc1[02-9ac-hj-np-z]{39,59}|[13][1-9a-z]{25,33})(?![a-z0-9])"),
}
_LONG_WORD = lazy(r"[a-z0-9]{26}")
# An address is random: a long word without figures, or a number without letters, is none.
_LEAST_DIGITS, _LEAST_LETTERS = 3, 8


def find(folded: str) -> Iterator[Found]:
    """Yield each address with its chain.

    >>> [f.rule for f in find("usdt打到tq5nmqjjhpqgk7qjdrzrh1s9wxqv7fye3k")]
    ['wallet.tron']
    """
    if not _LONG_WORD.search(folded):
        return
    for rule, pattern in _PATTERNS.items():
        for match in pattern.finditer(folded):
            if _is_random(match.group()):
                yield Found("wallet", rule, match.start(), match.end())


def _is_random(word: str) -> bool:
    digits = sum(char.isdigit() for char in word)
    return digits >= _LEAST_DIGITS and (word.startswith("0x") or len(word) - digits >= _LEAST_LETTERS)
