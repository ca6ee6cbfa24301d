"""What every page and address shares: the judge, the picture reader, the counts, the reader's language."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from bot.channels.web.metrics import Meter
from bot.engagement.radar import Surge
from bot.errors import IntakeError
from bot.service import Answer, Keeping, PictureReader, Service, Visit, Volunteers
from bot.texts import LOCALES, match_locale
from model import Part, Provenance, Submission

log = structlog.get_logger("shizha.web")

# Seconds that a verdict waits for the count of a volunteer at most.
CODE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class WebDesk:
    """`operator`: who runs this; `link`: its public address, for answers to send on. The address is a setting and not
    read from the request: whoever asks could name any."""

    service: Service
    default_locale: str
    operator: str = ""
    link: str = ""
    reader: PictureReader | None = None
    keeping: Keeping | None = None
    volunteers: Volunteers | None = None
    meter: Meter = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "meter", Meter(lambda: self.reader.waiting if self.reader else 0))

    async def judge(self, text: str, picture: bytes, locale: str, channel: str, code: str = "") -> Answer:
        """The answer to a text, a picture, or both. `code`: the `from` of a volunteer's link. Raises IntakeError for a
        picture that cannot be read."""
        with self.meter.timing("picture" if picture else "text"):
            seen = await self._read(picture) if picture else ()
            parts = ((Part(text, Provenance.TYPED),) if text.strip() or not seen else ()) + seen
            visit = Visit(channel, share_code=await self._owed_to(code))
            answer = await run_in_threadpool(self.service.answer, Submission(parts, locale), visit)
        if answer.assessment:
            self.meter.count(channel, answer.assessment)
        return answer

    async def _owed_to(self, code: str) -> str | None:
        """Whose link it is owed to that somebody came; a database that is slow is not waited for."""
        if self.volunteers is None or not code:
            return None
        with suppress(TimeoutError):
            async with asyncio.timeout(CODE_SECONDS):
                return await self.volunteers.web_code(code)
        return None

    async def _read(self, picture: bytes) -> tuple[Part, ...]:
        if self.reader is None:
            raise IntakeError("no picture reader here", "picture.off")
        parts = await self.reader.read(picture)
        if not parts:
            raise IntakeError("no words in the picture", "picture.no_words")
        return parts

    def locale(self, request: Request, asked: str | None = None) -> str:
        """The language asked for, else that of the browser, else the default."""
        if asked in LOCALES:
            return str(asked)
        first = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
        return match_locale(first, self.default_locale) if first and first != "*" else self.default_locale

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """What runs beside the answers, while pages are served."""
        beside = await self._begin() if self.keeping else None
        try:
            yield
        finally:
            if self.reader:
                await self.reader.stop()
            if beside and self.keeping:
                beside.cancel()
                await asyncio.gather(beside, return_exceptions=True)
                await self.keeping.close()

    async def _begin(self) -> asyncio.Task[None]:
        assert self.keeping  # noqa: S101 # the caller looked
        await self.keeping.start()
        # Follow-ups are delivered by the channel that has the chats.
        return asyncio.create_task(self.keeping.run(_tell_log, None))


async def _tell_log(surge: Surge) -> None:
    log.warning("a wave", people=surge.people, type=surge.scam_type)
