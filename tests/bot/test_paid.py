"""Already paid: the list, the numbers, the report card."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.replies.numbers import REGIONS, calls, load_numbers, numbers_of, purposes, region_of, use_numbers
from bot.replies.paid import CardForm, answered, compose_card, compose_checklist, compose_regions, next_question
from bot.replies.report_card import ANSWER_LENGTH, CANCEL, SKIP, compose_dropped
from bot.texts import LOCALES
from tests.bot.test_compose import said
from tests.bot.test_ladder import actions


@pytest.fixture
def operators_file(tmp_path: Path) -> Iterator[Path]:
    """A file for an operator's numbers; afterwards the packaged ones are in use again."""
    yield tmp_path / "numbers.toml"
    use_numbers(None)


def test_every_region_can_be_chosen() -> None:
    """A button each; the numbers come before the question."""
    reply = compose_regions()
    assert [*actions(reply)] == [f"paid:{region}" for region in REGIONS]
    assert reply.blocks[1].key == "paid.first"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("region", REGIONS)
def test_a_list_names_its_numbers(region: str, locale: str) -> None:
    """Every number of the region stands under the list; the first step holds the one for the police."""
    text = said(compose_checklist(region), locale)
    assert all(number.call in text for number in numbers_of(region).values())
    first = next(line for line in text.splitlines() if " 1. " in line)
    assert calls(region)["police"] in first


def test_pressing_twice_changes_nothing() -> None:
    """A step is ticked off and back; its neighbours stay as they are."""
    once = next(actions(compose_checklist("cn", "0100000")))
    assert once == "paid:cn:1100000"
    assert next(actions(compose_checklist("cn", once.rsplit(":", 1)[1]))) == "paid:cn:0100000"


def test_what_is_done_is_marked() -> None:
    """The list and the buttons show the same state, and the end is praised."""
    reply = compose_checklist("hk", "1010000")
    marks = [block.key for block in reply.blocks if block.key in ("paid.done", "paid.todo")]
    assert marks == ["paid.done", "paid.todo", "paid.done", *["paid.todo"] * 4]
    assert [button.key for button in reply.buttons[0]][:2] == ["paid.tick.done_1", "paid.tick.todo_2"]
    assert compose_checklist("hk", "1111111").blocks[0].key == "paid.all_done"


@given(st.sampled_from([*REGIONS, "where", ""]), st.text(max_size=20))
def test_strange_ticks_count_as_not_done(region: str, ticked: str) -> None:
    """Whatever a button brings back, there is a list or the question for the region."""
    reply = compose_checklist(region, ticked)
    assert all(len(action.encode()) <= 64 for action in actions(reply))
    assert said(reply)


def test_second_scam_is_named() -> None:
    """Whoever recovers money for a fee is the next fraud: said with the list and with the card."""
    for reply in (compose_checklist("cn"), compose_card(CardForm())):
        assert "第二个骗局" in said(reply)


def test_an_unconfirmed_number_says_so() -> None:
    """Source and date stand beside a number that nobody confirmed yet, and only there."""
    lines = said(compose_checklist("cn")).splitlines()
    alipay = next(line for line in lines if "95188" in line)
    assert "2026-11" in alipay
    assert "待核实" in alipay
    assert "待核实" not in next(line for line in lines if line.strip(" ·").startswith("96110"))
    assert "待核实" not in said(compose_checklist("tw"))


def test_a_language_suggests_a_region() -> None:
    """简体 reads mainland numbers, 繁體 Taiwan's; English could be anywhere."""
    assert [region_of(locale) for locale in LOCALES] == ["cn", "tw", None]


def test_an_operator_corrects_numbers(operators_file: Path) -> None:
    """An entry replaces, adds or removes; everything else stays."""
    operators_file.write_text(
        '[cn.ask]\ncall = "12345-6"\nwhat = "ask"\nsource = "市反诈中心"\nchecked = "2027-01-02"\n'
        '[cn.city]\ncall = "0571-1"\nlabel = "市反诈中心 {x}"\nsource = "市公安局"\nchecked = "2027-01"\n'
        '[cn.wechat]\ncall = ""\n'
    )
    use_numbers(operators_file)
    text = said(compose_checklist("cn"))
    assert "12345-6" in text
    assert "0571-1：市反诈中心 {x}" in text
    assert "95017" not in text
    assert "95188" in text
    assert calls("cn")["ask"] == "12345-6"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[cn.ask]\ncall = ", "example"),
        ('[jp.ask]\ncall = "1"', "no region 'jp'"),
        ('cn = "110"', "must hold tables"),
        ("[cn.ask]\ncall = 110", "needs call"),
        ('[cn.ask]\ncall = "1"\nphone = "2"', "'phone'"),
        ('[cn.ask]\ncall = "1"\nwhat = "ask"', "needs source"),
        ('[cn.ask]\ncall = "1"\nwhat = "ask"\nsource = "x"\nchecked = "today"', "is no date"),
        ('[cn.ask]\ncall = "1"\nwhat = "moon"\nsource = "x"\nchecked = "2027-01"', "one of alipay, ask"),
        ('[cn.ask]\ncall = "1"\nlabel = 5\nsource = "x"\nchecked = "2027-01"', "in quotes"),
        ('[cn.ask]\ncall = "1"\nwhat = "ask"\nsource = "x"\nchecked = "2027-01"\nconfirm = "no"', "true or false"),
        ('[cn.police]\ncall = ""', "cannot be removed"),
    ],
)
def test_a_wrong_file_of_numbers_is_explained(operators_file: Path, content: str, says: str) -> None:
    """The error names the entry and what it needs."""
    operators_file.write_text(content)
    with pytest.raises(ConfigError, match=says):
        load_numbers(operators_file)


def test_a_missing_file_of_numbers_is_named(tmp_path: Path) -> None:
    """The setting to correct stands in the error."""
    with pytest.raises(ConfigError, match="SHIZHA_NUMBERS_FILE"):
        load_numbers(tmp_path / "none.toml")


def test_every_purpose_is_used() -> None:
    """Every purpose that is worded belongs to a packaged number, and the other way round."""
    used = {number.what for region in REGIONS for number in numbers_of(region).values()}
    assert used == purposes()


def test_the_card_asks_six_things_and_ends() -> None:
    """Each question can be skipped; after the sixth there is none."""
    form, asked = CardForm(), 0
    while (question := next_question(form)) is not None:
        assert [*actions(question)] == [SKIP, CANCEL]
        asked += 1
        form = answered(form, f"答 {asked}")
    assert asked == 6
    assert astuple(form) == tuple(f"答 {n}" for n in range(1, 7))
    assert answered(form, "more") == form


@pytest.mark.parametrize("locale", LOCALES)
def test_a_card_holds_what_was_said(locale: str) -> None:
    """Every answer on its line, what was skipped marked as not known."""
    form = answered(answered(CardForm(), "王小二 {x} <b>"), SKIP)
    text = said(compose_card(form), locale)
    assert "王小二 {x} <b>" in text
    assert len([line for line in text.splitlines() if line.endswith((")", "）"))]) == 5


@pytest.mark.parametrize("word", ["跳过", "略過", "skip", "Skip", " - ", "不清楚", "/skip", SKIP])
def test_skipping_can_be_typed(word: str) -> None:
    """Who sees no button writes it."""
    assert answered(CardForm(), word).payee == ""


@given(st.text(max_size=400))
def test_an_answer_is_one_short_line(text: str) -> None:
    """Control characters and line breaks do not get on the card."""
    payee = answered(CardForm(), text).payee
    assert payee is not None
    assert len(payee) <= ANSWER_LENGTH
    assert not [c for c in payee if unicodedata.category(c)[0] == "C"]
    assert payee == payee.strip()


def test_stopping_says_that_nothing_is_left() -> None:
    """The half-filled card is gone, and that is said."""
    assert "丢掉" in said(compose_dropped())


def test_a_card_in_a_log_shows_nothing() -> None:
    """Whoever prints the form by mistake prints no answer."""
    assert "王小二" not in repr(answered(CardForm(), "王小二"))
