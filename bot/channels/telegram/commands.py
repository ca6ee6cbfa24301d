"""Commands in private chats, and Telegram's menu of them in three languages.

A command whose content is not there yet says so kindly and stays out of the menu.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Message,
)
from telegram.error import TelegramError

from bot.channels.telegram import conversation
from bot.channels.telegram.desk import Desk
from bot.replies.reply import Reply
from bot.texts import LOCALES, Texts, load_texts

log = structlog.get_logger("shizha.telegram")

Page = Callable[[Message, Sequence[str]], Awaitable[Reply]]

# In the order of the menu. The first four have their words with the other texts of the welcome.
WORDED_THERE = ("start", "help", "privacy", "language")
NAMES = (
    "start", "help", "check", "paid", "tips", "quiz", "subscribe", "guardian", "share", "language", "large", "privacy",
    "forgetme", "verify", "about",
)  # fmt: skip
IN_GROUPS = ("check", "status", "watch")
# Telegram tells languages by two letters, so both scripts of Chinese share one menu; see `menu_of_chat`.
MENUS = {"": None, "zh": "zh-Hans", "en": "en"}


class Commands:
    """A page for each command."""

    def __init__(self, desk: Desk, rooms: Mapping[str, Page], version: str) -> None:
        """`rooms`: pages of commands that have a room of their own."""
        self.desk = desk
        self._rooms = rooms
        self._version = version

    def pages(self) -> dict[str, Page]:
        """Commands that answer with a page; /start and /check need the whole conversation and live with it."""
        ready = self._ready()
        return {name: ready.get(name) or _say("manners.not_yet") for name in NAMES if name not in ("start", "check")}

    def shown(self) -> tuple[str, ...]:
        """What the menu lists: what works."""
        ready = self._ready()
        return tuple(name for name in NAMES if name in ("start", "check") or name in ready)

    def _ready(self) -> dict[str, Page]:
        content = self.desk.content
        ready: dict[str, Page] = {
            "help": _show(conversation.help_page),
            "privacy": _show(conversation.privacy_page),
            "language": _show(lambda: conversation.language_page(large=content.plain is not None)),
            "forgetme": _show(conversation.forget_page),
        }
        optional: dict[str, tuple[object, Page]] = {
            "paid": (content.action, self._action("paid")),
            "tips": (content.action, self._action("tips::")),
            "share": (content.share, self._share),
            "verify": (content.verify_bot, self._verify),
            "about": (content.about, self._about),
            "large": (content.plain, self._large),
        }
        return {**ready, **{name: page for name, (there, page) in optional.items() if there}, **self._rooms}

    def _action(self, action: str) -> Page:
        async def page(message: Message, _: Sequence[str]) -> Reply:
            return self.act(action, message.chat_id) or conversation.page("manners.not_yet")

        return page

    def act(self, action: str, chat: int) -> Reply | None:
        """The answer to an action of the content; None if it is none."""
        ask = self.desk.content.action
        return ask(action, region=self.desk.region(chat), bot_link=self.desk.link()) if ask else None

    async def _share(self, message: Message, _: Sequence[str]) -> Reply:
        assert self.desk.content.share  # noqa: S101 # listed only where it is there
        return self.desk.content.share(self.desk.link())

    async def _about(self, message: Message, _: Sequence[str]) -> Reply:
        assert self.desk.content.about  # noqa: S101 # listed only where it is there
        return self.desk.content.about(self._version)

    async def _verify(self, message: Message, words: Sequence[str]) -> Reply:
        assert self.desk.content.verify_bot  # noqa: S101 # listed only where it is there
        return self.desk.content.verify_bot(" ".join(words), self.desk.bot.username)

    async def _large(self, message: Message, _: Sequence[str]) -> Reply:
        wanted = not self.desk.languages.choices(message.chat_id).accessible
        await self.desk.languages.choose(message.chat_id, accessible=wanted)
        return conversation.large_page(wanted)


def _show(page: Callable[[], Reply]) -> Page:
    async def show(message: Message, _: Sequence[str]) -> Reply:
        return page()

    return show


def _say(key: str) -> Page:
    return _show(lambda: conversation.page(key))


def describe(name: str, texts: Texts) -> str:
    """What the menu says of a command."""
    return texts.say(f"telegram.command.{name}" if name in WORDED_THERE else f"menu.{name}")


async def set_menus(bot: Bot, shown: Sequence[str], default: str) -> None:
    """The menus of private chats and of groups, in the default language, Chinese and English."""
    for code, locale in MENUS.items():
        texts = load_texts(locale or default)
        await _set_menu(bot, shown, texts, BotCommandScopeDefault(), code)
        await _set_menu(bot, IN_GROUPS, texts, BotCommandScopeAllGroupChats(), code)


async def menu_of_chat(bot: Bot, shown: Sequence[str], chat: int, texts: Texts) -> None:
    """A menu for one chat, in the language it reads: the only way to show 繁體 to one and 简体 to another."""
    await _set_menu(bot, shown, texts, BotCommandScopeChat(chat), "")


async def _set_menu(bot: Bot, names: Sequence[str], texts: Texts, scope: BotCommandScope, code: str) -> None:
    """Without a menu the bot still works, so a failure is only logged."""
    commands = [BotCommand(name, describe(name, texts)) for name in names]
    try:
        await bot.set_my_commands(commands, scope=scope, language_code=code)
    except TelegramError as error:
        log.warning("menu not set", scope=scope.type, language=code or "default", error=type(error).__name__)


assert set(MENUS.values()) <= {None, *LOCALES}  # noqa: S101 # a menu in a language we do not speak cannot be worded
