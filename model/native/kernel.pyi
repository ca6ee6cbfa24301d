from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

class Segmenter:
    def __init__(self, words: Sequence[str], odds: Sequence[float], unknown: float, inside: bytes) -> None: ...
    def cut(self, text: str) -> list[str]: ...

class Judge:
    def __init__(
        self,
        segmenter: Segmenter,
        words: Sequence[str],
        numbers: memoryview,
        idf: memoryview,
        weights: memoryview,
        steps: memoryview,
        intercept: array[float],
        harmful: bytes,
        type_of: array[int],
        kept: bytes,
        scales: Sequence[tuple[float, float]],
        nodes: Sequence[float],
        node_weights: Sequence[float],
        calibration: tuple[float, float],
        part_cost: float,
    ) -> None: ...
    def judge(
        self,
        text: str,
        rules: list[tuple[int, int, int]],
        sentence_ends: list[int],
        runs: list[tuple[int, int]],
        explained_from: float,
    ) -> tuple[
        float,
        int,
        int,
        int,
        list[float],
        tuple[float, float],
        list[int],
        list[float],
    ]: ...

class Grams:
    def __init__(
        self,
        by_gram: Mapping[str, Sequence[int]],
        sets: int,
        ways: Sequence[tuple[int, int, int]],
        always: Iterable[int],
        reaching: Iterable[int],
        patterns: int,
        stops: str,
    ) -> None: ...
    def runs(self, text: str) -> list[tuple[int, int, int]]: ...

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
