"""The kernel's calls for BTRFS, on descriptors and single names: no path can lead anywhere else, and no
program is started for them.

Structures and numbers are those of ``linux/btrfs.h`` and ``linux/btrfs_tree.h``. Every function raises
OSError. Quota groups need ``CAP_SYS_ADMIN``.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

ROOT_INODE = 256
"""The inode of the top directory of every subvolume."""

_READ, _WRITE = 2, 1


def _number(direction: int, number: int, size: int) -> int:
    """``_IOC`` of the kernel for the type of BTRFS."""
    return direction << 30 | size << 16 | 0x94 << 8 | number


_CREATE = _number(_WRITE, 24, 4096)
_SNAPSHOT = _number(_WRITE, 23, 4096)
_DESTROY = _number(_WRITE, 63, 4096)
_SYNC = _number(0, 8, 0)
_FS_INFO = _number(_READ, 31, 1024)
_SUBVOLUME = _number(_READ, 60, 504)
_SEARCH = _number(_READ | _WRITE, 17, 4096)
_QUOTA = _number(_READ | _WRITE, 40, 16)
_ASSIGN = _number(_WRITE, 41, 24)
_GROUP = _number(_WRITE, 42, 16)
_LIMIT = _number(_READ, 43, 48)
_RESCAN = _number(_WRITE, 44, 64)
_CLONE = _number(_WRITE, 9, 4)

_READ_ONLY, _INHERIT, _BY_ID = 2, 4, 16
_NO_LIMIT = (1 << 64) - 1
_MAX_REFERENCED = 1
_TREE_OF_ROOTS, _ROOT_REF = 1, 156
_HEADER = struct.Struct("<QQQII")


@dataclass(frozen=True)
class Subvolume:
    """``number`` is also that of its own quota group (level 0); ``created`` in seconds since 1970."""

    number: int
    created: float


def filesystem(fd: int) -> UUID:
    """The file system's id. ``ENOTTY`` where it is none of BTRFS."""
    buffer = bytearray(1024)
    fcntl.ioctl(fd, _FS_INFO, buffer)
    return UUID(bytes=bytes(buffer[16:32]))


def is_subvolume(fd: int) -> bool:
    """Whether a directory on BTRFS is the top of a subvolume."""
    return os.fstat(fd).st_ino == ROOT_INODE


def subvolume(fd: int) -> Subvolume:
    """About the subvolume in which ``fd`` lies."""
    buffer = bytearray(504)
    fcntl.ioctl(fd, _SUBVOLUME, buffer)
    (number,) = struct.unpack_from("<Q", buffer, 0)
    seconds, nanoseconds = struct.unpack_from("<QI", buffer, 376 + 16)
    return Subvolume(number, seconds + nanoseconds / 1e9)


def create(directory: int, name: str, group: int | None = None) -> None:
    """An empty subvolume, mode 0755, ours; it counts in ``group``. ``EEXIST``."""
    _make(_CREATE, directory, name, source=0, flags=0, group=group)


def snapshot(source: int, directory: int, name: str, group: int | None, *, read_only: bool) -> None:
    """A snapshot of the subvolume whose top is open as ``source``. ``EEXIST``."""
    _make(_SNAPSHOT, directory, name, source=source, flags=_READ_ONLY if read_only else 0, group=group)


def _make(call: int, directory: int, name: str, *, source: int, flags: int, group: int | None) -> None:
    inherit = ctypes.create_string_buffer(struct.pack("<QQQQ5QQ", 0, 1, 0, 0, 0, 0, 0, 0, 0, group or 0), 80)
    size, address = (80, ctypes.addressof(inherit)) if group is not None else (0, 0)
    flags |= _INHERIT if group is not None else 0
    arguments = bytearray(
        struct.pack("<qQQQQQQ4040s", source, 0, flags, size, address, 0, 0, os.fsencode(name))
    )
    with _readable(directory) as fd:
        fcntl.ioctl(fd, call, arguments)


def destroy(directory: int, name: str) -> None:
    """Delete a subvolume and those that somebody made inside it; its bytes are freed in the background.
    ``ENOENT``; ``EINVAL`` or ``ENOTTY`` where it is a plain directory.
    """
    try:
        _destroy(directory, 0, os.fsencode(name))
    except OSError as error:
        if error.errno != errno.ENOTEMPTY:
            raise
        fd = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=directory)
        try:
            inside = descendants(fd, subvolume(fd).number)
        finally:
            os.close(fd)
        for number in reversed(inside):
            _destroy(directory, _BY_ID, struct.pack("<Q", number))
        _destroy(directory, 0, os.fsencode(name))


def _destroy(directory: int, flags: int, last: bytes) -> None:
    arguments = bytearray(struct.pack("<qQQ4Q4040s", 0, 0, flags, 0, 0, 0, 0, last))
    with _readable(directory) as fd:
        fcntl.ioctl(fd, _DESTROY, arguments)


@contextmanager
def _readable(directory: int) -> Iterator[int]:
    """The same directory; these calls take no ``O_PATH`` descriptor."""
    fd = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=directory)
    try:
        yield fd
    finally:
        os.close(fd)


def descendants(fd: int, number: int) -> list[int]:
    """Numbers of the subvolumes anywhere inside another, each after the one that it lies in."""
    found = [number]
    for each in found:
        found += _children(fd, each)
    return found[1:]


def _children(fd: int, number: int) -> list[int]:
    found: list[int] = []
    while True:
        least = found[-1] + 1 if found else 0
        buffer = bytearray(4096)
        key = (_TREE_OF_ROOTS, number, number, least, _NO_LIMIT, 0, _NO_LIMIT, _ROOT_REF, _ROOT_REF, 100, 0)
        struct.pack_into("<7Q4I", buffer, 0, *key)
        fcntl.ioctl(fd, _SEARCH, buffer)
        (count,) = struct.unpack_from("<I", buffer, 64)
        if not count:
            return found
        position = 104
        for _ in range(count):
            _, _, child, _, length = _HEADER.unpack_from(buffer, position)
            found.append(child)
            position += _HEADER.size + length


def share(source: int, target: int) -> None:
    """Make the file ``target`` a copy of ``source`` that shares its blocks (``FICLONE``): also on XFS."""
    fcntl.ioctl(target, _CLONE, source)


def sync(fd: int) -> None:
    """Write everything, so that the counts of the quota groups are those of now."""
    fcntl.ioctl(fd, _SYNC)


def enable_quota(fd: int) -> None:
    """Count by quota groups from now on; what is there already is counted in the background."""
    fcntl.ioctl(fd, _QUOTA, bytearray(struct.pack("<QQ", 1, 0)))


def create_group(fd: int, group: int) -> None:
    """``EEXIST`` where it is there."""
    fcntl.ioctl(fd, _GROUP, bytearray(struct.pack("<QQ", 1, group)))


def remove_group(fd: int, group: int) -> None:
    """``EBUSY`` while something counts in it, ``ENOENT``."""
    fcntl.ioctl(fd, _GROUP, bytearray(struct.pack("<QQ", 0, group)))


def assign(fd: int, member: int, group: int) -> None:
    """Let the group ``member`` count in ``group``; its bytes show there after `rescan`. ``EEXIST``."""
    fcntl.ioctl(fd, _ASSIGN, bytearray(struct.pack("<QQQ", 1, member, group)))


def limit_group(fd: int, group: int, limit: int | None) -> None:
    """The most bytes that the members of a group may hold together. ``ENOENT``."""
    most = _NO_LIMIT if limit is None else min(limit, _NO_LIMIT - 1)
    fcntl.ioctl(fd, _LIMIT, bytearray(struct.pack("<6Q", group, _MAX_REFERENCED, most, 0, 0, 0)))


def rescan(fd: int) -> None:
    """Count all groups again, in the background. ``EINPROGRESS`` where that is under way."""
    fcntl.ioctl(fd, _RESCAN, bytearray(64))


class Groups:
    """The quota groups of one file system as the kernel shows them; nothing here needs rights."""

    def __init__(self, filesystem: UUID, below: Path = Path("/sys/fs/btrfs")) -> None:
        self._directory = below / str(filesystem) / "qgroups"

    def enabled(self) -> bool:
        return self._read("enabled") == 1

    def inconsistent(self) -> bool:
        """Whether the counts are wrong until the next `rescan` ends."""
        return self._read("inconsistent") == 1

    def referenced(self, group: int) -> int | None:
        """Bytes that the members hold together, what is written this moment included; None: no such group."""
        name = f"{group >> 48}_{group & (1 << 48) - 1}"
        held, coming = self._read(f"{name}/referenced"), self._read(f"{name}/rsv_data")
        return None if held is None else held + (coming or 0)

    def exclusive(self, group: int) -> int | None:
        """Bytes that nothing but the members holds."""
        return self._read(f"{group >> 48}_{group & (1 << 48) - 1}/exclusive")

    def _read(self, name: str) -> int | None:
        try:
            return int((self._directory / name).read_text())
        except (FileNotFoundError, NotADirectoryError):
            return None
