"""A worker that misbehaves on demand, in the place of OCR. Run as a script, it speaks the worker's protocol.

The picture is its order: `read:WORDS`, `crash`, `crash-once:FILE`, `sleep:SECONDS`, `grow:MB`, `refuse`, `pid`.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    rss = 100.0
    say({"rss": rss})
    while head := sys.stdin.buffer.read(4):
        order, _, value = sys.stdin.buffer.read(struct.unpack(">I", head)[0]).decode().partition(":")
        if order == "crash" or (order == "crash-once" and first_time(Path(value))):
            os.abort()
        if order == "sleep":
            time.sleep(float(value))
        rss = float(value) if order == "grow" else rss
        say(refusal(rss) if order == "refuse" else {"parts": [[words(order, value), "picture"]], "rss": rss})


def first_time(file: Path) -> bool:
    """Whether the mark is new; it is left for the next worker."""
    new = not file.exists()
    file.touch()
    return new


def words(order: str, value: str) -> str:
    return str(os.getpid()) if order in ("pid", "grow") else value


def refusal(rss: float) -> dict[str, Any]:
    return {"error": "this is a PDF", "key": "picture.pdf", "params": {}, "rss": rss}


def say(answer: dict[str, Any]) -> None:
    data = json.dumps(answer).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(data)) + data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
