"""Which words give a message away: from the pulls of features and the findings of indicators to readable quotes.

Findings of indicators come with a reason of their own; hot clauses besides them are quoted as typical wording. Told
like a person would: what it wants, how it pretends, how it presses, how it hides. Not covered: why something was *not*
found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from model.classifier.scores import HARMFUL, Scores
from model.explain.heat import Heat
from model.indicators import Found
from model.scam_types import load_scam_types
from model.types import Evidence, Family, NormalizedText, Submission, TextKey, TypeScore

MOST = 5
# Typical wording explains less than named reasons: few of it, and only what is strong; a little more where else
# hardly anything has a name.
MOST_PHRASES = 2
MOST_PHRASES_ALONE = 3
LEAST_PHRASE_WEIGHT = 0.4
PHRASE = "phrase"
DISGUISE = "disguise"
# Below this pull (log-odds) a span is noise to a reader; a disguise tells by itself.
LEAST_WEIGHT = 0.08
# Less is a bare word (马上) that says nothing by itself.
LEAST_QUOTE, LEAST_FOREIGN_QUOTE = 4, 8
# Addresses and numbers are quoted as they are.
EXACT = frozenset(("link", "handle", "phone", "email", "card", "wallet", "mismatch", "disguise"))
# Of several reasons for one span the more exact one speaks: a borrowed name before a cheap ending before any link.
GENERAL = {"link": 2, "link.cheap_suffix": 1, "link.chinese": 1}
# A telltale of a less likely type is heard from this share of the likeliest type's probability on.
RIVAL_SHARE = 0.2
# Typical wording is called that of a type which has at least this share of the harm.
CLEAR_SHARE = 0.5
# Who writes and how he presses fill the room that is left, beside what is wanted and what betrays the script.
FILLING = frozenset(("claim", "pressure"))
# What is shown with a reason of its own; numbers and sums alone prove nothing.
TELLING = frozenset(("telltale", "ask", "link", "handle", "pressure", "claim", "wallet", "mismatch", "disguise"))
TELLING_RULES = frozenset(
    (
        *("amount.return", "amount.per_task", "email.look_alike"),
        *("phone.virtual", "phone.foreign", "phone.spaced", "phone.spelt"),
        *("card", "card.unchecked", "card.account", "card.payee"),
    )
)
# The order of telling: what it wants, how it pretends, how it presses, how it hides.
_WANTS, _PRETENDS, _PRESSES, _HIDES = range(4)
_ROLES = {
    **dict.fromkeys(("ask", "card", "wallet", "handle", "amount"), _WANTS),
    **dict.fromkeys(("telltale", "claim", "mismatch", "link", "email", PHRASE), _PRETENDS),
    "pressure": _PRESSES,
    **dict.fromkeys(("disguise", "phone"), _HIDES),
}
_HURRIES = frozenset(("ask.hurry", "ask.secrecy", "ask.isolate"))
_HIDING = frozenset(("link.short", "link.defanged", "link.userinfo", "link.punycode", "link.mixed_script"))


# A text key with its parameters.
_Wording = tuple[str, Mapping[str, str]]


class _Reason(NamedTuple):
    """A span that speaks (`start`, `end`), what is shown of it (`quote`), and why it is told."""

    start: int
    end: int
    quote: tuple[int, int]
    kind: str
    rule: str
    params: tuple[tuple[str, str], ...]
    weight: float
    also: str | None = None


class Explained(NamedTuple):
    """The evidence, and what the words outside of every quote add to the log-odds."""

    evidence: tuple[Evidence, ...]
    rest: float


def find_evidence(
    submission: Submission, normalized: NormalizedText, found: Sequence[Found], scores: Scores
) -> Explained:
    """At most five reasons that pull towards harm, in the order of telling; each rule speaks once.

    Quotes do not overlap, but for an address inside a clause; two reasons in one clause share its quote.
    """
    heat = Heat(normalized.folded, found, scores.word_starts, scores.sums)
    harmful = _harmful(scores)
    heard = {t.id for t in harmful if t.probability >= RIVAL_SHARE * harmful[0].probability}
    telling = [f for f in found if _is_telling(f, heard)]
    reasons = sorted(_named(telling, heat), key=_density)
    chosen = _join(sorted(_choose(r for r in reasons if r.kind not in FILLING), key=_pull), heat)[:MOST]
    chosen = _join(sorted(_choose(r for r in reasons if r.kind in FILLING), key=_pull), heat, chosen)
    phrases = _apart(sorted(_phrases(heat), key=_pull), chosen)
    most = MOST_PHRASES if len(chosen) > 1 else MOST_PHRASES_ALONE
    best = sorted((*chosen, *phrases[: min(MOST - len(chosen), most)]), key=_turn)
    typical = _typical(harmful)
    return _explained(best, submission, normalized, heat, scores, typical)


def _is_telling(f: Found, heard: Collection[str]) -> bool:
    """Whether a finding has something to say: a telltale only about a type that the message may well be."""
    if f.kind == "telltale":
        return f.rule.split(".")[1] in heard
    return f.rule != "link.official" and (f.kind in TELLING or f.rule in TELLING_RULES)


def _harmful(scores: Scores) -> list[TypeScore]:
    types = load_scam_types()
    return [t for t in scores.types if types[t.id].family in HARMFUL]


def _named(telling: Iterable[Found], heat: Heat) -> Iterator[_Reason]:
    for f in telling:
        exact = f.kind in EXACT
        start, end = (f.start, f.end) if exact else heat.whole_words(f.start, f.end)
        weight = heat.weight(start, end)
        if weight >= LEAST_WEIGHT or (weight > 0 and f.kind == DISGUISE):
            quote = (start, end) if exact else heat.quote(start, end)
            if f.kind not in FILLING or _is_readable(quote, heat):
                yield _Reason(start, end, quote, f.kind, f.rule, tuple(f.params.items()), weight)


def _is_readable(quote: tuple[int, int], heat: Heat) -> bool:
    return quote[1] - quote[0] >= (LEAST_FOREIGN_QUOTE if heat.is_foreign(*quote) else LEAST_QUOTE)


def _phrases(heat: Heat) -> Iterator[_Reason]:
    """Clauses that are hot without a name."""
    for quote, weight in heat.hot_clauses(LEAST_PHRASE_WEIGHT):
        if _is_readable(quote, heat):
            yield _Reason(*quote, quote, PHRASE, PHRASE, (), weight)


def _pull(reason: _Reason) -> tuple[float, int]:
    return -reason.weight, reason.start


def _density(reason: _Reason) -> tuple[float, int, int]:
    """Short telling words first: 百万保障 before the sentence around it; of one span the most exact reason."""
    return -reason.weight / (reason.end - reason.start), reason.start, GENERAL.get(reason.rule, 0)


def _turn(reason: _Reason) -> tuple[int, int]:
    if reason.rule in _HURRIES:
        return _PRESSES, reason.start
    return _HIDES if reason.rule in _HIDING else _ROLES[reason.kind], reason.start


def _choose(reasons: Iterable[_Reason]) -> list[_Reason]:
    """Those that say something new: no rule twice, nothing that overlaps its own kind, no span twice."""
    chosen: list[_Reason] = []
    rules: set[str] = set()
    for reason in reasons:
        rivals = [other for other in chosen if other.kind == reason.kind or _is_same(other, reason)]
        if reason.rule not in rules and not any(_overlap(reason[:2], other[:2]) for other in rivals):
            rules.add(reason.rule)
            chosen.append(reason)
    return chosen


def _is_same(a: _Reason, b: _Reason) -> bool:
    """Whether two say the same of one span; how a word is hidden is another matter than what it wants."""
    return a[:2] == b[:2] and DISGUISE not in (a.kind, b.kind)


def _join(reasons: Iterable[_Reason], heat: Heat, before: Sequence[_Reason] = ()) -> list[_Reason]:
    """Those of `before` and these, at most MOST; where quotes overlap, two reasons share one."""
    joined = list(before)
    for reason in reasons:
        at = next((i for i, other in enumerate(joined) if _shares(reason, other)), None)
        if at is None and len(joined) < MOST:
            joined.append(reason)
        elif at is not None:
            joined[at] = _together(joined[at], reason, heat)
    return joined


def _shares(reason: _Reason, other: _Reason) -> bool:
    """Whether two overlap in what is shown; an address, or one disguise too many, stands for itself in a clause."""
    exact = {reason.kind, other.kind} & EXACT
    if exact == {DISGUISE}:
        return other.also is None and reason.kind != other.kind and _overlap(reason.quote, other.quote)
    return reason.quote == other.quote or (not exact and _overlap(reason.quote, other.quote))


def _together(first: _Reason, second: _Reason, heat: Heat) -> _Reason:
    """The stronger reason, with the weaker one as `also` if the quote holds its words; what is hidden comes second."""
    if first.kind == DISGUISE:
        first, second = second, first
    start, end = min(first.quote[0], second.quote[0]), max(first.quote[1], second.quote[1])
    quote = (start, end) if end - start <= heat.longest(start, end) else first.quote
    holds = quote[0] <= second.start and second.end <= quote[1]
    if first.also is not None or not holds or dict(first.params).keys() & dict(second.params).keys():
        return first._replace(quote=quote)
    return first._replace(quote=quote, also=_text_key(second), params=first.params + second.params)


def _apart(phrases: Iterable[_Reason], others: Sequence[_Reason]) -> list[_Reason]:
    return [p for p in phrases if not any(_overlap(p.quote, other.quote) for other in others)]


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _explained(
    reasons: Sequence[_Reason],
    submission: Submission,
    normalized: NormalizedText,
    heat: Heat,
    scores: Scores,
    typical: _Wording,
) -> Explained:
    """Each quote's share is the pull inside it that no earlier quote holds; the rest is what is left."""
    covered: list[tuple[int, int]] = []
    evidence: list[Evidence] = []
    for reason in reasons:
        share = sum(heat.weight(*piece) for piece in _outside(reason.quote, covered))
        covered.append(reason.quote)
        evidence.append(_evidence(submission, normalized, reason, share, typical))
    rest = scores.log_odds - scores.base - sum(e.share for e in evidence)
    return Explained(tuple(evidence), rest)


def _outside(span: tuple[int, int], covered: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces of a span that lie in none of the covered ones."""
    pieces = [span]
    for start, end in covered:
        cut = [((a, min(b, start)), (max(a, end), b)) for a, b in pieces]
        pieces = [(a, b) for pair in cut for a, b in pair if a < b]
    return pieces


def _evidence(
    submission: Submission, normalized: NormalizedText, reason: _Reason, share: float, typical: _Wording
) -> Evidence:
    start, end = normalized.span(*reason.quote)
    text_key, params = typical if reason.kind == PHRASE else (_text_key(reason), dict(reason.params))
    return Evidence(
        kind=reason.kind,
        start=start,
        end=end,
        quote=normalized.original[start:end],
        rule=reason.rule,
        weight=round(reason.weight, 4),
        text_key=text_key,
        params=params,
        provenance=submission.provenance_at(start),
        share=share,
        also=reason.also,
    )


def _text_key(reason: _Reason) -> str:
    return reason.rule if reason.kind == "telltale" else f"evidence.{reason.rule}"


def _typical(harmful: Sequence[TypeScore]) -> _Wording:
    """Whose wording it is: the likeliest type's, if one stands out."""
    first = harmful[0]
    if first.probability < CLEAR_SHARE * sum(t.probability for t in harmful):
        return "evidence.phrase", {}
    family = Family.SCAM if load_scam_types()[first.id].family is Family.SCAM else Family.ILLEGAL
    return f"evidence.phrase.{family}", {"type": TextKey(f"type.{first.id}.name")}
