"""A made-up city with a seed: some thousand checks, volunteers, quiz results and waves of two months.

`python -m tests.bot.report_demo FOLDER` fills the data folder FOLDER, to look at a report by eye.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot.engagement.kept import Action, CheckEvent, QuizResult, Volunteer
from bot.engagement.quiz.forms import Group, Phase
from bot.storage.store import Store

FIRST, LAST = date(2026, 10, 1), date(2026, 11, 25)
TYPES = {"brushing": 30, "investment": 18, "customer_service": 16, "loan_credit": 10, "authority": 8, "romance": 6}
TYPES |= {"phishing": 6, "shopping": 5, "game": 4, "prize": 3, "flight": 2, "acquaintance": 1}
CHANNELS = {"telegram": 45, "web": 40, "group": 12, "inline": 3}
VOLUNTEERS = (
    Volunteer("v-wang", date(2026, 9, 1), name="王阿姨", area="东湖街道"),
    Volunteer("v-li", date(2026, 9, 1), name="李老师", area="东湖街道"),
    Volunteer("v-chen", date(2026, 9, 1), name="小陈", area="西城街道"),
    Volunteer("p-market", date(2026, 9, 1), area="西城街道"),
    Volunteer("v-few", date(2026, 9, 1), name="刚来的小赵", area="南山社区"),
)
CODES = {None: 60, "v-wang": 16, "v-li": 9, "v-chen": 10, "p-market": 4, "v-few": 0.2}
WAVE = 4711
EXCERPT = "【中通快递】您的包裹因▇▇丢失，可三倍理赔，请添加客服▇▇办理退款，逾期作废"


def checks(chance: random.Random) -> Iterator[CheckEvent]:
    """More of them as weeks pass, fewer at week-ends."""
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(n)
        for _ in range(int(chance.gauss(26 + n * 0.6, 5) * (0.7 if day.weekday() > 4 else 1))):
            yield from _check(chance, day)


def _check(chance: random.Random, day: date) -> Iterator[CheckEvent]:
    risk = _one(chance, {"high": 48, "medium": 14, "low": 30, "unknown": 8})
    warned = risk in ("high", "medium")
    channel = _one(chance, CHANNELS)
    event = CheckEvent(
        f"{chance.getrandbits(128):032x}",
        day,
        channel,
        risk,
        scam_type=_one(chance, TYPES) if warned else None,
        share_code=_one(chance, CODES),
        person=None if channel == "web" else f"{day:%m}-{chance.randrange(900)}",
    )
    yield event
    if warned and chance.random() < 0.35:
        yield from _said(chance, event)


def _said(chance: random.Random, check: CheckEvent) -> Iterator[CheckEvent]:
    first = Action(_one(chance, {"ignored": 70, "tempted": 24, "paid": 6}))
    yield replace(check, id=f"{check.id}-{first}", action=str(first), about=check.id)
    if first is Action.TEMPTED and chance.random() < 0.7:
        yield replace(check, id=f"{check.id}-stopped", action=str(Action.STOPPED), about=check.id)


def wave(chance: random.Random) -> Iterator[CheckEvent]:
    """The same parcel message at some eighty people's within two days."""
    for n in range(80):
        day = date(2026, 11, 12) + timedelta(n % 2)
        yield CheckEvent(
            f"wave-{n}", day, "telegram", "high", "customer_service", campaign=WAVE, person=f"11-w{n}", radius=4
        )


def quiz(chance: random.Random) -> Iterator[QuizResult]:
    """People who find three scams of five before the lesson, four or five after it."""
    for n in range(140):
        group = Group.TAUGHT if n % 2 else Group.CONTROL
        day = FIRST + timedelta(chance.randrange(50))
        yield answered(chance, n, Phase.BEFORE, day, group, 0.62, 0.34)
        learned = group is Group.TAUGHT
        yield answered(chance, n, Phase.AFTER, day, group, 0.86 if learned else 0.66, 0.17 if learned else 0.33)
        if (day + timedelta(22)) <= LAST and n % 3 == 0:
            yield answered(chance, n, Phase.LATER, day + timedelta(22), group, 0.8, 0.22)


def answered(
    chance: random.Random, person: int, phase: Phase, day: date, group: Group, hit: float, alarm: float
) -> QuizResult:
    hits, alarms = (sum(chance.random() < rate for _ in range(3)) for rate in (hit, alarm))
    return QuizResult(
        f"q{person}-{phase}", f"p{person}", f"{person:x}", phase, day, "sgsgsg", hits, 3 - hits, alarms, 3 - alarms,
        0.0, 0.0, group,
    )  # fmt: skip


def _one(chance: random.Random, weights: dict[str, float] | dict[str | None, float]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


async def fill(store: Store, seed: int = 7) -> None:
    """Write the whole city into an empty store."""
    chance = random.Random(seed)  # noqa: S311 # a made-up city, no secret
    await store.events.write([*checks(chance), *wave(chance)])
    for volunteer in VOLUNTEERS:
        await store.volunteers.register(volunteer)
    for n in range(260):
        code = chance.choices([v.code for v in VOLUNTEERS], [8, 5, 5, 2, 0.2])[0]
        await store.volunteers.refer(code, f"r{n}", FIRST + timedelta(chance.randrange(56)))
    for result in quiz(chance):
        await store.quiz.keep(result)
    await store.campaigns.keep_excerpt(WAVE, EXCERPT)
    await store.campaigns.set_status(WAVE, "announced", date(2026, 11, 12))
    await store.campaigns.roll_up(FIRST)


async def _main(folder: Path) -> None:
    store = Store("", folder)
    await store.get_ready()
    await fill(store)
    await store.close()


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
