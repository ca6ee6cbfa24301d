"""Folds: each undoes one disguise, is recorded by name, and keeps the way back to the original."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.normalize import normalize
from tests.conftest import cases

FOLDS = [
    ("加\N{ZERO WIDTH SPACE}微信", "加微信", "invisible character"),
    ("转\N{RIGHT-TO-LEFT OVERRIDE}账", "转账", "invisible character"),
    ("验\N{SOFT HYPHEN}证码", "验证码", "invisible character"),
    ("\N{FULLWIDTH LATIN CAPITAL LETTER Q}\N{FULLWIDTH LATIN CAPITAL LETTER Q}１２３", "qq123", "compatibility form"),
    ("Ⓥ号楼", "v号楼", "compatibility form"),
    ("第㈠条", "第一条", "compatibility form"),
    ("🅥号", "v号", "negative letter"),
    ("❶号楼", "1号楼", "negative letter"),
    ("🇶🇶号", "qq号", "regional letter"),
    ("拨1️⃣1️⃣0️⃣", "拨110", "combining mark"),
    ("贷\N{COMBINING LONG STROKE OVERLAY}款", "贷款", "combining mark"),
    ("аpple.com", "apple.com", "mixed script"),
    ("a点com", "a.com", "defanged link"),
    ("钅艮彳亍", "银行", "split character"),
    ("加🐧12345", "加qq12345", "emoji as word"),
    ("薇信", "微信", "same sound"),
    ("zhuan账", "转账", "pinyin"),
    ("电话一三八零零一三八零零零", "电话13800138000", "Chinese digits"),
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
# What folds are made of, so that they meet each other.
PIECES = [
    "wei",
    "xin",
    "zhuan",
    "com",
    "[.]",
    "\n",
    "ﷺ",
    "\u200b",
    "\u0336",
    "\ufe0f\u20e3",
    "➕",
    "🐧",
    "✈",
    "💰",
    "❤",
]
tricky = st.lists(
    st.sampled_from([*PIECES, *"微信薇芯加群裙转账帐贷款歀力口钅艮彳亍一三八零1vwxaа. 点。Ⓥ🇶🇨🇳①"]), max_size=40
).map("".join)  # fmt: skip


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


@pytest.mark.parametrize("case", cases("disguised"))
def test_a_disguised_word_is_read_and_put_on_record(case: dict[str, str]) -> None:
    """The word stands in the folded text, and its disguise names the fold and quotes the original."""
    normalized = normalize(case["text"])
    assert case["meant"] in normalized.folded
    assert case["fold"] in {disguise.fold for disguise in normalized.disguises}
    assert all(disguise.written in case["text"] for disguise in normalized.disguises)


@pytest.mark.parametrize("case", cases("innocent_disguise"))
def test_innocent_writing_is_no_disguise(case: dict[str, str]) -> None:
    """Hearts, trips, names, poems and skirts are not evasion."""
    assert normalize(case["text"]).disguises == ()


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("三亚", "三亚"),
        ("爱你❤", "爱你❤"),
        ("坐✈去上海", "坐✈去上海"),
        ("威信", "威信"),
        ("回家我做饭", "回家我做饭"),
        ("买条裙子", "买条裙子"),
        ("привет", "привет"),
        ("稍微新一点", "稍微新一点"),
        ("女子篮球", "女子篮球"),
        ("一五一十", "一五一十"),
    ],
)
def test_an_ordinary_word_is_left_alone(text: str, stays: str) -> None:
    """What sounds or looks like a lure's word but is another one stays as it is."""
    assert normalize(text).folded == stays


@given(anything | tricky)
@example("İstanbul ﷺ ㎏ ㈱")
@example("\ud800\udc00\x00\x1b[31m")
def test_every_folded_character_points_into_the_original(text: str) -> None:
    """Folding never raises, and each span lies inside the original, in order of starts."""
    normalized = normalize(text)
    assert len(normalized.folded) == len(normalized.starts) == len(normalized.ends)
    assert all(0 <= s < e <= len(text) for s, e in zip(normalized.starts, normalized.ends, strict=True))
    assert list(normalized.starts) == sorted(normalized.starts)


@given(anything | tricky)
def test_a_disguise_quotes_what_was_written(text: str) -> None:
    """`meant` is the folded slice, `written` the original one, and both differ."""
    normalized = normalize(text)
    for disguise in normalized.disguises:
        assert 0 <= disguise.start < disguise.end <= len(normalized.folded)
        start, end = normalized.span(disguise.start, disguise.end)
        assert disguise.written == text[start:end]
        assert disguise.meant == normalized.folded[disguise.start : disguise.end]
        assert disguise.written != disguise.meant


@given(anything | tricky)
def test_folding_twice_changes_nothing_more_than_case_forms(text: str) -> None:
    """A folded text has no invisible characters, surrogates or full-width forms left."""
    folded = normalize(text).folded
    left = set(normalize(folded).folds)
    assert not left & {"unpaired surrogate", "invisible character", "white space"}


@pytest.mark.parametrize("piece", ["✈加", "🐧加", "➕我", "加薇❤", "一三八零零一三", "wei信", "🇶🇶", "…"])
def test_a_long_run_of_tricks_stays_within_the_limit(piece: str) -> None:
    """No fold but NFKC turns one character into more than two, which `LONGEST_FOLDED` allows."""
    text = piece * 200
    assert len(normalize(text).folded) <= 2 * len(text) + (len(text) if piece == "…" else 0)
