"""Long computations in a thread, beside an event loop that has to answer meanwhile.

Two things of the interpreter would hold the loop for longer than the computation's own steps: a full garbage
collection, which a pass over thousands of sessions brings about and which looks at every object there is
(100 ms with 5,000 nodes), and a thread that gives the interpreter away only every 5 ms.
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
"""Seconds after which a thread that computes lets others go on."""

_lock = threading.Lock()
_before: list[tuple[bool, float]] = []
"""One entry for each computation under way: what to restore when the last one ends."""


def undisturbed(compute: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Compute without garbage collections in between, and give way often. For a thread of its own. What it
    leaves behind is collected afterwards."""
    with _lock:
        _before.append((gc.isenabled(), sys.getswitchinterval()))
        gc.disable()
        sys.setswitchinterval(INTERVAL)
    try:
        return compute(*args, **kwargs)
    finally:
        with _lock:
            collected, interval = _before[0]
            if len(_before) == 1:
                sys.setswitchinterval(interval)
                if collected:
                    gc.enable()
                _before.clear()
            else:
                _before.pop()
