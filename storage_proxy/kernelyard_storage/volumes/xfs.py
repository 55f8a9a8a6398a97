"""A volume on XFS with project quotas: each quota scope is a project; what lies in its directory and in its
unfinished uploads counts on it, and the file system refuses what is over its limit (STO-019).

Clones share blocks file by file (``FICLONE``), where the file system was made with reflinks. Layout as in
`kernelyard_storage.volumes.vfs`. A user who can run programs on the host itself can give his own files
another project; sessions in containers with a user namespace of their own cannot.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Literal

from .. import paths
from ..startup import BadVolume
from . import projects
from .enforced import EnforcedQuotas, ScopeBook
from .quotas import Quotas
from .scopes import ScopeRecords, directory_name
from .vfs import VfsVolume

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY


def mount_type(table: str, device: int) -> str | None:
    """The type of the file system on ``device`` (``st_dev``) in the text of ``/proc/self/mountinfo``."""
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) > 2 and fields[2] == wanted:
            return after.split(" ")[0]
    return None


class XfsVolume(VfsVolume):
    """See `kernelyard_storage.volumes.Volume`. Needs root, for the limits."""

    backend = "xfs"
    capabilities: tuple[str, ...] = ("vfolder", "quota", "fast-clone")
    quota: Literal["enforced", "advisory"] = "enforced"

    def _prepare(self, path: str) -> None:
        kind = mount_type(Path("/proc/self/mountinfo").read_text(), os.fstat(self._root).st_dev)
        if kind != "xfs":
            raise BadVolume(
                f"Volume {self.name!r}: {path} is on {kind or 'an unknown file system'}, not on XFS. Mount "
                f"an XFS file system there, or set 'backend' to 'vfs'."
            )

    def _open_quotas(self, records: ScopeRecords) -> Quotas:
        self._book = ScopeBook(records)
        try:
            projects.used(self._root, 0)
        except OSError as error:
            self._book.close()
            reason = (
                "the file system is mounted without project quotas; mount it with the option prjquota"
                if error.errno == errno.ESRCH
                else f"project quotas cannot be used: {error.strerror}"
            )
            raise BadVolume(f"Volume {self.name!r}: {reason}.") from None
        return EnforcedQuotas(self._book, self)

    def used(self, scope: str, *, fresh: bool) -> tuple[int, int | None]:
        return projects.used(self._root, self._project(scope)) if self._exists(scope) else (0, 0)

    def limit(self, scope: str, limit: int | None) -> None:
        projects.set_limit(self._root, self._project(scope), limit)

    def _exists(self, scope: str) -> bool:
        """Whether anybody has asked for this scope before, or its folders are older than the quotas."""
        if self._book.known(scope):
            return True
        try:
            os.stat(directory_name(scope), dir_fd=self._root, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def _project(self, scope: str) -> int:
        """The scope's project. Its directories count on it, also if they are older than the quotas."""
        number = self._book.number(scope)
        for parts in ((directory_name(scope),), self._staging_parts(scope)):
            with suppress(FileNotFoundError), paths.at(self._root, parts, _DIRECTORY) as directory:
                if projects.project(directory) != number:
                    projects.assign_tree(directory, number)
        return number

    def _make_scope(self, scope: str) -> None:
        super()._make_scope(scope)
        self._project(scope)

    def _make_staging(self, scope: str) -> None:
        super()._make_staging(scope)
        self._project(scope)
