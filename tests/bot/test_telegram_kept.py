"""What happens after a verdict, by the product's own command over HTTP: counted, asked about, forgotten."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.bot.telegram_process import KIND, PATIENCE, SCAM, TOKEN, Bot, serving
from tests.telegram_standin import Person, SentMessage, TelegramStandIn, shapes

OPERATOR = 77_000_001
BAIT = "【招聘】手机兼职刷单，每单返佣五到十元，当天结算不拖欠，先垫付后返还，名额有限联系 http://job-{n}.top/a"
_strange = itertools.count(1)


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn(TOKEN) as standin:
        yield standin


@pytest.fixture(scope="module", autouse=True)
def bot(
    telegram: TelegramStandIn, child_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bot]:
    telegram.add_chat(shapes.private_chat(shapes.user(OPERATOR, "值班")))
    log = tmp_path_factory.mktemp("bot") / "log"
    settings = {"SHIZHA_OPERATOR_CHAT": str(OPERATOR), "SHIZHA_SURGE_PEOPLE": "5", "SHIZHA_CASE_SECONDS": "0.1"}
    with serving(telegram, child_environment, log, **settings) as running:
        yield running


@pytest.fixture
def data(child_environment: dict[str, str]) -> Path:
    return Path(child_environment["SHIZHA_DATA_DIR"])


@pytest.fixture
def person(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("小明")


def answer(telegram: TelegramStandIn, chat: int, count: int = 1) -> SentMessage:
    return telegram.wait_for(chat, count, PATIENCE)[count - 1]


def rows(data: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data / "shizha.sqlite3", timeout=10)) as database:
        return database.execute(query, values).fetchall()


def kept(telegram: TelegramStandIn, data: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query as soon as there are any."""
    telegram.wait_until(lambda: rows(data, query, *values), PATIENCE, "the rows")
    return rows(data, query, *values)


def presses(telegram: TelegramStandIn, person: Person, message: SentMessage, data: str) -> None:
    """A press of a button that need not stand under the message."""
    query = shapes.callback_query(f"strange-{next(_strange)}", person.user, message.message, data)
    telegram.queue({"callback_query": query})


class TestLadder:
    def test_an_intervention_is_counted_for_its_check(
        self, telegram: TelegramStandIn, person: Person, data: Path
    ) -> None:
        """正想转账, then 我不转了: two actions of one person about one check, and an offer to ask tomorrow."""
        person.forwards(SCAM + "甲")
        person.presses(answer(telegram, person.id), "正想转账")
        assert "要不要我明天来问一声" in answer(telegram, person.id, 3).text
        person.presses(answer(telegram, person.id, 2), "我不转了")
        assert "钱还在您手里" in answer(telegram, person.id, 4).text
        (stopped,) = kept(telegram, data, "SELECT about, person FROM check_events WHERE action = 'stopped'")
        [(check, risk)] = rows(
            data, "SELECT id, risk FROM check_events WHERE person = ? AND action IS NULL", stopped[1]
        )
        assert (stopped[0], risk) == (check, "high")
        actions = rows(data, "SELECT action, risk, scam_type FROM check_events WHERE about = ? ORDER BY action", check)
        assert actions == [("stopped", "high", "customer_service"), ("tempted", "high", "customer_service")]

    def test_the_question_comes_when_it_is_due(self, telegram: TelegramStandIn, person: Person, data: Path) -> None:
        """Agreed to, asked once, answered, and then nothing of it is left but the count."""
        person.forwards(SCAM + "乙")
        person.presses(answer(telegram, person.id), "已转账")
        person.presses(answer(telegram, person.id, 3), "好，明天问我")
        assert "明天我来问一声" in answer(telegram, person.id, 4).text
        with closing(sqlite3.connect(data / "shizha.sqlite3", timeout=10)) as database, database:
            changed = database.execute("UPDATE follow_ups SET due_at = 1 WHERE chat = ?", (str(person.id),))
            assert changed.rowcount == 1
        person.presses(answer(telegram, person.id, 5), "已经报警了")
        assert "您做得很对" in answer(telegram, person.id, 6).text
        assert rows(data, "SELECT * FROM follow_ups WHERE chat = ?", str(person.id)) == []

    def test_who_declines_is_not_asked(self, telegram: TelegramStandIn, person: Person, data: Path) -> None:
        """不用了 plans nothing."""
        person.forwards(SCAM + "丙")
        person.presses(answer(telegram, person.id), "正想转账")
        person.presses(answer(telegram, person.id, 3), "不用了")
        assert "不打扰您" in answer(telegram, person.id, 4).text
        assert rows(data, "SELECT * FROM follow_ups WHERE chat = ?", str(person.id)) == []

    def test_a_made_up_rung_counts_nothing(self, telegram: TelegramStandIn, person: Person, data: Path) -> None:
        """Data from outside that is no rung of ours changes no count."""
        person.sends("/start")
        presses(telegram, person, answer(telegram, person.id), "followup:yes:paid:x")
        presses(telegram, person, answer(telegram, person.id), "surge:send:" + "0" * 16)
        person.sends(KIND)
        answer(telegram, person.id, 2)
        assert rows(data, "SELECT * FROM follow_ups WHERE id = 'x'") == []


class TestWave:
    def test_five_people_make_a_wave_for_the_operator(self, telegram: TelegramStandIn, person: Person) -> None:
        """The fifth reads that five checked it; the operator is told once, and only the operator's click counts."""
        people = [telegram.add_person(f"p{n}") for n in range(5)]
        for n, each in enumerate(people):
            each.forwards(BAIT.format(n=n))
            answer(telegram, each.id)
        assert "最近有 5 人来查过" in answer(telegram, people[-1].id).text
        assert "人来查过" not in answer(telegram, people[0].id).text
        alert = answer(telegram, OPERATOR)
        assert "job-" not in alert.text
        send = alert.button("发出提醒")
        person.sends("/start")
        presses(telegram, person, answer(telegram, person.id), send.data or "")
        operator = shapes.user(OPERATOR, "值班")
        for n in (1, 2):
            query = shapes.callback_query(f"operator-{n}", operator, alert.message, send.data or "")
            telegram.queue({"callback_query": query})
        # Both clicks come at once: one of them counts, and either answer may be the quicker.
        texts = sorted(answer(telegram, OPERATOR, number).text for number in (2, 3))
        assert "已安排提醒 0 人" in texts[0]
        assert "已经处理过了" in texts[1]
        assert len(telegram.sent(person.id)) == 1


class TestFeedback:
    def test_a_text_is_kept_with_leave_and_redacted(
        self, telegram: TelegramStandIn, person: Person, data: Path
    ) -> None:
        """判断有误, 可以留下: what was said of what, the words without numbers."""
        person.sends("您好，我是王经理，请打 13800138000 办理退款，加微信 abc_12345")
        person.presses(answer(telegram, person.id), "判断有误")
        person.presses(answer(telegram, person.id, 2), "可以留下")
        assert "90 天内会删掉" in answer(telegram, person.id, 3).text
        [(text, claim)] = kept(telegram, data, "SELECT text, claim FROM feedback WHERE text IS NOT NULL")
        assert "退款" in text
        assert "13800138000" not in text
        assert "abc_12345" not in text
        assert claim in ("harmless", "scam")

    def test_without_leave_only_the_claim_is_kept(self, telegram: TelegramStandIn, person: Person, data: Path) -> None:
        """不留原文: a row without text."""
        person.sends(KIND)
        person.presses(answer(telegram, person.id), "判断有误")
        person.presses(answer(telegram, person.id, 2), "不留原文")
        assert "消息没有留" in answer(telegram, person.id, 3).text
        assert kept(telegram, data, "SELECT claim, risk FROM feedback WHERE text IS NULL") == [("scam", "low")]


class TestQuiz:
    def test_a_form_is_taken_in_one_message_and_kept(
        self, telegram: TelegramStandIn, person: Person, data: Path
    ) -> None:
        """Six questions, their explanations and the result by edits; /quiz then leads on."""
        person.sends("/quiz")
        shown = answer(telegram, person.id)

        def press(label: str, edits: int) -> SentMessage:
            person.presses(telegram.sent(person.id)[0], label)
            telegram.wait_until(lambda: telegram.sent(person.id)[0].edits == edits, PATIENCE, label)
            return telegram.sent(person.id)[0]

        assert "六道小题" in shown.text
        shown = press("开始", 1)
        for n in range(6):
            press("是骗局", 2 * n + 2)
            shown = press("看结果" if n == 5 else "下一题", 2 * n + 3)
        assert "3 条骗局，您认出了 3 条" in shown.text
        [(phase, hits, alarms)] = rows(data, "SELECT phase, hits, false_alarms FROM quiz_results")
        assert (phase, hits, alarms) == ("before", 3, 3)
        person.sends("/quiz")
        assert "六道小题" in answer(telegram, person.id, 2).text or "一课" in answer(telegram, person.id, 2).text


class TestForgetting:
    def test_everything_goes_after_a_second_word(self, telegram: TelegramStandIn, person: Person, data: Path) -> None:
        """Asked first; then choice, counts and plans are gone, and the answer proves it."""
        person.sends("/language")
        person.presses(answer(telegram, person.id), "繁體中文")
        answer(telegram, person.id, 2)
        person.forwards(SCAM + "丁")
        person.presses(answer(telegram, person.id, 3), "正想轉帳")
        person.presses(answer(telegram, person.id, 5), "好，明天問我")
        answer(telegram, person.id, 6)
        person.sends("/forgetme")
        person.presses(answer(telegram, person.id, 7), "先不刪")
        telegram.wait_until(lambda: "什麼都沒有刪" in telegram.sent(person.id)[6].text, PATIENCE, "the calm answer")
        person.sends("/forgetme")
        person.presses(answer(telegram, person.id, 8), "都刪掉")
        telegram.wait_until(lambda: "剩下 0 筆" in telegram.sent(person.id)[7].text, PATIENCE, "the proof")
        assert "一共 4 筆" in telegram.sent(person.id)[7].text
        assert rows(data, "SELECT * FROM preferences WHERE chat = ?", str(person.id)) == []
        assert rows(data, "SELECT * FROM follow_ups WHERE chat = ?", str(person.id)) == []
        person.sends("/help")
        assert "怎么用" in answer(telegram, person.id, 9).text


class TestElsewhere:
    def test_a_group_that_moves_takes_its_rows_along(
        self, telegram: TelegramStandIn, person: Person, data: Path
    ) -> None:
        """What an administrator agreed to is kept under the new number only."""
        old, new = -5000, -1002000000001
        telegram.add_chat(shapes.group(old, "小群"))
        telegram.rank(old, person.id, "creator")
        person.sends("/watch on", chat=old)
        answer(telegram, old)
        assert rows(data, "SELECT chat FROM watch_groups") == [(str(old),)]
        telegram.migrate(old, new)
        assert kept(telegram, data, "SELECT locale FROM watch_groups WHERE chat = ?", str(new))
        assert rows(data, "SELECT chat FROM watch_groups") == [(str(new),)]
        person.sends(SCAM, chat=new)
        assert "高风险" in answer(telegram, new).text

    def test_checks_in_groups_and_of_guests_are_counted(
        self, telegram: TelegramStandIn, person: Person, data: Path
    ) -> None:
        """By where they came from, for the person who asked; a card counts when it is sent, not while it is typed."""
        group = int(telegram.add_chat(shapes.supergroup(-1001000000009, "邻里群"))["id"])
        asked = person.sends(SCAM, chat=group)
        person.sends("/check", chat=group, reply_to=asked)
        answer(telegram, group)
        person.calls_as_guest("@standin_bot", {**asked, "chat": shapes.supergroup(-1009990000001, "群")})
        person.types_inline(SCAM)
        chosen = {"result_id": "1", "from": person.user, "query": SCAM}
        telegram.queue({"chosen_inline_result": chosen})
        person.forwards(SCAM)
        answer(telegram, person.id)

        def channels() -> list[tuple[Any, ...]]:
            query = (
                "SELECT channel FROM check_events WHERE person = (SELECT person FROM check_events WHERE channel = ?)"
            )
            return sorted(rows(data, f"{query} AND action IS NULL", "inline"))

        telegram.wait_until(lambda: len(channels()) == 4, PATIENCE, "four checks of one person")
        assert channels() == [("group",), ("guest",), ("inline",), ("telegram",)]


def test_what_was_counted_stays_out_of_the_log(bot: Bot) -> None:
    """No words, numbers of people or tokens of all these tests."""
    for secret in ("京东", "13800138000", "王经理", "排骨", "made-up", "50000000"):
        assert secret not in bot.log
