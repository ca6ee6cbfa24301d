"""Official addresses in foreign letters."""

from model.indicators.found import Found
from model.indicators.homographs import DRAWN, find

LINK = Found("link", "link.official", 2, 11, {"domain": "apple.com", "owner": "owner.apple"})


def test_an_address_drawn_in_foreign_letters_imitates_its_owner() -> None:
    """Folded it reads as the official one; the record of the fold gives it away."""
    (found,) = find("登录apple.com", [LINK, Found("disguise", DRAWN, 2, 11)])
    assert (found.rule, found.start, found.end) == ("link.look_alike", 2, 11)
    assert dict(found.params) == {"domain": "apple.com", "owner": "owner.apple", "official": "apple.com"}


def test_a_foreign_word_beside_a_link_is_innocent() -> None:
    """Only letters of the address itself count."""
    assert list(find("登录apple.com привет", [LINK, Found("disguise", DRAWN, 12, 18)])) == []
    assert list(find("登录apple.com", [LINK])) == []
