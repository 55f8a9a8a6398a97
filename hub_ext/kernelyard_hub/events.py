"""Changes, as they happen, to whoever waits for them here. Events are hints: the database is the truth."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

FOLLOWED, NOT_FOLLOWED = "followed", "not-followed"
_FOLLOWING = (FOLLOWED, NOT_FOLLOWED)
"""Not changes of a session, but of who waits for its changes in particular; for other services only."""


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
        self._waiters: dict[UUID, set[asyncio.Queue[Change]]] = {}
        self._followed_elsewhere: set[UUID] = set()
        self.outward: Callable[[Change], None] | None = None
        """Tells other services of the same database."""

    def publish(self, change: Change) -> None:
        """Tell of something that this service has done."""
        self.hear(change)
        if self.outward is not None:
            self.outward(change)

    def hear(self, change: Change) -> None:
        """Tell of something, whoever has done it, to those who wait for it here."""
        if change.name in _FOLLOWING and change.session_id is not None:
            follow = self._followed_elsewhere
            (follow.add if change.name == FOLLOWED else follow.discard)(change.session_id)
            return
        for queue in self._queues:
            _put(queue, change)
        if change.session_id is not None:
            for queue in self._of_one.get(change.session_id, ()):
                _put(queue, change)
            for queue in self._waiters.get(change.session_id, ()):
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
        if self.outward is not None:
            self.outward(Change(FOLLOWED, session_id))
        try:
            yield queue
        finally:
            self._of_one[session_id].discard(queue)
            if not self._of_one[session_id]:
                del self._of_one[session_id]
                if self.outward is not None:
                    self.outward(Change(NOT_FOLLOWED, session_id))

    @asynccontextmanager
    async def changes_of(self, session_id: UUID) -> AsyncIterator[asyncio.Queue[Change]]:
        """The changes of one session, for somebody who waits for a state of it and does not follow it."""
        queue: asyncio.Queue[Change] = asyncio.Queue(self._backlog)
        self._waiters.setdefault(session_id, set()).add(queue)
        try:
            yield queue
        finally:
            self._waiters[session_id].discard(queue)
            if not self._waiters[session_id]:
                del self._waiters[session_id]

    def is_followed(self, session_id: UUID) -> bool:
        """Whether somebody hears of this session's changes in particular: the Hub, while a server starts."""
        return session_id in self._of_one or session_id in self._followed_elsewhere


def _put(queue: asyncio.Queue[Change], change: Change) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(change)
