"""What happens during one spawn, for everybody who watches it. A new spawn gets a new feed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypedDict

from kernelyard_hub.protocol import SpawnStatus


class Event(TypedDict):
    """As the Hub's progress page takes it."""

    progress: int
    message: str


class ProgressFeed:
    """Keeps the events of one spawn; late watchers get all of them. Ends when the spawn has ended."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._closed = False
        self._news = asyncio.Event()

    def publish(self, event: Event) -> None:
        """Tell everybody, unless it says what was said last."""
        if self._closed or (self._events and self._events[-1] == event):
            return
        self._events.append(event)
        self._wake()

    def close(self) -> None:
        self._closed = True
        self._wake()

    async def follow(self) -> AsyncIterator[Event]:
        seen = 0
        while True:
            news = self._news
            while seen < len(self._events):
                yield self._events[seen]
                seen += 1
            if self._closed:
                return
            await news.wait()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


def event_of(status: SpawnStatus) -> Event:
    """A status as a person reads it: what happens now, and while waiting the place and the reason.

    Never 100 per cent: the Hub says that once the server has answered it too.
    """
    return {"progress": max(1, min(status.progress, 95)), "message": describe(status)}


def describe(status: SpawnStatus) -> str:
    wait = status.wait
    if status.status != "PENDING" or wait.place is None:
        return status.message or f"The session is {status.status.lower()}."
    place = f"{wait.place} of {wait.of}" if wait.of else str(wait.place)
    reason = wait.reason or status.message
    when = f" It starts {wait.estimate}." if wait.estimate else ""
    return f"Waiting in the queue, place {place}. {reason}".rstrip() + when
