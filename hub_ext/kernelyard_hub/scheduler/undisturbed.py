"""Long computations in a thread, beside an event loop that has to answer meanwhile.

Three things of the interpreter would hold the loop for longer than the computation's own steps:

* A full garbage collection, which a pass over thousands of sessions brings about and which looks at every
object there is (100 ms with 5,000 nodes). Young objects are collected meanwhile, a few thousand at a time:
none at all would leave one long collection for the end.
* A thread that gives the interpreter away only every 5 ms.
* One that lets go of it for too short a time (`turns`).
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
INTERVAL = 0.001
"""Seconds after which a thread that computes lets others go on, at the latest."""
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
