"""HTTP: `/bot<TOKEN>/<method>` and `/file/bot<TOKEN>/<path>` on a free port of the loopback interface.

A thread for each connection, so that a long poll holds up nobody. Not covered: TLS, chunked requests (411).
"""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.telegram_standin.api import Answer, Api, refused
from tests.telegram_standin.errors import ApiError, HangUpError
from tests.telegram_standin.params import read_parameters

_PATH = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)")
# How often the accepting thread looks whether it should stop; it is what closing a stand-in costs at most.
_GLANCE = 0.02


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        try:
            self._send(self._respond())
        except HangUpError:
            self.close_connection = True

    def _respond(self) -> Answer:
        try:
            return self._route()
        except ApiError as error:
            return refused(error)
        except HangUpError:
            raise
        except Exception as error:  # a bug of the stand-in: the test hears of it, the bot gets an answer
            self.server.api.crashes.append(error)
            return refused(ApiError(500, f"The stand-in is broken: {error!r}"))

    def _route(self) -> Answer:
        body = self._body()
        url = urlsplit(self.path)
        match = _PATH.fullmatch(unquote(url.path))
        if match is None:
            raise ApiError(404, "Not Found")
        if match["file"]:
            return self.server.api.download(match["token"], match["rest"])
        parameters = read_parameters(url.query, self.headers.get("Content-Type", ""), body)
        return self.server.api.respond(match["token"], match["rest"], parameters)

    def _body(self) -> bytes:
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise ApiError(411, "Length Required: the stand-in knows no chunked requests")
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        own = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))}
        for name, value in (own | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: Any) -> None:
        """Silence: the log of calls tells more."""


class Server(ThreadingHTTPServer):
    """The listening socket and the open connections."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, api: Api) -> None:
        self.api = api
        self._connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._thread = Thread(target=self.serve_forever, args=(_GLANCE,), name="telegram-standin")

    def server_bind(self) -> None:
        # HTTPServer would ask for the name of the host here, which can take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self, release: Callable[[], None]) -> None:
        """Stop accepting, `release` what waits inside a call, break all connections, and wait for their threads."""
        self.shutdown()
        release()
        for connection in tuple(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
        self._thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, _: Any, client_address: Any) -> None:
        """A client that goes away is no error; anything else is one of the stand-in."""
        error = sys.exc_info()[1]
        if isinstance(error, Exception) and not isinstance(error, OSError):
            self.api.crashes.append(error)
