"""How many runs of code each session and keypair has had, written together and not one by one.

A run must not wait for the disk because it is counted. Counts of the last second may be lost by a crash.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, select, update

from kernelyard_hub.store import Store
from kernelyard_hub.store.models import keypairs, sessions

DELAY = 1.0
"""Seconds that counts may wait to be written."""


class QueryCounts:
    """Counts of one service. `flush` before reading them, and at the end."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: Counter[UUID] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def add(self, session_id: UUID) -> None:
        """One more run in this session."""
        self._waiting[session_id] += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._later())

    async def flush(self) -> None:
        """Return when everything that was counted is written."""
        async with self._writing:
            if not self._waiting:
                return
            counts, self._waiting = self._waiting, Counter()
            await self._store.write(lambda conn: _write(conn, counts))

    async def close(self) -> None:
        """Write the last of them."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.flush()

    async def _later(self) -> None:
        while self._waiting:
            await asyncio.sleep(DELAY)
            # A flush that is begun is finished, whoever is cancelled.
            await asyncio.shield(asyncio.ensure_future(self.flush()))


def _write(conn: Connection, counts: Mapping[UUID, int]) -> None:
    for session_id, count in counts.items():
        changed = (
            update(sessions)
            .where(sessions.c.id == session_id)
            .values(num_queries=sessions.c.num_queries + count)
        )
        conn.execute(changed)
        owner = select(sessions.c.access_key).where(sessions.c.id == session_id).scalar_subquery()
        conn.execute(
            update(keypairs)
            .where(keypairs.c.access_key == owner)
            .values(num_queries=keypairs.c.num_queries + count)
        )
