"""Codes for personal links: a random number with a signature, short enough for Telegram's start parameter.

    v1 + id (12 characters) + signature (16 characters)        30 of the 64 characters that a start parameter may have

The id is drawn at random: nothing about the volunteer is in it. The signature is HMAC-SHA-256, cut to 96 bits: guessing
one is hopeless, and whoever changes a character has a code that is refused. A code does not expire; a stolen key is
answered with a new `SHIZHA_SECRET_KEY`, which makes every printed code invalid.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from enum import StrEnum

VERSION = "v1"
# Nine bytes are twelve characters and twelve are sixteen, without padding: a code has one spelling only.
_ID_BYTES, _ID, _SIGNATURE_BYTES = 9, 12, 12
_CODE = re.compile(r"v[0-9][A-Za-z0-9_-]{28}")
# What else is signed with the same key must not pass for a code.
_PURPOSE = "volunteer code"


class Refusal(StrEnum):
    """Why a code does not count; also the last part of its text key."""

    NO_CODE = "no_code"
    OTHER_VERSION = "other_version"
    FORGED = "forged"
    UNKNOWN = "unknown"
    OWN = "own"
    NOT_KEPT = "not_kept"


def draw_id() -> str:
    """A new volunteer's id: 72 random bits."""
    return _text(secrets.token_bytes(_ID_BYTES))


def sign_code(volunteer: str, key: bytes) -> str:
    """The code that stands in links and QR codes.

    >>> sign_code("AAAAAAAAAAAA", b"a key that nobody knows")
    'v1AAAAAAAAAAAA3FpAtgEQ2fQAwNR3'
    """
    return f"{VERSION}{volunteer}{_signature(volunteer, key)}"


def read_code(payload: str, key: bytes) -> str | Refusal:
    """The volunteer's id, or why there is none.

    >>> read_code("v1AAAAAAAAAAAA3FpAtgEQ2fQAwNR3", b"another key")
    <Refusal.FORGED: 'forged'>
    """
    if not _CODE.fullmatch(payload):
        return Refusal.NO_CODE
    if not payload.startswith(VERSION):
        return Refusal.OTHER_VERSION
    volunteer = payload[len(VERSION) : len(VERSION) + _ID]
    ours = hmac.compare_digest(payload, sign_code(volunteer, key))
    return volunteer if ours else Refusal.FORGED


def _signature(volunteer: str, key: bytes) -> str:
    signed = hmac.digest(key, f"{_PURPOSE} {VERSION} {volunteer}".encode(), "sha256")
    return _text(signed[:_SIGNATURE_BYTES])


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode("ascii")
