"""Signs of life of sessions, as they pass through this service: calls of the API that do something in a
session, and what agents say of traffic and of code that runs. To look at a session (its state, its log, a
list) is none.

They are kept in memory, by the monotonic clock, so that a clock that is set neither ages nor renews them. The
idle checks of the service in charge take them from here; another service writes them down for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from kernelyard_agent.protocol import KernelState, KernelStatus

TRAFFIC, CODE, API, UNTOLD = "traffic", "code that ran", "a call of the API", "code that may have run"
"""What a sign was, in words for people; the last where a session's kernel cannot be asked."""


@dataclass(frozen=True, slots=True)
class Sign:
    at: float
    """By the monotonic clock."""
    what: str


class Activity:
    """The signs of life that one service has seen."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._signs: dict[UUID, Sign] = {}

    def touch(self, session_id: UUID, what: str = API, ago: float = 0.0) -> None:
        """Somebody has done something in the session, ``ago`` seconds before now."""
        at = self._clock() - max(0.0, ago)
        known = self._signs.get(session_id)
        if known is None or at > known.at:
            self._signs[session_id] = Sign(at, what)

    def heard(self, statuses: Iterable[KernelStatus]) -> None:
        """Take in what an agent says of its kernels."""
        for status in statuses:
            if status.state is not KernelState.RUNNING:
                continue
            if status.quiet is not None:
                self.touch(status.session_id, TRAFFIC, status.quiet)
            if status.busy is not False:
                # Whoever cannot tell whether code runs has not said that none does.
                self.touch(status.session_id, CODE if status.busy else UNTOLD)

    def ages(self) -> dict[UUID, tuple[float, str]]:
        """How many seconds ago the last sign of each session was, and what it was."""
        now = self._clock()
        return {session_id: (now - sign.at, sign.what) for session_id, sign in self._signs.items()}

    def keep(self, session_ids: Iterable[UUID]) -> None:
        """Forget all others."""
        self._signs = {key: self._signs[key] for key in session_ids if key in self._signs}
