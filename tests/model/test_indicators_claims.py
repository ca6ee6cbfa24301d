"""Who a message says it is from."""

import tomllib
from importlib import resources

import pytest

from model.indicators.claims import find
from model.indicators.wordings import load_wordings

CLAIMED = [
    ("我是市公安局刑侦支队的", "claim.police"),
    ("我是工商银行信贷部的", "claim.bank"),
    ("您好,我是京东客服", "claim.customer_service"),
    ("我是你们董事长", "claim.boss"),
    ("妈,我手机坏了,用同学的发", "claim.child"),
    ("猜猜我是谁", "claim.friend"),
    ("我是三班班主任", "claim.teacher"),
    ("我是快递员小王", "claim.courier"),
    ("我是移动公司的", "claim.operator"),
    ("这里是社保局", "claim.social_security"),
    ("尊敬的旅客", "claim.airline"),
    ("我们是栏目组", "claim.lottery"),
    ("跟着导师带单", "claim.mentor"),
    ("我是公司人事", "claim.recruiter"),
    ("【招商银行】您的账单", "signature.bank"),
    ("【国家反诈中心】提醒", "signature.police"),
    ("【幸福小区】停水通知", "signature.unknown"),
    ("您的快件已到[顺丰速运]", "signature.courier"),
]
INNOCENT = ["今晚吃什么", "银行下班了", "书名《我是猫》", "数组a[0]", "我是真的饿了"]


@pytest.mark.parametrize(("text", "rule"), CLAIMED)
def test_a_claim_is_heard(text: str, rule: str) -> None:
    """Roles and signatures are told by their kind."""
    assert rule in {f.rule for f in find(text)}


@pytest.mark.parametrize("text", INNOCENT)
def test_nobody_is_claimed_where_nobody_is_named(text: str) -> None:
    """Talk about a bank, a book or oneself is no claim."""
    assert list(find(text)) == []


def test_every_role_is_tried() -> None:
    """No row of the table is without a case."""
    assert set(load_wordings("claim")) <= {rule for _, rule in CLAIMED}


@pytest.mark.parametrize("kind", ["claim", "pressure"])
def test_every_wording_names_an_innocent_look_alike(kind: str) -> None:
    """The tables tell their readers what a pattern may be mistaken for."""
    data = tomllib.loads(resources.files("model.indicators").joinpath(f"{kind}.toml").read_text("utf-8"))
    assert all(wording["innocent"] for wording in data["wordings"])
