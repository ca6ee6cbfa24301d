"""Telephone numbers, by what they are in mainland China and next door, and whose the official ones are.

Source: the numbering plan of the Ministry of Industry and Information Technology (mobile 11 digits from 13 to 19,
resold numbers 162/165/167/170/171, 95xxx/96xxx/12xxx service numbers, 400/800, 106 for senders of SMS); owners of
hotlines in `owners.jsonl`. Innocent look-alikes: order and tracking numbers, which are longer or carry no valid
prefix; a sum (95588元). Not covered: full international validation; a number that is shown but forged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from model.indicators.found import Found
from model.indicators.owners import by_number
from model.indicators.wordings import Matches, Wordings
from model.patterns import lazy

_PATTERNS = {
    "phone.mobile": lazy(r"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    "phone.virtual": lazy(r"(?<![\d.])(?:\+?86[ -]?)?1(?:7[01]|6[257])[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    "phone.toll_free": lazy(r"(?<!\d)(?:[48]00[ -]?\d{3}[ -]?\d{4}|[48]00[ -]?\d{4}[ -]?\d{3})(?!\d)"),
    "phone.service": lazy(
        r"(?<![\d.+])(?:95\d{3,4}|96\d{3,4}|12[1-6]\d{2}|12110|12123|100(?:0|1|8|9)\d|1118[35]|11[0249]|1010[ -]?\d{4})"
        r"(?!\.?\d|[元块万])"
    ),
    "phone.landline": lazy(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"),
    "phone.foreign": lazy(r"(?<!\d)(?:\+|00)(?!86)[1-9]\d{0,2}[ -]?\d[\d -]{5,12}\d(?!\d)"),
    "phone.sms_port": lazy(r"(?<!\d)106\d{5,17}(?!\d)"),
    # Digits hidden or spaced out: nobody who wants to be called back writes a number like this.
    "phone.masked": lazy(r"(?<!\d)1[3-9]\d[x*]{4}\d{4}(?!\d)"),
    "phone.spaced": lazy(r"(?<![\d.])1[ .,_-][3-9](?:[ .,_-]\d){9}(?![\d.])"),
    "phone.spelt": lazy(r"[一幺壹][三四五六七八九][零〇一幺二三四五六七八九]{9}(?![零〇一幺二三四五六七八九])"),
    # Short or foreign hotlines are any number, unless a word says that one calls it.
    "phone.dialled": lazy(
        r"(?:拨打|致电|来电|拨|打|热线|专线|电话|客服|call|dial|hotline|contact)[^\d。\n]{0,6}"
        r"(?P<number>\d{3,5}(?:[ -]?\d{3,4}){0,2})(?![\d.:]|[元块万年月日号点])"
    ),
}
_NO_DIGIT = lazy(r"\D")


def _numbers(folded: str, matches: Matches) -> Iterator[Found]:
    taken: set[int] = set()
    for rule, match in matches:
        start, end = match.span("number" if rule == "phone.dialled" else 0)
        params = official(folded[start:end])
        if rule == "phone.dialled" and (not params or start in taken):
            continue
        taken.add(start)
        yield Found("phone", rule, start, end)
        if params:
            yield Found("phone", "phone.official", start, end, params)


TABLE = Wordings(lambda: _PATTERNS, _numbers)


def find(folded: str) -> Iterator[Found]:
    """Yield each number with its rule, and `phone.official` with the owner of an official one.

    >>> [f.rule for f in find("客服13800138000，官方95588")]
    ['phone.mobile', 'phone.service', 'phone.official']
    """
    return TABLE.find(folded)


def official(number: str) -> Mapping[str, str]:
    """The digits of an official number and the text key of its owner, or nothing.

    >>> official("400-889-6588"), official("13800138000")
    ({'number': '4008896588', 'owner': 'owner.hsbank'}, {})
    """
    digits = _NO_DIGIT.sub("", number)
    owner = by_number().get(digits)
    return {"number": digits, "owner": owner.text_key} if owner else {}
