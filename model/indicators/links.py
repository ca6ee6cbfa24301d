"""Links: where a message wants the reader to go, and whose domain that is.

Method: ASCII patterns over folded text, checked against the public suffix list, because link finders made for
European text miss links inside unspaced Chinese. A second pattern reads links that were broken on purpose
(`bad[.]top`, `bad。top`, `bad点top`, `hxxp`), a third those in Chinese (`中国银行.com`). Source: forms met in phishing
messages; official domains in `owners.jsonl`, the rest in `domains.toml`. Innocent look-alikes: `a.b@qq.com` is an
address, `3.5万`, `v2.0` and `12.30` are numbers, `没用。top` is a sentence. Not covered: links behind buttons (they
come as parts of their own), and what stands behind a link (nothing is ever opened).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from model.indicators.found import Found
from model.indicators.lookalikes import looks_like, owner_of, skeleton, table
from model.indicators.owners import Owner, names_in
from model.indicators.suffixes import registrable_domain, written_out
from model.patterns import lazy

# Letters with accents, Greek and Cyrillic: what homographs are drawn with.
_LETTER = r"a-z0-9\u00df-\u024f\u0370-\u03ff\u0400-\u052f"
_LABEL = rf"[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?"
_BEFORE = rf"(?<![{_LETTER}@._-])"
_SCHEME = r"(?P<scheme>h(?:tt|xx)ps?://)?"
_REST = (
    r"(?P<port>:\d{2,5})?(?P<path>[/?#][a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?"
    rf"(?![{_LETTER}@])"
)
_LINK = lazy(
    rf"{_BEFORE}{_SCHEME}(?P<user>(?<=//)[a-z0-9._~%:-]{{1,64}}@)?"
    rf"(?P<host>(?:\d{{1,3}}\.){{3}}\d{{1,3}}|(?:{_LABEL}\.){{1,6}}[a-z][a-z0-9-]{{1,17}}){_REST}"
)
# Endings with which a broken link is believed; "app" or "me" after a full stop begin a sentence too often.
_TOLD = r"(?:com|cn|net|org|top|xyz|vip|cc|icu|club|shop|site|online|tw|hk|com\.cn|com\.tw)"
_BROKEN_DOT = r"(?:\s?[\[({【]\s?(?:\.|。|点|dot)\s?[\])}】]\s?|\s?(?:。|点|、)\s?|\s\.\s)"
_DOT = rf"(?:\.|{_BROKEN_DOT})"
_BROKEN = lazy(
    rf"{_BEFORE}{_SCHEME}(?P<host>(?:{_LABEL}{_DOT}){{0,3}}{_LABEL}(?:{_BROKEN_DOT}{_TOLD}|{_BROKEN_DOT}{_LABEL}\.{_TOLD}))"
    + _REST
)
_BROKEN_DOTS = lazy(_BROKEN_DOT)
_HAN = r"\u3400-\u9fff"
_CHINESE = lazy(
    rf"(?P<label>[{_HAN}]{{2,12}})\.(?P<end>(?:com|cn|net|top|cc|vip|xyz)(?![{_LETTER}])|"
    rf"(?:网址|网络|公司|中国|中文网|集团|在线|网店|商城|移动|手机|政务|公益|信息)(?![{_LETTER}{_HAN}]))"
    r"(?P<path>/[a-z0-9\-._~/?=&%]*)?"
)
# What stands before a Chinese domain in an unspaced sentence.
_LEAD = lazy(r".*(?:登录|登陆|访问|打开|点击|进入|搜索|输入|浏览|网址|网站|官网|链接|地址|请上|请到|是|在|至|到|上|去)")
_IP = lazy(r"[\d.]+")
# Cheaper to look for, and part of any link: a dot after a letter, or what stands for a dot.
_PLAIN_DOT = lazy(rf"[{_LETTER}]\.")
_CHINESE_DOT = lazy(rf"[{_HAN}]\.")
_MAY_BREAK = lazy(rf"[{_LETTER}]\s?(?:[\[({{【。点、]|\s?\.\s)")
_APP_PACKAGE = lazy(r"\.(?:apk|mobileconfig|ipa|exe|msi|hap|xapk|plist)(?![a-z0-9])")
_USUAL_PORTS = frozenset((":80", ":443"))


def is_official(host: str) -> bool:
    """Whether `host` belongs to an institution of `owners.jsonl` (or to a government)."""
    return owner_of(host) is not None


def find(folded: str) -> Iterator[Found]:
    """Yield every link with the rules that hold for it; each has the rule `link` once.

    >>> [f.rule for f in find("请点jd-vip.top/x9领取")]
    ['link', 'link.look_alike', 'link.cheap_suffix']
    """
    judged: dict[str, tuple[tuple[str, ...], Mapping[str, str]]] = {}
    after = 0
    for start, end, host, rules, path in sorted((*_plain(folded), *_broken(folded), *_chinese(folded)), key=_start):
        if start < after:
            continue
        after = end
        if host not in judged:
            borrowed = looks_like(host)
            judged[host] = tuple(_host_rules(host, borrowed)), _params(host, borrowed)
        of_host, params = judged[host]
        of_path = ("link.app_package",) if _APP_PACKAGE.search(path) else ()
        for rule in ("link", *rules, *of_host, *of_path):
            yield Found("link", rule, start, end, params)


# Start, end, host, rules of its form, path.
_Link = tuple[int, int, str, tuple[str, ...], str]


def _start(link: _Link) -> int:
    return link[0]


def _plain(folded: str) -> Iterator[_Link]:
    if "." not in folded or not _PLAIN_DOT.search(folded):
        return
    for match in _LINK.finditer(folded):
        host = match["host"]
        if registrable_domain(host) or (_IP.fullmatch(host) and _is_ip(host, match)):
            yield match.start(), match.end(), host, tuple(_form(match)), match["path"] or ""


def _is_ip(host: str, match: re.Match[str]) -> bool:
    """Four small numbers are an address rather than a version where something else shows it."""
    numbers = [int(n) for n in host.split(".")]
    shown = match["scheme"] or match["port"] or match["path"] or numbers[0] >= 10
    return max(numbers) < 256 and bool(shown)


def _form(match: re.Match[str]) -> Iterator[str]:
    if "xx" in (match["scheme"] or ""):
        yield "link.defanged"
    if match["user"]:
        yield "link.userinfo"
    if match["port"] and match["port"] not in _USUAL_PORTS:
        yield "link.odd_port"


def _broken(folded: str) -> Iterator[_Link]:
    if not _MAY_BREAK.search(folded):
        return
    for match in _BROKEN.finditer(folded):
        host = _BROKEN_DOTS.sub(".", match["host"])
        labels = host.split(".")
        if (
            registrable_domain(host)
            and len(host) - len(labels[-1]) > 2
            and not any(label.isdigit() for label in labels)
        ):
            yield match.start(), match.end(), host, ("link.defanged",), match["path"] or ""


def _chinese(folded: str) -> Iterator[_Link]:
    if "." not in folded or not _CHINESE_DOT.search(folded):
        return
    for match in _CHINESE.finditer(folded):
        start = _label_start(folded, match.start("label"), match.end("label"))
        label = folded[start : match.end("label")]
        if len(label) >= 2:
            yield start, match.end(), f"{label}.{match['end']}", ("link.chinese",), match["path"] or ""


def _label_start(folded: str, start: int, end: int) -> int:
    """Where the domain begins in a run of characters: at an institution's name that ends it, else after the verb."""
    named = [at for _, at, stop in names_in(folded, start, end) if stop == end]
    if named:
        return named[-1]
    lead = _LEAD.match(folded, start, end - 1)
    return lead.end() if lead else start


def _host_rules(host: str, borrowed: Owner | None) -> Iterator[str]:
    if _IP.fullmatch(host):
        yield "link.ip"
    elif is_official(host):
        yield "link.official"
    else:
        yield from _foreign_rules(host, borrowed)


def _foreign_rules(host: str, borrowed: Owner | None) -> Iterator[str]:
    """Rules of a host that belongs to nobody we know."""
    shown = written_out_host(host)
    if borrowed:
        yield "link.look_alike"
    if "xn--" in host:
        yield "link.punycode"
    if skeleton(shown) != shown:
        yield "link.mixed_script"
    if _is_listed(host, "short_links"):
        yield "link.short"
    elif _is_listed(host, "free_hosts"):
        yield "link.free_host"
    elif host.rsplit(".", 1)[-1] in table("cheap"):
        yield "link.cheap_suffix"


def written_out_host(host: str) -> str:
    """A host with punycode labels in their own letters."""
    return ".".join(written_out(label) for label in host.split("."))


def _is_listed(host: str, name: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[i:]) in table(name) for i in range(len(labels)))


def _registrable(host: str) -> str:
    """The registrable domain; a Chinese ending counts as one label."""
    return registrable_domain(host) or ".".join(host.split(".")[-2:])


def _params(host: str, borrowed: Owner | None) -> Mapping[str, str]:
    params = {"domain": host if _IP.fullmatch(host) else written_out_host(_registrable(host))}
    owner = owner_of(host)
    if owner:
        params |= {"owner": owner.text_key}
    if borrowed:
        params |= {"owner": borrowed.text_key, "official": borrowed.domains[0] if borrowed.domains else "gov.cn"}
    return params
