"""`shizha chat` and `shizha check` in a terminal: colours where there is one, plain text where piped."""

from __future__ import annotations

import secrets
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from rich.console import Console
from rich.text import Text

from bot.engagement.quiz.compose import compose_press, compose_welcome
from bot.engagement.quiz.forms import Phase
from bot.engagement.quiz.session import QuizSession
from bot.replies.about import compose_about, compose_verify_bot
from bot.replies.actions import compose_action
from bot.replies.ladder import verdict_buttons
from bot.replies.numbers import region_of
from bot.replies.paid import CANCEL, SKIP, START, CardForm, answered, compose_card, next_question
from bot.replies.reply import Block, Button, Reply, Style
from bot.replies.report_card import compose_dropped
from bot.replies.share import compose_share
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
    """A conversation in the terminal. `offered`: what /1, /2 … press; `form`: the report card being filled in."""

    def __init__(self, service: Service, locale: str, *, operator: str = "", link: str = "") -> None:
        self.service = service
        self.link = link
        self.operator = operator
        self.texts = load_texts(locale)
        self.console = _console()
        self.offered: list[Button] = []
        self.form: CardForm | None = None
        self.commands: dict[str, Callable[[str], None]] = {
            "/about": lambda _: self.show(compose_about(self.service.checker.version, self.operator)),
            "/help": self.help,
            "/language": self.language,
            "/paid": lambda _: self.press("paid"),
            "/quiz": lambda _: self.show(compose_welcome(QuizSession(secrets.randbits(32), Phase.BEFORE))),
            "/share": lambda _: self.show(compose_share(self.link)),
            "/start": self.welcome,
            "/tips": lambda _: self.press("tips::"),
            "/verify": lambda asked: self.show(compose_verify_bot(asked, "")),
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
        """Answer one message, one line of the report card, or one command."""
        if message.startswith("/"):
            self.obey(*message.partition(" ")[::2])
        elif self.form is not None:
            self._fill_in(message)
        else:
            self._judge(message)

    def _judge(self, message: str) -> None:
        answer = self.service.answer(Submission.of(message, locale=self.texts.locale))
        buttons = verdict_buttons(answer.assessment) if answer.assessment else ()
        self.show(Reply(answer.reply.blocks, buttons))

    def show(self, reply: Reply) -> None:
        """Print a reply, and what can be pressed under it as /1, /2 …"""
        print_reply(reply, self.texts, self.console)
        self.offered = [button for row in reply.buttons for button in row]
        numbers = iter(range(1, len(self.offered) + 1))
        for row in reply.buttons:
            labels = (f"/{next(numbers)} {self.texts.say(button.key)}" for button in row)
            self.console.print(Text("　".join(labels), style="cyan"))

    def press(self, action: str) -> None:
        """What a button does."""
        if action == START:
            self._ask(CardForm())
        elif action == CANCEL:
            self.form = None
            self.show(compose_dropped())
        elif action == SKIP:
            self._fill_in(SKIP)
        else:
            self._follow(action)

    def _follow(self, action: str) -> None:
        reply = compose_press(action, self.texts.locale) or compose_action(
            action, region=region_of(self.texts.locale), bot_link=self.link
        )
        if reply is not None:
            self.show(reply)

    def _fill_in(self, text: str) -> None:
        self._ask(answered(self.form or CardForm(), text))

    def _ask(self, form: CardForm) -> None:
        """The next question of the report card; after the last one the card, and nothing of it is kept."""
        question = next_question(form)
        self.form = form if question else None
        self.show(question or compose_card(form))

    def obey(self, name: str, argument: str) -> None:
        """Carry out a command or press a number, or say which commands there are. A command ends the report card."""
        number = int(name[1:]) if name[1:].isdecimal() and len(name) < 4 else 0
        if 0 < number <= len(self.offered):
            self.press(self.offered[number - 1].action)
            return
        self.form = None
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
