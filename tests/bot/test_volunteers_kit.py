"""The volunteer kit as a channel meets it, over a real SQLite file."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.engagement.kept import Action, CheckEvent, Volunteer
from bot.engagement.volunteers import kit as kit_module
from bot.engagement.volunteers.codes import Refusal, sign_code
from bot.engagement.volunteers.compose import EFFECT, POSTER, STORY, Links, compose_arrival, compose_share
from bot.engagement.volunteers.designs import Audience
from bot.engagement.volunteers.kit import Address, Referral, VolunteerKit
from bot.errors import ConfigError, StorageError
from bot.replies.plain import find_font
from bot.replies.reply import Attachment, Reply, Style
from bot.storage.store import Store
from bot.texts import LOCALES, load_texts
from tests.conftest import Shizha

pytestmark = pytest.mark.anyio
KEY = b"a key of the tests, long enough"
TODAY = date(2026, 11, 25)
ADDRESS = Address("https://zha.example/", "shizha_bot")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store("", tmp_path)
    await opened.get_ready()
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
def _drawn_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures have tests of their own; here a few bytes stand for each."""
    drawn = {"draw_poster": b"png", "draw_poster_pdf": b"pdf", "draw_card": b"card"}
    for name, content in drawn.items():
        monkeypatch.setattr(kit_module, name, lambda *_, content=content: content)
    kit_module.poster_files.cache_clear()
    kit_module.card_files.cache_clear()


def a_kit(store: Store, address: Address = ADDRESS, today: date = TODAY) -> VolunteerKit:
    return VolunteerKit(store.volunteers, store.effects, store.people, KEY, address, lambda: today)


def said(reply: Reply, locale: str = "zh-Hans") -> str:
    texts = load_texts(locale)
    lines = (
        "\n".join(texts.lines(block.key)) if block.style is Style.STEP else texts.say(block.key, block.params)
        for block in reply.blocks
    )
    return "\n".join(lines)


async def signed_code(store: Store, chat: str) -> str:
    volunteer = await store.volunteers.of(chat)
    assert volunteer is not None
    return sign_code(volunteer.code, KEY)


async def test_share_gives_one_personal_link_for_good(store: Store) -> None:
    """The same the second time, and to a button pressed twice at once."""
    kit = a_kit(store)
    replies = await asyncio.gather(*(kit.share("7", "zh-Hans") for _ in range(5)))
    code = await signed_code(store, "7")
    for reply in replies:
        assert f"https://zha.example/?from={code}" in said(reply)
        assert f"https://t.me/shizha_bot?start={code}" in said(reply)
    assert len(await store.volunteers.active()) == 1
    assert kit.start_parameter(code) == Referral(code[2:14])


async def test_the_kit_comes_with_poster_and_story(store: Store) -> None:
    """PNG and PDF of the poster for everybody, a card, and buttons to the other designs."""
    reply = await a_kit(store).share("7", "zh-Hans")
    assert [(file.name.split("-")[1].split(".")[0], file.media_type) for file in reply.attachments] == [
        ("community", "image/png"),
        ("community", "application/pdf"),
        ("story", "image/png"),
    ]
    actions = {button.action for row in reply.buttons for button in row}
    assert actions == {*(POSTER + audience for audience in Audience), STORY, EFFECT}
    assert all(len(action.encode()) <= 64 for action in actions)


@pytest.mark.parametrize("locale", LOCALES)
async def test_messages_are_ready_to_send(locale: str) -> None:
    """One for each messenger, each with its link; nobody without Telegram is sent there."""
    code = sign_code("abcDEF_-0123", KEY)
    with_page = [b for b in compose_share(ADDRESS.links(code), "cn").blocks if b.style is Style.SAMPLE]
    texts = load_texts(locale)
    chat, sms, telegram = (texts.say(block.key, block.params) for block in with_page)
    assert "https://zha.example/?from=" in chat
    assert "https://zha.example/?from=" in sms
    assert "96110" in chat
    assert f"https://t.me/shizha_bot?start={code}" in telegram
    without = compose_share(Address("", "shizha_bot").links(code), "cn")
    chat, sms, telegram = (texts.say(b.key, b.params) for b in without.blocks if b.style is Style.SAMPLE)
    assert "t.me" not in chat + sms
    assert "t.me" in telegram


async def test_an_sms_stays_short() -> None:
    """Two parts of a Chinese text message with the longest link that is usual."""
    link = f"https://zha.some-city.example.gov.cn/?from={sign_code('abcDEF_-0123', KEY)}"
    block = next(b for b in compose_share(Links(link), "cn").blocks if b.key == "volunteer.message.sms")
    assert len(load_texts("zh-Hans").say(block.key, block.params)) <= 134


async def test_somebody_who_comes_by_a_link_is_counted_once(store: Store) -> None:
    """Whoever presses ten times, and whoever comes through a second volunteer, counts once and for the first."""
    kit = a_kit(store)
    for chat in ("7", "8"):
        await kit.share(chat, "zh-Hans")
    first, second = await signed_code(store, "7"), await signed_code(store, "8")
    assert [await kit.arrive("100", first) for _ in range(10)] == [None] * 10
    assert await kit.arrive("100", second) is None
    assert await store.volunteers.referrals(TODAY, TODAY) == {first[2:14]: 1}
    assert await kit.code_of("100") == first[2:14]
    assert await kit.code_of("101") is None


async def test_a_code_that_does_not_count_is_refused_with_a_reason(store: Store) -> None:
    """Forged, unknown, one's own, ended, or none at all; nobody is turned away."""
    kit = a_kit(store)
    await kit.share("7", "zh-Hans")
    code = await signed_code(store, "7")
    assert await kit.arrive("7", code) is Refusal.OWN
    assert await kit.arrive("100", sign_code(code[2:14], b"the key of an impostor")) is Refusal.FORGED
    assert await kit.arrive("100", sign_code("abcDEF_-0123", KEY)) is Refusal.UNKNOWN
    assert await kit.arrive("100", "hello") is Refusal.NO_CODE
    await store.volunteers.change(code[2:14], name=None, area=None, state="ended")
    assert await kit.arrive("100", code) is Refusal.UNKNOWN
    assert await kit.web_code(code) is None
    assert await store.volunteers.referrals(TODAY, TODAY) == {}


async def test_who_asks_for_the_kit_again_is_a_volunteer_again(store: Store) -> None:
    """The old code counts again: it stands on posters."""
    kit = a_kit(store)
    await kit.share("7", "zh-Hans")
    code = await signed_code(store, "7")
    await store.volunteers.change(code[2:14], name="N", area="A", state="ended")
    await kit.share("7", "zh-Hans")
    assert await store.volunteers.by_code(code[2:14]) == Volunteer(code[2:14], TODAY, "7", "N", "A")
    assert await kit.web_code(code) == code[2:14]
    assert await kit.web_code(code[:-1] + "!") is None


@pytest.mark.parametrize("why", [None, *Refusal])
async def test_every_arrival_has_words(why: Refusal | None) -> None:
    """A line beside the welcome; none for start parameters that mean something else."""
    blocks = compose_arrival(why)
    assert len(blocks) == (why is not Refusal.NO_CODE)
    for locale in LOCALES:
        assert all(load_texts(locale).say(block.key) for block in blocks)


async def test_a_volunteer_sees_the_effect_of_their_link(store: Store) -> None:
    """Six people who came, checked and stopped; somebody else's checks do not count; today is left out."""
    kit, later = a_kit(store), a_kit(store, today=TODAY + timedelta(days=1))
    await kit.share("7", "zh-Hans")
    code = await signed_code(store, "7")
    for chat in range(100, 106):
        await kit.arrive(str(chat), code)
        credited = await kit.code_of(str(chat))
        steps = [None, Action.TEMPTED, Action.STOPPED]
        await store.events.write(
            [
                CheckEvent(
                    f"{chat}{step}", TODAY, "telegram", "high", share_code=credited, action=step, about=str(chat)
                )
                for step in steps
            ]
        )
    await store.events.write([CheckEvent("x", TODAY, "telegram", "high")])
    now, tomorrow = await kit.press("7", EFFECT, "zh-Hans"), await later.press("7", EFFECT, "zh-Hans")
    assert now is not None
    assert tomorrow is not None
    assert "来过：少于 5 人" in said(now)
    for figure in ("来过：6 人", "查过：6 条", "停住：6 次"):
        assert figure in said(tomorrow)


async def test_without_a_link_there_is_no_effect_to_see(store: Store) -> None:
    """Asking makes nobody a volunteer."""
    reply = await a_kit(store).press("7", EFFECT, "zh-Hans")
    assert reply is not None
    assert "/share" in said(reply)
    assert await store.volunteers.of("7") is None


async def test_buttons_lead_to_posters_and_stories(store: Store) -> None:
    """Each design, the story in words too, and nothing for anybody else's button."""
    kit = a_kit(store)
    for audience in Audience:
        reply = await kit.press("7", POSTER + audience, "en")
        assert reply is not None
        assert [file.name for file in reply.attachments] == [f"shizha-{audience}.png", f"shizha-{audience}.pdf"]
    story = await kit.press("7", STORY, "zh-Hant")
    assert story is not None
    assert story.attachments
    assert len(said(story, "zh-Hant")) > 80
    assert await kit.press("7", POSTER + "nobody", "en") is None
    assert await kit.press("7", "quiz:7:b:", "en") is None


async def test_forgetting_takes_the_volunteer_and_the_referrals(store: Store) -> None:
    """After /forgetme the link counts for nobody."""
    kit = a_kit(store)
    await kit.share("7", "zh-Hans")
    code = await signed_code(store, "7")
    await kit.arrive("100", code)
    await store.forgetting.forget("7")
    assert await store.volunteers.referrals(TODAY, TODAY) == {}
    assert await kit.arrive("101", code) is Refusal.UNKNOWN


async def test_nothing_about_a_volunteer_is_in_a_link(store: Store) -> None:
    """Two chats with neighbouring numbers have codes without likeness, and no digit run of the chat."""
    kit = a_kit(store)
    for chat in ("7234567890", "7234567891"):
        await kit.share(chat, "zh-Hans")
        assert chat not in await signed_code(store, chat)
    one, other = await signed_code(store, "7234567890"), await signed_code(store, "7234567891")
    assert sum(a == b for a, b in zip(one[2:], other[2:], strict=True)) < 10


class Away:
    """A database that is away."""

    def __getattr__(self, name: str) -> object:
        async def fail(*_: object, **__: object) -> None:
            raise StorageError("the database cannot be used")

        return fail


async def test_without_a_database_there_is_still_something_to_share(store: Store) -> None:
    """Links without a code, pictures, and a word about it; arrivals are welcome."""
    kit = VolunteerKit(Away(), Away(), store.people, KEY, ADDRESS, lambda: TODAY)  # type: ignore[arg-type]
    reply = await kit.share("7", "zh-Hans")
    assert "https://zha.example/" in said(reply)
    assert "from=" not in said(reply)
    assert "再发一次 /share" in said(reply)
    assert len(reply.attachments) == 3
    assert await kit.arrive("100", sign_code("abcDEF_-0123", KEY)) is Refusal.NOT_KEPT
    assert await kit.code_of("100") is None
    assert await kit.web_code(sign_code("abcDEF_-0123", KEY)) is None
    away = await kit.press("7", EFFECT, "zh-Hans")
    assert away is not None
    assert "过一会儿" in said(away)


async def test_a_poster_is_drawn_once_for_a_volunteer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever presses ten times costs one drawing; another volunteer's code gets a poster of its own."""
    drawn: list[str] = []
    monkeypatch.setattr(kit_module, "draw_poster", lambda _, place, *__: drawn.append(place.link) or b"png")
    kit = a_kit(store)
    for chat in ("7", "8"):
        await asyncio.gather(*(kit.press(chat, POSTER + "work", "en") for _ in range(10)))
    assert drawn == [ADDRESS.place(await signed_code(store, chat)).link for chat in ("7", "8")]


async def test_without_a_font_the_words_remain(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kit comes without files; a poster asked for says so."""

    def fail(*_: object) -> bytes:
        raise ConfigError("no Chinese font")

    for name in ("draw_poster", "draw_card"):
        monkeypatch.setattr(kit_module, name, fail)
    kit = a_kit(store)
    shared, poster = await kit.share("7", "zh-Hans"), await kit.press("7", POSTER + "work", "zh-Hans")
    assert shared.attachments == ()
    assert "您的专属链接" in said(shared)
    assert poster is not None
    assert "画不了海报" in said(poster)


async def test_a_poster_leads_somewhere() -> None:
    """To the page if there is one; without any address the error names both settings."""
    assert ADDRESS.place("v1x").link == "https://zha.example/?from=v1x"
    assert Address("https://a.example/b/?lang=en").links("v1x").web == "https://a.example/b/?lang=en&from=v1x"
    assert Address("", "shizha_bot").place().link == "https://t.me/shizha_bot"
    with pytest.raises(ConfigError, match="SHIZHA_PUBLIC_URL or SHIZHA_TELEGRAM_HANDLE"):
        Address().place()
    with pytest.raises(ConfigError, match="begin it with https"):
        Address("zha.example").place()


async def test_an_attachment_does_not_fill_the_log() -> None:
    """Its bytes are not part of what is printed."""
    assert "pdfpdf" not in repr(Attachment("a", "b", b"pdf" * 9))


async def test_the_command_draws_what_it_is_asked_for(shizha: Shizha, tmp_path: Path) -> None:
    """One design with cards; a bad region, audience, address or code is one line."""
    settings = {"SHIZHA_TELEGRAM_HANDLE": "@shizha_bot"}
    assert b"choose one of cn" in shizha("poster", str(tmp_path), "--region", "xx").stderr
    assert b"choose one of all" in shizha("poster", str(tmp_path), "--audience", "dogs").stderr
    forged = shizha("poster", str(tmp_path), "--code", sign_code("abcDEF_-0123", KEY), **settings)
    assert (forged.returncode, forged.stdout) == (2, b"")
    assert b"none of ours" in forged.stderr
    assert b"must lead somewhere" in shizha("poster", str(tmp_path)).stderr
    try:
        find_font()
    except ConfigError as error:
        pytest.skip(str(error))
    pytest.importorskip("fpdf")
    done = shizha("poster", str(tmp_path / "out"), "--audience", "family", **settings)
    names = {Path(line).name for line in done.stdout.decode().split()}
    assert {"shizha-family.png", "shizha-family.pdf", "shizha-story-romance.png"} <= names
    assert len(names) == 15
    assert {file.name for file in (tmp_path / "out").iterdir()} == names
