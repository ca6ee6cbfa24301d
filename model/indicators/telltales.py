"""Telltales: wordings that belong to one scam type, from `model/scam_types/*.toml`.

A telltale names a move of the script ("下载会议软件取消百万保障"), not a mere topic. Innocent look-alike: a warning
that quotes the move; the classifier weighs the telltale against everything else in the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.indicators.found import Found
from model.indicators.wordings import Wordings
from model.scam_types import load_scam_types


def patterns() -> dict[str, re.Pattern[str]]:
    """Rule `telltale.<type>.<id>` → pattern, as in the files of all types."""
    return {
        f"telltale.{scam_type.id}.{telltale.id}": telltale.pattern
        for scam_type in load_scam_types().values()
        for telltale in scam_type.telltales
    }


TABLE = Wordings(patterns)


def find(folded: str) -> Iterator[Found]:
    """Yield each telltale with its rule."""
    return TABLE.find(folded)
