"""How many requests a keypair or an address has made in the last 15 minutes (AUTH-011 to AUTH-013).

In memory: a restart forgets. Failures count as well as successes.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW = 900
"""Seconds."""
_SLICE = 15
_KEYS = 20_000
"""Keys that are remembered at the most; those idle longest are forgotten first."""


class RateWindow:
    """Rolling counters by key, in slices of 15 seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[str, deque[list[int]]] = {}
        self._totals: dict[str, int] = {}

    def hit(self, key: str) -> int:
        """Count one request of ``key``; returns how many there were in the window, this one included."""
        now = int(self._clock() // _SLICE)
        slices = self._counts.pop(key, None) or deque()
        total = self._totals.get(key, 0)
        while slices and slices[0][0] <= now - WINDOW // _SLICE:
            total -= slices.popleft()[1]
        if slices and slices[-1][0] == now:
            slices[-1][1] += 1
        else:
            slices.append([now, 1])
        self._counts[key] = slices  # put back last: the dict is in order of use
        self._totals[key] = total + 1
        if len(self._counts) > _KEYS:
            oldest = next(iter(self._counts))
            del self._counts[oldest], self._totals[oldest]
        return total + 1
