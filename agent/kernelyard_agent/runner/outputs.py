"""Files that a run has made below ``.output`` in the session's home (OBJ-014, OBJ-016)."""

from __future__ import annotations

import os
from pathlib import Path

DIRECTORY = ".output"
ENTRIES = 2000
"""Entries that are looked at; what lies behind them is not reported."""
REPORTED = 100
"""Files that one run reports."""
DEPTH = 8

Seen = dict[str, tuple[int, int, int]]
"""Path below `DIRECTORY` -> inode, size (bytes), time of change (ns)."""


def prepare(home: Path) -> None:
    """Make the directory, if it can be made."""
    try:
        (home / DIRECTORY).mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return


def look(home: Path) -> Seen:
    """The regular files that are there now; links are not followed."""
    seen: Seen = {}
    waiting = [("", 0)]
    left = ENTRIES
    while waiting:
        below, depth = waiting.pop()
        try:
            entries = os.scandir(home / DIRECTORY / below)
        except OSError:
            continue
        with entries:
            for entry in entries:
                left -= 1
                if left < 0:
                    return seen
                name = f"{below}/{entry.name}" if below else entry.name
                try:
                    name.encode()
                    if entry.is_dir(follow_symlinks=False):
                        if depth < DEPTH:
                            waiting.append((name, depth + 1))
                    elif entry.is_file(follow_symlinks=False):
                        status = entry.stat(follow_symlinks=False)
                        seen[name] = (status.st_ino, status.st_size, status.st_mtime_ns)
                except (OSError, UnicodeEncodeError):
                    continue  # gone meanwhile, or a name that no answer can carry
    return seen


def made(before: Seen, after: Seen) -> list[str]:
    """Names of the files that are new or have changed, in order."""
    return sorted(name for name, facts in after.items() if before.get(name) != facts)[:REPORTED]
