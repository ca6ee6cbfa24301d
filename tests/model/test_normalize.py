"""Folds: each undoes one disguise, is recorded by name, and keeps the way back to the original."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.normalize import normalize

FOLDS = [
    ("加\N{ZERO WIDTH SPACE}微信", "加微信", "invisible character"),
    ("转\N{RIGHT-TO-LEFT OVERRIDE}账", "转账", "invisible character"),
    ("验\N{SOFT HYPHEN}证码", "验证码", "invisible character"),
    ("\N{FULLWIDTH LATIN CAPITAL LETTER Q}\N{FULLWIDTH LATIN CAPITAL LETTER Q}１２３", "qq123", "compatibility form"),
    ("加Ⓥ信", "加v信", "compatibility form"),
    ("\N{MATHEMATICAL BOLD CAPITAL A}pp", "app", "compatibility form"),
    ("臺灣帳戶", "台湾账户", "traditional script"),
    ("帐户", "账户", "same word"),
    ("想 赚 钱", "想赚钱", "spaced characters"),
    ("加.微.信", "加微信", "spaced characters"),
    ("ICBC", "icbc", "letter case"),
    ("你\t好", "你 好", "white space"),
    ("坏\ud800字", "坏\N{REPLACEMENT CHARACTER}字", "unpaired surrogate"),
]
INNOCENT = ["今天 天气 不错", "妈，我 今晚 回家", "第一、第二、第三步", "a b c"]

anything = st.text(st.characters(codec=None), max_size=200)


@pytest.mark.parametrize(("text", "folded", "fold"), FOLDS, ids=[f"{fold}-{i}" for i, (_, _, fold) in enumerate(FOLDS)])
def test_a_disguise_is_undone_and_named(text: str, folded: str, fold: str) -> None:
    """The folded text reads plainly and the fold is on record."""
    normalized = normalize(text)
    assert normalized.folded == folded
    assert fold in normalized.folds


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_spaces_stay(text: str) -> None:
    """Words apart are not letters apart."""
    assert "spaced characters" not in normalize(text).folds


def test_plain_text_records_no_fold() -> None:
    """Simplified lower-case text passes unchanged."""
    assert normalize("你好，明天见。a").folds == ("compatibility form",)  # the full-width comma
    assert normalize("你好").folds == ()


@given(anything)
@example("İstanbul ﷺ ㎏ ㈱")
@example("\ud800\udc00\x00\x1b[31m")
def test_every_folded_character_points_into_the_original(text: str) -> None:
    """Folding never raises, and each span lies inside the original, in order of starts."""
    normalized = normalize(text)
    assert len(normalized.folded) == len(normalized.starts) == len(normalized.ends)
    assert all(0 <= s < e <= len(text) for s, e in zip(normalized.starts, normalized.ends, strict=True))
    assert list(normalized.starts) == sorted(normalized.starts)


@given(anything)
def test_folding_twice_changes_nothing_more_than_case_forms(text: str) -> None:
    """A folded text has no invisible characters, surrogates or full-width forms left."""
    folded = normalize(text).folded
    left = set(normalize(folded).folds)
    assert not left & {"unpaired surrogate", "invisible character", "white space"}
