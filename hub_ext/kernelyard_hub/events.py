"""Changes, as they happen, to whoever waits for them here. Events are hints: the database is the truth."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Change:
    """Something about a session or an agent changed. ``name`` is its name in the API's event streams."""

    name: str
    session_id: UUID | None = None
    agent_id: str | None = None


class Bus:
    """Fan-out of `Change` to subscribers. A slow subscriber loses the oldest hints and blocks nobody."""

    def __init__(self, backlog: int = 1000) -> None:
        self._backlog = backlog
        self._queues: set[asyncio.Queue[Change]] = set()
        self._of_one: dict[UUID, set[asyncio.Queue[Change]]] = {}

    def publish(self, change: Change) -> None:
        for queue in self._queues:
            _put(queue, change)
        if change.session_id is not None:
            for queue in self._of_one.get(change.session_id, ()):
                _put(queue, change)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[asyncio.Queue[Change]]:
        """Every change."""
        queue: asyncio.Queue[Change] = asyncio.Queue(self._backlog)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    @asynccontextmanager
    async def subscribe_to(self, session_id: UUID) -> AsyncIterator[asyncio.Queue[Change]]:
        """The changes of one session; hundreds who wait for theirs do not wake up for each other's."""
        queue: asyncio.Queue[Change] = asyncio.Queue(self._backlog)
        self._of_one.setdefault(session_id, set()).add(queue)
        try:
            yield queue
        finally:
            self._of_one[session_id].discard(queue)
            if not self._of_one[session_id]:
                del self._of_one[session_id]

    def is_followed(self, session_id: UUID) -> bool:
        """Whether somebody hears of this session's changes in particular: the Hub, while a server starts."""
        return session_id in self._of_one


def _put(queue: asyncio.Queue[Change], change: Change) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(change)
