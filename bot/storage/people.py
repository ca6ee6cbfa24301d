"""Telling people apart without knowing them: keyed hashes of chats, with keys that lie beside the database, not in it.

    monthly   counts distinct people; its key is thrown away when the month is over, and with it the way back
    lasting   compares two visits of one person (a quiz and its repetition); stays, so that /forgetme finds the rows
    mark      a number, link or handle of a campaign, as 64 bits

A copy of the database alone tells nothing: without the keys, 10^10 chat numbers cannot be tried against the hashes.
Processes that share a data folder share the keys. Several machines with one PostgreSQL need a shared or copied
`people.json`, else they count the same person once a machine.

A clock that was set back makes a new key for the old month: people of that month are then counted anew, and nobody's
old hash comes back.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import structlog

log = structlog.get_logger("shizha.storage")

NAME = "people.json"
_LASTING = "lasting"


class People:
    """The keys in `folder`. A folder that cannot be written costs the count across restarts, never an answer."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        self._keys: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def monthly(self, chat: str, day: date) -> str:
        """32 hexadecimal digits, the same for a chat all through the month of `day`."""
        return self._hash(f"{day:%Y-%m}", chat)

    def lasting(self, chat: str) -> str:
        return self._hash(_LASTING, chat)

    def mark(self, value: str) -> int:
        """A signed 64-bit number, as databases keep it."""
        return int.from_bytes(self._digest(_LASTING, f"mark:{value}")[:8], "big", signed=True)

    def known(self, chat: str) -> tuple[str, ...]:
        """Every hash under which rows of this chat may still be found."""
        self._refresh()
        return tuple(self._hash(name, chat) for name in sorted(self._keys))

    def discard_old(self, today: date) -> int:
        """Throw away the keys of months that are over; returns how many."""
        with self._lock, self._locked_file():
            keys = self._read()
            over = [name for name in keys if name != _LASTING and name < f"{today:%Y-%m}"]
            for name in over:
                del keys[name]
            if over:
                self._write(keys)
            self._keys = keys
        return len(over)

    def _hash(self, name: str, chat: str) -> str:
        return self._digest(name, chat)[:16].hex()

    def _digest(self, name: str, value: str) -> bytes:
        return hmac.digest(self._key(name), value.encode("utf-8", "surrogatepass"), "sha256")

    def _key(self, name: str) -> bytes:
        with self._lock:
            if name not in self._keys:
                self._make(name)
            return self._keys[name]

    def _make(self, name: str) -> None:
        """Take the key that another process made, or make it."""
        try:
            with self._locked_file():
                keys = self._read()
                if name not in keys:
                    keys[name] = secrets.token_bytes(32)
                    self._write(keys)
                self._keys = keys
        except OSError as error:
            log.warning("keys not kept; people are counted anew after a restart", reason=error.strerror)
            self._keys[name] = secrets.token_bytes(32)

    def _refresh(self) -> None:
        with self._lock:
            try:
                self._keys = self._read() | self._keys
            except OSError as error:
                log.warning("keys not read", reason=error.strerror)

    @contextmanager
    def _locked_file(self) -> Iterator[None]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._file.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _read(self) -> dict[str, bytes]:
        """The keys on disk; a damaged file counts as none, and its hashes as nobody's."""
        try:
            return {name: bytes.fromhex(key) for name, key in json.loads(self._file.read_text("ascii")).items()}
        except FileNotFoundError:
            return {}
        except (ValueError, AttributeError, TypeError):
            log.error("keys are damaged and replaced; people are counted anew", file=self._file.name)
            return {}

    def _write(self, keys: dict[str, bytes]) -> None:
        """All of it or nothing, readable by us only."""
        new = self._file.with_suffix(".new")
        handle = os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        try:
            os.write(handle, json.dumps({name: key.hex() for name, key in keys.items()}).encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(new, self._file)
