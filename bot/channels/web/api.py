"""The addresses for programs: checks as JSON, health, metrics. Their description is at /api/docs."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from bot.channels.web.desk import WebDesk
from bot.channels.web.metrics import CONTENT_TYPE
from bot.channels.web.uploads import read_sent
from bot.errors import IntakeBusy, IntakeError
from bot.replies.as_json import verdict_json
from bot.replies.compose import compose_unreadable
from bot.service import Answer
from bot.texts import load_texts

CHANNEL = "api"
CHECK_IMAGE = "/api/v1/check-image"
# Seconds after which whoever came when too many pictures waited should try again.
BUSY_SECONDS = "60"

_PICTURE_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["image"],
                    "properties": {
                        "image": {"type": "string", "format": "binary", "description": "PNG, JPEG, WebP, GIF or BMP"},
                        "text": {"type": "string", "description": "words that came with the picture"},
                    },
                }
            }
        },
    }
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    413: {"description": "Longer than can be judged at once"},
    422: {"description": "Nothing to judge; `detail` says what to send instead"},
}
_BUSY: dict[int | str, dict[str, Any]] = {503: {"description": "Too many pictures wait; see Retry-After"}}


class CheckRequest(BaseModel):
    """A message to judge."""

    text: str = Field(description="The message, as received.")


def add_api(web: FastAPI, desk: WebDesk) -> None:
    """Add the addresses to an application."""
    _add_checks(web, desk)
    _add_state(web, desk)
    _add_refusals(web, desk)


def _add_checks(web: FastAPI, desk: WebDesk) -> None:
    @web.post("/api/v1/check", responses=_REFUSALS, tags=["check"])
    async def check(wanted: CheckRequest, request: Request) -> dict[str, Any]:
        """Judge a text. The same JSON as `shizha check --json`."""
        locale = desk.locale(request)
        return _told(await desk.judge(wanted.text, b"", locale, CHANNEL), locale)

    @web.post(CHECK_IMAGE, responses=_REFUSALS | _BUSY, openapi_extra=_PICTURE_FORM, tags=["check"])
    async def check_image(request: Request) -> dict[str, Any]:
        """Judge the words and QR codes in a picture. It is read in memory and dropped."""
        locale = desk.locale(request)
        sent = await read_sent(request, "image")
        if not sent.picture:
            raise HTTPException(422, 'send the picture as the field "image" of multipart/form-data')
        return _told(await desk.judge(sent.text, sent.picture, locale, CHANNEL), locale)


def _told(answer: Answer, locale: str) -> dict[str, Any]:
    texts = load_texts(locale)
    if answer.assessment is not None:
        return verdict_json(answer.assessment, texts)
    empty = answer.reply == compose_unreadable("nothing")
    last = answer.reply.blocks[1 if empty else 0]
    raise HTTPException(422 if empty else 413, texts.say(last.key, last.params))


def _add_state(web: FastAPI, desk: WebDesk) -> None:
    @web.get("/healthz", tags=["state"])
    def healthz() -> dict[str, str]:
        """The process lives."""
        return {"status": "ok"}

    @web.get("/readyz", tags=["state"])
    async def readyz() -> dict[str, str]:
        """Verdicts are given. `database`: `ready`, or `away` (then events wait in the journal), or `none`."""
        state = "none"
        if desk.keeping:
            state = "ready" if await desk.keeping.reachable() else "away"
        return {"status": "ready", "model_version": desk.service.checker.version, "database": state}

    @web.get("/metrics", tags=["state"])
    def metrics() -> Response:
        """Counts in the text format of Prometheus: no text, no person."""
        return Response(desk.meter.render(), media_type=CONTENT_TYPE)


def _add_refusals(web: FastAPI, desk: WebDesk) -> None:
    @web.exception_handler(RequestValidationError)
    def invalid(_: Request, __: RequestValidationError) -> JSONResponse:
        """Without the input: it may hold what no answer can carry, and is nobody's business in a log."""
        return JSONResponse({"detail": 'send {"text": "…"} as JSON'}, 422)

    @web.exception_handler(IntakeError)
    def unread(request: Request, error: IntakeError) -> JSONResponse:
        """Why a picture was not read, in the asker's language."""
        detail = load_texts(desk.locale(request)).say(error.key, error.params)
        if isinstance(error, IntakeBusy):
            return JSONResponse({"detail": detail}, 503, {"Retry-After": BUSY_SECONDS})
        return JSONResponse({"detail": detail}, 422)
