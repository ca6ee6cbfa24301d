"""Every repository, on SQLite and on PostgreSQL: what is kept comes back, and nothing twice."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.engagement.kept import (
    Action,
    Broadcast,
    CheckEvent,
    Choices,
    Feedback,
    FollowUp,
    GuardianLink,
    QuizResult,
    Subscription,
    Volunteer,
    WatchGroup,
)
from bot.storage.broadcasts import Broadcasts
from bot.storage.campaigns import Campaigns
from bot.storage.database import Database
from bot.storage.events import Events
from bot.storage.feedback import FeedbackBox
from bot.storage.follow_ups import FollowUps
from bot.storage.guardians import Guardians
from bot.storage.preferences import Preferences
from bot.storage.quiz import Quiz
from bot.storage.schedule import Schedule
from bot.storage.subscriptions import Subscriptions
from bot.storage.updates import Updates
from bot.storage.volunteers import Volunteers
from bot.storage.watch import WatchGroups

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 25)
YESTERDAY = TODAY - timedelta(days=1)
NOW = 1_795_000_000
LARGE = -(2**63)


def check(number: int, **more: object) -> CheckEvent:
    given = {"day": TODAY, "channel": "telegram", "risk": "high", "scam_type": "brushing", "person": f"p{number}"}
    return CheckEvent(**{"id": f"{number:032x}", **given, **more})  # type: ignore[arg-type]


async def test_an_event_written_twice_is_there_once(database: Database) -> None:
    """In one batch or in two, at once or again after a crash."""
    events = Events(database)
    batch = [check(number) for number in range(50)]
    await events.write([*batch, *batch])
    await asyncio.gather(*(events.write(batch) for _ in range(4)))
    await events.write([])
    (count,) = await events.counts(TODAY, TODAY)
    assert (count.checks, count.people, count.risk, count.scam_type) == (50, 50, "high", "brushing")


async def test_events_are_counted_by_what_a_report_asks_for(database: Database) -> None:
    """Days, channels, share codes apart; people distinct; days outside left out."""
    events = Events(database)
    await events.write(
        [
            check(1, person="p"),
            check(2, person="p"),
            check(3, person=None),
            check(4, channel="web", share_code="v1", locale="en", area="江北"),
            check(5, day=YESTERDAY),
            check(6, day=date(2026, 1, 1)),
        ]
    )
    counts = {(c.day, c.channel, c.share_code): (c.checks, c.people) for c in await events.counts(YESTERDAY, TODAY)}
    assert counts == {
        (TODAY, "telegram", None): (3, 1),
        (TODAY, "web", "v1"): (1, 1),
        (YESTERDAY, "telegram", None): (1, 1),
    }
    assert await events.distinct_people(YESTERDAY, TODAY) == 3
    assert await events.delete_before(YESTERDAY) == 1


async def test_an_intervention_is_tempted_and_then_stopped(database: Database) -> None:
    """Stopping without having been tempted, or tempted only, is none; nor are two of different checks."""
    events = Events(database)
    await events.write(
        [
            check(1, action=Action.TEMPTED, about="a"),
            check(2, action=Action.STOPPED, about="a"),
            check(3, action=Action.TEMPTED, about="b"),
            check(4, action=Action.STOPPED, about="c"),
            check(5, action=Action.PAID, about="b"),
        ]
    )
    assert await events.interventions(TODAY, TODAY) == 1


async def test_campaigns_grow_with_their_events(database: Database) -> None:
    """First and last day spread, marks stay with their first campaign, people are counted by day."""
    events, campaigns = Events(database), Campaigns(database)
    await events.write([check(1, campaign=LARGE, radius=10, marks=(5, 6)), check(2, campaign=7, radius=0)])
    await events.write([check(3, campaign=LARGE, day=YESTERDAY, radius=10), check(4, campaign=7, marks=(6, 8))])
    found = {c.id: c for c in await campaigns.recent(YESTERDAY)}
    assert (found[LARGE].first_day, found[LARGE].last_day, found[LARGE].radius) == (YESTERDAY, TODAY, 10)
    assert found[7].status == "watched"
    assert await campaigns.marks(TODAY) == {5: LARGE, 6: LARGE, 8: 7}
    assert len(await campaigns.sightings(YESTERDAY)) == 4
    await campaigns.roll_up(YESTERDAY)
    days = {(d.campaign, d.day): (d.people, d.checks) for d in await campaigns.days(YESTERDAY, TODAY)}
    assert days == {(LARGE, YESTERDAY): (1, 1), (LARGE, TODAY): (1, 1), (7, TODAY): (2, 2)}


async def test_counted_people_do_not_shrink_when_hashes_go(database: Database) -> None:
    """Counting again after the events are deleted changes nothing."""
    events, campaigns = Events(database), Campaigns(database)
    await events.write([check(n, campaign=7) for n in range(3)])
    await campaigns.roll_up(TODAY)
    await events.delete_before(TODAY + timedelta(days=1))
    await events.write([check(9, campaign=7)])
    await campaigns.roll_up(TODAY)
    assert [(d.people, d.checks) for d in await campaigns.days(TODAY, TODAY)] == [(3, 3)]


async def test_a_campaign_keeps_its_first_excerpt_and_its_status(database: Database) -> None:
    """Old ones are deleted with their counts and marks."""
    events, campaigns = Events(database), Campaigns(database)
    await events.write([check(1, campaign=7, marks=(5,))])
    await campaigns.keep_excerpt(7, "first")
    await campaigns.keep_excerpt(7, "second")
    await campaigns.set_status(7, "surging", TODAY)
    kept = await campaigns.get(7)
    assert kept is not None
    assert (kept.excerpt, kept.status, kept.alerted_on) == ("first", "surging", TODAY)
    assert await campaigns.get(8) is None
    assert await campaigns.delete_before(TODAY + timedelta(days=1)) == 1
    assert await campaigns.marks(date(2000, 1, 1)) == {}


async def test_subscriptions(database: Database) -> None:
    """One a chat and kind; changing keeps its beginning; blocked ones get nothing; areas choose."""
    kept = Subscriptions(database)
    daily = Subscription("7", "daily", 9, "Asia/Shanghai", "zh-Hans", YESTERDAY, area="江北")
    await kept.keep(daily)
    await kept.keep(replace(daily, hour=20, since=TODAY))
    await kept.keep(replace(daily, kind="alert", area=None))
    await kept.keep(replace(daily, chat="8", area="江南"))
    assert await kept.of("7") == (replace(daily, kind="alert", area=None), replace(daily, hour=20))
    assert [s.chat for s in await kept.active("daily")] == ["7", "8"]
    assert [s.chat for s in await kept.active("daily", "江南")] == ["8"]
    assert [s.chat for s in await kept.active("alert", "江南")] == ["7"]
    assert await kept.set_state("7", "blocked") == 2
    assert await kept.active("alert") == ()
    assert await kept.end("7", "alert") == 1
    assert await kept.end("7") == 1


async def test_a_broadcast_goes_to_each_chat_once(database: Database) -> None:
    """Many takers at once share the deliveries; a second creation changes nothing."""
    box = Broadcasts(database)
    broadcast = Broadcast("b1", "daily", "{}", NOW, NOW)
    receivers = [(str(n), "en") for n in range(100)]
    assert await box.create(broadcast, [*receivers, ("0", "en")])
    assert not await box.create(broadcast, receivers)
    taken = await asyncio.gather(*(box.take("b1", 15, NOW) for _ in range(8)))
    chats = Counter(delivery.chat for part in taken for delivery in part)
    assert len(chats) == 100
    assert set(chats.values()) == {1}
    assert await box.counts("b1") == {"sending": 100}


async def test_a_broadcast_remembers_what_became_of_each(database: Database) -> None:
    """After a crash, what was under way is in doubt, never sent again by itself."""
    box = Broadcasts(database)
    await box.create(Broadcast("b1", "daily", "{}", NOW, NOW + 60), [("1", "en"), ("2", "en"), ("3", "en")])
    assert await box.due(NOW) == ()
    assert [b.id for b in await box.due(NOW + 60)] == ["b1"]
    first, second = await box.take("b1", 2, NOW)
    await box.settle("b1", first.chat, "sent", NOW)
    assert await box.recover(NOW) == 0
    assert await box.recover(NOW + 1) == 1
    assert await box.counts("b1") == {"sent": 1, "doubt": 1, "pending": 1}
    assert second.tries == 1
    await box.set_state("b1", "done", NOW)
    assert await box.due(NOW + 60) == ()
    ended = await box.get("b1")
    assert ended is not None
    assert ended.ended_at == NOW
    assert await box.get("b2") is None


async def test_a_guardian_link_needs_both_sides(database: Database) -> None:
    """A code works once, for somebody else, in time; either side may end it; alerts have a pause."""
    kept = Guardians(database)
    await kept.invite(GuardianLink("g1", NOW, ward="7", code="c1"))
    assert await kept.guardians_of("7") == ()
    assert await kept.accept("c1", "7", NOW, issued_after=0) is None
    assert await kept.accept("c1", "8", NOW, issued_after=NOW + 1) is None
    link = await kept.by_code("c1")
    assert link is not None
    assert link.ward == "7"
    accepted = await kept.accept("c1", "8", NOW, issued_after=NOW)
    assert accepted is not None
    assert (accepted.ward, accepted.guardian, accepted.code, accepted.state) == ("7", "8", None, "active")
    assert await kept.accept("c1", "9", NOW, issued_after=0) is None
    assert [g.guardian for g in await kept.guardians_of("7")] == ["8"]
    assert [g.ward for g in await kept.wards_of("8")] == ["7"]
    alerts = [await kept.may_alert("g1", NOW + t, 60) for t in (0, 59, 60)]
    assert alerts == [True, False, True]
    assert not await kept.end("g1", "9")
    assert await kept.end("g1", "8")
    assert not await kept.end("g1", "7")
    assert not await kept.may_alert("g1", NOW + 999, 60)


async def test_volunteers_and_their_referrals(database: Database) -> None:
    """A code has one owner, a chat one code; a person counts once a month."""
    kept = Volunteers(database)
    assert await kept.register(Volunteer("v1", TODAY, "7", "老王", "江北"))
    assert not await kept.register(Volunteer("v1", TODAY, "8"))
    assert not await kept.register(Volunteer("v2", TODAY, "7"))
    assert await kept.register(Volunteer("v3", TODAY))
    assert await kept.register(Volunteer("v4", TODAY))
    assert await kept.of("7") == await kept.by_code("v1")
    assert [await kept.refer("v1", person, TODAY) for person in ("a", "b", "a")] == [True, True, False]
    assert await kept.referrals(TODAY, TODAY) == {"v1": 2}
    assert await kept.change("v3", name=None, area="江南", state="ended")
    assert not await kept.change("v9", name=None, area=None, state="ended")
    assert [v.code for v in await kept.active()] == ["v1", "v4"]


async def test_quiz_results(database: Database) -> None:
    """Kept once; found by person, time and group."""
    kept = Quiz(database)
    before = QuizResult("q1", "p", "A", "before", YESTERDAY, "1010", 1, 1, 1, 1, 0.0, 0.1, group="class-3")
    after = replace(before, id="q2", form="B", phase="after", day=TODAY, d_prime=1.5, group=None)
    assert await kept.keep(after)
    assert await kept.keep(before)
    assert not await kept.keep(before)
    assert await kept.of("p") == (before, after)
    assert await kept.results(TODAY, TODAY) == (after,)
    assert await kept.results(YESTERDAY, TODAY, "class-3") == (before,)


async def test_feedback(database: Database) -> None:
    """Waits for a reader, and goes on its day, read or not."""
    box = FeedbackBox(database)
    given = Feedback("f1", YESTERDAY, "web", "high", "harmless", TODAY + timedelta(days=30), text="……")
    assert await box.keep(given)
    assert not await box.keep(given)
    await box.keep(replace(given, id="f2", delete_on=TODAY))
    assert [f.id for f in await box.waiting()] == ["f1", "f2"]
    assert await box.reviewed("f1")
    assert not await box.reviewed("f9")
    assert await box.delete_due(TODAY) == 1
    assert await box.waiting() == ()


async def test_follow_ups(database: Database) -> None:
    """Taken once when due, by one of many; closed only by the chat they belong to."""
    kept = FollowUps(database)
    planned = FollowUp("u1", "7", "paid", NOW + 10, "en", "brushing", "e1")
    assert await kept.keep(planned)
    assert not await kept.keep(planned)
    assert await kept.take_due(NOW) == ()
    rounds = await asyncio.gather(*(kept.take_due(NOW + 10) for _ in range(3)))
    assert [f.id for taken in rounds for f in taken] == ["u1"]
    assert await kept.close("u1", "8") is None
    assert await kept.close("u1", "7") == replace(planned, state="sent")
    await kept.keep(planned)
    assert await kept.delete_before(NOW + 11) == 1


async def test_an_update_is_new_once(database: Database) -> None:
    """Of many processes that get the same update, one handles it."""
    kept = Updates(database)
    answers = await asyncio.gather(*(kept.first_time("telegram", 2**40, NOW) for _ in range(8)))
    assert sorted(answers) == [False] * 7 + [True]
    assert await kept.first_time("other", 2**40, NOW)
    assert await kept.delete_before(NOW + 1) == 2


async def test_preferences(database: Database) -> None:
    """A choice leaves the others as they are; an unknown one is a mistake of ours."""
    kept = Preferences(database)
    assert await kept.of("7") == Choices("7")
    await kept.choose("7", locale="en")
    await kept.choose("7", accessible=True, region="tw")
    await kept.choose("7", locale="zh-Hant")
    assert await kept.of("7") == Choices("7", "zh-Hant", accessible=True, region="tw")
    with pytest.raises(ValueError, match="no such choice: colour"):
        await kept.choose("7", colour="red")


async def test_watched_groups(database: Database) -> None:
    """On once, off once, and not too many warnings."""
    kept = WatchGroups(database)
    assert await kept.turn_on(WatchGroup("-100", "zh-Hans", TODAY))
    assert not await kept.turn_on(WatchGroup("-100", "en", TODAY))
    assert [await kept.may_warn("-100", NOW + t, 60) for t in (0, 1, 61)] == [True, False, True]
    assert not await kept.may_warn("-200", NOW, 60)
    watched = await kept.of("-100")
    assert watched is not None
    assert watched.last_warning_at == NOW + 61
    assert await kept.turn_off("-100")
    assert not await kept.turn_off("-100")
    assert await kept.of("-100") is None


async def test_a_timed_job_runs_in_one_process(database: Database) -> None:
    """One takes it; done, it rests; a holder that died loses it; a clock set back does not stop it for a year."""
    kept = Schedule(database)

    async def take(holder: str, now: int) -> bool:
        return await kept.take("sweep", holder, now, every=86_400, lease=60)

    assert sorted(await asyncio.gather(*(take(f"h{n}", NOW) for n in range(5)))) == [False] * 4 + [True]
    assert not await take("late", NOW + 59)
    assert await take("heir", NOW + 60)
    await kept.done("sweep", "heir", NOW + 61)
    assert not await take("next", NOW + 100)
    assert await take("next", NOW + 61 + 86_400)
    await kept.done("sweep", "next", NOW + 61 + 86_400)
    assert await take("after the clock was set back", NOW - 9 * 86_400)
