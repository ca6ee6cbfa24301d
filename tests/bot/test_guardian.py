"""Guardians: two people agree, one is told when the other is about to lose money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.guardian import (
    _CODE,
    DAY,
    INVITATION_SECONDS,
    MOST_GUARDIANS,
    MOST_INVITATIONS,
    MOST_WARDS,
    PAUSES,
    PAYLOAD,
    GuardianDesk,
    Told,
    compose_ended,
)
from bot.engagement.kept import Action
from bot.replies.ladder import compose_ladder, read_ladder
from bot.replies.reply import Reply
from bot.storage.database import Database
from bot.storage.guardians import Guardians
from bot.texts import LOCALES, load_texts

pytestmark = pytest.mark.anyio
NOW = 1_795_000_000
WARD, GUARDIAN, OTHER = "100", "200", "300"


def address(payload: str) -> str:
    return f"https://t.me/b?start={payload}"


@pytest.fixture
def desk(database: Database) -> GuardianDesk:
    return GuardianDesk(Guardians(database))


def key(reply: Reply) -> str:
    return reply.blocks[0].key


def code_of(invitation: Reply) -> str:
    link = next(block.params["link"] for block in invitation.blocks if "link" in block.params)
    return link.partition("start=")[2].removeprefix(PAYLOAD)


async def pair(desk: GuardianDesk, ward: str = WARD, guardian: str = GUARDIAN, now: int = NOW) -> Told:
    code = code_of(await desk.invite(ward, "ward", now, address))
    return await desk.accept(guardian, code, now, "小明")


async def alerted(desk: GuardianDesk, action: Action = Action.TEMPTED, now: int = NOW, risk: str = "high") -> list[str]:
    return [chat for chat, _ in (await desk.alerts(WARD, action, risk, "brushing", "小红", now)).to]


async def test_both_sides_agree_before_anybody_is_told(desk: GuardianDesk) -> None:
    """An invitation does nothing, opening it neither; agreeing tells both, and names who agreed."""
    code = code_of(await desk.invite(WARD, "ward", NOW, address))
    assert key(await desk.opened(GUARDIAN, code, NOW)) == "guardian.asked_guardian"
    assert await alerted(desk) == []
    told = await desk.accept(GUARDIAN, code, NOW, "小明")
    assert key(told.reply) == "guardian.now_guardian"
    ((other, news),) = told.others
    assert (other, key(news), news.blocks[0].params) == (WARD, "guardian.accepted_guardian", {"name": "小明"})
    assert await alerted(desk) == [GUARDIAN]


async def test_a_guardian_may_ask_too(desk: GuardianDesk) -> None:
    """Then it is the person at risk who agrees."""
    code = code_of(await desk.invite(GUARDIAN, "guardian", NOW, address))
    assert key(await desk.opened(WARD, code, NOW)) == "guardian.asked_ward"
    told = await desk.accept(WARD, code, NOW, "小红")
    assert (key(told.reply), told.others[0][0]) == ("guardian.now_ward", GUARDIAN)
    assert await alerted(desk) == [GUARDIAN]


@pytest.mark.parametrize(
    ("action", "risk", "wanted"),
    [
        (Action.TEMPTED, "high", [GUARDIAN]),
        (Action.PAID, "high", [GUARDIAN]),
        (Action.IGNORED, "high", []),
        (Action.STOPPED, "high", []),
        (Action.PAID, "medium", []),
        (Action.TEMPTED, "low", []),
        (Action.PAID, "", []),
    ],
)
async def test_only_high_risk_and_money_alert(desk: GuardianDesk, action: Action, risk: str, wanted: list[str]) -> None:
    """正想转账 or 已转账, at high risk; nothing else is anybody's business."""
    await pair(desk)
    assert await alerted(desk, action, risk=risk) == wanted


@pytest.mark.parametrize("locale", LOCALES)
async def test_an_alert_tells_the_type_and_never_the_message(desk: GuardianDesk, locale: str) -> None:
    """Who, how urgent, which kind, what to do: nothing else goes in, so nothing else comes out."""
    await pair(desk)
    alerts = await desk.alerts(WARD, Action.PAID, "high", "no such type", "小红", NOW)
    ((_, reply),) = alerts.to
    params = {name: str(value) for block in reply.blocks for name, value in block.params.items()}
    assert params == {"name": "小红", "type": "type.other_scam.name"}
    texts = load_texts(locale)
    said = "\n".join(texts.say(b.key, b.params) if b.params else "\n".join(texts.lines(b.key)) for b in reply.blocks)
    assert {"zh-Hans": "请尽快联系", "zh-Hant": "請盡快聯絡", "en": "Please contact"}[locale] in said


async def test_the_person_knows_each_time(desk: GuardianDesk) -> None:
    """Told, not reached, or nobody there: no alert is secret."""
    alone = await desk.alerts(WARD, Action.PAID, "high", "prize", "小红", NOW)
    assert alone.compose_told(0) is None
    await pair(desk)
    alerts = await desk.alerts(WARD, Action.PAID, "high", "prize", "小红", NOW)
    told, missed = alerts.compose_told(1), alerts.compose_told(0)
    assert told is not None
    assert missed is not None
    assert (key(told), key(missed)) == ("guardian.told", "guardian.not_reached")


async def test_alerts_are_rate_limited_but_money_gone_is_told_soon(desk: GuardianDesk) -> None:
    """Ten presses are one call; 已转账 comes through after ten minutes."""
    await pair(desk)
    assert await alerted(desk) == [GUARDIAN]
    assert [await alerted(desk, now=NOW + n) for n in range(1, 10)] == [[]] * 9
    assert await alerted(desk, Action.PAID, NOW + PAUSES[Action.PAID]) == [GUARDIAN]
    assert await alerted(desk, now=NOW + 2 * PAUSES[Action.PAID]) == []
    assert await alerted(desk, now=NOW + DAY) == [GUARDIAN]


async def test_a_clock_set_back_does_not_silence_alerts(desk: GuardianDesk) -> None:
    """Rather twice than not when it matters."""
    await pair(desk)
    assert await alerted(desk) == [GUARDIAN]
    assert await alerted(desk, now=NOW - 400 * DAY) == [GUARDIAN]


async def test_a_ring_of_guardians_passes_nothing_on(desk: GuardianDesk) -> None:
    """A watches over B, B over C, C over A, A and B over each other: one alert goes one hop."""
    for ward, guardian in ((WARD, GUARDIAN), (GUARDIAN, OTHER), (OTHER, WARD), (GUARDIAN, WARD)):
        assert key((await pair(desk, ward, guardian)).reply) == "guardian.now_guardian"
    assert await alerted(desk) == [GUARDIAN]


@pytest.mark.parametrize("end_by", [WARD, GUARDIAN])
async def test_either_side_ends_it_at_once(desk: GuardianDesk, end_by: str) -> None:
    """The other is told, no alert comes any more, a second press changes nothing; a stranger ends nothing."""
    told = await pair(desk)
    link = told.reply.buttons[0][0].action.rpartition(":")[2]
    assert key((await desk.end(OTHER, link)).reply) == "guardian.ended_already"
    assert await alerted(desk) == [GUARDIAN]
    ended = await desk.end(end_by, link)
    assert (key(ended.reply), ended.others) == (
        "guardian.ended",
        ((GUARDIAN if end_by == WARD else WARD, compose_ended()),),
    )
    assert await alerted(desk, now=NOW + DAY) == []
    assert (await desk.end(end_by, link)).others == ()


async def test_a_link_works_once(desk: GuardianDesk) -> None:
    """A replayed one is gone, for the same person and for another."""
    code = code_of(await desk.invite(WARD, "ward", NOW, address))
    await desk.accept(GUARDIAN, code, NOW, "小明")
    for chat in (GUARDIAN, OTHER, WARD):
        assert key(await desk.opened(chat, code, NOW)) == "guardian.gone"
        assert key((await desk.accept(chat, code, NOW, "x")).reply) == "guardian.gone"
    assert await alerted(desk) == [GUARDIAN]


async def test_a_link_grows_old(desk: GuardianDesk) -> None:
    """After seven days it is gone."""
    code = code_of(await desk.invite(WARD, "ward", NOW, address))
    late = NOW + INVITATION_SECONDS + 1
    assert key(await desk.opened(GUARDIAN, code, late)) == "guardian.gone"
    assert key((await desk.accept(GUARDIAN, code, late, "x")).reply) == "guardian.gone"


@pytest.mark.parametrize("code", ["", "x", "nope" * 8, "' OR 1=1 --" * 3, "é" * 20, "a" * 1000])
async def test_an_unknown_code_is_gone(desk: GuardianDesk, code: str) -> None:
    """Guessing leads nowhere, whatever it looks like."""
    await desk.invite(WARD, "ward", NOW, address)
    assert key(await desk.opened(GUARDIAN, code, NOW)) == "guardian.gone"
    assert key((await desk.accept(GUARDIAN, code, NOW, "x")).reply) == "guardian.gone"
    assert key((await desk.decline(GUARDIAN, code, NOW)).reply) == "guardian.gone"


async def test_nobody_guards_themselves(desk: GuardianDesk) -> None:
    """One's own link is told to be one's own, and stays good for the other."""
    code = code_of(await desk.invite(WARD, "ward", NOW, address))
    assert key(await desk.opened(WARD, code, NOW)) == "guardian.yourself"
    assert key((await desk.accept(WARD, code, NOW, "x")).reply) == "guardian.yourself"
    assert key((await desk.decline(WARD, code, NOW)).reply) == "guardian.gone"
    assert key((await desk.accept(GUARDIAN, code, NOW, "x")).reply) == "guardian.now_guardian"


async def test_a_refusal_uses_the_link_up(desk: GuardianDesk) -> None:
    """The inviting side is told kindly; nobody can accept it afterwards."""
    code = code_of(await desk.invite(WARD, "ward", NOW, address))
    told = await desk.decline(GUARDIAN, code, NOW)
    assert (key(told.reply), told.others[0][0]) == ("guardian.declined", WARD)
    assert key((await desk.accept(OTHER, code, NOW, "x")).reply) == "guardian.gone"


async def test_the_same_two_are_linked_once_in_a_direction(desk: GuardianDesk) -> None:
    """A second link would double the alerts."""
    await pair(desk)
    assert key((await pair(desk)).reply) == "guardian.already"
    assert await alerted(desk) == [GUARDIAN]


async def test_there_is_a_limit_to_everything(desk: GuardianDesk) -> None:
    """Guardians of one, wards of one, open invitations of one."""
    for n in range(MOST_GUARDIANS):
        await pair(desk, WARD, f"4{n}")
    assert key(await desk.invite(WARD, "ward", NOW, address)) == "guardian.many_guardians"
    for n in range(MOST_WARDS):
        await pair(desk, f"5{n}", GUARDIAN)
    assert key(await desk.invite(GUARDIAN, "guardian", NOW, address)) == "guardian.many_wards"
    assert key((await pair(desk, OTHER, GUARDIAN)).reply) == "guardian.many_wards"
    for _ in range(MOST_INVITATIONS - 1):
        await desk.invite(OTHER, "ward", NOW, address)
    assert key(await desk.invite(OTHER, "ward", NOW, address)) == "guardian.many_invitations"
    assert key(await desk.invite(OTHER, "ward", NOW + INVITATION_SECONDS + 1, address)) == "guardian.invitation_ward"


async def test_invitations_sent_before_the_limit_do_not_pass_it(desk: GuardianDesk) -> None:
    """Four links out, three guardians at most."""
    codes = [code_of(await desk.invite(WARD, "ward", NOW, address)) for _ in range(MOST_GUARDIANS + 1)]
    keys = [key((await desk.accept(f"6{n}", code, NOW, "x")).reply) for n, code in enumerate(codes)]
    assert keys == ["guardian.now_guardian"] * MOST_GUARDIANS + ["guardian.gone"]


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_page_has_its_words(desk: GuardianDesk, locale: str) -> None:
    """And every button fits into 64 bytes."""
    texts = load_texts(locale)
    invitation = await desk.invite(WARD, "ward", NOW, address)
    opened = await desk.opened(GUARDIAN, code_of(invitation), NOW)
    told = await desk.accept(GUARDIAN, code_of(invitation), NOW, "小明")
    for reply in (invitation, opened, told.reply, told.others[0][1], await desk.page(WARD), await desk.page(GUARDIAN)):
        for block in reply.blocks:
            assert texts.say(block.key, block.params)
        for button in (button for row in reply.buttons for button in row):
            assert texts.say(button.key)
            assert len(button.action.encode()) <= 64


@given(st.text(max_size=80))
def test_a_ladder_button_is_read_or_left_alone(data: str) -> None:
    """Data comes from outside; a risk that is none is none."""
    read = read_ladder(f"ladder:paid:{data}")
    assert read is not None
    assert read[2] in ("", "high", "medium", "low", "unknown")
    assert read_ladder(data) is None or data.startswith("ladder:")


def test_the_risk_goes_along_the_ladder() -> None:
    """From 正想转账 to 已转账 the verdict is still known."""
    reply = compose_ladder("tempted", "romance", "cn", "high")
    assert "ladder:paid:romance:high" in {b.action for row in reply.buttons for b in row}


def test_codes_look_as_they_are_made() -> None:
    """What /start may carry, and long enough that nobody guesses one."""
    assert _CODE.fullmatch("A" * 22)
    assert not _CODE.fullmatch("A" * 15)
