"""The question a day later: asked for, once, at a decent hour, with support for those who lost money."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.followup import (
    ANSWERS,
    FIRST_HOUR,
    LAST_HOUR,
    LATER,
    action_of,
    ask_due,
    compose_declined,
    compose_follow_up,
    compose_offer,
    compose_planned,
    compose_thanks,
    decent_hour,
    plan_follow_up,
    read_answer,
    read_offer,
)
from bot.engagement.kept import Action, FollowUp
from bot.replies.reply import Reply
from bot.storage.database import Database
from bot.storage.follow_ups import FollowUps
from bot.texts import LOCALES, load_texts
from model.scam_types import load_scam_types

pytestmark = pytest.mark.anyio
EPISODE = "0123456789abcdef" * 2
MORNING = datetime(2026, 11, 25, 3, tzinfo=UTC)


def planned(action: Action = Action.PAID, chat: str = "7", episode: str = EPISODE) -> FollowUp:
    return plan_follow_up(
        chat, action, episode, scam_type="brushing", locale="en", now=MORNING, time_zone="Asia/Shanghai"
    )


def actions(reply: Reply) -> list[str]:
    return [button.action for row in reply.buttons for button in row]


def test_only_those_about_to_pay_or_who_paid_are_asked() -> None:
    """Ignoring or stopping needs no question."""
    assert compose_offer(Action.IGNORED, EPISODE) is None
    assert compose_offer(Action.STOPPED, EPISODE) is None
    for action in (Action.TEMPTED, Action.PAID):
        offer = compose_offer(action, EPISODE)
        assert offer is not None
        yes, no = actions(offer)
        assert read_offer(yes) == (action, EPISODE)
        assert read_offer(no) is None
        assert read_answer(no) is None


@pytest.mark.parametrize("data", ["followup:yes:paid:short", "followup:yes:stopped:" + EPISODE, "x", "followup:yes"])
def test_a_strange_button_is_no_offer(data: str) -> None:
    """Button data comes from outside."""
    assert read_offer(data) is None


def test_buttons_fit_into_telegram() -> None:
    """64 bytes, for the longest episode."""
    replies = [compose_offer(Action.TEMPTED, EPISODE), compose_follow_up(planned()), compose_planned(planned())]
    assert all(len(data.encode()) <= 64 for reply in replies if reply for data in actions(reply))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["Asia/Shanghai", "Asia/Taipei", "America/New_York"]),
)
def test_nobody_is_asked_at_night(moment: datetime, zone: str) -> None:
    """Never earlier than meant, never more than a night later, always by day."""
    hour = decent_hour(moment, ZoneInfo(zone))
    assert FIRST_HOUR <= hour.hour < LAST_HOUR
    assert timedelta(0) <= hour - moment <= timedelta(hours=15)


def test_the_question_comes_a_day_later() -> None:
    """At eleven in the morning, that is exactly a day."""
    assert planned().due_at == int((MORNING + LATER).timestamp())


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("action", ANSWERS)
def test_every_answer_has_words(action: Action, locale: str) -> None:
    """The question, its buttons and what is said to each of them exist in every language."""
    texts = load_texts(locale)
    replies = [compose_follow_up(planned(action)), compose_planned(planned(action)), compose_declined()]
    replies += [compose_thanks(answer) for answer in ANSWERS[action]]
    for reply in replies:
        assert all(texts.lines(block.key) for block in reply.blocks)
        assert all(texts.say(button.key) for row in reply.buttons for button in row)


def test_those_who_lost_money_get_support() -> None:
    """110, the bank, the second scam, and somebody to talk to; in the question and where help is asked for."""
    keys = {block.key for block in compose_follow_up(planned(Action.PAID)).blocks}
    assert {"followup.comfort", "followup.support"} <= keys
    assert "followup.support" in {block.key for block in compose_thanks("need_help").blocks}
    support = "\n".join(load_texts("zh-Hans").lines("followup.support"))
    assert all(word in support for word in ("110", "止付", "12356"))


def test_answers_go_back_to_the_ladder() -> None:
    """Stopped and paid are rungs; the rest says nothing new. Each button names its question."""
    for action in ANSWERS:
        for data in actions(compose_follow_up(planned(action))):
            answer = read_answer(data)
            assert answer is not None
            assert answer[1] == EPISODE
    assert (action_of("stopped"), action_of("paid"), action_of("unsure")) == (Action.STOPPED, Action.PAID, None)
    assert read_answer(actions(compose_planned(planned()))[0]) == ("end", EPISODE)
    assert "brushing" in load_scam_types()


async def test_each_is_asked_once_and_a_blocked_one_costs_no_other(database: Database) -> None:
    """Due ones only; whoever blocked the bot or deleted the chat is left alone; nobody is asked twice."""
    store = FollowUps(database)
    for number in range(3):
        assert await store.keep(planned(chat=str(number), episode=f"{number:032x}"))
    asked: list[str] = []

    async def deliver(chat: str, reply: Reply, locale: str) -> None:
        if chat == "1":
            raise RuntimeError("Forbidden: bot was blocked by the user")
        asked.append(f"{chat}:{locale}:{reply.blocks[0].key}")

    assert await ask_due(store, deliver, planned().due_at - 1) == 0
    assert await ask_due(store, deliver, planned().due_at) == 2
    assert await ask_due(store, deliver, planned().due_at) == 0
    assert sorted(asked) == ["0:en:followup.ask_paid", "2:en:followup.ask_paid"]
