"""What the service asks of the interpreter that runs it: a fast event loop, threads that give way, and
garbage collections that look at what is new.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from typing import Any

SWITCH = 0.0005
"""Seconds for which a thread of this process keeps others waiting."""
THRESHOLDS = (1_000, 2, 5_000)
"""Of the garbage collector. Its own (700, 10, 10) took a quarter of the time under load: what a request makes
is freed by counting references, all but a few objects. Small steps cost no more than big ones, and hold
everybody up for less: one that is not a full one looks at 3,000 objects, for 8 ms at the most;
with (5_000, 3) it was 27 ms.
"""


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run the service's main function, on uvloop's event loop where that is installed."""
    # SQLite's threads let go of the interpreter at every row; they would wait 5 ms to get it back.
    sys.setswitchinterval(SWITCH)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(work)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def settle() -> None:
    """What is there once the service is up stays: garbage collections look at it no more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
