"""Words: every locale complete, nothing called safe, everything that code says has a text."""

import re
import string
from collections.abc import Iterator

import pytest

from bot.errors import TextError
from bot.replies.reply import TextKey
from bot.texts import LOCALES, SOURCE, Texts, load_texts, match_locale
from model.explain import TELLING, TELLING_RULES
from model.explain.changes import PROBES
from model.indicators import asks, disguise, find_all
from model.indicators.owners import load_owners
from model.indicators.wordings import load_wordings
from model.normalize import normalize
from model.scam_types import STAGES, load_scam_types
from model.types import Family, Provenance, Risk
from tests.conftest import ROOT

LOOKS = ("not_fetched", "too_many", "unread")


def placeholders(texts: Texts, key: str) -> set[str]:
    return {name for line in texts.lines(key) for _, name, _, _ in string.Formatter().parse(line) if name}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locale_says_everything(locale: str) -> None:
    """The same keys, the same placeholders, as many lines, nothing empty."""
    source, texts = load_texts(SOURCE), load_texts(locale)
    assert texts.keys() == source.keys()
    for key in sorted(source.keys()):
        assert placeholders(texts, key) == placeholders(source, key), key
        assert len(texts.lines(key)) == len(source.lines(key)), key
        assert all(line.strip() for line in texts.lines(key)), key


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_ever_called_safe(locale: str) -> None:
    """Low risk is not safety; “安全账户” and negations are the only uses of the word."""
    texts = load_texts(locale)
    allowed = r"安全账户|安全帳戶|安全码|安全碼|不等于安全|不等於安全|不代表安全|safe account"
    for key in sorted(texts.keys()):
        for line in texts.lines(key):
            bare = re.sub(allowed, "", line, flags=re.IGNORECASE)
            assert not re.search(r"安全|\bsafe\b", bare), (key, line)


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_is_told_to_install_telegram(locale: str) -> None:
    """The messenger is itself a tool of fraud: no text advises it."""
    texts = load_texts(locale)
    for key in sorted(texts.keys()):
        for line in texts.lines(key):
            assert not re.search(
                r"(下载|安装|下載|安裝|install|download)[^。.]{0,12}(telegram|纸飞机|紙飛機)", line.lower()
            ), key


def test_traditional_is_traditional() -> None:
    """No simplified character slipped into the traditional texts."""
    simplified = set("们这说对发请还没转账链骗险给钱问证码认会员报电话国区让")
    texts = load_texts("zh-Hant")
    for key in texts.keys() - {"language.zh-Hans", "telegram.language", "telegram.command.language"}:
        for line in texts.lines(key):
            assert not simplified & set(line), (key, line)


# Rules of telling kinds that are no rows of a table.
SPOKEN_RULES = (
    *("link", "link.ip", "link.short", "link.cheap_suffix", "link.app_package", "link.look_alike", "link.defanged"),
    *("link.userinfo", "link.odd_port", "link.punycode", "link.mixed_script", "link.chinese", "link.free_host"),
    *("handle.wechat", "handle.qq", "handle.telegram", "handle.line", "handle.whatsapp", "handle.invite_code"),
    *("wallet.tron", "wallet.ethereum", "wallet.bitcoin"),
    *("mismatch.number", "mismatch.private", "mismatch.domain"),
)


def spoken_keys() -> Iterator[str]:
    """Every key that code composes from values."""
    yield from (f"risk.{risk}" for risk in Risk)
    yield from ("reason", *(f"reason.{p}" for p in Provenance if p not in (Provenance.TYPED, Provenance.FORWARDED)))
    yield from (f"evidence.{rule}" for rule in (*asks.patterns(), "phrase", *TELLING_RULES))
    yield from (f"evidence.{rule}" for kind in ("pressure", "claim") for rule in load_wordings(kind))
    yield from (f"evidence.{rule}" for rule in SPOKEN_RULES)
    yield from (owner.text_key for owner in load_owners().values())
    yield from ("evidence.link.mismatch", *(f"look.{why}" for why in LOOKS))
    yield from (f"evidence.{rule}" for rule in disguise.RULES)
    for scam_type in load_scam_types().values():
        yield from (f"type.{scam_type.id}.{part}" for part in ("name", "intro", "tips", "verify"))
        if scam_type.family in (Family.SCAM, Family.ILLEGAL):
            yield f"type.{scam_type.id}.next.default"
        yield from (f"type.{scam_type.id}.next.{stage.id}" for stage in scam_type.stages)
        yield from (f"telltale.{scam_type.id}.{telltale.id}" for telltale in scam_type.telltales)
        for case in scam_type.sub_cases:
            yield from (f"type.{scam_type.id}.case.{case.id}.{line}" for line in ("default", *case.stages))
        if scam_type.stages:
            yield f"stage.chain.{len(scam_type.stages)}"
    yield from (f"stage.{form}.{stage}" for form in ("name", "now") for stage in STAGES)
    yield from ("why.two", "evidence.phrase.scam", "evidence.phrase.illegal", "change.with")
    yield from (f"change.without.{risk}" for risk in (Risk.LOW, Risk.MEDIUM))
    yield from (f"change.demand.{demand}" for demand in ("any", *PROBES))
    yield from (f"change.risk.{risk}" for risk in (Risk.MEDIUM, Risk.HIGH))


@pytest.mark.parametrize("key", [*spoken_keys()])
def test_what_code_says_has_a_text(key: str) -> None:
    """A verdict never ends in a missing key."""
    assert load_texts(SOURCE).lines(key)


def test_the_list_of_spoken_rules_is_complete() -> None:
    """Every kind of evidence that can be shown is covered by the keys above."""
    assert {"telltale", "ask", "link", "handle", "pressure", "claim", "wallet", "mismatch", "disguise"} == TELLING
    source = "".join(file.read_text("utf-8") for file in (ROOT / "model" / "indicators").glob("*.py"))
    written = set(re.findall(r'"((?:link|handle|wallet|mismatch)\.(?!toml)[a-z_]+)"', source))
    assert written - {"link.official", "link.mismatch"} <= set(SPOKEN_RULES)


@pytest.mark.parametrize("locale", LOCALES)
def test_evidence_names_an_institution_in_the_readers_language(locale: str) -> None:
    """A finding's parameters are worded before the sentence that holds them."""
    text = "请登录icbc.com.cn.vip-login.top，建行客服95588，打到6222021234567890128"
    texts = load_texts(locale)
    found = {f.rule: f for f in find_all(normalize(text)) if f.params and f.rule != "link.cheap_suffix"}
    assert {"link.look_alike", "mismatch.number", "card"} <= found.keys()
    for rule in ("link.look_alike", "mismatch.number", "card"):
        params = {**found[rule].params, "quote": "x", "why": TextKey(f"evidence.{rule}")}
        said = texts.say("reason", params)
        assert "owner." not in said
        assert load_owners()["icbc"].name[locale] in said


@pytest.mark.parametrize("type_id", sorted(load_scam_types()))
def test_tips_are_few_and_short(type_id: str) -> None:
    """Three or four things to do, each readable at a glance."""
    tips = load_texts(SOURCE).lines(f"type.{type_id}.tips")
    assert 2 <= len(tips) <= 4
    assert all(len(tip) <= 40 for tip in tips)


def test_a_message_cannot_name_a_text() -> None:
    """Only TextKey parameters are worded; a quoted message stays what it is."""
    texts = load_texts(SOURCE)
    quote = "type.brushing.name {why} {0}"
    assert texts.say("reason", {"quote": quote, "why": TextKey("evidence.phrase")}).startswith(f"“{quote}”")


def test_a_missing_key_is_named() -> None:
    """The error says where to add it."""
    with pytest.raises(TextError, match="bot/texts"):
        load_texts(SOURCE).say("no.such.key")
    with pytest.raises(TextError, match="parameter"):
        load_texts(SOURCE).say("reason")
    with pytest.raises(TextError, match="choose one of"):
        load_texts("fr")


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("zh-Hant-MO", "zh-Hant"),
        ("en-US", "en"),
        ("ms", "en"),
        (None, "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_a_language_tag_finds_its_locale(tag: str | None, locale: str) -> None:
    """Chinese by script or region; other languages read English; no tag means the default."""
    assert match_locale(tag) == locale


def test_no_key_stands_in_two_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files that word the same key would silently shadow each other."""
    import bot.texts

    monkeypatch.setattr(bot.texts, "_files", lambda locale: [f"texts.{locale}.toml"] * 2)
    with pytest.raises(TextError, match="stands in another file too"):
        bot.texts.load_texts.__wrapped__("en")
