"""Volumes: where folders lie. A small interface that every backend has, and the table of backends.

A backend says in ``capabilities`` what it can do beyond the interface; the words are the client API's
(``vfolder`` is the interface itself). ``quota`` is *enforced* when the file system refuses bytes over the
quota, else *advisory*.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol

from ..paths import Owner
from ..protocol import FolderRef, FolderUsage
from ..trash import Trash
from .vfs import VfsVolume


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
    staging: int
    """Descriptor of a directory that only the service can enter, on the file system of the folders: uploads
    land from here by rename.
    """

    def create_folder(self, folder: FolderRef) -> None:
        """An empty folder of the owner's, mode 0700. `FolderExists` if it is there."""

    def open_folder(self, folder: FolderRef) -> int:
        """The folder's descriptor, which the caller closes. `FolderNotFound`."""

    def delete_folder(self, folder: FolderRef) -> None:
        """The folder and all in it, gone when this returns. No folder is no error."""

    def usage(self, folder: FolderRef) -> FolderUsage:
        """Bytes and files in one folder. `FolderNotFound`."""

    def totals(self) -> tuple[int, int, int]:
        """Bytes of the file system: all, used, and free for the owner."""

    def close(self) -> None:
        """Let go of the descriptors."""


class BadVolume(Exception):
    """The configuration of a volume is wrong; the message says which and what to do."""


BACKENDS: dict[str, Callable[[str, str, Owner], Volume]] = {"vfs": VfsVolume}


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
            f"that it may write in, in which .uploads and .trash are directories of its own."
        ) from None
