"""Accounts to write to: WeChat, QQ, Telegram, LINE.

Innocent look-alike: a school or a shop gives its WeChat as well. Not covered: accounts shown only as a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.indicators.found import Found

_PATTERNS = {
    "handle.wechat": re.compile(
        r"(?:微信号?|薇信|wechat|vx|wx|加v|\+v|v信|(?<![a-z])v)\s?[:：]?\s?[a-z][a-z0-9_-]{5,19}"
    ),
    "handle.qq": re.compile(r"(?:qq|扣扣|企鹅|q群|群号)\s?(?:号|群)?\s?[:：]?\s?[1-9]\d{4,10}"),
    "handle.telegram": re.compile(
        r"(?<![a-z0-9._])@[a-z][a-z0-9_]{4,31}(?![a-z0-9_.])|(?:t\.me|telegram\.me)/\+?[a-z0-9_]{4,}"
    ),
    "handle.line": re.compile(r"line\s?(?:id)?\s?[:：]?\s?@?[a-z0-9._-]{4,20}|lin\.ee/\w+"),
}


def find(folded: str) -> Iterator[Found]:
    """Yield each account with its rule.

    >>> [f.rule for f in find("加qq:123456789领资料")]
    ['handle.qq']
    """
    for rule, pattern in _PATTERNS.items():
        for match in pattern.finditer(folded):
            yield Found("handle", rule, match.start(), match.end())
