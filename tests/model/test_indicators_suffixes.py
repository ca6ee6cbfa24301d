"""Registrable domains: equal to what tldextract says, from a table of our own."""

import pytest
import tldextract
from hypothesis import given
from hypothesis import strategies as st

from model.indicators.owners import by_domain
from model.indicators.suffixes import registrable_domain, written_out

REFERENCE = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
HOSTS = [
    *("m.icbc.com.cn", "a.b.kawasaki.jp", "city.kawasaki.jp", "www.city.kawasaki.jp", "x.ck", "www.ck", "a.www.ck"),
    *("x.y.ck", "q.w.er", "foo.bar", "a.中国", "xn--fiqs8s.xn--fiqs8s", "com.cn", "gov.uk", "x.co.uk", "a.b.gov.hk"),
    *("qwer.github.io", "readme.md5x", "localhost", "a.idv.tw", "x.sch.uk", "y.x.sch.uk", "城市.香港"),
]


@pytest.mark.parametrize("host", [*HOSTS, *sorted(by_domain())])
def test_the_table_agrees_with_tldextract(host: str) -> None:
    """Wildcards, exceptions, Chinese endings and every official domain."""
    assert registrable_domain(host) == REFERENCE(host).top_domain_under_public_suffix


LABELS = st.sampled_from(
    ["a", "xyz", "com", "cn", "gov", "uk", "co", "jp", "kobe", "city", "ck", "www", "tw", "taipei"]
)


@given(st.lists(LABELS, min_size=1, max_size=5).map(".".join))
def test_any_host_agrees_with_tldextract(host: str) -> None:
    """Labels in any order."""
    assert registrable_domain(host) == REFERENCE(host).top_domain_under_public_suffix


@given(st.text("xn-abc0", max_size=20))
def test_punycode_never_raises(label: str) -> None:
    """What is no punycode stays as it is written."""
    assert isinstance(written_out(label), str)
