"""Words written so that a filter misses them: 薇❤ for 微信, zhuan账, 微.信, аpple.com.

The folds of `model.normalize` undo a disguise and put it on record; here it becomes a finding, because hiding is
telling in itself. Innocent look-alikes: an emoji after a greeting, 繁體, capitals, spaces left by text recognition;
the folds do not record them. Not covered: who does it; honest sellers dodge the filters of their platform too, so the
weight is learned.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.indicators.found import Found
from model.types import NormalizedText

# Folds that yield disguises; a test holds this equal to what they record.
RULES = tuple(
    f"disguise.{fold}"
    for fold in (
        "digits", "emoji", "fancy", "homophone", "invisible", "link", "mixed_script", "pinyin", "spaced", "split",
    )
)  # fmt: skip
# What is quoted in a sentence about it; a longer stretch is cut.
LONGEST_QUOTED = 12


def find(normalized: NormalizedText) -> Iterator[Found]:
    """Yield each disguise with what was written and what is meant.

    >>> from model.normalize import normalize
    >>> [(f.rule, f.params["written"], f.params["meant"]) for f in find(normalize("加薇❤领红包"))]
    [('disguise.emoji', '加薇❤', '加微信')]
    """
    for d in normalized.disguises:
        params = {"written": _quoted(d.written), "meant": _quoted(d.meant)}
        yield Found("disguise", f"disguise.{d.fold}", d.start, d.end, params)


def _quoted(text: str) -> str:
    shown = "".join(char for char in text if char.isprintable())
    return shown if len(shown) <= LONGEST_QUOTED else shown[: LONGEST_QUOTED - 1] + "…"
