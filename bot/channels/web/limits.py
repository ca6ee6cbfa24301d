"""No body is longer than what it is for, and that is decided before anything of it is parsed."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEGABYTE = 1_000_000
# The longest text that is judged, as a form would encode it, with room to spare.
LONGEST_TEXT = 2 * MEGABYTE
# A picture of 20 MB, its form and a text beside it.
LONGEST_PICTURE = 23 * MEGABYTE
# How much more is read and dropped so that whoever sends too much hears it instead of a broken connection.
DRAINED = 100 * MEGABYTE


class BodyLimit:
    """ASGI middleware. `longer`: limits by path; elsewhere `limit` bytes."""

    def __init__(self, app: ASGIApp, limit: int, longer: Mapping[str, int]) -> None:
        self._app = app
        self._limit = limit
        self._longer = longer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._longer.get(scope["path"], self._limit)
        if declared_length(Headers(scope=scope)) > limit:
            await _drain(receive)
            await JSONResponse({"detail": _too_long(limit)}, 413)(scope, receive, send)
            return
        await self._app(scope, _counted(receive, limit), send)


def declared_length(headers: Headers) -> int:
    """What the header says; 0 where it says nothing that is a number."""
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def _counted(receive: Receive, limit: int) -> Receive:
    """The same body, which ends with 413 where it grows too long."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, _too_long(limit))
        return message

    return counted


async def _drain(receive: Receive) -> None:
    seen = 0
    while seen < DRAINED:
        message = await receive()
        seen += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _too_long(limit: int) -> str:
    return f"too long: at most {limit // MEGABYTE} MB; send the part that matters, or a screenshot of it"
