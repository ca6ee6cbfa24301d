"""Sums of money and promised returns."""

import pytest

from model.indicators.amounts import find


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("每月扣费2000元", "2000元"),
        ("转3万过来", "3万"),
        ("一共¥1,288.50", "¥1,288.50"),
        ("充500usdt", "500usdt"),
        ("三千块", "三千块"),
    ],
)
def test_a_sum_is_quoted(text: str, quote: str) -> None:
    """Figures and Chinese numerals with a unit are sums."""
    assert quote in [text[f.start : f.end] for f in find(text) if f.rule == "amount"]


@pytest.mark.parametrize("text", ["日收益3%", "稳赚不赔", "保本高息", "一周翻3倍"])
def test_a_promised_return_is_seen(text: str) -> None:
    """What no honest investment promises has a rule of its own."""
    assert "amount.return" in {f.rule for f in find(text)}


@pytest.mark.parametrize("text", ["一单5元", "每个赞2-3元", "做满3单送20", "佣金30%"])
def test_pay_by_the_task_is_seen(text: str) -> None:
    """How fake tasks pay has a rule of its own."""
    assert "amount.per_task" in {f.rule for f in find(text)}


@pytest.mark.parametrize("text", ["第3楼", "验证码482913", "航班mu5137"])
def test_bare_figures_are_no_sums(text: str) -> None:
    """A figure without a unit of money is left alone."""
    assert list(find(text)) == []
