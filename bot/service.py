"""Submission → Assessment → Reply. Knows no channel, decides nothing about risk, keeps nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.replies.compose import compose_too_long, compose_unreadable, compose_verdict
from bot.replies.reply import Button, Reply
from bot.texts import Texts
from model import Assessment, Checker, InputError, Part, Submission
from model.assess import MAX_CHARACTERS

if TYPE_CHECKING:
    from bot.engagement.house import Engagement
    from bot.engagement.kept import Forgotten


class Preferences(Protocol):
    """Where chosen languages are kept; `bot.storage` satisfies it. `chat` is a channel's own key."""

    def language(self, chat: str) -> str | None: ...

    def choose_language(self, chat: str, locale: str) -> None: ...


class Accessibility(Protocol):
    """Which chats want one sentence and large letters."""

    async def accessible(self, chat: str) -> bool: ...

    async def choose_accessible(self, chat: str, wanted: bool) -> None: ...


class WatchGroups(Protocol):
    """Groups whose administrators asked the bot to read along."""

    async def watched(self, chat: str) -> bool: ...

    async def watch(self, chat: str, locale: str) -> None: ...

    async def unwatch(self, chat: str) -> None: ...


class UpdateLog(Protocol):
    """Which updates were handled, also before a restart."""

    async def first_time(self, update_id: int) -> bool: ...


class PictureReader(Protocol):
    """Reads the words and QR codes in a picture; `read` raises IntakeError, or IntakeBusy where too many wait."""

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
    """What a channel can do without: where it is None, the channel keeps it in memory or says what to do instead."""

    reader: PictureReader | None = None
    accessibility: Accessibility | None = None
    watch: WatchGroups | None = None
    updates: UpdateLog | None = None
    forget: Callable[[str], Awaitable[Forgotten | None]] | None = None
    engagement: Engagement | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a submission. `assessment` is None where there was nothing to judge."""

    assessment: Assessment | None
    reply: Reply


class Service:
    """The product's main job, for every channel."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker

    def answer(self, submission: Submission) -> Answer:
        """Judge and put into a reply. Never raises: what cannot be judged gets a reply that says what helps."""
        if not submission.text.strip():
            return Answer(None, compose_unreadable("nothing"))
        try:
            assessment = self.checker.check(submission)
        except InputError:
            return Answer(None, compose_too_long(len(submission.text), MAX_CHARACTERS))
        return Answer(assessment, compose_verdict(assessment))
