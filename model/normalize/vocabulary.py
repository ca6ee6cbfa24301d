"""The words that lures need, how they sound, and which look-alikes are ordinary words: tables read once.

    words.txt      the words with their syllables, `*` before the core
    sounds.txt     characters by syllable, in three classes: free | common | rare
    ordinary.txt   pairs of characters that belong to ordinary words
    splits.txt     characters and the parts that they are written apart in

The last three are made by `make_tables.py`. A syllable is handled as one private character, its code, so that a text
becomes a string of sounds of the same length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from importlib import resources

from model.normalize.pictures import PICTURE_CHARACTERS

FIRST_CODE = 0xE100
# `words.txt` has no longer word; a test watches it.
LONGEST_WORD = 6

# Characters that look like another one, whatever their own sound: read with the sound of that one.
LOOK_ALIKES = {
    "徽": "微", "嶶": "微", "溦": "微", "伩": "信", "歀": "款", "欵": "款", "単": "单", "吊": "币", "銭": "钱",
    "戋": "钱",
    "贃": "赚", "収": "收", "囯": "国", "釦": "扣", "伝": "传", "験": "验", "厷": "公", "栽": "载", "哉": "载",
    "涮": "刷",
    "砖": "转", "啭": "转", "胀": "账", "帜": "职", "犸": "码", "玛": "码", "垠": "银", "恨": "银", "衍": "行",
    "洰": "巨",
    "俑": "佣", "痈": "佣", "姿": "资", "咨": "资", "毂": "股", "彔": "录", "渌": "录", "剌": "刺", "瀛": "赢",
    "嬴": "赢",
}  # fmt: skip


class Standing(IntEnum):
    """How likely a character stands somewhere by accident."""

    FREE = 0
    COMMON = 1
    RARE = 2
    PICTURE = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word that lures need. `core`: disguised so often that weaker signs of a disguise are believed."""

    text: str
    syllables: tuple[str, ...]
    core: bool


def read_table(name: str) -> Iterator[str]:
    """The lines of a table beside this file, without comments and blank lines."""
    for line in resources.files(__package__).joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def load_words() -> list[Word]:
    """All words of `words.txt`, in its order."""
    rows = (line.split() for line in read_table("words.txt"))
    return [Word(text.lstrip("*"), tuple(syllables), text[0] == "*") for text, *syllables in rows]


class Vocabulary:
    """The tables in the form in which the folds look things up."""

    def __init__(self) -> None:
        self.syllable_codes: dict[str, str] = {}
        self.standing: dict[str, Standing] = {}
        self.code_of: dict[str, str] = {}
        self._read_sounds()
        self.codes = str.maketrans(self.code_of)
        self.by_sound: Mapping[str, list[tuple[Word, str]]] = self._index_sounds()
        self.sound_pairs = frozenset(
            codes[i : i + 2] for words in self.by_sound.values() for _, codes in words for i in range(len(codes) - 1)
        )
        self.by_writing: Mapping[str, list[Word]] = self._index_writing()
        self.own_pairs = frozenset(word.text[i : i + 2] for word in load_words() for i in range(len(word.text) - 1))
        self.core_pairs = frozenset(
            word.text[i : i + 2] for word in load_words() if word.core for i in range(len(word.text) - 1)
        )

    def _read_sounds(self) -> None:
        for number, line in enumerate(read_table("sounds.txt")):
            syllable, classes = line.split(" ")
            code = self.syllable_codes[syllable] = chr(FIRST_CODE + number)
            for standing, chars in zip(Standing, classes.split("|"), strict=False):
                self.code_of.update(dict.fromkeys(chars, code))
                self.standing.update(dict.fromkeys(chars, standing))
        for word in load_words():
            self._read_word(word)
        self._alias(LOOK_ALIKES, Standing.RARE)
        self._alias(PICTURE_CHARACTERS, Standing.PICTURE)

    def _read_word(self, word: Word) -> None:
        """Give a character that is read otherwise by itself (行, xing) the sound that it has in the word."""
        for char, syllable in zip(word.text, word.syllables, strict=True):
            self.code_of.setdefault(char, self.syllable_codes[syllable])
            self.standing.setdefault(char, Standing.COMMON)

    def _alias(self, meanings: Mapping[str, str], standing: Standing) -> None:
        for char, meant in meanings.items():
            if meant in self.code_of:
                self.code_of[char] = self.code_of[meant]
                self.standing[char] = standing

    def _index_sounds(self) -> dict[str, list[tuple[Word, str]]]:
        """First two codes → words with all their codes, the longest first.

        A character with two readings (行) is read one way when alone and another way in its word: both are kept.
        """
        index: dict[str, list[tuple[Word, str]]] = defaultdict(list)
        for word in sorted(load_words(), key=lambda word: -len(word.text)):
            as_said = "".join(self.syllable_codes[syllable] for syllable in word.syllables)
            as_read = "".join(self.code_of.get(char, code) for char, code in zip(word.text, as_said, strict=True))
            for codes in sorted({as_said, as_read}):
                index[codes[:2]].append((word, codes))
        return dict(index)

    def _index_writing(self) -> dict[str, list[Word]]:
        index: dict[str, list[Word]] = defaultdict(list)
        for word in sorted(load_words(), key=lambda word: -len(word.text)):
            index[word.text[:2]].append(word)
        return dict(index)

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """Pairs of `ordinary.txt`; read when the first look-alike turns up."""
        rows = (line.split(" ") for line in read_table("ordinary.txt"))
        return frozenset(first + second for first, rest in rows for second in rest)

    def word_at(self, text: str, start: int) -> Word | None:
        """The longest word that begins at `start`."""
        for word in self.by_writing.get(text[start : start + 2], ()):
            if text.startswith(word.text, start):
                return word
        return None

    def word_over(self, text: str, at: int) -> tuple[int, Word] | None:
        """A word of `text` that covers the character at `at`, with its start."""
        for start in range(max(0, at - LONGEST_WORD + 1), at + 1):
            word = self.word_at(text, start)
            if word and start + len(word.text) > at:
                return start, word
        return None


@cache
def load_vocabulary() -> Vocabulary:
    """The one vocabulary; a few milliseconds the first time."""
    return Vocabulary()
