"""A scam padded with chat is judged by its dangerous part; a long harmless text stays harmless."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Checker, Risk
from model.classifier.windows import SIZES, WHOLE_UP_TO, sentence_ends, windows

CHAT = (
    "今天食堂的红烧肉还行，就是有点咸",
    "周六我带孩子去动物园，你们去不去",
    "妈说冰箱里还有饺子，让你别买菜了",
    "昨晚的球看了吗，最后三分钟太悬了",
    "阳台的花我浇过了，你不用管",
    "下雨了，记得收被子",
    "我到公司了，早上堵了四十分钟",
    "图书馆那本书帮我续借一下呗",
)
SCAMS = (
    "您好，我是抖音客服，您误开了直播会员，每月扣800元，请下载会议软件共享屏幕取消",
    "点赞关注一单5元，日结，先垫付再返，进群领任务",
    "我是市公安局民警，您名下银行卡涉嫌洗钱，请把资金转入安全账户接受核查，不得告诉家人",
)


@pytest.mark.parametrize("scam", SCAMS)
@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_scam_among_chat_is_judged_as_if_it_stood_alone(checker: Checker, scam: str, place: int) -> None:
    """Eight harmless lines around it cost no band, no type, and the quotes come from the dangerous part."""
    message = "\n".join([*CHAT[:place], scam, *CHAT[place:]])
    alone, among = checker.check(scam), checker.check(message)
    assert (among.risk, among.scam_type) == (alone.risk, alone.scam_type)
    assert among.evidence
    assert all(e.quote in scam for e in among.evidence)


def test_a_long_harmless_chat_stays_harmless(checker: Checker) -> None:
    """Many parts are many chances to look bad; they must not add up."""
    assert checker.check("\n".join(CHAT * 5)).risk is Risk.LOW


@given(st.text(alphabet="好吗。！？\n，, a1", max_size=900))
def test_sentences_cover_the_text(text: str) -> None:
    """Ends rise, none is empty, the last one is the end; a short text has none."""
    ends = sentence_ends(text)
    assert bool(ends) == (len(text) > WHOLE_UP_TO)
    assert all(a < b for a, b in pairwise(ends))
    assert not ends or ends[-1] == len(text)


@given(st.lists(st.integers(1, 120), max_size=60))
def test_windows_are_runs_of_sentences(lengths: list[int]) -> None:
    """At most one a sentence and size, never the whole; so their number grows with the text, not with its square."""
    ends = [sum(lengths[: i + 1]) for i in range(len(lengths))]
    runs = windows(ends)
    assert len(runs) <= len(SIZES) * len(ends)
    assert all(0 <= first < after <= len(ends) for first, after in runs)
    assert (0, len(ends)) not in runs
