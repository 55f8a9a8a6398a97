"""A volume on any POSIX file system: a directory. Quotas are advisory, usage is counted by walking (STO-004).

Layout below the volume's path::

    user-UUID/ab/cd/REST  a folder (0700, the owner's); the three levels above it are ours, 0711, so that
                          nobody but us can list who has folders, and the owner can still reach his own
    .uploads/user-UUID/   what is not finished in a quota scope: uploads, folders being cloned (0700, ours)
    .trash/               deleted trees on their way out (0700, ours)
    .removals/            notes of what else is on its way out, hidden in folders (0700, ours)
    .quotas/              limits and counts of the quota scopes (0700, ours)
    .kernelyard-volume    the volume's mark (0644): nodes look for it before they use what they have mounted

Other backends derive from this one: what they do otherwise are the methods below "What other backends do
otherwise", and ``quotas``.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Literal

from .. import files, paths
from ..errors import FolderExists, FolderNotFound, NotSupported, naming
from ..openat2 import open_beneath, rename_keeping
from ..paths import Owner
from ..protocol import FolderRef, FolderUsage, FoundFolder, Snapshot
from ..removals import Removals
from ..trash import REMOVED, Trash
from . import inventory
from .ledger import Ledger
from .mark import mark
from .quotas import Quotas
from .scopes import ScopeRecords, directory_name, scope_name

FOLDER_MODE = 0o700
SCOPE_MODE = 0o711
PRIVATE_MODE = 0o700
DRAFT = "folder-"
"""Begins the name of an unfinished folder among the unfinished uploads."""
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY


class VfsVolume:
    """See `kernelyard_storage.volumes.Volume`."""

    backend = "vfs"
    capabilities: tuple[str, ...] = ("vfolder", "quota")
    quota: Literal["enforced", "advisory"] = "advisory"
    trash: Trash
    quotas: Quotas

    def __init__(self, name: str, path: str, owner: Owner) -> None:
        self.name = name
        self.owner = owner
        self._us = Owner(os.geteuid(), os.getegid(), change=False)
        self._stopping = threading.Event()
        self._open: list[int] = []
        self._root = self._keep(os.open(path, _DIRECTORY | os.O_CLOEXEC))
        try:
            self._prepare(path)
            self._staging = self._keep(self._private(".uploads"))
            self.mark = mark(self._root, name)
            records = ScopeRecords(self._private(".quotas"))
            self._keep(records.hold(name))
            self.quotas = self._open_quotas(records)
            self.removals = Removals(self._root, self._keep(self._private(".removals")))
            self.trash = Trash(self._private(".trash"), self._destroy, self.removals)
        except BaseException:
            self._release()
            raise

    def _keep(self, fd: int) -> int:
        """A descriptor that lives as long as this volume."""
        self._open.append(fd)
        return fd

    def _private(self, *parts: str) -> int:
        """The descriptor of a directory that only we can enter, made where it is missing."""
        paths.make_directories(self._root, parts, self._us, PRIVATE_MODE)
        fd = open_beneath(self._root, parts, _DIRECTORY)
        try:
            if os.fstat(fd).st_uid != self._us.uid:
                raise PermissionError(errno.EPERM, f"{'/'.join(parts)} belongs to somebody else")
            os.fchmod(fd, PRIVATE_MODE)
        except OSError:
            os.close(fd)
            raise
        return fd

    def create_folder(self, folder: FolderRef) -> None:
        parts = paths.entry(folder.relative_path())
        with self.quotas.named(folder.quota_scope), naming(folder.relative_path()):
            self._make_parents(folder)
            with paths.parent(self._root, parts) as (directory, name):
                try:
                    self._make_folder(directory, name, folder.quota_scope)
                except FileExistsError:
                    raise FolderExists(str(folder.folder_id)) from None

    def _make_parents(self, folder: FolderRef) -> None:
        parts = paths.entry(folder.relative_path())
        try:
            with paths.at(self._root, parts[:1], os.O_PATH | os.O_DIRECTORY):
                pass
        except FileNotFoundError:
            self._make_scope(folder.quota_scope)
        paths.make_directories(self._root, parts[:-1], self._us, SCOPE_MODE)

    def open_folder(self, folder: FolderRef) -> int:
        parts = paths.entry(folder.relative_path())
        try:
            return open_beneath(self._root, parts, _DIRECTORY)
        except (FileNotFoundError, NotADirectoryError):
            raise FolderNotFound(str(folder.folder_id)) from None

    def delete_folder(self, folder: FolderRef) -> None:
        parts = paths.entry(folder.relative_path())
        with (
            naming(folder.relative_path()),
            suppress(FileNotFoundError),
            paths.parent(self._root, parts) as (directory, name),
        ):
            self._remove_folder(directory, name)
            self.quotas.changed(folder.quota_scope)

    def usage(self, folder: FolderRef) -> FolderUsage:
        fd = self.open_folder(folder)
        try:
            used, count = files.tree_size(fd)
        finally:
            os.close(fd)
        return FolderUsage(used_bytes=used, files=count)

    def totals(self) -> tuple[int, int, int]:
        found = os.fstatvfs(self._root)
        return (
            found.f_blocks * found.f_frsize,
            (found.f_blocks - found.f_bfree) * found.f_frsize,
            found.f_bavail * found.f_frsize,
        )

    def inventory(self) -> list[FoundFolder]:
        return inventory.walk(self._root)

    def open_staging(self, scope: str) -> int:
        parts = self._staging_parts(scope)
        try:
            return open_beneath(self._root, parts, _DIRECTORY)
        except FileNotFoundError:
            self._make_staging(scope)
            return open_beneath(self._root, parts, _DIRECTORY)

    def stagings(self) -> Iterator[tuple[str, int]]:
        for scope in self._scopes_with_staging():
            fd = self.open_staging(scope)
            try:
                yield scope, fd
            finally:
                os.close(fd)

    def draft(self, folder: FolderRef) -> int:
        name = DRAFT + folder.folder_id.hex
        with self.quotas.named(folder.quota_scope), naming(folder.relative_path()):
            place = self._open_drafts(folder.quota_scope)
            try:
                with suppress(FileNotFoundError):
                    self._remove_folder(place, name)
                self._make_folder(place, name, folder.quota_scope)
                return open_beneath(place, (name,), _DIRECTORY)
            finally:
                os.close(place)

    def publish(self, folder: FolderRef) -> None:
        parts = paths.entry(folder.relative_path())
        with naming(folder.relative_path()):
            self._make_parents(folder)
            place = self._open_drafts(folder.quota_scope)
            try:
                with paths.parent(self._root, parts) as (directory, name):
                    rename_keeping(place, DRAFT + folder.folder_id.hex, directory, name)
            except FileExistsError:
                raise FolderExists(str(folder.folder_id)) from None
            finally:
                os.close(place)

    def discard(self, folder: FolderRef) -> None:
        place = self._open_drafts(folder.quota_scope)
        try:
            with suppress(FileNotFoundError):
                self._remove_folder(place, DRAFT + folder.folder_id.hex)
        finally:
            os.close(place)
        self.quotas.changed(folder.quota_scope)

    def sweep(self) -> None:
        for place in self._drafts_places():
            for name, _ in paths.names(place):
                if name.startswith((DRAFT, REMOVED)):
                    self._remove_folder(place, name)
        self.trash.sweep()

    def close(self) -> None:
        self._stopping.set()
        self.trash.close()
        self.quotas.close()
        self._release()

    def _release(self) -> None:
        while self._open:
            os.close(self._open.pop())

    def _count(self, scope: str) -> tuple[int, int]:
        """Bytes and files of a scope: its folders, and what is not finished."""
        used = count = 0
        for parts in ((directory_name(scope),), self._staging_parts(scope)):
            try:
                with paths.at(self._root, parts, os.O_PATH | os.O_DIRECTORY) as fd:
                    more, number = files.tree_size(fd, self._stopping)
            except FileNotFoundError:
                continue
            used, count = used + more, count + number
        return used, count

    # What other backends do otherwise.

    def _prepare(self, path: str) -> None:
        """Look whether the file system is the right one, before anything is made. Raises `BadVolume`."""

    def _open_quotas(self, records: ScopeRecords) -> Quotas:
        return Ledger(records, self._count)

    def _make_scope(self, scope: str) -> None:
        """The directory of a scope."""
        paths.make_directories(self._root, (directory_name(scope),), self._us, SCOPE_MODE)

    def _make_folder(self, directory: int, name: str, scope: str) -> None:
        """An empty folder of the owner's. Raises ``FileExistsError``."""
        paths.create_directory(directory, name, self.owner, FOLDER_MODE)

    def _remove_folder(self, directory: int, name: str) -> None:
        """Out of sight at once. Raises ``FileNotFoundError``."""
        self.trash.take(directory, name)

    def _destroy(self, directory: int, name: str) -> None:
        """Remove a subvolume that was made inside a folder."""
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    def _staging_parts(self, scope: str) -> tuple[str, ...]:
        return ".uploads", directory_name(scope)

    def _make_staging(self, scope: str) -> None:
        os.close(self._private(*self._staging_parts(scope)))

    def _scopes_with_staging(self) -> list[str]:
        return [scope_name(name) for name, is_directory in paths.names(self._staging) if is_directory]

    def _open_drafts(self, scope: str) -> int:
        """The directory of unfinished folders; the caller closes it."""
        return self.open_staging(scope)

    def _drafts_places(self) -> Iterator[int]:
        """Descriptors of all directories of unfinished folders, each closed with the next step."""
        for _, staging in self.stagings():
            yield staging

    def land(self, staging: int, session: str, directory: int, name: str, check: Callable[[], None]) -> None:
        check()
        os.rename(session, name, src_dir_fd=staging, dst_dir_fd=directory)

    def fast_clone(self, source: FolderRef, target: FolderRef) -> bool:
        return False

    def snapshots(self, folder: FolderRef) -> list[Snapshot]:
        raise NotSupported(_NO_SNAPSHOTS)

    def create_snapshot(self, folder: FolderRef, name: str) -> Snapshot:
        raise NotSupported(_NO_SNAPSHOTS)

    def delete_snapshot(self, folder: FolderRef, name: str) -> None:
        raise NotSupported(_NO_SNAPSHOTS)

    def open_snapshot(self, folder: FolderRef, name: str) -> int:
        raise NotSupported(_NO_SNAPSHOTS)


_NO_SNAPSHOTS = "This volume's file system has no snapshots."
