"""Telltales: the moves of each script, in their many wordings, and not in genuine messages."""

import pytest

from model.indicators.telltales import find

TOLD = [
    ("您误开通了百万保障", "customer_service"),
    ("多退的钱请退回到备用金账户", "customer_service"),
    ("点赞一个3元,关注抖音立结", "brushing"),
    ("先垫付做连单", "brushing"),
    ("跟着老师直播推荐的股票操作", "investment"),
    ("提现需要先缴个人所得税", "investment"),
    ("不走平台直接转我", "shopping"),
    ("放款前需缴纳保证金", "loan_credit"),
    ("帮您注销校园贷账户", "loan_credit"),
    ("我换号码了,先帮我转点钱", "acquaintance"),
    ("请将资金转入安全账户", "authority"),
    ("你涉嫌洗钱案", "authority"),
    ("不转钱就把裸聊视频发给通讯录", "romance"),
    ("账号被冻结,充值解冻", "game"),
    ("航班取消请联系客服办理改签", "flight"),
    ("积分即将过期请兑换", "phishing"),
    ("恭喜您中奖获得一等奖", "prize"),
    ("帮你追回被骗的钱", "other_scam"),
    ("真人百家乐", "gambling"),
    ("代开发票", "fake_documents"),
    ("无抵押贷款当天放款", "grey_loan"),
    ("收银行卡四件套", "account_trading"),
]
GENUINE = [
    "您尾号1234的账户支出256.00元,余额3482.15元",
    "您的包裹已到店,请凭取件码领取",
    "妈,我今晚回家吃饭",
    "各位家长周五开家长会",
    "您的验证码为482913,5分钟内有效",
]


@pytest.mark.parametrize(("text", "type_id"), TOLD)
def test_a_move_betrays_its_type(text: str, type_id: str) -> None:
    """The wording of a script leads to its type."""
    assert type_id in {f.rule.split(".")[1] for f in find(text)}


@pytest.mark.parametrize("text", GENUINE)
def test_genuine_messages_hold_no_telltale(text: str) -> None:
    """Everyday notices do not make any of these moves."""
    assert [f.rule for f in find(text)] == []
