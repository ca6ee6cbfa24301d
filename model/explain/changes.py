"""What would change a verdict that lies near the border of a band: computed by asking the scorer again, never canned.

Downwards: the message without the sentence that holds its strongest demand. Upwards: the message with one more demand.
Not covered: verdicts far from a border, where one sentence more or less changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log

from model.types import Change, Evidence, Family, Risk, TextKey

# How near, in log-odds, a probability lies to the border of a band for its verdict to count as borderline: one unit
# is about what one telling clause adds.
MARGIN = 1.0
MOST = 2
# What a fraudster who has not asked for anything yet asks for next, by the text that tells of it.
PROBES = {
    "transfer": "请您马上把钱转到我发给您的这个账户。",
    "code": "请把您手机收到的短信验证码发给我。",
    "download": "请下载我发给您的这个软件,打开屏幕共享。",
}
_ORDER = (Risk.LOW, Risk.MEDIUM, Risk.HIGH)

Judge = Callable[[str], Risk]


def is_borderline(risk: Risk, log_odds: float, borders: Sequence[float]) -> bool:
    """Whether a verdict lies within MARGIN of one of the probabilities at which bands change.

    >>> is_borderline(Risk.MEDIUM, 0.0, (0.62, 0.92)), is_borderline(Risk.LOW, -3.0, (0.62, 0.92))
    (True, False)
    """
    return risk is not Risk.UNKNOWN and any(abs(log_odds - log(p / (1 - p))) <= MARGIN for p in borders)


def find_changes(
    risk: Risk, family: Family, text: str, evidence: Sequence[Evidence], judge: Judge
) -> tuple[Change, ...]:
    """At most two statements about a borderline verdict; `judge` gives the risk of a changed text.

    A statement is made only if the changed text really gets another verdict.
    """
    found = (_without_strongest(risk, text, evidence, judge), _with_one_more(risk, family, text, judge))
    return tuple(change for change in found if change)[:MOST]


def _without_strongest(risk: Risk, text: str, evidence: Sequence[Evidence], judge: Judge) -> Change | None:
    if risk is Risk.LOW or not evidence:
        return None
    strongest = max(evidence, key=lambda e: (e.kind == "ask", e.share))
    lower = judge(text[: strongest.start] + text[strongest.end :])
    if lower not in _ORDER[: _ORDER.index(risk)]:
        return None
    return Change(f"change.without.{lower}", {"quote": strongest.quote})


def _with_one_more(risk: Risk, family: Family, text: str, judge: Judge) -> Change | None:
    """Which demand would raise the risk: all that were tried, or the first that does."""
    if risk is Risk.HIGH or family is not Family.SCAM:
        return None
    raised = {name: judge(f"{text}\n{probe}") for name, probe in PROBES.items()}
    raising = {name: higher for name, higher in raised.items() if higher in _ORDER[_ORDER.index(risk) + 1 :]}
    if not raising:
        return None
    if len(raising) == len(PROBES):
        name, higher = "any", min(raising.values(), key=_ORDER.index)
    else:
        name, higher = max(raising.items(), key=lambda item: _ORDER.index(item[1]))
    return Change("change.with", {"demand": TextKey(f"change.demand.{name}"), "risk": TextKey(f"change.risk.{higher}")})
