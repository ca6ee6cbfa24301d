"""Numbers in Chinese or formal digits: 一三八零零…, 壹叁捌, 1三8〇〇, and the letters o and l inside a telephone number.

Innocent look-alikes: 三亚, 一五一十, 三三两两, 二三十人, 九九归一: a digit counts only in a run that is plainly a number, of seven or more,
or of three or more before a unit; and 十百千万 are no digits.
"""

from __future__ import annotations

import re

from model.normalize.working import Edit, Working

DIGITS = str.maketrans(
    {char: digit for digit, chars in zip("0123456789", (
        "零〇○oO", "一壹弌", "二贰弍", "三叁弎", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"), strict=True) for char in chars}
    | {"l": "1", "幺": "1"}
)  # fmt: skip
_CHINESE = "零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖弌弍弎幺"
_ANY = re.compile(f"[{_CHINESE}]{{2}}|[0-9][{_CHINESE}]|[{_CHINESE}][0-9]|[0-9][ol][0-9ol]")
_COUNTED = "十百千万亿拾佰仟两几半"
_NUMBER = re.compile(
    # a contact: seven or more in a row
    rf"(?<![{_CHINESE}{_COUNTED}0-9])(?:(?=[0-9]*[{_CHINESE}])[{_CHINESE}0-9]{{7,20}}"
    # a sum or a length of time: three or more (or two in formal digits) before a unit
    rf"|[{_CHINESE}]{{3,6}}(?=元|块|%|天|分钟|小时|号|年|月|点|u|rmb)|[壹贰叁肆伍陆柒捌玖零]{{2,6}}(?=元|块))"
    rf"(?![{_CHINESE}{_COUNTED}0-9])"
    # letters for digits
    r"|(?<![a-z0-9])1[0-9ol]{10}(?![a-z0-9])"
)
LEAST_CONTACT = 7
_COUNTING = "零一二三四五六七八九"


def fold_digits(work: Working) -> None:
    """Chinese digits to plain ones.

    >>> from model.normalize import normalize
    >>> normalize("电话一三八零零一三八零零零").folded, normalize("一五一十地说").folded
    ('电话13800138000', '一五一十地说')
    """
    if not _ANY.search(work.text):
        return
    edits = [
        Edit(m.start(), m.end(), m.group().translate(DIGITS))
        for m in _NUMBER.finditer(work.text)
        if m.group() not in _COUNTING and not m.group().isdigit()
    ]
    work.mark_all("digits", [edit for edit in edits if len(edit.new) >= LEAST_CONTACT])
    work.edit("Chinese digits", edits)
