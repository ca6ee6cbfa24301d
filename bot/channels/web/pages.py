"""The page where anybody can check a message or a picture, without any messenger.

Not covered: rate limits (a proxy's work), an operator's view.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from fastapi_offline import FastAPIOffline

from bot.channels.web.api import CHECK_IMAGE, add_api
from bot.channels.web.desk import WebDesk
from bot.channels.web.limits import LONGEST_PICTURE, LONGEST_TEXT, BodyLimit
from bot.channels.web.uploads import read_sent
from bot.engagement.quiz.compose import START as QUIZ
from bot.engagement.quiz.compose import compose_press, compose_welcome
from bot.engagement.quiz.forms import Phase
from bot.engagement.quiz.session import QuizSession
from bot.errors import IntakeError
from bot.replies.about import compose_about
from bot.replies.actions import compose_action
from bot.replies.ladder import verdict_buttons
from bot.replies.numbers import region_of
from bot.replies.reply import Reply
from bot.replies.report_card import FIELDS, START, CardForm, answered, compose_card
from bot.replies.share import compose_share
from bot.replies.unread import compose_unread
from bot.texts import LOCALES, load_texts

CHANNEL = "web"
LONGEST_CODE = 64
TEMPLATES = Jinja2Templates(directory=Path(__file__).parent / "templates")


def build_web(desk: WebDesk) -> FastAPI:
    """The ASGI application."""
    web = FastAPIOffline(
        title="识诈",
        version=desk.service.checker.version,
        docs_url="/api/docs",
        redoc_url=None,
        openapi_url="/api/openapi.json",
        static_url="/api/docs-assets",
        lifespan=lambda _: desk.open(),
    )
    web.add_middleware(BodyLimit, limit=LONGEST_TEXT, longer={"/": LONGEST_PICTURE, CHECK_IMAGE: LONGEST_PICTURE})
    _add_pages(web, desk)
    add_api(web, desk)
    return web


def _add_pages(web: FastAPI, desk: WebDesk) -> None:
    @web.get("/", response_class=HTMLResponse, include_in_schema=False)
    def page(
        request: Request,
        lang: Annotated[str | None, Query()] = None,
        do: Annotated[str | None, Query()] = None,
    ) -> HTMLResponse:
        """The empty form, or with `do` what a button leads to: an action names a type and a region, never a message."""
        locale = desk.locale(request, lang)
        return _page(request, locale, reply=_pressed(do, locale, desk), asks=FIELDS if do == START else ())

    @web.post("/", response_class=HTMLResponse, include_in_schema=False)
    async def checked_page(request: Request, lang: Annotated[str | None, Query()] = None) -> HTMLResponse:
        locale = desk.locale(request, lang)
        sent = await read_sent(request, "picture")
        try:
            answer = await desk.judge(sent.text, sent.picture, locale, CHANNEL, _came_from(request))
        except IntakeError as error:
            return _page(request, locale, sent.text, compose_unread(error))
        buttons = verdict_buttons(answer.assessment) if answer.assessment else ()
        return _page(request, locale, sent.text, Reply(answer.reply.blocks, buttons))

    @web.post("/card", response_class=HTMLResponse, include_in_schema=False)
    async def card(request: Request, lang: Annotated[str | None, Query()] = None) -> HTMLResponse:
        """The report card from the answers of the form; they go back to the sender and nowhere else."""
        answers = await request.form(max_files=0, max_fields=len(FIELDS), max_part_size=LONGEST_TEXT)
        return _page(request, desk.locale(request, lang), reply=compose_card(_filled_in(answers)))


def _came_from(request: Request) -> str:
    """The code of a volunteer's link, which goes from page to page in the address; whether it is one is seen later."""
    return request.query_params.get("from", "")[:LONGEST_CODE]


def _pressed(action: str | None, locale: str, desk: WebDesk) -> Reply | None:
    match action:
        case None | "":
            return None
        case "about":
            return compose_about(desk.service.checker.version, desk.operator)
        case "share":
            return compose_share(desk.link)
        case _ if action == QUIZ:
            return compose_welcome(QuizSession(secrets.randbits(32), Phase.BEFORE))
    return compose_press(action, locale) or compose_action(action, region=region_of(locale), bot_link=desk.link)


def _filled_in(answers: Mapping[str, Any]) -> CardForm:
    form = CardForm()
    for name in FIELDS:
        form = answered(form, str(answers.get(name, "")))
    return form


def _page(
    request: Request, locale: str, text: str = "", reply: Reply | None = None, asks: tuple[str, ...] = ()
) -> HTMLResponse:
    """The page with a text to judge, the reply to it, or the questions of the report card."""
    words = {"t": load_texts(locale), "locales": LOCALES, "locale": locale}
    context = {**words, "text": text, "reply": reply, "asks": asks, "code": _came_from(request)}
    return TEMPLATES.TemplateResponse(request, "check.html", context)
