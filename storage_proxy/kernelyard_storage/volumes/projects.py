"""Project quotas of the kernel (XFS): a number on every file says whose quota it counts on; limits and use by
``quotactl_fd`` (Linux 5.14), on descriptors, without a program to start.

Structures are those of ``linux/fs.h`` and ``linux/quota.h``. Every function raises OSError.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import struct

from ..openat2 import open_beneath

_GET_FLAGS, _SET_FLAGS = 0x801C581F, 0x401C5820
_INHERIT = 0x200
_FLAGS = struct.Struct("<5I8x")

_QUOTACTL_FD = 443  # the same number on every architecture
_PROJECT = 2
_GET, _SET = 0x800007, 0x800008
_QUOTA = struct.Struct("<8QI4x")
_LIMITS_VALID = 1
BLOCK = 1024
"""Limits are counted in blocks of so many bytes."""

_libc = ctypes.CDLL(None, use_errno=True)


def project(fd: int) -> int:
    """The project on which a file or directory counts; 0: none."""
    buffer = bytearray(_FLAGS.size)
    fcntl.ioctl(fd, _GET_FLAGS, buffer)
    return int(_FLAGS.unpack(buffer)[3])


def set_project(fd: int, number: int, *, directory: bool) -> None:
    """Let a file, or a directory and what is made in it from now on, count on a project."""
    buffer = bytearray(_FLAGS.size)
    fcntl.ioctl(fd, _GET_FLAGS, buffer)
    flags, extent, extents, _, copy = _FLAGS.unpack(buffer)
    if directory:
        flags |= _INHERIT
    fcntl.ioctl(fd, _SET_FLAGS, bytearray(_FLAGS.pack(flags, extent, extents, number, copy)))


def assign_tree(directory: int, number: int) -> None:
    """Let a directory and everything below it count on a project. Links and special files are left out."""
    stack = [os.dup(directory)]
    try:
        while stack:
            here = stack.pop()
            try:
                set_project(here, number, directory=True)
                with os.scandir(here) as found:
                    names = [(item.name, item.is_dir(follow_symlinks=False)) for item in found]
                for name, is_directory in names:
                    below = _open(here, name, is_directory=is_directory)
                    if below < 0:
                        continue
                    if is_directory:
                        stack.append(below)
                    else:
                        try:
                            set_project(below, number, directory=False)
                        finally:
                            os.close(below)
            finally:
                os.close(here)
    finally:
        for fd in stack:
            os.close(fd)


def _open(directory: int, name: str, *, is_directory: bool) -> int:
    """-1 for what cannot have a project, or is gone."""
    flags = os.O_RDONLY | (os.O_DIRECTORY if is_directory else os.O_NONBLOCK | os.O_NOCTTY)
    try:
        fd = open_beneath(directory, (name,), flags)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENXIO, errno.ENOTDIR):
            return -1
        raise
    if not is_directory and os.fstat(fd).st_mode & 0o170000 != 0o100000:
        os.close(fd)
        return -1
    return fd


def used(fd: int, number: int) -> tuple[int, int]:
    """Bytes and inodes that count on a project, on the file system of ``fd``. ``ESRCH``: it counts none."""
    try:
        found = _quotactl(fd, _GET, number, bytes(_QUOTA.size))
    except OSError as error:
        if error.errno == errno.ENOENT:
            return 0, 0
        raise
    return int(found[2]), int(found[5])


def set_limit(fd: int, number: int, limit: int | None) -> None:
    """The most bytes, rounded down to a `BLOCK`; at least one block, because 0 would mean no limit."""
    blocks = 0 if limit is None else max(1, limit // BLOCK)
    _quotactl(fd, _SET, number, _QUOTA.pack(blocks, 0, 0, 0, 0, 0, 0, 0, _LIMITS_VALID))


def _quotactl(fd: int, command: int, number: int, record: bytes) -> tuple[int, ...]:
    buffer = ctypes.create_string_buffer(record, _QUOTA.size)
    done: int = _libc.syscall(
        ctypes.c_long(_QUOTACTL_FD),
        ctypes.c_uint(fd),
        ctypes.c_uint(command << 8 | _PROJECT),
        ctypes.c_uint(number),
        buffer,
    )
    if done < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return _QUOTA.unpack(buffer.raw)
