"""Emoji used as words: what they stand for, and where.

A heart in 微❤ is the second half of a word; at the end of a greeting it is a heart. So a picture is read as a
character only inside a word of the vocabulary (`sounds.py` does that), and as a whole word only beside words that ask
to get in touch: 加🐧, ✈群. Innocent look-alikes: 坐✈去上海, 爱你❤, 牛奶➕面包.
"""

from __future__ import annotations

from model.normalize.working import Edit, Working
from model.patterns import lazy

# A picture and the character whose sound it lends.
PICTURE_CHARACTERS = {
    "❤": "心", "♥": "心", "💗": "心", "💖": "心", "💕": "心", "💓": "心", "💙": "心", "💚": "心", "💛": "心",
    "💜": "心",
    "🧡": "心", "🖤": "心", "🤍": "心", "💘": "心", "💝": "心", "♡": "心", "✉": "信", "📧": "信", "📩": "信",
    "💌": "信",
    "💰": "钱", "💵": "钱", "💴": "钱", "💸": "钱", "🤑": "钱", "💲": "钱", "➕": "加", "🏠": "家", "👗": "裙",
    "🐎": "马",
    "🐴": "马", "🐔": "鸡", "🐓": "鸡", "🚗": "车", "💳": "卡", "🍚": "饭", "🥚": "蛋", "🐮": "牛", "🐂": "牛",
    "🐷": "猪",
    "🏆": "奖", "🏅": "奖", "🥇": "奖", "📦": "包", "👜": "包", "🎒": "包", "🍵": "茶", "🔞": "黄", "💩": "屎",
    "🌟": "星",
    "⭐": "星", "🔥": "火", "🧊": "冰", "🍭": "糖", "✋": "手", "👋": "手", "💀": "死", "👀": "看", "🎟": "票",
    "🎫": "票",
    "🐟": "鱼", "🦌": "路", "📕": "书", "🗡": "刀", "🔫": "枪", "💊": "药", "📞": "电", "📱": "机", "⬆": "上", "⬇": "下",
    "☝": "上", "👇": "下", "👆": "上", "🌹": "花", "🌸": "花", "🚪": "门", "⛽": "油", "🀄": "中", "🈲": "禁",
    "🔒": "锁",
}  # fmt: skip

# A picture that stands for a whole word, and the word.
PICTURE_WORDS = {
    "✈": "飞机", "🛩": "飞机", "🛫": "飞机", "🛬": "飞机", "🐧": "qq", "🦇": "蝙蝠", "🥔": "土豆", "☎": "电话",
}  # fmt: skip
_PICTURE = "[" + "".join(PICTURE_WORDS) + "]"
_WORD = lazy(
    rf"(?:(?<=加)|(?<=[扣私搜➕+])|(?<=下载)|(?<=联系)|(?<=注册)|(?<=添加)){_PICTURE}"
    rf"|{_PICTURE}(?=[号群裙聊@]|联系|私聊|好友|\s?:?\s?\d{{6,}})"
)
# ➕ or + before somebody or something to add.
_ADD = lazy(
    r"(?<![\da-z+])[➕+](?=我|你|您|v(?![a-z])|[vw]x|wei|微|薇|威|徽|q|群|裙|qun|好友|扣|企|客服|老师|助理|tg|飞机)"
)


def fold_picture_words(work: Working) -> None:
    """Pictures that are whole words.

    >>> from model.normalize import normalize
    >>> normalize("加🐧123456").folded, normalize("下雪了🐧真可爱").folded
    ('加qq123456', '下雪了🐧真可爱')
    """
    if not PICTURE_WORDS.keys().isdisjoint(work.characters):
        edits = [Edit(m.start(), m.end(), PICTURE_WORDS[m.group()]) for m in _WORD.finditer(work.text)]
        work.mark_all("emoji", edits)
        work.edit("emoji as word", edits)
    if not ADDING.isdisjoint(work.characters):
        added = [Edit(m.start(), m.end(), "加") for m in _ADD.finditer(work.text)]
        work.mark_all("emoji", [edit for edit in added if work.text[edit.start] == "➕"])
        work.edit("emoji as word", added)


ADDING = frozenset("➕+")
PICTURE_SET = frozenset(PICTURE_WORDS) | ADDING
