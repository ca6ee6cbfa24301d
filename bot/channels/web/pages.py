"""The page where anybody can check a message, and `POST /api/v1/check` with the JSON of `shizha check --json`.

Not covered: pictures, rate limits, an operator's view.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Form, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from bot.replies.about import compose_about
from bot.replies.actions import compose_action
from bot.replies.as_json import verdict_json
from bot.replies.compose import compose_unreadable
from bot.replies.ladder import verdict_buttons
from bot.replies.numbers import region_of
from bot.replies.reply import Reply
from bot.replies.report_card import FIELDS, START, CardForm, answered, compose_card
from bot.replies.share import compose_share
from bot.service import Service
from bot.texts import LOCALES, load_texts, match_locale
from model import Submission

TEMPLATES = Jinja2Templates(directory=Path(__file__).parent / "templates")


class CheckRequest(BaseModel):
    """A message to judge."""

    text: str = Field(description="The message, as received.")


def build_web(service: Service, default_locale: str, *, operator: str = "", link: str = "") -> FastAPI:
    """The ASGI application. `operator`: who runs it; `link`: its public address, for answers to send on.

    The address is a setting and not read from the request: whoever asks could name any.
    """
    web = FastAPI(
        title="识诈", version=service.checker.version, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )

    about = compose_about(service.checker.version, operator)

    @web.get("/", response_class=HTMLResponse)
    def page(
        request: Request, lang: Annotated[str | None, Query()] = None, do: Annotated[str | None, Query()] = None
    ) -> HTMLResponse:
        """The empty form, or with `do` what a button leads to: an action names a type and a region, never a message."""
        locale = _locale(request, lang, default_locale)
        return _page(request, locale, reply=_pressed(do, locale, about, link), asks=FIELDS if do == START else ())

    @web.post("/", response_class=HTMLResponse)
    async def checked_page(
        request: Request, text: Annotated[str, Form()] = "", lang: Annotated[str | None, Query()] = None
    ) -> HTMLResponse:
        locale = _locale(request, lang, default_locale)
        answer = await run_in_threadpool(service.answer, Submission.of(text, locale=locale))
        buttons = verdict_buttons(answer.assessment) if answer.assessment else ()
        return _page(request, locale, text, Reply(answer.reply.blocks, buttons))

    @web.post("/api/v1/check")
    async def check(wanted: CheckRequest, request: Request) -> dict[str, Any]:
        locale = _locale(request, None, default_locale)
        texts = load_texts(locale)
        answer = await run_in_threadpool(service.answer, Submission.of(wanted.text, locale=locale))
        if answer.assessment is None:
            empty = answer.reply == compose_unreadable("nothing")
            last = answer.reply.blocks[1 if empty else 0]
            raise HTTPException(422 if empty else 413, texts.say(last.key, last.params))
        return verdict_json(answer.assessment, texts)

    @web.exception_handler(RequestValidationError)
    def invalid(_: Request, __: RequestValidationError) -> JSONResponse:
        """Without the input: it may hold what no answer can carry, and is nobody's business in a log."""
        return JSONResponse({"detail": 'send {"text": "…"} as JSON'}, 422)

    @web.post("/card", response_class=HTMLResponse)
    async def card(request: Request, lang: Annotated[str | None, Query()] = None) -> HTMLResponse:
        """The report card from the answers of the form; they go back to the sender and nowhere else."""
        answers = await request.form()
        return _page(request, _locale(request, lang, default_locale), reply=compose_card(_filled_in(answers)))

    @web.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @web.get("/readyz")
    def readyz() -> dict[str, str]:
        return {"status": "ready", "model_version": service.checker.version}

    return web


def _pressed(action: str | None, locale: str, about: Reply, link: str) -> Reply | None:
    if action == "about":
        return about
    if action == "share":
        return compose_share(link)
    return compose_action(action, region=region_of(locale), bot_link=link) if action else None


def _filled_in(answers: Mapping[str, Any]) -> CardForm:
    form = CardForm()
    for name in FIELDS:
        form = answered(form, str(answers.get(name, "")))
    return form


def _locale(request: Request, asked: str | None, default: str) -> str:
    if asked in LOCALES:
        return str(asked)
    first = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    return match_locale(first, default) if first and first != "*" else default


def _page(
    request: Request, locale: str, text: str = "", reply: Reply | None = None, asks: tuple[str, ...] = ()
) -> HTMLResponse:
    """The page with a text to judge, the reply to it, or the questions of the report card."""
    words = {"t": load_texts(locale), "locales": LOCALES, "locale": locale}
    context = {**words, "text": text, "reply": reply, "asks": asks}
    return TEMPLATES.TemplateResponse(request, "check.html", context)
