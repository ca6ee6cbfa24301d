"""The table of patterns: fewer patterns run, the same is found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.classifier.corpus import load_corpus
from model.indicators import TABLES, asks, telltales
from model.indicators.matching import PatternTable, needed_grams
from model.indicators.wordings import find_in_all
from model.normalize import normalize
from tests.conftest import ROOT

PATTERNS = asks.patterns() | telltales.patterns()


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("屏幕共享", {"共享"}),
        ("转账|转到", {"转账", "转到"}),
        ("加(?:我|你)?的?微信", {"微信"}),
        ("下载[^。]{0,9}软件", {"下载"}),
        ("(?:验证)+码", {"验证"}),
        ("v(?![a-z])", {"v"}),
        ("(?<!不)要(?=钱)", {"要"}),
        ("[甲乙]丙", {"甲丙", "乙丙"}),
        ("[^甲]|乙", None),
        ("甲?", None),
        (r"\d+", None),
        ("(?i:甲乙)", None),
        (r"(甲乙)\1", {"甲乙"}),
    ],
)
def test_what_a_match_must_contain(pattern: str, needed: set[str] | None) -> None:
    """The grams that follow from a pattern; none where it could match anything."""
    grams = needed_grams(re.compile(pattern))
    assert grams == needed if needed is None else set(grams or ()) == needed


def test_flags_are_not_guessed_at() -> None:
    """A pattern that ignores case always runs."""
    assert needed_grams(re.compile("app", re.IGNORECASE)) is None
    table = PatternTable({"app": re.compile("app", re.IGNORECASE)})
    assert [name for name, _ in table.finditer("下载APP")] == ["app"]


def plainly(patterns: dict[str, re.Pattern[str]], text: str) -> list[tuple[str, tuple[int, int]]]:
    return [(name, match.span()) for name, pattern in patterns.items() for match in pattern.finditer(text)]


def by_table(table: PatternTable, text: str) -> list[tuple[str, tuple[int, int]]]:
    return [(name, match.span()) for name, match in table.finditer(text)]


def test_the_table_finds_what_a_plain_loop_finds() -> None:
    """Over every fourth message of the corpus, the same matches in the same order."""
    table = PatternTable(PATTERNS)
    for row in load_corpus(ROOT / "training_data")[::4]:
        folded = normalize(row.text).folded
        assert by_table(table, folded) == plainly(PATTERNS, folded)


SOURCES = st.recursive(
    st.sampled_from(["甲", "乙", "甲乙", "[甲丙]", "[^甲]", ".", r"\b", "^", "(?=乙)", "(?!丙)", "(?<=甲)", r"\d"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=8,
)


@given(SOURCES, st.text("甲乙丙1 ", max_size=12))
def test_no_match_is_ever_lost(source: str, text: str) -> None:
    """Whatever the pattern, the table finds in any text what the pattern alone finds."""
    patterns = {"any": re.compile(source)}
    assert by_table(PatternTable(patterns), text) == plainly(patterns, text)


def test_all_tables_at_once_find_what_each_finds_by_itself() -> None:
    """Over every fourth message of the corpus, the same findings in the same order, and no rule in two tables."""
    tables = tuple(TABLES.values())
    rules = [rule for table in tables for rule in table.patterns()]
    assert len(rules) == len(set(rules))
    for row in load_corpus(ROOT / "training_data")[::4]:
        folded = normalize(row.text).folded
        assert find_in_all(tables, folded) == {table: list(table.find(folded)) for table in tables}
