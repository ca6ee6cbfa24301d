"""Questions that come at once are asked together."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.errors import StorageError
from bot.storage.batches import MOST, Batches

pytestmark = pytest.mark.anyio


class Asked:
    """Answers twice the key, and remembers who asked together; `error` is raised instead."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []
        self.error: BaseException | None = None

    async def __call__(self, keys: Sequence[int]) -> dict[int, int]:
        self.turns.append(list(keys))
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        return {key: 2 * key for key in keys}


async def test_whoever_comes_together_is_asked_for_together() -> None:
    """Each gets the own answer; the same key is asked once; no turn is longer than it may be."""
    asked = Asked()
    batches = Batches(asked)
    keys = [*range(MOST + 50), 7]
    assert await asyncio.gather(*(batches.get(key) for key in keys)) == [2 * key for key in keys]
    assert [len(turn) for turn in asked.turns] == [MOST, 50]
    assert await batches.get(7) == 14


async def test_a_failure_reaches_everybody_of_its_turn_and_nobody_else() -> None:
    """The next turn is asked anew, also where all have left."""
    asked = Asked()
    batches = Batches(asked)
    asked.error = StorageError("away; bring it back")
    failed = await asyncio.gather(batches.get(1), batches.get(2), return_exceptions=True)
    assert failed == [asked.error] * 2
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await batches.get(3)
    await asyncio.sleep(0.01)
    asked.error = None
    assert await batches.get(4) == 8
