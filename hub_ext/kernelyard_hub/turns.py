"""Turns for others in the middle of a long computation, in a thread beside the event loop."""

from __future__ import annotations

import threading
import time

TURN, MOMENT = 0.002, 0.00005
"""Seconds that a computation goes on for until it sleeps, and for how long it does."""


class Turns(threading.local):
    """Gives way to other threads now and then: for a computation beside the event loop that calls it often.

    A thread that lets go of the interpreter often, but for less time than it takes to wake another one, keeps
    it, as rows of small calls of numpy, zlib or SQLite do: whoever waits begins to wait anew each time, and
    got no turn for 50 ms. So it sleeps for a moment now and then.
    """

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def __call__(self) -> None:
        if time.perf_counter() - self._since > TURN:
            time.sleep(MOMENT)
            self._since = time.perf_counter()
