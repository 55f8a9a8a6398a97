"""A volume on CephFS: each quota scope's directory has ``ceph.quota.max_bytes``, which every client of the
file system keeps to; use comes from ``ceph.dir.rbytes``; snapshots are directories in ``.snap`` (STO-019).

Layout as in `kernelyard_storage.volumes.vfs`, but what is not finished lies in the scope's directory: between
quota realms nothing can be renamed. Clients keep to a limit within some seconds, not to the byte.
"""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from typing import Literal

from .. import paths
from ..errors import SnapshotExists, SnapshotNotFound, naming
from ..openat2 import open_beneath
from ..protocol import FolderRef, Snapshot
from ..startup import BadVolume
from .enforced import EnforcedQuotas, ScopeBook
from .inventory import SCOPE
from .quotas import Quotas
from .scopes import ScopeRecords, directory_name, scope_name
from .snapshots import valid_name
from .vfs import DRAFT, VfsVolume

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY
_LIMIT, _BYTES, _FILES = "ceph.quota.max_bytes", "ceph.dir.rbytes", "ceph.dir.rfiles"
_BORN = "ceph.snap.btime"
_SNAPSHOTS = ".snap"


class CephfsVolume(VfsVolume):
    """See `kernelyard_storage.volumes.Volume`."""

    backend = "cephfs"
    capabilities: tuple[str, ...] = ("vfolder", "quota", "snapshot")
    quota: Literal["enforced", "advisory"] = "enforced"

    def _prepare(self, path: str) -> None:
        try:
            os.getxattr(self._root, _BYTES)
        except OSError:
            raise BadVolume(
                f"Volume {self.name!r}: {path} is not on CephFS. Mount it there, or set 'backend' to 'vfs'."
            ) from None

    def _open_quotas(self, records: ScopeRecords) -> Quotas:
        self._book = ScopeBook(records)
        return EnforcedQuotas(self._book, self)

    def used(self, scope: str, *, fresh: bool) -> tuple[int, int | None]:
        try:
            with paths.at(self._root, (directory_name(scope),), _DIRECTORY) as fd:
                return int(os.getxattr(fd, _BYTES)), int(os.getxattr(fd, _FILES))
        except FileNotFoundError:
            return 0, 0

    def limit(self, scope: str, limit: int | None) -> None:
        """0 means no limit there, so a limit of 0 is one byte."""
        super()._make_scope(scope)
        with paths.at(self._root, (directory_name(scope),), _DIRECTORY) as fd:
            os.setxattr(fd, _LIMIT, str(0 if limit is None else max(1, limit)).encode())

    def _make_scope(self, scope: str) -> None:
        super()._make_scope(scope)
        limit = self._book.limit(scope)
        if limit is not None:
            self.limit(scope, limit)

    def _staging_parts(self, scope: str) -> tuple[str, ...]:
        return directory_name(scope), ".uploads"

    def _make_staging(self, scope: str) -> None:
        super()._make_scope(scope)
        super()._make_staging(scope)

    def _scopes_with_staging(self) -> list[str]:
        return [scope_name(name) for name, _ in paths.names(self._root) if SCOPE.fullmatch(name)]

    def delete_folder(self, folder: FolderRef) -> None:
        """Snapshots first: a directory that has some cannot be removed. Then out of sight by a rename within
        the realm.
        """
        with naming(folder.relative_path()), suppress(FileNotFoundError):
            for name in self._names(folder):
                os.rmdir(f"{folder.relative_path()}/{_SNAPSHOTS}/{name}", dir_fd=self._root)
            parts = paths.entry(folder.relative_path())
            staging = self.open_staging(folder.quota_scope)
            try:
                hidden = DRAFT + secrets.token_hex(16)
                with paths.parent(self._root, parts) as (directory, name):
                    os.rename(name, hidden, src_dir_fd=directory, dst_dir_fd=staging)
                self._remove_folder(staging, hidden)
            finally:
                os.close(staging)

    def _names(self, folder: FolderRef) -> list[str]:
        """Names of the folder's own snapshots; those of directories above it begin with ``_``."""
        parts = (*paths.entry(folder.relative_path()), _SNAPSHOTS)
        try:
            with paths.at(self._root, parts, os.O_PATH | os.O_DIRECTORY) as fd:
                return [name for name, _ in paths.names(fd) if valid_name(name)]
        except FileNotFoundError:
            return []

    def snapshots(self, folder: FolderRef) -> list[Snapshot]:
        os.close(self.open_folder(folder))
        found = [self._describe(folder, name) for name in self._names(folder)]
        return sorted(found, key=lambda each: (each.created, each.name))

    def _describe(self, folder: FolderRef, name: str) -> Snapshot:
        fd = self.open_snapshot(folder, name)
        try:
            created = float(os.getxattr(fd, _BORN))
        except OSError:  # clients before Linux 5.6
            created = os.fstat(fd).st_ctime
        finally:
            os.close(fd)
        return Snapshot(name=name, created=created)

    def create_snapshot(self, folder: FolderRef, name: str) -> Snapshot:
        fd = self.open_folder(folder)
        try:
            with naming(name):
                try:
                    os.mkdir(f"{_SNAPSHOTS}/{paths.single(name)}", dir_fd=fd)
                except FileExistsError:
                    raise SnapshotExists(name) from None
        finally:
            os.close(fd)
        return self._describe(folder, name)

    def delete_snapshot(self, folder: FolderRef, name: str) -> None:
        os.close(self.open_snapshot(folder, name))
        fd = self.open_folder(folder)
        try:
            os.rmdir(f"{_SNAPSHOTS}/{name}", dir_fd=fd)
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise
        finally:
            os.close(fd)

    def open_snapshot(self, folder: FolderRef, name: str) -> int:
        fd = self.open_folder(folder)
        try:
            if not valid_name(name):
                raise SnapshotNotFound
            return open_beneath(fd, (_SNAPSHOTS, name), _DIRECTORY)
        except FileNotFoundError:
            raise SnapshotNotFound from None
        finally:
            os.close(fd)
