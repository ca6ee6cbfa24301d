"""Regular expressions that are compiled when they are first needed.

A process compiles three hundred patterns at start and uses forty for its first message; compiling a class of Chinese
characters takes a millisecond. Not covered: telling early that a pattern is wrong; the tests compile all of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class LazyPattern:
    """A pattern by its text. Methods of the compiled pattern become its own at the first use, so that later ones cost
    nothing more."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copying and pickling ask for is not there before `pattern` is
            raise AttributeError(name)
        value = getattr(re.compile(self.pattern), name)
        setattr(self, name, value)
        return value


def lazy(pattern: str) -> re.Pattern[str]:
    """`re.compile(pattern)`, later. Raises re.error at the first use of a wrong pattern.

    >>> lazy("a+").findall("aab")
    ['aa']
    """
    return cast("re.Pattern[str]", LazyPattern(pattern))
