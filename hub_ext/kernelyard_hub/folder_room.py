"""How much a folder with a limit of its own has room for: counted now and then, less what was granted since.

What is on its way when a folder is counted anew is not seen, nor what another process of the service has
granted: the limit is a guard against mistakes, quotas of the volume are the limit that holds (STO-021).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

FRESH = 2.0
"""Seconds that a count is good for; longer where counting takes long."""
REST = 3.0
"""For each second of counting, a count is good for so many."""
MOST = 10_000
"""Folders that are remembered at most."""


@dataclass(slots=True)
class _Seen:
    used: int = 0
    granted: int = 0
    until: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class FolderRoom:
    """The folders that were asked about lately."""

    def __init__(self) -> None:
        self._seen: dict[UUID, _Seen] = {}

    async def take(
        self, folder_id: UUID, size: int, limit: int, count: Callable[[], Awaitable[int]]
    ) -> int | None:
        """Grant ``size`` bytes, and return None; where they would be over the limit, return what is taken.
        ``count`` says how many bytes the folder has; one count goes on at a time.
        """
        if len(self._seen) > MOST:
            now = time.monotonic()
            needed = {key: seen for key, seen in self._seen.items() if seen.lock.locked() or seen.until > now}
            self._seen = needed
        seen = self._seen.setdefault(folder_id, _Seen())
        async with seen.lock:
            began = time.monotonic()
            if seen.until <= began:
                seen.used, seen.granted = await count(), 0
                ended = time.monotonic()
                seen.until = ended + max(FRESH, REST * (ended - began))
            taken = seen.used + seen.granted
            if taken + size > limit:
                return taken
            seen.granted += size
            return None

    def forget(self, folder_id: UUID) -> None:
        """The folder holds less by now: count it anew when somebody asks."""
        self._seen.pop(folder_id, None)
