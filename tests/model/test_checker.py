"""The checker as a whole: what holds for every text, however odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Checker, InputError
from model.assess import MAX_CHARACTERS

WORDING = "您好我是客服请共享屏幕转账到安全账户点击链接a.cn/x领取138001380000元，。！\n @#𠮷\u200bⓋ😀帳戶"
TEXTS = st.one_of(st.text(max_size=300), st.text(WORDING, max_size=300))


@given(TEXTS)
def test_every_text_gets_a_verdict(checker: Checker, text: str) -> None:
    """No text of any kind makes the checker fail, and what it says holds together."""
    verdict = checker.check(text)
    assert 0 <= verdict.probability <= 1
    assert sum(t.probability for t in verdict.types) == pytest.approx(1)
    assert [t.probability for t in verdict.types] == sorted((t.probability for t in verdict.types), reverse=True)
    for evidence in verdict.evidence:
        assert 0 <= evidence.start < evidence.end <= len(text)
        assert text[evidence.start : evidence.end] == evidence.quote


@given(TEXTS)
def test_the_same_text_gets_the_same_verdict(checker: Checker, text: str) -> None:
    """Nothing is remembered from one message to the next."""
    assert checker.check(text) == checker.check(text)


def test_a_text_beyond_the_limit_is_refused() -> None:
    """One character too many is an error that says what to do."""
    with pytest.raises(InputError, match="send the part in doubt"):
        Checker.load().check("长" * (MAX_CHARACTERS + 1))


# Each repeats what some pattern begins with, so that a careless one would look at every rest of the text again.
HOSTILE = [
    "1",
    "a.",
    "a-",
    "加",
    "验证码",
    "http://a.",
    "@a",
    "8613",
    "日入",
    "不要",
    "，",
    "下载 ",
    "v ",
    "\n",
    "银行卡",
    "+86 ",
    "x*",
    "一百",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_of_full_length_is_read_to_the_end(checker: Checker, unit: str) -> None:
    """A hundred thousand characters of the worst kind come back; what grows with the square would run for hours."""
    assert checker.check((unit * MAX_CHARACTERS)[:MAX_CHARACTERS]).types
