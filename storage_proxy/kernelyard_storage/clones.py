"""Copies of folders, and of what a snapshot holds. These functions block: call them in a thread."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from . import files, paths
from .copying import Copy
from .errors import FolderExists, FolderNotFound, naming
from .openat2 import rename_keeping, sync_files
from .protocol import FolderRef, RestoreRequest
from .tasks import Task
from .volumes import Volume

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY


def refuse_taken(volume: Volume, folder: FolderRef) -> None:
    """Raise `FolderExists` where a folder is there already."""
    try:
        os.close(volume.open_folder(folder))
    except FolderNotFound:
        return
    raise FolderExists(str(folder.folder_id))


def copy_folder(source: Volume, folder: FolderRef, target: Volume, copy: FolderRef, task: Task) -> None:
    """Make ``copy`` from ``folder``; as `drafted`. Raises `Cancelled`, `QuotaExceeded`, `StorageFull`,
    `FolderNotFound`, `FolderExists`.
    """
    here = source.open_folder(folder)
    try:
        task.total, _ = files.tree_size(here)
        target.quotas.need(copy.quota_scope, task.total)
        with drafted(target, copy) as draft:
            copier = _copier(source, target, copy.quota_scope, task.progress)
            copier.tree(here, draft)
            os.close(source.open_folder(folder))  # a folder that is deleted meanwhile was copied in parts
            if copier.omitted.number:
                task.message = f"Left out, because they cannot be copied: {copier.omitted.number}."
    finally:
        os.close(here)


@contextmanager
def drafted(target: Volume, copy: FolderRef) -> Iterator[int]:
    """The descriptor of a folder that is being made. It is there when this is left, on the disk and whole,
    and never in parts: what a failure or a crash leaves is a draft. Raises `FolderExists`.
    """
    try:
        draft = target.draft(copy)
        try:
            with target.quotas.named(copy.quota_scope), naming(copy.relative_path()):
                yield draft
                sync_files(draft)
        finally:
            os.close(draft)
        target.publish(copy)
    except BaseException:
        target.discard(copy)
        raise


def _copier(source: Volume, target: Volume, scope: str, progress: Callable[[int], None]) -> Copy:
    return Copy(
        owner=target.owner,
        source_owner=source.owner,
        reserve=lambda size: target.quotas.reserve(scope, size),
        progress=progress,
        release=lambda size: target.quotas.release(scope, size),
    )


def restore(volume: Volume, wanted: RestoreRequest) -> None:
    """Copy a path out of a snapshot; the folder itself (``"."``) is all that is in it. What is in the place
    of something restored is kept beside it, under a name that says when.

    A copy grows under a hidden name and takes its place in one step. Raises `SnapshotNotFound`,
    `QuotaExceeded`, `StorageFull`, `FileOperationFailed` with the path.
    """
    parts = paths.components(wanted.path)
    goal = paths.components(wanted.target) if wanted.target is not None else parts
    scope = wanted.folder.quota_scope
    snapshot = volume.open_snapshot(wanted.folder, wanted.name)
    try:
        folder = volume.open_folder(wanted.folder)
        try:
            with naming(wanted.path):
                volume.quotas.need(scope, _size(snapshot, parts))
            copier = _copier(volume, volume, scope, lambda _: None)
            try:
                with volume.quotas.named(scope), naming(wanted.target or wanted.path):
                    _restore(volume, copier, (snapshot, parts), (folder, goal))
            except BaseException:
                volume.quotas.changed(scope)
                raise
        finally:
            os.close(folder)
    finally:
        os.close(snapshot)


Place = tuple[int, tuple[str, ...]]
"""A path below an open directory."""


def _restore(volume: Volume, copier: Copy, source: Place, target: Place) -> None:
    """A directory onto one that is meant as a whole is restored entry by entry."""
    (snapshot, parts), (folder, goal) = source, target
    if goal and parts:
        paths.make_directories(folder, goal[:-1], volume.owner)
        with (
            paths.parent(snapshot, parts) as (here, name),
            paths.at(folder, goal[:-1], _DIRECTORY) as there,
        ):
            if not _replace(volume, copier, here, name, there, goal[-1]):
                raise OSError(errno.EINVAL, "This is no file, link or directory that can be restored.")
        return
    paths.make_directories(folder, goal, volume.owner)
    with paths.at(snapshot, parts, _DIRECTORY) as here, paths.at(folder, goal, _DIRECTORY) as there:
        with os.scandir(here) as entries:
            names = sorted(entry.name for entry in entries)
        for name in names:
            _replace(volume, copier, here, name, there, name)


def _replace(volume: Volume, copier: Copy, here: int, name: str, there: int, new_name: str) -> bool:
    """False where it cannot be copied (pipes, devices, sockets); then what is there stays."""
    os.stat(name, dir_fd=here, follow_symlinks=False)
    hidden = f".restoring-{secrets.token_hex(8)}"
    try:
        with volume.trash.noting(there, hidden):
            if not copier.entry(here, name, there, hidden):
                return False
            _keep(there, new_name)
            rename_keeping(there, hidden, there, new_name)
    except BaseException:
        with suppress(FileNotFoundError):
            volume.trash.take(there, hidden)
        raise
    return True


def _keep(directory: int, name: str) -> None:
    """Give what is there another name, if there is anything."""
    stem = os.fsdecode(os.fsencode(name)[: paths.NAME_BYTES - 40])
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    for number in range(100):
        kept = f"{stem}.kept-{stamp}" + (f"-{number}" if number else "")
        try:
            rename_keeping(directory, name, directory, kept)
        except FileExistsError:
            continue
        except FileNotFoundError:
            return
        return
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _size(root: int, parts: tuple[str, ...]) -> int:
    if parts:
        with paths.parent(root, parts) as (directory, name):
            found = os.stat(name, dir_fd=directory, follow_symlinks=False)
            if not stat.S_ISDIR(found.st_mode):
                return found.st_size
    with paths.at(root, parts, os.O_PATH | os.O_DIRECTORY) as fd:
        return files.tree_size(fd)[0]
