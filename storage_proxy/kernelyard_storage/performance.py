"""What goes through this service, per volume: bytes since the start, rates of the last minute, times of
verbs.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .protocol import Performance

MINUTE = 60
VERBS = 2048
"""Verbs whose times are remembered."""


@dataclass
class Rate:
    """Bytes in all, and of each of the last `MINUTE` seconds."""

    total: int = 0
    _seconds: deque[list[int]] = field(default_factory=deque)

    def add(self, count: int, now: float) -> None:
        self.total += count
        second = int(now)
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1][1] += count
        else:
            self._seconds.append([second, count])
        self._forget(now)

    def per_second(self, now: float) -> float:
        self._forget(now)
        return sum(count for _, count in self._seconds) / MINUTE

    def _forget(self, now: float) -> None:
        while self._seconds and self._seconds[0][0] <= now - MINUTE:
            self._seconds.popleft()


@dataclass
class Meter:
    """The figures of one volume. Used by the loop only; times in seconds of a clock that is never set."""

    read: Rate = field(default_factory=Rate)
    written: Rate = field(default_factory=Rate)
    transfers: int = 0
    verbs: int = 0
    _times: deque[float] = field(default_factory=lambda: deque(maxlen=VERBS))

    def sent(self, count: int) -> None:
        self.read.add(count, time.monotonic())

    def stored(self, count: int) -> None:
        self.written.add(count, time.monotonic())

    @contextmanager
    def verb(self) -> Iterator[None]:
        """Around one verb, the refused ones, too."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.verbs += 1
            self._times.append(time.monotonic() - start)

    def report(self) -> Performance:
        now = time.monotonic()
        times = sorted(self._times)
        return Performance(
            read_bytes=self.read.total,
            written_bytes=self.written.total,
            read_bytes_per_second=self.read.per_second(now),
            written_bytes_per_second=self.written.per_second(now),
            transfers=self.transfers,
            verbs=self.verbs,
            verb_seconds_median=_quantile(times, 0.5),
            verb_seconds_p99=_quantile(times, 0.99),
        )


def _quantile(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0
