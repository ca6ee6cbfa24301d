"""The process that reads pictures: frames in on standard input, frames out on standard output, nothing on disk.

A frame is four bytes of length (big-endian) and so many bytes. In: a picture. Out: JSON, `{"rss"}` when ready, then for
each picture `{"parts", "rss"}` or `{"error", "key", "params", "rss"}`; `rss` is this process's memory in MB. Ends
when its input ends, so it never outlives the bot; interrupts and polite terminations are left to the bot.

Run as `python -m bot.intake.worker THREADS`; `bot.intake.reader` does.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import IO, Any

from bot.errors import IntakeError

LENGTH = struct.Struct(">I")


def main() -> None:
    """Serve until the input ends."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    answers = _own_output()
    threads = int(sys.argv[1])
    _write(answers, _ready(threads))
    while (picture := _read(sys.stdin.buffer)) is not None:
        _write(answers, _answer(picture, threads))


def _own_output() -> IO[bytes]:
    """The pipe to the bot; whatever a library prints goes to standard error instead."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _ready(threads: int) -> dict[str, Any]:
    """Load everything before the first picture, so that its time is its own."""
    from bot.intake.ocr import warm_up

    try:
        warm_up(threads)
    except IntakeError as error:
        return _refusal(error)
    return {"rss": memory_mb()}


def _answer(data: bytes, threads: int) -> dict[str, Any]:
    from bot.intake.pictures import read_picture

    try:
        parts = read_picture(data, threads)
    except IntakeError as error:
        return _refusal(error)
    return {"parts": [[part.text, part.provenance.value] for part in parts], "rss": memory_mb()}


def _refusal(error: IntakeError) -> dict[str, Any]:
    return {"error": str(error), "key": error.key, "params": dict(error.params), "rss": memory_mb()}


def memory_mb() -> float:
    """What this process holds in memory now; where the system does not tell, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1e6


def _read(stream: IO[bytes]) -> bytes | None:
    """The next frame, or None at the end of input."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None


def _write(stream: IO[bytes], answer: dict[str, Any]) -> None:
    data = json.dumps(answer).encode()
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


if __name__ == "__main__":
    main()
