"""Which messages are the same: a 64-bit SimHash over character bigrams, and the links, numbers and handles in it.

    text → canonical_text(text) → bigrams → 64 votes → signature        near-duplicates differ in a few bits
    text → find_marks(text)                                         a shared account ties different wordings together

The canonical text is the folded one without what a campaign changes from victim to victim: digits, links, handles,
punctuation, space. Characters, because Chinese has no spaces to split at; pairs, because one changed character then
spoils two features and not three (measured: .89 against .78 of messages with 3 % of edits, at as many wrong merges).

Nothing here keeps a text: a signature cannot be turned back into words. It does tell whether a *known* text was seen,
so `bot` keeps signatures of warned-of messages only, and marks as keyed hashes.

Not covered: a message rewritten in other words (unless it shares a mark), pictures that are not read, two campaigns
that share a long boilerplate and differ in one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from model.indicators import handles, links, phones
from model.indicators.found import Found
from model.normalize import normalize

BITS = 64
GRAM = 2
# A campaign shows its face early; what follows only costs time.
LONGEST = 4_000

# How many of 64 bits two versions of one message may differ in, by how many distinct pairs the shorter has: a few
# changed characters turn many bits of a short message and few of a long one, while unrelated short messages come close
# by chance. Below the first step only the same canonical text counts as the same message. Measured on the development
# benchmark: `python -m model.evaluation.near_duplicates`.
RADII = ((12, 0), (20, 8), (10**9, 10))

_CHANGING = re.compile(r"[\W\d_]+")
# Whoever shares one of these shares a sender. Left out: numbers and domains of institutions, which honest messages and
# their imitations share.
MARKING = frozenset(
    (
        *("link", "phone.mobile", "phone.virtual", "phone.landline", "phone.foreign"),
        *("handle.wechat", "handle.qq", "handle.telegram", "handle.line"),
    )
)
SHARED_BY_MANY = frozenset(("link.official",))


@dataclass(frozen=True, slots=True)
class Signature:
    """`value`: 64 bits as a signed number, as databases keep it. `radius`: how near another one must be."""

    value: int
    radius: int


def sign(text: str) -> Signature | None:
    """The signature of a message, or None where nothing is left to compare (a bare link, a number).

    >>> a = sign("您好，您的快递因地址不详已退回仓库，请点击 http://a.top/1 补填信息，否则 24 小时后销毁")
    >>> b = sign("您好！您的快递因地址不详已退回仓库，请点击 http://b.vip/9 补填信息，否则 48 小时后销毁")
    >>> a == b
    True
    >>> sign("http://a.top/1") is None
    True
    """
    canonical = canonical_text(text)
    if len(canonical) < GRAM:
        return None
    grams = _pairs(canonical)
    radius = next(radius for below, radius in RADII if len(grams) < below)
    value = _simhash(grams) if radius else _exact(canonical)
    return Signature(value, radius)


def _find_contacts(folded: str) -> list[Found]:
    return [found for find in (links.find, phones.find, handles.find) for found in find(folded)]


def canonical_text(text: str) -> str:
    """What stays the same from one copy of a campaign's message to the next."""
    folded = normalize(text).folded
    spans = sorted((f.start, f.end) for f in _find_contacts(folded) if f.rule in MARKING)
    kept, at = [], 0
    for start, end in spans:
        kept.append(folded[at : max(at, start)])
        at = max(at, end)
    kept.append(folded[at:])
    return _CHANGING.sub("", "".join(kept))[:LONGEST]


def _pairs(canonical: str) -> NDArray[np.uint64]:
    """A hash for every distinct pair of neighbours."""
    points = np.frombuffer(canonical.encode("utf-32-le", "replace"), "<u4").astype(np.uint64)
    return _mix(np.unique(points[:-1] << np.uint64(32) | points[1:]))


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sebastiano Vigna's splitmix64 finalizer: every bit of the input turns half of the bits of the output."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _simhash(grams: NDArray[np.uint64]) -> int:
    """Each bit by majority of the pairs (Charikar 2002)."""
    votes = np.unpackbits(grams.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=0, dtype=np.int64)
    return int(np.packbits(votes * 2 > len(grams)).view(np.int64)[0])


def _exact(canonical: str) -> int:
    return int.from_bytes(blake2b(canonical.encode("utf-8", "replace"), digest_size=8).digest(), "little", signed=True)


def find_marks(text: str) -> tuple[str, ...]:
    """The links, numbers and handles that tell a sender, in plain form, each once. Hash them before keeping them.

    A link counts by its host, a short link by all of it.

    >>> find_marks("加微信 abc12345 或打 13800138000，详见 http://a.top/1 官网 www.icbc.com.cn")
    ('link:a.top', 'phone:13800138000', 'handle:abc12345')
    """
    folded = normalize(text).folded
    found = _find_contacts(folded)
    shared = {(f.start, f.end) for f in found if f.rule in SHARED_BY_MANY}
    short = {(f.start, f.end) for f in found if f.rule == "link.short"}
    marking = (f for f in found if f.rule in MARKING and (f.start, f.end) not in shared)
    marks = (f"{f.kind}:{_plain(f, folded, (f.start, f.end) in short)}" for f in marking)
    return tuple(dict.fromkeys(marks))


def _plain(found: Found, folded: str, short_link: bool) -> str:
    said = folded[found.start : found.end]
    if found.kind == "link":
        bare = re.sub(r"^[a-z]+://", "", said)
        return bare.rstrip("/") if short_link else re.split(r"[/?#:]", bare)[0]
    if found.kind == "phone":
        return re.sub(r"\D", "", said).removeprefix("86")
    return str(re.findall(r"[a-z0-9_.+-]+", said)[-1])


# What comes before these is somebody's name.
_TITLE = re.compile(r"[\u3400-\u9fff]{1,3}(?=先生|女士|小姐|老师|同学|经理|主任|老板|总(?![\u3400-\u9fff]))")
_ADDRESS = re.compile(r"(?<=尊敬的)[\u3400-\u9fff]{2,4}(?=[，,：:!！])")
_PERSONAL = re.compile(r"[a-z0-9._%+-]*@[a-z0-9.-]+|\d[\d\s-]*")
MASK = "＊"
EXCERPT = 60


def mask_excerpt(text: str) -> str:
    """The beginning of a message as `redact` leaves it. A name may stand in it alone; so show it only where several
    people got the same message."""
    masked = redact(text)
    return masked if len(masked) <= EXCERPT else masked[: EXCERPT - 1] + "…"


def redact(text: str) -> str:
    """A message without what may be somebody's: links, numbers, handles, digits, names before titles.

    Not covered: a name that stands alone, so it takes leave to keep it.

    >>> redact("尊敬的王小明先生，您的快递 SF1234567 已丢失，请加微信 abc12345 理赔")
    '尊敬的＊先生,您的快递 sf＊已丢失,请加＊ 理赔'
    """
    folded = normalize(text).folded
    pieces, at = [], 0
    for start, end in sorted((f.start, f.end) for f in _find_contacts(folded)):
        if start >= at:
            pieces.append(folded[at:start] + MASK)
        at = max(at, end)
    masked = " ".join(("".join(pieces) + folded[at:]).split())
    for pattern in (_PERSONAL, _TITLE, _ADDRESS):
        masked = pattern.sub(MASK, masked)
    return masked


class SignatureIndex:
    """Signatures in two flat arrays, scanned whole: a million take milliseconds and nine megabytes.

    Not covered: taking one out; make a new index from those that are to stay.
    """

    def __init__(self) -> None:
        self._values = np.empty(1024, np.uint64)
        self._radii = np.empty(1024, np.uint8)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, signature: Signature) -> None:
        if self._size == len(self._values):
            self._grow()
        self._values[self._size] = np.uint64(signature.value & (2**BITS - 1))
        self._radii[self._size] = signature.radius
        self._size += 1

    def _grow(self) -> None:
        """By a quarter: doubling would waste more than it saves."""
        more = self._size // 4 + 1024
        self._values = np.concatenate([self._values, np.empty(more, np.uint64)])
        self._radii = np.concatenate([self._radii, np.empty(more, np.uint8)])

    def nearest(self, signature: Signature) -> int | None:
        """The position of the nearest signature that is near enough for both radii, the oldest of equals; or None."""
        best, position = BITS + 1, None
        sought = np.uint64(signature.value & (2**BITS - 1))
        differing, away = np.empty(_BLOCK, np.uint64), np.empty(_BLOCK, np.uint8)
        for start in range(0, self._size, _BLOCK):
            count = min(_BLOCK, self._size - start)
            np.bitwise_xor(self._values[start : start + count], sought, out=differing[:count])
            np.bitwise_count(differing[:count], out=away[:count])
            if away[:count].min() > signature.radius:  # nearly every block ends here
                continue
            away[:count][away[:count] > self._radii[start : start + count]] = BITS + 1
            nearest = int(away[:count].argmin())
            if away[nearest] <= signature.radius and away[nearest] < best:
                best, position = int(away[nearest]), start + nearest
        return position

    def __getitem__(self, position: int) -> Signature:
        if not 0 <= position < self._size:
            raise IndexError(position)
        return Signature(int(self._values[position].view(np.int64)), int(self._radii[position]))


# Small enough to stay in the processor's cache.
_BLOCK = 1 << 15
