"""Many small questions that come at once are asked of the database together: a transaction costs more than a row."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

# More than handlers at work at once, less than databases take parameters.
MOST = 200


class Batches(Generic[Key, Value]):
    """`ask` answers several keys; whoever comes while it is at work is in its next turn. For one event loop."""

    def __init__(self, ask: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Value]]]) -> None:
        self._ask = ask
        self._waiting: dict[Key, asyncio.Future[Value]] = {}
        self._working: asyncio.Task[None] | None = None

    async def get(self, key: Key) -> Value:
        """The answer to one key. Raises what `ask` raises."""
        future = self._waiting.get(key)
        if future is None:
            future = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await asyncio.shield(future)

    async def _work(self) -> None:
        while self._waiting:
            turn = {key: self._waiting.pop(key) for key in list(self._waiting)[:MOST]}
            try:
                found = await self._ask(list(turn))
            except BaseException as error:
                _fail(turn.values(), error)
                if not isinstance(error, Exception):
                    raise
            else:
                for key, future in turn.items():
                    future.set_result(found[key])


def _fail(futures: Iterable[asyncio.Future[Value]], error: BaseException) -> None:
    for future in futures:
        if isinstance(error, Exception):
            future.set_exception(error)
            future.exception()  # whoever has left need not hear it
        else:
            future.cancel()
