"""Every shape of a message, end to end: a real process over real HTTP, with a picture reader that is made up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.bot.telegram_process import CHILD, KIND, PATIENCE, SCAM, TOKEN, Bot, serving
from tests.telegram_standin import Person, SentMessage, TelegramStandIn, shapes


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn(TOKEN) as standin:
        yield standin


@pytest.fixture(scope="module", autouse=True)
def bot(
    telegram: TelegramStandIn, child_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bot]:
    with serving(telegram, child_environment, tmp_path_factory.mktemp("bot") / "log", CHILD) as running:
        yield running


@pytest.fixture
def person(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("小明")


def answer(telegram: TelegramStandIn, person: Person, count: int = 1) -> SentMessage:
    return telegram.wait_for(person.id, count, PATIENCE)[count - 1]


ORIGINS = {
    "user": shapes.origin_user(shapes.user(77, "老王")),
    "hidden": shapes.origin_hidden_user("老王"),
    "chat": shapes.origin_chat(shapes.supergroup(-100777, "邻里")),
    "channel": shapes.origin_channel(shapes.channel(-100888, "福利"), 5),
}


@pytest.mark.parametrize("origin", ORIGINS.values(), ids=ORIGINS)
def test_a_forward_of_only_a_caption_is_judged(telegram: TelegramStandIn, person: Person, origin: Any) -> None:
    """Whoever it came from: words under a picture are words."""
    person.sends_photo(caption=SCAM, content=b"", forward_origin=origin)
    assert "高风险" in answer(telegram, person).text
    assert "老王" not in answer(telegram, person).text


def test_an_album_of_two_screenshots_is_one_case(telegram: TelegramStandIn, person: Person) -> None:
    """Two pictures of one conversation get one verdict that needs both."""
    for words in ("您好，我是京东客服，您误开通了百万保障", "请下载会议软件共享屏幕，不然每月扣费2000元"):
        person.sends_photo(content=words.encode(), media_group_id="77")
    shown = answer(telegram, person)
    assert "高风险" in shown.text
    assert "图片里的" in shown.text
    person.sends(KIND)
    assert len(telegram.wait_for(person.id, 2, PATIENCE)) == 2


def test_a_code_in_a_poster_is_judged(telegram: TelegramStandIn, person: Person) -> None:
    """The link in a QR code is read, named as such, and not opened."""
    poster = "公司财务通知：领取2026年度工资补贴，扫码填写银行卡号和验证码\nQR:https://butie-linqu.top/x9"
    person.sends_photo(content=poster.encode())
    shown = answer(telegram, person).text
    assert "风险" in shown
    assert "二维码里的" in shown
    assert "butie-linqu.top" in shown


def test_a_picture_sent_as_a_file_is_read(telegram: TelegramStandIn, person: Person) -> None:
    """Screenshots sent without compression are documents with a picture type."""
    content = person.sends_document(name="shot.png", content=SCAM.encode())
    content["document"]["mime_type"] = "image/png"
    person.sends_shape({"document": content["document"]})
    telegram.wait_until(
        lambda: any("高风险" in m.text for m in telegram.sent(person.id)), PATIENCE, "the verdict on the file"
    )


@pytest.mark.parametrize(("content", "words"), [(b"BUSY", "看图的人多"), (b"BROKEN", "打不开"), (b"", "没找到字")])
def test_a_picture_that_cannot_be_read_is_told(
    telegram: TelegramStandIn, person: Person, content: bytes, words: str
) -> None:
    """Busy, broken or blank: each has kind words; with a caption the verdict is still given."""
    person.sends_photo(content=content)
    assert words in answer(telegram, person).text
    person.sends_photo(caption=SCAM, content=content)
    assert "高风险" in answer(telegram, person, 2).text


def test_a_link_that_calls_itself_a_bank_is_named(telegram: TelegramStandIn, person: Person) -> None:
    """The words 工商银行 on a link to icbc-vip.top are evidence."""
    person.sends_shape(shapes.text_link("您的积分今日到期，登录工商银行兑换", "工商银行", "https://icbc-vip.top/m"))
    shown = answer(telegram, person).text
    assert "写的是“工商银行”" in shown
    assert "icbc-vip.top" in shown
    assert "链接背后的" in shown


def test_a_button_that_calls_itself_a_bank_is_named(telegram: TelegramStandIn, person: Person) -> None:
    """The link behind a button under a forwarded picture is judged too."""
    buttons = shapes.link_buttons(("登录工商银行", "https://icbc-vip.top/m"))
    person.sends_photo(caption="您的账户积分今日到期", content=b"", **buttons)
    shown = answer(telegram, person).text
    assert "按钮里的" in shown
    assert "icbc-vip.top" in shown


SHAPES = {
    "contact": shapes.contact("+86 170 1234 5678", "刷单派单员 日结300加我垫付返佣"),
    "venue": shapes.venue("兼职刷单日结300元，先垫付后返佣金", "加微信 shuadan888 做任务"),
    "poll": shapes.poll("刷单日结300，先垫付再返本金佣金，要做吗", "我要做任务", "加微信 abc12345 领任务"),
    "gif": {**shapes.animation(), **shapes.caption(SCAM)},
    "video": {**shapes.video(), **shapes.caption(SCAM)},
    "spoiler": shapes.text(SCAM, [{"type": "spoiler", "offset": 0, "length": 20}]),
    "custom emoji": shapes.text(
        "💰" + SCAM, [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5368324170671202286"}]
    ),
}


@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_words_in_any_shape_are_judged(telegram: TelegramStandIn, person: Person, content: Any) -> None:
    """Cards, places, polls, captions of GIFs and videos, hidden words: all are read."""
    person.sends_shape(content)
    shown = answer(telegram, person).text
    assert "高风险" in shown or "有风险" in shown


def test_an_app_file_is_named(telegram: TelegramStandIn, person: Person) -> None:
    """The name of a package that would be installed is judged with the words about it."""
    person.sends_document("客服让我下载这个软件共享屏幕取消百万保障", name="京东金融.apk")
    assert "高风险" in answer(telegram, person).text


def test_a_quote_from_another_chat_is_judged(telegram: TelegramStandIn, person: Person) -> None:
    """The quoted words of an external reply are all that is told, and enough."""
    person.sends("真的吗", quote=SCAM, external_reply=shapes.external_reply(shapes.origin_hidden_user("老王")))
    assert "引用的话里的" in answer(telegram, person).text


def test_the_page_of_a_preview_is_read(telegram: TelegramStandIn, person: Person) -> None:
    """A preview may show a page that the words do not name."""
    person.sends("账户积分今日到期，登录兑换现金", link_preview_options={"url": "https://icbc-jf.top/a"})
    assert "icbc-jf.top" in answer(telegram, person).text


def test_dice_and_service_messages_are_no_cases(telegram: TelegramStandIn, person: Person) -> None:
    """A die gets a kind word, a pinned message silence."""
    pinned = person.sends_shape(shapes.dice())
    assert "运气" in answer(telegram, person).text
    person.sends_shape({"pinned_message": pinned})
    person.sends(KIND)
    assert "未发现明显风险特征" in answer(telegram, person, 2).text
    assert len(telegram.sent(person.id)) == 2


def test_voice_and_video_say_what_to_do_instead(telegram: TelegramStandIn, person: Person) -> None:
    """Nobody here understands speech offline; the answer asks for words or a screenshot."""
    person.sends_voice()
    assert "听不了语音" in answer(telegram, person).text
    person.sends_shape(shapes.video())
    assert "看不了视频" in answer(telegram, person, 2).text


def test_check_as_a_command_judges_its_words_and_what_it_answers(telegram: TelegramStandIn, person: Person) -> None:
    """/check alone explains itself, with words or as a reply it judges."""
    person.sends("/check")
    assert "转发或粘贴" in answer(telegram, person).text
    person.sends(f"/check {SCAM}")
    assert "高风险" in answer(telegram, person, 2).text
    kind = person.sends(KIND)
    answer(telegram, person, 3)
    person.sends("/check", reply_to=kind)
    assert "未发现明显风险特征" in answer(telegram, person, 4).text


def test_a_card_and_a_scam_keep_their_senders_to_themselves(bot: Bot) -> None:
    """No message of all these tests stands in the log."""
    for secret in ("京东", "百万保障", "老王", "icbc", "shuadan", TOKEN):
        assert secret not in bot.log
