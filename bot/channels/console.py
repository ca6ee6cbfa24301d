"""`shizha chat` and `shizha check` in a terminal: colours where there is one, plain text where piped."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from rich.console import Console
from rich.text import Text

from bot.replies.reply import Block, Reply, Style
from bot.service import Service
from bot.texts import LOCALES, Texts, load_texts
from model import Submission

_LOOKS = {
    Style.HEADING: "bold",
    Style.NOTE: "dim",
    Style.SAMPLE: "italic cyan",
}
_RISK_LOOKS = {
    "risk.high": "bold red",
    "risk.medium": "bold yellow",
    "risk.low": "bold blue",
    "risk.unknown": "bold",
}


def render_lines(reply: Reply, texts: Texts) -> Iterator[tuple[str, str]]:
    """(line, look) pairs for a terminal; a blank line before each heading."""
    for block in reply.blocks:
        if block.style in (Style.HEADING, Style.NOTE):
            yield "", ""
        look = _RISK_LOOKS.get(block.key, _LOOKS.get(block.style, ""))
        for line in _worded(block, texts):
            yield line, look


def _worded(block: Block, texts: Texts) -> Iterator[str]:
    if block.style is Style.STEP:
        yield from (f"  {n}. {line}" for n, line in enumerate(texts.lines(block.key), 1))
    elif block.style is Style.ITEM:
        yield f"  · {texts.say(block.key, block.params)}"
    else:
        yield texts.say(block.key, block.params)


def print_reply(reply: Reply, texts: Texts, console: Console | None = None) -> None:
    """Print a reply. Styles are dropped where standard output is no terminal."""
    console = console or _console()
    for line, look in render_lines(reply, texts):
        console.print(Text(printable(line), style=look))


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)


def printable(text: str) -> str:
    """Without control and bidi characters: a quoted message must not steer the terminal."""
    return "".join(
        c if c == "\n" or c.isprintable() or unicodedata.category(c) == "Zs" else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def piped_messages(lines: Iterable[str]) -> Iterator[str]:
    """What a pipe holds: the whole of it is one message, but a line that begins with `/` is a command.

    >>> list(piped_messages(["你好\\n", "\\n", "在吗\\n", "/help\\n"]))
    ['你好\\n\\n在吗', '/help']
    """
    message: list[str] = []
    for line in lines:
        if not line.startswith("/"):
            message.append(line)
            continue
        yield from _whole(message)
        message = []
        yield line.strip()
    yield from _whole(message)


def _whole(lines: list[str]) -> Iterator[str]:
    text = "".join(lines).strip()
    if text:
        yield text


def typed_messages(prompt: str) -> Iterator[str]:
    """What a person types or pastes: a paste of many lines is one message; the end of input ends it."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import DummyHistory

    session: PromptSession[str] = PromptSession(history=DummyHistory())
    while True:
        try:
            text = session.prompt(f"\n{prompt} > ").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if text:
            yield text


class Chat:
    """A conversation in the terminal."""

    def __init__(self, service: Service, locale: str) -> None:
        self.service = service
        self.texts = load_texts(locale)
        self.console = _console()
        self.commands: dict[str, Callable[[str], None]] = {
            "/help": self.help,
            "/language": self.language,
            "/start": self.welcome,
        }

    def run(self) -> None:
        """Until the end of input or /quit. A terminal is greeted with one example; a pipe only gets its answers."""
        interactive = sys.stdin.isatty()
        if interactive:
            self.welcome("")
        messages = typed_messages(self.texts.say("chat.prompt")) if interactive else piped_messages(_stdin_lines())
        for message in messages:
            if message in ("/quit", "/exit"):
                break
            self.hear(message)
        if interactive:
            self.say("chat.bye")

    def hear(self, message: str) -> None:
        """Answer one message or command."""
        if message.startswith("/"):
            self.obey(*message.partition(" ")[::2])
        else:
            print_reply(self.service.answer(Submission.of(message)).reply, self.texts, self.console)

    def obey(self, name: str, argument: str) -> None:
        """Carry out a command, or say which there are."""
        command = self.commands.get(name)
        if command is None:
            self.say("chat.unknown_command", command=name)
        else:
            command(argument.strip())

    def welcome(self, _: str) -> None:
        for key in ("chat.welcome", "chat.privacy"):
            self.say(key)
        self.console.print()
        self.say("chat.example")
        self.say("chat.sample", look=_LOOKS[Style.SAMPLE])
        self.console.print()
        self.hear(self.texts.say("chat.sample"))
        self.console.print()
        self.help("")

    def help(self, _: str) -> None:
        self.say("chat.help")
        self.say("chat.help_commands", look="dim")

    def language(self, locale: str) -> None:
        if locale not in LOCALES:
            self.say("chat.language_which")
            return
        self.texts = load_texts(locale)
        self.say("chat.language_set")

    def say(self, key: str, look: str = "", **params: str) -> None:
        self.console.print(Text(printable(self.texts.say(key, params)), style=look))


def _stdin_lines() -> Iterator[str]:
    """Decoded leniently: a stray byte in a pasted log costs one mark, not the verdict."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace")
