"""The door of the volunteer kit: what a channel calls for /share, for its buttons, and when somebody comes by a link.

    /start PAYLOAD   kit.start_parameter(payload)      is the code ours?            (at once, asks nobody)
                     await kit.arrive(chat, payload)   and counted, once a month
    a verdict        await kit.code_of(chat)           whose link it is owed to, for `Ledger.note_check(share_code=…)`
    /share           await kit.share(chat, locale)
    a button         await kit.press(chat, data, locale)

The web page, where nobody can be told apart: `kit.web_code(code)` for a `?from=` in its address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from bot.engagement.kept import CodeCount, QuizResult, Volunteer
from bot.engagement.volunteers import compose
from bot.engagement.volunteers.cards import draw_card, pick_story
from bot.engagement.volunteers.codes import Refusal, draw_id, read_code, sign_code
from bot.engagement.volunteers.compose import EFFECT, POSTER, STORY, Links
from bot.engagement.volunteers.designs import Audience
from bot.engagement.volunteers.effect import Effect, assess_effects, assess_rank, last_year, recent
from bot.engagement.volunteers.posters import Place, draw_poster, draw_poster_pdf
from bot.errors import ConfigError, StorageError
from bot.replies.numbers import region_of
from bot.replies.reply import Attachment, Reply
from bot.texts import load_texts

log = structlog.get_logger("shizha.volunteers")

PNG, PDF = "image/png", "application/pdf"
# Where a poster is printed for if nobody says otherwise.
_REGION = "cn"
# A volunteer presses more than once, and drawing takes a second: some 15 MB of what was drawn last.
_REMEMBERED = 32


class VolunteerStore(Protocol):
    """`bot.storage.volunteers` satisfies it."""

    async def register(self, volunteer: Volunteer) -> bool: ...

    async def by_code(self, code: str) -> Volunteer | None: ...

    async def of(self, chat: str) -> Volunteer | None: ...

    async def change(self, code: str, *, name: str | None, area: str | None, state: str) -> bool: ...

    async def refer(self, code: str, person: str, day: date) -> bool: ...

    async def referrals(self, since: date, until: date) -> dict[str, int]: ...


class EffectStore(Protocol):
    """`bot.storage.effects` satisfies it."""

    async def counts(self, since: date, until: date) -> tuple[CodeCount, ...]: ...

    async def quiz(self, since: date, until: date) -> tuple[QuizResult, ...]: ...

    async def code_of(self, person: str) -> str | None: ...


class MonthlyHashes(Protocol):
    """`bot.storage.people` satisfies it."""

    def monthly(self, chat: str, day: date) -> str: ...


@dataclass(frozen=True, slots=True)
class Referral:
    """A code that is ours. `volunteer`: the id that events are counted under."""

    volunteer: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where links lead: the web page (SHIZHA_PUBLIC_URL) and the bot's handle (without @), each may be empty."""

    public_url: str = ""
    handle: str = ""

    def links(self, code: str = "") -> Links:
        """The addresses with a code in them, or without one.

        >>> Address("https://zha.example/", "shizha_bot").links("v1abc")
        Links(web='https://zha.example/?from=v1abc', bot='https://t.me/shizha_bot?start=v1abc', handle='shizha_bot')
        """
        web, bot = self.public_url, f"https://t.me/{self.handle}" if self.handle else ""
        if code:
            web = web and f"{web}{'&' if '?' in web else '?'}from={code}"
            bot = bot and f"{bot}?start={code}"
        return Links(web, bot, self.handle)

    def place(self, code: str = "") -> Place:
        """The same for a poster. Raises ConfigError where there is nowhere to lead."""
        links = self.links(code)
        if not links.best:
            raise ConfigError("a poster must lead somewhere: set SHIZHA_PUBLIC_URL or SHIZHA_TELEGRAM_HANDLE")
        parts = urlsplit(self.public_url)
        if self.public_url and parts.scheme not in ("http", "https"):
            raise ConfigError("SHIZHA_PUBLIC_URL is no web address; begin it with https://")
        return Place(links.best, self.handle, f"{parts.netloc}{parts.path}".rstrip("/"))


class VolunteerKit:
    """One for the process. Pictures are drawn one at a time, in a thread: verdicts come first."""

    def __init__(
        self,
        volunteers: VolunteerStore,
        effects: EffectStore,
        hashes: MonthlyHashes,
        key: bytes,
        address: Address,
        today: Callable[[], date],
    ) -> None:
        self._volunteers = volunteers
        self._effects = effects
        self._hashes = hashes
        self._key = key
        self._address = address
        self._today = today
        self._pen = asyncio.Lock()

    def start_parameter(self, payload: str) -> Referral | Refusal:
        """Whether a start parameter is a code of ours. Asks neither database nor network."""
        found = read_code(payload, self._key)
        return found if isinstance(found, Refusal) else Referral(found)

    async def arrive(self, chat: str, payload: str) -> Refusal | None:
        """Somebody came by a link: count them, once a month and for the first volunteer only. None: they were let in
        under the code. Never raises: the welcome must not depend on it."""
        came = self.start_parameter(payload)
        if isinstance(came, Refusal):
            return came
        try:
            return await self._count(chat, came.volunteer)
        except StorageError as error:
            log.warning("a referral is not kept", reason=str(error))
            return Refusal.NOT_KEPT

    async def _count(self, chat: str, code: str) -> Refusal | None:
        volunteer = await self._volunteers.by_code(code)
        if volunteer is None or volunteer.state != "active":
            return Refusal.UNKNOWN
        if volunteer.chat == chat:
            return Refusal.OWN
        day = self._today()
        person = self._hashes.monthly(chat, day)
        if await self._effects.code_of(person) is None:
            await self._volunteers.refer(code, person, day)
        return None

    async def code_of(self, chat: str) -> str | None:
        """The code that what somebody does this month is counted under. None also where the database is away."""
        with suppress(StorageError):
            return await self._effects.code_of(self._hashes.monthly(chat, self._today()))
        return None

    async def web_code(self, code: str) -> str | None:
        """The same for the `from` of a web address; None for anything that is not an active code of ours."""
        came = self.start_parameter(code)
        if isinstance(came, Refusal):
            return None
        with suppress(StorageError):
            volunteer = await self._volunteers.by_code(came.volunteer)
            return came.volunteer if volunteer and volunteer.state == "active" else None
        return None

    async def share(self, chat: str, locale: str, region: str | None = None) -> Reply:
        """The kit, with the poster for everybody and the story of the day. A chat gets its code the first time; without
        a database it gets the links without a code, and without pictures the words."""
        code = await self._code(chat)
        drawn = (*await self._poster(code, Audience.COMMUNITY, locale, region), *await self._card(code, locale))
        links = self._address.links(code)
        return compose.compose_share(links, region or region_of(locale), kept=bool(code), attachments=drawn)

    async def press(self, chat: str, data: str, locale: str, region: str | None = None) -> Reply | None:
        """The answer to a button of the kit; None for anything else."""
        if data == EFFECT:
            return await self._effect_or_sorry(chat)
        if data == STORY:
            drawn = await self._card(await self._code(chat), locale)
            return compose.compose_story(pick_story(self._today()), drawn)
        audience = data.removeprefix(POSTER)
        if not data.startswith(POSTER) or audience not in {*Audience}:
            return None
        files = await self._poster(await self._code(chat), Audience(audience), locale, region)
        return compose.compose_poster(Audience(audience), files) if files else compose.compose_no_pictures()

    async def effect(self, chat: str) -> Reply:
        """What came of a chat's link. Raises StorageError."""
        volunteer = await self._volunteers.of(chat)
        if volunteer is None:
            return compose.compose_no_effect()
        lately, year = await self.effects(*recent(self._today())), await self.effects(*last_year(self._today()))
        code = volunteer.code
        return compose.compose_effect(lately.get(code, Effect()), year.get(code, Effect()), assess_rank(code, lately))

    async def _effect_or_sorry(self, chat: str) -> Reply:
        try:
            return await self.effect(chat)
        except StorageError as error:
            log.warning("an effect is not shown", reason=str(error))
            return compose.compose_effect_away()

    async def effects(self, since: date, until: date) -> Mapping[str, Effect]:
        """Of every code, both ends included; for reports too. Raises StorageError."""
        referrals = await self._volunteers.referrals(since, until)
        return assess_effects(
            referrals, await self._effects.counts(since, until), await self._effects.quiz(since, until)
        )

    async def _code(self, chat: str) -> str:
        """The signed code of a chat, made the first time; empty where it cannot be kept."""
        try:
            volunteer = await self._volunteers.of(chat) or await self._register(chat)
            if volunteer.state != "active":
                await self._volunteers.change(volunteer.code, name=volunteer.name, area=volunteer.area, state="active")
        except StorageError as error:
            log.warning("a volunteer's link is not kept", reason=str(error))
            return ""
        return sign_code(volunteer.code, self._key)

    async def _register(self, chat: str) -> Volunteer:
        """A new code; or the one that another press of the same button was quicker to make."""
        volunteer = Volunteer(draw_id(), self._today(), chat)
        if await self._volunteers.register(volunteer):
            return volunteer
        known = await self._volunteers.of(chat)
        if known is None:
            raise StorageError("a volunteer's code was neither kept nor found; try again")
        return known

    async def _poster(self, code: str, audience: Audience, locale: str, region: str | None) -> tuple[Attachment, ...]:
        return await self._drawn(
            lambda: poster_files(self._address.place(code), audience, locale, region or region_of(locale) or _REGION)
        )

    async def _card(self, code: str, locale: str) -> tuple[Attachment, ...]:
        return await self._drawn(lambda: card_files(self._address.place(code), pick_story(self._today()), locale))

    async def _drawn(self, draw: Callable[[], tuple[Attachment, ...]]) -> tuple[Attachment, ...]:
        """Pictures, or none where font, library or address are missing: the log tells the operator which."""
        async with self._pen:
            try:
                return await asyncio.to_thread(draw)
            except ConfigError as error:
                log.warning("no poster", reason=str(error))
                return ()


@lru_cache(_REMEMBERED)
def poster_files(place: Place, audience: Audience, locale: str, region: str) -> tuple[Attachment, ...]:
    """A poster as PNG and as PDF. Raises ConfigError."""
    texts = load_texts(locale)
    return (
        Attachment(f"shizha-{audience}.png", PNG, draw_poster(audience, place, texts, region)),
        Attachment(f"shizha-{audience}.pdf", PDF, draw_poster_pdf(audience, place, texts, region)),
    )


@lru_cache(_REMEMBERED)
def card_files(place: Place, story: str, locale: str) -> tuple[Attachment, ...]:
    """A story card. Raises ConfigError."""
    return (Attachment(f"shizha-story-{story}.png", PNG, draw_card(story, place, load_texts(locale))),)
