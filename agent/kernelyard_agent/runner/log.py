"""The session's log: what its services and its runner print, capped in size.

The agent opens the file in a directory of its own and hands over only the descriptor, so that no name under
the session's control stands between a session and the agent that reads the log.
"""

from __future__ import annotations

import contextlib
import os
import time

CAP = 10 * 2**20
"""Bytes; when the log grows past it, its older half goes."""


class SessionLog:
    def __init__(self, descriptor: int, cap: int = CAP) -> None:
        self._fd = descriptor
        self._cap = cap

    def write(self, data: bytes) -> None:
        """Append; a full disk loses the output, not the session."""
        with contextlib.suppress(OSError):
            os.write(self._fd, data[-self._cap // 2 :])
        self.trim()

    def note(self, text: str) -> None:
        """A line of the runner's own."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.write(f"[{stamp}] {text}\n".encode())

    def trim(self) -> None:
        """Drop the older half when the log has grown past its cap."""
        with contextlib.suppress(OSError):
            size = os.fstat(self._fd).st_size
            if size <= self._cap:
                return
            tail = os.pread(self._fd, self._cap // 2, size - self._cap // 2)
            os.ftruncate(self._fd, 0)
            os.write(self._fd, tail[tail.find(b"\n") + 1 :])
