"""Official addresses written in letters of another script: `аpple.com` with a Cyrillic а folds to `apple.com`.

A combiner: folding shows which address is meant, the record of the folds (`disguise.mixed_script`) that it is not the
one written. Source: homograph attacks on internationalised domain names (Gabrilovich and Gontmakher, 2002). Innocent
look-alike: an honest link in plain letters beside a word in Cyrillic. Not covered: what no fold has recorded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from model.indicators.found import Found
from model.indicators.owners import load_owners

# The rule under which `disguise` reports it.
DRAWN = "disguise.mixed_script"


def find(_folded: str, found: Sequence[Found]) -> Iterator[Found]:
    """Yield `link.look_alike` for each official link that was drawn in foreign letters.

    >>> link = Found("link", "link.official", 0, 9, {"domain": "apple.com", "owner": "owner.apple"})
    >>> [f.rule for f in find("apple.com", [link, Found("disguise", DRAWN, 0, 9)])]
    ['link.look_alike']
    """
    drawn = sorted((f for f in found if f.rule == DRAWN), key=_start)
    links = [f for f in found if f.rule == "link.official"] if drawn else []
    for f in links:
        at = bisect_left(drawn, f.end, key=_start)
        if at and drawn[at - 1].end > f.start:
            owner = load_owners()[f.params["owner"].removeprefix("owner.")]
            official = owner.domains[0] if owner.domains else "gov.cn"
            yield Found("link", "link.look_alike", f.start, f.end, {**f.params, "official": official})


def _start(f: Found) -> int:
    return f.start
