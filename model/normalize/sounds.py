"""Same-sound spellings: 薇信 and 威❤ for 微信, zhuan账 for 转账, v信, by rule and not by list.

A text becomes a string of sounds; where that holds a word of the vocabulary but other characters are written, they
are put right, provided that the written ones are no ordinary word (威信), do not belong to their neighbours (稍微|新)
and are not of those that stand anywhere (张, 为). Innocent look-alikes: 维新 is history, 家我 in 回家我 is two words.

Not covered: a different word that is said alike and ordinary (反利 is folded, 法利 is not), sounds of other dialects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import add
from typing import NamedTuple

from model.normalize.triage import load_triage
from model.normalize.vocabulary import LONGEST_WORD, Standing, Vocabulary, Word, load_vocabulary
from model.normalize.working import Edit, Working
from model.patterns import lazy


def fold_homophones(work: Working) -> None:
    """Characters that only sound like the word.

    >>> from model.normalize import normalize
    >>> normalize("加薇❤").folded, normalize("转帐给他").folded, normalize("在村里有威信").folded
    ('加微信', '转账给他', '在村里有威信')
    """
    vocabulary = load_vocabulary()
    spellings = list(_misspelled(work.text, vocabulary))
    if not spellings:
        return
    edits = []
    for start, word in spellings:
        written = work.text[start : start + len(word.text)]
        pictures = any(vocabulary.standing.get(char) is Standing.PICTURE for char in written)
        work.mark("emoji" if pictures else "homophone", start, start + len(written))
        edits += [Edit(start + k, start + k + 1, meant) for k, meant in enumerate(word.text) if written[k] != meant]
    work.edit("same sound", edits)


def _misspelled(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, Word]]:
    """Start and word of each spelling that only sounds right, from left to right, apart."""
    done = 0
    for start in _heard(text, vocabulary):
        if start >= done:
            sounds = text[start : start + LONGEST_WORD].translate(vocabulary.codes)
            word = _misspelled_at(text, sounds, start, vocabulary)
            if word:
                yield start, word
                done = start + len(word.text)


def _heard(text: str, vocabulary: Vocabulary) -> list[int]:
    """Where a word may be heard; the kernel leaves out those that are written right."""
    if triage := load_triage():
        return triage.heard(text)
    codes = list(map(vocabulary.code_of.get, text, text))
    return [start for start, pair in enumerate(map(add, codes, codes[1:])) if pair in vocabulary.by_sound]


def _misspelled_at(text: str, sounds: str, start: int, vocabulary: Vocabulary) -> Word | None:
    """The longest word that sounds like what begins at `start` (`sounds`), unless it is written there."""
    for word, codes in vocabulary.by_sound[sounds[:2]]:
        if len(codes) == 2 or sounds.startswith(codes):
            if text.startswith(word.text, start):
                return None
            if _is_disguise(text, start, word, vocabulary):
                return word
    return None


def _is_disguise(text: str, start: int, word: Word, vocabulary: Vocabulary) -> bool:
    """Whether what is written in place of the word can be nothing else."""
    written = text[start : start + len(word.text)]
    changed = [k for k, char in enumerate(written) if char != word.text[k]]
    standing = vocabulary.standing
    weakest = min(standing[written[k]] for k in changed)
    strongest = max(standing[written[k]] for k in changed)
    if weakest is Standing.FREE and not _is_enclosed(changed, word):
        return False
    if strongest is Standing.PICTURE and not word.core:
        return False
    if len(changed) == len(written) and not _may_change_wholly(word, weakest, strongest):
        return False
    touched = {pair for k in changed for pair in (written[max(k - 1, 0) : k + 1], written[k : k + 2]) if len(pair) == 2}
    if not touched.isdisjoint(vocabulary.ordinary) or not touched.isdisjoint(vocabulary.own_pairs):
        return False
    last = len(written) - 1
    rare = {k for k in changed if standing[written[k]] >= Standing.RARE}
    borders = {0, last} & (rare or {0, last})
    return not any(_belongs_outside(text, start + k, k == 0, word, vocabulary) for k in borders)


def _is_enclosed(changed: list[int], word: Word) -> bool:
    """Whether one character inside a core word was exchanged: even a free one proves something there (验正码)."""
    return word.core and len(changed) == 1 and 0 < changed[0] < len(word.text) - 1


# Hunted by every filter, so disguised most of all: both characters exchanged, one of them rare, is believed.
HUNTED = frozenset(("微信", "加微信", "转账", "贷款", "刷单"))


def _may_change_wholly(word: Word, weakest: Standing, strongest: Standing) -> bool:
    """Whether a word of which no character is left is still believed."""
    if word.text in HUNTED:
        return strongest >= Standing.RARE
    return word.core and (weakest >= Standing.RARE or len(word.text) > 2)


def _belongs_outside(text: str, at: int, to_the_left: bool, word: Word, vocabulary: Vocabulary) -> bool:
    """Whether the character at a border makes a word with its neighbour outside: 稍|微新.

    Not where the word meant goes with that neighbour just as well: 加|威芯, for 加微.
    """
    if to_the_left:
        pair, meant = text[max(at - 1, 0) : at + 1], text[max(at - 1, 0) : at] + word.text[0]
    else:
        pair, meant = text[at : at + 2], word.text[-1] + text[at + 1 : at + 2]
    return (pair in vocabulary.ordinary or pair in vocabulary.own_pairs) and meant not in vocabulary.own_pairs


# A run of letters that touches a Chinese character (or a picture), and is no part of an address or a number.
_HAN = r"[\u3400-\u9fff]"
_LETTERS = r"(?<![a-z0-9@._/:-])[a-z]{1,18}(?![a-z0-9@_/-]|\.[a-z]|://)"
_SPELLED = lazy(rf"(?<={_HAN}){_LETTERS}|{_LETTERS}(?=[\u3400-\u9fff❤♥💰])")
_LATIN = lazy("[a-z]")
# v信, vx, wx: the letters that everybody reads as 微 and 信.
_ABBREVIATED = {"v": "wei", "w": "wei", "x": "xin"}
_CONTACT_BEFORE = lazy(r"(?:[加+➕扣私搜]|联系|添加)$")
_CONTACT_AFTER = lazy(r"(?:号|同号)?\s?[:：]?\s?[a-z0-9_-]{5,}")
# What is read around a run of letters at a time.
MOST_TOKENS = 2 * LONGEST_WORD
# A word all in pinyin must be this long to be none of English.
LEAST_LETTERS = 6


class _Token(NamedTuple):
    """A Chinese character or a syllable in letters."""

    code: str
    start: int
    end: int
    latin: bool


def fold_pinyin(work: Working) -> None:
    """Syllables in letters inside a Chinese word.

    >>> from model.normalize import normalize
    >>> normalize("jia微xin").folded, normalize("开通银hang卡").folded, normalize("我爱jazz乐").folded
    ('加微信', '开通银行卡', '我爱jazz乐')
    """
    runs = list(_SPELLED.finditer(work.text)) if _LATIN.search(work.text) else []
    if not runs:
        return
    edits: list[Edit] = []
    for tokens, word in _spelled_words(work.text, runs):
        if not edits or tokens[0].start >= edits[-1].end:
            work.mark("pinyin", tokens[0].start, tokens[-1].end)
            edits += [Edit(token.start, token.end, char) for token, char in zip(tokens, word.text, strict=True)]
    work.edit("pinyin", edits)


def _spelled_words(text: str, runs: list[re.Match[str]]) -> Iterator[tuple[list[_Token], Word]]:
    vocabulary = load_vocabulary()
    done = 0
    for run in runs:
        if run.start() < done or not _may_belong(text, run, vocabulary):
            continue
        for tokens, word in _words_of(text, _tokens(text, run, vocabulary), vocabulary):
            yield tokens, word
            done = tokens[-1].end


def _may_belong(text: str, run: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether the run sounds like a piece of a word, with its neighbours or by itself: most runs are English."""
    syllables = [vocabulary.syllable_codes[_ABBREVIATED.get(s, s)] for s in split_syllables(run.group())]
    around = [text[max(0, run.start() - 1) : run.start()], *syllables, text[run.end() : run.end() + 1]]
    codes = "".join(around).translate(vocabulary.codes)
    return bool(syllables) and any(codes[i : i + 2] in vocabulary.sound_pairs for i in range(len(codes) - 1))


def _tokens(text: str, run: re.Match[str], vocabulary: Vocabulary) -> list[_Token]:
    """The run and what stands around it, as far as one word can reach."""
    first = run.start()
    while first > 0 and run.start() - first < LONGEST_WORD and text[first - 1] in vocabulary.standing:
        first -= 1
    tokens = [_Token(text[i].translate(vocabulary.codes), i, i + 1, False) for i in range(first, run.start())]
    at = run.start()
    while at < len(text) and len(tokens) < MOST_TOKENS:
        if text[at] in vocabulary.standing:
            tokens.append(_Token(text[at].translate(vocabulary.codes), at, at + 1, False))
            at += 1
            continue
        letters = _RUN.match(text, at)
        syllables = split_syllables(letters.group()) if letters else ()
        if not syllables:
            break
        for syllable in syllables:
            code = vocabulary.syllable_codes[_ABBREVIATED.get(syllable, syllable)]
            tokens.append(_Token(code, at, at + len(syllable), True))
            at += len(syllable)
    return tokens


_RUN = lazy("[a-z]{1,18}(?![a-z0-9])")


def _words_of(text: str, tokens: list[_Token], vocabulary: Vocabulary) -> Iterator[tuple[list[_Token], Word]]:
    """Words that the tokens spell with at least one syllable in letters, apart."""
    codes = "".join(token.code for token in tokens)
    done = 0
    for i in range(len(tokens) - 1):
        for word, sound in vocabulary.by_sound.get(codes[i : i + 2], ()) if i >= done else ():
            spelled = tokens[i : i + len(sound)]
            if codes.startswith(sound, i) and _is_spelled(text, spelled, word, vocabulary):
                yield spelled, word
                done = i + len(sound)
                break


def _is_spelled(text: str, spelled: list[_Token], word: Word, vocabulary: Vocabulary) -> bool:
    letters = sum(token.end - token.start for token in spelled if token.latin)
    start, end = spelled[0].start, spelled[-1].end
    if not letters:
        return False
    if all(token.latin for token in spelled):
        if text[start:end] in ("vx", "wx"):
            return bool(_CONTACT_BEFORE.search(text[max(0, start - 2) : start]) or _CONTACT_AFTER.match(text, end))
        return word.core and letters >= LEAST_LETTERS
    return all(
        token.latin or text[token.start] == meant or vocabulary.standing[text[token.start]] >= Standing.RARE
        for token, meant in zip(spelled, word.text, strict=True)
    )


@lru_cache(maxsize=4096)
def split_syllables(letters: str) -> tuple[str, ...]:
    """A run of letters as syllables of the vocabulary, or () where that does not work out.

    >>> split_syllables("weixin"), split_syllables("hello"), split_syllables("vx")
    (('wei', 'xin'), (), ('v', 'x'))
    """
    known = load_vocabulary().syllable_codes
    ways: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before, syllable = ways[start], letters[start:end]
            if before is not None and (syllable in known or syllable in _ABBREVIATED):
                ways[end] = min(ways[end] or (*before, syllable), (*before, syllable), key=len)
    return ways[-1] or ()
