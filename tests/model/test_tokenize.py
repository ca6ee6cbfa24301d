"""Segmentation: one dictionary for training and serving, offsets that add up."""

from hypothesis import given
from hypothesis import strategies as st

from model.tokenize import FIELD_WORDS, Tokenizer, cut_dictionary, full_tokenizer

SMALL = Tokenizer({"屏幕": 5, "共享": 5, "屏幕共享": 50, "安全": 9, "账户": 9})


def test_the_field_has_its_words() -> None:
    """屏幕共享 and 百万保障 are one word each in the full dictionary."""
    words = [word for word, _, _ in full_tokenizer().words("开屏幕共享取消百万保障")]
    assert {"屏幕共享", "百万保障"} <= set(words)


def test_the_cut_dictionary_holds_what_is_used() -> None:
    """Words used often enough stay, the field's words stay, the rest goes."""
    full = full_tokenizer()
    cut = cut_dictionary(full, ["明天开会", "明天见"])
    assert "明天" in cut
    assert set(FIELD_WORDS) & set(full.frequencies) <= set(cut)
    assert len(cut) < len(FIELD_WORDS) + 10


@given(st.text(max_size=80))
def test_words_cover_the_text_without_gaps(text: str) -> None:
    """Joined words are the text, and each offset says where its word stands."""
    words = list(SMALL.words(text))
    assert "".join(word for word, _, _ in words) == text
    assert all(text[start:end] == word for word, start, end in words)
