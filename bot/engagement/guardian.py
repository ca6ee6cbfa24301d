"""Guardian: somebody close is told 请尽快联系TA when a person is about to lose money, or has just lost it.

    invite (one side, a link) → accept (the other side) → both are told → alert at high risk → either side ends it

What a guardian gets: that it is urgent, and the type of scam. Never the message, never what else was checked. The
person sees each time that the guardian was told. `docs/guardian.md` says what an abuser could try, and what is done.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

from bot.engagement.kept import Action, GuardianLink
from bot.replies.reply import Block, Button, Reply, Style, TextKey
from model.scam_types import load_scam_types
from model.types import Risk

GUARDIAN = "guardian:"
# How a link's code looks behind /start: Telegram allows letters, digits, _ and -.
PAYLOAD = "g_"
_CODE = re.compile(r"[A-Za-z0-9_-]{16,43}")

DAY = 86_400
INVITATION_SECONDS = 7 * DAY
# A family, not a network: more would be a way to watch many people, or to flood one.
MOST_GUARDIANS, MOST_WARDS, MOST_INVITATIONS = 3, 5, 5
# Between two alerts to one guardian. Money that has just gone is worth a second call soon.
PAUSES = {Action.TEMPTED: 3 * 3600, Action.PAID: 600}


class GuardianStore(Protocol):
    """`bot.storage.guardians` satisfies it."""

    async def invite(self, link: GuardianLink) -> None: ...

    async def invited_by(self, chat: str, since: int) -> int: ...

    async def by_code(self, code: str) -> GuardianLink | None: ...

    async def accept(self, code: str, chat: str, now: int, *, issued_after: int) -> GuardianLink | None: ...

    async def guardians_of(self, ward: str) -> tuple[GuardianLink, ...]: ...

    async def wards_of(self, guardian: str) -> tuple[GuardianLink, ...]: ...

    async def end(self, link: str, chat: str) -> bool: ...

    async def may_alert(self, link: str, now: int, pause: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, and what somebody else is told: chats with a reply each."""

    reply: Reply
    others: tuple[tuple[str, Reply], ...] = ()


class GuardianDesk:
    """All that happens between two people. All methods raise StorageError."""

    def __init__(self, store: GuardianStore) -> None:
        self._store = store

    async def page(self, chat: str) -> Reply:
        """What this is, who is linked, and the ways to begin or end."""
        guardians, wards = await self._store.guardians_of(chat), await self._store.wards_of(chat)
        blocks = [Block("guardian.title", style=Style.HEADING), Block("guardian.what"), Block("guardian.never")]
        if guardians:
            blocks.append(Block("guardian.have", {"count": str(len(guardians))}))
        if wards:
            blocks.append(Block("guardian.watch_over", {"count": str(len(wards))}))
        ways = (
            (Button("guardian.ask", f"{GUARDIAN}ask:ward"),),
            (Button("guardian.offer", f"{GUARDIAN}ask:guardian"),),
        )
        ends = [(Button("guardian.end_guardian", f"{GUARDIAN}end:{link.id}"),) for link in guardians]
        ends += [(Button("guardian.end_ward", f"{GUARDIAN}end:{link.id}"),) for link in wards]
        return Reply(tuple(blocks), (*ways, *ends))

    async def invite(self, chat: str, side: str, now: int, address: Callable[[str], str]) -> Reply:
        """A link for the other person. `side`: the inviting one's, `ward` or `guardian`. `address`: the bot's own,
        with a payload for /start."""
        if refused := await self._full(chat, side, now):
            return refused
        code = secrets.token_urlsafe(16)
        ward, guardian = (chat, None) if side == "ward" else (None, chat)
        await self._store.invite(GuardianLink(uuid4().hex, now, ward, guardian, code))
        return Reply(
            (
                Block(f"guardian.invitation_{side}"),
                Block("guardian.forward", {"link": address(PAYLOAD + code)}, Style.SAMPLE),
                Block("guardian.private", style=Style.NOTE),
            )
        )

    async def _full(self, chat: str, side: str, now: int) -> Reply | None:
        """Why there is no room for one more; None if there is."""
        if await self._store.invited_by(chat, now - INVITATION_SECONDS) >= MOST_INVITATIONS:
            return _say("guardian.many_invitations", most=MOST_INVITATIONS)
        return await self._no_room(chat, side)

    async def _no_room(self, chat: str, side: str) -> Reply | None:
        if side == "ward" and len(await self._store.guardians_of(chat)) >= MOST_GUARDIANS:
            return _say("guardian.many_guardians", most=MOST_GUARDIANS)
        if side == "guardian" and len(await self._store.wards_of(chat)) >= MOST_WARDS:
            return _say("guardian.many_wards", most=MOST_WARDS)
        return None

    async def opened(self, chat: str, code: str, now: int) -> Reply:
        """Somebody opened a link: what they are asked, and two buttons. Nothing is agreed by opening it."""
        link = await self._open(code, now)
        if link is None:
            return _say("guardian.gone")
        if chat in (link.ward, link.guardian):
            return _say("guardian.yourself")
        side = _open_side(link)
        yes, no = Button("guardian.yes", f"{GUARDIAN}yes:{code}"), Button("guardian.no", f"{GUARDIAN}no:{code}")
        blocks = (
            Block(f"guardian.asked_{side}"),
            Block("guardian.never"),
            Block("guardian.any_time", style=Style.NOTE),
        )
        return Reply(blocks, ((yes, no),))

    async def _open(self, code: str, now: int) -> GuardianLink | None:
        link = await self._store.by_code(code) if _CODE.fullmatch(code) else None
        return link if link and link.created_at >= now - INVITATION_SECONDS else None

    async def accept(self, chat: str, code: str, now: int, name: str) -> Told:
        """The other side agrees; both are told. `name`: how the accepting one shows in the channel; not kept."""
        link = await self._open(code, now)
        if link is None:
            return Told(_say("guardian.gone"))
        if chat in (link.ward, link.guardian):
            return Told(_say("guardian.yourself"))
        if await self._linked(link, chat):
            return Told(_say("guardian.already"))
        if refused := await self._no_room(chat, _open_side(link)) or await self._inviter_full(link):
            return Told(refused)
        made = await self._store.accept(code, chat, now, issued_after=now - INVITATION_SECONDS)
        if made is None:  # somebody was quicker
            return Told(_say("guardian.gone"))
        inviter = made.ward if made.guardian == chat else made.guardian
        side = "guardian" if made.guardian == chat else "ward"
        told = Reply((Block(f"guardian.accepted_{side}", {"name": name}),), _end(made.id))
        return Told(Reply((Block(f"guardian.now_{side}"),), _end(made.id)), ((inviter or "", told),))

    async def _inviter_full(self, link: GuardianLink) -> Reply | None:
        inviter, side = (link.ward, "ward") if link.ward else (link.guardian, "guardian")
        return _say("guardian.gone") if await self._no_room(inviter or "", side) else None

    async def _linked(self, link: GuardianLink, chat: str) -> bool:
        """Whether the two are linked in this direction already."""
        ward, guardian = link.ward or chat, link.guardian or chat
        return any(known.guardian == guardian for known in await self._store.guardians_of(ward))

    async def decline(self, chat: str, code: str, now: int) -> Told:
        """The other side does not want to: the code is used up, the inviting side is told. Nothing else happens."""
        link = await self._open(code, now)
        inviter = (link.ward or link.guardian or "") if link else ""
        if link is None or inviter == chat or not await self._store.end(link.id, inviter):
            return Told(_say("guardian.gone"))
        return Told(_say("guardian.declined"), ((inviter, _say("guardian.was_declined")),))

    async def end(self, chat: str, link: str) -> Told:
        """Either side ends it, at once; the other is told. A link of somebody else is not touched."""
        ours = [*await self._store.guardians_of(chat), *await self._store.wards_of(chat)]
        known = next((one for one in ours if one.id == link), None)
        if known is None or not await self._store.end(link, chat):
            return Told(_say("guardian.ended_already"))
        other = known.guardian if known.ward == chat else known.ward
        return Told(_say("guardian.ended"), ((other or "", compose_ended()),))

    async def alerts(self, chat: str, action: Action, risk: str, scam_type: str, name: str, now: int) -> Alerts:
        """Whom to tell that this person needs a call, at high risk only and not too often; a yes is noted at once.

        One hop: being told alerts nobody else, so that a ring of guardians is a ring of people, not of messages.
        """
        if risk != Risk.HIGH or action not in PAUSES:
            return Alerts(())
        links = await self._store.guardians_of(chat)
        told = [link for link in links if await self._store.may_alert(link.id, now, PAUSES[action])]
        return Alerts(tuple((link.guardian or "", _alert(action, scam_type, name, link.id)) for link in told))


@dataclass(frozen=True, slots=True)
class Alerts:
    """What goes to which guardian."""

    to: tuple[tuple[str, Reply], ...]

    def compose_told(self, arrived: int) -> Reply | None:
        """What the person reads about it; None where nobody was to be told."""
        if not self.to:
            return None
        return _say("guardian.told" if arrived else "guardian.not_reached")


def _alert(action: Action, scam_type: str, name: str, link: str) -> Reply:
    known = scam_type if scam_type in load_scam_types() else "other_scam"
    blocks = (
        Block("guardian.alert", {"name": name}, Style.VERDICT),
        Block(f"guardian.alert_{action}", {"type": TextKey(f"type.{known}.name")}),
        Block(f"guardian.alert_do_{action}", style=Style.STEP),
        Block("guardian.alert_why", style=Style.NOTE),
    )
    return Reply(blocks, _end(link))


def compose_ended() -> Reply:
    """The other side is gone; also after their /forgetme."""
    return _say("guardian.was_ended")


def _open_side(link: GuardianLink) -> str:
    """Which side the accepting one would be."""
    return "guardian" if link.guardian is None else "ward"


def _end(link: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button("guardian.end", f"{GUARDIAN}end:{link}"),),)


def _say(key: str, **params: object) -> Reply:
    return Reply((Block(key, {name: str(value) for name, value in params.items()}),))
