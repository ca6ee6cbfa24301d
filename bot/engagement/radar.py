"""The campaign radar: the same message at many people's, and the moment when it becomes a wave.

    sight      one checked message → its campaign (by a shared mark, else by signature) → distinct people lately
    surge      many distinct people within the window, and well above the campaign's own past
    alert      the operator is told; after one click, subscribers and volunteers

What is kept: signatures of messages that were warned of, and of others from five distinct people up; masked excerpts,
from five distinct people up. Below that, all is in memory and gone with the process.

Days, not hours: events know only their day, so that a restart finds the same window again. A clock that was set back
adds to an earlier day; nothing is counted twice.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import structlog

from bot.engagement.content import render_content
from bot.engagement.events import Hashes, Sight
from bot.engagement.kept import Broadcast, Campaign, CampaignDay, Sighting, Subscription, Volunteer
from bot.replies.reply import Block, Button, Reply, Style, TextKey
from model.campaigns import Signature, SignatureIndex, find_marks, mask_excerpt, sign
from model.types import Assessment, Risk

log = structlog.get_logger("shizha.radar")

# Fewer people than this are not spoken of, and their message is not excerpted.
SHOWN_FROM = 5
# A campaign that nobody met for so long starts anew.
REMEMBERED_DAYS = 30
BASELINE_DAYS = 14
SEND, DISMISS = "surge:send:", "surge:no:"
ALERT = "alert"


class CampaignStore(Protocol):
    """What the radar starts from and adds to; `bot.storage.campaigns` satisfies it."""

    async def recent(self, since: date) -> tuple[Campaign, ...]: ...

    async def sightings(self, since: date) -> tuple[Sighting, ...]: ...

    async def marks(self, since: date) -> dict[int, int]: ...

    async def days(self, since: date, until: date) -> tuple[CampaignDay, ...]: ...

    async def get(self, campaign: int) -> Campaign | None: ...

    async def keep_excerpt(self, campaign: int, excerpt: str) -> bool: ...

    async def set_status(self, campaign: int, status: str, alerted_on: date | None) -> bool: ...


class Subscribers(Protocol):
    async def active(self, kind: str, area: str | None = None) -> tuple[Subscription, ...]: ...


class VolunteerList(Protocol):
    async def active(self) -> tuple[Volunteer, ...]: ...


class Outbox(Protocol):
    async def create(self, broadcast: Broadcast, to: Sequence[tuple[str, str]]) -> bool: ...


@dataclass(frozen=True, slots=True)
class SurgeRule:
    """`people`: distinct ones within `days` days, and `factor` times what the campaign had in such a time before."""

    people: int = 10
    days: int = 2
    factor: float = 3.0


@dataclass(frozen=True, slots=True)
class Surge:
    """A campaign that rises. `usual`: people in a window of the same length before."""

    campaign: int
    day: date
    people: int
    usual: float
    risk: str
    scam_type: str
    excerpt: str


class Radar:
    """Satisfies `bot.engagement.events.Sighter`. `sight` may be called from any thread."""

    def __init__(self, hashes: Hashes, rule: SurgeRule = SurgeRule()) -> None:
        self._hashes = hashes
        self._rule = rule
        self._lock = threading.Lock()
        self._index = SignatureIndex()
        self._marks: dict[int, int] = {}
        self._people: defaultdict[int, dict[date, set[str]]] = defaultdict(dict)
        self._usual: dict[int, float] = {}
        self._alerted: dict[int, date] = {}
        self._excerpted: set[int] = set()
        self._surges: deque[Surge] = deque()
        self._excerpts: deque[tuple[int, str]] = deque()

    async def load(self, store: CampaignStore, today: date) -> None:
        """Start from what is kept, and drop what is too old: at start, and once a day. Raises StorageError."""
        since = today - timedelta(days=REMEMBERED_DAYS)
        window = today - timedelta(days=self._rule.days - 1)
        campaigns = await store.recent(since)
        marks, sightings = await store.marks(since), await store.sightings(window)
        past = await store.days(window - timedelta(days=BASELINE_DAYS), window - timedelta(days=1))
        with self._lock:
            self._start_anew(campaigns)
            places = {campaign.id: place for place, campaign in enumerate(campaigns)}
            self._marks = {mark: places[campaign] for mark, campaign in marks.items() if campaign in places}
            self._usual = _usual(past, places, self._rule.days)
            for seen in sightings:
                if seen.campaign in places and seen.person:
                    self._people[places[seen.campaign]].setdefault(seen.day, set()).add(seen.person)

    def _start_anew(self, campaigns: Sequence[Campaign]) -> None:
        self._index = SignatureIndex()
        for campaign in campaigns:
            self._index.add(Signature(campaign.id, campaign.radius))
        self._people.clear()
        self._alerted = {place: c.alerted_on for place, c in enumerate(campaigns) if c.alerted_on}
        self._excerpted = {place for place, c in enumerate(campaigns) if c.excerpt}

    def sight(self, text: str, assessment: Assessment, person: str | None, day: date) -> Sight:
        """Recognise a message and count its people. The text is not kept."""
        if assessment.risk is Risk.UNKNOWN:
            return Sight()
        marks = tuple(self._hashes.mark(mark) for mark in find_marks(text))
        signature = sign(text) or (Signature(marks[0], 0) if marks else None)
        if signature is None:
            return Sight()
        with self._lock:
            place = self._place(signature, marks)
            people = self._count(place, person, day)
            self._look_closer(place, text, assessment, people, day)
            kept = self._index[place] if people >= SHOWN_FROM or assessment.risk is not Risk.LOW else None
        shown = people if people >= SHOWN_FROM else 0
        return Sight(kept.value, kept.radius, marks, shown) if kept else Sight(people=shown)

    def _place(self, signature: Signature, marks: Sequence[int]) -> int:
        """Where the campaign stands in the index; a new one is added."""
        known = next((self._marks[mark] for mark in marks if mark in self._marks), None)
        place = known if known is not None else self._index.nearest(signature)
        if place is None:
            place = len(self._index)
            self._index.add(signature)
        for mark in marks:
            self._marks.setdefault(mark, place)
        return place

    def _count(self, place: int, person: str | None, day: date) -> int:
        """Distinct people in the window that ends with `day`."""
        days = self._people[place]
        if person:
            days.setdefault(day, set()).add(person)
        first = day - timedelta(days=self._rule.days - 1)
        return len(set().union(*(people for when, people in days.items() if first <= when <= day)))

    def _look_closer(self, place: int, text: str, assessment: Assessment, people: int, day: date) -> None:
        """From five people up: an excerpt, once; and a surge, once a window."""
        if people < SHOWN_FROM:
            return
        excerpt = mask_excerpt(text)
        campaign = self._index[place].value
        if place not in self._excerpted:
            self._excerpted.add(place)
            self._excerpts.append((campaign, excerpt))
        usual = self._usual.get(place, 0.0)
        if people < self._rule.people or people <= self._rule.factor * usual or self._is_quiet(place, day):
            return
        self._alerted[place] = day
        scam_type, risk = assessment.scam_type, str(assessment.risk)
        self._surges.append(Surge(campaign, day, people, usual, risk, scam_type, excerpt))

    def _is_quiet(self, place: int, day: date) -> bool:
        """One alert a wave: the next only after a week."""
        last = self._alerted.get(place)
        return last is not None and abs((day - last).days) < 7

    def forget(self, hashes: Sequence[str]) -> None:
        """Take somebody out of the counts in memory."""
        gone = set(hashes)
        with self._lock:
            for days in self._people.values():
                for people in days.values():
                    people -= gone

    def take_news(self) -> tuple[list[Surge], list[tuple[int, str]]]:
        """Surges and excerpts since the last call, each handed out once."""
        with self._lock:
            news = list(self._surges), list(self._excerpts)
            self._surges.clear()
            self._excerpts.clear()
            return news

    def give_back(self, surges: Sequence[Surge], excerpts: Sequence[tuple[int, str]]) -> None:
        """What could not be kept is news again."""
        with self._lock:
            self._surges.extendleft(reversed(surges))
            self._excerpts.extendleft(reversed(excerpts))


def _usual(past: Sequence[CampaignDay], places: Mapping[int, int], days: int) -> dict[int, float]:
    """People that each campaign had in a window of `days`, on average of the baseline."""
    total: defaultdict[int, float] = defaultdict(float)
    for count in past:
        if count.campaign in places:
            total[places[count.campaign]] += count.people
    return {place: people * days / BASELINE_DAYS for place, people in total.items()}


class SurgeDesk:
    """Between the radar and the people who decide: keeps what it found, and turns a click into a broadcast."""

    def __init__(self, store: CampaignStore, subscribers: Subscribers, volunteers: VolunteerList, outbox: Outbox):
        self._store = store
        self._subscribers = subscribers
        self._volunteers = volunteers
        self._outbox = outbox

    async def collect(self, radar: Radar) -> list[Surge]:
        """Keep the radar's news; returns the surges that an operator should be told of.

        The radar is quicker than the tables: what no written check stands for yet is news again, so that an operator
        who presses at once finds what they were told of. Raises StorageError, and then all news are news again.
        """
        surges, excerpts = radar.take_news()
        try:
            early = [e for e in excerpts if not await self._store.keep_excerpt(*e)]
            kept = [s for s in surges if await self._store.set_status(s.campaign, "surging", s.day)]
        except BaseException:
            radar.give_back(surges, excerpts)
            raise
        radar.give_back([s for s in surges if s not in kept], early)
        return kept

    async def send(self, campaign: int, now: int) -> int | None:
        """The operator's click: write to subscribers and volunteers. Returns how many; None the second time, or for a
        campaign that does not surge. Raises StorageError."""
        surging = await self._store.get(campaign)
        if surging is None or surging.status != "surging" or surging.alerted_on is None:
            return None
        to = await self._receivers()
        content = render_content(compose_public_alert(surging))
        broadcast = Broadcast(f"surge-{campaign_code(campaign)}-{surging.alerted_on}", ALERT, content, now, now)
        made = await self._outbox.create(broadcast, to)
        await self._store.set_status(campaign, "announced", surging.alerted_on)
        return len(to) if made else None

    async def dismiss(self, campaign: int) -> None:
        """The operator knows better: nobody is written to."""
        known = await self._store.get(campaign)
        if known is not None:
            await self._store.set_status(campaign, "dismissed", known.alerted_on)

    async def _receivers(self) -> list[tuple[str, str]]:
        """Everybody once, in the language of their subscription."""
        subscribed = {s.chat: s.locale for s in await self._subscribers.active(ALERT)}
        helping = {v.chat: "zh-Hans" for v in await self._volunteers.active() if v.chat}
        return sorted((helping | subscribed).items())


def campaign_code(campaign: int) -> str:
    """A campaign in 16 hexadecimal digits, for buttons and addresses.

    >>> campaign_code(-1), read_campaign_code("ffffffffffffffff")
    ('ffffffffffffffff', -1)
    """
    return f"{campaign & (2**64 - 1):016x}"


def read_campaign_code(code: str) -> int:
    """The campaign again. Raises ValueError."""
    return int.from_bytes(bytes.fromhex(f"{int(code, 16):016x}"), "big", signed=True)


def compose_people(people: int) -> Block | None:
    """How many others checked the same message, or None where that is too few to say."""
    return Block("radar.people", {"people": str(people)}, Style.NOTE) if people >= SHOWN_FROM else None


def compose_operator_alert(surge: Surge) -> Reply:
    """What an operator needs to decide, with two buttons."""
    code = campaign_code(surge.campaign)
    numbers = {"people": str(surge.people), "usual": f"{surge.usual:.0f}"}
    return Reply(
        (
            Block("radar.operator", style=Style.VERDICT),
            Block("radar.operator_numbers", numbers),
            Block("radar.operator_verdict", {"risk": TextKey(f"risk.{surge.risk}"), "type": _type(surge.scam_type)}),
            Block("radar.excerpt", {"excerpt": surge.excerpt}, Style.SAMPLE),
            Block("radar.operator_ask", style=Style.NOTE),
        ),
        ((Button("radar.send", SEND + code), Button("radar.dismiss", DISMISS + code)),),
    )


def compose_public_alert(campaign: Campaign) -> Reply:
    """The warning to subscribers and volunteers: what goes round, and what to do."""
    blocks = [Block("radar.alert", style=Style.VERDICT)]
    if campaign.excerpt:
        blocks.append(Block("radar.excerpt", {"excerpt": campaign.excerpt}, Style.SAMPLE))
    if campaign.scam_type:
        blocks.append(Block("radar.alert_type", {"type": _type(campaign.scam_type)}))
        blocks.append(Block("heading.do", style=Style.HEADING))
        blocks.append(Block(f"type.{campaign.scam_type}.tips", style=Style.STEP))
    blocks.append(Block("radar.alert_share", style=Style.NOTE))
    return Reply(tuple(blocks))


def _type(scam_type: str) -> TextKey:
    return TextKey(f"type.{scam_type}.name")
