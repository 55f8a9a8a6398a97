"""Volumes: where folders lie. A small interface that every backend has, and the table of backends.

A backend says in ``capabilities`` what it can do; the words are the client API's: ``vfolder`` is the
interface itself, ``quota`` (limits can be set), ``snapshot``, ``fast-clone`` (a clone is done in a moment,
however large). ``quota`` is *enforced* when the file system refuses bytes over the limit, else *advisory*.

Where bytes are written, two lines keep the quotas (`quotas.Quotas`)::

    volume.quotas.need(scope, size)              # at the start of a transfer: 507 where it cannot fit
    with volume.quotas.reserve(scope, chunk):    # around every write, in the thread that writes
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Protocol

from ..paths import Owner
from ..protocol import FolderRef, FolderUsage, FoundFolder, Snapshot
from ..startup import BadVolume as BadVolume
from ..trash import Trash
from .btrfs import BtrfsVolume
from .cephfs import CephfsVolume
from .quotas import Quotas
from .vfs import VfsVolume
from .xfs import XfsVolume

log = logging.getLogger("kernelyard_storage.volumes")


class Volume(Protocol):
    """One volume. All methods block (call them in a thread) and raise problems of
    `kernelyard_storage.errors`.
    """

    name: str
    backend: str
    capabilities: tuple[str, ...]
    quota: Literal["enforced", "advisory"]
    owner: Owner
    trash: Trash
    mark: str
    """The id in its mark (`protocol.VOLUME_MARK`)."""
    quotas: Quotas

    def create_folder(self, folder: FolderRef) -> None:
        """An empty folder of the owner's, mode 0700. `FolderExists` if it is there."""

    def open_folder(self, folder: FolderRef) -> int:
        """The folder's descriptor, which the caller closes. `FolderNotFound`."""

    def delete_folder(self, folder: FolderRef) -> None:
        """The folder and all in it, gone when this returns. No folder is no error."""

    def usage(self, folder: FolderRef) -> FolderUsage:
        """Bytes and files in one folder, counted now. `FolderNotFound`."""

    def totals(self) -> tuple[int, int, int]:
        """Bytes of the file system: all, used, and free for the owner."""

    def inventory(self) -> list[FoundFolder]:
        """What lies where folders lie, known to the site or not."""

    def open_staging(self, scope: str) -> int:
        """Descriptor of a directory that only the service can enter, in which what is not finished counts on
        the quota of ``scope``. The caller closes it.
        """

    def stagings(self) -> Iterator[tuple[str, int]]:
        """Every scope that has such a directory, and its descriptor, which is closed with the next step."""

    def land(self, staging: int, session: str, directory: int, name: str, check: Callable[[], None]) -> None:
        """Put the complete file ``session`` of a staging directory into a directory of a folder of the same
        scope, over what is there, in one step for everybody who looks, right after ``check``, which may
        raise. Raises OSError.
        """

    def fast_clone(self, source: FolderRef, target: FolderRef) -> bool:
        """Make ``target`` a copy of ``source`` at once, sharing its blocks; False where only copying helps.
        `FolderNotFound`, `FolderExists`, `QuotaExceeded`.
        """

    def draft(self, folder: FolderRef) -> int:
        """An empty, unfinished folder that nobody sees; the caller closes the descriptor. An older draft of
        that folder is removed.
        """

    def publish(self, folder: FolderRef) -> None:
        """Make a draft the folder, in one step. `FolderExists`."""

    def discard(self, folder: FolderRef) -> None:
        """Remove a draft; none is no error."""

    def snapshots(self, folder: FolderRef) -> list[Snapshot]:
        """The oldest first. `NotSupported`, `FolderNotFound`."""

    def create_snapshot(self, folder: FolderRef, name: str) -> Snapshot:
        """Keep the folder as it is now. `SnapshotExists`, `NotSupported`, `FolderNotFound`."""

    def delete_snapshot(self, folder: FolderRef, name: str) -> None:
        """`SnapshotNotFound`, `NotSupported`, `FolderNotFound`."""

    def open_snapshot(self, folder: FolderRef, name: str) -> int:
        """The descriptor of a snapshot's folder, for reading; the caller closes it. `SnapshotNotFound`,
        `NotSupported`, `FolderNotFound`.
        """

    def sweep(self) -> None:
        """At the start: remove drafts and trash that an earlier process left."""

    def close(self) -> None:
        """Let go of the descriptors and threads."""


def _by_file_system(name: str, path: str, owner: Owner) -> Volume:
    try:
        return BtrfsVolume(name, path, owner)
    except BadVolume as error:
        log.info("%s The backend is vfs.", error)
        return VfsVolume(name, path, owner)


BACKENDS: dict[str, Callable[[str, str, Owner], Volume]] = {
    "vfs": VfsVolume,
    "btrfs": BtrfsVolume,
    "xfs": XfsVolume,
    "cephfs": CephfsVolume,
    "auto": _by_file_system,
}
"""``auto`` is ``btrfs`` where the path lies on BTRFS and we are root, else ``vfs``."""


def open_volume(name: str, settings: Mapping[str, Any], owner: Owner) -> Volume:
    """Open a volume from its entry in ``StorageProxy.volumes``. Raises `BadVolume`."""
    unknown = sorted(set(settings) - {"backend", "path"})
    backend, path = settings.get("backend", "vfs"), settings.get("path")
    if unknown:
        raise BadVolume(f"Volume {name!r}: unknown setting {unknown[0]!r}; there are 'backend' and 'path'.")
    if backend not in BACKENDS:
        raise BadVolume(f"Volume {name!r}: no backend {backend!r}; there are: {', '.join(sorted(BACKENDS))}.")
    if not isinstance(path, str) or not path.startswith("/"):
        raise BadVolume(f"Volume {name!r}: 'path' must be an absolute path, not {path!r}.")
    try:
        return BACKENDS[backend](name, path, owner)
    except FileNotFoundError:
        raise BadVolume(
            f"Volume {name!r}: there is no directory {path}. Create it (mkdir -p {path}), mount the file "
            f"system that belongs there, or correct c.StorageProxy.volumes."
        ) from None
    except NotADirectoryError:
        raise BadVolume(f"Volume {name!r}: {path} is not a directory.") from None
    except OSError as error:
        raise BadVolume(
            f"Volume {name!r}: uid {os.geteuid()} cannot use {path}: {error.strerror}. It needs a directory "
            f"that it may write in, in which .uploads, .trash and .quotas are directories of its own."
        ) from None
