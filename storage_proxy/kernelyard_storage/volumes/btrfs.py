"""A volume on BTRFS: each folder a subvolume. So quotas are enforced by quota groups, and a snapshot, a clone
and a deletion take a moment, however large the folder is (STO-019).

Layout as in `kernelyard_storage.volumes.vfs`, and::

    user-UUID/ab/cd/REST     a subvolume
    .uploads/user-UUID       a subvolume that counts in the scope's group: what is being uploaded counts, too
    .drafts/                 subvolumes of folders that are being cloned
    .snapshots/ID/NAME       read-only snapshots of the folder ID (0700, ours: nobody mounts them)

Folders from the time when the volume was a plain directory go on working: their bytes are counted, not
limited, and they have no snapshots. A clone of such a folder is a subvolume.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Literal

from .. import files, paths
from ..errors import FolderExists, NotSupported, SnapshotExists, SnapshotNotFound, naming
from ..openat2 import open_beneath
from ..protocol import FolderRef, Snapshot
from ..startup import BadVolume
from . import btrfs_calls, inventory
from .btrfs_groups import ScopeGroups
from .enforced import EnforcedQuotas, ScopeBook
from .quotas import Quotas
from .scopes import ScopeRecords, directory_name
from .snapshots import valid_name
from .vfs import FOLDER_MODE, PRIVATE_MODE, VfsVolume

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY
_OLD_FOLDER = "This folder was made before its volume used BTRFS; a clone of it can have snapshots."


class BtrfsVolume(VfsVolume):
    """See `kernelyard_storage.volumes.Volume`. Needs root, for the quota groups."""

    backend = "btrfs"
    capabilities: tuple[str, ...] = ("vfolder", "quota", "snapshot", "fast-clone")
    quota: Literal["enforced", "advisory"] = "enforced"

    def _prepare(self, path: str) -> None:
        try:
            btrfs_calls.filesystem(self._root)
        except OSError:
            raise BadVolume(
                f"Volume {self.name!r}: {path} is not on BTRFS. Mount a BTRFS file system there, or set "
                f"'backend' to 'vfs'."
            ) from None
        if os.geteuid() != 0:
            raise BadVolume(
                f"Volume {self.name!r}: only root can use the quota groups of BTRFS. Start as root, or set "
                f"'backend' to 'vfs'."
            )

    def _open_quotas(self, records: ScopeRecords) -> Quotas:
        self._drafts = self._keep(self._private(".drafts"))
        self._kept = self._keep(self._private(".snapshots"))
        book = ScopeBook(records)
        try:
            self._groups = ScopeGroups(self._root, book, self._members, self._outside)
        except OSError as error:
            book.close()
            raise BadVolume(f"Volume {self.name!r}: BTRFS quotas cannot be used: {error.strerror}.") from None
        return EnforcedQuotas(book, self._groups)

    def close(self) -> None:
        self._groups.close()
        super().close()

    def _make_folder(self, directory: int, name: str, scope: str) -> None:
        self._make_subvolume(directory, name, scope)
        with paths.at(directory, (name,), _DIRECTORY) as fd:
            self.owner.own(fd)
            os.fchmod(fd, FOLDER_MODE)

    def _make_subvolume(self, directory: int, name: str, scope: str) -> None:
        btrfs_calls.create(directory, name, self._groups.group(scope))
        self._groups.settle()

    def _remove_folder(self, directory: int, name: str) -> None:
        with paths.at(directory, (name,), os.O_PATH | os.O_DIRECTORY) as fd:
            whole = btrfs_calls.is_subvolume(fd)
        if whole:
            btrfs_calls.destroy(directory, name)
        else:
            super()._remove_folder(directory, name)

    def _destroy(self, directory: int, name: str) -> None:
        btrfs_calls.destroy(directory, name)

    def delete_folder(self, folder: FolderRef) -> None:
        super().delete_folder(folder)
        with naming(folder.relative_path()):
            self._remove_snapshots(folder)
        self._groups.settle()

    def _make_staging(self, scope: str) -> None:
        name = self._staging_parts(scope)[-1]
        with suppress(FileExistsError):
            self._make_subvolume(self._staging, name, scope)
        with paths.at(self._staging, (name,), _DIRECTORY) as fd:
            os.fchmod(fd, PRIVATE_MODE)

    def sweep(self) -> None:
        """Also staging directories from before, which are no subvolumes, once they are empty."""
        for name, _ in paths.names(self._staging):
            with paths.at(self._staging, (name,), os.O_PATH | os.O_DIRECTORY) as fd:
                whole = btrfs_calls.is_subvolume(fd)
            if not whole:
                with suppress(OSError):
                    os.rmdir(name, dir_fd=self._staging)
        super().sweep()

    def _open_drafts(self, scope: str) -> int:
        return os.dup(self._drafts)

    def _drafts_places(self) -> Iterator[int]:
        yield self._drafts

    def land(self, staging: int, session: str, directory: int, name: str, check: Callable[[], None]) -> None:
        """Between subvolumes nothing can be renamed: a file without a name shares the blocks, and then gets
        its name.
        """
        with paths.at(staging, (session,), os.O_RDONLY) as source:
            found = os.fstat(source)
            target = os.open(".", os.O_WRONLY | os.O_TMPFILE | os.O_CLOEXEC, 0o600, dir_fd=directory)
            try:
                btrfs_calls.share(source, target)
                os.fchown(target, found.st_uid, found.st_gid)
                os.fchmod(target, found.st_mode & 0o7777)
                os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))
                os.fsync(target)
                hidden = f".{session}"
                with suppress(FileNotFoundError):
                    os.unlink(hidden, dir_fd=directory)  # of a landing that a crash interrupted
                note = self.removals.note(directory, hidden)
                paths.name_file(target, directory, hidden)
            finally:
                os.close(target)
        try:
            check()
            os.rename(hidden, name, src_dir_fd=directory, dst_dir_fd=directory)
        except BaseException:
            os.unlink(hidden, dir_fd=directory)
            raise
        finally:
            self.removals.forget(note)
        os.unlink(session, dir_fd=staging)

    def fast_clone(self, source: FolderRef, target: FolderRef) -> bool:
        """By a snapshot, in one quota scope: the two share their blocks and count once. For another scope a
        copy that shares blocks file by file keeps the counts right without a rescan.
        """
        if source.quota_scope != target.quota_scope or source.volume != target.volume:
            return False
        fd = self.open_folder(source)
        try:
            if not btrfs_calls.is_subvolume(fd):
                return False
            parts = paths.entry(target.relative_path())
            with self.quotas.named(target.quota_scope), naming(target.relative_path()):
                self._make_parents(target)
                with paths.parent(self._root, parts) as (directory, name):
                    try:
                        self._snapshot(fd, directory, name, target.quota_scope, read_only=False)
                    except FileExistsError:
                        raise FolderExists(str(target.folder_id)) from None
        finally:
            os.close(fd)
        return True

    def _snapshot(self, fd: int, directory: int, name: str, scope: str, *, read_only: bool) -> None:
        btrfs_calls.snapshot(fd, directory, name, self._groups.group(scope), read_only=read_only)
        self._groups.settle()

    def snapshots(self, folder: FolderRef) -> list[Snapshot]:
        os.close(self._open_whole(folder))
        try:
            with paths.at(self._kept, (folder.folder_id.hex,), _DIRECTORY) as fd:
                found = [self._describe(folder, name) for name, _ in paths.names(fd)]
        except FileNotFoundError:
            return []
        return sorted(found, key=lambda each: (each.created, each.name))

    def _describe(self, folder: FolderRef, name: str) -> Snapshot:
        with paths.at(self._kept, (folder.folder_id.hex, name), _DIRECTORY) as fd:
            about = btrfs_calls.subvolume(fd)
        only = self._groups.groups.exclusive(about.number)
        return Snapshot(name=name, created=about.created, used_bytes=only)

    def create_snapshot(self, folder: FolderRef, name: str) -> Snapshot:
        fd = self._open_whole(folder)
        try:
            with self.quotas.named(folder.quota_scope), naming(name):
                paths.make_directories(self._kept, (folder.folder_id.hex,), self._us, PRIVATE_MODE)
                with paths.at(self._kept, (folder.folder_id.hex,), _DIRECTORY) as place:
                    try:
                        self._snapshot(fd, place, paths.single(name), folder.quota_scope, read_only=True)
                    except FileExistsError:
                        raise SnapshotExists(name) from None
        finally:
            os.close(fd)
        return self._describe(folder, name)

    def delete_snapshot(self, folder: FolderRef, name: str) -> None:
        os.close(self.open_snapshot(folder, name))
        with paths.at(self._kept, (folder.folder_id.hex,), _DIRECTORY) as place:
            btrfs_calls.destroy(place, name)
        self._groups.settle()

    def open_snapshot(self, folder: FolderRef, name: str) -> int:
        os.close(self._open_whole(folder))
        if not valid_name(name):
            raise SnapshotNotFound
        try:
            return open_beneath(self._kept, (folder.folder_id.hex, name), _DIRECTORY)
        except FileNotFoundError:
            raise SnapshotNotFound from None

    def _remove_snapshots(self, folder: FolderRef) -> None:
        name = folder.folder_id.hex
        with suppress(FileNotFoundError):
            with paths.at(self._kept, (name,), _DIRECTORY) as place:
                for each, _ in paths.names(place):
                    btrfs_calls.destroy(place, each)
            os.rmdir(name, dir_fd=self._kept)

    def _open_whole(self, folder: FolderRef) -> int:
        """A folder's descriptor. `NotSupported` where it is no subvolume."""
        fd = self.open_folder(folder)
        if not btrfs_calls.is_subvolume(fd):
            os.close(fd)
            raise NotSupported(_OLD_FOLDER)
        return fd

    def _members(self, scope: str) -> list[int]:
        """The subvolumes of a scope: its staging, its folders, what was made inside them, their snapshots."""
        places = [(self._root, self._staging_parts(scope))]
        for parts in inventory.folders(self._root, directory_name(scope)):
            places.append((self._root, parts))
            kept = "".join(parts[1:])
            with suppress(FileNotFoundError), paths.at(self._kept, (kept,), _DIRECTORY) as fd:
                places += [(self._kept, (kept, name)) for name, _ in paths.names(fd)]
        found: list[int] = []
        for directory, parts in places:
            with suppress(FileNotFoundError), paths.at(directory, parts, _DIRECTORY) as fd:
                if btrfs_calls.is_subvolume(fd):
                    number = btrfs_calls.subvolume(fd).number
                    found += [number, *btrfs_calls.descendants(self._root, number)]
        return found

    def _outside(self, scope: str) -> int:
        """Bytes in the scope's folders that are no subvolumes."""
        total = 0
        for parts in inventory.folders(self._root, directory_name(scope)):
            with suppress(FileNotFoundError), paths.at(self._root, parts, _DIRECTORY) as fd:
                if not btrfs_calls.is_subvolume(fd):
                    total += files.tree_size(fd)[0]
        return total
