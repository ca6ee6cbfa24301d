"""Who a message says it is from: roles in its words (`claim.toml`) and the signature of an SMS (【…】).

Source: Chinese senders of SMS must sign in brackets at the beginning or the end. Innocent look-alike: honest senders
sign too, and anybody can type brackets; only together with contacts does a signature tell something (`trusted`).
Not covered: whether the claim is true.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from model.indicators.found import Found
from model.indicators.owners import names_in
from model.indicators.wordings import Wordings, load_wordings
from model.patterns import lazy

TABLE = Wordings(partial(load_wordings, "claim"))
_SIGNATURE = lazy(r"[【\[](?P<name>[^【】\[\]\n]{2,20})[】\]]")


def find(folded: str) -> Iterator[Found]:
    """Yield claimed roles (`claim.<id>`) and signatures: `signature.<kind of owner>` or `signature.unknown`.

    >>> [(f.rule, dict(f.params)) for f in find("【招商银行】我是客服")]
    [('claim.customer_service', {}), ('signature.bank', {'owner': 'owner.cmb'})]
    """
    yield from find_claims(folded)
    yield from find_signatures(folded)


def find_claims(folded: str) -> Iterator[Found]:
    """Yield claimed roles only."""
    return TABLE.find(folded)


def find_signatures(folded: str) -> Iterator[Found]:
    """Yield signatures only."""
    for match in _SIGNATURE.finditer(folded):
        owner = next((owner for owner, _, _ in names_in(folded, *match.span("name"))), None)
        rule, params = (f"signature.{owner.kind}", {"owner": owner.text_key}) if owner else ("signature.unknown", {})
        yield Found("signature", rule, match.start(), match.end(), params)
