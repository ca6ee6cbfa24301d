"""Telegram's smaller parts: rendering within limits, parts of a message, cases that close."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, MessageOriginHiddenUser, TextQuote, User

from bot.channels.telegram.cases import LONGEST, Case, Cases
from bot.channels.telegram.convert import message_parts, unreadable
from bot.channels.telegram.render import LIMIT, render_keyboard, render_reply, units
from bot.replies.reply import Block, Button, Reply, Style, TextKey
from bot.texts import load_texts
from model import Part, Provenance
from tests.telegram_standin.html_markup import parse_html

TEXTS = load_texts("zh-Hans")
NOW = datetime.now(UTC)
PERSON = User(7, "小明", is_bot=False)


def message(number: int = 1, **fields: Any) -> Message:
    return Message(number, NOW, Chat(7, "private"), from_user=PERSON, **fields)


def test_a_forward_and_a_typed_text_are_told_apart() -> None:
    """Provenance is kept; the sender is not."""
    origin = MessageOriginHiddenUser(NOW, "老王")
    assert message_parts(message(text="转账")) == (Part("转账", Provenance.TYPED),)
    assert message_parts(message(text="转账", forward_origin=origin)) == (Part("转账", Provenance.FORWARDED),)


def test_a_quote_comes_before_the_words_about_it() -> None:
    """The quoted passage is judged with the question asked about it."""
    parts = message_parts(
        message(text="真的吗", quote=TextQuote("先垫付", 0), reply_to_message=message(2, text="先垫付再返"))
    )
    assert parts == (Part("先垫付", Provenance.QUOTED), Part("真的吗", Provenance.TYPED))


def test_a_reply_brings_the_whole_message_but_not_our_own_answers() -> None:
    """Replying to a forward asks about it; replying to the bot does not judge the bot."""
    assert message_parts(message(text="?", reply_to_message=message(2, caption="先垫付")))[0].text == "先垫付"
    ours = Message(3, NOW, Chat(7, "private"), from_user=User(1, "b", is_bot=True), text="高风险")
    assert message_parts(message(text="谢谢", reply_to_message=ours)) == (Part("谢谢", Provenance.TYPED),)


def test_a_passage_quoted_from_our_own_answer_is_not_judged() -> None:
    """Our warnings name what scams say; quoting one back must not make a scam of it."""
    ours = Message(3, NOW, Chat(7, "private"), from_user=User(1, "b", is_bot=True), text="骗您共享屏幕")
    quoting = message(text="什么意思", quote=TextQuote("骗您共享屏幕", 0), reply_to_message=ours)
    assert message_parts(quoting) == (Part("什么意思", Provenance.TYPED),)


def test_nothing_legible_is_named() -> None:
    """A message without words says what is missing."""
    assert message_parts(message()) == ()
    assert unreadable(message()) == "nothing"


@given(st.text(max_size=9000), st.sampled_from(list(Style)))
def test_every_page_fits_and_parses(quote: str, style: Style) -> None:
    """However long and strange a quote, each message is within the limit and its markup balanced."""
    style = Style.TEXT if style is Style.STEP else style
    quote = quote.encode("utf-8", "replace").decode()
    reply = Reply((Block("risk.high", style=Style.VERDICT), Block("why", {"why": quote}, style), Block("low.caution")))
    pages = render_reply(reply, TEXTS)
    assert pages
    plain = ""
    for page in pages:
        assert units(page) <= LIMIT
        plain += parse_html(page)[0]
    assert quote.replace("\r", "") in plain.replace("\r", "") or len(pages) > 1


def test_emoji_count_twice() -> None:
    """Telegram counts UTF-16 units."""
    assert units("🔴a") == 3


def test_buttons_carry_their_action() -> None:
    """The label is worded, the action is not."""
    keyboard = render_keyboard(Reply((), ((Button("telegram.try_now", "try"),),)), TEXTS)
    assert keyboard is not None
    assert keyboard.inline_keyboard[0][0].text == "试一试"
    assert keyboard.inline_keyboard[0][0].callback_data == "try"
    assert render_keyboard(Reply(()), TEXTS) is None


def test_a_text_key_is_worded_in_the_page() -> None:
    """Names of types follow the reader's language."""
    block = Block("verdict.type", {"type": TextKey("type.brushing.name")})
    assert "刷單返利" in render_reply(Reply((block,)), load_texts("zh-Hant"))[0]


def collect(*arrivals: tuple[float, int], pause: float = 0.04) -> list[list[int]]:
    """Message ids by case, for messages arriving after the given waits."""
    closed: list[list[int]] = []

    async def answer(case: Case) -> None:
        closed.append(list(case.messages))

    async def scene() -> None:
        cases = Cases(pause, answer)
        for wait, number in arrivals:
            await asyncio.sleep(wait)
            cases.add(message(number, text="x"))
        await cases.finish()

    asyncio.run(scene())
    return closed


def test_messages_close_together_share_a_case() -> None:
    """A pause closes a case; the end closes what is open."""
    assert collect((0, 1), (0, 2), (0.15, 3)) == [[1, 2], [3]]


def test_a_steady_stream_still_gets_answers() -> None:
    """A case is closed after so many pauses, even if messages keep coming."""
    assert len(collect(*((0.02, n) for n in range(LONGEST * 4)))) > 1


def test_an_edited_message_replaces_itself_in_an_open_case() -> None:
    """The same id counts once."""
    assert collect((0, 1), (0, 1)) == [[1]]
