"""What is being removed, or made, under a hidden name in a user's directory: remembered in a directory of
ours, so that what a crash leaves behind is removed at the next start.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .openat2 import open_beneath

log = logging.getLogger("kernelyard_storage.trash")


class Removals:
    """Each is a file in ``directory`` that holds a path below ``root``; both descriptors are the caller's.
    Where nothing can be written (a full disk), work goes on without.
    """

    def __init__(self, root: int, directory: int) -> None:
        self._root = root
        self._directory = directory
        with os.scandir(directory) as found:
            self._left = [note.name for note in found]

    @contextmanager
    def noting(self, place: int, name: str) -> Iterator[None]:
        """Around the life of ``name`` in the directory ``place``. What raises leaves its note behind."""
        note = self.note(place, name)
        yield
        self.forget(note)

    def note(self, place: int, name: str) -> str | None:
        """Remember it; returns what `forget` takes."""
        note = secrets.token_hex(16)
        try:
            above, path = (Path(f"/proc/self/fd/{fd}").readlink() for fd in (self._root, place))
            below = os.path.relpath(path / name, above)
            fd = os.open(
                note, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=self._directory
            )
            try:
                os.write(fd, os.fsencode(below))
            finally:
                os.close(fd)
        except OSError as error:
            log.info("%r is not remembered for the next start: %s", name, error.strerror)
            return None
        return note

    def forget(self, note: str | None) -> None:
        if note is not None:
            with suppress(OSError):
                os.unlink(note, dir_fd=self._directory)

    def left(self) -> Iterator[tuple[int, str]]:
        """What an earlier process did not finish: a directory, closed with the next step, and the name in it.
        Each is forgotten afterwards, unless the caller raises or stops.
        """
        while self._left:
            note = self._left[-1]
            try:
                fd = open_beneath(self._directory, (note,), os.O_RDONLY)
                with os.fdopen(fd, "rb") as file:
                    *parts, name = os.fsdecode(file.read()).split("/")
                place = open_beneath(self._root, parts, os.O_RDONLY | os.O_DIRECTORY)
            except OSError:  # the directory is gone or has another name now
                pass
            else:
                try:
                    if name:
                        yield place, name
                finally:
                    os.close(place)
            self.forget(note)
            self._left.pop()
