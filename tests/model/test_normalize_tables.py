"""The tables behind the folds: every word can be heard, and nothing ordinary guards against the words themselves."""

import itertools
from functools import cache

import pytest

from model.normalize import normalize
from model.normalize.gaps import fold_split_characters
from model.normalize.pictures import PICTURE_CHARACTERS, PICTURE_WORDS
from model.normalize.script import is_traditional, simplified
from model.normalize.vocabulary import LONGEST_WORD, Standing, load_vocabulary, load_words, read_table
from model.normalize.working import Working
from model.tokenize import full_tokenizer


def test_a_word_has_a_syllable_for_each_character() -> None:
    """No word twice, none longer than the folds look."""
    words = load_words()
    assert len({word.text for word in words}) == len(words)
    for word in words:
        assert len(word.syllables) == len(word.text)
        assert 2 <= len(word.text) <= LONGEST_WORD


def test_every_syllable_has_its_characters() -> None:
    """The table of sounds is as new as the list of words."""
    syllables = set(load_vocabulary().syllable_codes)
    assert syllables == {syllable for word in load_words() for syllable in word.syllables}


def test_a_word_sounds_as_it_is_written() -> None:
    """Each word is found by the sounds of its own characters."""
    vocabulary = load_vocabulary()
    for word in load_words():
        codes = word.text.translate(vocabulary.codes)
        assert (word, codes) in vocabulary.by_sound[codes[:2]]


def test_no_guard_stands_against_the_words_themselves() -> None:
    """微信 is in no list of ordinary pairs; 威信 is."""
    vocabulary = load_vocabulary()
    assert vocabulary.own_pairs.isdisjoint(vocabulary.ordinary)
    assert "威信" in vocabulary.ordinary


@pytest.mark.parametrize(("char", "standing"), [("张", Standing.FREE), ("威", Standing.COMMON), ("薇", Standing.RARE)])
def test_characters_stand_where_people_use_them(char: str, standing: Standing) -> None:
    """A free character proves nothing, a rare one much."""
    assert load_vocabulary().standing[char] is standing


def test_a_picture_means_one_thing() -> None:
    """No picture lends a sound and a word, and none grows beyond two characters."""
    assert PICTURE_CHARACTERS.keys().isdisjoint(PICTURE_WORDS)
    assert all(len(picture) == 1 for picture in itertools.chain(PICTURE_CHARACTERS, PICTURE_WORDS))
    assert all(len(word) == 2 for word in PICTURE_WORDS.values())


def test_halves_make_their_character() -> None:
    """Every split of the table is joined inside its word."""
    rows = {char: forms for char, *forms in (line.split(" ") for line in read_table("splits.txt"))}
    work = Working.of(rows["银"][0] + rows["行"][0])
    fold_split_characters(work)
    assert work.text == "银行"
    assert all(len(halves) == 2 for forms in rows.values() for halves in forms)


def test_a_text_without_traditional_characters_stays_as_it_is() -> None:
    """No word of jieba's dictionary changes in script unless one of its characters says that it may."""
    may_change = cache(is_traditional)
    words = [word for word in full_tokenizer().frequencies if not any(map(may_change, word))]
    text = "\n".join(words)
    assert len(words) > 200_000
    assert simplified(text) == text
    assert simplified("请回覆") == "请回复"
    assert normalize("请回覆").folded == "请回复"
