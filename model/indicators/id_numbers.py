"""Numbers of identity papers: mainland China, Hong Kong, Taiwan.

Source: GB 11643 (18 characters, check digit modulo 11), the Hong Kong identity card (letters, six digits, check
digit in brackets), the Taiwan identity card (letter, 1/2 or 8/9, eight digits). Innocent look-alikes: order numbers
of the same length, which fail the date or the check digit. Not covered: passports, old 15-digit numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.indicators.found import Found
from model.patterns import lazy

_MAINLAND = lazy(r"(?<![\da-z])[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![\da-z])")
_HONG_KONG = lazy(r"(?<![a-z])([a-z]{1,2})(\d{6})\(([\da])\)")
_TAIWAN = lazy(r"(?<![a-z])([a-z])([1289]\d{8})(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# The letters of Taiwan's counties in the order of their codes, 10 to 35.
_COUNTIES = "abcdefghjklmnpqrstuvxywzio"
_ENOUGH_DIGITS = lazy(r"\d{6}")


def find(folded: str) -> Iterator[Found]:
    """Yield each number whose check digit is right.

    >>> [f.rule for f in find("身份证11010519491231002x,香港a123456(3),台湾a123456789")]
    ['id_number.mainland', 'id_number.hong_kong', 'id_number.taiwan']
    """
    if not _ENOUGH_DIGITS.search(folded):
        return
    checks = (("mainland", _MAINLAND, _mainland), ("hong_kong", _HONG_KONG, _hong_kong), ("taiwan", _TAIWAN, _taiwan))
    for place, pattern, is_right in checks:
        for match in pattern.finditer(folded):
            if is_right(match):
                yield Found("id_number", f"id_number.{place}", match.start(), match.end())


def _mainland(match: re.Match[str]) -> bool:
    number = match.group()
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10x98765432"[total % 11] == number[-1]


def _hong_kong(match: re.Match[str]) -> bool:
    letters, digits, check = match.groups()
    values = [36] * (2 - len(letters)) + [ord(c) - ord("a") + 10 for c in letters] + [int(d) for d in digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return (total + (10 if check == "a" else int(check))) % 11 == 0


def _taiwan(match: re.Match[str]) -> bool:
    county = _COUNTIES.index(match[1]) + 10
    digits = [county // 10, county % 10, *(int(d) for d in match[2])]
    return sum(d * w for d, w in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0
