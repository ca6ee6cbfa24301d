"""Links that lead elsewhere than their words say: 工商银行 on a link to icbc-vip.top.

A text channel shows the words and hides the target, so this needs both (`Submission.links`) and is no finder over
text; its weight is set here and not learned, because plain-text training data has no hidden targets. Innocent
look-alikes: 工商银行 on a link to any institution's own domain (an article of its public account), words that name
nobody ("点这里"). Not covered: where a short link leads on to; names that `mismatch.toml` does not list.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from model.indicators.found import Found
from model.indicators.links import is_official
from model.indicators.suffixes import registrable_domain
from model.patterns import lazy
from model.types import LinkTarget, NormalizedText

RULE = "link.mismatch"
# Log-odds towards harm: enough to ask for care where the words leave doubt, not to overrule words plainly kind.
WEIGHT = 3.0

_HOST = lazy(r"(?<![a-z0-9@._-])(?:[a-z0-9-]+\.)+[a-z]{2,18}(?![a-z0-9@])")


def find_mismatches(links: Iterable[LinkTarget], normalized: NormalizedText) -> list[Found]:
    """A finding on the target of every link whose words name somebody else. Targets stand in the text as parts."""
    return [found for link in links if (said := claimed(link)) for found in _place(link, said, normalized)]


def claimed(link: LinkTarget) -> str:
    """The institution or domain that the words name although the link leads elsewhere; "" where nothing is wrong.

    >>> claimed(LinkTarget("工商银行", "https://icbc-vip.top/a")), claimed(LinkTarget("点这里", "https://icbc-vip.top/a"))
    ('工商银行', '')
    """
    host = host_of(link.target)
    if not host or is_official(host):
        return ""
    domain = registrable_domain(host) or host
    shown = link.visible.lower()
    for match in _HOST.finditer(shown):
        named = registrable_domain(match[0])
        if named and named != domain:
            return named
    return next((m[0] for name, domains in _names() if (m := name.search(shown)) and domain not in domains), "")


def host_of(target: str) -> str:
    """The host of a web address in lower case, or "" if it is none.

    >>> host_of("https://Icbc-VIP.top:80/a"), host_of("tg://resolve?domain=x")
    ('icbc-vip.top', '')
    """
    try:
        parts = urlsplit(target if "://" in target else f"//{target}")
        return (parts.hostname or "").lower() if parts.scheme in ("", "http", "https") else ""
    except ValueError:
        return ""


@cache
def _names() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    """Names with the domains that may stand behind them; Latin ones only as words of their own."""
    table = tomllib.loads(resources.files(__package__).joinpath("mismatch.toml").read_text("utf-8"))["institutions"]
    return tuple(
        (_word(name.lower()), frozenset(domains.split())) for domains, names in table.items() for name in names
    )


def _word(name: str) -> re.Pattern[str]:
    return lazy(rf"(?<![a-z0-9]){name}(?![a-z0-9])" if name.isascii() else name)


def _place(link: LinkTarget, said: str, normalized: NormalizedText) -> Iterator[Found]:
    """Where the target stands in the folded text; nowhere if the text does not carry it."""
    at = normalized.original.find(link.target)
    if at < 0:
        return
    start = bisect_left(normalized.starts, at)
    end = bisect_left(normalized.starts, at + len(link.target))
    if start < end:
        yield Found("link", RULE, start, end, {"visible": said, "domain": host_of(link.target)})
