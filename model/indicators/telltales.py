"""Telltales: wordings that belong to one scam type, from `model/scam_types/*.toml`.

A telltale names a move of the script ("下载会议软件取消百万保障"), not a mere topic. Innocent look-alike: a warning
that quotes the move; the classifier weighs the telltale against everything else in the message.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.indicators.found import Found
from model.scam_types import load_scam_types


def find(folded: str) -> Iterator[Found]:
    """Yield each telltale with the rule `telltale.<type>.<id>`."""
    for scam_type in load_scam_types().values():
        for telltale in scam_type.telltales:
            for match in telltale.pattern.finditer(folded):
                yield Found("telltale", f"telltale.{scam_type.id}.{telltale.id}", match.start(), match.end())
