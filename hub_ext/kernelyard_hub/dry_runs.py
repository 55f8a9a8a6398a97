"""Turns at dry runs: whoever asks "what if" must hold up neither the scheduler nor others who ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from . import errors

T = TypeVar("T")
AT_ONCE = 2
"""Dry runs that the service computes at the same time."""
WAITING = 8
"""Requests of one access key that may wait for their turn."""


@dataclass(slots=True)
class _Line:
    """The requests of one access key."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Threads:
    """Room for so many computations at once. Others wait without keeping a thread of the service busy."""

    def __init__(self, at_once: int) -> None:
        self._room = asyncio.Semaphore(at_once)

    async def compute(self, work: Callable[[], T]) -> T:
        """``work`` in a thread. It cannot be stopped: its room stays taken until it ends, even if nobody
        waits for it any more."""
        await self._room.acquire()
        computing = asyncio.create_task(asyncio.to_thread(work))
        computing.add_done_callback(lambda _: self._room.release())
        return await asyncio.shield(computing)


class DryRunTurns(Threads):
    """One per service."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        super().__init__(at_once)
        self._waiting = waiting
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, access_key: str) -> AsyncIterator[None]:
        """One request of an access key at a time. Raises `TooManyRequests` when too many wait already."""
        line = self._lines.setdefault(access_key, _Line())
        if line.length > self._waiting:
            raise errors.TooManyRequests(
                f"{self._waiting} requests of yours wait for their dry runs; ask again later."
            )
        line.length += 1
        try:
            async with line.turn:
                yield
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[access_key]
