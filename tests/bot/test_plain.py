"""Plain words and large letters."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import bot.replies.plain
from bot.errors import ConfigError
from bot.replies.ladder import HARMFUL
from bot.replies.plain import compose_plain, draw_card, find_font
from bot.texts import LOCALES, load_texts
from model.types import Risk
from tests.bot.test_compose import said
from tests.bot.test_ladder import assessment

HAS_FONT = any(Path(name).expanduser().is_file() for name in bot.replies.plain._FONTS)
needs_font = pytest.mark.skipif(not HAS_FONT, reason="needs Noto CJK: apt-get install fonts-noto-cjk")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("risk", Risk)
@pytest.mark.parametrize("kind", HARMFUL)
def test_a_verdict_fits_on_one_line(kind: str, risk: Risk, locale: str) -> None:
    """One block, short enough to be read aloud in a breath."""
    reply = compose_plain(assessment(risk, kind), "tw")
    text = said(reply, locale)
    assert len(reply.blocks) == 1
    assert len(text) <= (150 if locale == "en" else 52)
    assert "\n" not in text


def test_the_line_names_the_number_of_the_region() -> None:
    """In Taiwan 165; where the region is not known, the line has no wrong number in it."""
    verdict = assessment(Risk.HIGH, "investment")
    assert "165" in said(compose_plain(verdict, "tw"), "zh-Hant")
    assert not any(digit in said(compose_plain(verdict)) for digit in "0123456789")


def test_illegal_bait_is_not_called_a_scam_on_you() -> None:
    """It is named as illegal; low risk stays low whatever the nearest type is."""
    assert compose_plain(assessment(Risk.MEDIUM, "gambling")).blocks[0].key == "plain.illegal"
    assert compose_plain(assessment(Risk.LOW, "gambling")).blocks[0].key == "plain.low"


@needs_font
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("risk", Risk)
def test_a_card_is_a_picture_with_words(risk: Risk, locale: str) -> None:
    """A PNG of the size that messengers show whole; head, steps and foot carry ink, the margins none."""
    picture = Image.open(io.BytesIO(draw_card(assessment(risk), load_texts(locale)))).convert("L")
    assert picture.size == (1080, 1350)
    for top, bottom in ((0, 500), (540, 1080), (1110, 1350)):
        darkest, brightest = picture.crop((64, top, 1016, bottom)).getextrema()
        assert brightest - darkest > 100
    assert min(picture.crop((1030, 510, 1080, 1350)).getextrema()) > 240
    assert min(picture.crop((0, 1335, 1080, 1350)).getextrema()) > 240


@needs_font
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", HARMFUL)
def test_letters_stay_large(kind: str, locale: str) -> None:
    """Even the longest name of a type fits its line in letters that an old eye reads."""
    texts = load_texts(locale)
    title = texts.say("plain.card.type", {"type": texts.say(f"type.{kind}.name")})
    assert bot.replies.plain._largest_unbroken([title], 1350, locale, 60) > bot.replies.plain._LEAST


@needs_font
@given(st.text("说好 ab,。1", max_size=60), st.integers(80, 900))
def test_breaking_lines_loses_nothing(text: str, width: int) -> None:
    """All characters come back in order; only white space at the breaks is dropped."""
    font = bot.replies.plain._font("zh-Hans", 40)
    lines = [*bot.replies.plain._broken(text, font, width)]
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator reads which package to install."""
    monkeypatch.setattr(bot.replies.plain, "_FONTS", ())
    with pytest.raises(ConfigError, match="apt-get install fonts-noto-cjk"):
        find_font()
