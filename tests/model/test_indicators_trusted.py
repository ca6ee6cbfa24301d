"""Contacts: all official, some, or not those of whom the message claims to be."""

import pytest

from model.indicators import Found, find_all, trusted
from model.normalize import normalize

TOLD = [
    ("【工商银行】您尾号1234支出20元，如有疑问致电95588", {"trusted.all_official", "trusted.signed"}),
    ("如有疑问请登录www.icbc.com.cn或致电95588", {"trusted.all_official"}),
    ("反诈中心提醒：请拨打96110", {"trusted.all_official"}),
    ("【工商银行】积分请在www.icbc.com.cn查看", {"trusted.all_official", "trusted.signed"}),
    ("【12345政务热线】评价请点 abcd-pj.com/x", set()),
    ("致电95588或加微信abc123456", {"trusted.mixed"}),
    ("致电95588或登录icbc-vip.top", {"trusted.mixed"}),
    ("【招商银行】请登录cmb-jf.top兑换", {"mismatch.domain"}),
    ("建行客服95588", {"trusted.all_official", "mismatch.number"}),
    ("招商银行官方客服13800138000", {"mismatch.private"}),
    ("【工商银行】如遇诈骗请拨打96110", {"trusted.all_official"}),
    ("我是顺丰快递员，13800138000，下来取件", set()),
    ("妈，我今晚回家吃饭", set()),
    ("【招商银行】详情见 t.cn/abc123", set()),
]


@pytest.mark.parametrize(("text", "rules"), TOLD)
def test_contacts_are_weighed_together(text: str, rules: set[str]) -> None:
    """One stranger among official contacts spoils them; a public hotline contradicts nobody."""
    found = find_all(normalize(text))
    assert {f.rule for f in found if f.kind in ("trusted", "mismatch")} == rules


def test_a_contradiction_names_both_sides() -> None:
    """The finding says whose the number is and who claims it."""
    (found,) = [f for f in find_all(normalize("建行客服95588")) if f.rule == "mismatch.number"]
    assert dict(found.params) == {"number": "95588", "owner": "owner.icbc", "claimed": "owner.ccb"}


def test_a_disguised_contact_vouches_for_nothing() -> None:
    """What had to be unfolded to look official is no official contact."""
    official = [*find_all(normalize("请登录icbc.com.cn")), Found("disguise", "disguise.link", 7, 8)]
    contacts = [f for f in official if f.kind != "trusted"]
    assert [f.rule for f in trusted.find("请登录icbc.com.cn", contacts)] == []
