"""Unfinished uploads: bytes in the volume's staging directory until all are there, then one rename into the
folder.

The file's size *is* the offset: there is no second record that a crash could leave behind the bytes (security
case S26). A lock on the file, which ends with the process, keeps a second writer out. Everything else about
an upload is in its token. These functions block: call them in a thread. The HTTP side is
`kernelyard_storage.tus`.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import secrets
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from . import paths
from .errors import StorageFull, StorageProblem, UploadBusy, UploadNotFound, UploadTooLarge, naming
from .openat2 import open_beneath
from .protocol import UploadRequest
from .tokens import UploadGrant
from .volumes import Volume

log = logging.getLogger("kernelyard_storage.uploads")

_LANDINGS = [threading.Lock() for _ in range(64)]
_GATHER = 512  # buffers per pwritev; Linux allows 1024


@dataclass(frozen=True)
class Part:
    """The bytes of an unfinished upload, locked for us, and how many there are."""

    fd: int
    offset: int


def begin(volume: Volume, request: UploadRequest, max_size: int) -> UploadGrant:
    """Prepare an upload; an empty file is created at once, because the client sends nothing for it (T42).

    Raises `UploadTooLarge`, `StorageFull`, `QuotaExceeded`, `FolderNotFound`, `FileOperationFailed` (the
    target is a directory).
    """
    parts = paths.entry(request.path)
    if request.size > max_size:
        raise UploadTooLarge(f"At most {max_size} bytes, not {request.size}.", data={"size": request.size})
    volume.quotas.need(request.folder.quota_scope, request.size)
    free = volume.totals()[2]
    if request.size > free:
        raise StorageFull(f"{request.size} bytes do not fit into {free}.", data={"size": request.size})
    grant = UploadGrant(
        folder=request.folder,
        relpath=request.path,
        size=request.size,
        session=secrets.token_hex(16),
        user=request.user,
    )
    folder = volume.open_folder(request.folder)
    try:
        _refuse_directory(folder, parts, request.path)
        with _staging(volume, grant) as staging, _named(volume, grant):
            os.close(paths.create_file(staging, grant.session, volume.owner, paths.FILE_MODE))
            if grant.size == 0:
                try:
                    _land(volume, folder, grant)
                except StorageProblem:
                    os.unlink(grant.session, dir_fd=staging)
                    raise
    finally:
        os.close(folder)
    return grant


@contextmanager
def _staging(volume: Volume, grant: UploadGrant) -> Iterator[int]:
    """The directory that holds the upload's bytes."""
    staging = volume.open_staging(grant.folder.quota_scope)
    try:
        yield staging
    finally:
        os.close(staging)


@contextmanager
def _named(volume: Volume, grant: UploadGrant) -> Iterator[None]:
    with volume.quotas.named(grant.folder.quota_scope), naming(grant.relpath):
        yield


@contextmanager
def part(volume: Volume, grant: UploadGrant) -> Iterator[Part]:
    """The upload's bytes, locked. `UploadNotFound` when it has landed or was cleaned up, `UploadBusy`,
    `FolderNotFound` when there is nothing to land in any more.
    """
    with _locked(volume, grant) as found:
        os.close(volume.open_folder(grant.folder))
        yield found


@contextmanager
def _locked(volume: Volume, grant: UploadGrant) -> Iterator[Part]:
    try:
        with _staging(volume, grant) as staging:
            fd = open_beneath(staging, (grant.session,), os.O_WRONLY)
    except FileNotFoundError:
        raise UploadNotFound from None
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UploadBusy from None
        found = os.fstat(fd)
        if found.st_nlink == 0 or not _still_there(volume, grant, found):
            raise UploadNotFound  # it landed, or was removed, between the opening and the lock
        yield Part(fd, found.st_size)
    finally:
        os.close(fd)


def offset(volume: Volume, grant: UploadGrant) -> int:
    """How many bytes have arrived, also while somebody is writing. `UploadNotFound`."""
    try:
        with _staging(volume, grant) as staging:
            return os.stat(grant.session, dir_fd=staging, follow_symlinks=False).st_size
    except FileNotFoundError:
        raise UploadNotFound from None


def write(volume: Volume, grant: UploadGrant, fd: int, buffers: Sequence[bytes], position: int) -> None:
    """Write all of ``buffers`` at ``position``. Raises `StorageFull`, `QuotaExceeded`; what fitted stays, and
    counts as arrived.
    """
    size = sum(map(len, buffers))
    with volume.quotas.reserve(grant.folder.quota_scope, size), naming(grant.relpath):
        pour(fd, buffers, position)


def pour(fd: int, buffers: Sequence[bytes], position: int) -> None:
    """Write all of ``buffers`` at ``position``, however little each call takes. Raises OSError."""
    rest = [memoryview(each) for each in buffers if each]
    while rest:
        written = os.pwritev(fd, rest[:_GATHER], position)
        position += written
        while rest and written >= len(rest[0]):
            written -= len(rest.pop(0))
        if written:
            rest[0] = rest[0][written:]


def land(
    volume: Volume,
    grant: UploadGrant,
    fd: int,
    *,
    durable: bool = True,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Put a complete, locked upload in its place, over an older file of that name, making missing
    directories.

    ``durable``: the bytes are on the disk before the name is. ``check`` is the last step before the name is
    there, and raises where that must not happen any more. Raises as `begin`; then the bytes stay, for another
    try.
    """
    if durable:
        with naming(grant.relpath):
            os.fdatasync(fd)
    folder = volume.open_folder(grant.folder)
    try:
        _land(volume, folder, grant, durable=durable, check=check)
    finally:
        os.close(folder)
    log.info("user %r uploaded %r, %d bytes", grant.user, grant.relpath, grant.size)


def cancel(volume: Volume, grant: UploadGrant) -> None:
    """Remove what has arrived of an upload, whose folder may be gone. `UploadNotFound`, `UploadBusy`."""
    with _locked(volume, grant) as unfinished, _staging(volume, grant) as staging:
        os.unlink(grant.session, dir_fd=staging)
        volume.quotas.release(grant.folder.quota_scope, unfinished.offset)
    log.info("user %r gave up the upload of %r", grant.user, grant.relpath)


def _land(
    volume: Volume,
    folder: int,
    grant: UploadGrant,
    *,
    durable: bool = False,
    check: Callable[[], None] = lambda: None,
) -> None:
    parts = paths.entry(grant.relpath)
    with _staging(volume, grant) as staging, _named(volume, grant):
        paths.make_directories(folder, parts[:-1], volume.owner)
        with paths.at(folder, parts[:-1], os.O_RDONLY | os.O_DIRECTORY) as directory:
            with _landing(directory, parts[-1]):
                replaced = _size(directory, parts[-1])
                volume.land(staging, grant.session, directory, parts[-1], check)
                volume.quotas.release(grant.folder.quota_scope, replaced)
            if durable:
                os.fsync(directory)


@contextmanager
def _landing(directory: int, name: str) -> Iterator[None]:
    """One at a time over a name: two do not both give back what was there."""
    about = os.fstat(directory)
    with _LANDINGS[hash((about.st_dev, about.st_ino, name)) % len(_LANDINGS)]:
        yield


def _size(directory: int, name: str) -> int:
    """Bytes that go when the file ``name`` is replaced."""
    try:
        found = os.stat(name, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) and found.st_nlink == 1 else 0


def _refuse_directory(folder: int, parts: tuple[str, ...], path: str) -> None:
    """Fail early where the landing would: on a directory, or below a file or a link. Missing parents are made
    later.
    """
    with naming(path):
        try:
            with paths.parent(folder, parts) as (directory, name):
                found = os.stat(name, dir_fd=directory, follow_symlinks=False)
        except FileNotFoundError:
            return
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def _still_there(volume: Volume, grant: UploadGrant, opened: os.stat_result) -> bool:
    try:
        with _staging(volume, grant) as staging:
            named = os.stat(grant.session, dir_fd=staging, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return (named.st_dev, named.st_ino) == (opened.st_dev, opened.st_ino)


def clean(volume: Volume, lifetime: float) -> int:
    """Remove uploads to which nothing was written for ``lifetime`` seconds; their tokens have expired.
    Returns how many.
    """
    horizon = time.time() - lifetime
    total = 0
    for scope, staging in volume.stagings():
        removed = 0
        with os.scandir(staging) as found:
            names = [item.name for item in found if item.is_file(follow_symlinks=False)]
        for name in names:
            try:
                if os.stat(name, dir_fd=staging, follow_symlinks=False).st_mtime < horizon:
                    os.unlink(name, dir_fd=staging)
                    removed += 1
            except FileNotFoundError:
                continue
        if removed:
            volume.quotas.changed(scope)
        total += removed
    if total:
        log.info("volume %s: removed %d stale uploads", volume.name, total)
    return total
