"""Processor time by process, for `queue`: other than elapsed time, it says the same on a busy machine."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> tuple[str, list[int]]:
    """Name, and the numbers from the third on of ``/proc/PID/stat``."""
    text = Path(f"/proc/{pid}/stat").read_text()
    name = text.partition("(")[2].rpartition(")")[0]
    return name, [int(one) if one.lstrip("-").isdecimal() else 0 for one in text.rpartition(")")[2].split()]


def seconds(pid: int) -> float:
    """Of one process, with all its threads."""
    fields = _fields(pid)[1]
    return (fields[11] + fields[12]) / _TICKS


def database_seconds() -> float:
    """Of the PostgreSQL server that this process has started, with those of its processes that have ended;
    0 where there is none."""
    known: dict[int, tuple[str, list[int]]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                known[int(entry.name)] = _fields(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended meanwhile
    servers = {
        pid for pid, (name, fields) in known.items() if name == "postgres" and fields[1] == os.getpid()
    }
    total = 0
    for pid, (_, fields) in known.items():
        if pid in servers:
            total += sum(fields[11:15])
        elif fields[1] in servers:
            total += sum(fields[11:13])
    return total / _TICKS


def memory(pid: int) -> float:
    """MiB that a process has in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
