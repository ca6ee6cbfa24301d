"""Telephone numbers, by what they are in mainland China and next door.

Source: the numbering plan of the Ministry of Industry and Information Technology (mobile 11 digits from 13 to 19,
95xxx/96xxx/12xxx short service numbers, 400/800). Innocent look-alike: order and tracking numbers, which are longer
or carry no valid prefix. Not covered: whose a 95 number is; full international validation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.indicators.found import Found

_PATTERNS = {
    "phone.mobile": re.compile(r"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    "phone.virtual": re.compile(r"(?<![\d.])1(?:7[01]|6[257])\d{8}(?!\d)"),
    "phone.toll_free": re.compile(r"(?<!\d)[48]00[ -]?\d{3}[ -]?\d{4}(?!\d)"),
    "phone.service": re.compile(r"(?<![\d.])(?:95\d{3,4}|96\d{3,4}|12[1-6]\d{2}|100(?:0|1|8)\d|11[0249])(?![\d.元块])"),
    "phone.landline": re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"),
    "phone.foreign": re.compile(r"(?<!\d)(?:\+|00)(?!86)[1-9]\d{0,2}[ -]?\d[\d -]{5,12}\d(?!\d)"),
}
_ENOUGH_DIGITS = re.compile(r"\d{3}")


def find(folded: str) -> Iterator[Found]:
    """Yield each number with its rule.

    >>> [f.rule for f in find("客服13800138000，官方95588")]
    ['phone.mobile', 'phone.service']
    """
    if not _ENOUGH_DIGITS.search(folded):
        return
    for rule, pattern in _PATTERNS.items():
        for match in pattern.finditer(folded):
            yield Found("phone", rule, match.start(), match.end())
