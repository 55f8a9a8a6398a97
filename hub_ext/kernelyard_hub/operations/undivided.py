"""Work of several steps that goes on to its end when the client that asked for it goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_under_way: set[asyncio.Task[Any]] = set()
"""Strong references: the event loop keeps weak ones only."""


async def undivided(work: Coroutine[Any, Any, T]) -> T:
    """Wait for ``work``. A cancelled caller stops waiting; the work does not stop."""
    task = asyncio.ensure_future(work)
    _under_way.add(task)
    task.add_done_callback(_finished)
    return await asyncio.shield(task)


async def followed(write: Awaitable[T], then: Callable[[T], None]) -> T:
    """Wait for a write, and do what follows from it (tell of it, wake somebody), whether or not the client
    that asked for it is still there."""

    async def both() -> T:
        result = await write
        then(result)
        return result

    return await undivided(both())


def _finished(task: asyncio.Task[Any]) -> None:
    _under_way.discard(task)
    if not task.cancelled():
        task.exception()  # told to whoever still waits; nobody else has to hear of it
