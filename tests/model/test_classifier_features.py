"""Features: named, placed, blind to whose number or link it is; serving's numbers are training's names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.classifier.features import Reading, feature_names, read
from model.classifier.shapes import shape
from model.classifier.vocabulary import UNKNOWN, Vocabulary, number_features
from model.indicators import find_all
from model.indicators.found import Found
from model.normalize import normalize
from model.tokenize import Tokenizer

TOKENIZER = Tokenizer({"转账": 9, "账户": 9, "银行": 9})


def reading(text: str) -> Reading:
    normalized = normalize(text)
    return read(normalized.folded, find_all(normalized), TOKENIZER)


def names(text: str) -> list[str]:
    return [name for block in feature_names(reading(text)).values() for name in block]


def test_contacts_are_not_learned_by_heart() -> None:
    """Another number, card or domain of the same shape gives the same features."""
    assert names("转账到6222001234567890联系13800138000") == names("转账到6228489876543210联系13999999999")
    assert names("登录abc-x1.top/k9") == names("登录zzy-q7.top/m3")


def test_masked_digits_count_as_digits() -> None:
    """尾号**** and 138xxxx were digits before somebody hid them."""
    assert shape("尾号****", []) == "尾号0000"
    assert shape("电话138xxxx", []) == "电话1380000".replace("138", "000")
    assert shape("fox", []) == "fox"


def test_punctuation_does_not_part_characters() -> None:
    """转A!钱 reads as 转a钱; old SMS have no punctuation at all."""
    assert feature_names(reading("转A!钱"))["c"] == ["c:转a", "c:a钱", "c:转a钱"]


def test_a_run_of_digits_counts_four() -> None:
    """Sixteen digits, spaced or not, are the same few n-grams."""
    assert feature_names(reading("卡6222001234567890"))["c"] == feature_names(reading("卡6222 0012 3456 7890"))["c"]
    assert feature_names(reading("123456"))["c"] == feature_names(reading("1234"))["c"]


def test_a_link_counts_once_whatever_its_length() -> None:
    """A long link is no pile of features."""
    short, long = "去a.cn吧", "去abcdefghijk.cn吧"
    assert len(names(short)) == len(names(long))


def test_shape_keeps_the_length() -> None:
    """Placeholders are as long as what they hide, so offsets stay."""
    text = "尾号12转a.cn好"
    assert len(shape(text, [Found("link", "link", 5, 9)])) == len(text)


def test_hiding_more_is_one_feature() -> None:
    """However many words are in disguise, the classifier hears it once, so that nothing else is drowned."""
    hidden = names("加薇❤转zhang，刷*单，唰单，微\u200b信")
    assert hidden.count("i:disguise") == 1
    assert not any(name.startswith("i:disguise.") for name in hidden)


@pytest.mark.parametrize("text", ["微\u200b信", "加wei信"])
def test_what_innocent_text_may_hold_is_no_feature(text: str) -> None:
    """Characters that are not drawn and letters for a character are found, and count neither for nor against."""
    assert any(f.kind == "disguise" for f in reading(text).found)
    assert "i:disguise" not in names(text)


LEARNED = ("请把钱转账到银行账户", "加v信abc领取 𠮷祥", "登录a.cn/x查看12345678", "转账 转账 转账")


@pytest.fixture(scope="module")
def known_names() -> list[str]:
    return sorted({name for text in LEARNED for name in names(text)})


@pytest.fixture(scope="module")
def vocabulary(known_names: list[str]) -> tuple[Vocabulary, list[str]]:
    """A vocabulary of a few messages, and the name that each of its rows stands for."""
    tables = number_features(known_names)
    return Vocabulary(tables.words, tables.numbers, tables.rules), [known_names[i] for i in tables.order]


@given(
    st.one_of(
        st.text(max_size=60), st.lists(st.sampled_from("请把钱转账到银行户加v信a𠮷.,0 "), max_size=40).map("".join)
    )
)
def test_numbers_stand_for_names(vocabulary: tuple[Vocabulary, list[str]], text: str) -> None:
    """Serving finds, block by block, the rows of exactly those names of training that the model knows."""
    table, named = vocabulary
    read_text = reading(text)
    found = table.find(read_text)
    for block, expected in zip(found.blocks, feature_names(read_text).values(), strict=True):
        rows = [row for row in found.rows[block].tolist() if row != UNKNOWN]
        assert [named[row] for row in rows] == [name for name in expected if name in set(named)]
        assert len(found.rows[block]) == len(expected)


@given(st.text(max_size=120))
def test_each_feature_stands_where_it_says(vocabulary: tuple[Vocabulary, list[str]], text: str) -> None:
    """Offsets lie inside the folded text and are not empty."""
    found = vocabulary[0].find(reading(text))
    assert len(found.rows) == len(found.starts) == len(found.ends) == found.borders[-1]
    assert np.all((found.starts >= 0) & (found.starts < found.ends))
    assert found.ends.max(initial=0) <= len(normalize(text).folded)


def test_an_occurrence_stands_where_its_name_does(vocabulary: tuple[Vocabulary, list[str]]) -> None:
    """A word, a pair over punctuation, an n-gram over a space: each covers its own characters."""
    table, named = vocabulary
    text = "快转账,到银 行"
    found = table.find(read(text, [], TOKENIZER))
    covered = {
        named[row]: text[start:end]
        for row, start, end in zip(found.rows, found.starts, found.ends, strict=True)
        if row != UNKNOWN
    }
    assert covered["w:转账"] == "转账"
    assert covered["w:转账 到"] == "转账,到"
    assert covered["c:银行"] == "银 行"
