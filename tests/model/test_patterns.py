"""Patterns that are compiled late are compiled at all."""

import importlib
import pickle
import pkgutil
import re
from collections.abc import Iterator

import pytest

import model
from model.patterns import LazyPattern, lazy
from model.scam_types import load_scam_types


def lazy_patterns() -> Iterator[str]:
    for module in pkgutil.walk_packages(model.__path__, "model."):
        # Training's own, and what is not there without a compiler, hold no such patterns.
        if not module.name.startswith(("model.evaluation", "model.native.")) and not module.name.endswith(
            "make_tables"
        ):
            values = list(vars(importlib.import_module(module.name)).values())
            in_tables = [value for table in values if isinstance(table, dict) for value in table.values()]
            yield from (value.pattern for value in values + in_tables if isinstance(value, LazyPattern))
    for scam_type in load_scam_types().values():
        for part in (*scam_type.telltales, *scam_type.stages, *scam_type.sub_cases):
            yield part.pattern.pattern


@pytest.mark.parametrize("pattern", sorted(set(lazy_patterns())))
def test_every_pattern_compiles(pattern: str) -> None:
    """What is compiled at its first use would else fail in front of a reader."""
    re.compile(pattern)


def test_a_late_pattern_is_the_pattern() -> None:
    """It searches as the compiled one, and keeps what it has compiled."""
    late = lazy("a(b)?")
    assert late.search("xab")[1] == "b"  # type: ignore[index]
    assert late.sub("c", "ab") == "c"
    assert "search" in vars(late)


def test_a_late_pattern_travels_between_processes() -> None:
    """Copied or pickled, it is the same pattern."""
    assert pickle.loads(pickle.dumps(lazy("a+"))).findall("aab") == ["aa"]  # noqa: S301 # our own bytes


def test_a_wrong_pattern_fails_at_its_first_use() -> None:
    """With the error that `re` has for it."""
    with pytest.raises(re.error):
        lazy("(").search("")
