"""What is said in a private chat, as Replies: the guided try, help, privacy, languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.replies.reply import Block, Button, Reply, Style
from bot.texts import LOCALES

TRY, LANGUAGE, LARGE = "try", "language:", "large:"
FORGET, KEEP_ALL = "forget:yes", "forget:no"


def welcome() -> Reply:
    """The answer to /start: what this is, and a button for the guided try."""
    keys = ("telegram.welcome", "telegram.welcome_how", "telegram.welcome_private")
    return Reply(tuple(Block(key) for key in keys), ((Button("telegram.try_now", TRY),),))


def guided_try(verdict: Reply) -> Reply:
    """A simulated forward with the real verdict on it."""
    before = (
        Block("telegram.try_intro"),
        Block("telegram.try_sample", style=Style.SAMPLE),
        Block("telegram.try_result", style=Style.HEADING),
    )
    return Reply((*before, *verdict.blocks, Block("telegram.try_next", style=Style.NOTE)))


def help_page() -> Reply:
    """The answer to /help."""
    return Reply(tuple(Block(key) for key in ("telegram.help", "manners.help_commands", "telegram.help_numbers")))


def privacy_page() -> Reply:
    """The answer to /privacy."""
    heading = Block("telegram.privacy", style=Style.HEADING)
    return Reply((heading, *(Block(f"telegram.{key}") for key in ("privacy_text", "privacy_kept", "privacy_tip"))))


def language_page(*, large: bool = False) -> Reply:
    """The answer to /language: a button for each locale, and one for large letters where there are any."""
    languages = tuple((Button(f"language.{locale}", LANGUAGE + locale),) for locale in LOCALES)
    letters = ((Button("manners.large_on", LARGE + "on"),),) if large else ()
    return Reply((Block("telegram.language"),), (*languages, *letters))


def large_page(wanted: bool) -> Reply:
    """What changes with large letters, and the way back."""
    other = Button("manners.large_off" if wanted else "manners.large_on", LARGE + ("off" if wanted else "on"))
    return Reply((Block("manners.large_is_on" if wanted else "manners.large_is_off"),), ((other,),))


def forget_page() -> Reply:
    """What /forgetme would delete, and whether to."""
    buttons = (Button("kept.forget_yes", FORGET), Button("kept.forget_no", KEEP_ALL))
    return Reply((Block("kept.forget_ask"),), (buttons,))


def forgotten_page(rows: int) -> Reply:
    """The proof: how much was deleted, and that nothing is left."""
    return Reply((Block("kept.forgotten", {"rows": str(rows)}), Block("kept.forgotten_left", style=Style.NOTE)))


def page(key: str, params: Mapping[str, str] | None = None) -> Reply:
    """A page of one paragraph."""
    return Reply((Block(key, params or {}),))
