"""The values that are kept, as the rest of the house sees them. Standard library only; `bot.storage` maps them.

`chat`: a channel's own key of a chat. `person`, `lasting` hashes: see `bot.storage.people`. `…_at`: UTC seconds.
None of them holds a message's text, but for `Feedback.text` (given on purpose, redacted).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Action(StrEnum):
    """A rung of the ladder: what somebody says they did after a verdict."""

    IGNORED = "ignored"
    TEMPTED = "tempted"
    PAID = "paid"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class CheckEvent:
    """That a check happened, or (with `action`) what somebody did after one, which `about` names.

    `radius` and `marks` describe the campaign and are kept with it, not with the event.
    """

    id: str
    day: date
    channel: str
    risk: str
    scam_type: str | None = None
    campaign: int | None = None
    share_code: str | None = None
    action: str | None = None
    about: str | None = None
    person: str | None = None
    locale: str = "zh-Hans"
    area: str | None = None
    radius: int = 0
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EventCount:
    """So many checks (or actions) of one day and kind, by so many distinct people of the month."""

    day: date
    channel: str
    risk: str
    scam_type: str | None
    action: str | None
    share_code: str | None
    checks: int
    people: int
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A message that many get. `status`: watched, surging, announced, dismissed."""

    id: int
    radius: int
    scam_type: str | None
    risk: str
    first_day: date
    last_day: date
    excerpt: str | None = None
    status: str = "watched"
    alerted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody met a campaign on a day. `person` is None where nobody can be told apart."""

    campaign: int
    day: date
    person: str | None


@dataclass(frozen=True, slots=True)
class CampaignDay:
    """How many people and checks a campaign had on a day."""

    campaign: int
    day: date
    people: int
    checks: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """One kind of message that a chat wants, at an hour of its own time zone. `state`: active, paused, blocked."""

    chat: str
    kind: str
    hour: int
    time_zone: str
    locale: str
    since: date
    area: str | None = None
    audience: str | None = None
    state: str = "active"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One message to many. `content`: JSON of text keys and parameters. `state`: pending, sending, done, cancelled."""

    id: str
    kind: str
    content: str
    created_at: int
    due_at: int
    state: str = "pending"
    ended_at: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A broadcast to one chat. `state`: pending, sending, sent, doubt (a crash came in between), blocked, failed."""

    broadcast: str
    chat: str
    locale: str
    changed_at: int
    state: str = "pending"
    tries: int = 0


@dataclass(frozen=True, slots=True)
class GuardianLink:
    """Somebody asks somebody close to be told. `code` is gone once used. `state`: invited, active, ended."""

    id: str
    created_at: int
    ward: str | None = None
    guardian: str | None = None
    code: str | None = None
    state: str = "invited"
    confirmed_at: int | None = None
    last_alert_at: int | None = None


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Who passes the bot on; `code` stands in links and posters. `state`: active, ended."""

    code: str
    created_on: date
    chat: str | None = None
    name: str | None = None
    area: str | None = None
    state: str = "active"


@dataclass(frozen=True, slots=True)
class CodeCount:
    """What was counted under a volunteer's code. `web_…`: on the web page, where nobody can be told apart."""

    code: str
    checks: int = 0
    interventions: int = 0
    web_checks: int = 0
    web_interventions: int = 0


@dataclass(frozen=True, slots=True)
class QuizResult:
    """One form answered. `phase`: before, after, later. `answers`: one character an item."""

    id: str
    person: str
    form: str
    phase: str
    day: date
    answers: str
    hits: int
    misses: int
    false_alarms: int
    correct_rejections: int
    d_prime: float
    bias: float
    group: str | None = None
    share_code: str | None = None
    locale: str = "zh-Hans"


@dataclass(frozen=True, slots=True)
class Feedback:
    """Somebody says that a verdict is wrong. `text`: only with consent, redacted. `state`: new, reviewed."""

    id: str
    day: date
    channel: str
    risk: str
    claim: str
    delete_on: date
    scam_type: str | None = None
    text: str | None = None
    person: str | None = None
    state: str = "new"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that somebody asked to get a day later. `state`: pending, sent."""

    id: str
    chat: str
    action: str
    due_at: int
    locale: str
    scam_type: str | None = None
    about: str | None = None
    state: str = "pending"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a chat chose. None and False: not chosen."""

    chat: str
    locale: str | None = None
    accessible: bool = False
    follow_up: bool = False
    feedback_text: bool = False
    region: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class WatchGroup:
    """A group where the bot may warn unasked."""

    chat: str
    locale: str
    since: date
    last_warning_at: int | None = None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What `/forgetme` did. `deleted`: rows by table. `others`: chats at the other end of guardian links, to tell."""

    deleted: dict[str, int]
    others: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(self.deleted.values())
