"""Webhook mode: Telegram posts updates to us. Stands behind a proxy that speaks TLS.

    POST <path>     an update; 200 taken, 400 no update, 403 wrong secret, 413 too long, 503 stopping
    GET /healthz    200 while the process lives
    GET /readyz     200 while updates are taken, else 503

The library's own server answers 404 on /healthz and 500 on bad JSON, hence this one.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import ChannelError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 # the name of a header
# A long message with all its entities has some 100 kB.
LONGEST = 1_000_000

Take = Callable[[dict[str, Any]], Awaitable[None]]


class Inbox:
    """The three addresses. `take` gets each update; it must be quick."""

    def __init__(self, path: str, secret: str, take: Take) -> None:
        self._secret = secret.encode()
        self._take = take
        self.open = False
        routes = [
            Route(path, self._update, methods=["POST"]),
            Route("/healthz", self._health),
            Route("/readyz", self._ready),
        ]
        self.app = Starlette(routes=routes)

    async def _update(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return PlainTextResponse("wrong secret", 403)
        if not self.open:
            return PlainTextResponse("stopping, send it again", 503)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too long", 413)
        update = parse_update(body)
        if update is None:
            return PlainTextResponse("this is no update", 400)
        await self._take(update)
        return Response(status_code=200)

    async def _health(self, _: Request) -> Response:
        return PlainTextResponse("ok")

    async def _ready(self, _: Request) -> Response:
        return PlainTextResponse("ready") if self.open else PlainTextResponse("not ready", 503)


async def _body(request: Request) -> bytes | None:
    """The body, or None if it is longer than any update."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            return None
    return body


def parse_update(body: bytes) -> dict[str, Any] | None:
    """An update as posted, or None if it is none.

    >>> parse_update(b'{"update_id": 7}'), parse_update(b"[1]"), parse_update(b"{")
    ({'update_id': 7}, None, None)
    """
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and type(update.get("update_id")) is int else None


class WebhookServer:
    """Serves an inbox from `start` to `stop`."""

    def __init__(self, inbox: Inbox, host: str, port: int) -> None:
        self.inbox = inbox
        self._address = (host, port)
        config = uvicorn.Config(inbox.app, host, port, log_config=None, access_log=False, lifespan="off")
        self._server = _Quiet(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen. Raises ChannelError if the port is taken."""
        self._task = asyncio.create_task(self._serve())
        while not self._server.started:
            if self._task.done():
                host, port = self._address
                raise ChannelError(
                    f"cannot listen on {host}:{port}; stop the other program or set SHIZHA_WEBHOOK_PORT"
                ) from self._task.exception()
            await asyncio.sleep(0.02)

    async def _serve(self) -> None:
        try:
            await self._server.serve()
        except SystemExit as error:  # how uvicorn says that it cannot listen
            raise ChannelError("the server did not start") from error

    async def stop(self) -> None:
        """Answer what was asked, take nothing more."""
        self.inbox.open = False
        self._server.should_exit = True
        if self._task:
            await self._task


class _Quiet(uvicorn.Server):
    """Leaves signals to us: a stop has more to finish than the server."""

    def install_signal_handlers(self) -> None:  # older uvicorn
        """Not here."""

    def capture_signals(self) -> Any:
        from contextlib import nullcontext

        return nullcontext()
