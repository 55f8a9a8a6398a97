"""What the homes of sessions take on this node: looked at now and then, for it means reading directories."""

from __future__ import annotations

import os
import time
from pathlib import Path
from uuid import UUID

INTERVAL = 60.0
"""Seconds until a home is looked at again."""
BUDGET = 0.25
"""Seconds for one home; one that takes longer keeps the figure that it has."""


class Scratch:
    """Sizes by kernel."""

    def __init__(self) -> None:
        self._known: dict[UUID, tuple[float, int | None]] = {}

    def size(self, kernel_id: UUID, home: Path) -> int | None:
        """Bytes of disk that the home takes; None while nobody knows. May block for `BUDGET` seconds."""
        at, known = self._known.get(kernel_id, (-INTERVAL, None))
        now = time.monotonic()
        if now - at >= INTERVAL:
            measured = measure(home, now + BUDGET)
            known = measured if measured is not None else known
            self._known[kernel_id] = (now, known)
        return known

    def keep(self, kernel_ids: set[UUID]) -> None:
        """Forget all others."""
        for kernel_id in self._known.keys() - kernel_ids:
            del self._known[kernel_id]


def measure(home: Path, deadline: float) -> int | None:
    """Bytes of disk below a directory, None when there is no time for all of it. Links are not followed."""
    total = 0
    seen: set[tuple[int, int]] = set()
    try:
        for _, directories, files, descriptor in os.fwalk(home, follow_symlinks=False):
            for name in (*directories, *files):
                if time.monotonic() > deadline:
                    return None
                try:
                    status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                except FileNotFoundError:
                    continue
                # A file of many names is there once.
                if (status.st_dev, status.st_ino) not in seen:
                    total += status.st_blocks * 512
                    if status.st_nlink > 1:
                        seen.add((status.st_dev, status.st_ino))
    except OSError:
        return None
    return total
