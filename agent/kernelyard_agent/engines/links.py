"""Folders of running sessions of the process engine: links in their homes, made and taken away.

A link is no fence: a session that has found out where its folder lies reaches it without the link, for all
sessions run as one user. What would have to be enforced is refused. The home is the session's, so every step
in it is relative to an open directory and follows nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from ..errors import Refused
from ..holders import Held, Reference, holding
from ..homes import Homes, Source, give
from ..journal import Workload
from ..protocol import KernelSpec
from . import MountSeen

_STEP = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Links:
    """``members`` tells the processes of a session."""

    caveat = (
        "Folders are links here: taking one away hides it, and does not keep a program from files that it has"
        " found."
    )

    def __init__(
        self, homes: Homes, owner: tuple[int, int] | None, members: Callable[[Workload], set[int]]
    ) -> None:
        self._homes = homes
        self._owner = owner
        self._members = members

    def obstacle(self, workload: Workload) -> str:
        return ""

    def look(self, workload: Workload, source: Source) -> MountSeen | None:
        with contextlib.suppress(OSError):
            directory = _descend(self._work(workload), source.target.parent, None)
            try:
                if os.readlink(source.target.name, dir_fd=directory) == str(source.path):
                    return MountSeen(frozenset(), read_only=False)
            finally:
                os.close(directory)
        return None

    async def attach(self, spec: KernelSpec, workload: Workload, source: Source) -> None:
        await asyncio.to_thread(self._attach, self._work(workload), source)

    def _attach(self, work: Path, source: Source) -> None:
        try:
            directory = _descend(work, source.target.parent, self._make)
        except OSError as error:
            raise Refused(f"mounts: {source.target} cannot be made: {error.strerror}.") from None
        name = source.target.name
        try:
            os.symlink(source.path, name, dir_fd=directory)
            if self._owner:
                give(directory, name, self._owner, stat.S_ISLNK)
        except FileExistsError:
            raise Refused(f"mounts: there is something at {source.target} already.") from None
        finally:
            os.close(directory)

    def _make(self, directory: int, name: str) -> None:
        os.mkdir(name, 0o700, dir_fd=directory)
        if self._owner:
            give(directory, name, self._owner, stat.S_ISDIR)

    async def change(self, workload: Workload, source: Source) -> None:
        if source.read_only:
            raise Refused("mounts: the process engine cannot make a folder read-only.")

    async def detach(self, workload: Workload, source: Source) -> bool:
        if await asyncio.to_thread(self.look, workload, source) is not None:
            await asyncio.to_thread(self._detach, self._work(workload), source)
        return False

    def _detach(self, work: Path, source: Source) -> None:
        with contextlib.suppress(FileNotFoundError):
            directory = _descend(work, source.target.parent, None)
            try:
                os.unlink(source.target.name, dir_fd=directory)
            finally:
                os.close(directory)

    def holding(self, workload: Workload, source: Source, mount_ids: set[int]) -> list[Held]:
        folder = source.path

        def inside(reference: Reference) -> str | None:
            path = PurePosixPath(reference.path)
            return str(source.target / path.relative_to(folder)) if path.is_relative_to(folder) else None

        return holding(self._members(workload) - {workload.pid}, inside)

    def _work(self, workload: Workload) -> Path:
        return self._homes.place(workload.kernel_id).work


def _descend(root: Path, path: PurePosixPath, make: Callable[[int, str], None] | None) -> int:
    """A descriptor of the directory ``path`` below ``root``; ``make`` makes those that are missing."""
    here = os.open(root, _STEP)
    for name in path.parts:
        try:
            try:
                below = os.open(name, _STEP, dir_fd=here)
            except FileNotFoundError:
                if make is None:
                    raise
                make(here, name)
                below = os.open(name, _STEP, dir_fd=here)
        finally:
            os.close(here)
        here = below
    return here
