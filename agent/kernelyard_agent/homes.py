"""Where a session lives on this node: its home, its folders in it, and what the agent keeps beside it.

    <state_dir>/scratch/<kernel id>/work    the home, mode 0700, the session's
    <state_dir>/kernels/<kernel id>/        the agent's: log, exit status, directory of the runner's socket

Everything that a privileged agent does in a place that sessions can reach is relative to an open directory
and follows no link: another session of the same uid may try to put one there.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID

from .errors import Refused
from .protocol import Mount


@dataclass(frozen=True, slots=True)
class Place:
    """A session's paths. ``work`` is its home."""

    work: Path
    own: Path

    @property
    def socket_directory(self) -> Path:
        return self.own / "agent"

    @property
    def log(self) -> Path:
        return self.own / "session.log"

    @property
    def status(self) -> Path:
        return self.own / "status.json"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of a session: ``target`` is below its home, or absolute; ``root`` is the folder on this node,
    of which the session gets ``subpath``."""

    target: PurePosixPath
    root: Path
    subpath: PurePosixPath | None = None
    read_only: bool = False

    @property
    def path(self) -> Path:
        return self.root / self.subpath if self.subpath else self.root


class Homes:
    """Homes of the process engine: folders are links in them.

    ``owner`` is the sessions' (uid, gid) when the agent is root, None when it is their own user.
    """

    def __init__(
        self, state_dir: Path, volumes: Mapping[str, Path], owner: tuple[int, int] | None, python: Path
    ) -> None:
        # A login shell (a terminal of Lab's is one) would forget where the session's Python is.
        self._profile = f"PATH={shlex.quote(str(python.parent))}:$PATH\n[ -f ~/.bashrc ] && . ~/.bashrc\n"
        self._scratch = state_dir / "scratch"
        self._own = state_dir / "kernels"
        self._volumes = dict(volumes)
        self._owner = owner
        pass_through = 0o711 if owner else 0o700
        _directory(state_dir, pass_through)
        _directory(self._scratch, pass_through)
        _directory(self._own, 0o700)

    @property
    def scratch(self) -> Path:
        return self._scratch

    def place(self, kernel_id: UUID) -> Place:
        return Place(self._scratch / str(kernel_id) / "work", self._own / str(kernel_id))

    def known(self) -> set[UUID]:
        """Kernels that have left anything here."""
        found = set()
        for parent in (self._scratch, self._own):
            for path in parent.iterdir():
                with contextlib.suppress(ValueError):
                    found.add(UUID(path.name))
        return found

    def sources(self, mounts: list[Mount]) -> list[Source]:
        """What every mount is on this node. Raises `Refused`, naming the mount."""
        found: list[Source] = []
        for mount in mounts:
            source = self.locate(mount)
            for other in found:
                check_apart(source.target, other.target)
            if not source.path.is_dir():
                raise Refused(f"mounts: folder {mount.name!r} is not there on this node.")
            found.append(source)
        return found

    def locate(self, mount: Mount) -> Source:
        """What a mount is on this node, whether it is there or not. Raises `Refused`, naming the mount."""
        target = self._target(mount)
        root = self._volumes.get(mount.folder.volume)
        if root is None:
            raise Refused(f"mounts: the volume of folder {mount.name!r} is not on this node.")
        subpath = None
        if mount.subpath:
            subpath = relative(mount.subpath, f"mounts: the subpath of folder {mount.name!r}")
        return Source(target, root / mount.folder.relative_path(), subpath, mount.permission == "ro")

    def _target(self, mount: Mount) -> PurePosixPath:
        """Where the folder shall be. Raises `Refused` for what this kind of home cannot do."""
        if mount.permission == "ro":
            raise Refused(
                f"mounts: folder {mount.name!r} is read-only, which the process engine cannot enforce."
            )
        return relative(mount.target, f"mounts: the target of folder {mount.name!r}")

    def restart(self, kernel_id: UUID, sources: list[Source]) -> Place:
        """The home that an earlier generation left, as it is (SES-028); a new one when there is none.

        The session owns it, so nothing privileged is done in it.
        """
        place = self.place(kernel_id)
        if not place.work.is_dir():
            return self.create(kernel_id, sources)
        shutil.rmtree(place.own, ignore_errors=True)
        self._own_places(place)
        return place

    def create(self, kernel_id: UUID, sources: list[Source]) -> Place:
        """Make the session's home with its folders, in place of an earlier generation's."""
        self.remove(kernel_id)
        place = self.place(kernel_id)
        _directory(place.work.parent, 0o711 if self._owner else 0o700)
        self._own_places(place)
        _directory(place.work, 0o700)
        # Content first, owner last: until then nobody else can write here.
        self._furnish(place, sources)
        if self._owner:
            os.chown(place.work, *self._owner)
        return place

    def _furnish(self, place: Place, sources: list[Source]) -> None:
        for source in sources:
            link = place.work / source.target
            for parent in reversed([*link.relative_to(place.work).parents][:-1]):
                (place.work / parent).mkdir(mode=0o700, exist_ok=True)
                if self._owner:
                    os.chown(place.work / parent, *self._owner)
            link.symlink_to(source.path)
        profile = place.work / ".profile"
        profile.write_text(self._profile)
        if self._owner:
            os.chown(profile, *self._owner)

    def _own_places(self, place: Place) -> None:
        _directory(place.own, 0o700)
        _directory(place.socket_directory, 0o700)
        if self._owner:
            os.chown(place.socket_directory, -1, self._owner[1])
            place.socket_directory.chmod(0o750)

    def remove(self, kernel_id: UUID) -> None:
        """Remove everything of a kernel. Folders are links in its home and stay."""
        place = self.place(kernel_id)
        for path in (place.work.parent, place.own):
            # rmtree follows no links and works by descriptors, so nobody can lead it out of here.
            shutil.rmtree(path, ignore_errors=True)


def check_apart(one: PurePosixPath, other: PurePosixPath) -> None:
    """Raise `Refused` for two targets of which one would hide the other."""
    if one == other or other in one.parents or one in other.parents:
        raise Refused(f"mounts: {one} and {other} cannot both be mounted, one covers the other.")


def relative(text: str, what: str) -> PurePosixPath:
    path = PurePosixPath(text)
    if path.is_absolute():
        raise Refused(f"{what} is absolute ({text}), which cannot be done here.")
    if not path.parts or ".." in path.parts or "\0" in text:
        raise Refused(f"{what} must lie below the home: {text!r}")
    return path


def give(directory: int, name: str, owner: tuple[int, int], kind: Callable[[int], bool]) -> None:
    """Make what we have just made in a session's directory the session's. What the session has put in its
    place meanwhile, a hard link to somebody's file say, is not given away: another kind, or not ours.
    """
    descriptor = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=directory)
    try:
        status = os.fstat(descriptor)
        if kind(status.st_mode) and status.st_uid == os.geteuid():
            os.chown(f"/proc/self/fd/{descriptor}", *owner)
    finally:
        os.close(descriptor)


def _directory(path: Path, mode: int) -> None:
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    path.chmod(mode)


def tail(path: Path, size: int) -> str:
    """The end of a file, cut at a line; empty when there is none."""
    try:
        with path.open("rb") as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(max(0, length - size))
            data = file.read(size)
    except FileNotFoundError:
        return ""
    if length > size:
        data = data[data.find(b"\n") + 1 :]
    return data.decode(errors="replace")


def exit_status(path: Path) -> tuple[int | None, str]:
    """What the runner wrote about the session's end; it is the session's user, so nothing is trusted."""
    try:
        with path.open("rb") as file:
            status = json.loads(file.read(65536))
        return int(status["exit_code"]), str(status["reason"])[:4000]
    except (OSError, ValueError, KeyError, TypeError):
        return None, ""
