"""Words by jieba's dictionary: jieba itself when training, an equal and quicker segmenter when serving.

The dictionary is part of the trained model: training cuts jieba's own (0.6–1 s to load, 77 MB) down to the words that
the corpus uses (`cut_dictionary`), and both sides segment with the small one. HMM is off: it guesses new words out of
names and typing errors, which makes features of noise.

`Tokenizer` gives exactly what `jieba.Tokenizer.cut(text, HMM=False)` gives (tested), without importing jieba, whose
tables for HMM alone cost 56 MB and a quarter of a second.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain, repeat
from math import log
from operator import add
from string import ascii_letters, digits
from types import ModuleType
from typing import Any, Protocol

from model.native import kernel
from model.patterns import lazy

# Words of this field that jieba's dictionary lacks; without them 屏幕共享 and the like fall apart.
FIELD_WORDS = [
    "屏幕共享",
    "共享屏幕",
    "百万保障",
    "安全账户",
    "修复征信",
    "征信修复",
    "刷单",
    "刷流水",
    "做任务",
    "验证码",
    "动态码",
    "校验码",
    "解冻费",
    "保证金",
    "会员费",
    "手续费",
    "垫付",
    "垫资",
    "返利",
    "返佣",
    "佣金",
    "日结",
    "稳赚不赔",
    "内幕消息",
    "导师",
    "荐股",
    "跑分",
    "洗钱",
    "涉案",
    "通缉令",
    "公检法",
    "网贷",
    "注销校园贷",
    "校园贷",
    "裸聊",
    "理赔",
    "退改签",
    "改签",
    "积分兑换",
    "积分清零",
    "中奖",
    "数字人民币",
    "医保卡",
    "社保卡",
    "医保码",
    "国家反诈中心",
    "反诈",
    "加微信",
    "加群",
    "扫码",
    "二维码",
    "下载app",
    "usdt",
    "虚拟币",
    "代开发票",
    "办证",
    "无抵押",
    "秒到账",
    "收卡",
    "实名号",
    "小众聊天软件",
    "纸飞机",
    "蝙蝠",
    "云会议",
    "会议号",
    "远程控制",
    "百家乐",
    "时时彩",
    "上门服务",
]


class Segmenter(Protocol):
    """Cuts a text into pieces that join to the text again."""

    @property
    def frequencies(self) -> Mapping[str, int]:
        """Word → how often it occurs; what is not in here falls apart into characters."""

    def cut(self, text: str) -> list[str]:
        """The words of `text` in order, punctuation and white space included."""


class Tokenizer:
    """Segments folded text into words by a dictionary of word → frequency; the likeliest segmentation wins.

    >>> Tokenizer({"屏幕": 5, "共享": 5, "屏幕共享": 50}).cut("开屏幕共享")
    ['开', '屏幕共享']
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self.frequencies = frequencies
        total = log(sum(frequencies.values()) or 1)
        self._unknown = -total
        self._odds = {w: log(n) - total for w, n in frequencies.items() if n and not _OUTSIDE.search(w)}
        self.compiled = self._compile(kernel) if kernel else None
        if self.compiled:
            return
        self._choices = _choices(self._odds)
        self._alone: dict[str, float | None] = {word: odds for word, odds in self._odds.items() if len(word) == 1}
        self._alone[_BORDER] = None

    def _compile(self, kernel: ModuleType) -> Any:
        begun = {word[:end] for word in self._odds for end in range(1, len(word))} - self._odds.keys()
        odds = self._odds | dict.fromkeys(begun, _NEVER)
        return kernel.Segmenter(list(odds), list(odds.values()), self._unknown, _inside())

    def cut(self, text: str) -> list[str]:
        """The words of `text`; what is in no word stands alone, character by character."""
        if self.compiled:
            words: list[str] = self.compiled.cut(text)
            return words
        if not text:
            return []
        inside = _OUTSIDE.sub(_BORDER, text)
        ends, at = self._ends(inside), 0
        words = []
        while at < len(text):
            end = ends[at]
            words.append(text[at:end])
            at = end
        return _join_latin(words) if _JOINED.search(text) else words

    def _ends(self, text: str) -> list[int]:
        """Where the word that begins at each place ends in the likeliest segmentation up to the next border.

        Goes from right to left and adds in jieba's order, so that rounding decides between equals as it does there;
        of equals, the longest word wins.
        """
        odds, unknown, size = self._odds, self._unknown, len(text)
        ends = list(range(1, size + 1))
        rest = [0.0] * (size + 1)
        pairs = map(add, reversed(text[:-1]), reversed(text))
        after = before = 0.0
        for at, best, choice in zip(
            range(size - 1, -1, -1),
            map(self._alone.get, reversed(text), repeat(unknown)),
            chain((None,), map(self._choices.get, pairs)),
            strict=True,
        ):
            if best is None:
                best = 0.0
            else:
                best += after
                if choice is not None:
                    stands_alone, pair, lengths = choice
                    if not stands_alone:
                        best = _NEVER
                    if pair is not None and pair + before >= best:
                        best, ends[at] = pair + before, at + 2
                    for length in lengths:
                        word = odds.get(text[at : at + length])
                        if word is not None and at + length <= size and word + rest[at + length] >= best:
                            best, ends[at] = word + rest[at + length], at + length
                    if best == _NEVER:
                        best = unknown + after
            rest[at], before, after = best, after, best
        return ends


_NEVER = float("-inf")
# What jieba looks for words in, and what not.
_WORDLY = r"\u4e00-\u9fd5a-zA-Z0-9+#&._%\-"
_OUTSIDE = lazy(f"[^{_WORDLY}]")
_BORDER = "\0"
# Letters and digits that stand alone make one word when they stand together, and so does a line break of two.
_JOINED = lazy(r"[a-zA-Z0-9]{2}|\r\n")


@cache
def _inside() -> bytes:
    """Code point → whether words are made of its character; those beyond the last make none."""
    inside = bytearray(0x10000)
    for run in re.finditer(f"[{_WORDLY}]+", "".join(map(chr, range(len(inside))))):
        inside[run.start() : run.end()] = b"\1" * (run.end() - run.start())
    return bytes(inside)


def _choices(odds: Mapping[str, float]) -> dict[str, tuple[bool, float | None, tuple[int, ...]]]:
    """Two characters → what may begin with them.

    Whether the first may stand alone (a character that only begins words does so only where none of them stands), the
    odds of the two as a word, and the lengths of longer words, the shortest first.
    """
    lengths: dict[str, set[int]] = defaultdict(set)
    for word in odds:
        if len(word) > 1:
            lengths[word[:2]].add(len(word))
    return {two: (two[0] in odds, odds.get(two), tuple(sorted(found - {2}))) for two, found in lengths.items()}


_STANDS_ALONE = frozenset(ascii_letters + digits)


def _join_latin(words: Iterable[str]) -> list[str]:
    """Single letters and digits in a row make one word: names, numbers, prices."""
    joined = [""]
    run: list[str] = []
    for word in words:
        if word in _STANDS_ALONE:
            run.append(word)
            continue
        if run:
            joined.append("".join(run))
            run = []
        if word == "\n" and joined[-1] == "\r":
            joined[-1] = "\r\n"
        else:
            joined.append(word)
    return joined[1:] + (["".join(run)] if run else [])


def _import_jieba() -> Any:
    """jieba, when training asks for it; written for older Pythons, it warns of itself when it is compiled."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return jieba


class JiebaTokenizer:
    """jieba with a dictionary of word → frequency. For training, and as what `Tokenizer` is held equal to."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self.frequencies = frequencies
        self._jieba = _import_jieba().Tokenizer()
        self._jieba.FREQ = _with_beginnings(frequencies)
        self._jieba.total = sum(frequencies.values()) or 1
        self._jieba.initialized = True

    def cut(self, text: str) -> list[str]:
        """The words of `text`, as jieba cuts them."""
        return list(self._jieba.cut(text, HMM=False))


def _with_beginnings(frequencies: Mapping[str, int]) -> dict[str, int]:
    """jieba walks a word letter by letter and wants each beginning of it in the table, with 0."""
    table = dict(frequencies)
    for word in frequencies:
        for end in range(1, len(word)):
            table.setdefault(word[:end], 0)
    return table


def full_tokenizer() -> JiebaTokenizer:
    """jieba's whole dictionary plus the words of this field. Slow to make; for training only."""
    jieba = _import_jieba()
    with jieba.get_dict_file() as lines:
        frequencies, _ = jieba.Tokenizer().gen_pfdict(lines)
    words = {word: n for word, n in frequencies.items() if n}
    return JiebaTokenizer(words | dict.fromkeys(FIELD_WORDS, 3000))


def cut_dictionary(tokenizer: Segmenter, texts: Iterable[str], least: int = 2) -> dict[str, int]:
    """The part of the dictionary that `texts` use at least `least` times, with the field's words."""
    used = Counter(word for text in texts for word in tokenizer.cut(text))
    known = tokenizer.frequencies
    kept = {word: known[word] for word, n in used.items() if n >= least and word in known}
    return dict(sorted((kept | {word: known[word] for word in FIELD_WORDS if word in known}).items()))
