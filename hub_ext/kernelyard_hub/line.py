"""Who waits at which place and why: read once when a queue moves, for everybody who watches it.

Three hundred people in a queue watch three hundred places. If each of them asked the database whenever
somebody ahead starts, the service would do nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection

from .events import Bus, Change
from .forecaster import Forecaster
from .protocol import Wait
from .scheduler.readers.places import read_places
from .store import Store, sessions

log = logging.getLogger(__name__)
MOVED = "line_moved"
"""The hint that watchers get; it is no change of a session and is not on the bus."""
MOVES = frozenset(
    {
        "session_enqueued",
        "session_waiting",
        "session_scheduled",
        "session_terminated",
        "session_cancelled",
        "session_failure",
    }
)
"""Changes that move a queue, or change what somebody waits for."""
SETTLE = 0.3
"""Seconds that changes are gathered for before the queue is read."""
NOT_LOOKED = "The scheduler looks at it next."
"""The reason of a session that no pass has seen yet."""


class Line:
    """The waiting sessions of all resource groups. Costs nothing while nobody watches."""

    def __init__(self, store: Store, bus: Bus, forecaster: Forecaster) -> None:
        self._store, self._bus, self._forecaster = store, bus, forecaster
        self._waits: dict[UUID, Wait] = {}
        self._watchers: set[asyncio.Queue[Change]] = set()
        self._reader: asyncio.Task[None] | None = None

    def wait_of(self, session_id: UUID) -> Wait | None:
        """As it was when the line moved last; None for a session that did not wait then."""
        return self._waits.get(session_id)

    @asynccontextmanager
    async def watched(self, hints: asyncio.Queue[Change]) -> AsyncIterator[None]:
        """Put a `MOVED` into ``hints`` each time the line was read again."""
        self._watchers.add(hints)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read_on(), name="line")
        try:
            yield
        finally:
            self._watchers.discard(hints)
            if not self._watchers and self._reader is not None:
                self._reader.cancel()
                self._reader = None

    async def _read_on(self) -> None:
        async with self._bus.subscribe() as changes:
            while True:
                if (await changes.get()).name not in MOVES:
                    continue
                await asyncio.sleep(SETTLE)
                while not changes.empty():
                    changes.get_nowait()
                try:
                    self._waits = await self._read()
                except Exception:  # whoever watches looks for themselves now and then
                    log.exception("the queue could not be read")
                    continue
                for hints in self._watchers:
                    if not hints.full():
                        hints.put_nowait(Change(MOVED))

    async def _read(self) -> dict[UUID, Wait]:
        found = await self._store.read(waits)
        if not found:
            return found
        view, now = await self._forecaster.view(), datetime.now(UTC)
        for session_id, wait in found.items():
            estimate = view.estimate(session_id, now)
            if estimate is not None:
                found[session_id] = wait.model_copy(
                    update={"estimate": self._forecaster.say(session_id, estimate)}
                )
        return found


def waits(conn: Connection) -> dict[UUID, Wait]:
    """Place, length and reason of every PENDING session, each in the queue of its resource group."""
    places = read_places(conn)
    found = {}
    for row in sessions.waiting(conn):
        place, length = places.get(row.id, (None, None))
        found[row.id] = Wait(place=place, of=length, reason=row.status_info or NOT_LOOKED)
    return found
