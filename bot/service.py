"""Submission → Assessment → Reply. Knows no channel, decides nothing about risk, keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.replies.compose import compose_too_long, compose_unreadable, compose_verdict
from bot.replies.reply import Reply
from model import Assessment, Checker, InputError, Submission
from model.assess import MAX_CHARACTERS


class Preferences(Protocol):
    """Where chosen languages are kept; `bot.storage` satisfies it. `chat` is a channel's own key."""

    def language(self, chat: str) -> str | None: ...

    def choose_language(self, chat: str, locale: str) -> None: ...


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
