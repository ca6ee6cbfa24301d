from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

class Segmenter:
    def __init__(self, words: Sequence[str], odds: Sequence[float], unknown: float, inside: bytes) -> None: ...
    def cut(self, text: str) -> list[str]: ...

class Judge:
    def __init__(
        self,
        segmenter: Segmenter,
        words: Sequence[str],
        numbers: NDArray[np.int64],
        idf: NDArray[np.float32],
        weights: NDArray[np.int8],
        steps: NDArray[np.float32],
        intercept: NDArray[np.float64],
        harmful: NDArray[np.uint8],
        type_of: NDArray[np.int32],
        kept: NDArray[np.uint8],
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
        with_pulls: bool,
    ) -> tuple[
        float,
        int,
        int,
        int,
        list[float],
        tuple[float, float],
        list[int],
        NDArray[np.int32],
        NDArray[np.int32],
        NDArray[np.float64],
    ]: ...

def heat(
    length: int, starts: NDArray[np.int32], ends: NDArray[np.int32], pulls: NDArray[np.float64]
) -> list[float]: ...

class Grams:
    def __init__(self, by_gram: Mapping[str, Sequence[int]], patterns: int) -> None: ...
    def candidates(self, text: str, always: Iterable[int]) -> list[int]: ...

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
