"""Reads pictures for many people: one worker process, a bounded queue, a time limit, a fresh worker when one tires.

    read(data) ─ too many wait? IntakeBusy ─ queue ─ worker ─ parts
                                                └ died: once more on a fresh one ┴ too slow, or died twice: IntakeError

OCR holds some 500 MB and now and then a picture kills it: in a process of its own neither reaches the bot. The worker
starts with the first picture. Pictures travel through a pipe: they touch no disk and no log.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import structlog

from bot.errors import IntakeBusy, IntakeError
from bot.intake.opening import check_size
from bot.intake.worker import LENGTH
from model import Part, Provenance

log = structlog.get_logger("shizha.intake")

# Loading OCR takes a second or two; on a machine that is busy, many.
START_SECONDS = 60.0
END_SECONDS = 5.0
# glibc keeps freed memory in an arena a thread; few arenas keep the worker flat. Giving memory back at once as well
# (MALLOC_TRIM_THRESHOLD_) halves it again, 217 MB for 484, but costs a third more processor time.
_LEAN = {"MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True, slots=True)
class Limits:
    """`waiting`: pictures underway and queued. `seconds`: for one picture. `pictures`, `megabytes`: after so many
    pictures, or above so much memory, a worker is replaced. `threads`: of OCR.
    """

    waiting: int = 16
    seconds: float = 45.0
    pictures: int = 200
    megabytes: float = 700.0
    threads: int = 2

    def command(self) -> Sequence[str]:
        return (sys.executable, "-m", "bot.intake.worker", str(self.threads))


class WorkerDied(Exception):  # noqa: N818 # never leaves this module
    """The worker's pipe broke: it crashed, or was killed."""


class Worker:
    """One worker process, seen from the bot."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.served = 0
        self.rss = 0.0

    @classmethod
    async def start(cls, command: Sequence[str]) -> Self:
        """A worker that is ready. Raises WorkerDied, IntakeError."""
        pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, stderr=null, env=os.environ | _LEAN
        )
        worker = cls(process)
        try:
            await worker._answer(START_SECONDS)
        except BaseException:
            await worker.kill()
            raise
        log.info("picture worker started", rss_mb=round(worker.rss))
        return worker

    async def ask(self, data: bytes, seconds: float) -> tuple[Part, ...]:
        """What is in a picture. Raises IntakeError (from the worker), WorkerDied, TimeoutError."""
        assert self.process.stdin is not None  # noqa: S101 # it was opened with a pipe
        self.served += 1
        try:
            self.process.stdin.write(LENGTH.pack(len(data)) + data)
            answer = await self._answer(seconds)
        except ConnectionError as error:
            raise WorkerDied from error
        return tuple(Part(text, Provenance(where)) for text, where in answer["parts"])

    async def _answer(self, seconds: float) -> dict[str, Any]:
        stream = self.process.stdout
        assert stream is not None  # noqa: S101 # it was opened with a pipe
        try:
            async with asyncio.timeout(seconds):
                (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
                answer: dict[str, Any] = json.loads(await stream.readexactly(length))
        except asyncio.IncompleteReadError as error:
            raise WorkerDied from error
        self.rss = answer["rss"]
        if "error" in answer:
            raise IntakeError(answer["error"], answer["key"], answer["params"])
        return answer

    async def end(self) -> None:
        """Close its input and wait for it; kill it if it does not go."""
        assert self.process.stdin is not None  # noqa: S101 # it was opened with a pipe
        self.process.stdin.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self.process.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


class PictureReader:
    """Satisfies the service's need for somebody who reads pictures."""

    def __init__(self, limits: Limits | None = None, command: Sequence[str] | None = None) -> None:
        self.limits = limits or Limits()
        self._command = tuple(command or self.limits.command())
        self._worker: Worker | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._open = True

    @property
    def memory_mb(self) -> float:
        """What the worker held after its latest picture; 0 where none runs."""
        return self._worker.rss if self._worker else 0.0

    @property
    def waiting(self) -> int:
        """Pictures that were taken and have no answer yet."""
        return self._waiting

    async def start(self) -> None:
        """Accept pictures. The worker itself starts with the first one."""
        self._open = True

    async def stop(self) -> None:
        """Accept no more, finish what waits, end the worker."""
        self._open = False
        async with self._turn:
            await self._retire()

    async def read(self, data: bytes) -> tuple[Part, ...]:
        """Everything legible in a picture, in the order of asking. Raises IntakeBusy, IntakeError."""
        check_size(len(data))
        if not self._open:
            raise IntakeError("the picture reader is stopping; send the picture again later", "picture.failed")
        if self._waiting >= self.limits.waiting:
            raise IntakeBusy
        self._waiting += 1
        try:
            async with self._turn:
                return await self._read(data)
        finally:
            self._waiting -= 1

    async def _read(self, data: bytes) -> tuple[Part, ...]:
        for _ in range(2):
            try:
                return await self._ask(data)
            except WorkerDied:
                log.warning("picture worker died")
        raise IntakeError("the picture cannot be read; send another screenshot of it", "picture.failed")

    async def _ask(self, data: bytes) -> tuple[Part, ...]:
        """One attempt. Whatever cuts it short also ends the worker: its late answer must not reach the next picture."""
        answered = False
        try:
            worker = self._worker = self._worker or await Worker.start(self._command)
            parts = await worker.ask(data, self.limits.seconds)
            answered = True
        except IntakeError:
            answered = True
            raise
        except TimeoutError as error:
            log.warning("picture took too long", seconds=self.limits.seconds)
            raise IntakeError("the picture took too long; send the part that matters", "picture.slow") from error
        finally:
            await (self._recycle() if answered else self._drop())
        return parts

    async def _recycle(self) -> None:
        """Replace a worker that has served long or grown large; the next picture starts a fresh one."""
        worker = self._worker
        if worker and (worker.served >= self.limits.pictures or worker.rss > self.limits.megabytes):
            log.info("picture worker retires", served=worker.served, rss_mb=round(worker.rss))
            await self._retire()

    async def _retire(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            await worker.end()

    async def _drop(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            await asyncio.shield(worker.kill())
