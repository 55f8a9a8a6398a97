"""Walking down a tree of any depth with a bounded number of descriptors: those of the deep levels are closed
on the way down and opened again, from below, on the way up.
"""

from __future__ import annotations

import errno
import os

HELD = 1000
"""Levels of a walk whose directories stay open."""

Mark = tuple[int, int]
"""Which directory it is: its file system and its inode."""


def mark(directory: int) -> Mark:
    found = os.fstat(directory)
    return found.st_dev, found.st_ino


def climb(directory: int, wanted: Mark, flags: int) -> int:
    """The directory above the open ``directory``, opened with ``flags``. Raises ``ESTALE`` where that is
    not ``wanted`` any more: somebody has moved it.
    """
    above = os.open("..", flags | os.O_CLOEXEC, dir_fd=directory)
    try:
        if mark(above) != wanted:
            raise OSError(errno.ESTALE, "Directories were moved meanwhile.")
    except BaseException:
        os.close(above)
        raise
    return above
