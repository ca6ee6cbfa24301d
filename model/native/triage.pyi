from collections.abc import Iterable, Mapping
from enum import IntFlag
from typing import Any

class Kind(IntFlag):
    HAN = 1
    GAP = 2
    MARK = 4
    PICTURE = 8
    CHINESE_DIGIT = 16
    LETTER = 32
    DIGIT = 64
    TRADITIONAL = 128

class Triage:
    def __init__(
        self,
        kinds: Iterable[tuple[int, Iterable[int]]],
        sounds: Mapping[str, str],
        own_pairs: Iterable[str],
        splits: Iterable[str],
        by_sound: Mapping[str, Any],
    ) -> None: ...
    def learn(self, char: str, target: str, folds: int, traditional: bool) -> None: ...
    def look(self, text: str) -> tuple[str, int, int] | None: ...
    def needed(self, text: str, start: int) -> int: ...
    def heard(self, text: str) -> list[int]: ...
