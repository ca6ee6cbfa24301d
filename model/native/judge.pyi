from array import array
from collections.abc import Callable, Sequence

from model.native.segmenter import Segmenter
from model.types import TypeScore

class Judge:
    base: float
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
        type_ids: list[str],
        make_type: Callable[[tuple[str, float]], TypeScore],
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
    ) -> tuple[float, tuple[TypeScore, ...], int, tuple[int, int], list[int], list[float]]: ...
