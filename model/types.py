"""The values that travel through the house. Standard library only; frozen, so that nobody edits a verdict.

Submission → NormalizedText → (Evidence…, TypeScore…) → Assessment
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Risk(StrEnum):
    """How loudly to warn. `LOW` never means safe; `UNKNOWN` means there was too little to judge."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class Provenance(StrEnum):
    """Where a part of a submission came from."""

    TYPED = "typed"
    CAPTION = "caption"
    FORWARDED = "forwarded"
    QUOTED = "quoted"
    PICTURE = "picture"
    QR = "qr"
    CONTACT = "contact"
    BUTTON = "button"
    LINK = "link"


class Family(StrEnum):
    """What a scam type is to the reader: a scam on them, illegal bait, honest commerce, or ordinary life."""

    SCAM = "scam"
    ILLEGAL = "illegal"
    ADVERT = "advert"
    BENIGN = "benign"


class TextKey(str):
    """A parameter that is itself a text key, to be worded in the reader's language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a submission and where it came from."""

    text: str
    provenance: Provenance = Provenance.TYPED


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A link whose words hide its target: what the reader sees, and where it leads. The target is a part too."""

    visible: str
    target: str


SEPARATOR = "\n"
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody sent to be checked. Holds no identity of the sender.

    Not covered: bytes. Pictures and voice become text parts before they get here.

    >>> Submission.of("你好").text
    '你好'
    """

    parts: tuple[Part, ...]
    locale: str = "zh-Hans"
    links: tuple[LinkTarget, ...] = ()

    @classmethod
    def of(cls, text: str, provenance: Provenance = Provenance.TYPED, *, locale: str = "zh-Hans") -> Submission:
        return cls((Part(text, provenance),), locale)

    @property
    def text(self) -> str:
        """All parts, joined by a line break; offsets of evidence count in this string."""
        return SEPARATOR.join(part.text for part in self.parts)

    def provenance_at(self, offset: int) -> Provenance:
        """Where the character at `offset` of `text` came from.

        >>> Submission((Part("a"), Part("bc", Provenance.QUOTED))).provenance_at(2)
        <Provenance.QUOTED: 'quoted'>
        """
        end = 0
        for part in self.parts:
            end += len(part.text) + len(SEPARATOR)
            if offset < end:
                return part.provenance
        return Provenance.TYPED


@dataclass(frozen=True, slots=True)
class Disguise:
    """A word written so that a filter misses it: `folded[start:end]` is `meant` and stood there as `written`.

    `fold`: how, for instance `homophone` or `emoji`. Not every fold is one: capitals, traditional script and full-width
    letters hide nothing.
    """

    fold: str
    start: int
    end: int
    written: str
    meant: str


class NormalizedText(NamedTuple):
    """A text with the tricks folded away, and the way back.

    `folds` names the folds that changed something, in order. Character i of `folded` stands for
    `original[starts[i]:ends[i]]`. `disguises`: what was written on purpose to be overlooked, in order of place.
    """

    original: str
    folded: str
    folds: tuple[str, ...]
    starts: array[int]
    ends: array[int]
    disguises: tuple[Disguise, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original for the non-empty folded span [start, end)."""
        return self.starts[start], max(self.ends[start:end])


class Evidence(NamedTuple):
    """One reason for a verdict, as data.

    `start`, `end`: offsets in the text as given; `quote` is exactly that slice. `rule`: the id of the
    indicator or feature that found it. `weight`: the pull of the words it found towards "harmful", in log-odds, given
    the other words of this message. `share`: what the whole quote adds that no earlier quote holds, so that shares add
    up; it may be negative. `text_key` + `params`: what a channel says about it; `also`: a second reason for one quote.
    """

    kind: str
    start: int
    end: int
    quote: str
    rule: str
    weight: float
    text_key: str
    params: Mapping[str, str] = NOTHING
    provenance: Provenance = Provenance.TYPED
    share: float = 0.0
    also: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change a borderline verdict: what a channel says about it."""

    text_key: str
    params: Mapping[str, str] = field(default_factory=dict)


class TypeScore(NamedTuple):
    """A scam type (or `advert`, `benign`) and its probability, 0..1."""

    id: str
    probability: float


class Assessment(NamedTuple):
    """The verdict on one submission.

    `probability`: calibrated, that the message is harmful (a scam, or illegal bait). `types`: every type,
    likeliest first, adding up to one. `scam_type`: the best harmful type, also where the risk is low. `stage`:
    how far the fraud has got (`lure`, `trust`, `rebate`, `payment`, `unfreeze`) or None. `sub_case`: which story of its
    type it tells (`kidnapping`, `rent` …) or None. `evidence`: in the order of telling. `abstained`: why the risk is
    unknown (`too_short`, `no_language`, `only_link`, `unknown_language`), else None. `would_change`: what would change
    a verdict near the border of a band. `base`, each `share` of the evidence and `rest` add up to the log-odds of
    `probability`: what no words would give, the quotes, and all other words (`model.explain.replay`).
    """

    risk: Risk
    probability: float
    types: tuple[TypeScore, ...]
    scam_type: str
    stage: str | None
    evidence: tuple[Evidence, ...]
    model_version: str
    abstained: str | None = None
    sub_case: str | None = None
    would_change: tuple[Change, ...] = ()
    base: float = 0.0
    rest: float = 0.0

    @property
    def best_type(self) -> str:
        """The likeliest of all types, harmless ones included."""
        return self.types[0].id
