"""The stand-in for Telegram's server, met over HTTP: by python-telegram-bot's own classes and by raw requests."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, CommandHandler, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.telegram_standin import Person, TelegramStandIn, shapes
from tests.telegram_standin.html_markup import parse_html

T = TypeVar("T")
TOKEN = "4242:made-up"
# Nothing here is encrypted, and loading the certificates of the world takes longer than most of these tests.
HTTP: dict[str, Any] = {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "trust_env": False}
KEYBOARD = InlineKeyboardMarkup([
    [InlineKeyboardButton("试一试", callback_data="try")],
    [InlineKeyboardButton("网站", url="https://example.com")],
])  # fmt: skip


@pytest.fixture
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn(TOKEN) as telegram:
        yield telegram


@pytest.fixture
def ming(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("小明")


def ask(telegram: TelegramStandIn, work: Callable[[Bot], Awaitable[T]], token: str = TOKEN) -> T:
    """What the library's bot gets for its work."""

    async def run() -> T:
        urls = {"base_url": f"{telegram.url}/bot", "base_file_url": f"{telegram.url}/file/bot"}
        requests = (HTTPXRequest(httpx_kwargs=HTTP) for _ in range(2))
        async with Bot(token, **urls, request=next(requests), get_updates_request=next(requests)) as bot:
            return await work(bot)

    return asyncio.run(run())


def call(telegram: TelegramStandIn, method: str, **parameters: Any) -> dict[str, Any]:
    """The answer to a raw call with JSON parameters; its HTTP status must be its error code."""
    response = httpx.post(f"{telegram.url}/bot{TOKEN}/{method}", json=parameters, timeout=5, **HTTP)
    answer = response.json()
    assert response.status_code == answer.get("error_code", 200)
    return answer


def refusal(telegram: TelegramStandIn, method: str, **parameters: Any) -> str:
    answer = call(telegram, method, **parameters)
    assert answer["ok"] is False
    return answer["description"]


def kinds_polled(telegram: TelegramStandIn, **parameters: Any) -> list[str]:
    """The kinds of the updates that a poll gets."""
    return [list(update)[1] for update in call(telegram, "getUpdates", **parameters)["result"]]


class TestHttp:
    def test_a_bot_learns_who_it_is(self, telegram: TelegramStandIn) -> None:
        """getMe tells id and username, and the library's bot starts with that."""

        async def work(bot: Bot) -> tuple[int, str]:
            return bot.id, bot.username

        assert ask(telegram, work) == (4242, "standin_bot")

    def test_an_unknown_token_is_unauthorized(self, telegram: TelegramStandIn) -> None:
        """A wrong token is refused with 401, which the library calls InvalidToken."""
        with pytest.raises(InvalidToken, match="rejected by the server"):
            ask(telegram, lambda bot: bot.get_me(), "4242:another")
        assert httpx.get(f"{telegram.url}/bot1:x/getMe", **HTTP).status_code == 401

    @pytest.mark.parametrize("path", ["/", "/bot", f"/bot{TOKEN}", f"/bot{TOKEN}/", f"/bot{TOKEN}/sendPigeon", "/x"])
    def test_what_there_is_not_is_not_found(self, telegram: TelegramStandIn, path: str) -> None:
        """Unknown methods and other paths are 404 Not Found."""
        response = httpx.get(telegram.url + path, **HTTP)
        assert (response.status_code, response.json()["description"]) == (404, "Not Found")

    @pytest.mark.parametrize("name", ["getMe", "GETME", "getme"])
    def test_case_of_a_method_does_not_matter(self, telegram: TelegramStandIn, name: str) -> None:
        """Method names are case-insensitive."""
        assert httpx.get(f"{telegram.url}/bot{TOKEN}/{name}", **HTTP).json()["ok"]

    def test_parameters_come_in_four_ways(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Query, form, multipart and JSON say the same, and the log keeps what came."""
        url = f"{telegram.url}/bot{TOKEN}/sendMessage"
        parameters = {"chat_id": str(ming.id), "text": "a&b=诈"}
        httpx.get(url, params=parameters, **HTTP)
        httpx.post(url, data=parameters, **HTTP)
        httpx.post(url, data=parameters, files={"unused": b"\r\n--x\r\n"}, **HTTP)
        httpx.post(url, json={"chat_id": ming.id, "text": "a&b=诈", "parse_mode": None}, **HTTP)
        assert [message.text for message in ming.received] == ["a&b=诈"] * 4
        assert telegram.calls("sendmessage") == [parameters] * 4

    def test_half_a_character_is_refused(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A lone surrogate in JSON is not a string."""
        body = f'{{"chat_id": {ming.id}, "text": "\\ud83d"}}'
        headers = {"Content-Type": "application/json"}
        answer = httpx.post(f"{telegram.url}/bot{TOKEN}/sendMessage", content=body, headers=headers, **HTTP).json()
        assert answer["description"] == "Bad Request: strings must be encoded in UTF-8"

    def test_stopping_releases_whoever_waits(self) -> None:
        """The end of `with` breaks a long poll off and leaves no thread."""
        with TelegramStandIn(TOKEN) as telegram:
            poll = threading.Thread(target=_poll_until_cut, args=(telegram.url,))
            poll.start()
            telegram.wait_until(lambda: telegram.polled)
        poll.join(1)
        assert not poll.is_alive()
        assert not [thread for thread in threading.enumerate() if thread.name == "telegram-standin"]


def _poll_until_cut(url: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{url}/bot{TOKEN}/getUpdates", params={"timeout": 30}, timeout=40, **HTTP)


class TestUpdates:
    def test_an_offset_confirms_what_came_before(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Updates come again until a poll asks for later ones; a negative offset counts from the end."""
        for word in "一二三四":
            ming.sends(word)
        first = call(telegram, "getUpdates", limit=2)["result"]
        assert [update["message"]["text"] for update in first] == ["一", "二"]
        assert call(telegram, "getUpdates", limit=2)["result"] == first
        rest = call(telegram, "getUpdates", offset=first[1]["update_id"] + 1)["result"]
        assert [update["message"]["text"] for update in rest] == ["三", "四"]
        assert call(telegram, "getUpdates", offset=-1)["result"] == rest[1:]
        assert telegram.pending == 1

    def test_a_poll_waits_for_what_comes(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A long poll answers at once when something happens, and with nothing when its time is over."""
        writes = threading.Timer(0.1, ming.sends, ["快"])
        writes.start()
        started = time.monotonic()
        [update] = call(telegram, "getUpdates", timeout=30)["result"]
        assert update["message"]["text"] == "快"
        assert time.monotonic() - started < 3
        writes.join()

    def test_an_empty_poll_ends_in_time(self, telegram: TelegramStandIn) -> None:
        """Without updates a poll lasts its timeout, no longer."""
        started = time.monotonic()
        assert call(telegram, "getUpdates", timeout=1)["result"] == []
        assert 0.9 < time.monotonic() - started < 2

    def test_only_one_bot_polls(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A second poll ends the first with 409 and gets the updates itself."""
        answers: list[str] = []
        first = threading.Thread(target=lambda: answers.append(refusal(telegram, "getUpdates", timeout=4)))
        first.start()
        telegram.wait_until(lambda: telegram.polled)
        assert call(telegram, "getUpdates")["result"] == []
        first.join()
        assert answers == [
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        ]

    def test_unwanted_kinds_are_not_delivered(self, telegram: TelegramStandIn, ming: Person) -> None:
        """allowed_updates counts from then on and is remembered; an empty list means the usual kinds."""
        assert kinds_polled(telegram, allowed_updates=["edited_message"]) == []
        sent = ming.sends("一")
        ming.edits(sent, "二")
        assert kinds_polled(telegram) == ["edited_message"]
        assert kinds_polled(telegram, allowed_updates=[], offset=-1) == ["edited_message"]
        ming.sends("三")
        telegram.queue({"message_reaction": {"chat": {"id": ming.id, "type": "private"}}})
        assert kinds_polled(telegram) == ["edited_message", "message"]

    def test_a_webhook_stops_polling(self, telegram: TelegramStandIn, ming: Person) -> None:
        """While a webhook is set getUpdates is a conflict; removing it can drop what waits."""
        assert "HTTPS" in refusal(telegram, "setWebhook", url="http://example.com")
        ming.sends("一")

        async def work(bot: Bot) -> tuple[str, int]:
            await bot.set_webhook("https://example.com/hook")
            info = await bot.get_webhook_info()
            with pytest.raises(Conflict, match="webhook is active"):
                await bot.get_updates()
            await bot.delete_webhook(drop_pending_updates=True)
            return info.url, info.pending_update_count

        assert ask(telegram, work) == ("https://example.com/hook", 1)
        assert call(telegram, "getUpdates")["result"] == []

    def test_setting_a_webhook_ends_a_waiting_poll(self, telegram: TelegramStandIn) -> None:
        """Whoever polls is told that a webhook took over."""
        answers: list[str] = []
        poll = threading.Thread(target=lambda: answers.append(refusal(telegram, "getUpdates", timeout=4)))
        poll.start()
        telegram.wait_until(lambda: telegram.polled)
        call(telegram, "setWebhook", url="https://example.com")
        poll.join()
        assert answers == ["Conflict: terminated by setWebhook request"]

    def test_an_application_of_the_library_lives_here(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Polling, CommandHandler, a text handler and a graceful stop work as with Telegram, and all is confirmed."""

        async def echo(update: Update, _: object) -> None:
            assert update.message
            await update.message.reply_text(f"你说：{update.message.text}")

        async def serve() -> None:
            builder = Application.builder().token(TOKEN).base_url(f"{telegram.url}/bot")
            async with builder.build() as application:
                application.add_handler(CommandHandler("start", echo))
                application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
                await application.start()
                await application.updater.start_polling(drop_pending_updates=True)
                await asyncio.to_thread(talk)
                await application.updater.stop()
                await application.stop()

        def talk() -> None:
            telegram.wait_until(lambda: telegram.polled)
            ming.sends("/start now")
            ming.sends("/unknown")
            ming.sends("你好")
            telegram.wait_for(ming.id, 2)

        asyncio.run(serve())
        assert {message.text for message in ming.received} == {"你说：/start now", "你说：你好"}
        assert telegram.pending == 0


class TestShapes:
    def receive(self, telegram: TelegramStandIn) -> Update:
        """The newest update as the library understands it."""
        return ask(telegram, lambda bot: bot.get_updates(offset=-1))[0]

    def test_a_command_is_marked(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Commands and addresses become entities, at UTF-16 offsets."""
        ming.sends("/start 😱 https://example.com/a 和 a/b /help@standin_bot")
        message = self.receive(telegram).message
        assert message
        assert list(message.parse_entities().values()) == ["/start", "https://example.com/a", "/help@standin_bot"]
        assert message.from_user
        assert (message.from_user.language_code, message.chat.type, message.from_user.is_bot) == (
            "zh-hans",
            "private",
            False,
        )

    @pytest.mark.parametrize(
        ("origin", "kind"),
        [
            (shapes.origin_user(shapes.user(7, "王")), "user"),
            (shapes.origin_hidden_user("王"), "hidden_user"),
            (shapes.origin_chat(shapes.supergroup(-1001, "群"), "管理员"), "chat"),
            (shapes.origin_channel(shapes.channel(-1002, "频道", "news"), 9, "编辑"), "channel"),
        ],
    )
    def test_a_forward_tells_its_origin(
        self, telegram: TelegramStandIn, ming: Person, origin: dict[str, Any], kind: str
    ) -> None:
        """Each of the four origins is understood by the library."""
        ming.forwards("转账给我", origin=origin)
        message = self.receive(telegram).message
        assert message
        assert message.forward_origin
        assert message.forward_origin.type == kind

    def test_a_reply_carries_what_it_answers(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A reply has the other message, without that one's own reply, and the quoted words with their place."""
        first = ming.sends("一")
        second = ming.sends("😱请转账给我", reply_to=first)
        ming.sends("是真的吗", reply_to=second, quote="转账")
        message = self.receive(telegram).message
        assert message
        assert message.quote
        assert message.reply_to_message
        assert (message.quote.text, message.quote.position, message.quote.is_manual) == ("转账", 3, True)
        assert message.reply_to_message.text == "😱请转账给我"
        assert message.reply_to_message.reply_to_message is None

    def test_a_reply_across_chats_is_external(self, telegram: TelegramStandIn, ming: Person) -> None:
        """What another chat said comes as external_reply, its words as quote."""
        origin = shapes.origin_channel(shapes.channel(-1002, "频道"), 9)
        ming.sends("真的吗", external_reply=shapes.external_reply(origin, **shapes.photo()), quote="中奖")
        message = self.receive(telegram).message
        assert message
        assert message.external_reply
        assert message.external_reply.photo
        assert message.quote
        assert message.quote.text == "中奖"

    def test_a_picture_can_be_downloaded(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A photo has sizes, caption and album, and getFile leads to its bytes."""
        ming.sends_photo("看 /help", content=b"\x89PNG\r\n", media_group_id="77")

        async def work(bot: Bot) -> tuple[Any, bytes]:
            [update] = await bot.get_updates()
            assert update.message
            file = await bot.get_file(update.message.photo[-1])
            return update.message, bytes(await file.download_as_bytearray())

        message, content = ask(telegram, work)
        assert (message.caption, message.media_group_id, content) == ("看 /help", "77", b"\x89PNG\r\n")
        assert message.photo[0].width < message.photo[-1].width
        assert list(message.parse_caption_entities().values()) == ["/help"]

    @pytest.mark.parametrize(
        ("kind", "act"),
        [
            ("document", lambda person: person.sends_document("附件", name="合同.pdf")),
            ("voice", lambda person: person.sends_voice()),
            ("sticker", lambda person: person.sends_sticker("😀")),
            ("contact", lambda person: person.sends_contact("+8613800000000", "客服")),
        ],
    )
    def test_other_content_is_understood(
        self, telegram: TelegramStandIn, ming: Person, kind: str, act: Callable[[Person], object]
    ) -> None:
        """Documents, voice messages, stickers and contacts come through the library whole."""
        act(ming)
        message = self.receive(telegram).message
        assert message
        assert getattr(message, kind) is not None

    def test_an_edit_keeps_the_message(self, telegram: TelegramStandIn, ming: Person) -> None:
        """An edited message has the same id, new words and a date of the edit."""
        sent = ming.sends("一")
        ming.edits(sent["message_id"], "二 /start")
        edited = self.receive(telegram).edited_message
        assert edited
        assert (edited.message_id, edited.text) == (sent["message_id"], "二 /start")
        assert edited.edit_date
        assert edited.entities

    def test_people_meet_in_groups(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A supergroup counts its own messages; bots and people see the same chat."""
        chat = telegram.add_chat(shapes.supergroup(-100123, "家人", "family"))
        ming.sends("在家")
        asked = ming.sends("是骗子吗", chat=chat["id"])
        assert asked["message_id"] == 1
        ask(telegram, lambda bot: bot.send_message("@family", "是", reply_parameters=ReplyParameters(1)))
        [answer] = telegram.sent(chat["id"])
        assert (answer.message_id, answer.reply_to) == (2, 1)

    def test_a_channel_speaks_for_itself(self, telegram: TelegramStandIn) -> None:
        """A raw update makes its chat known; a channel's post has no author."""
        chat = shapes.channel(-100777, "频道")
        number = telegram.queue({"channel_post": shapes.message(5, chat, None, **shapes.text("快讯"))})
        update = self.receive(telegram)
        assert update.channel_post
        assert (update.update_id, update.channel_post.from_user) == (number, None)
        assert call(telegram, "getChat", chat_id=chat["id"])["result"]["title"] == "频道"

    def test_an_update_is_about_one_thing(self, telegram: TelegramStandIn) -> None:
        """A raw update without or with two contents is a mistake of the test."""
        with pytest.raises(ValueError, match="one content"):
            telegram.queue({"update_id": 1})


class TestSending:
    def test_html_is_seen_as_text(self, telegram: TelegramStandIn, ming: Person) -> None:
        """The person sees plain words with formatting, and buttons; the test sees the markup too."""
        html = "<b>高风险</b> &lt;5&gt;\n<blockquote>转账</blockquote>"
        asked = ming.sends("?")
        reply = ReplyParameters(asked["message_id"], quote="?")
        ask(
            telegram,
            lambda bot: bot.send_message(ming.id, html, ParseMode.HTML, reply_markup=KEYBOARD, reply_parameters=reply),
        )
        [message] = telegram.wait_for(ming.id)
        assert (message.text, message.html) == ("高风险 <5>\n转账", html)
        assert (message.formatted("bold"), message.formatted("blockquote")) == (["高风险"], ["转账"])
        assert (message.labels, message.button("网站").url) == (["试一试", "网站"], "https://example.com")
        assert message.reply_to == asked["message_id"]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "message text is empty"),
            (" \n\u3000", "message text is empty"),
            ("<b> </b>", "message text is empty"),
            ("长" * 4097, "message is too long"),
            ("😱" * 2049, "message is too long"),
            ("1 < 2", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ],
    )
    def test_bad_text_is_refused(self, telegram: TelegramStandIn, ming: Person, text: str, reason: str) -> None:
        """Texts have 1–4096 UTF-16 units after parsing."""
        description = refusal(telegram, "sendMessage", chat_id=ming.id, text=text, parse_mode="HTML")
        assert description == f"Bad Request: {reason}"
        assert ming.received == []

    def test_length_counts_after_parsing(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Markup, white space around and the other half of the limit do not count."""
        text = f" <b>{'&lt;' * 4094}😱</b>\n"
        assert call(telegram, "sendMessage", chat_id=ming.id, text=text, parse_mode="html")["ok"]
        assert len(ming.received[0].text) == 4095

    @pytest.mark.parametrize("mode", ["MarkdownV2", "markdown", "Wiki"])
    def test_other_parse_modes_are_refused(self, telegram: TelegramStandIn, ming: Person, mode: str) -> None:
        """HTML is the only parse mode here."""
        assert "parse" in refusal(telegram, "sendMessage", chat_id=ming.id, text="a", parse_mode=mode)

    def test_entities_can_be_given(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Entities instead of markup move along when the text is trimmed."""
        entities = [MessageEntity("bold", 3, 1)]
        ask(telegram, lambda bot: bot.send_message(ming.id, " 😱诈!", entities=entities))
        assert ming.received[0].formatted("bold") == ["诈"]
        assert ming.received[0].html == ""

    @pytest.mark.parametrize(
        ("entity", "reason"),
        [
            ({"type": "bold", "offset": 1, "length": 3}, "ends after the end of the text"),
            ({"type": "bold", "offset": -1, "length": 1}, "incorrect offset"),
            ({"type": "bold", "offset": 0, "length": "1"}, "incorrect length"),
            ({"type": "bold", "offset": 0, "length": 1}, "middle of a UTF-16 symbol"),
            ({"type": "bald", "offset": 0, "length": 2}, "unsupported type"),
            ({"type": "text_link", "offset": 0, "length": 2}, "url"),
            ("bold", "expected an Object"),
        ],
    )
    def test_bad_entities_are_refused(
        self, telegram: TelegramStandIn, ming: Person, entity: object, reason: str
    ) -> None:
        """Entities stay within the text, between characters, and have what their type needs."""
        assert reason in refusal(telegram, "sendMessage", chat_id=ming.id, text="😱诈", entities=[entity])

    def test_an_unknown_chat_is_not_found(self, telegram: TelegramStandIn) -> None:
        """The bot reaches only who is known to the server."""
        with pytest.raises(BadRequest, match="Chat not found"):
            ask(telegram, lambda bot: bot.send_message(1, "你好"))
        assert refusal(telegram, "sendMessage", text="a") == "Bad Request: chat_id is empty"

    def test_who_blocked_the_bot_is_out_of_reach(self, telegram: TelegramStandIn, ming: Person) -> None:
        """After a block everything sent is 403, the bot is told, and unblocking heals it."""
        ming.blocks()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            ask(telegram, lambda bot: bot.send_message(ming.id, "你好"))
        [update] = ask(telegram, lambda bot: bot.get_updates())
        assert update.my_chat_member
        assert update.my_chat_member.new_chat_member.status == "kicked"
        with pytest.raises(ValueError, match="unblocks"):
            ming.sends("?")
        ming.unblocks()
        assert call(telegram, "sendMessage", chat_id=ming.id, text="你好")["ok"]

    def test_a_bot_can_be_put_out_of_a_group(self, telegram: TelegramStandIn) -> None:
        """Writing to a group that removed the bot is 403."""
        chat = telegram.add_chat(shapes.group(-5, "群"))
        telegram.remove_bot(chat["id"])
        assert "kicked from the group chat" in refusal(telegram, "sendMessage", chat_id=-5, text="a")

    def test_a_reply_needs_its_message(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Answering what is not there is refused, unless the bot allows to send without."""
        wanted = {"message_id": 99}
        assert "message to be replied not found" in refusal(
            telegram, "sendMessage", chat_id=ming.id, text="a", reply_parameters=wanted
        )
        wanted["allow_sending_without_reply"] = True
        assert call(telegram, "sendMessage", chat_id=ming.id, text="a", reply_parameters=wanted)["ok"]
        assert ming.received[0].reply_to is None

    @pytest.mark.parametrize(
        ("button", "reason"),
        [
            ({"text": "", "callback_data": "a"}, "non-empty"),
            ({"text": "a"}, "Text buttons are unallowed"),
            ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
            ({"text": "a", "callback_data": "诈" * 22}, "BUTTON_DATA_INVALID"),
            ({"text": "a", "callback_data": "a", "url": "https://example.com"}, "exactly one"),
            ({"text": "a", "url": "not a link"}, "Wrong HTTP URL"),
            ({"text": "a", "copy_text": {"text": ""}}, "1-256"),
        ],
    )
    def test_bad_buttons_are_refused(
        self, telegram: TelegramStandIn, ming: Person, button: dict[str, str], reason: str
    ) -> None:
        """A button has a label and one action; callback data has 1–64 bytes."""
        markup = {"inline_keyboard": [[button]]}
        assert reason in refusal(telegram, "sendMessage", chat_id=ming.id, text="a", reply_markup=markup)

    def test_typing_is_shown(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Chat actions are those of the documentation."""
        assert ask(telegram, lambda bot: bot.send_chat_action(ming.id, ChatAction.TYPING))
        assert "wrong parameter action" in refusal(telegram, "sendChatAction", chat_id=ming.id, action="sleeping")


class TestEditing:
    def send(self, telegram: TelegramStandIn, person: Person, **parameters: Any) -> dict[str, int]:
        """Send a message; how to name it in calls about it."""
        sent = call(telegram, "sendMessage", chat_id=person.id, text="一", **parameters)["result"]
        return {"chat_id": person.id, "message_id": sent["message_id"]}

    def test_an_edit_shows(self, telegram: TelegramStandIn, ming: Person) -> None:
        """New words replace the old, and a keyboard that is not given again goes away."""
        place = self.send(telegram, ming, reply_markup=KEYBOARD.to_dict())
        ask(telegram, lambda bot: bot.edit_message_text("<i>二</i>", **place, parse_mode=ParseMode.HTML))
        [message] = ming.received
        assert (message.text, message.edits, message.labels, message.html) == ("二", 1, [], "<i>二</i>")
        ask(telegram, lambda bot: bot.edit_message_reply_markup(**place, reply_markup=KEYBOARD))
        assert ming.received[0].labels == ["试一试", "网站"]

    def test_an_edit_must_change_something(self, telegram: TelegramStandIn, ming: Person) -> None:
        """The same words, formatting and buttons again are refused, also after an edit."""
        place = self.send(telegram, ming)
        for text in ("一", "二", "二"):
            answer = call(telegram, "editMessageText", text=text, **place)
        assert answer["description"].startswith("Bad Request: message is not modified: specified new message content")
        assert "not modified" in refusal(telegram, "editMessageReplyMarkup", **place)
        assert ming.received[0].edits == 1

    def test_only_own_messages_can_be_edited(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A person's message, an unknown one and none are three different errors."""
        theirs = ming.sends("?")["message_id"]
        assert "can't be edited" in refusal(telegram, "editMessageText", chat_id=ming.id, message_id=theirs, text="a")
        assert "message to edit not found" in refusal(
            telegram, "editMessageText", chat_id=ming.id, message_id=99, text="a"
        )
        assert "not specified" in refusal(telegram, "editMessageText", chat_id=ming.id, text="a")

    def test_an_edited_text_obeys_the_same_rules(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Length and markup are checked as in a new message."""
        place = self.send(telegram, ming)
        assert "too long" in refusal(telegram, "editMessageText", text="长" * 4097, **place)
        assert "Unclosed" in refusal(telegram, "editMessageText", text="<b", parse_mode="HTML", **place)

    def test_a_deleted_message_is_gone(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Deleting works once; in a group only for the bot's own messages."""
        place = self.send(telegram, ming)
        assert call(telegram, "deleteMessage", **place)["ok"]
        assert ming.received == []
        assert "message to delete not found" in refusal(telegram, "deleteMessage", **place)
        telegram.add_chat(shapes.group(-5, "群"))
        theirs = ming.sends("?", chat=-5)
        assert "can't be deleted" in refusal(telegram, "deleteMessage", chat_id=-5, message_id=theirs["message_id"])


class TestButtons:
    def test_a_press_reaches_the_bot(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A callback query has the data and its message, and is answered exactly once."""

        async def work(bot: Bot) -> Any:
            sent = await bot.send_message(ming.id, "选", reply_markup=KEYBOARD)
            number = ming.presses(sent.message_id, "试一试")
            [update] = await bot.get_updates()
            await update.callback_query.answer("好")
            with pytest.raises(BadRequest, match="query id is invalid"):
                await update.callback_query.answer()
            return number, update.callback_query

        number, query = ask(telegram, work)
        assert (query.id, query.data, query.message.text, query.from_user.id) == (number, "try", "选", ming.id)
        assert query.message.reply_markup == KEYBOARD
        assert telegram.answer_to(number) == {"callback_query_id": number, "text": "好"}

    def test_a_press_can_come_too_late(self, telegram: TelegramStandIn, ming: Person) -> None:
        """An expired query cannot be answered, no more than one that never was."""
        ask(telegram, lambda bot: bot.send_message(ming.id, "选", reply_markup=KEYBOARD))
        number = ming.presses(ming.received[0], "try", too_late=True)
        for unknown in (number, "0"):
            assert "too old" in refusal(telegram, "answerCallbackQuery", callback_query_id=unknown)

    def test_only_buttons_that_are_there_can_be_pressed(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A missing button is an error that names the others; a link sends nothing to the bot."""
        ask(telegram, lambda bot: bot.send_message(ming.id, "选", reply_markup=KEYBOARD))
        with pytest.raises(LookupError, match="试一试"):
            ming.presses(ming.received[0], "没有")
        with pytest.raises(ValueError, match="sends nothing"):
            ming.presses(ming.received[0], "网站")


class TestMedia:
    def test_a_sent_picture_is_kept(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Bytes come as multipart, caption and formatting beside them; a file_id sends the same again."""

        async def work(bot: Bot) -> None:
            sent = await bot.send_photo(ming.id, b"\x89PNG\r\n--", caption="<b>图</b>", parse_mode=ParseMode.HTML)
            await bot.send_photo(ming.id, sent.photo[-1].file_id)
            await bot.send_document(ming.id, b"%PDF", filename="报告.pdf")

        ask(telegram, work)
        first, second, third = ming.received
        assert (first.kind, first.text, first.formatted("bold"), first.content) == (
            "photo",
            "图",
            ["图"],
            b"\x89PNG\r\n--",
        )
        assert (second.content, second.text) == (first.content, "")
        assert (third.kind, third.content, third.message["document"]["file_name"]) == ("document", b"%PDF", "报告.pdf")

    @pytest.mark.parametrize(
        ("photo", "caption", "reason"),
        [
            ("", "", "there is no photo in the request"),
            ("https://example.com/a.png", "", "wrong file identifier"),
            ("a document", "", "can't use file of type Document as Photo"),
            ("a document", "长" * 1025, "message caption is too long"),
        ],
    )
    def test_bad_pictures_are_refused(
        self, telegram: TelegramStandIn, ming: Person, photo: str, caption: str, reason: str
    ) -> None:
        """A picture needs bytes or the file_id of a picture; captions have at most 1024 units."""
        photo = telegram.add_file(b"x") if photo == "a document" else photo
        assert reason in refusal(telegram, "sendPhoto", chat_id=ming.id, photo=photo, caption=caption)

    def test_files_need_the_token_and_the_path(self, telegram: TelegramStandIn) -> None:
        """A file is found by its id, then by its path, and by nothing else."""
        file = call(telegram, "getFile", file_id=telegram.add_file(b"abc", name="a.txt"))["result"]
        assert httpx.get(f"{telegram.url}/file/bot{TOKEN}/{file['file_path']}", **HTTP).content == b"abc"
        assert httpx.get(f"{telegram.url}/file/bot1:x/{file['file_path']}", **HTTP).status_code == 404
        assert "wrong file_id" in refusal(telegram, "getFile", file_id="nothing")


class TestCommands:
    def test_menus_are_kept_apart(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Each scope and language has a menu of its own, which can be deleted."""

        async def work(bot: Bot) -> list[int]:
            scopes = [None, BotCommandScopeAllPrivateChats(), BotCommandScopeChat(ming.id)]
            await bot.set_my_commands([BotCommand("start", "开始")])
            await bot.set_my_commands([BotCommand("start", "start"), BotCommand("help", "help")], language_code="en")
            await bot.set_my_commands([BotCommand("a", "甲")] * 3, scope=scopes[1])
            await bot.set_my_commands([BotCommand("a", "甲")] * 4, scope=scopes[2])
            await bot.delete_my_commands(scope=scopes[2])
            return [len(await bot.get_my_commands(scope=scope)) for scope in scopes]

        assert ask(telegram, work) == [1, 3, 0]
        assert telegram.commands() == {"start": "开始"}
        assert telegram.commands("en") == {"start": "start", "help": "help"}

    @pytest.mark.parametrize(
        ("command", "extra", "reason"),
        [
            ({"command": "Start", "description": "a"}, {}, "BOT_COMMAND_INVALID"),
            ({"command": "a" * 33, "description": "a"}, {}, "BOT_COMMAND_INVALID"),
            ({"command": "a", "description": ""}, {}, "BOT_COMMAND_DESCRIPTION_INVALID"),
            ({"command": "a", "description": "a" * 257}, {}, "BOT_COMMAND_DESCRIPTION_INVALID"),
            ({"command": "a", "description": "a"}, {"language_code": "zh-hans"}, "language code"),
            ({"command": "a", "description": "a"}, {"scope": {"type": "moon"}}, "unsupported type"),
            ({"command": "a", "description": "a"}, {"scope": {"type": "chat"}}, "chat_id"),
        ],
    )
    def test_bad_menus_are_refused(
        self, telegram: TelegramStandIn, command: dict[str, str], extra: dict[str, Any], reason: str
    ) -> None:
        """Names are [a-z0-9_]{1,32}, descriptions have 1–256 characters, languages two letters."""
        assert reason in refusal(telegram, "setMyCommands", commands=[command], **extra)
        assert telegram.commands() == {}


class TestTrouble:
    def test_a_flood_is_told_to_wait(
        self, telegram: TelegramStandIn, ming: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As many calls as ordered are answered 429, the next one works."""
        monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the library warns about numbers of seconds
        telegram.flood("sendMessage", retry_after=7)
        with pytest.raises(RetryAfter) as caught:
            ask(telegram, lambda bot: bot.send_message(ming.id, "一"))
        assert caught.value.retry_after == timedelta(seconds=7)
        assert call(telegram, "sendMessage", chat_id=ming.id, text="二")["ok"]
        assert [entry.status for entry in telegram.log if entry.method == "sendMessage"] == [429, 200]

    def test_a_chat_takes_only_so_many_messages(self, telegram: TelegramStandIn, ming: Person) -> None:
        """The limit counts for each chat, says when to come back, and ends."""
        telegram.limit_messages(2, seconds=0.2)
        mei = telegram.add_person("小美")
        answers = [call(telegram, "sendMessage", chat_id=ming.id, text="a") for _ in range(3)]
        assert answers[2]["parameters"] == {"retry_after": 1}
        assert [answer["ok"] for answer in answers] == [True, True, False]
        assert call(telegram, "sendMessage", chat_id=mei.id, text="a")["ok"]
        time.sleep(0.21)
        assert call(telegram, "sendMessage", chat_id=ming.id, text="a")["ok"]

    @pytest.mark.parametrize(("status", "reason"), [(500, "Internal Server Error"), (502, "Bad Gateway")])
    def test_the_server_breaks_down(self, telegram: TelegramStandIn, ming: Person, status: int, reason: str) -> None:
        """Breakdowns are network errors to the library, also the proxy's page that is no JSON."""
        telegram.fail("sendMessage", status=status)
        with pytest.raises(NetworkError, match=reason):
            ask(telegram, lambda bot: bot.send_message(ming.id, "一"))
        assert ming.received == []

    @pytest.mark.parametrize(("late", "count"), [(False, 0), (True, 1)])
    def test_the_connection_breaks(self, telegram: TelegramStandIn, ming: Person, late: bool, count: int) -> None:
        """An answer can be lost before or after the message was sent."""
        telegram.hang_up("sendMessage", late=late)
        with pytest.raises(NetworkError):
            ask(telegram, lambda bot: bot.send_message(ming.id, "一"))
        assert len(ming.received) == count

    def test_trouble_needs_a_method(self, telegram: TelegramStandIn) -> None:
        """Trouble for a method that does not exist is a mistake of the test."""
        with pytest.raises(ValueError, match="sendPigeon"):
            telegram.fail("sendPigeon")

    def test_waiting_in_vain_tells_what_there_is(self, telegram: TelegramStandIn, ming: Person) -> None:
        """A message that does not come is an error with the latest messages and calls."""
        call(telegram, "sendMessage", chat_id=ming.id, text="别的")
        with pytest.raises(TimeoutError, match=r"2 messages .*别的.*sendMessage 200"):
            telegram.wait_for(ming.id, 2, timeout=0.05)

    def test_a_bug_of_the_stand_in_comes_out(self) -> None:
        """What breaks in the stand-in itself fails the test, whatever the bot made of it."""
        with pytest.raises(RuntimeError, match="stand-in is broken"):
            _send_to_a_chat_without_type()


def _send_to_a_chat_without_type() -> None:
    with TelegramStandIn(TOKEN) as telegram:
        telegram.add_chat({"id": 1})
        telegram.remove_bot(1)
        assert "KeyError" in refusal(telegram, "sendMessage", chat_id=1, text="a")


def entity(kind: str, offset: int, length: int, **fields: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **fields}


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("a &amp; b &lt;c&gt; &quot;", 'a & b <c> "', []),
        ("&#35784;&#x1F631;", "诈😱", []),
        ("&nbsp;&apos;&copy; & &#0;", "&nbsp;&apos;&copy; & &#0;", []),
        ("😱<b>诈</b>", "😱诈", [entity("bold", 2, 1)]),
        ("<STRONG>a</strong>", "a", [entity("bold", 0, 1)]),
        ("<i>a</i><em>b</em>", "ab", [entity("italic", 0, 1), entity("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [entity("underline", 0, 1), entity("underline", 1, 1)]),
        ("<s>a</s>", "a", [entity("strikethrough", 0, 1)]),
        ("<strike>a</strike>", "a", [entity("strikethrough", 0, 1)]),
        ("<del>a</del>", "a", [entity("strikethrough", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [entity("spoiler", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [entity("spoiler", 0, 1)]),
        ("<code>a</code>", "a", [entity("code", 0, 1)]),
        ("<pre>a\nb</pre>", "a\nb", [entity("pre", 0, 3)]),
        ('<pre><code class="language-python">a</code></pre>', "a", [entity("pre", 0, 1, language="python")]),
        ('<code class="language-python">a</code>', "a", [entity("code", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [entity("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍",
         [entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286")]),
        ("<a href='https://example.com/?a=1&amp;b=2'>a</a>", "a",
         [entity("text_link", 0, 1, url="https://example.com/?a=1&b=2")]),
        ('<a href="example.com">a</a>', "a", [entity("text_link", 0, 1, url="http://example.com/")]),
        ("<a>example.com</a>", "example.com", [entity("text_link", 0, 11, url="http://example.com/")]),
        ('<a href="javascript:alert(1)">a</a>', "a", []),
        ("<b></b>a", "a", []),
        ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("<b>a</>b", "ab", [entity("bold", 0, 1)]),
        ("<b>a<code>b</code>c</b>", "abc", [entity("bold", 0, 1), entity("code", 1, 1), entity("bold", 2, 1)]),
        ("<code><b>a</b></code>", "a", [entity("code", 0, 1)]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [entity("blockquote", 0, 2)]),
    ],
)  # fmt: skip
def test_html_becomes_text_with_entities(html: str, text: str, entities: list[dict[str, Any]]) -> None:
    """Every supported tag and character reference, and what Telegram makes of nesting."""
    assert parse_html(html) == (text, entities)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("诈</b>", "Unexpected end tag at byte offset 3"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("<!-- a -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <3", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x>a</a>', "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a href=a&b>a</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_bad_html_is_refused(telegram: TelegramStandIn, ming: Person, html: str, reason: str) -> None:
    """Unsupported, unclosed and wrongly nested tags are refused, with the place in bytes."""
    description = refusal(telegram, "sendMessage", chat_id=ming.id, text=html, parse_mode="HTML")
    assert description == f"Bad Request: can't parse entities: {reason}"


class TestElsewhereAndMembers:
    def test_an_inline_query_takes_one_answer_of_articles(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Words are parsed as strictly as in a message; a second answer comes too late."""
        query = ming.types_inline("真的吗")
        content = {"message_text": "<b>高", "parse_mode": "HTML"}
        card = {"type": "article", "id": "1", "title": "高风险", "input_message_content": content}
        asked = {"inline_query_id": query, "results": [card]}
        assert "Can't find end tag" in refusal(telegram, "answerInlineQuery", **asked)
        content["message_text"] = "<b>高</b>"
        assert call(telegram, "answerInlineQuery", **asked)["ok"]
        shown = telegram.card_of(query)
        assert shown is not None
        assert [c["seen"] for c in shown["cards"]] == ["高"]
        assert "query is too old" in refusal(telegram, "answerInlineQuery", **asked)
        assert "no inline results but articles" in refusal(
            telegram, "answerInlineQuery", inline_query_id=ming.types_inline("x"), results=[{"type": "gif"}]
        )

    def test_a_guest_query_takes_one_answer(self, telegram: TelegramStandIn, ming: Person) -> None:
        """The library reads the guest message and answers it once."""
        about = shapes.message(5, shapes.supergroup(-1009990000001, "群"), shapes.user(8, "x"), text="先垫付")
        query = ming.calls_as_guest("@standin_bot", about)
        card = {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "高"}}

        async def work(bot: Bot) -> Update:
            (update,) = await bot.get_updates(allowed_updates=["guest_message"])
            return update

        guest = ask(telegram, work).guest_message
        assert guest is not None
        assert guest.guest_query_id == query
        assert guest.reply_to_message is not None
        assert guest.reply_to_message.text == "先垫付"
        assert call(telegram, "answerGuestQuery", guest_query_id=query, result=card)["ok"]
        assert "query is too old" in refusal(telegram, "answerGuestQuery", guest_query_id=query, result=card)

    def test_ranks_are_told(self, telegram: TelegramStandIn, ming: Person) -> None:
        """Whoever was made administrator is one, others are members, strangers are refused."""
        telegram.add_chat(shapes.supergroup(-1001, "群"))
        telegram.rank(-1001, ming.id, "administrator")
        other = telegram.add_person("小红")

        async def work(bot: Bot) -> list[str]:
            return [(await bot.get_chat_member(-1001, who)).status for who in (ming.id, other.id, bot.id)]

        assert ask(telegram, work) == ["administrator", "member", "member"]
        assert "PARTICIPANT_ID_INVALID" in refusal(telegram, "getChatMember", chat_id=-1001, user_id=5)

    def test_a_moved_group_refuses_with_its_new_id(self, telegram: TelegramStandIn) -> None:
        """Both chats tell of the move; the library raises ChatMigrated."""
        telegram.add_chat(shapes.group(-7, "小群"))
        telegram.migrate(-7, -1007)
        with pytest.raises(ChatMigrated) as moved:
            ask(telegram, lambda bot: bot.send_message(-7, "x"))
        assert moved.value.new_chat_id == -1007
        said = [update["message"] for update in call(telegram, "getUpdates")["result"]]
        assert [m.get("migrate_to_chat_id") or m.get("migrate_from_chat_id") for m in said] == [-1007, -7]

    def test_a_revoked_token_is_unauthorized(self, telegram: TelegramStandIn) -> None:
        """From one moment to the next, every call is 401."""
        telegram.revoke()
        with pytest.raises(InvalidToken):
            ask(telegram, lambda bot: bot.get_me())

    @pytest.mark.parametrize("content", [shapes.poll("q", "a", "b"), shapes.venue("a", "b"), shapes.dice()])
    def test_new_shapes_are_what_the_library_reads(
        self, telegram: TelegramStandIn, ming: Person, content: dict[str, Any]
    ) -> None:
        """Every shape comes through with its kind."""
        ming.sends_shape(content)

        async def work(bot: Bot) -> Any:
            (update,) = await bot.get_updates()
            return update.message

        assert ask(telegram, work)[next(iter(content))] is not None
