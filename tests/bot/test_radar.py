"""The campaign radar: who met the same message, when it becomes a wave, who is told."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.content import load_content, render_content
from bot.engagement.events import Sight
from bot.engagement.kept import CheckEvent, Subscription, Volunteer
from bot.engagement.radar import (
    ALERT,
    SHOWN_FROM,
    Radar,
    Surge,
    SurgeDesk,
    SurgeRule,
    campaign_code,
    compose_operator_alert,
    compose_people,
    read_campaign_code,
)
from bot.errors import StorageError
from bot.replies.compose import compose_verdict
from bot.replies.reply import Reply
from bot.storage.broadcasts import Broadcasts
from bot.storage.campaigns import Campaigns
from bot.storage.database import Database
from bot.storage.events import Events
from bot.storage.people import People
from bot.storage.subscriptions import Subscriptions
from bot.storage.volunteers import Volunteers
from bot.texts import LOCALES, load_texts
from model.types import Assessment, Risk, TypeScore

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 25)
NOW = 1_795_000_000
RULE = SurgeRule(people=10, days=2, factor=3.0)


def verdict(risk: Risk, kind: str = "brushing") -> Assessment:
    return Assessment(risk, 0.5, (TypeScore(kind, 0.9),), kind, None, (), "test")


HIGH, LOW, UNKNOWN = verdict(Risk.HIGH), verdict(Risk.LOW), verdict(Risk.UNKNOWN)
BAIT = "【招聘】手机兼职刷单，每单返佣五到十元，当天结算不拖欠，名额有限，请联系 http://job{n}.top/a 报名，编号 {n}"
OTHER = "【银行】您的信用卡积分即将在今日清零，请尽快登录 http://bank{n}.vip 兑换礼品，逾期作废，回复T退订，编号 {n}"


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(tmp_path)


@pytest.fixture
def radar(people: People) -> Radar:
    return Radar(people, RULE)


def meet(radar: Radar, persons: range, text: str = BAIT, day: date = TODAY, seen: Assessment = HIGH) -> Sight:
    sight = Sight()
    for number in persons:
        sight = radar.sight(text.format(n=number), seen, f"p{number}", day)
    return sight


def test_copies_are_one_campaign_and_people_count_once(radar: Radar) -> None:
    """Other links and numbers, the same person twice: still so many distinct people; another message counts apart."""
    first = meet(radar, range(6))
    again = radar.sight(BAIT.format(n=99), HIGH, "p0", TODAY)
    other = radar.sight(OTHER.format(n=1), HIGH, "p0", TODAY)
    assert first.campaign == again.campaign != other.campaign
    assert (first.people, again.people, other.people) == (6, 6, 0)


def test_a_shared_number_ties_different_words(radar: Radar) -> None:
    """Two wordings with one WeChat account are one campaign."""
    one = radar.sight("高薪招聘打字员，在家就能做，加微信 abc12345 了解详情", HIGH, "p1", TODAY)
    two = radar.sight("免费领取小礼品一份，先到先得，请添加 vx：abc12345", HIGH, "p2", TODAY)
    assert one.campaign == two.campaign is not None


def test_a_bare_link_is_recognised_by_itself(radar: Radar) -> None:
    """No words, but a mark; without either there is nothing to recognise."""
    one, two = (radar.sight("http://evil.top/a", HIGH, f"p{n}", TODAY) for n in range(2))
    assert one.campaign == two.campaign is not None
    assert radar.sight("！！", HIGH, "p1", TODAY) == Sight()


def test_few_people_are_not_spoken_of(radar: Radar) -> None:
    """From five distinct people up, and not before."""
    assert [meet(radar, range(n, n + 1)).people for n in range(6)] == [0, 0, 0, 0, 5, 6]
    assert compose_people(SHOWN_FROM - 1) is None
    block = compose_people(37)
    assert block is not None
    assert load_texts("zh-Hans").say(block.key, block.params) == "同一条消息，最近有 37 人来查过。"


def test_a_harmless_message_is_not_kept_before_five_people_have_it(radar: Radar) -> None:
    """A private message leaves no fingerprint behind; one that many get does, whatever the model says of it."""
    assert meet(radar, range(4), seen=LOW).campaign is None
    assert meet(radar, range(5), seen=LOW).campaign is not None
    assert radar.sight(BAIT, UNKNOWN, "p9", TODAY) == Sight()


def test_people_without_identity_do_not_make_a_wave(radar: Radar) -> None:
    """A web page knows nobody apart: a thousand checks may be one person."""
    for _ in range(100):
        sight = radar.sight(BAIT, HIGH, None, TODAY)
    assert sight.people == 0
    assert radar.take_news() == ([], [])


def test_a_window_ends(radar: Radar) -> None:
    """Yesterday counts with today, the day before does not."""
    meet(radar, range(6), day=TODAY - timedelta(days=1))
    assert meet(radar, range(6, 8)).people == 8
    assert meet(radar, range(8, 9), day=TODAY + timedelta(days=1)).people == 0


def test_a_surge_is_told_once(radar: Radar) -> None:
    """At the tenth person, with a masked excerpt; not again while it lasts."""
    meet(radar, range(9))
    assert radar.take_news()[0] == []
    meet(radar, range(9, 30))
    (surge,), excerpts = radar.take_news()
    assert (surge.people, surge.usual, surge.scam_type, surge.risk) == (10, 0.0, "brushing", "high")
    assert "job" not in surge.excerpt
    assert excerpts == []  # handed out with the fifth person already
    meet(radar, range(30, 60), day=TODAY + timedelta(days=1))
    assert radar.take_news()[0] == []


def test_a_clock_set_back_neither_fails_nor_doubles(radar: Radar) -> None:
    """The same people on an earlier day are the same people."""
    meet(radar, range(8))
    back = meet(radar, range(8), day=TODAY - timedelta(days=400))
    assert back.people == 8
    assert meet(radar, range(8)).people == 8


def test_a_forgotten_person_no_longer_counts(radar: Radar) -> None:
    """Also in memory."""
    meet(radar, range(7))
    radar.forget(["p0", "p1"])
    assert meet(radar, range(2, 3)).people == 5


async def keep(database: Database, radar: Radar, persons: range, day: date) -> None:
    """What the ledger does: look, then write the event."""
    events = []
    for number in persons:
        sight = radar.sight(BAIT.format(n=number), HIGH, f"p{number}", day)
        events.append(
            CheckEvent(
                f"{day.toordinal():016x}{number:016x}", day, "telegram", "high", "brushing", sight.campaign,
                person=f"p{number}", radius=sight.radius, marks=sight.marks,
            )
        )  # fmt: skip
    await Events(database).write(events)


async def test_a_restart_goes_on_where_it_stopped(database: Database, people: People, radar: Radar) -> None:
    """Campaigns, marks, people of the window come back from the database."""
    await keep(database, radar, range(8), TODAY)
    before = meet(radar, range(7, 8))
    restarted = Radar(people, RULE)
    await restarted.load(Campaigns(database), TODAY)
    assert meet(restarted, range(7, 8)) == before
    by_mark = restarted.sight("完全不同的话，只是链接一样 job3.top", HIGH, "p100", TODAY)
    assert by_mark.campaign == before.campaign


async def test_what_is_usual_is_no_surge(database: Database, people: People, radar: Radar) -> None:
    """A message that twenty people meet every day surges only far above that."""
    campaigns = Campaigns(database)
    for ago in range(2, 16):
        await keep(database, radar, range(20), TODAY - timedelta(days=ago))
    await campaigns.roll_up(TODAY - timedelta(days=30))
    usual = Radar(people, RULE)
    await usual.load(campaigns, TODAY)
    meet(usual, range(120))
    assert usual.take_news()[0] == []
    meet(usual, range(120, 130))
    (surge,), _ = usual.take_news()
    assert (surge.people, surge.usual) == (121, 40.0)


async def test_one_click_tells_subscribers_and_volunteers_once(database: Database, people: People) -> None:
    """Everybody once, in their language; a second click, or one after a dismissal, does nothing."""
    radar, box = Radar(people, RULE), Broadcasts(database)
    subscriptions, volunteers = Subscriptions(database), Volunteers(database)
    desk = SurgeDesk(Campaigns(database), subscriptions, volunteers, box)
    await subscriptions.keep(Subscription("1", ALERT, 9, "Asia/Taipei", "zh-Hant", TODAY))
    await subscriptions.keep(Subscription("2", "daily", 9, "Asia/Taipei", "zh-Hant", TODAY))
    for code, chat in (("v1", "1"), ("v2", "3"), ("v3", None)):
        await volunteers.register(Volunteer(code, TODAY, chat))
    await keep(database, radar, range(12), TODAY)
    (surge,) = await desk.collect(radar)
    assert await desk.collect(radar) == []
    assert await desk.send(surge.campaign, NOW) == 2
    assert await desk.send(surge.campaign, NOW) is None
    (broadcast,) = await box.due(NOW)
    taken = {d.chat: d.locale for d in await box.take(broadcast.id, 10, NOW)}
    assert taken == {"1": "zh-Hant", "3": "zh-Hans"}
    assert "job" not in broadcast.content
    assert words(load_content(broadcast.content), "zh-Hans").startswith("📢")
    await desk.dismiss(surge.campaign)
    assert await desk.send(surge.campaign, NOW) is None
    assert await desk.send(12345, NOW) is None


async def test_news_that_cannot_be_kept_stay_news(database: Database, radar: Radar) -> None:
    """A database that is away costs no alert."""

    class Away(Campaigns):
        async def keep_excerpt(self, campaign: int, excerpt: str) -> bool:
            raise StorageError("away")

    await keep(database, radar, range(12), TODAY)
    parts = Subscriptions(database), Volunteers(database), Broadcasts(database)
    with pytest.raises(StorageError):
        await SurgeDesk(Away(database), *parts).collect(radar)
    (surge,) = await SurgeDesk(Campaigns(database), *parts).collect(radar)
    kept = await Campaigns(database).get(surge.campaign)
    assert kept is not None
    assert (kept.status, kept.alerted_on, kept.excerpt) == ("surging", TODAY, surge.excerpt)


async def test_an_operator_is_told_only_of_what_is_in_the_tables(database: Database, radar: Radar) -> None:
    """The radar is quicker than the writer of events: until a check is written, its wave stays news."""
    for n in range(12):
        radar.sight(BAIT.format(n=n), HIGH, f"p{n}", TODAY)
    parts = Subscriptions(database), Volunteers(database), Broadcasts(database)
    desk = SurgeDesk(Campaigns(database), *parts)
    assert await desk.collect(radar) == []
    assert await desk.collect(radar) == []
    await keep(database, radar, range(1), TODAY)
    (surge,) = await desk.collect(radar)
    assert await desk.send(surge.campaign, NOW) is not None


def words(reply: Reply, locale: str) -> str:
    texts = load_texts(locale)
    said = [texts.say(b.key, b.params) if b.params else "\n".join(texts.lines(b.key)) for b in reply.blocks]
    return "\n".join(said + [texts.say(button.key) for row in reply.buttons for button in row])


@pytest.mark.parametrize("locale", LOCALES)
def test_an_operator_reads_numbers_and_decides(locale: str) -> None:
    """People, what is usual, the verdict, the masked words, two buttons that fit into 64 bytes."""
    surge = Surge(-5, TODAY, 37, 4.2, "high", "brushing", "加＊领奖")
    reply = compose_operator_alert(surge)
    said = words(reply, locale)
    assert all(part in said for part in ("37", "4", "加＊领奖"))
    for button in reply.buttons[0]:
        assert len(button.action.encode()) <= 64
        assert read_campaign_code(button.action.rsplit(":", 1)[1]) == -5


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_campaign_has_a_code_and_back(campaign: int) -> None:
    """16 hexadecimal digits, negative numbers included."""
    assert len(campaign_code(campaign)) == 16
    assert read_campaign_code(campaign_code(campaign)) == campaign


@pytest.mark.parametrize("code", ["", "zz", "1" * 17, "-1"])
def test_a_wrong_code_is_refused(code: str) -> None:
    """Button data comes from outside."""
    with pytest.raises(ValueError, match=r"."):
        read_campaign_code(code)


def test_a_reply_survives_being_kept() -> None:
    """Keys, parameters, styles and buttons; a quoted text never turns into a key."""
    for reply in (compose_verdict(HIGH), compose_operator_alert(Surge(1, TODAY, 9, 0, "low", "prize", "type.prize"))):
        kept = load_content(render_content(reply))
        assert kept == reply
        assert words(kept, "en") == words(reply, "en")
    json.loads(render_content(compose_verdict(HIGH)))
