"""Logging: one line an event, on standard error, never with a message's text, never with a token.

The HTTP library logs every URL, and Telegram's URLs carry the token: its logger is raised to warnings, and whatever
still mentions a secret is redacted.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from urllib.parse import quote

import structlog

REDACTED = "[redacted]"
# These log whole URLs at INFO, token included; Alembic lists its own parts at every start.
_TALKATIVE = ("httpx", "httpcore", "apscheduler", "uvicorn", "alembic")
# This one logs whole payloads, messages included, when one is malformed; we report its troubles in our own words.
_SILENT = "telegram"


def redact(line: str, secrets: Iterable[str]) -> str:
    """`line` without any of the secrets.

    >>> redact("GET /bot12:ab/getMe", ["12:ab"])
    'GET /bot[redacted]/getMe'
    """
    for secret in secrets:
        line = line.replace(secret, REDACTED) if secret else line
    return line


def forms(secret: str) -> tuple[str, ...]:
    """A secret as it stands in text and in a URL.

    >>> forms("12:ab")
    ('12:ab', '12%3Aab', '12%3aab')
    """
    quoted = quote(secret, safe="")
    return tuple(dict.fromkeys((secret, quoted, re.sub("%..", lambda escape: escape[0].lower(), quoted))))


class _Redacting(logging.Formatter):
    """Formats through structlog, then takes the secrets out of the finished line, tracebacks included."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(form for secret in secrets for form in forms(secret))
        self._inner = structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Plain tracebacks: the default ones print local variables, and messages are among them.
                structlog.dev.ConsoleRenderer(
                    colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
                ),
            ],
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.processors.TimeStamper("iso")],
        )

    def format(self, record: logging.LogRecord) -> str:
        return redact(self._inner.format(record), self._secrets)


def set_up_logging(secrets: Iterable[str] = ()) -> None:
    """Send all logging through the redacting formatter."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(_SILENT).setLevel(logging.CRITICAL + 1)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper("iso"),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
