from collections.abc import Iterable, Mapping, Sequence

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
