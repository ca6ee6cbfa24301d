"""The table of patterns: fewer patterns run, the same is found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.classifier.artifact import load_artifact
from model.classifier.corpus import load_corpus
from model.indicators import TABLES, asks, needs_of_all, telltales
from model.indicators.matching import PatternTable
from model.indicators.pattern_needs import needs_of, plain
from model.indicators.wordings import find_in_all
from model.normalize import normalize
from tests.conftest import ROOT

PATTERNS = asks.patterns() | telltales.patterns()


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        ("屏幕共享", [["共享"]]),
        ("屏幕[^。]{0,20}共享", [["共享", "屏幕"]]),
        ("转账|转到", [["转到/转账"]]),
        ("转账|汇款", [["转账"], ["汇款"]]),
        ("甲乙|丙丁[^。]*戊己", [["甲乙"], ["丙丁", "戊己"]]),
        ("加(?:我|你)?的?微信", [["微信"]]),
        ("下载[^。]{0,9}软件", [["下载", "软件"]]),
        ("(?:验证)+码", [["码", "验证"]]),
        ("v(?![a-z])", [["v"]]),
        ("(?<!不)要(?=钱)", [["要"]]),
        ("[甲乙]丙", [["乙丙/甲丙"]]),
        ("[^甲]|乙", [[], ["乙"]]),
        ("甲?", [[]]),
        (r"\d+", [[]]),
        ("(?i:甲乙)", [[]]),
        (r"(甲乙)\1", [["甲乙"]]),
    ],
)
def test_what_a_match_must_contain(pattern: str, ways: list[list[str]]) -> None:
    """The sets of grams that follow from each alternative of a pattern; none where it could match anything."""
    found = [sorted("/".join(sorted(grams)) for grams in needs) for needs in needs_of(re.compile(pattern)).ways]
    assert found == ways


@pytest.mark.parametrize(
    ("pattern", "stays"),
    [
        ("屏幕[^。\n]{0,9}共享", True),
        ("屏幕[^。]{0,9}共享", False),
        ("屏幕.{0,9}共享", False),
        (r"\d\s元", False),
        (r"\d 元|[\w-]\b", True),
        ("元(?!。)", True),
        ("元(?!。加)", False),
        ("(?<!。加)元", True),
        ("元$", False),
        ("[一-龥]+?", True),
        (r"(元)\1", False),
    ],
)
def test_which_patterns_stay_between_stops(pattern: str, stays: bool) -> None:
    """Those that can neither match a full stop or a line break nor look beyond one."""
    assert needs_of(re.compile(pattern)).stays is stays


def test_flags_are_not_guessed_at() -> None:
    """A pattern that ignores case always runs."""
    assert needs_of(re.compile("app", re.IGNORECASE)) == ([()], False)
    table = PatternTable({"app": re.compile("app", re.IGNORECASE)})
    assert [name for name, _ in table.finditer("下载APP")] == ["app"]


def test_the_model_knows_all_tables() -> None:
    """Training has read every pattern of a table, so that no process need read one again; and it read them right."""
    parameters, _ = load_artifact()
    read_again = {text: plain(needs_of(re.compile(text))) for text in needs_of_all()}
    assert parameters.needs == read_again


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
    st.sampled_from(
        [
            "甲",
            "乙",
            "甲乙",
            "[甲丙]",
            "[^甲]",
            "[^。\n]",
            ".",
            r"\b",
            "^",
            "$",
            "(?=乙)",
            "(?!丙)",
            "(?!。乙)",
            "(?<=甲)",
            r"\d",
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=8,
)


@given(SOURCES, st.text("甲乙丙1 。\n", max_size=12))
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
        told = find_in_all(tables, folded)
        assert {table: list(told.get(table, ())) for table in tables} == {t: list(t.find(folded)) for t in tables}
