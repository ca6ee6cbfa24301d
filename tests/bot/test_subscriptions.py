"""/subscribe: what is on, at what hour, in which time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.calendar import WEEKLY
from bot.engagement.kept import Subscription
from bot.engagement.radar import ALERT
from bot.engagement.subscriptions import (
    FIRST_HOUR,
    HOURS,
    KINDS,
    LAST_HOUR,
    NICKNAMES,
    ZONES,
    SubscriptionDesk,
    compose_page,
    compose_zones,
    is_due,
    read_zone,
)
from bot.replies.reply import Reply
from bot.storage.database import Database
from bot.storage.subscriptions import Subscriptions
from bot.texts import LOCALES, load_texts

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 25)


@pytest.fixture
def desk(database: Database) -> SubscriptionDesk:
    return SubscriptionDesk(Subscriptions(database), "Asia/Shanghai", lambda: TODAY)


def keys(reply: Reply | None) -> set[str]:
    assert reply is not None
    return {block.key for block in reply.blocks}


async def test_nothing_is_on_before_somebody_presses(desk: SubscriptionDesk, database: Database) -> None:
    """Looking at the page subscribes to nothing; one press switches one kind on, another one off again."""
    assert {"subscribe.weekly_off", "subscribe.alert_off"} <= keys(await desk.page("1"))
    assert {"subscribe.weekly_on", "subscribe.alert_off"} <= keys(await desk.press("1", "weekly:on", "zh-Hans"))
    await desk.press("1", "alert:on", "en")
    assert [s.kind for s in await Subscriptions(database).of("1")] == [ALERT, WEEKLY]
    assert {"subscribe.weekly_off", "subscribe.alert_on"} <= keys(await desk.press("1", "weekly:off", "zh-Hans"))


async def test_hour_and_zone_hold_for_all_that_is_on(desk: SubscriptionDesk, database: Database) -> None:
    """By button or typed; a kind that is switched on later takes them over."""
    await desk.press("1", "weekly:on", "zh-Hans")
    await desk.press("1", "hour:20", "zh-Hans")
    await desk.press("1", "zone:Europe/London", "zh-Hans")
    await desk.press("1", "alert:on", "zh-Hans")
    await desk.typed("1", ["8"], "zh-Hans")
    kept = await Subscriptions(database).of("1")
    assert {(s.hour, s.time_zone) for s in kept} == {(8, "Europe/London")}


async def test_typing_subscribes_at_once(desk: SubscriptionDesk, database: Database) -> None:
    """`/subscribe 20 台北` is a wish."""
    await desk.typed("1", ["20", "台北"], "zh-Hant")
    (kept,) = await Subscriptions(database).of("1")
    assert (kept.kind, kept.hour, kept.time_zone, kept.locale) == (WEEKLY, 20, "Asia/Taipei", "zh-Hant")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (["25"], "subscribe.wrong_hour"),
        (["3"], "subscribe.wrong_hour"),
        (["Mars/Base"], "subscribe.wrong_zone"),
        (["20", "火星"], "subscribe.wrong_zone"),
        (["x" * 500], "subscribe.wrong_zone"),
        (["²"], "subscribe.wrong_hour"),
        (["9" * 5000], "subscribe.wrong_hour"),
    ],
)
async def test_a_wrong_hour_or_zone_is_told_and_changes_nothing(
    desk: SubscriptionDesk, database: Database, words: list[str], key: str
) -> None:
    """The answer shows what to type, in every language."""
    reply = await desk.typed("1", words, "zh-Hans")
    (block,) = reply.blocks
    assert block.key == key
    assert await Subscriptions(database).of("1") == ()
    for locale in LOCALES:
        assert "/subscribe" in load_texts(locale).say(block.key, block.params)


async def test_everything_ends_with_one_press(desk: SubscriptionDesk, database: Database) -> None:
    """Nothing is left."""
    await desk.press("1", "weekly:on", "zh-Hans")
    await desk.press("1", "alert:on", "zh-Hans")
    await desk.press("1", "stop", "zh-Hans")
    assert await Subscriptions(database).of("1") == ()


async def test_another_language_holds_for_what_is_on(desk: SubscriptionDesk, database: Database) -> None:
    """Whoever reads English from now on gets English; what rests goes on resting."""
    await desk.press("1", "weekly:on", "zh-Hans")
    await Subscriptions(database).set_state("1", "blocked")
    await desk.choose_language("1", "en")
    (kept,) = await Subscriptions(database).of("1")
    assert (kept.locale, kept.state) == ("en", "blocked")


async def test_somebody_who_comes_back_presses_once(desk: SubscriptionDesk, database: Database) -> None:
    """After a block everything rests, and the page says why."""
    await desk.press("1", "weekly:on", "zh-Hans")
    await Subscriptions(database).set_state("1", "blocked")
    assert "subscribe.paused" in keys(await desk.page("1"))
    await desk.press("1", "weekly:on", "zh-Hans")
    assert len(await Subscriptions(database).active(WEEKLY)) == 1


@pytest.mark.parametrize(
    "choice", ["", "weekly", "weekly:maybe", "hour:25", "hour:x", "zone:Mars", "daily:on", "hour:²"]
)
async def test_a_button_of_somebody_else_changes_nothing(
    desk: SubscriptionDesk, database: Database, choice: str
) -> None:
    """Data comes from outside."""
    assert await desk.press("1", choice, "zh-Hans") is None
    assert await Subscriptions(database).of("1") == ()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_has_its_words(locale: str) -> None:
    """Blocks and buttons, on and off, and data within Telegram's 64 bytes."""
    texts = load_texts(locale)
    on = [Subscription("1", kind, 20, "Asia/Taipei", locale, TODAY) for kind in KINDS]
    for reply in (compose_page([]), compose_page(on), compose_page(on[:1]), compose_zones()):
        for block in reply.blocks:
            assert texts.say(block.key, block.params)
        for button in (button for row in reply.buttons for button in row):
            assert texts.say(button.key)
            assert len(button.action.encode()) <= 64


def test_every_zone_offered_exists() -> None:
    """Buttons and nicknames name zones of the tz database; hours are those of the day."""
    assert {*ZONES, *NICKNAMES.values()} <= available_timezones()
    assert all(FIRST_HOUR <= hour <= LAST_HOUR for hour in HOURS)


@given(st.text(max_size=60))
def test_whatever_is_typed_a_zone_is_known_or_none(name: str) -> None:
    """No path leads out of the tz database."""
    zone = read_zone(name)
    assert zone is None or zone in available_timezones()


def due(hour: int, zone: str, at: str) -> bool:
    moment = int(datetime.fromisoformat(at).timestamp())
    return is_due(Subscription("1", WEEKLY, hour, zone, "zh-Hans", TODAY), TODAY, moment)


@pytest.mark.parametrize(
    ("hour", "zone", "at", "wanted"),
    [
        (12, "Asia/Shanghai", "2026-11-25T11:59+08:00", False),
        (12, "Asia/Shanghai", "2026-11-25T12:00+08:00", True),
        (12, "Asia/Shanghai", "2026-11-25T23:30+08:00", False),  # too late for today: not at night
        (12, "Asia/Shanghai", "2026-11-26T07:00+08:00", True),  # but the next morning
        (8, "America/Los_Angeles", "2026-11-25T15:59+00:00", False),
        (8, "America/Los_Angeles", "2026-11-25T16:00+00:00", True),
        (8, "Gone/Zone", "2026-11-25T08:00+00:00", True),
    ],
)
def test_a_message_comes_at_the_hour_of_the_reader(hour: int, zone: str, at: str, wanted: bool) -> None:
    """By the clock on their wall, never at night; a zone that is no more counts as UTC."""
    assert due(hour, zone, at) is wanted


def test_a_clock_that_changes_in_spring_skips_nobody() -> None:
    """An hour that does not exist on the day still comes."""
    sunday = date(2026, 3, 29)
    now = int(datetime(2026, 3, 29, 7, 0, tzinfo=UTC).timestamp())
    assert is_due(Subscription("1", WEEKLY, 7, "Europe/Berlin", "en", TODAY), sunday, now)
