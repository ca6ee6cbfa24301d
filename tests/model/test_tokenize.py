"""Segmentation: one dictionary for training and serving, and the quick segmenter is jieba to the letter."""

import subprocess
import sys
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Checker
from model.classifier.corpus import load_corpus
from model.normalize import normalize
from model.tokenize import FIELD_WORDS, JiebaTokenizer, Tokenizer, cut_dictionary, full_tokenizer
from tests.conftest import ROOT

# Few characters and few frequencies: words overlap everywhere and are often equally likely.
DICTIONARIES = st.dictionaries(
    st.text("甲乙丙a1+·", min_size=1, max_size=4), st.sampled_from([0, 1, 3, 3, 7]), max_size=30
)
TEXTS = st.text("甲乙丙a1+·丁. \r\n,", max_size=30)


def test_the_field_has_its_words() -> None:
    """屏幕共享 and 百万保障 are one word each in the full dictionary."""
    assert {"屏幕共享", "百万保障"} <= set(full_tokenizer().cut("开屏幕共享取消百万保障"))


def test_the_cut_dictionary_holds_what_is_used() -> None:
    """Words used often enough stay, the field's words stay, the rest goes."""
    full = full_tokenizer()
    cut = cut_dictionary(full, ["明天开会", "明天见"])
    assert "明天" in cut
    assert set(FIELD_WORDS) & set(full.frequencies) <= set(cut)
    assert len(cut) < len(FIELD_WORDS) + 10


@given(DICTIONARIES, TEXTS)
def test_the_quick_segmenter_is_jieba(dictionary: dict[str, int], text: str) -> None:
    """Whatever the dictionary and the text, both cut alike; of equally likely cuts, both choose the same."""
    assert Tokenizer(dictionary).cut(text) == JiebaTokenizer(dictionary).cut(text)


def test_the_quick_segmenter_is_jieba_on_messages(checker: Checker) -> None:
    """With the model's own dictionary, every twentieth message of the corpus is cut as jieba cuts it."""
    frequencies = checker.tokenizer.frequencies
    ours, theirs = Tokenizer(frequencies), JiebaTokenizer(frequencies)
    for row in load_corpus(ROOT / "training_data")[::20]:
        folded = normalize(row.text).folded
        assert ours.cut(folded) == theirs.cut(folded)


@given(st.text(max_size=80))
def test_words_cover_the_text_without_gaps(text: str) -> None:
    """Joined words are the text, none is empty, so the sums of their lengths say where each stands."""
    words = Tokenizer({"屏幕": 5, "共享": 5, "屏幕共享": 50}).cut(text)
    assert "".join(words) == text
    assert all(words)
    assert list(accumulate(map(len, words)))[-1:] == ([len(text)] if text else [])


@pytest.mark.parametrize("text", ["屏幕共享" * 25_000, "a" * 100_000, "共" * 100_000, "，" * 100_000])
def test_a_very_long_text_is_cut_in_one_pass(text: str) -> None:
    """A hundred thousand characters of anything come out whole; a quadratic way would not end."""
    assert "".join(Tokenizer({"屏幕": 5, "共享": 5, "屏幕共享": 50}).cut(text)) == text


def test_serving_imports_no_jieba() -> None:
    """A tokenizer for serving is made without jieba, whose tables cost a quarter of a second and 56 MB."""
    program = "import sys; from model.tokenize import Tokenizer; Tokenizer({'词': 1}).cut('词'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "jieba" not in done.stdout.split()
