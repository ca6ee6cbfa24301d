"""E-mail addresses, kept apart from links.

Source: the usual subset of RFC 5321. Innocent look-alike: everybody writes addresses; only one at a domain that borrows
an institution's name tells anything by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.indicators.found import Found
from model.indicators.lookalikes import looks_like, owner_of
from model.indicators.suffixes import registrable_domain
from model.patterns import lazy

_ADDRESS = lazy(
    r"(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}@(?P<host>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,18})(?![a-z0-9@])"
)
# Anybody gets an address here, so an institution's name behind the sign vouches for nothing.
FREE_MAIL = frozenset(
    [
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "139.com",
        "189.cn",
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "icloud.com",
        "yahoo.com",
        "yahoo.com.tw",
        "yahoo.com.hk",
        "hinet.net",
        "aliyun.com",
        "proton.me",
        "protonmail.com",
    ]
)


def find(folded: str) -> Iterator[Found]:
    """Yield each address: `email`, and `email.official` or `email.look_alike` by whose domain it is.

    >>> [f.rule for f in find("service@icbc-vip.top或a@qq.com")]
    ['email', 'email.look_alike', 'email']
    """
    if "@" not in folded:
        return
    for match in _ADDRESS.finditer(folded):
        host = match["host"]
        if not registrable_domain(host):
            continue
        yield Found("email", "email", match.start(), match.end())
        borrowed, owner = looks_like(host), owner_of(host)
        if borrowed:
            official = borrowed.domains[0] if borrowed.domains else "gov.cn"
            params = {"domain": registrable_domain(host), "owner": borrowed.text_key, "official": official}
            yield Found("email", "email.look_alike", match.start(), match.end(), params)
        elif owner and host not in FREE_MAIL:
            yield Found("email", "email.official", match.start(), match.end(), {"owner": owner.text_key})
