"""Bank cards and accounts to pay into.

Source: ISO/IEC 7812 (16 to 19 digits, Luhn check digit); first six digits by bank in `owners.jsonl`. Innocent
look-alikes: order and tracking numbers, one in ten of which passes the check by chance, so a card is believed only with
a known bank or a word (卡号, 账号) before it. Not covered: cards of other networks without a word; the masked
(尾号1234).
"""

from __future__ import annotations

from collections.abc import Iterator

from model.indicators.found import Found
from model.indicators.owners import Owner, by_bin
from model.patterns import lazy

_CARD = lazy(r"(?<![\d.])(?<!\d[ -])\d(?:[ -]?\d){15,18}(?![ -]?\d)")
_NUMBER = lazy(
    r"(?:卡号|账号|账户|户号|收款(?:卡|账)|汇到|转到|打到|account)[^\d\n。]{0,8}"
    r"(?P<number>\d(?:[ -]?\d){9,21})(?![ -]?\d)"
)
_PAYEE = lazy(r"(?:户名|收款人|开户行|开户银行|开户名|收款方|payee)\s?(?:为|是)?\s?[:：]?\s?[\w()]{2,20}")
_ENOUGH_DIGITS = lazy(r"\d{4}[ -]?\d{2}")


def is_luhn(digits: str) -> bool:
    """Whether the last digit checks the others.

    >>> is_luhn("6222021234567890128"), is_luhn("6222021234567890123")
    (True, False)
    """
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def bank_of(digits: str) -> Owner | None:
    """The bank that issues cards with these first digits."""
    return by_bin().get(digits[:6])


def find(folded: str) -> Iterator[Found]:
    """Yield cards (`card`, with the bank), other account numbers (`card.account`) and payees (`card.payee`).

    >>> [(f.rule, dict(f.params)) for f in find("卡号6222 0212 3456 7890 128")]
    [('card', {'bank': 'owner.icbc'})]
    """
    for match in _PAYEE.finditer(folded):
        yield Found("card", "card.payee", match.start(), match.end())
    if not _ENOUGH_DIGITS.search(folded):
        return
    cards = [m.span() for m in _CARD.finditer(folded) if bank_of(_digits(m.group()))]
    for start, end in cards:
        bank = bank_of(_digits(folded[start:end]))
        rule = "card" if is_luhn(_digits(folded[start:end])) else "card.unchecked"
        yield Found("card", rule, start, end, {"bank": bank.text_key} if bank else {})
    starts = {start for start, _ in cards}
    for match in _NUMBER.finditer(folded):
        if match.start("number") not in starts:
            yield Found("card", "card.account", *match.span("number"))


def _digits(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
