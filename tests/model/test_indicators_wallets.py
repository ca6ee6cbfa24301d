"""Addresses of cryptocurrency wallets; hashes and serial numbers of other lengths."""

import pytest

from model.indicators.wallets import find

FOUND = [
    ("usdt打到tq5nmqjjhpqgk7qjdrzrh1s9wxqv7fye3k,谢谢", "wallet.tron"),
    ("充值地址0x52908400098527886e0f7030069857d2e4169ee7", "wallet.ethereum"),
    ("btc:1bvbmseystwetqtfn5au4m4gfg7xjanvn2", "wallet.bitcoin"),
    ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "wallet.bitcoin"),
]
INNOCENT = [
    "提交d670460b4b4aece5915caf5c68d12f560a9fe3e4",
    "thisisaverylongwordwithoutanynumber",
    "订单1234567890123456789012345678",
    "0x1f",
]


@pytest.mark.parametrize(("text", "rule"), FOUND)
def test_an_address_names_its_chain(text: str, rule: str) -> None:
    """Each chain's way of writing an address is known."""
    assert [f.rule for f in find(text)] == [rule]


@pytest.mark.parametrize("text", INNOCENT)
def test_other_long_words_are_no_wallets(text: str) -> None:
    """Hashes, words and order numbers are left alone."""
    assert list(find(text)) == []
