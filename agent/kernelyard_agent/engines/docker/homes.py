"""Homes of containers: folders are bind mounts in them, and may be anywhere else that is not the system's.

The home is the session's between two generations of its container, so every step in it follows no link: who
could put a link where a folder will be mounted would have it mounted elsewhere.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from uuid import UUID

from ...errors import Refused
from ...homes import Homes, Place, Source, give, relative
from ...protocol import Mount

HOME = PurePosixPath("/home/work")
"""The session's home in its container."""
SYSTEM = tuple(
    PurePosixPath(path)
    for path in (
        *("/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/root", "/run"),
        *(
            "/sbin",
            "/sys",
            "/usr",
            "/var/run",
            "/var/lib",
            "/opt/kernelyard",
            "/opt/container",
            "/opt/kernel",
        ),
        "/opt/backend.ai",
    )
)
"""Where no folder may be mounted, nor below (SES-011)."""
WHOLE = frozenset(PurePosixPath(path) for path in ("/", "/home", "/home/work", "/opt", "/var", "/tmp"))  # noqa: S108
"""Where no folder may be mounted, though below is fine."""


class ContainerHomes(Homes):
    """``mountpoints`` are made before the container starts, so that the engine makes none as root."""

    def _target(self, mount: Mount) -> PurePosixPath:
        return target(mount)

    def _furnish(self, place: Place, sources: list[Source]) -> None:
        self._make_mountpoints(place, sources)

    def restart(self, kernel_id: UUID, sources: list[Source]) -> Place:
        place = super().restart(kernel_id, sources)
        self._make_mountpoints(place, sources)
        return place

    def _make_mountpoints(self, place: Place, sources: list[Source]) -> None:
        for source in sources:
            if not source.target.is_absolute():
                make_directory(place.work, source.target, self._owner)


def target(mount: Mount) -> PurePosixPath:
    """Where the folder shall be: below the home (relative), or absolute. Raises `Refused`."""
    what = f"mounts: the target of folder {mount.name!r}"
    path = PurePosixPath(mount.target)
    if path.is_absolute() and path.is_relative_to(HOME):
        path = path.relative_to(HOME)
        return relative(str(path), what)
    if not path.is_absolute():
        return relative(mount.target, what)
    # A second slash in front is the same place to Linux, and another one to PurePosixPath.
    path = PurePosixPath("/", *path.parts[1:])
    if ".." in path.parts or "\0" in mount.target or ":" in mount.target:
        raise Refused(f"{what} is no place in a session: {mount.target!r}")
    if path in WHOLE or any(path.is_relative_to(place) for place in SYSTEM):
        raise Refused(f"{what} is the system's: {mount.target!r}")
    return path


def check_programs(sources: Iterable[Source], path: str) -> None:
    """Raise `Refused` for a folder that would cover programs of the image: root's part of its startup may run
    them. ``path`` is the image's PATH."""
    roots = []
    for directory in map(PurePosixPath, path.split(":")):
        tree = directory.parent if directory.name in ("bin", "sbin", "condabin") else directory
        roots.append(directory if tree in WHOLE else tree)
    for place in (source.target for source in sources if source.target.is_absolute()):
        for root in roots:
            if place.is_relative_to(root) or (root.is_absolute() and root.is_relative_to(place)):
                raise Refused(f"mounts: the target {str(place)!r} is where the image has its programs.")


def make_directory(root: Path, path: PurePosixPath, owner: tuple[int, int] | None) -> None:
    """Make the directory ``path`` below ``root`` without following links; what is in its way is put aside."""
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for name in path.parts:
            _put_aside(descriptor, name)
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, 0o700, dir_fd=descriptor)
                if owner:
                    give(descriptor, name, owner, stat.S_ISDIR)
            below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = below
    finally:
        os.close(descriptor)


def _put_aside(directory: int, name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISDIR(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
            aside = f"{name}.{secrets.token_hex(4)}"
            os.rename(name, aside, src_dir_fd=directory, dst_dir_fd=directory)


def identity(source: Source) -> tuple[int, int]:
    """Device and inode of the directory that ``source`` names now, no link on the way within the folder.

    Sessions may write in the folder and exchange what lies there before it is mounted, so the container's
    entry compares what it finds with this before anything else runs. Raises `Refused`.
    """
    descriptor = os.open(source.root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in source.subpath.parts if source.subpath else ():
            below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = below
        status = os.fstat(descriptor)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Refused(f"mounts: {source.subpath} is no directory of the folder.") from error
    else:
        return status.st_dev, status.st_ino
    finally:
        os.close(descriptor)
