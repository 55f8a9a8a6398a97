"""A volume on any POSIX file system: a directory. Quotas are advisory, usage is counted by walking (STO-004).

Layout below the volume's path::

    user-UUID/ab/cd/REST  a folder (0700, the owner's); the three levels above it are ours, 0711, so that
                          nobody but us can list who has folders, and the owner can still reach his own
    .uploads/             bytes of unfinished uploads (0700, ours)
    .trash/               deleted trees on their way out (0700, ours)
    .kernelyard-volume    the volume's mark (0644): nodes look for it before they use what they have mounted
"""

from __future__ import annotations

import errno
import os
from typing import Literal

from .. import files, paths
from ..errors import FolderExists, FolderNotFound, naming
from ..openat2 import open_beneath
from ..paths import Owner
from ..protocol import FolderRef, FolderUsage
from ..trash import Trash
from .mark import mark

FOLDER_MODE = 0o700
SCOPE_MODE = 0o711
PRIVATE_MODE = 0o700


class VfsVolume:
    """See `kernelyard_storage.volumes.Volume`."""

    backend = "vfs"
    capabilities: tuple[str, ...] = ("vfolder",)
    quota: Literal["enforced", "advisory"] = "advisory"

    def __init__(self, name: str, path: str, owner: Owner) -> None:
        self.name = name
        self.owner = owner
        self._us = Owner(os.geteuid(), os.getegid(), change=False)
        self._root = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self.staging = -1
        try:
            self.staging = self._private(".uploads")
            self.trash = Trash(self._private(".trash"))
            self.mark = mark(self._root, name)
        except BaseException:
            os.close(self._root)
            if self.staging >= 0:
                os.close(self.staging)
            raise

    def _private(self, name: str) -> int:
        paths.make_directories(self._root, (name,), self._us, PRIVATE_MODE)
        fd = open_beneath(self._root, (name,), os.O_RDONLY | os.O_DIRECTORY)
        try:
            if os.fstat(fd).st_uid != self._us.uid:
                raise PermissionError(errno.EPERM, f"{name} belongs to somebody else")
            os.fchmod(fd, PRIVATE_MODE)
        except OSError:
            os.close(fd)
            raise
        return fd

    def create_folder(self, folder: FolderRef) -> None:
        parts = paths.entry(folder.relative_path())
        with naming(folder.relative_path()):
            paths.make_directories(self._root, parts[:-1], self._us, SCOPE_MODE)
            with paths.parent(self._root, parts) as (directory, name):
                try:
                    paths.create_directory(directory, name, self.owner, FOLDER_MODE)
                except FileExistsError:
                    raise FolderExists(str(folder.folder_id)) from None

    def open_folder(self, folder: FolderRef) -> int:
        parts = paths.entry(folder.relative_path())
        try:
            return open_beneath(self._root, parts, os.O_RDONLY | os.O_DIRECTORY)
        except (FileNotFoundError, NotADirectoryError):
            raise FolderNotFound(str(folder.folder_id)) from None

    def delete_folder(self, folder: FolderRef) -> None:
        parts = paths.entry(folder.relative_path())
        try:
            with paths.parent(self._root, parts) as (directory, name):
                self.trash.take(directory, name)
        except FileNotFoundError:
            return

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

    def close(self) -> None:
        self.trash.close()
        os.close(self.staging)
        os.close(self._root)
