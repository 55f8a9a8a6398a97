"""Long computations in a thread, beside an event loop that has to answer meanwhile.

Three things of the interpreter would hold the loop for longer than the computation's own steps:

* A full garbage collection, which a pass over thousands of sessions brings about and which looks at every
object there is (100 ms with 5,000 nodes). Young objects are collected meanwhile, a few thousand at a time:
none at all would leave one long collection for the end.
* A thread that gives the interpreter away only every 5 ms.
* One that lets go of it often, but for less time than it takes to wake another thread, as a row of small calls
of numpy, zlib or SQLite does: whoever waits begins to wait anew each time, and got no turn for 50 ms. So a
long computation sleeps for a moment now and then (`Turns`).
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
INTERVAL = 0.001
"""Seconds after which a thread that computes lets others go on, at the latest."""
TURN, MOMENT = 0.002, 0.00005
"""Seconds that a computation goes on for until it sleeps, and for how long it does."""
YOUNG = (1000, 3)
"""New objects after which the youngest are looked at, and how often that is done before those of middle age
are: two or three milliseconds at the most, on one core that others want too. (2000, 10): ten."""
NO_FULL = 2**30
"""Collections of middle age before a full one: more than there ever are."""

_lock = threading.Lock()
_before: list[tuple[tuple[int, int, int], float]] = []
"""One entry for each computation under way: what to restore when the last one ends."""


def undisturbed(compute: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Compute without full garbage collections in between, and give way often. For a thread of its own."""
    with _lock:
        _before.append((gc.get_threshold(), sys.getswitchinterval()))
        gc.set_threshold(*YOUNG, NO_FULL)
        sys.setswitchinterval(min(INTERVAL, sys.getswitchinterval()))
    try:
        return compute(*args, **kwargs)
    finally:
        with _lock:
            threshold, interval = _before[0]
            if len(_before) == 1:
                sys.setswitchinterval(interval)
                gc.set_threshold(*threshold)
                _before.clear()
            else:
                _before.pop()


class Turns:
    """Gives way to other threads now and then: for a computation that calls it often."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def __call__(self) -> None:
        if time.perf_counter() - self._since > TURN:
            time.sleep(MOMENT)
            self._since = time.perf_counter()
