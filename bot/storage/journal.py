"""Events on their way to the database, in a bounded folder of small files: what a killed process, a full disk or a
database that is away must not lose. Never any text: only what `CheckEvent` holds.

One line an event: CRC-32 of the rest in eight hexadecimal digits, a space, JSON. A line that does not match (torn by a
crash) is left out. A file belongs to the process that holds its lock; files of dead processes are adopted.

    append   one write(2) a line: it survives a SIGKILL at once
    sync     fsync, once a round of the recorder (a second): what a power cut can cost
    drain    hands sealed files to a sink and deletes each once it is taken; taken twice (a crash in between) is
             harmless, because the database knows each event by its id
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import threading
import zlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog

from bot.errors import StorageError

log = structlog.get_logger("shizha.storage")

SUFFIX = ".jsonl"
# Small enough that one file is one short transaction's worth of memory, large enough to be few.
SEGMENT_BYTES = 1 << 20

Payload = dict[str, Any]
Sink = Callable[[Sequence[Payload]], Awaitable[None]]


class Journal:
    """The folder. `append` may be called from any thread; `drain` from one task at a time."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._handle: int | None = None
        self._size = 0
        self._sealed_bytes = 0

    def append(self, payload: Payload) -> None:
        """Keep one event. Raises StorageError when the journal is full or the disk refuses."""
        line = render_line(payload)
        with self._lock:
            try:
                handle = self._handle if self._handle is not None else self._open()
                self._refuse_if_full(len(line))
                self._write(handle, line)
            except OSError as error:
                raise StorageError(f"the event journal cannot be written ({error.strerror}); free the disk") from error
            if self._size >= SEGMENT_BYTES:
                self._seal()

    def sync(self) -> None:
        """Make what was appended outlive a power cut."""
        with self._lock:
            if self._handle is not None:
                os.fsync(self._handle)

    def seal(self) -> None:
        """Close the file that is being written, so that it can be drained."""
        with self._lock:
            self._seal()

    async def drain(self, sink: Sink) -> int:
        """Give every closed file to `sink`, oldest first. Returns the number of events. Raises what `sink` raises."""
        self.seal()
        taken = 0
        for file in self._files():
            taken += await self._drain_file(file, sink)
        return taken

    async def _drain_file(self, file: Path, sink: Sink) -> int:
        try:
            handle = os.open(file, os.O_RDWR)
        except FileNotFoundError:
            return 0
        try:
            if not _take(handle):
                return 0  # another process writes it
            payloads = read_lines(file.read_bytes())
            if payloads:
                await sink(payloads)
            file.unlink(missing_ok=True)
            return len(payloads)
        finally:
            os.close(handle)
            self._measure()

    def _files(self) -> list[Path]:
        try:
            return sorted(self._folder.glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime_ns)
        except OSError:
            return []

    def _measure(self) -> None:
        with self._lock:
            self._sealed_bytes = max(0, sum(_bytes(file) for file in self._files()) - self._size)

    def _refuse_if_full(self, more: int) -> None:
        if self._sealed_bytes + self._size + more > self._limit:
            raise StorageError("the event journal is full; bring the database back, or raise SHIZHA_JOURNAL_MEGABYTES")

    def _write(self, handle: int, line: bytes) -> None:
        written = 0
        try:
            written = os.write(handle, line)
        finally:
            if written != len(line):  # a full disk takes half a line: take it back
                os.ftruncate(handle, self._size)
        if written != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._size += written

    def _open(self) -> int:
        """A new file with our lock on it; if another process was quicker to adopt it, another new one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sealed_bytes = sum(_bytes(file) for file in self._files())
        while self._handle is None:
            handle = os.open(
                self._folder / (uuid4().hex + SUFFIX), os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600
            )
            if _take(handle) and os.fstat(handle).st_nlink:
                self._handle, self._size = handle, 0
            else:
                os.close(handle)
        return self._handle

    def _seal(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
            self._sealed_bytes += self._size
            self._size = 0


def render_line(payload: Payload) -> bytes:
    """One line of the journal.

    >>> render_line({"a": 1})
    b'561bacaf {"a":1}\\n'
    """
    body = json.dumps(payload, separators=(",", ":"), sort_keys=True).encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(body), body)


def read_lines(data: bytes) -> list[Payload]:
    """What the whole lines hold; torn or damaged ones are left out and counted in the log."""
    lines = data.splitlines()
    payloads = [payload for line in lines if (payload := _read_line(line)) is not None]
    if len(payloads) < len(lines):
        log.warning("damaged lines in the event journal", lines=len(lines) - len(payloads))
    return payloads


def _read_line(line: bytes) -> Payload | None:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        return None
    try:
        payload = json.loads(body)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
