"""What is said in a private chat, as Replies: the guided try, help, privacy, languages, verdicts.

Pure but for the service that it asks; `private` moves messages in and out.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message

from bot.channels.telegram.convert import message_parts, unreadable
from bot.replies.compose import compose_unreadable
from bot.replies.reply import Block, Button, Reply, Style
from bot.service import Service
from bot.texts import LOCALES, load_texts
from model import Submission

TRY, LANGUAGE = "try", "language:"


def welcome() -> Reply:
    """The answer to /start: what this is, and a button for the guided try."""
    keys = ("telegram.welcome", "telegram.welcome_how", "telegram.welcome_private")
    return Reply(tuple(Block(key) for key in keys), ((Button("telegram.try_now", TRY),),))


def guided_try(service: Service, locale: str) -> Reply:
    """A simulated forward with the real verdict on it."""
    sample = load_texts(locale).say("telegram.try_sample")
    verdict = service.answer(Submission.of(sample, locale=locale)).reply
    before = (
        Block("telegram.try_intro"),
        Block("telegram.try_sample", style=Style.SAMPLE),
        Block("telegram.try_result", style=Style.HEADING),
    )
    return Reply((*before, *verdict.blocks, Block("telegram.try_next", style=Style.NOTE)))


def help_page() -> Reply:
    """The answer to /help."""
    return Reply(tuple(Block(f"telegram.{key}") for key in ("help", "help_commands", "help_numbers")))


def privacy_page() -> Reply:
    """The answer to /privacy."""
    heading = Block("telegram.privacy", style=Style.HEADING)
    return Reply((heading, *(Block(f"telegram.{key}") for key in ("privacy_text", "privacy_kept", "privacy_tip"))))


def language_page() -> Reply:
    """The answer to /language: a button for each locale."""
    buttons = tuple((Button(f"language.{locale}", LANGUAGE + locale),) for locale in LOCALES)
    return Reply((Block("telegram.language"),), buttons)


def language_chosen() -> Reply:
    return Reply((Block("telegram.language_set"),))


def unknown_command() -> Reply:
    return Reply((Block("telegram.stranger"),))


def apology() -> Reply:
    """Something broke on our side; nobody is left without an answer."""
    return Reply((Block("telegram.sorry"),))


def verdict(service: Service, messages: Sequence[Message], locale: str) -> Reply:
    """The answer to one case."""
    parts = tuple(part for message in messages for part in message_parts(message))
    if not parts:
        return compose_unreadable(unreadable(messages[-1]))
    return service.answer(Submission(parts, locale)).reply
