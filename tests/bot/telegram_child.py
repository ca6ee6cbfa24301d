"""`shizha telegram` with made-up content and a made-up picture reader, as a process of its own.

The reader takes the bytes of a "picture" for its words: `QR:…` lines are codes, `BUSY` and `BROKEN` are troubles. The
content answers each action with one paragraph, so that tests of the channel do not depend on the product's words.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.app import build_service
from bot.channels.telegram.runner import run
from bot.config import Settings, load_settings
from bot.errors import IntakeBusy, IntakeError, ShizhaError
from bot.replies.reply import Block, Button, Reply
from bot.service import Content, Ports
from bot.texts import Texts
from model import Assessment, Part, Provenance


class WordsAsPicture:
    """Satisfies `bot.service.PictureReader`."""

    async def read(self, data: bytes) -> tuple[Part, ...]:
        text = data.decode(errors="replace")
        if text == "BUSY":
            raise IntakeBusy("too many pictures wait")
        if text == "BROKEN":
            raise IntakeError("this is no picture")
        lines = text.splitlines()
        codes = [Part(line[3:], Provenance.QR) for line in lines if line.startswith("QR:")]
        words = "\n".join(line for line in lines if not line.startswith("QR:"))
        return (*((Part(words, Provenance.PICTURE),) if words else ()), *codes)

    waiting = 0

    async def stop(self) -> None:
        print("reader stopped", file=sys.stderr)


@dataclass(frozen=True)
class Form:
    answers: tuple[str, ...] = ()


class Card:
    """Satisfies `bot.service.CardWords`: two questions."""

    START, SKIP, CANCEL = "card:start", "card:skip", "card:cancel"
    CardForm = Form

    def next_question(self, form: Form) -> Reply | None:
        return said(f"question {len(form.answers) + 1}") if len(form.answers) < 2 else None

    def answered(self, form: Form, text: str) -> Form:
        return replace(form, answers=(*form.answers, text))

    def compose_card(self, form: Form) -> Reply:
        return said("card: " + ", ".join(form.answers))

    def compose_dropped(self) -> Reply:
        return said("dropped")


def said(words: str, *buttons: tuple[str, str]) -> Reply:
    return Reply((Block("why", {"why": words}),), tuple((Button(key, action),) for key, action in buttons))


def verdict_buttons(assessment: Assessment) -> tuple[tuple[Button, ...], ...]:
    return ((Button("menu.verify", f"verify:{assessment.scam_type}"), Button("menu.paid", "ladder:paid:brushing")),)


def action(action: str, *, region: str | None, bot_link: str) -> Reply | None:
    if action == "broken:":
        raise RuntimeError("a bug")
    known = action.startswith(("verify:", "ladder:", "paid", "tips:", "forward:", "wrong"))
    return said(f"{action} in {region} by {bot_link}", ("menu.paid", "paid:cn:01")) if known else None


CONTENT = Content(
    verdict_buttons=verdict_buttons,
    action=action,
    card=Card(),
    about=lambda version: said(f"about {version}"),
    verify_bot=lambda asked, own: said(f"{asked} or {own}"),
    share=lambda link: said(f"share {link}"),
    plain=lambda assessment, region: said(f"plainly {assessment.risk}"),
    draw=lambda assessment, texts: drawn(texts),
    region_of=lambda locale: {"zh-Hans": "cn", "zh-Hant": "tw"}.get(locale),
)


def drawn(texts: Texts) -> bytes:
    return f"picture {texts.locale}".encode()


def as_command(serve: Callable[[Settings], None]) -> int:
    """Serve by the settings of the environment; trouble is told as `shizha` tells it."""
    try:
        serve(load_settings())
    except ShizhaError as error:
        print(f"shizha: {error}", file=sys.stderr)
        return 1
    return 0


def serve(settings: Settings) -> None:
    run(settings, build_service(settings), CONTENT, Ports(reader=WordsAsPicture()))


if __name__ == "__main__":
    sys.exit(as_command(serve))
