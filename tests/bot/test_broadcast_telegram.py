"""Broadcasts and surges end to end: the real process, over real HTTP, killed half-way."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.engagement.content import render_content
from bot.engagement.kept import Broadcast, Delivery
from bot.replies.reply import Block, Reply
from bot.storage.schema import deliveries
from bot.storage.store import Store
from tests.bot.telegram_process import PATIENCE, Bot
from tests.conftest import Shizha
from tests.telegram_standin import TelegramStandIn

CHILD = ("tests.bot.cast_child",)
CHATS, HALF = 1000, 400
HELLO = Reply((Block("content.text", {"text": "今天的提醒"}),))
BAIT = "【招聘】手机兼职刷单，每单返佣五到十元，当天结算不拖欠，名额有限，请联系 http://job{n}.top/a 报名，编号 {n}"


def start(telegram: TelegramStandIn, environment: dict[str, str], tmp_path: Path, **settings: str) -> Bot:
    running = Bot(environment, tmp_path / "log", telegram.url, CHILD, **settings)
    telegram.wait_until(lambda: telegram.polled, PATIENCE, "the first poll")
    return running


async def plan(data_dir: Path, chats: list[str]) -> None:
    store = Store("", data_dir)
    await store.get_ready()
    now = int(time.time())
    broadcast = Broadcast("surge-test", "alert", render_content(HELLO), now, now)
    assert await store.broadcasts.create(broadcast, [(chat, "zh-Hans") for chat in chats])
    await store.close()


async def outcomes(data_dir: Path) -> dict[str, str]:
    """The state of each delivery, by chat."""
    from sqlalchemy import select

    from bot.storage.database import fetch

    store = Store("", data_dir)
    async with store.database.reading() as connection:
        found = await fetch(connection, select(deliveries), Delivery)
    await store.close()
    return {delivery.chat: delivery.state for delivery in found}


def test_a_thousand_get_it_once_through_a_kill(
    telegram: TelegramStandIn, environment: dict[str, str], tmp_path: Path, shizha: Shizha
) -> None:
    """SIGKILL half-way, start again: nobody left out, nobody twice; what was in flight is in doubt and not repeated."""
    chats = [telegram.add_person(f"P{n}").id for n in range(CHATS)]
    blocked, unknown = chats[7], 4_999_999_999
    telegram.remove_bot(blocked)
    data_dir = tmp_path / "data"
    asyncio.run(plan(data_dir, [str(chat) for chat in (*chats, unknown)]))
    first = start(telegram, environment, tmp_path)
    telegram.wait_until(lambda: len(telegram.log) >= HALF, 2 * PATIENCE, "half of the messages")
    first.process.kill()
    first.process.wait(PATIENCE)
    second = start(telegram, environment, tmp_path)
    deadline = time.monotonic() + 4 * PATIENCE
    while "done" not in (listed := shizha("broadcast", "list").stdout.decode()) and time.monotonic() < deadline:
        time.sleep(1)
    second.stop()
    got = {chat: len(telegram.sent(chat)) for chat in chats}
    state = asyncio.run(outcomes(data_dir))
    doubts = {int(chat) for chat, what in state.items() if what == "doubt"}
    assert len(doubts) <= 1
    assert max(got.values()) == 1
    assert {chat for chat, number in got.items() if number == 0} - doubts == {blocked}
    assert state[str(blocked)] == state[str(unknown)] == "blocked"
    assert sum(what == "sent" for what in state.values()) == CHATS - 1 - len(doubts)
    assert f"{CHATS - 1 - len(doubts)} sent, 2 blocked, 0 failed, {len(doubts)} doubt, 0 pending" in listed
    assert "今天的提醒" not in second.log


def test_five_people_with_one_message_make_a_wave_and_a_click_a_warning(
    telegram: TelegramStandIn, environment: dict[str, str], tmp_path: Path
) -> None:
    """Variants count as one; the operator reads a masked excerpt and presses; subscribers are warned, strangers not."""
    operator, reader, stranger = (telegram.add_person(name) for name in ("值班", "订户", "路人"))
    bot = start(telegram, environment, tmp_path, SHIZHA_OPERATOR_CHAT=str(operator.id), SHIZHA_SURGE_PEOPLE="5")
    reader.sends("/subscribe")
    (page,) = telegram.wait_for(reader.id, 1, PATIENCE)
    reader.presses(page, "打开新骗局提醒")
    telegram.wait_until(lambda: "新骗局提醒：开着" in telegram.sent(reader.id)[0].text, PATIENCE, "the page to change")
    for number in range(5):
        telegram.add_person(f"P{number}").sends(BAIT.format(n=number))
    (alert,) = telegram.wait_for(operator.id, 1, PATIENCE)
    assert "5 人来查过" in alert.text
    assert "job" not in alert.text
    stranger.sends("你好")
    operator.presses(alert, "发出提醒")
    telegram.wait_until(lambda: len(telegram.sent(reader.id)) == 2, PATIENCE, "the warning")
    warning = telegram.sent(reader.id)[1]
    assert warning.text.startswith("📢")
    assert "job" not in warning.text
    told = "\n".join(m.text for m in telegram.wait_for(operator.id, 3, PATIENCE))
    assert "已安排提醒 1 人" in told
    assert "送到 1" in told
    operator.presses(alert, "发出提醒")
    assert "已经处理过" in telegram.wait_for(operator.id, 4, PATIENCE)[3].text
    assert len(telegram.sent(reader.id)) == 2
    bot.stop()
