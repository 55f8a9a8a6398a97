"""Copying a tree from one open directory into another: clones across scopes and volumes, and what is restored
from a snapshot.

Symbolic links are copied as they are, never followed; devices, pipes and sockets are left out, and so is a
file that is not its owner's and has further hard links (`paths.open_for_reading`). Permission bits and times
are kept, files belong to the target's owner. Where the file system can, files share their blocks. Every
function blocks and raises OSError, or what ``reserve`` raises.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from . import descent, paths
from .openat2 import open_beneath
from .paths import Owner

log = logging.getLogger("kernelyard_storage.copying")

CHUNK = 16 << 20
"""Bytes between two looks at the quota and at whether somebody has cancelled."""
_FICLONE = 0x40049409
_CANNOT_SHARE = frozenset(
    {errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTTY, errno.ETXTBSY, errno.ENOSYS, errno.EPERM}
)
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY


class Cancelled(Exception):
    """Somebody does not want the copy any more."""


@dataclass
class Omissions:
    """How many entries a copy was not allowed to read, or could not make: pipes, devices, sockets."""

    number: int = 0


@dataclass(frozen=True)
class Copy:
    """How to copy. ``reserve`` is entered around every write with its size in bytes, ``release`` is told what
    of it was not written after all; ``progress`` is told the bytes that are done and raises `Cancelled`.
    """

    owner: Owner
    source_owner: Owner
    reserve: Callable[[int], AbstractContextManager[None]]
    progress: Callable[[int], None]
    release: Callable[[int], None] = lambda _: None
    omitted: Omissions = field(default_factory=Omissions)

    def tree(self, source: int, target: int) -> None:
        """All that is in the directory ``source`` into the empty directory ``target``, at any depth. Raises
        ``ESTALE`` where somebody moves directories deep in it meanwhile.
        """
        levels = [_Level.entered(os.dup(source), os.dup(target))]
        try:
            while levels:
                level = levels[-1]
                if not level.names:
                    if len(levels) > 1:
                        levels[-2].come_back(level)
                    level.leave()
                    levels.pop().close()
                    continue
                _, below = self._entry(level, level.names.pop())
                if below is not None:
                    levels.append(below)
                    if len(levels) > descent.HELD:
                        levels[-2].let_go()
        finally:
            for level in levels:
                level.close()

    def entry(self, source: int, name: str, target: int, new_name: str) -> bool:
        """One file, link or tree; False where it is left out, and nothing is made. Raises ``FileExistsError``
        where ``new_name`` is taken.
        """
        level = _Level(os.dup(source), os.dup(target), [])
        try:
            made, below = self._entry(level, name, new_name)
        finally:
            level.close()
        if below is not None:
            try:
                self.tree(below.source, below.target)
                _keep(below.source, below.target)
            finally:
                below.close()
        return made

    def _entry(self, level: _Level, name: str, new_name: str = "") -> tuple[bool, _Level | None]:
        """Copy one entry, and whether it could be; a directory is made, and returned to be filled."""
        new_name = new_name or name
        self.progress(0)
        try:
            found = os.stat(name, dir_fd=level.source, follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                return True, self._directory(level, name, new_name)
            if stat.S_ISLNK(found.st_mode):
                self._link(level, name, new_name)
                return True, None
            if stat.S_ISREG(found.st_mode):
                self._file(level, name, new_name)
                return True, None
            self.omitted.number += 1
        except (FileNotFoundError, NotADirectoryError):
            log.info("%r went away while it was copied", name)
        except OSError as error:
            if error.errno not in (errno.ELOOP, errno.EACCES):
                raise
            self.omitted.number += 1
            log.info("%r is left out of a copy: %s", name, error.strerror)
        return False, None

    def _directory(self, level: _Level, name: str, new_name: str) -> _Level:
        source = open_beneath(level.source, (name,), _DIRECTORY)
        try:
            paths.create_directory(level.target, new_name, self.owner, 0o700)
            target = open_beneath(level.target, (new_name,), _DIRECTORY)
        except BaseException:
            os.close(source)
            raise
        return _Level.entered(source, target)

    def _link(self, level: _Level, name: str, new_name: str) -> None:
        text = paths.link_text(level.source, name)
        paths.create_link(level.target, new_name, text, self.owner)

    def _file(self, level: _Level, name: str, new_name: str) -> None:
        source = paths.open_for_reading(level.source, (name,), self.source_owner)
        try:
            target = paths.create_file(level.target, new_name, self.owner)
            try:
                self._bytes(source, target)
                _keep(source, target)
            finally:
                os.close(target)
        finally:
            os.close(source)

    def _bytes(self, source: int, target: int) -> None:
        size = os.fstat(source).st_size
        if not size:
            return
        with self.reserve(size):
            shared = _share(source, target)
        if shared:
            self.progress(size)
            return
        self.release(size)
        position = 0
        while position < size:
            start, end = _stretch(source, position, size)
            with self.reserve(start - position):
                os.ftruncate(target, start)  # a hole is counted, too
            self.progress(start - position)
            while start < end and (moved := self._chunk(source, target, start, end)):
                start += moved
            position = end
        os.ftruncate(target, size)

    def _chunk(self, source: int, target: int, start: int, end: int) -> int:
        """Copy up to `CHUNK` bytes. No more is reserved at a time: a count of the quota scope that comes
        meanwhile takes what is reserved for bytes that it does not see. Returns how many; 0 at the end.
        """
        count = min(CHUNK, end - start)
        with self.reserve(count):
            moved = _move(source, target, start, start + count)
        if moved < count:
            self.release(count - moved)
        self.progress(moved)
        return moved


@dataclass
class _Level:
    source: int
    target: int
    names: list[str]
    closed: tuple[descent.Mark, descent.Mark] | None = None

    @classmethod
    def entered(cls, source: int, target: int) -> _Level:
        try:
            with os.scandir(source) as entries:
                return cls(source, target, [entry.name for entry in entries])
        except BaseException:
            os.close(source)
            os.close(target)
            raise

    def leave(self) -> None:
        """The directory is complete: now it may become read-only."""
        _keep(self.source, self.target)

    def let_go(self) -> None:
        """Close the descriptors, until `come_back`."""
        marks = descent.mark(self.source), descent.mark(self.target)
        self.close()
        self.closed = marks

    def come_back(self, below: _Level) -> None:
        if self.closed is None:
            return
        source = descent.climb(below.source, self.closed[0], _DIRECTORY)
        try:
            self.target = descent.climb(below.target, self.closed[1], _DIRECTORY)
        except BaseException:
            os.close(source)
            raise
        self.source, self.closed = source, None

    def close(self) -> None:
        if self.closed is None:
            os.close(self.source)
            os.close(self.target)


def _keep(source: int, target: int) -> None:
    """Permission bits and times. What runs with its owner's rights does not for another owner."""
    found = os.fstat(source)
    bits = 0o7777 if stat.S_ISDIR(found.st_mode) else 0o777
    os.fchmod(target, found.st_mode & bits)
    os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))


def _share(source: int, target: int) -> bool:
    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError as error:
        if error.errno in _CANNOT_SHARE:
            return False
        raise
    return True


def _stretch(source: int, position: int, size: int) -> tuple[int, int]:
    """Where the next bytes after ``position`` lie: holes of a file are not copied."""
    try:
        start = min(os.lseek(source, position, os.SEEK_DATA), size)
        return start, min(os.lseek(source, start, os.SEEK_HOLE), size)
    except OSError as error:
        return (size, size) if error.errno == errno.ENXIO else (position, size)


def _move(source: int, target: int, position: int, end: int) -> int:
    """Copy up to `CHUNK` bytes from ``position``, in the kernel where that works. Returns how many; 0 where
    the file has become shorter.
    """
    count = min(CHUNK, end - position)
    try:
        return os.copy_file_range(source, target, count, position, position)
    except OSError as error:
        if error.errno not in _CANNOT_SHARE:
            raise
    data = os.pread(source, min(count, 1 << 20), position)
    view = memoryview(data)
    while view:
        view = view[os.pwrite(target, view, position + len(data) - len(view)) :]
    return len(data)
