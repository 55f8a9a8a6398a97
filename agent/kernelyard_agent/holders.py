"""Which processes hold files of a folder open: by their descriptors, working directories, roots, programs and
mapped files, as /proc shows them.

Every thread is looked at: each may have descriptors and a working directory of its own, and the first may
have ended. Only processes that are named are looked at: those of one session. Blocks; call it in a thread.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .runner import tree

MOST_FILES = 20
"""Files of one process that are named."""
POLITE = 1.0
"""Seconds that a process may take to end by itself before it is killed."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that a process has open. ``path`` is as Linux prints it for whoever asks."""

    path: str
    mount_id: int
    directory: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A process that holds on to a folder. ``pid`` is this node's, ``shown`` the session's number for it."""

    pid: int
    started: int
    shown: int
    command: str
    files: tuple[str, ...]
    directory: bool
    """Whether it has a directory of the folder, from which it can open more files."""


def holding(pids: Iterable[int], inside: Callable[[Reference], str | None]) -> list[Held]:
    """Those of the processes that hold something of a folder; ``inside`` gives what it is called in the
    session, None for what is not of the folder."""
    found = []
    for pid in sorted(pids):
        process = tree.read(pid)
        if process is None or not process.alive:
            continue
        named: dict[str, bool] = {}
        for reference in references(pid):
            if (name := inside(reference)) is not None:
                named[name] = named.get(name, False) or reference.directory
        if named:
            files = tuple(list(named)[:MOST_FILES])
            shown, command = _shown(pid), _command(pid)
            found.append(Held(pid, process.started, shown, command, files, any(named.values())))
    return found


def references(pid: int) -> Iterator[Reference]:
    """What a process has open; nothing of one that has ended, or that we may not look into."""
    threads = tree.threads(pid)
    links: list[Path] = []
    for thread in _apart(threads, _FS):
        links += [_proc(thread) / "cwd", _proc(thread) / "root"]
    for thread in _apart(threads, _FILES):
        with contextlib.suppress(OSError):
            links += sorted((_proc(thread) / "fd").iterdir(), key=lambda link: len(link.name))
    for thread in threads:
        with contextlib.suppress(OSError):
            if mapped := _mapped(_proc(thread)):  # the memory is one; a thread that has ended has none
                links += [_proc(thread) / "exe", *mapped]
                break
    for link in links:
        with contextlib.suppress(OSError):
            yield _reference(link)


def _proc(thread: int) -> Path:
    return Path("/proc") / str(thread)


_FILES, _FS = 2, 3
_KCMP = {"x86_64": 312, "aarch64": 272}.get(platform.machine())
_libc = ctypes.CDLL(None, use_errno=True)


def _apart(threads: Iterable[int], what: int) -> list[int]:
    """Of threads that share their descriptors (or working directory) one; all, where Linux does not say."""
    found: list[int] = []
    for thread in threads:
        if not any(_shared(thread, other, what) for other in found):
            found.append(thread)
    return found


def _shared(one: int, other: int, what: int) -> bool:
    if _KCMP is None:
        return False
    number, zero = ctypes.c_long(_KCMP), ctypes.c_ulong(0)
    pids = ctypes.c_int(one), ctypes.c_int(other)
    return int(_libc.syscall(number, *pids, ctypes.c_int(what), zero, zero)) == 0


def _mapped(process: Path) -> list[Path]:
    """One of the mapped ranges of each file."""
    ranges: dict[str, str] = {}
    for line in (process / "maps").read_text(errors="replace").splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[5].startswith("/"):
            ranges.setdefault(fields[5], fields[0])
    # The files' names have no leading zeros, the ranges here do.
    names = ("-".join(f"{int(end, 16):x}" for end in one.split("-")) for one in ranges.values())
    return [process / "map_files" / name for name in names]


def _reference(link: Path) -> Reference:
    """By a descriptor that opens nothing (O_PATH), so that no file system is asked for anything."""
    path = str(link.readlink())
    descriptor = os.open(link, os.O_PATH | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        with open(f"/proc/self/fdinfo/{descriptor}", encoding="ascii") as file:  # noqa: PTH123
            lines = dict(line.split(":", 1) for line in file if ":" in line)
    finally:
        os.close(descriptor)
    return Reference(path, int(lines["mnt_id"]), stat.S_ISDIR(status.st_mode))


def _shown(pid: int) -> int:
    """The number that the session's own programs know the process by."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines():
            if line.startswith("NSpid:"):
                return int(line.split()[-1])
    return pid


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes()[:1000].replace(b"\0", b" ").decode(errors="replace")
        return "".join(letter if letter.isprintable() else "?" for letter in words).strip()[:200]
    return ""


def end(held: Iterable[Held], find: Callable[[], list[Held]]) -> None:
    """Ask the processes to end, then kill those that still hold on. ``find`` looks again."""
    asked = {(one.pid, one.started) for one in held}
    tree.send(_processes(asked), signal.SIGTERM)
    deadline = time.monotonic() + POLITE
    while left := asked & {(one.pid, one.started) for one in find()}:
        if time.monotonic() > deadline:
            tree.kill_all(lambda: _processes(left))
            return
        time.sleep(0.02)


def _processes(wanted: set[tuple[int, int]]) -> list[tree.Process]:
    found = (tree.read(pid) for pid, _ in wanted)
    return [one for one in found if one is not None and (one.pid, one.started) in wanted]
