"""The Telegram bot end to end: the real process, over real HTTP, against a strict stand-in for Telegram."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.telegram_process import PATIENCE, SCAM, TOKEN, Bot, serving
from tests.telegram_standin import Person, TelegramStandIn

GROUP_MENU = '{"type": "all_group_chats"}'


@pytest.fixture
def bot(telegram: TelegramStandIn, environment: dict[str, str], tmp_path: Path) -> Iterator[Bot]:
    with serving(telegram, environment, tmp_path / "log") as running:
        yield running


@pytest.fixture
def person(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("小明")


def answers(telegram: TelegramStandIn, person: Person, count: int = 1) -> list[str]:
    return [message.text for message in telegram.wait_for(person.id, count, PATIENCE)]


def test_a_forwarded_scam_is_told(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """A forward is answered with risk, type, quoted words and advice, as a reply to it, with a typing sign before."""
    forwarded = person.forwards(SCAM)
    (answer,) = telegram.wait_for(person.id, 1, PATIENCE)
    assert "高风险" in answer.text
    assert "冒充电商物流客服" in answer.text
    assert "百万保障" in answer.text
    assert answer.reply_to == forwarded["message_id"]
    assert answer.formatted("bold")[0].startswith("🔴")
    assert telegram.calls("sendChatAction")[0]["action"] == "typing"


def test_what_was_sent_stays_out_of_the_log(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """Neither the message, nor the person, nor the token is logged."""
    person.forwards(SCAM)
    answers(telegram, person)
    assert bot.stop() == 0
    assert "serving" in bot.log
    for secret in ("京东", TOKEN, "made-up", str(person.id), "小明"):
        assert secret not in bot.log


def test_messages_sent_together_are_one_case(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """Three pieces within two seconds get one answer that judges them together."""
    for piece in ("你好，我是刷单派单员", "先垫付300做连单任务", "做完本金和佣金一起返"):
        person.forwards(piece)
    (answer,) = telegram.wait_for(person.id, 1, PATIENCE)
    assert "刷单返利" in answer.text
    person.sends("妈，我今晚回家吃饭，买点排骨")
    assert len(answers(telegram, person, 2)) == 2


def test_captions_and_quotes_are_read(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """The words under a picture and the words quoted are judged, and named as such."""
    person.sends_photo(caption=SCAM)
    assert "图片说明里的" in answers(telegram, person)[0]
    person.sends("这个是真的吗", quote=SCAM)
    assert "引用的话里的" in answers(telegram, person, 2)[1]


def test_a_picture_without_words_asks_for_them(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """What cannot be read is never silence: a picture of one pixel is told to be too small."""
    person.sends_photo()
    assert "太小了" in answers(telegram, person)[0]
    person.sends_voice()
    assert "听不了语音" in answers(telegram, person, 2)[1]
    person.sends_sticker()
    assert "把要紧的话打给我" in answers(telegram, person, 3)[2]


def test_an_edit_amends_the_verdict(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """The answer changes in place when its message is edited."""
    message = person.sends("妈，我今晚回家吃饭，买点排骨")
    assert "未发现明显风险特征" in answers(telegram, person)[0]
    person.edits(message, SCAM)
    telegram.wait_until(lambda: telegram.sent(person.id)[0].edits == 1, PATIENCE, "the amended verdict")
    (answer,) = telegram.sent(person.id)
    assert "高风险" in answer.text


def test_start_offers_a_guided_try(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """/start explains, and its button shows a simulated forward with the real verdict on it."""
    person.sends("/start")
    (welcome,) = telegram.wait_for(person.id, 1, PATIENCE)
    query = person.presses(welcome, "试一试")
    shown = telegram.wait_for(person.id, 2, PATIENCE)[1]
    assert "理赔专员" in shown.formatted("blockquote")[0]
    assert "风险" in shown.text
    assert telegram.answer_to(query) is not None


def test_help_privacy_and_strange_commands_are_answered(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """Each command has its page; an unknown one is told where to look."""
    for command, words in (("/help", "110"), ("/privacy", "不写进日志"), ("/juggle", "/help")):
        person.sends(command)
        assert words in answers(telegram, person, len(person.received) + 1)[-1]


def test_a_language_is_chosen_and_kept(
    telegram: TelegramStandIn, environment: dict[str, str], tmp_path: Path, person: Person
) -> None:
    """/language changes the answers, and a restart remembers it."""
    first = Bot(environment, tmp_path / "log", telegram.url)
    person.sends("/language")
    page = telegram.wait_for(person.id, 1, PATIENCE)[0]
    person.presses(page, "English")
    assert "English" in answers(telegram, person, 2)[1]
    assert first.stop() == 0
    second = Bot(environment, tmp_path / "log", telegram.url)
    person.forwards(SCAM)
    assert "High risk" in answers(telegram, person, 3)[2]
    assert second.stop() == 0


def test_the_persons_own_language_is_the_default(telegram: TelegramStandIn, bot: Bot) -> None:
    """Who uses Telegram in traditional Chinese or English is answered so."""
    for code, words in (("zh-hant", "高風險"), ("en", "High risk")):
        reader = telegram.add_person("A", language_code=code)
        reader.forwards(SCAM)
        assert words in answers(telegram, reader)[0]


def test_the_menu_lists_what_works(telegram: TelegramStandIn, bot: Bot) -> None:
    """Telegram shows the commands with what they do, in the default language, Chinese and English."""
    telegram.wait_until(lambda: telegram.commands("en", GROUP_MENU), PATIENCE, "the menus")
    for language in ("", "zh", "en"):
        assert {"start", "help", "check", "language", "privacy", "forgetme"} <= set(telegram.commands(language))
        assert {"quiz", "paid", "tips", "share", "large"} <= set(telegram.commands(language))
        assert {"subscribe", "guardian"} <= set(telegram.commands(language))
        assert set(telegram.commands(language, GROUP_MENU)) == {"check", "status", "watch"}
    assert telegram.commands("en")["privacy"] == "Your privacy"
    assert telegram.commands("zh")["privacy"] == "隐私说明"


def test_markup_in_a_message_is_only_text(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """Angle brackets and ampersands are quoted, not obeyed."""
    person.sends("<b>点赞关注</b> & 一单5元日结 <a href='x'>先垫付</a> &lt;做任务")
    assert "风险" in answers(telegram, person)[0]


def test_a_very_long_message_is_answered(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """The longest text Telegram carries gets a verdict within Telegram's limits."""
    person.sends("转账到安全账户。" * 500)
    assert answers(telegram, person)


def test_a_flood_limit_is_waited_out(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """429 with retry_after delays an answer and does not lose it."""
    telegram.flood("sendMessage", retry_after=1)
    person.forwards(SCAM)
    assert "高风险" in answers(telegram, person)[0]
    assert len(telegram.calls("sendMessage")) >= 2


def test_a_person_who_left_does_not_stop_the_others(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """Blocked in the middle of a case, the bot goes on serving."""
    person.forwards(SCAM)
    telegram.wait_until(lambda: telegram.calls("sendChatAction"), PATIENCE, "the typing sign")
    person.blocks()
    other = telegram.add_person("小红")
    other.forwards(SCAM)
    assert "高风险" in answers(telegram, other)[0]


def test_a_stop_finishes_what_was_begun(telegram: TelegramStandIn, bot: Bot, person: Person) -> None:
    """A case still open at SIGTERM is answered before the process ends."""
    person.forwards(SCAM)
    telegram.wait_until(lambda: telegram.calls("sendChatAction"), PATIENCE, "the typing sign")
    assert bot.stop() == 0
    assert "高风险" in person.received[0].text


def test_a_second_poller_is_told_to_the_operator(
    telegram: TelegramStandIn, bot: Bot, environment: dict[str, str], tmp_path: Path
) -> None:
    """Two programs with one token: the log says so in words."""
    second = Bot(environment, tmp_path / "second", telegram.url)
    telegram.wait_until(lambda: any(c.status == 409 for c in telegram.log), PATIENCE, "a conflict")
    second.stop()
    bot.stop()
    assert "another program polls with the same token" in bot.log + second.log


def test_a_wrong_token_is_refused_in_one_line(
    telegram: TelegramStandIn, environment: dict[str, str], tmp_path: Path
) -> None:
    """Telegram's 401 becomes a line that says where to get a token."""
    wrong = Bot(environment, tmp_path / "log", telegram.url, SHIZHA_TELEGRAM_TOKEN="1:wrong")
    assert wrong.process.wait(PATIENCE) == 1
    assert wrong.log.splitlines()[-1].startswith("shizha: Telegram refuses SHIZHA_TELEGRAM_TOKEN")
    assert "Traceback" not in wrong.log


def test_an_unreachable_api_is_tried_again_then_reported(environment: dict[str, str], tmp_path: Path) -> None:
    """Each attempt is told with the pause after it; at last one line says what to check."""
    lost = Bot(environment, tmp_path / "log", "http://127.0.0.1:9", SHIZHA_TELEGRAM_CONNECT_TRIES="2")
    assert lost.process.wait(PATIENCE) == 1
    assert lost.log.count("cannot reach Telegram") == 2
    assert "did not answer 2 times" in lost.log.splitlines()[-1]
    assert "Traceback" not in lost.log
    assert TOKEN not in lost.log
