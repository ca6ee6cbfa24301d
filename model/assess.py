"""Evidence + scores → Assessment. The risk bands live here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from math import inf, log
from pathlib import Path
from typing import NamedTuple

from model.classifier.artifact import Manifest, Parameters, load_artifact
from model.classifier.compiled import open_scorer
from model.classifier.scores import HARMFUL, Scores
from model.errors import InputError
from model.explain import MARGIN, Explained, find_changes, find_evidence, is_borderline
from model.indicators import Found, find_all
from model.indicators.mismatch import RULE as MISMATCH
from model.indicators.mismatch import WEIGHT, find_mismatches
from model.indicators.pattern_needs import remember
from model.normalize import normalize
from model.patterns import lazy
from model.scam_types import load_scam_types
from model.tokenize import Tokenizer
from model.types import Assessment, Change, Evidence, Family, NormalizedText, Risk, Submission

# Bands on the calibrated probability of harm, chosen on the development benchmark (docs/model/card.md): 0.64 is where a
# fiftieth of ordinary messages is warned of, and 19 of 20 scams; 0.92 keeps "high" off all but four in a thousand.
# Illegal bait is told more gently (never high, "this is illegal" instead of "you are being cheated"), and what is
# warned of wrongly there are mostly adverts at the edge of the law: a lower band.
MEDIUM_FROM = 0.64
MEDIUM_FROM_IF_ILLEGAL = 0.4
HIGH_FROM = 0.92

# Handing over a code, or money to a "safe account", cannot be undone: where a message asks for that, a lower
# probability is enough to say "verify first".
# The same where a link calls itself another than it is.
DECISIVE = frozenset(("ask.code", "telltale.authority.safe_account", MISMATCH))
MEDIUM_FROM_IF_DECISIVE = 0.2

# Below these log-odds a verdict is low and far from any border: there is nothing to point at.
QUIET_BELOW = log(MEDIUM_FROM_IF_DECISIVE / (1 - MEDIUM_FROM_IF_DECISIVE)) - MARGIN

MAX_CHARACTERS = 100_000
# Trying out what would change a verdict takes a few checks more, and one sentence of a very long text changes little.
LONGEST_WHAT_IF = 2_000
# One character may stand for eighteen, and an ellipsis for three dots: room for the latter, not for a bomb.
LONGEST_FOLDED = 2 * MAX_CHARACTERS
# Fewer Chinese characters and foreign words than this say too little ("在吗", "OK").
LEAST_LANGUAGE = 4
# Fewer known features than this: a language or a kind of text that the model has never met.
LEAST_KNOWN = 4

_LANGUAGE = lazy(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]{2,}")


class Checker:
    """The one way to a verdict. Loading takes a moment, checking does not; safe to share between threads."""

    def __init__(self, parameters: Parameters, manifest: Manifest) -> None:
        self.version = manifest.version
        remember(parameters.needs)
        self.tokenizer = Tokenizer(parameters.dictionary)
        self._scorer = open_scorer(parameters, self.tokenizer)

    @classmethod
    def load(cls, folder: Path | None = None, *, pinned_sha256: str = "") -> Checker:
        """The trained model in `folder` (default: the one that `make` built). Raises ArtifactError."""
        return cls(*load_artifact(folder, pinned_sha256))

    def check(self, message: str | Submission) -> Assessment:
        """Judge one message. Raises InputError above MAX_CHARACTERS; nothing else.

        Not covered: what stands behind a link (never opened), truth of facts, pictures.
        """
        submission = message if isinstance(message, Submission) else Submission.of(message)
        judged = self._judge(submission, explained_from=-inf if submission.links else QUIET_BELOW)
        normalized, found, scores, scam_type, risk, abstained = judged
        evidence, rest = Explained((), scores.log_odds - scores.base)
        if scores.log_odds >= QUIET_BELOW:
            evidence, rest = find_evidence(submission, normalized, found, scores)
        warned = risk in (Risk.HIGH, Risk.MEDIUM)
        borderline = is_borderline(risk, scores.log_odds, _borders(scam_type, found))
        kind = load_scam_types()[scam_type]
        return Assessment(
            risk=risk,
            probability=scores.harmful,
            types=scores.types,
            scam_type=scam_type,
            stage=kind.stage_of(normalized.folded) if warned else None,
            evidence=evidence,
            model_version=self.version,
            abstained=abstained,
            sub_case=kind.sub_case_of(normalized.folded) if warned else None,
            would_change=self._changes(submission, judged, evidence) if borderline else (),
            base=scores.base,
            rest=rest,
        )

    def _judge(self, submission: Submission, *, explained_from: float) -> _Judged:
        """The verdict without reasons; scores that can be explained only from these log-odds on."""
        text = submission.text
        _refuse_too_long(text)
        normalized = normalize(text)
        if len(normalized.folded) > LONGEST_FOLDED:
            raise InputError("this text unfolds into too many characters; send the part in doubt")
        found = find_all(normalized)
        scores = self._scorer.judge(normalized.folded, found, explained_from)
        if mismatches := find_mismatches(submission.links, normalized):
            found = [*mismatches, *found]
            scores = scores.with_pull(mismatches[0].start, mismatches[0].end, WEIGHT)
        scam_type = best_harmful_type(scores)
        abstained = _abstained(normalized, found, scores)
        risk = Risk.UNKNOWN if abstained else assess_risk(found, scores.harmful, scam_type)
        return _Judged(normalized, found, scores, scam_type, risk, abstained)

    def _changes(self, submission: Submission, judged: _Judged, evidence: Sequence[Evidence]) -> tuple[Change, ...]:
        """What would change a borderline verdict. Links keep their targets only while their words are there."""

        def judge(text: str) -> Risk:
            return self._judge(Submission.of(text), explained_from=inf).risk

        text = submission.text
        if submission.links or len(text) > LONGEST_WHAT_IF:
            return ()
        family = load_scam_types()[judged.scam_type].family
        return find_changes(judged.risk, family, text, evidence, judge)


class _Judged(NamedTuple):
    """A verdict and what it rests on."""

    normalized: NormalizedText
    found: list[Found]
    scores: Scores
    scam_type: str
    risk: Risk
    abstained: str | None


def _refuse_too_long(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"{len(text):,} characters are too many; send the part in doubt, at most {MAX_CHARACTERS:,}")


def assess_risk(found: list[Found], harmful: float, scam_type: str) -> Risk:
    """The band of a message that can be judged: `harmful` is its probability, `scam_type` its likeliest harmful type.

    Illegal bait is medium at most: it is not (yet) a scam on the reader.
    """
    family = load_scam_types()[scam_type].family
    if harmful < _medium_from(family, found):
        return Risk.LOW
    return Risk.HIGH if harmful >= HIGH_FROM and family is Family.SCAM else Risk.MEDIUM


def _medium_from(family: Family, found: list[Found]) -> float:
    if not DECISIVE.isdisjoint([f.rule for f in found]):
        return MEDIUM_FROM_IF_DECISIVE
    return MEDIUM_FROM if family is Family.SCAM else MEDIUM_FROM_IF_ILLEGAL


def best_harmful_type(scores: Scores) -> str:
    """The likeliest type that is a scam or illegal, also where the message is harmless."""
    types = load_scam_types()
    return next(score.id for score in scores.types if types[score.id].family in HARMFUL)


def _abstained(normalized: NormalizedText, found: list[Found], scores: Scores) -> str | None:
    """Why the message cannot be judged, or None: `no_language`, `only_link`, `too_short`, `unknown_language`.

    A link that calls itself another than it is says enough, however few the words.
    """
    rules = {f.rule for f in found}
    if MISMATCH in rules:
        return None
    rest = normalized.folded
    if "link" in rules:
        for link in reversed([f for f in found if f.rule == "link"]):
            rest = rest[: link.start] + " " + rest[link.end :]
    language = sum(1 for _ in islice(_LANGUAGE.finditer(rest), LEAST_LANGUAGE))
    if language < LEAST_LANGUAGE and "link" in rules:
        return "only_link"
    if language == 0:
        return "no_language"
    if scores.known < LEAST_KNOWN and language >= LEAST_LANGUAGE:
        return "unknown_language"
    telling = any(f.kind in ("ask", "telltale") for f in found) and scores.harmful >= MEDIUM_FROM
    return "too_short" if language < LEAST_LANGUAGE and not telling else None


def _borders(scam_type: str, found: list[Found]) -> tuple[float, ...]:
    """The probabilities at which this message would get another band."""
    family = load_scam_types()[scam_type].family
    medium = _medium_from(family, found)
    return (medium, HIGH_FROM) if family is Family.SCAM else (medium,)
