"""Groups, cards elsewhere, buttons and commands, end to end, with content that is made up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.bot.telegram_process import CHILD, KIND, PATIENCE, SCAM, TOKEN, Bot, serving
from tests.telegram_standin import Person, SentMessage, TelegramStandIn, shapes

_groups = itertools.count(1)
NAME = "standin_bot"


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn(TOKEN, username=NAME) as standin:
        yield standin


@pytest.fixture(scope="module", autouse=True)
def bot(
    telegram: TelegramStandIn, child_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bot]:
    log = tmp_path_factory.mktemp("bot") / "log"
    with serving(telegram, child_environment, log, CHILD, SHIZHA_WATCH_PER_HOUR="2") as running:
        yield running


@pytest.fixture
def person(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("小明", username="xiaoming")


@pytest.fixture
def group(telegram: TelegramStandIn) -> int:
    return int(telegram.add_chat(shapes.supergroup(-1001000000000 - next(_groups), "邻里群"))["id"])


def answer(telegram: TelegramStandIn, chat: int, count: int = 1) -> SentMessage:
    return telegram.wait_for(chat, count, PATIENCE)[count - 1]


class TestGroups:
    def test_nobody_is_answered_who_did_not_ask(self, telegram: TelegramStandIn, person: Person, group: int) -> None:
        """A scam in a group meets silence until somebody replies /check; the answer is short and stands under it."""
        scam = person.sends(SCAM, chat=group)
        person.sends("真的吗", chat=group, reply_to=scam)
        person.sends(f"/check@{NAME}", chat=group, reply_to=scam)
        shown = answer(telegram, group)
        assert "高风险" in shown.text
        assert "现在请这样做" not in shown.text
        assert shown.reply_to == scam["message_id"]
        assert len(telegram.sent(group)) == 1

    def test_asking_again_edits_the_answer(self, telegram: TelegramStandIn, person: Person, group: int) -> None:
        """The second who asks about the same message makes no second answer."""
        scam = person.sends(SCAM, chat=group)
        person.sends("/check", chat=group, reply_to=scam)
        answer(telegram, group)
        person.sends(f"@{NAME} 这个呢", chat=group, reply_to=scam)
        telegram.wait_until(lambda: telegram.sent(group)[0].edits == 1, PATIENCE, "the edit")
        assert len(telegram.sent(group)) == 1
        assert "问过 2 次" in telegram.sent(group)[0].text

    def test_an_edited_message_is_judged_again(self, telegram: TelegramStandIn, person: Person, group: int) -> None:
        """What was asked about changes: so does the answer."""
        asked = person.sends(f"@{NAME} {KIND}", chat=group)
        assert "未发现明显风险特征" in answer(telegram, group).text
        person.edits(asked, f"@{NAME} {SCAM}")
        telegram.wait_until(lambda: "高风险" in telegram.sent(group)[0].text, PATIENCE, "the amended answer")

    def test_details_wait_in_private(self, telegram: TelegramStandIn, person: Person, group: int) -> None:
        """The button leads to the private chat, where the whole answer is told to whoever asks."""
        person.sends(f"@{NAME} {SCAM}", chat=group)
        button = answer(telegram, group).button("私下看详细说明")
        assert button.url is not None
        person.sends("/start " + button.url.partition("?start=")[2])
        assert "现在请这样做" in answer(telegram, person.id).text
        person.sends("/start d_long-ago")
        assert "已经清掉了" in answer(telegram, person.id, 2).text

    def test_a_reply_to_the_bot_is_a_question(self, telegram: TelegramStandIn, person: Person, group: int) -> None:
        """Words in reply to the bot are judged, its own words are not."""
        person.sends(f"@{NAME} {SCAM}", chat=group)
        shown = answer(telegram, group)
        person.sends(KIND, chat=group, reply_to=shown)
        assert "未发现明显风险特征" in answer(telegram, group, 2).text

    def test_a_call_without_words_explains_itself(self, telegram: TelegramStandIn, person: Person, group: int) -> None:
        """Only @bot, and nothing to look at: how to ask."""
        person.sends(f"@{NAME}", chat=group)
        assert "回复那条可疑消息" in answer(telegram, group).text

    def test_only_administrators_make_it_watch(self, telegram: TelegramStandIn, person: Person, group: int) -> None:
        """Watching is refused to members; switched on it announces itself, warns at high risk, twice an hour here."""
        person.sends("/watch on", chat=group)
        assert "只有群管理员" in answer(telegram, group).text
        telegram.rank(group, person.id, "administrator")
        person.sends("/watch on", chat=group)
        announced = answer(telegram, group, 2).text
        assert "看完就忘" in announced
        assert "设成管理员" in announced
        person.sends(KIND, chat=group)
        for n in range(3):
            person.sends(f"{SCAM} 工号{n}", chat=group)
        assert "管理员让我帮忙看着" in answer(telegram, group, 4).text
        person.sends("/status", chat=group)
        assert "是开着的" in answer(telegram, group, 5).text
        person.sends("/watch off", chat=group)
        assert "已关掉" in answer(telegram, group, 6).text
        person.sends(SCAM, chat=group)
        person.sends("/status", chat=group)
        assert "是关着的" in answer(telegram, group, 7).text

    def test_a_group_that_moves_stays_watched(self, telegram: TelegramStandIn, person: Person) -> None:
        """After the move to a supergroup the warning comes there."""
        old = int(telegram.add_chat(shapes.group(-5000 - next(_groups), "小群"))["id"])
        telegram.rank(old, person.id, "creator")
        person.sends("/watch on", chat=old)
        answer(telegram, old)
        new = -1002000000000 - next(_groups)
        telegram.migrate(old, new)
        person.sends(SCAM, chat=new)
        assert "高风险" in answer(telegram, new).text

    def test_an_answer_follows_a_moved_group(self, telegram: TelegramStandIn, person: Person) -> None:
        """Asked in the old group just before it moved: the answer goes to the new one."""
        old = int(telegram.add_chat(shapes.group(-6000 - next(_groups), "小群"))["id"])
        new = -1003000000000 - next(_groups)
        telegram.add_chat(shapes.supergroup(new, "小群"))
        telegram.world.moved[old] = new
        person.sends(f"@{NAME} {SCAM}", chat=old)
        assert "高风险" in answer(telegram, new).text

    def test_a_new_group_is_greeted_once(self, telegram: TelegramStandIn, person: Person, group: int) -> None:
        """Put into a group, the bot says what it reads and what it does not."""
        chat = telegram.world.chats[group]
        change = shapes.my_chat_member(chat, person.user, telegram.world.bot, "left", "member")
        telegram.queue({"my_chat_member": change})
        assert "没人叫我" in answer(telegram, group).text


class TestElsewhere:
    def test_an_inline_card_can_be_sent_on(self, telegram: TelegramStandIn, person: Person) -> None:
        """@bot with words offers one card with the verdict and the beginning of the words."""
        query = person.types_inline(SCAM)
        telegram.wait_until(lambda: telegram.card_of(query), PATIENCE, "the card")
        shown = telegram.card_of(query)
        assert shown is not None
        (card,) = shown["cards"]
        assert "高风险" in card["title"]
        assert "百万保障" in card["seen"]
        assert shown["is_personal"] == "true"
        assert "t.me/standin_bot" in str(card["reply_markup"])

    def test_an_empty_inline_query_shows_the_way(self, telegram: TelegramStandIn, person: Person) -> None:
        """Without words there is no card, but a button to the bot."""
        query = person.types_inline("  ")
        telegram.wait_until(lambda: telegram.card_of(query), PATIENCE, "the answer")
        shown = telegram.card_of(query)
        assert shown is not None
        assert shown["cards"] == []
        assert "inline" in shown["button"]

    def test_a_guest_query_is_answered_once(self, telegram: TelegramStandIn, person: Person) -> None:
        """A reply @bot where the bot is no member gets the verdict on the message it answers; a repeat gets none."""
        about = shapes.message(5, shapes.supergroup(-1009990000001, "邻里群"), shapes.user(8, "陌生人"), text=SCAM)
        query = person.calls_as_guest(f"@{NAME}", about)
        telegram.wait_until(lambda: telegram.card_of(query), PATIENCE, "the answer")
        shown = telegram.card_of(query)
        assert shown is not None
        assert "高风险" in shown["cards"][0]["seen"]
        repeated = {**shapes.message(9, about["chat"], person.user, text="@x"), "guest_query_id": query}
        telegram.queue({"update_id": telegram.world.updates.latest, "guest_message": repeated})
        person.sends(KIND)
        answer(telegram, person.id)
        assert len([c for c in telegram.calls("answerGuestQuery") if c["guest_query_id"] == query]) == 1

    def test_a_guest_query_about_nothing_explains_itself(self, telegram: TelegramStandIn, person: Person) -> None:
        """A sticker cannot be judged, and the asker is told how to ask."""
        about = shapes.message(5, shapes.supergroup(-1009990000001, "群"), shapes.user(8, "x"), **shapes.dice())
        query = person.calls_as_guest(f"@{NAME}", about)
        telegram.wait_until(lambda: telegram.card_of(query), PATIENCE, "the answer")
        shown = telegram.card_of(query)
        assert shown is not None
        assert "回复那条可疑消息" in shown["cards"][0]["seen"]


class TestButtons:
    def test_a_verdict_has_buttons_that_answer(self, telegram: TelegramStandIn, person: Person) -> None:
        """Each action goes to the content with the region of the reader and the bot's address."""
        person.forwards(SCAM)
        shown = answer(telegram, person.id)
        query = person.presses(shown, "verify:customer_service")
        assert "verify:customer_service in cn by https://t.me/standin_bot" in answer(telegram, person.id, 2).text
        assert telegram.answer_to(query) is not None
        person.presses(shown, "ladder:paid:brushing", too_late=True)
        assert "ladder:paid:brushing" in answer(telegram, person.id, 3).text

    def test_a_tick_changes_the_list_in_place(self, telegram: TelegramStandIn, person: Person) -> None:
        """The list of a region is edited, not sent again."""
        person.sends("/paid")
        page = answer(telegram, person.id)
        person.presses(page, "paid:cn:01")
        telegram.wait_until(lambda: telegram.sent(person.id)[0].edits == 1, PATIENCE, "the tick")
        assert "paid:cn:01" in telegram.sent(person.id)[0].text

    def test_a_strange_button_is_passed_over(self, telegram: TelegramStandIn, person: Person) -> None:
        """Data that nobody knows gets no answer and stops nothing; a bug in the content gets an apology."""
        person.forwards(SCAM)
        about = answer(telegram, person.id).message
        for n, data in enumerate(("🧨", "language:tlh", "card:", "broken:")):
            telegram.queue({"callback_query": shapes.callback_query(f"odd-{n}", person.user, about, data)})
        assert "出了点问题" in answer(telegram, person.id, 2).text
        assert len(telegram.sent(person.id)) == 2

    def test_a_card_is_filled_in_and_forgotten(self, telegram: TelegramStandIn, person: Person) -> None:
        """Typed words answer the open question; a forward is still a message to judge; /cancel drops the rest."""
        person.forwards(SCAM)
        about = answer(telegram, person.id).message
        press = itertools.count(1)

        def presses(data: str) -> None:
            query = shapes.callback_query(f"card-{next(press)}-{person.id}", person.user, about, data)
            telegram.queue({"callback_query": query})

        presses("card:start")
        assert "question 1" in answer(telegram, person.id, 2).text
        person.sends("王小二")
        assert "question 2" in answer(telegram, person.id, 3).text
        presses("card:skip")
        assert "card: 王小二, card:skip" in answer(telegram, person.id, 4).text
        person.sends(KIND)
        assert "未发现明显风险特征" in answer(telegram, person.id, 5).text
        presses("card:start")
        answer(telegram, person.id, 6)
        person.sends("/cancel")
        assert "dropped" in answer(telegram, person.id, 7).text


class TestCommands:
    @pytest.mark.parametrize(
        ("command", "words"),
        [
            ("/tips", "tips:: in cn"),
            ("/share", "share https://t.me/standin_bot"),
            ("/verify @shizha_b0t", "@shizha_b0t or standin_bot"),
            ("/about", "about"),
            ("/quiz", "还在准备"),
            ("/subscribe", "还在准备"),
            ("/guardian", "还在准备"),
            ("/forgetme", "都删掉吗"),
        ],
    )
    def test_a_command_has_its_page(self, telegram: TelegramStandIn, person: Person, command: str, words: str) -> None:
        """What is ready answers, what is not says so kindly."""
        person.sends(command)
        assert words in answer(telegram, person.id).text

    def test_the_menu_of_a_chat_follows_its_language(self, telegram: TelegramStandIn) -> None:
        """Both scripts of Chinese share a menu by language, so a chat gets one of its own."""
        reader = telegram.add_person("阿明", language_code="zh-hant")
        scope = f'{{"type": "chat", "chat_id": {reader.id}}}'
        reader.sends("/start")
        telegram.wait_until(lambda: telegram.commands("", scope), PATIENCE, "the menu of the chat")
        assert telegram.commands("", scope)["check"] == "看一則訊息"
        reader.presses(answer(telegram, reader.id), "試一試")
        answer(telegram, reader.id, 2)

    def test_large_letters_come_with_one_sentence(self, telegram: TelegramStandIn, person: Person) -> None:
        """/large switches to a sentence and a picture, and back."""
        person.sends("/large")
        assert "大字图片" in answer(telegram, person.id).text
        person.forwards(SCAM)
        assert "plainly high" in answer(telegram, person.id, 2).text
        picture = answer(telegram, person.id, 3)
        assert (picture.kind, picture.content) == ("photo", b"picture zh-Hans")
        person.presses(answer(telegram, person.id), "大字简答：关掉")
        telegram.wait_until(lambda: telegram.sent(person.id)[0].edits == 1, PATIENCE, "the switch")
        person.forwards(SCAM)
        assert "现在请这样做" in answer(telegram, person.id, 4).text


def test_what_was_said_in_groups_stays_out_of_the_log(bot: Bot) -> None:
    """No words, names or tokens of all these tests."""
    for secret in ("京东", "百万保障", "王小二", "小明", "排骨", "made-up"):
        assert secret not in bot.log
