"""Small numbers: none is told, and none can be worked out."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.report.protect import SMALL, Gap, Protected, mask, protect

CELLS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 400) | st.integers(0, 6))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        pytest.param({"a": 40, "b": 9}, Protected(49, {"a": 40, "b": 9}), id="nothing is small"),
        pytest.param({"a": 40, "b": 9, "c": 2}, Protected(51, {"a": 40}, 11), id="the next one hides it"),
        pytest.param({"a": 90, "b": 2, "c": 4, "d": 3}, Protected(99, {"a": 90}, 9), id="small ones hide each other"),
        pytest.param({"a": 100, "b": 100, "c": 4}, Protected(204, {}, 204), id="next to equals, all are merged"),
        pytest.param({"a": 90, "b": 20, "c": 1, "d": 1}, Protected(112, {"a": 90}, 22), id="two ones are not enough"),
        pytest.param({"a": 3, "b": 1}, Protected(Gap.SMALL), id="even the sum is small"),
        pytest.param({"a": 7}, Protected(7, {"a": 7}), id="one alone"),
        pytest.param({"a": 7, "b": 0}, Protected(7, {"a": 7}), id="nobody is nobody"),
        pytest.param({}, Protected(0), id="nothing at all"),
    ],
)
def test_small_parts_are_merged_with_the_next_ones(cells: dict[str, int], told: Protected) -> None:
    """The smallest parts are merged until their sum gives none of them away."""
    assert protect(cells) == told


@given(CELLS)
def test_the_sum_stays_right_and_nothing_small_is_told(cells: dict[str, int]) -> None:
    """Shown parts and rest make up the sum; none of them is one to four."""
    told = protect(cells)
    if told.total is Gap.SMALL:
        assert (told.shown, told.rest) == ({}, 0)
        assert 0 < sum(cells.values()) < SMALL
        return
    assert sum(told.shown.values()) + told.rest == told.total == sum(cells.values())
    assert not any(0 < number < SMALL for number in (*told.shown.values(), told.rest))
    assert all(cells[label] == number for label, number in told.shown.items())


def test_whoever_knows_the_rule_learns_no_small_number() -> None:
    """Of all worlds that publish the same, at least two differ in every part that is not shown."""
    labels = "abcd"
    worlds: defaultdict[Protected, list[dict[str, int]]] = defaultdict(list)
    for numbers in product(range(10), repeat=len(labels)):
        cells = dict(zip(labels, numbers, strict=True))
        told = protect(cells)
        worlds[Protected(told.total, tuple(sorted(told.shown.items())), told.rest)].append(cells)  # type: ignore[arg-type]
    for told, possible in worlds.items():
        shown = dict(told.shown)  # type: ignore[call-overload]
        for label in set(labels) - set(shown):
            values = {cells[label] for cells in possible}
            assert len(values) > 1 or values == {0}, (told, label, values)


def test_a_part_says_why_it_is_not_told() -> None:
    """Shown, merged, too small, or really nobody."""
    told = protect({"a": 40, "b": 9, "c": 2})
    assert (told["a"], told["c"], told["never heard of"]) == (40, Gap.MERGED, Gap.MERGED)
    assert protect({"a": 40})["b"] == 0
    assert protect({"a": 3})["a"] is Gap.SMALL


@given(st.integers(0, 1000))
def test_a_number_alone_is_told_from_five_up(count: int) -> None:
    """And none is a number too."""
    assert mask(count) == (Gap.SMALL if count in (1, 2, 3, 4) else count)
