"""One call: from token, method and parameters to an answer. Keeps the log of calls."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

# These fill the table of methods.
from tests.telegram_standin import commands, elsewhere, media, members, sending  # noqa: F401
from tests.telegram_standin.errors import ApiError
from tests.telegram_standin.faults import Faults, MessageLimit
from tests.telegram_standin.methods import METHODS
from tests.telegram_standin.params import Parameters, Upload
from tests.telegram_standin.world import World

LIMITED = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
# What the proxy in front of the real server says when that is away: no JSON.
BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Call:
    """A call of the bot: parameters as they came; `status` 0 as long as there is no answer (or never was one)."""

    method: str
    parameters: dict[str, str]
    files: dict[str, Upload]
    status: int = 0


class Api:
    """Everything behind the URL of one bot."""

    def __init__(self, token: str, world: World) -> None:
        self.token = token
        self.world = world
        self.faults = Faults()
        self.limit = MessageLimit()
        self.revoked = False
        self.log: list[Call] = []
        # Bugs of the stand-in, told to the test at its end: they must not pass for a failing Telegram.
        self.crashes: list[Exception] = []

    def respond(self, token: str, method: str, parameters: Parameters) -> Answer:
        """Carry out a call. Raises HangUpError if there is to be no answer."""
        try:
            self._check_token(token)
            with self.world.changed:
                return self._logged(method, parameters)
        except ApiError as error:
            return refused(error)

    def _check_token(self, token: str) -> None:
        if token != self.token or self.revoked:
            raise ApiError(401, "Unauthorized")

    def _logged(self, method: str, parameters: Parameters) -> Answer:
        name = METHODS.get(method.lower(), (method,))[0]
        call = Call(name, dict(parameters.values), dict(parameters.files))
        self.log.append(call)
        self.world.changed.notify_all()
        try:
            answer = _answer(200, {"ok": True, "result": self._perform(name, parameters)})
        except ApiError as error:
            answer = refused(error)
        call.status = answer.status
        self.world.changed.notify_all()
        return answer

    def _perform(self, name: str, parameters: Parameters) -> Any:
        fault = self.faults.next(name)
        if fault and not fault.late:
            fault.strike()
        if name.lower() not in METHODS:
            raise ApiError(404, "Not Found")
        if name in LIMITED:
            self.limit.spend(self.world.chat(parameters.text("chat_id"))["id"])
        result = METHODS[name.lower()][1](self.world, parameters)
        if fault:
            fault.strike()
        return result

    def download(self, token: str, path: str) -> Answer:
        """A file that `getFile` told the path of."""
        with self.world.changed:
            stored = next((file for file in self.world.files.values() if file.path == path), None)
        if token != self.token or stored is None:
            return refused(ApiError(404, "Not Found"))
        return Answer(200, stored.content, "application/octet-stream")


def refused(error: ApiError) -> Answer:
    """The answer that an error stands for."""
    if error.code == 502:
        return Answer(502, BAD_GATEWAY, "text/html")
    wait = error.parameters.get("retry_after")
    return _answer(error.code, error.answer(), {"Retry-After": str(wait)} if wait else {})


def _answer(status: int, content: Any, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(content, ensure_ascii=False).encode(errors="replace"), headers=headers or {})
