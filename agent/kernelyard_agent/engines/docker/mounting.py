"""Folders of running containers: mounted, made read-only and taken away by `inside`, from the node."""

from __future__ import annotations

import asyncio
import errno
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ...errors import Refused
from ...holders import Held, Reference, holding
from ...homes import Source
from ...journal import Workload
from ...protocol import KernelSpec
from .. import MountSeen
from . import cgroups
from .homes import HOME, check_programs
from .inside import unescaped

PROGRAM = Path(__file__).with_name("inside.py")
TIMEOUT = 20.0
"""Seconds for one change; a file system whose server hangs takes longer."""


class Mounting:
    """``path_of`` is the PATH of a kernel's image; ``alive`` whether the workload's very process still runs;
    ``impossible`` why no container's mounts can be changed here (empty: they can)."""

    caveat = ""

    def __init__(
        self,
        owner: tuple[int, int],
        path_of: Callable[[KernelSpec], str],
        alive: Callable[[Workload], bool],
    ) -> None:
        self._owner = owner
        self._path_of = path_of
        self._alive = alive
        self.impossible = "the agent has not looked yet"

    async def probe(self, directory: Path) -> None:
        """Find out whether changes can be made on this node."""
        try:
            await _run({"do": "probe", "root": str(directory)})
            self.impossible = ""
        except OSError as error:
            self.impossible = (
                f"this node's agent may not change mounts of containers ({error.strerror}): it must run as"
                " root, on Linux 5.12 or newer"
            )

    def obstacle(self, workload: Workload) -> str:
        if self.impossible:
            return self.impossible
        if not any(line.place == str(HOME) for line in table(workload.pid)):
            return "this node's container runtime keeps mounts of its own"
        return ""

    def look(self, workload: Workload, source: Source) -> MountSeen | None:
        """By the mount's number, where it is known: a session may rename what is mounted, and directories
        above the place."""
        lines = self._lines(workload, source)
        ids = frozenset(line.mount_id for line in lines)
        return MountSeen(ids, all(line.read_only for line in lines)) if lines else None

    def _lines(self, workload: Workload, source: Source) -> list[Line]:
        if not self._alive(workload):
            return []
        return find(table(workload.pid), table("self"), source, workload.mount_ids)

    async def attach(self, spec: KernelSpec, workload: Workload, source: Source) -> None:
        check_programs([source], self._path_of(spec))
        workload.mount_ids.setdefault(str(source.target), [])
        try:
            workload.mount_ids[str(source.target)] = await self._do("attach", workload, source)
        except OSError as error:
            why = _REASONS.get(error.errno or 0)
            if why is None:
                raise
            raise Refused(f"mounts: {HOME / source.target} {why}.") from None

    async def change(self, workload: Workload, source: Source) -> None:
        workload.mount_ids[str(source.target)] = await self._do("change", workload, source)

    async def detach(self, workload: Workload, source: Source) -> bool:
        held: list[int] = []
        if self.look(workload, source) is not None:
            held = await self._do("detach", workload, source)
        elif str(source.target) not in workload.mount_ids and self._alive(workload):
            raise OSError(errno.EBUSY, "the session has renamed it, and which mount it was is not known")
        workload.mount_ids[str(source.target)] = []
        return bool(held)

    async def _do(self, what: str, workload: Workload, source: Source) -> list[int]:
        if not self._alive(workload):
            raise OSError(errno.ESRCH, "the container has ended")
        seen = self.look(workload, source)
        return await _run(
            {
                "do": what,
                "pid": workload.pid,
                "started": workload.started,
                "target": str(HOME / source.target),
                "home": str(HOME),
                "owner": self._owner,
                "root": str(source.root),
                "subpath": str(source.subpath or ""),
                "read_only": source.read_only,
                "mount_ids": sorted(seen.mount_ids) if seen else [],
            }
        )

    def holding(self, workload: Workload, source: Source, mount_ids: set[int]) -> list[Held]:
        if not self._alive(workload):
            return []
        lines = self._lines(workload, source)
        ids = mount_ids | {line.mount_id for line in lines}
        target = HOME / source.target
        places = {str(target), *(line.place for line in lines)}

        def inside(reference: Reference) -> str | None:
            if reference.mount_id not in ids:
                return None
            path = PurePosixPath(reference.path)
            if any(path.is_relative_to(place) for place in places):
                return str(path)
            # What has been taken away has lost its place, and Linux prints what is left of the path.
            return str(target / str(path).lstrip("/"))

        found = cgroups.groups(workload.pid)
        group = found.unified or found.controllers.get("pids") or found.controllers["memory"]
        return holding((cgroups.members(group) or frozenset()) - {workload.pid}, inside)


_REASONS = {
    errno.ENOTEMPTY: "is a directory with files in it, which the folder would hide",
    errno.ENOTDIR: "is not a directory, or behind a link",
    errno.ELOOP: "is behind a link",
    errno.EROFS: "is not there, and the image's files are read-only",
    errno.ENOENT: "cannot be mounted: the folder is not on this node",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A mount, as mountinfo has it: the directory ``root`` of the file system ``device``, at ``place``."""

    mount_id: int
    device: str
    root: str
    place: str
    read_only: bool


def table(pid: int | str) -> list[Line]:
    """What a process sees mounted; nothing for one that has ended."""
    try:
        text = Path(f"/proc/{pid}/mountinfo").read_text(errors="surrogateescape")
    except OSError:
        return []
    return [_line(line.split(" ")) for line in text.splitlines()]


def _line(fields: list[str]) -> Line:
    root, place = unescaped(fields[3]), unescaped(fields[4])
    return Line(int(fields[0]), fields[2], root, place, "ro" in fields[5].split(","))


def identity(path: str, mounts: Iterable[Line]) -> tuple[str, str]:
    """File system, and directory in it, of a directory of the node.

    >>> disk = Line(1, "8:1", "/", "/", False)
    >>> identity("/vol/a/b", [disk, Line(2, "8:2", "/sub", "/vol", False)])
    ('8:2', '/sub/a/b')
    """
    best = None
    for line in mounts:
        above = line.place.rstrip("/")
        # Of several at one place the last is on top.
        if f"{path}/".startswith(f"{above}/") and (best is None or len(above) >= len(best.place.rstrip("/"))):
            best = line
    if best is None:
        return "", path
    below = path[len(best.place.rstrip("/")) :]
    return best.device, (best.root.rstrip("/") + below) or "/"


def find(lines: list[Line], node: list[Line], source: Source, known: Mapping[str, list[int]]) -> list[Line]:
    """A folder's mounts among ``lines``: those whose numbers are known, or else what shows the folder's
    directory, as ``node`` has it, or one below that the session has moved it to."""
    own = known.get(str(source.target), [])
    if found := [line for line in lines if line.mount_id in own]:
        return found
    others = {number for target, ids in known.items() if target != str(source.target) for number in ids}
    device, root = identity(str(source.path), node)
    above = PurePosixPath(identity(str(source.root), node)[1])
    same = [line for line in lines if line.device == device and line.mount_id not in others]
    shown = [(line, line.root.removesuffix("//deleted")) for line in same]
    found = [line for line, path in shown if path == root]
    found = found or [line for line, path in shown if PurePosixPath(path).is_relative_to(above)]
    return [line for line in found if line.place == str(HOME / source.target)] or found


def numbers(pid: int, sources: Iterable[Source]) -> dict[str, list[int]]:
    """The mounts of a container that has just started, by their targets."""
    lines = table(pid)
    places = {str(source.target): str(HOME / source.target) for source in sources}
    # Of several at one place the last is on top.
    return {
        target: [line.mount_id for line in lines if line.place == place][-1:]
        for target, place in places.items()
    }


async def _run(asked: dict[str, Any]) -> list[int]:
    """One change, in a process of its own: who joins another mount namespace must have a single thread."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-S", str(PROGRAM)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        cwd="/",
    )
    try:
        async with asyncio.timeout(TIMEOUT):
            said, _ = await process.communicate(json.dumps(asked).encode())
    except TimeoutError:
        process.kill()
        raise OSError(errno.ETIMEDOUT, "the folder's file system does not answer") from None
    try:
        answer = json.loads(said)
    except ValueError:
        raise OSError(errno.EIO, "the change did not come to an end") from None
    if "errno" in answer:
        raise OSError(answer["errno"], answer["what"])
    return [int(number) for number in answer["mount_ids"]]
