"""Sums of money and promised returns.

Source: promises quoted in warnings of the securities regulator (稳赚不赔, 保本) and the pay of fake tasks (一单5元).
Innocent look-alikes: prices and bills are sums too, so the rule alone says little; its weight is learned. Not covered:
sums in words of other languages.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.indicators.found import Found
from model.indicators.wordings import Wordings
from model.patterns import lazy

_NUMBER = r"(?:\d{1,9}(?:[.,]\d{1,4}){0,3}|[一二两三四五六七八九十百千万几]{1,8})"
_AMOUNT = lazy(
    rf"[¥$€£]\s?\d[\d,.]{{0,14}}万?|{_NUMBER}\s?(?:多|余|来)?(?:万|千|亿|w|k)?\s?"
    r"(?:元|块钱?|圆|美元|美金|港币|台币|新币|马币|刀|usdt|u(?![a-z])|rmb|hkd|nt\$|万)"
)
_RETURN = lazy(
    r"(?:日|月|年|周)(?:收益|化|入|赚|回报|结|薪)[^。\n]{0,4}?\d+(?:\.\d+)?\s?(?:%|元|万|块|w|k|个点)?"
    r"|(?:收益|回报|利润|盈利|返)率?[^。\n]{0,4}?\d+(?:\.\d+)?\s?(?:%|倍|个点)|翻\s?[\d一两三几]+\s?倍"
    r"|稳赚|保本|包赚|零风险|无风险|只赚不赔|日进斗金|躺赚|稳定收益|guaranteed (?:profit|return)"
)
_PER_TASK = lazy(
    r"(?:一|每|1)(?:单|个|条|次|任务|关注|赞)[^。\n\d]{0,4}\d{1,4}(?:\.\d{1,2})?(?:-\d{1,4})?\s?(?:元|块|米|r)"
    r"|做满?\d{1,3}单(?:送|奖|返|结)|(?:佣金|返佣|返利|红包)[^。\n\d]{0,4}\d{1,5}(?:\.\d{1,2})?(?:-\d{1,5})?\s?(?:元|块|%|米)"
)

_PATTERNS = {"amount": _AMOUNT, "amount.return": _RETURN, "amount.per_task": _PER_TASK}
TABLE = Wordings(lambda: _PATTERNS)


def find(folded: str) -> Iterator[Found]:
    """Yield sums (`amount`), promised returns (`amount.return`) and pay by the task (`amount.per_task`).

    >>> [(f.rule, "日入800元，先付3万"[f.start:f.end]) for f in find("日入800元，先付3万")]
    [('amount', '800元'), ('amount', '3万'), ('amount.return', '日入800元')]
    """
    return TABLE.find(folded)
