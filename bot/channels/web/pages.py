"""The page where anybody can check a message, and `POST /api/v1/check` with the JSON of `shizha check --json`.

Not covered: pictures, rate limits, an operator's view.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Form, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from bot.replies.as_json import verdict_json
from bot.replies.compose import compose_unreadable
from bot.replies.reply import Reply
from bot.service import Service
from bot.texts import LOCALES, load_texts, match_locale
from model import Submission

TEMPLATES = Jinja2Templates(directory=Path(__file__).parent / "templates")


class CheckRequest(BaseModel):
    """A message to judge."""

    text: str = Field(description="The message, as received.")


def build_web(service: Service, default_locale: str) -> FastAPI:
    """The ASGI application."""
    web = FastAPI(
        title="识诈", version=service.checker.version, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )

    @web.get("/", response_class=HTMLResponse)
    def page(request: Request, lang: Annotated[str | None, Query()] = None) -> HTMLResponse:
        return _page(request, _locale(request, lang, default_locale))

    @web.post("/", response_class=HTMLResponse)
    async def checked_page(
        request: Request, text: Annotated[str, Form()] = "", lang: Annotated[str | None, Query()] = None
    ) -> HTMLResponse:
        locale = _locale(request, lang, default_locale)
        answer = await run_in_threadpool(service.answer, Submission.of(text, locale=locale))
        return _page(request, locale, text, answer.reply)

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

    @web.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @web.get("/readyz")
    def readyz() -> dict[str, str]:
        return {"status": "ready", "model_version": service.checker.version}

    return web


def _locale(request: Request, asked: str | None, default: str) -> str:
    if asked in LOCALES:
        return str(asked)
    first = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    return match_locale(first, default) if first and first != "*" else default


def _page(request: Request, locale: str, text: str = "", reply: Reply | None = None) -> HTMLResponse:
    context = {"t": load_texts(locale), "locales": LOCALES, "locale": locale, "text": text, "reply": reply}
    return TEMPLATES.TemplateResponse(request, "check.html", context)
