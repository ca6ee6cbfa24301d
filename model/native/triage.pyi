from collections.abc import Iterable, Mapping
from typing import Any

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
