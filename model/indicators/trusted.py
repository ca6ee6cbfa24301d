"""Whether the contacts of a message are the official ones of an institution: all, some, or not those it claims.

A combiner: it reads what the finders found. Source: banks and police advise to use only the number on the card and the
official app; a genuine notice names nothing else. Innocent look-alikes: a courier writes under his company's name from
a private number. Not covered: a forged sender; official contacts around a demand for a code, so this is never decisive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from model.indicators.found import Found
from model.indicators.owners import PUBLIC, Owner, load_owners, names_in
from model.patterns import lazy

_OFFICIAL = frozenset(("link.official", "phone.official", "email.official"))
# What leads a reader to somebody, if it is not official. Masked digits and senders' ports lead nowhere.
_KINDS = frozenset(("link", "phone", "handle", "wallet", "card", "email"))
_LEADS_NOWHERE = frozenset(("phone.masked", "phone.sms_port", "card.payee"))
_PRIVATE = frozenset(("phone.mobile", "phone.virtual", "phone.foreign"))
_HOTLINE = lazy(r"官方|客服|热线|专线|咨询电话|服务电话|hotline|customer service")
# Between a name and its number stand no more than "客服热线:".
_NEAR = 16
_CLAUSE_END = lazy(r"[。!?;\n]")


def find(folded: str, found: Sequence[Found]) -> Iterator[Found]:
    """Yield `trusted.all_official` or `trusted.mixed`, `trusted.signed`, and what contradicts a claim (`mismatch.…`).

    >>> links = [Found("link", "link", 8, 16), Found("link", "link.official", 8, 16)]
    >>> [f.rule for f in find("详情请登录官方网站boc.cn/ab", links)]
    ['trusted.all_official']
    """
    if _KINDS.isdisjoint([f.kind for f in found]):
        return
    contacts = [f for f in _outside(found, _names(found)) if f.kind in _KINDS and f.rule not in _LEADS_NOWHERE]
    if not contacts:
        return
    masks = sorted((f for f in found if f.kind == "disguise"), key=_mask_start)
    official = {(f.start, f.end): f for f in contacts if f.rule in _OFFICIAL and not _is_masked(f, masks)}
    others = _outside(contacts, official)
    for f in sorted(official.values(), key=lambda f: f.start)[:1]:
        yield Found("trusted", "trusted.mixed" if others else "trusted.all_official", f.start, f.end)
    yield from _signed(found, official, others)
    yield from _mismatches(folded, contacts)


def _names(found: Sequence[Found]) -> dict[tuple[int, int], Found]:
    """Signatures: a hotline in one (【12345热线】) is a name, not yet a contact."""
    return {(f.start, f.end): f for f in found if f.kind == "signature"}


def _is_masked(f: Found, masks: Sequence[Found]) -> bool:
    """Whether a contact was written in disguise, which no institution does to its own."""
    at = bisect_left(masks, f.end, key=_mask_start)
    return at > 0 and masks[at - 1].end > f.start


def _mask_start(mask: Found) -> int:
    return mask.start


def _start(span: tuple[int, int]) -> int:
    return span[0]


def _outside(contacts: Sequence[Found], spans: Mapping[tuple[int, int], Found]) -> list[Found]:
    """Contacts that no official one covers: the same number is found as a service number, too."""
    ordered = sorted(spans)

    def is_inside(f: Found) -> bool:
        at = bisect_right(ordered, f.start, key=_start)
        return at > 0 and f.end <= ordered[at - 1][1]

    return [f for f in contacts if not is_inside(f)]


def _signed(
    found: Sequence[Found], official: Mapping[tuple[int, int], Found], others: Sequence[Found]
) -> Iterator[Found]:
    """An institution's signature over its own contacts only, or over links that are not its own."""
    signature = next((f for f in found if f.kind == "signature" and "owner" in f.params), None)
    if signature is None:
        return
    own = {f.params.get("owner") for f in official.values()}
    if not others and signature.params["owner"] in own:
        yield Found("trusted", "trusted.signed", signature.start, signature.end)
    links = {(f.start, f.end): f for f in others if f.rule == "link"}
    short = {(f.start, f.end) for f in others if f.rule == "link.short"}
    claimed = signature.params["owner"]
    if not load_owners()[claimed.removeprefix("owner.")].domains:
        return
    for span in sorted(links.keys() - short):
        params = {"claimed": claimed, "domain": links[span].params.get("domain", "")}
        yield Found("mismatch", "mismatch.domain", *span, params)


def _mismatches(folded: str, contacts: Sequence[Found]) -> Iterator[Found]:
    """Numbers said to be an institution's hotline which are somebody else's, or private."""
    for f in contacts:
        if f.rule != "phone.official" and f.rule not in _PRIVATE:
            continue
        start = _clause_start(folded, f.start)
        named = [owner for owner, _, _ in names_in(folded, start, f.start)][-1:]
        if not named or named[0].kind in PUBLIC:
            continue
        if f.rule == "phone.official" and _is_anothers(f, named[0]):
            params = {**f.params, "claimed": named[0].text_key}
            yield Found("mismatch", "mismatch.number", f.start, f.end, params)
        elif f.rule in _PRIVATE and _HOTLINE.search(folded, start, f.start):
            yield Found("mismatch", "mismatch.private", f.start, f.end, {"claimed": named[0].text_key})


def _clause_start(folded: str, end: int) -> int:
    """Where the clause before a number begins, at most a few words back."""
    start = max(0, end - _NEAR)
    ends = [m.end() for m in _CLAUSE_END.finditer(folded, start, end)]
    return ends[-1] if ends else start


def _is_anothers(f: Found, claimed: Owner) -> bool:
    owner = load_owners()[f.params["owner"].removeprefix("owner.")]
    return owner.kind not in PUBLIC and owner.id != claimed.id and owner.kind == claimed.kind
