"""jieba, set up once, the same for training and serving.

Serving must not pay for jieba's full dictionary (0.6–1 s, 77 MB), so training cuts it down to the words that the
corpus uses (`cut_dictionary`) and stores that in the artifact; both sides then segment with the small one.
HMM is off: it guesses new words out of names and typing errors, which makes features of noise.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import jieba

jieba.setLogLevel(logging.WARNING)

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


class Tokenizer:
    """Segments folded text into words by a dictionary of word → frequency.

    >>> t = Tokenizer({"屏幕": 5, "共享": 5, "屏幕共享": 50})
    >>> list(t.words("开屏幕共享"))
    [('开', 0, 1), ('屏幕共享', 1, 5)]
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self.frequencies = dict(frequencies)
        self._jieba = jieba.Tokenizer()
        self._jieba.FREQ = _with_prefixes(self.frequencies)
        self._jieba.total = sum(self.frequencies.values()) or 1
        self._jieba.initialized = True

    def words(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each word with its offsets in `text`; offsets are contiguous."""
        at = 0
        for word in self._jieba.cut(text, HMM=False):
            yield word, at, at + len(word)
            at += len(word)


def _with_prefixes(frequencies: Mapping[str, int]) -> dict[str, int]:
    """jieba walks a word letter by letter and wants each beginning of it in the table, with 0."""
    table = dict(frequencies)
    for word in frequencies:
        for end in range(1, len(word)):
            table.setdefault(word[:end], 0)
    return table


def full_tokenizer() -> Tokenizer:
    """jieba's whole dictionary plus the words of this field. Slow to make; for training only."""
    with jieba.get_dict_file() as lines:
        frequencies, _ = jieba.Tokenizer().gen_pfdict(lines)
    words = {word: n for word, n in frequencies.items() if n}
    return Tokenizer(words | dict.fromkeys(FIELD_WORDS, 3000))


def cut_dictionary(tokenizer: Tokenizer, texts: Iterable[str], least: int = 2) -> dict[str, int]:
    """The part of the dictionary that `texts` use at least `least` times, with the field's words."""
    used = Counter(word for text in texts for word, _, _ in tokenizer.words(text))
    known = tokenizer.frequencies
    kept = {word: known[word] for word, n in used.items() if n >= least and word in known}
    return dict(sorted((kept | {word: known[word] for word in FIELD_WORDS if word in known}).items()))
