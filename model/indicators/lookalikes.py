"""Domains that borrow the name of somebody else: `icbc-vip.top`, `icbc.com.cn.abc.top`, `1cbc.com`, `taoboa.com`.

Method: the host is cut into words at dots and hyphens, each compared with the names of `owners.jsonl`. Five ways to
borrow are told apart by what surrounds the name, since a name alone may be an honest word or a branch abroad.
Source: forms in phishing reports of the anti-phishing working groups (combosquatting, typosquatting, homographs).
Innocent look-alikes: `apple-pie.com` (a word), `amazon.fr` (a branch abroad), `lines.org` (another word).
Not covered: names that appear only in the path.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from model.indicators.owners import Owner, by_domain, by_number, load_owners, names_in
from model.indicators.suffixes import registrable_domain, written_out
from model.patterns import lazy

# Letters of other scripts that are drawn like Latin ones, by name where the eye cannot tell.
CONFUSABLE = {
    "\N{CYRILLIC SMALL LETTER A}": "a",
    "\N{CYRILLIC SMALL LETTER IE}": "e",
    "\N{CYRILLIC SMALL LETTER O}": "o",
    "\N{CYRILLIC SMALL LETTER ER}": "p",
    "\N{CYRILLIC SMALL LETTER ES}": "c",
    "\N{CYRILLIC SMALL LETTER U}": "y",
    "\N{CYRILLIC SMALL LETTER HA}": "x",
    "\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}": "i",
    "\N{CYRILLIC SMALL LETTER DZE}": "s",
    "\N{CYRILLIC SMALL LETTER JE}": "j",
    "\N{CYRILLIC SMALL LETTER KOMI DE}": "d",
    "\N{CYRILLIC SMALL LETTER PALOCHKA}": "l",
    "\N{CYRILLIC SMALL LETTER KA}": "k",
    "\N{CYRILLIC SMALL LETTER EM}": "m",
    "\N{CYRILLIC SMALL LETTER TE}": "t",
    "\N{CYRILLIC SMALL LETTER EN}": "h",
    "\N{CYRILLIC SMALL LETTER SHHA}": "h",
    "\N{GREEK SMALL LETTER ALPHA}": "a",
    "\N{GREEK SMALL LETTER OMICRON}": "o",
    "\N{GREEK SMALL LETTER RHO}": "p",
    "\N{GREEK SMALL LETTER NU}": "v",
    "\N{GREEK SMALL LETTER IOTA}": "i",
    "\N{GREEK SMALL LETTER KAPPA}": "k",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "\N{LATIN SMALL LETTER SCRIPT G}": "g",
    "\N{LATIN SMALL LETTER ALPHA}": "a",
}
# Figures and pairs that stand for a letter; 1 stands for two.
_FIGURES = (
    str.maketrans("0135", "oies"),
    str.maketrans("0135", "oles"),
)
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_CUT = lazy(r"[.-]")
# From this length on a name is no accident inside a longer word, and one wrong letter is no other word.
LEAST_GLUED, LEAST_MISSPELT = 4, 6
# Hotlines of fewer digits are any number.
LEAST_NUMBER = 5


@cache
def table(name: str) -> frozenset[str]:
    """A list of `domains.toml`: short_links, free_hosts, cheap, bait, common or ignored."""
    data = tomllib.loads(resources.files(__package__).joinpath("domains.toml").read_text("utf-8"))
    return frozenset(next(iter(data[name].values())))


@cache
def _labels() -> Mapping[str, Owner]:
    """What owners are called inside domains: the first labels of their own, further spellings, hotlines."""
    labels = {registrable_domain(domain).split(".")[0]: owner for domain, owner in by_domain().items()}
    labels = {label: owner for label, owner in labels.items() if label not in table("ignored") and len(label) > 1}
    numbers = {number: owner for number, owner in by_number().items() if len(number) >= LEAST_NUMBER}
    return numbers | labels | {label: owner for owner in load_owners().values() for label in owner.labels}


@cache
def _misspellable() -> Mapping[str, tuple[str, ...]]:
    """Names long enough to be known with one slip, by first letter."""
    names: dict[str, tuple[str, ...]] = {}
    for name in _labels():
        if len(name) >= LEAST_MISSPELT and name.isalpha() and name not in table("common"):
            names[name[0]] = (*names.get(name[0], ()), name)
    return names


def owner_of(host: str) -> Owner | None:
    """The institution to which a host really belongs; a government (`*.gov.*`) owns its ending.

    >>> owner_of("m.icbc.com.cn").id, owner_of("beijing.gov.cn").id, owner_of("icbc.com.cn.a.top")
    ('icbc', 'gov', None)
    """
    labels = host.split(".")
    owners = (by_domain().get(".".join(labels[i:])) for i in range(len(labels)))
    known = next((owner for owner in owners if owner), None)
    is_government = re.search(r"(?:^|\.)(?:gov|gob|gouv)(?:\.(?:[a-z]{2}|taipei))?$", host)
    return known or (load_owners()["gov"] if is_government else None)


def looks_like(host: str) -> Owner | None:
    """The institution whose name a host borrows, or None where it is theirs, or nobody's.

    >>> [o and o.id for o in map(looks_like, ("icbc-vip.top", "1cbc.com", "icbc.com.cn", "apple-pie.com"))]
    ['icbc', 'icbc', None, None]
    """
    domain = registrable_domain(host)
    if not domain or owner_of(host) or domain in table("short_links"):
        return None
    shown = ".".join(written_out(label) for label in host.split("."))
    plain = skeleton(shown)
    return _whole_domain(plain) or _by_word(plain, domain, drawn=plain != shown) or _by_chinese_name(shown)


def skeleton(host: str) -> str:
    """Letters as they look: accents off, Cyrillic and Greek drawn as Latin.

    >>> skeleton("\N{CYRILLIC SMALL LETTER A}pple.com"), skeleton("ìcbc.com")
    ('apple.com', 'icbc.com')
    """
    bare = (c for c in unicodedata.normalize("NFD", host) if not unicodedata.combining(c))
    return "".join(CONFUSABLE.get(c, c) for c in bare)


def _whole_domain(host: str) -> Owner | None:
    """A whole official domain in front of another one: `icbc.com.cn.abc.top`, `icbc-com-cn.top`."""
    if host in by_domain():
        return by_domain()[host]
    words = _CUT.split(host)
    windows = (".".join(words[i:j]) for i in range(len(words)) for j in range(i + 2, min(i + 5, len(words))))
    return next((by_domain()[window] for window in windows if window in by_domain()), None)


def _by_word(host: str, domain: str, *, drawn: bool) -> Owner | None:
    """A name among the words of the host; `drawn`: foreign letters were used, which no honest owner does."""
    front, is_free = _front(host, domain)
    words = _CUT.split(front)
    lure = is_free or host.rsplit(".", 1)[-1] in table("cheap") or any(_is_bait(word) for word in words)
    for word in words:
        rest = len(words) > 1 or drawn
        owner = _named(word, rest=rest, lure=lure) or _glued(word, lure=lure) or _misspelt(word)
        if owner:
            return owner
    return None


def _front(host: str, domain: str) -> tuple[str, bool]:
    """What somebody chose to call the site, without the suffix or the free host below which it lies; and whether so."""
    endings = (f".{host.split('.', i)[-1]}" for i in range(1, host.count(".") + 1))
    free = next((ending for ending in endings if ending[1:] in table("free_hosts")), None)
    return (host.removesuffix(free), True) if free else (host.rsplit(".", domain.count("."))[0], False)


def _is_bait(word: str) -> bool:
    return word.rstrip("0123456789") in table("bait") and word not in ("www", "m", "com", "net")


def _named(word: str, *, rest: bool, lure: bool) -> Owner | None:
    """The word is a name: enough beside other words, if it is no common one; else something must lure."""
    owner = _labels().get(word) or _labels().get(word.rstrip("0123456789"))
    if owner is None:
        return None
    weak = len(word) < LEAST_GLUED or word in table("common")
    return owner if lure or (rest and not weak) else None


def _glued(word: str, *, lure: bool) -> Owner | None:
    """A name with bait stuck to it: `icbcvip`, `taobaokefu88`."""
    word = word.rstrip("0123456789")
    for cut in range(2, len(word) - 1):
        head, tail = word[:cut], word[cut:]
        for name, more in ((head, tail), (tail, head)):
            enough = len(name) >= LEAST_GLUED or (lure and len(word) >= LEAST_MISSPELT)
            if enough and more in table("bait") and len(more) > 1 and name in _labels():
                return _labels()[name]
    return None


def _misspelt(word: str) -> Owner | None:
    """Figures for letters in any name, one slip in a long one: `1cbc`, `a1ipay`, `taoboa`."""
    for spelt in _respelt(word):
        if len(spelt) >= LEAST_GLUED and spelt in _labels():
            return _labels()[spelt]
    if len(word) < LEAST_MISSPELT - 1 or word in table("bait") or word in table("ignored"):
        return None
    near = (name for name in _misspellable().get(word[0], ()) if _is_one_slip(word, name))
    return next((_labels()[name] for name in near), None)


def _respelt(word: str) -> Iterator[str]:
    if not word.isdigit():
        yield from (spelt for figures in _FIGURES if (spelt := word.translate(figures)) != word)
    yield from (word.replace(pair, letter) for pair, letter in _PAIRS if pair in word)


def _is_one_slip(word: str, name: str) -> bool:
    """One letter changed, left out, added, or two neighbours swapped; the first letter right.

    >>> _is_one_slip("taoboa", "taobao"), _is_one_slip("alipy", "alipay"), _is_one_slip("strip", "ctrip")
    (True, True, False)
    """
    if word == name or word[0] != name[0] or abs(len(word) - len(name)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    a, b = word[at:], name[at:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def _by_chinese_name(host: str) -> Owner | None:
    """A Chinese name as a label: `中国银行.com`."""
    return next((owner for owner, start, _ in names_in(host) if not host[start].isascii()), None)
