"""Processes as /proc shows them: identity that survives pid reuse, descendants, and ending a whole tree.

One pass over ``/proc/*/stat`` serves accounting and ending alike. The runner may not import psutil (its core
is the standard library only), so this reads the files itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
_DEAD = frozenset("ZXx")


@dataclass(frozen=True, slots=True)
class Process:
    """``started`` in clock ticks since boot: with the pid it names one process for as long as it is up."""

    pid: int
    parent: int
    session: int
    state: str
    cpu_ticks: int
    started: int
    rss_bytes: int
    terminal: bool = False
    """Whether it has a controlling terminal."""
    threads: int = 1

    @property
    def alive(self) -> bool:
        """Also when its first thread has ended and others go on: its state is that of the first."""
        return self.state not in _DEAD or self.threads > 1


def read(pid: int) -> Process | None:
    """One process, or None when there is none of that pid."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    return _parse(text)


def snapshot() -> dict[int, Process]:
    """All processes of this pid namespace, by pid."""
    found = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 -- names only, thousands of them
        if name.isdigit() and (process := read(int(name))) is not None:
            found[process.pid] = process
    return found


def descendants(processes: dict[int, Process], root: int) -> list[Process]:
    """Children of ``root``, their children, and so on; not ``root`` itself; zombies included."""
    children: dict[int, list[Process]] = {}
    for process in processes.values():
        children.setdefault(process.parent, []).append(process)
    found: list[Process] = []
    waiting = [root]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            found.append(child)
            waiting.append(child.pid)
    return found


def send(processes: Iterable[Process], sig: int) -> None:
    """Signal each of them that is still the process that was seen."""
    for process in processes:
        now = read(process.pid)
        if now is not None and now.started == process.started:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process.pid, sig)


def kill_all(find: Callable[[], list[Process]], *, patience: float = 5.0) -> list[Process]:
    """SIGKILL what ``find`` returns, again and again until it returns nothing alive (a fork may race a kill).

    Blocks for at most ``patience`` seconds; answers what was still alive then.
    """
    deadline = time.monotonic() + patience
    while victims := [process for process in find() if process.alive]:
        if time.monotonic() > deadline:
            return victims
        send(victims, signal.SIGKILL)
        time.sleep(0.005)
    return []


def has_variable(pid: int, assignment: str) -> bool:
    """Whether the process was born with ``NAME=value``; False when its environment cannot be read."""
    wanted = assignment.encode()
    if text := _environ(pid):
        return wanted in text
    # Its first thread may have ended, and has no memory then.
    return any(wanted in _environ(thread) for thread in threads(pid) if thread != pid)


def _environ(thread: int) -> list[bytes]:
    try:
        text = Path(f"/proc/{thread}/environ").read_bytes()
    except OSError:
        return []
    return text.split(b"\0") if text else []


def threads(pid: int) -> list[int]:
    """The threads of a process, which /proc knows like processes; none of one that is gone."""
    try:
        return sorted(int(name) for name in os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208 -- names only
    except OSError:
        return []


def _parse(text: str) -> Process | None:
    # The command's name stands in parentheses and may hold anything, parentheses included.
    head, _, tail = text.rpartition(")")
    fields = tail.split()
    if len(fields) < 22:
        return None
    return Process(
        pid=int(head.split(" ", 1)[0]),
        parent=int(fields[1]),
        session=int(fields[3]),
        state=fields[0],
        cpu_ticks=int(fields[11]) + int(fields[12]),
        started=int(fields[19]),
        rss_bytes=int(fields[21]) * PAGE,
        terminal=int(fields[4]) != 0,
        threads=int(fields[17]),
    )
