"""What the handlers of both ports share: volumes, tokens, limits, and the threads that touch files."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

from .errors import VolumeNotFound
from .performance import Meter
from .revocations import Revocations, Running
from .tasks import Tasks
from .tokens import Tokens
from .volumes import Volume

P = ParamSpec("P")
T = TypeVar("T")

DAY = 86_400.0
GIVEN_WAY = 2 << 30
"""Bytes a second that all transfers together move at least while verbs are under way."""


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    max_upload_size: int = 100 << 30
    idle_timeout: float = 60.0
    durable: bool = True


class Activity:
    """Counts what is under way: a stopping aiohttp server drops the transfers that still come in; we wait
    first.
    """

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def busy(self) -> Iterator[None]:
        self._count += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()

    async def settle(self, timeout: float) -> int:
        """Wait for all of them to end, ``timeout`` seconds at most. Returns how many are left."""
        if not self._count:
            return 0
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._idle.wait()
        return self._count


class Turns:
    """At most ``most`` at a time of each name, a quota scope mostly, so that nobody's large
    folders hold all threads.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def of(self, name: str) -> asyncio.Semaphore:
        """To be entered; forgotten when nobody is in it or waits for it."""
        return self._of.setdefault(name, asyncio.Semaphore(self._most))


@dataclass(frozen=True)
class Service:
    """Built once at start; immutable. Verbs, bulk bytes, and what walks through trees have threads of their
    own, so none waits for the others.
    """

    volumes: Mapping[str, Volume]
    tokens: Tokens
    client_url: str
    limits: Limits = field(default_factory=Limits)
    revocations: Revocations = field(default_factory=lambda: Revocations(DAY))
    allowed_origins: frozenset[str] = frozenset()
    """Origins whose pages may read downloads."""
    transfers_under_way: Activity = field(default_factory=Activity)
    verbs_under_way: Activity = field(default_factory=Activity)
    running: Running = field(default_factory=Running)
    meters: Mapping[str, Meter] = field(default_factory=lambda: defaultdict(Meter))
    tasks: Tasks = field(default_factory=Tasks)
    verbs: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8, "verb"))
    transfers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(16, "transfer"))

    walks: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8, "walk"))
    walk_turns: Turns = field(default_factory=lambda: Turns(2))
    write_turns: Turns = field(default_factory=lambda: Turns(8))

    def volume(self, name: str) -> Volume:
        try:
            return self.volumes[name]
        except KeyError:
            raise VolumeNotFound(name) from None

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a verb that blocks."""
        return await _finish(self.verbs.submit(work, *args, **kwargs))

    async def in_transfer_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Move some bytes of a transfer."""
        return await _finish(self.transfers.submit(work, *args, **kwargs))

    async def let_verbs_pass(self, size: int) -> None:
        """Before ``size`` bytes of a transfer: somebody who waits for a listing is not behind those of all
        others. Takes `GIVEN_WAY` a second of all transfers together, where verbs never end.
        """
        await self.verbs_under_way.settle(self.running.count * size / GIVEN_WAY)

    async def in_walk_thread(self, turns: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Count, copy or list what may be a large tree, or wait for a count. ``turns``: whose (a quota scope,
        mostly); two at a time.
        """
        async with self.walk_turns.of(turns):
            return await _finish(self.walks.submit(work, *args, **kwargs))

    def close(self) -> None:
        """Wait for the threads, then let go of the volumes."""
        self.tasks.close()
        self.verbs.shutdown(wait=True)
        self.walks.shutdown(wait=True)
        self.transfers.shutdown(wait=True)
        for volume in self.volumes.values():
            volume.close()


async def _finish(working: Future[T]) -> T:
    """Wait until a thread has finished, also when we are cancelled: it may be using descriptors that we close
    next.
    """
    future = asyncio.wrap_future(working)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({future})
        raise
