"""Signatures, marks and excerpts of campaigns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.campaigns import (
    EXCERPT,
    MASK,
    Signature,
    SignatureIndex,
    canonical_text,
    find_marks,
    mask_excerpt,
    sign,
)
from model.evaluation.near_duplicates import VARIANTS, load_texts, measure, render
from tests.conftest import ROOT

PARCEL = (
    "【驿站】您的快递因地址不详已退回仓库，请点击 http://a1.top/x 补填信息并支付 0.5 元重新派送，否则 24 小时后销毁。"
)


def same(one: str, other: str) -> bool:
    index = SignatureIndex()
    first, second = sign(one), sign(other)
    assert first is not None
    assert second is not None
    index.add(first)
    return index.nearest(second) == 0


@pytest.mark.parametrize(
    "copy",
    [
        PARCEL.replace("a1.top/x", "zz9.vip/2"),
        PARCEL.replace("24", "48").replace("0.5", "1"),
        "王先生，" + PARCEL,
        "[转发] " + PARCEL + " 🙏",
        "\N{ZERO WIDTH SPACE}".join(PARCEL),
        PARCEL.replace("补填", "补 填"),
        "【驛站】您的快遞因地址不詳已退回倉庫，請點擊 http://a1.top/x 補填信息並支付 0.5 元重新派送，否則 2 小時銷毀。",
    ],
)
def test_a_copy_is_the_same_message(copy: str) -> None:
    """Other links, digits, names, scripts and invisible characters do not make another message."""
    assert same(PARCEL, copy)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("在吗", "在哪"),
        ("你好，请问在吗", "你好，请问是谁"),
        ("晚上一起吃饭吧", "晚上一起看书吧"),
        ("您的验证码是 123456", "您的取件码是 123456"),
        (PARCEL, "【银行】您的信用卡因积分到期将于今日清零，请点击 http://a1.top/x 兑换礼品，逾期作废，回T退订。"),
    ],
)
def test_other_messages_do_not_merge(one: str, other: str) -> None:
    """Short messages count as the same only where they are the same; long ones where nearly all is."""
    assert not same(one, other)


@pytest.mark.parametrize("nothing", ["", "http://a.top/1", "13800138000", "!!!", "好"])
def test_where_there_are_no_words_there_is_no_signature(nothing: str) -> None:
    """A bare link or number is recognised by its mark instead."""
    assert sign(nothing) is None


@given(st.text(max_size=300))
def test_signing_never_fails(text: str) -> None:
    """Any text, lone surrogates included, has a 64-bit signature or none, always the same one."""
    signed = sign(text)
    assert signed == sign(text)
    assert signed is None or -(2**63) <= signed.value < 2**63


@given(st.text(max_size=300))
def test_marks_and_excerpts_never_fail(text: str) -> None:
    """Marks are distinct; an excerpt is short and one line."""
    marks = find_marks(text)
    assert len(set(marks)) == len(marks)
    excerpt = mask_excerpt(text)
    assert len(excerpt) <= EXCERPT
    assert "\n" not in excerpt


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("客服电话 +86 138-0013-8000", ("phone:13800138000",)),
        ("加 VX：abc_12345 领资料", ("handle:abc_12345",)),
        ("登录 https://Pay.Evil.top:8080/a?b=1", ("link:pay.evil.top",)),
        ("点 t.cn/A1B2c3 查看", ("link:t.cn/a1b2c3",)),
        ("有疑问请拨打 95588 或登录 www.icbc.com.cn", ()),
        ("加扣扣 123456789", ("handle:123456789",)),
    ],
)
def test_what_tells_a_sender_is_a_mark(text: str, marks: tuple[str, ...]) -> None:
    """Numbers and sites of institutions mark nobody: honest messages and imitations share them."""
    assert find_marks(text) == marks


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("尊敬的欧阳小红，您尾号 6688 的账户异常", "欧阳小红"),
        ("李建国先生，您涉嫌洗钱", "李建国"),
        ("验证码 445566，请勿告诉他人", "445566"),
        ("联系 someone@example.com 领奖", "someone"),
        ("加微信 abc12345 领奖", "abc12345"),
        ("点击 http://evil.top/u/998877 领奖", "evil"),
        ("身份证 110101199003070000 已被冒用", "199003"),
    ],
)
def test_an_excerpt_hides_what_may_be_somebodys(text: str, secret: str) -> None:
    """Names, numbers, handles, links are masked."""
    masked = mask_excerpt(text)
    assert secret not in masked
    assert MASK in masked


def test_canonical_text_keeps_the_words() -> None:
    """Only what changes from copy to copy goes."""
    assert canonical_text("【A店】 订单 88 号：http://x.top 有误") == "a店订单号有误"


def test_the_index_finds_the_nearest_and_the_oldest_of_equals() -> None:
    """Nearer beats older; of two as near, the first stays the campaign."""
    index = SignatureIndex()
    for value in (0b111, 0b1, 0b10):
        index.add(Signature(value, 10))
    assert index.nearest(Signature(0, 10)) == 1
    assert index.nearest(Signature(-1, 10)) is None


def test_the_stricter_radius_of_two_counts() -> None:
    """A short message is not drawn in by a long one."""
    index = SignatureIndex()
    index.add(Signature(0b111, 2))
    assert index.nearest(Signature(0, 10)) is None
    index.add(Signature(0b11, 2))
    assert index.nearest(Signature(0, 10)) == 1
    assert index.nearest(Signature(0, 0)) is None


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=50), st.integers(-(2**63), 2**63 - 1))
def test_the_index_agrees_with_counting_bits(values: list[int], sought: int) -> None:
    """The fast scan finds what comparing one by one finds, negative numbers included."""
    index = SignatureIndex()
    for value in values:
        index.add(Signature(value, 30))
    away = [((value ^ sought) & (2**64 - 1)).bit_count() for value in values]
    expected = away.index(min(away)) if min(away) <= 30 else None
    assert index.nearest(Signature(sought, 30)) == expected
    assert [index[place].value for place in range(len(index))] == values


def test_the_index_grows_past_its_first_room() -> None:
    """Every signature is found again, across blocks of the scan."""
    index = SignatureIndex()
    for number in range(70_000):
        index.add(Signature(number * 0x9E3779B97F4A7C15 % 2**63, 0))
    for number in (0, 1023, 1024, 32_767, 32_768, 69_999):
        assert index.nearest(index[number]) == number
    with pytest.raises(IndexError):
        index[70_000]


def test_near_duplicates_are_told_from_other_messages() -> None:
    """On a sample of our own corpus: recall by variant, and hardly a wrong merge."""
    texts = [text for text in load_texts(ROOT / "training_data")[::25] if len(canonical_text(text)) > 30]
    figures = measure(texts)
    assert figures.messages > 300
    assert figures.precision > 0.99
    assert figures.recall["other digits"] > 0.99
    assert figures.recall["zero-width spaces"] > 0.99
    assert figures.recall["another link"] > 0.98
    assert figures.recall["1 % of characters edited"] > 0.9
    assert figures.recall["3 % of characters edited"] > 0.75
    assert all(name in render(figures) for name in VARIANTS)
