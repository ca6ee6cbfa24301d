"""What the server says when it refuses.

Exception
├── ApiError      an answer with "ok": false
└── HangUpError   no answer at all: the connection is closed
"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refusal: HTTP status, description and, for some, `parameters` that say how to go on."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """The body of the answer."""
        answer = {"ok": False, "error_code": self.code, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


class HangUpError(Exception):
    """The connection breaks before an answer is given."""


def bad_request(what: str) -> ApiError:
    return ApiError(400, f"Bad Request: {what}")


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
