"""Features: named, placed, and blind to whose number or link it is."""

from hypothesis import given
from hypothesis import strategies as st

from model.classifier.features import Extractor, characters, shape
from model.indicators import find_all
from model.indicators.found import Found
from model.normalize import normalize
from model.tokenize import Tokenizer

EXTRACTOR = Extractor(Tokenizer({"转账": 9, "账户": 9, "银行": 9}))


def names(text: str) -> list[str]:
    normalized = normalize(text)
    return EXTRACTOR.features(normalized.folded, find_all(normalized)).names


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
    """加V!信 reads as 加v信; old SMS have no punctuation at all."""
    assert characters("加v!信").names == ["c:加v", "c:v信", "c:加v信"]


def test_a_link_counts_once_whatever_its_length() -> None:
    """A long link is no pile of features."""
    short, long = "去a.cn吧", "去abcdefghijk.cn吧"
    assert len(names(short)) == len(names(long))


@given(st.text(max_size=120))
def test_each_feature_stands_where_it_says(text: str) -> None:
    """Offsets lie inside the folded text and are not empty."""
    normalized = normalize(text)
    folded, found = normalized.folded, find_all(normalized)
    features = EXTRACTOR.features(folded, found)
    assert len(features.names) == len(features.starts) == len(features.ends)
    assert all(0 <= start < end <= len(folded) for start, end in zip(features.starts, features.ends, strict=True))


def test_shape_keeps_the_length() -> None:
    """Placeholders are as long as what they hide, so offsets stay."""
    text = "尾号12转a.cn好"
    assert len(shape(text, [Found("link", "link", 5, 9)])) == len(text)


def test_hiding_more_is_one_feature() -> None:
    """However many words are in disguise, the classifier hears it once, so that nothing else is drowned."""
    hidden = names("加薇❤转zhang，刷*单，唰单，微\u200b信")
    assert hidden.count("i:disguise") == 1
    assert not any(name.startswith("i:disguise.") for name in hidden)
