"""Floors under the figures: what once was reached must not be lost unseen.

`floors.toml` names each figure with the value that it may not fall below (or, for alarms and errors, rise above).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_name("floors.toml")


def load_floors(file: Path = FLOORS) -> dict[str, dict[str, float]]:
    """`at_least` and `at_most`: figure → bound."""
    return tomllib.loads(file.read_text("utf-8"))


def broken_floors(found: Mapping[str, Any], floors: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """A line for each figure beyond its bound. A figure that was not measured is not judged."""
    for name, bound in floors["at_least"].items():
        if found.get(name, bound) < bound:
            yield f"{name} is {found[name]:.4f}, its floor {bound:.4f}"
    for name, bound in floors["at_most"].items():
        if found.get(name, bound) > bound:
            yield f"{name} is {found[name]:.4f}, its ceiling {bound:.4f}"
