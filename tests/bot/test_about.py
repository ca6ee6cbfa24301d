"""About us, and whether another account is us."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.about import Likeness, compose_about, compose_verify_bot, distance, judge_handle, read_handle
from bot.texts import LOCALES
from tests.bot.test_compose import said

OWN = "shizha_bot"


@pytest.mark.parametrize(
    ("asked", "likeness"),
    [
        ("@shizha_bot", Likeness.OFFICIAL),
        ("SHIZHA_BOT", Likeness.OFFICIAL),
        ("https://t.me/shizha_bot?start=x", Likeness.OFFICIAL),
        ("@shizhabot", Likeness.LOOK_ALIKE),
        ("@shlzha_bot", Likeness.LOOK_ALIKE),
        ("@sh1zha_bot", Likeness.LOOK_ALIKE),
        ("@shizha_bot_bot", Likeness.LOOK_ALIKE),
        ("@shizha_official_bot", Likeness.LOOK_ALIKE),
        ("@shizha110_bot", Likeness.LOOK_ALIKE),
        ("@shihza_bot", Likeness.LOOK_ALIKE),
        ("@5hizha_bot", Likeness.LOOK_ALIKE),
        ("@the_shizha_bot", Likeness.LOOK_ALIKE),
        ("@\N{CYRILLIC SMALL LETTER DZE}hizha_bot", Likeness.LOOK_ALIKE),
        ("@ｓｈｉｚｈａ_bot", Likeness.LOOK_ALIKE),
        ("识诈官方机器人", Likeness.NO_HANDLE),
        ("@weather_bot", Likeness.UNRELATED),
        ("@BotFather", Likeness.UNRELATED),
        ("t.me/some_channel", Likeness.UNRELATED),
        ("你好 在吗", Likeness.NO_HANDLE),
        ("https://t.me/joinchat/AAAA", Likeness.NO_HANDLE),
        ("https://example.com/shizha_bot", Likeness.NO_HANDLE),
        ("", Likeness.NO_HANDLE),
    ],
)
def test_accounts_are_told_apart(asked: str, likeness: Likeness) -> None:
    """Ours, dressed up as ours, somebody else, or no account at all."""
    assert judge_handle(asked, OWN) is likeness
    assert compose_verify_bot(asked, OWN).blocks[0].key == f"about.handle.{likeness}"


@pytest.mark.parametrize(
    ("asked", "own", "likeness"),
    [
        ("@govrnment_help", "government_help", Likeness.LOOK_ALIKE),
        ("@antifraud_bot", "anti_fraud_bot", Likeness.LOOK_ALIKE),
        ("@city_rnap", "city_map", Likeness.LOOK_ALIKE),
        ("@kefu_bot", "fzbot", Likeness.UNRELATED),
        ("@bot", "robot", Likeness.UNRELATED),
    ],
)
def test_other_names_are_told_apart_too(asked: str, own: str, likeness: Likeness) -> None:
    """The rules know nothing of our own name; a name made only of additions keeps its letters."""
    assert judge_handle(asked, own) is likeness


@given(st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]{4,31}", fullmatch=True))
def test_every_handle_is_itself(handle: str) -> None:
    """In any writing, Telegram takes it for the same account."""
    for asked in (handle, f"@{handle.upper()}", f"https://t.me/{handle}"):
        if read_handle(asked):
            assert judge_handle(asked, handle) is Likeness.OFFICIAL


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_asked(asked: str, own: str) -> None:
    """Whatever follows /verify, there is an answer."""
    assert said(compose_verify_bot(asked, own))


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_a_distance(a: str, b: str) -> None:
    """Symmetric, zero only for the same word, never more than the longer word."""
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert distance(a, b) <= max(len(a), len(b))


@pytest.mark.parametrize("locale", LOCALES)
def test_about_says_what_it_is_not(locale: str) -> None:
    """A program and not the police, who runs it, which version."""
    text = said(compose_about("1.2.3+abc", "City Office {x}"), locale)
    assert "City Office {x}" in text
    assert "1.2.3+abc" in text
    assert "City Office" not in said(compose_about("1", ""), locale)


def test_a_channel_without_accounts_says_so() -> None:
    """A terminal or a web page has no handle to compare with."""
    assert compose_verify_bot("@shizha_bot", "").blocks[0].key == "about.handle.none_here"
