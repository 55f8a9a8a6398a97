"""What a killed supervisor left running, and how the next start ends it.

Every process is noted with its start time (in clock ticks since boot), so that a number that was given to
somebody else's process meanwhile is left alone.
"""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

GRACE = 8.0
"""Seconds between asking a left-over process to end and killing it."""


def start_time(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None when there is none (a zombie counts as
    none)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in ("Z", "X") else int(fields[19])


def boot_id() -> str:
    """This boot of the machine: start times of another boot mean nothing."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def note(directory: Path, name: str, pid: int) -> None:
    """Remember a process of ours; the note is there whole or not at all, whenever we are killed."""
    new = directory / f".{name}.new"
    new.write_text(json.dumps({"pid": pid, "start_time": start_time(pid), "boot_id": boot_id()}))
    new.replace(directory / f"{name}.json")


def forget(directory: Path, name: str) -> None:
    (directory / f"{name}.json").unlink(missing_ok=True)


def find(directory: Path) -> dict[str, int]:
    """Name -> pid of processes of an earlier supervisor that still run."""
    found: dict[str, int] = {}
    for path in sorted(directory.glob("*.json")):
        try:
            noted = json.loads(path.read_text())
        except ValueError:  # cut off while it was written; the process is then unknown to us
            continue
        running = start_time(noted["pid"])
        if running is not None and running == noted["start_time"] and noted["boot_id"] == boot_id():
            found[path.stem] = noted["pid"]
    return found


def end(processes: dict[str, int], *, at_once: frozenset[str] = frozenset()) -> None:
    """End left-over processes: those named in ``at_once`` are killed, the others asked first.

    An agent that is asked to end takes its sessions with it; one that is killed leaves them to the next
    agent.
    """
    for name, pid in processes.items():
        _signal(pid, signal.SIGKILL if name in at_once else signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    waiting = {pid: start_time(pid) for pid in processes.values()}
    while waiting and time.monotonic() < deadline:
        waiting = {pid: since for pid, since in waiting.items() if since and start_time(pid) == since}
        if waiting:
            time.sleep(0.05)
    for pid in waiting:
        _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
