"""Writing around filters: each attack changes the writing, keeps what people read, and costs the checker little."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Checker
from model.classifier.corpus import load_corpus
from model.evaluation.attack_tables import load_chat
from model.evaluation.attacks import ATTACKS, TURNS, Damage, sample, withstand
from model.evaluation.benchmark import judge
from model.evaluation.metrics import Judged
from model.normalize import normalize
from tests.conftest import ROOT

SCAM = "您好，我是抖音客服，您误开了直播会员，每月扣800元，请加微信下载会议软件共享屏幕，否则明天从银行账户自动扣款"
WITH_LINK = SCAM + "，登录 icbc-vip.top/Apply 核对"
HARMLESS = "妈，我周六坐8点的车回来，给你带了两盒茶叶，晚上想吃红烧肉，你别忙太多"


def attacked(name: str, text: str, seed: int) -> str:
    return ATTACKS[name](text, random.Random(seed))  # noqa: S311


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_seeded_and_varied(name: str) -> None:
    """The same seed gives the same text, ten seeds give several, and none is the message as it was."""
    texts = [attacked(name, WITH_LINK, seed) for seed in range(10)]
    assert texts == [attacked(name, WITH_LINK, seed) for seed in range(10)]
    assert len(set(texts)) >= 2
    assert any(text != WITH_LINK for text in texts)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_scam_stays_warned_of(checker: Checker, name: str) -> None:
    """However it is written, by every one of ten seeds."""
    assert all(checker.check(attacked(name, SCAM, seed)).risk in ("medium", "high") for seed in range(10))


@pytest.mark.parametrize("name", ATTACKS)
def test_odd_writing_alone_is_no_signal(checker: Checker, name: str) -> None:
    """A family message written that way is no false alarm."""
    assert all(checker.check(attacked(name, HARMLESS, seed)).risk == "low" for seed in range(10))


@pytest.mark.parametrize("name", ["invisible", "fancy_letters"])
def test_these_are_folded_away_without_a_trace(name: str) -> None:
    """The features are exactly those of the plain message."""
    plain = normalize(SCAM.replace("，", ",")).folded
    for seed in range(10):
        assert normalize(attacked(name, SCAM, seed)).folded == plain


@pytest.mark.parametrize("name", ["mixed_script", "defanged"])
def test_links_are_read_however_they_are_written(name: str) -> None:
    """Foreign letters and undone dots leave the same address."""
    for seed in range(10):
        assert "icbc-vip.top/apply" in normalize(attacked(name, WITH_LINK, seed)).folded


def test_homophones_are_drawn_from_all_characters() -> None:
    """A hundred seeds write a word in more ways than any list holds."""
    assert len({attacked("homophones", "转账", seed) for seed in range(100)}) > 12


def test_the_lines_of_chat_are_our_own() -> None:
    """Enough of them to bury a message, none twice, none in the corpus that the model learns from."""
    chat = load_chat()
    assert len(set(chat)) == len(chat) >= 3 * TURNS
    assert set(chat).isdisjoint(row.text for row in load_corpus(ROOT / "training_data"))


@settings(deadline=None)  # the first call reads the tables of sounds
@given(st.sampled_from(sorted(ATTACKS)), st.text(max_size=80), st.integers(0, 99))
def test_an_attack_takes_any_text(name: str, text: str, seed: int) -> None:
    """Also an empty one, or one without a Chinese character."""
    assert isinstance(attacked(name, text, seed), str)


def test_damage_is_counted_against_the_verdicts_before(checker: Checker) -> None:
    """Thirty scams and thirty harmless messages, every attack named once, shares between -1 and 1."""
    rows = [{"id": f"s{i}", "text": SCAM, "label": "scam", "type": "customer_service"} for i in range(30)]
    rows += [{"id": f"h{i}", "text": HARMLESS, "label": "benign", "type": "x"} for i in range(30)]
    judged = [judge(checker, row, "own") for row in rows]
    damages = withstand(checker, judged)
    assert [d.attack for d in damages] == list(ATTACKS)
    assert damages == [Damage(name, 0.0, 0.0) for name in ATTACKS]


def test_a_sample_takes_the_same_from_each_group() -> None:
    """Illegal bait is left out; a small group is taken whole."""
    rows = [Judged(f"{i}", "t", "scam", "prize", "a", "high", 1.0, "prize") for i in range(1000)]
    rows += [Judged(f"b{i}", "t", "ad", "", "b", "low", 0.0, None) for i in range(7)]
    rows += [Judged("i", "t", "illegal", "", "a", "low", 0.0, None)]
    chosen = sample(rows, 50)
    assert sum(j.source == "a" for j in chosen) == 50
    assert sum(j.source == "b" for j in chosen) == 7
    assert not any(j.label == "illegal" for j in chosen)
