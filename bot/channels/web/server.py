"""Listens on a port; says in one line why it cannot."""

from __future__ import annotations

import socket

import uvicorn

from bot.channels.web.desk import WebDesk
from bot.channels.web.pages import build_web
from bot.config import Settings
from bot.errors import ChannelError
from bot.logs import set_up_logging
from bot.service import Keeping, PictureReader, Service, Volunteers


def run(
    settings: Settings,
    service: Service,
    reader: PictureReader | None = None,
    keeping: Keeping | None = None,
    volunteers: Volunteers | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM. Raises ChannelError if the port cannot be had."""
    set_up_logging()
    listener = _listen(settings.web_host, settings.web_port)
    host, port = listener.getsockname()[:2]
    # Access lines would tell who checked when; errors are still logged.
    desk = WebDesk(service, settings.locale, settings.operator, settings.public_url, reader, keeping, volunteers)
    config = uvicorn.Config(build_web(desk), log_config=None, access_log=False)
    print(f"识诈 http://{host}:{port}", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ChannelError(
            f"cannot listen on {host}:{port} ({error.strerror}); stop the other program, "
            "or set SHIZHA_WEB_PORT or SHIZHA_WEB_HOST"
        ) from error
    return listener
