"""Links: where a message wants the reader to go, and whose domain that is.

Method: an ASCII pattern over NFKC text, checked against the public suffix list, because link finders made for
European text miss links inside unspaced Chinese. Innocent look-alikes: `a.b@qq.com` is an address,
`3.5万` and `v2.0` are numbers. Not covered: links behind buttons (they come as parts of their own), punycode decoding.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

import tldextract

from model.indicators.found import Found

_LINK = re.compile(
    r"(?<![a-z0-9@._-])(?:https?://|hxxps?://)?"
    r"(?P<host>(?:\d{1,3}\.){3}\d{1,3}|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,18})"
    r"(?P<port>:\d{2,5})?(?P<path>[/?#][a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?"
    r"(?![a-z0-9@])"
)
_IP = re.compile(r"[\d.]+")

# Registered for pennies or without identity, by far the most frequent endings in reports of phishing.
CHEAP_SUFFIXES = frozenset(
    [
        "top",
        "xyz",
        "vip",
        "cc",
        "icu",
        "club",
        "site",
        "online",
        "shop",
        "fun",
        "live",
        "buzz",
        "work",
        "ltd",
        "pw",
        "tk",
        "ml",
        "ga",
        "cf",
        "gq",
        "ink",
        "win",
        "bid",
        "loan",
        "rest",
        "cyou",
        "sbs",
        "cfd",
        "monster",
        "quest",
        "bond",
        "lol",
        "skin",
        "hair",
        "click",
        "link",
    ]
)


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The list inside the package: tldextract's default would go to the network on first use."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@cache
def _table() -> tuple[frozenset[str], frozenset[str]]:
    data = tomllib.loads(resources.files(__package__).joinpath("domains.toml").read_text("utf-8"))
    official = frozenset(domain for owner in data["official"] for domain in owner["domains"])
    return official, frozenset(data["short_links"]["domains"])


def registrable_domain(host: str) -> str:
    """The part that somebody registered, or "" if `host` is no domain name.

    >>> registrable_domain("m.icbc.com.cn"), registrable_domain("readme.md5x")
    ('icbc.com.cn', '')
    """
    return _suffixes()(host).top_domain_under_public_suffix


def is_official(host: str) -> bool:
    """Whether `host` belongs to an institution of `domains.toml` (or to a government)."""
    domain = registrable_domain(host)
    return domain in _table()[0] or re.search(r"\.gov(\.[a-z]{2})?$|^gov\.[a-z]{2}$", host) is not None


def find(folded: str) -> Iterator[Found]:
    """Yield every link with the rules that hold for it.

    >>> [f.rule for f in find("请点jd-vip.top/x9领取")]
    ['link', 'link.cheap_suffix']
    """
    if "." not in folded:
        return
    for match in _LINK.finditer(folded):
        host = match["host"]
        ip = bool(_IP.fullmatch(host))
        if not ip and not registrable_domain(host):
            continue
        params = {"domain": host if ip else registrable_domain(host)}
        for rule in _rules(host, ip, match["path"] or ""):
            yield Found("link", rule, match.start(), match.end(), params)


def _rules(host: str, ip: bool, path: str) -> Iterator[str]:
    yield "link"
    if ip:
        yield "link.ip"
    elif is_official(host):
        yield "link.official"
    elif registrable_domain(host) in _table()[1]:
        yield "link.short"
    elif host.rsplit(".", 1)[-1] in CHEAP_SUFFIXES:
        yield "link.cheap_suffix"
    if re.search(r"\.(?:apk|mobileconfig|ipa|exe)\b", path):
        yield "link.app_package"
