"""Which part of a host name somebody registered.

Source: the Public Suffix List, cut to what registries hand out (`public_suffixes.txt`): reading it takes two
milliseconds, where the package `tldextract` costs a third of a second before the first link. A test holds both equal.
Not covered: suffixes that companies lend out (`github.io`); `domains.toml` names those met most.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def _rules() -> frozenset[str]:
    """Suffixes as listed: plain, `*.x` (anything below x) and `!a.x` (but not a.x)."""
    lines = resources.files(__package__).joinpath("public_suffixes.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("//"))


def _is_suffix(labels: list[str]) -> bool:
    return ".".join(labels) in _rules() or ".".join(["*", *labels[1:]]) in _rules()


def _is_exception(labels: list[str]) -> bool:
    return "!" + ".".join(labels) in _rules()


def registrable_domain(host: str) -> str:
    """The part that somebody registered, or "" if `host` is no domain name. Punycode endings are read as written out.

    >>> registrable_domain("m.icbc.com.cn"), registrable_domain("readme.md5x"), registrable_domain("com.cn")
    ('icbc.com.cn', '', '')
    """
    labels = host.split(".")
    shown = [written_out(label) for label in labels]
    for i in range(len(labels)):
        if _is_exception(shown[i:]):
            return ".".join(labels[i:])
        if _is_suffix(shown[i:]):
            return ".".join(labels[i - 1 :]) if i else ""
    return ""


def written_out(label: str) -> str:
    """A punycode label in its own letters; any other as it is.

    >>> written_out("xn--fiq228c"), written_out("icbc"), written_out("xn--!!")
    ('中文', 'icbc', 'xn--!!')
    """
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").lower()
    except UnicodeError:
        return label
