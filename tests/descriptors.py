"""Which files and sockets this process holds open: what a test left open, whatever else the process does."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def opened(below: Path) -> list[str]:
    """Paths of the open files and directories at or below a directory, sorted; twice where opened twice."""
    root = os.path.realpath(below)
    return sorted(target for _, target in descriptors() if f"{target}/".startswith(f"{root}/"))


def descriptors() -> set[tuple[str, str]]:
    """All descriptors with what they lead to. Others may close theirs meanwhile: compare by difference."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):  # the one that listed them
            found.add((number, os.readlink(f"/proc/self/fd/{number}")))
    return found
