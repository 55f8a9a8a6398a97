"""Opening a path beneath a directory so that no component can lead out: ``openat2`` of Linux 5.6, or a walk
as strict.

Symbolic links are refused at every position, also those that would stay inside, because what they point at
can change between two calls. Both ways raise the same errors: ``ELOOP`` for a symbolic link, ``ENOTDIR``,
``ENOENT``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Sequence

_OPENAT2 = 437  # the same number on every architecture
_RESOLVE_NO_MAGICLINKS = 0x02
_RESOLVE_NO_SYMLINKS = 0x04
_RESOLVE_BENEATH = 0x08
_RENAME_NOREPLACE = 1
_RETRIES = 64  # openat2 answers EAGAIN while somebody renames directories around it

_libc = ctypes.CDLL(None, use_errno=True)


class _OpenHow(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


_STRICT = _RESOLVE_BENEATH | _RESOLVE_NO_SYMLINKS | _RESOLVE_NO_MAGICLINKS


def by_openat2(root: int, parts: Sequence[str], flags: int) -> int:
    """Open ``parts`` below the directory fd ``root`` in one system call. Returns a new fd, close-on-exec."""
    path = os.fsencode("/".join(parts) or ".")
    how = _OpenHow(flags | os.O_CLOEXEC, 0, _STRICT)
    for _ in range(_RETRIES):
        fd: int = _libc.syscall(
            ctypes.c_long(_OPENAT2),
            ctypes.c_int(root),
            ctypes.c_char_p(path),
            ctypes.byref(how),
            ctypes.c_size_t(ctypes.sizeof(how)),
        )
        if fd >= 0:
            return fd
        number = ctypes.get_errno()
        if number not in (errno.EAGAIN, errno.EINTR):
            raise OSError(number, os.strerror(number))
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def by_walking(root: int, parts: Sequence[str], flags: int) -> int:
    """The same for older kernels and for sandboxes that forbid openat2: one component at a time, following
    nothing.
    """
    if not parts:
        return os.open(".", flags | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=root)
    step = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    here = os.dup(root)
    try:
        for part in parts[:-1]:
            beneath = _open_component(here, part, step)
            os.close(here)
            here = beneath
        return _open_component(here, parts[-1], flags | os.O_NOFOLLOW | os.O_CLOEXEC)
    finally:
        os.close(here)


def _open_component(parent: int, name: str, flags: int) -> int:
    try:
        return os.open(name, flags, dir_fd=parent)
    except NotADirectoryError:
        # With O_DIRECTORY a symbolic link answers ENOTDIR; openat2 calls it ELOOP.
        if stat.S_ISLNK(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
        raise


def supported() -> bool:
    """Whether this kernel, in this sandbox, lets us call ``openat2``."""
    root = os.open("/", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.close(by_openat2(root, (), os.O_PATH | os.O_DIRECTORY))
    except OSError:
        return False
    finally:
        os.close(root)
    return True


_resolve = by_openat2 if supported() else by_walking


def open_beneath(root: int, parts: Sequence[str], flags: int) -> int:
    """Open ``parts`` below the directory fd ``root`` in the strictest way that this kernel has."""
    return _resolve(root, parts, flags)


def rename_keeping(source: int, name: str, target: int, new_name: str) -> None:
    """Rename without ever replacing what is at the target (``EEXIST``); both names are single components.

    File systems that cannot promise that (``EINVAL``, some network file systems) get a check and a rename.
    """
    if hasattr(_libc, "renameat2"):
        done: int = _libc.renameat2(
            ctypes.c_int(source),
            ctypes.c_char_p(os.fsencode(name)),
            ctypes.c_int(target),
            ctypes.c_char_p(os.fsencode(new_name)),
            ctypes.c_uint(_RENAME_NOREPLACE),
        )
        if done == 0:
            return
        number = ctypes.get_errno()
        if number not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(number, os.strerror(number))
    try:
        os.stat(new_name, dir_fd=target, follow_symlinks=False)
    except FileNotFoundError:
        os.rename(name, new_name, src_dir_fd=source, dst_dir_fd=target)
    else:
        raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))


def sync_files(fd: int) -> None:
    """Write all of the file system in which ``fd`` lies to its disk (``syncfs``)."""
    if _libc.syncfs(ctypes.c_int(fd)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
