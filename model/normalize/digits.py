"""Numbers in Chinese or formal digits: 一三八零零…, 壹叁捌, 1三8〇〇, and o and l inside a telephone number.

Innocent look-alikes: 三亚, 一五一十, 三三两两, 二三十人, 九九归一: a digit counts only in a run that is plainly a
number, of seven or more, or of three or more before a unit; and 十百千万 are no digits.
"""

from __future__ import annotations

from model.normalize.working import Edit, Working
from model.patterns import lazy

_WRITTEN = {
    "0": "零〇○o",
    "1": "一壹弌幺l",
    "2": "二贰弍",
    "3": "三叁弎",
    "4": "四肆",
    "5": "五伍",
    "6": "六陆",
    "7": "七柒",
    "8": "八捌",
    "9": "九玖",
}
DIGITS = str.maketrans({char: digit for digit, chars in _WRITTEN.items() for char in chars})
_CHINESE = "零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖弌弍弎幺"
_FORMAL = "壹贰叁肆伍陆柒捌玖零"
_ANY = lazy(f"[{_CHINESE}]{{2}}|[0-9][{_CHINESE}]|[{_CHINESE}][0-9]|[0-9][ol][0-9ol]")
_COUNTED = "十百千万亿拾佰仟两几半"
_NUMBER = lazy(
    # a contact: seven or more in a row
    rf"(?<![{_CHINESE}{_COUNTED}0-9])(?:(?=[0-9]*[{_CHINESE}])[{_CHINESE}0-9]{{7,20}}"
    # a sum or a length of time: three or more (or two in formal digits) before a unit
    rf"|[{_CHINESE}]{{3,6}}(?=元|块|%|天|分钟|小时|号|年|月|点|u|rmb)|[{_FORMAL}]{{2,6}}(?=元|块))"
    rf"(?![{_CHINESE}{_COUNTED}0-9])"
    # letters for digits
    r"|(?<![a-z0-9])[1l][0-9ol]{10}(?![a-z0-9])"
)
# Cheaper to look for, and part of any number above.
_RUN = lazy(rf"[{_CHINESE}0-9](?:(?<=[{_CHINESE}])[{_CHINESE}]{{2}}|(?<=[{_FORMAL}])[{_FORMAL}]|[{_CHINESE}0-9]{{6}})")
_LETTERS = lazy("[1l][0-9ol]{10}")
CHINESE_DIGITS, _LETTER_SET = frozenset(_CHINESE), frozenset("ol")
LEAST_CONTACT = 7
_COUNTING = "零一二三四五六七八九"


def fold_digits(work: Working) -> None:
    """Chinese digits to plain ones.

    >>> from model.normalize import normalize
    >>> normalize("电话一三八零零一三八零零零").folded, normalize("一五一十地说").folded
    ('电话13800138000', '一五一十地说')
    """
    if not _may_hold_number(work) or not _ANY.search(work.text):
        return
    edits = [
        Edit(m.start(), m.end(), m.group().translate(DIGITS))
        for m in _NUMBER.finditer(work.text)
        if m.group() not in _COUNTING and not m.group().isdigit()
    ]
    work.mark_all("digits", [edit for edit in edits if len(edit.new) >= LEAST_CONTACT])
    work.edit("Chinese digits", edits)


def _may_hold_number(work: Working) -> bool:
    chinese = not CHINESE_DIGITS.isdisjoint(work.characters) and _RUN.search(work.text)
    return bool(chinese or (not _LETTER_SET.isdisjoint(work.characters) and _LETTERS.search(work.text)))
