"""Submission → Assessment → Reply. Knows no channel, decides nothing about risk, keeps nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.replies.compose import compose_too_long, compose_unreadable, compose_verdict
from bot.replies.reply import Block, Button, Reply
from bot.texts import Texts
from model import Assessment, Checker, InputError, Part, Submission
from model.assess import MAX_CHARACTERS

if TYPE_CHECKING:
    from bot.engagement.events import Noted
    from bot.engagement.followup import Deliver, FollowUpStore
    from bot.engagement.house import Engagement
    from bot.engagement.kept import Action as LadderAction
    from bot.engagement.kept import Choices, Feedback, Forgotten, QuizResult, WatchGroup
    from bot.engagement.radar import Surge
    from bot.engagement.volunteers.codes import Refusal

log = structlog.get_logger("shizha.service")


class Preferences(Protocol):
    """What chats chose; `bot.storage` satisfies it. `chat` is a channel's own key. Both raise StorageError."""

    async def of(self, chat: str) -> Choices: ...

    async def choose(self, chat: str, **choices: str | bool | None) -> None: ...


class WatchGroups(Protocol):
    """Groups whose administrators asked the bot to read along. All raise StorageError."""

    async def of(self, chat: str) -> WatchGroup | None: ...

    async def turn_on(self, group: WatchGroup) -> bool: ...

    async def turn_off(self, chat: str) -> bool: ...


class UpdateLog(Protocol):
    """Which updates were handled, also before a restart. Raises StorageError."""

    async def first_time(self, channel: str, update_id: int, now: int) -> bool: ...


class Ledger(Protocol):
    """Counts checks and what people did after them; `bot.engagement.events` satisfies it. Never raises for storage."""

    def note_check(
        self,
        text: str,
        assessment: Assessment,
        *,
        channel: str,
        locale: str,
        chat: str | None = None,
        share_code: str | None = None,
    ) -> Noted: ...

    def note_action(
        self,
        action: LadderAction,
        *,
        channel: str,
        locale: str,
        scam_type: str | None,
        risk: str,
        chat: str | None = None,
        check: str | None = None,
        share_code: str | None = None,
    ) -> str: ...


class Surges(Protocol):
    """What an operator's click does; `bot.engagement.radar.SurgeDesk` satisfies it. Both raise StorageError."""

    async def send(self, campaign: int, now: int) -> int | None: ...

    async def dismiss(self, campaign: int) -> None: ...


class QuizResults(Protocol):
    """Results of the quiz, by a lasting hash of the person. Both raise StorageError."""

    async def keep(self, result: QuizResult) -> bool: ...

    async def of(self, person: str) -> tuple[QuizResult, ...]: ...


class FeedbackBox(Protocol):
    """Where it is kept that a verdict was wrong. Raises StorageError."""

    async def keep(self, given: Feedback) -> bool: ...


class Keeping(Protocol):
    """What is kept of visits, and what runs beside the answers; `bot.upkeep.Upkeep` satisfies it."""

    @property
    def ledger(self) -> Ledger: ...

    @property
    def surges(self) -> Surges: ...

    @property
    def follow_ups(self) -> FollowUpStore: ...

    @property
    def quiz(self) -> QuizResults: ...

    @property
    def feedback(self) -> FeedbackBox: ...

    def clock(self) -> datetime: ...

    def lasting(self, chat: str) -> str: ...

    async def start(self) -> None: ...

    async def run(self, on_surge: Callable[[Surge], Awaitable[None]], deliver: Deliver | None) -> None: ...

    async def reachable(self) -> bool: ...

    async def forget(self, chat: str) -> Forgotten: ...

    async def move(self, old: str, new: str) -> None: ...

    async def close(self) -> None: ...


class Volunteers(Protocol):
    """What volunteers pass on, and who came by it; `bot.engagement.volunteers.kit` satisfies it. Never raises for
    storage."""

    async def arrive(self, chat: str, payload: str) -> Refusal | None: ...

    async def code_of(self, chat: str) -> str | None: ...

    async def web_code(self, code: str) -> str | None: ...

    async def share(self, chat: str, locale: str, region: str | None = None) -> Reply: ...

    async def press(self, chat: str, data: str, locale: str, region: str | None = None) -> Reply | None: ...


class PictureReader(Protocol):
    """Reads the words and QR codes in a picture; `read` raises IntakeError, or IntakeBusy where too many wait."""

    @property
    def waiting(self) -> int: ...

    async def read(self, data: bytes) -> tuple[Part, ...]: ...

    async def stop(self) -> None: ...


class CardWords(Protocol):
    """The report card, question by question; `form` is a value that only these functions understand."""

    START: str
    SKIP: str
    CANCEL: str

    def CardForm(self) -> Any: ...  # noqa: N802 # a class of `bot.replies.report_card`

    def next_question(self, form: Any, /) -> Reply | None: ...

    def answered(self, form: Any, text: str, /) -> Any: ...

    def compose_card(self, form: Any, /) -> Reply: ...

    def compose_dropped(self) -> Reply: ...


class Action(Protocol):
    """The answer to a pressed button; None for an action of somebody else."""

    def __call__(self, action: str, *, region: str | None, bot_link: str) -> Reply | None: ...


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What is said after the verdict, from `bot.replies`; a channel says kindly that it cannot yet where it is None."""

    verdict_buttons: Callable[[Assessment], Rows] | None = None
    action: Action | None = None
    card: CardWords | None = None
    about: Callable[[str], Reply] | None = None
    verify_bot: Callable[[str, str], Reply] | None = None
    share: Callable[[str], Reply] | None = None
    plain: Callable[[Assessment, str | None], Reply] | None = None
    draw: Callable[[Assessment, Texts], bytes] | None = None
    region_of: Callable[[str], str | None] = lambda locale: None


@dataclass(frozen=True, slots=True)
class Ports:
    """What a channel can do without: where it is None, the channel keeps it in memory or says what to do instead.

    `volunteers`: made when the bot's handle is known; raises ConfigError, StorageError.
    """

    reader: PictureReader | None = None
    preferences: Preferences | None = None
    watch: WatchGroups | None = None
    updates: UpdateLog | None = None
    keeping: Keeping | None = None
    engagement: Engagement | None = None
    volunteers: Callable[[str], Volunteers] | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a submission came from, to be counted. `chat`: by which people are told apart; None where nobody can be."""

    channel: str
    chat: str | None = None
    share_code: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a submission. `assessment` is None where there was nothing to judge, `noted` where nothing was
    counted."""

    assessment: Assessment | None
    reply: Reply
    noted: Noted | None = None

    @property
    def people(self) -> tuple[Block, ...]:
        """How many others checked the same message, if they are enough to say so; `reply` ends with it."""
        return _people(self.noted)


class Service:
    """The product's main job, for every channel."""

    def __init__(self, checker: Checker, ledger: Ledger | None = None) -> None:
        self.checker = checker
        self._ledger = ledger

    def answer(self, submission: Submission, visit: Visit | None = None) -> Answer:
        """Judge and put into a reply; count it as a `visit`, if it is one. Never raises: what cannot be judged gets a
        reply that says what helps."""
        if not submission.text.strip():
            return Answer(None, compose_unreadable("nothing"))
        try:
            assessment = self.checker.check(submission)
        except InputError:
            return Answer(None, compose_too_long(len(submission.text), MAX_CHARACTERS))
        noted = self._note(submission, assessment, visit) if visit else None
        verdict = compose_verdict(assessment)
        return Answer(assessment, Reply((*verdict.blocks, *_people(noted)), verdict.buttons), noted)

    def _note(self, submission: Submission, assessment: Assessment, visit: Visit) -> Noted | None:
        if self._ledger is None:
            return None
        try:
            return self._ledger.note_check(
                submission.text,
                assessment,
                channel=visit.channel,
                locale=submission.locale,
                chat=visit.chat,
                share_code=visit.share_code,
            )
        except Exception as error:  # whatever broke in counting, the verdict is told
            log.error("check not counted", error=type(error).__name__)
            return None


def _people(noted: Noted | None) -> tuple[Block, ...]:
    if noted is None:
        return ()
    from bot.engagement.radar import compose_people

    block = compose_people(noted.people)
    return (block,) if block else ()
