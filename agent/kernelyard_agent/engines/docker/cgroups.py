"""Figures of a container from its control groups, version 1 or 2, and its network (OBJ-017, SES-044).

Read from files of the kernel, not asked of Docker: a hundred sessions are measured in some milliseconds, and
also while the Docker engine is away.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import Usage

ROOT = Path("/sys/fs/cgroup")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Groups:
    """Directories of one process's control groups: by controller (version 1), or the one of version 2."""

    controllers: Mapping[str, Path]
    unified: Path | None


def groups(pid: int, *, proc: Path = PROC, root: Path = ROOT) -> Groups:
    """Where the groups of a process lie. Raises OSError when there is no such process."""
    controllers: dict[str, Path] = {}
    unified: Path | None = None
    for line in (proc / str(pid) / "cgroup").read_text().splitlines():
        _, names, path = line.split(":", 2)
        if not names:
            unified = root / path.lstrip("/")
            continue
        for name in names.split(","):
            # Systems mount "cpu,cpuacct" as one, with links for each, or each by itself.
            mounted = next((d for d in (root / names, root / name) if d.is_dir()), root / name)
            controllers[name] = mounted / path.lstrip("/")
    if any(name in controllers for name in ("memory", "cpuacct")):
        unified = None  # version 2 is mounted beside, without controllers
    return Groups(controllers, unified)


def usage(pid: int, *, proc: Path = PROC, root: Path = ROOT) -> Usage | None:
    """What the container of process ``pid`` uses; None when it has ended meanwhile."""
    try:
        found = groups(pid, proc=proc, root=root)
        figures = _version2(found.unified) if found.unified else _version1(found.controllers)
    except (OSError, ValueError, KeyError):
        return None
    received, sent = network(proc / str(pid) / "net" / "dev")
    group = found.unified or found.controllers.get("pids") or found.controllers["memory"]
    pids = members(group)
    return Usage(**figures, net_rx_bytes=received, net_tx_bytes=sent, pids=pids)  # type: ignore[arg-type]


def members(group: Path) -> frozenset[int] | None:
    """The processes of a group and of those below it; None where they cannot be read."""
    try:
        files = [group / "cgroup.procs", *group.glob("*/**/cgroup.procs")]
        return frozenset(int(line) for file in files for line in file.read_text().split())
    except (OSError, ValueError):
        return None


def _version1(controllers: Mapping[str, Path]) -> dict[str, float | int | None]:
    memory = controllers["memory"]
    cached = keyed(memory / "memory.stat").get("total_inactive_file", 0)
    read, written = _block_io(controllers.get("blkio"))
    return {
        "cpu_seconds": int((controllers["cpuacct"] / "cpuacct.usage").read_text()) / 1e9,
        "memory_bytes": max(0, _number(memory / "memory.usage_in_bytes") - cached),
        "memory_peak_bytes": _number(memory / "memory.max_usage_in_bytes"),
        "processes": _number(controllers["pids"] / "pids.current") if "pids" in controllers else 0,
        "io_read_bytes": read,
        "io_write_bytes": written,
    }


def _version2(group: Path) -> dict[str, float | int | None]:
    cached = keyed(group / "memory.stat").get("inactive_file", 0)
    peak = None
    with contextlib.suppress(OSError):  # Linux 5.19 and newer
        peak = _number(group / "memory.peak")
    read = written = 0
    with contextlib.suppress(OSError):
        for line in (group / "io.stat").read_text().splitlines():
            pairs = dict(pair.split("=", 1) for pair in line.split()[1:] if "=" in pair)
            read += int(pairs.get("rbytes", 0))
            written += int(pairs.get("wbytes", 0))
    return {
        "cpu_seconds": keyed(group / "cpu.stat")["usage_usec"] / 1e6,
        "memory_bytes": max(0, _number(group / "memory.current") - cached),
        "memory_peak_bytes": peak,
        "processes": _number(group / "pids.current"),
        "io_read_bytes": read,
        "io_write_bytes": written,
    }


def _block_io(group: Path | None) -> tuple[int | None, int | None]:
    """Bytes read and written; the recursive file where it is, for programs make groups of their own."""
    if group is None:
        return None, None
    for name in ("blkio.throttle.io_service_bytes_recursive", "blkio.throttle.io_service_bytes"):
        with contextlib.suppress(OSError):
            sums = {"Read": 0, "Write": 0}
            for line in (group / name).read_text().splitlines():
                fields = line.split()
                if len(fields) == 3 and fields[1] in sums:
                    sums[fields[1]] += int(fields[2])
            return sums["Read"], sums["Write"]
    return None, None


def network(path: Path) -> tuple[int | None, int | None]:
    """Bytes received and sent by all interfaces but loopback; None where they cannot be read."""
    try:
        lines = path.read_text().splitlines()[2:]
    except OSError:
        return None, None
    received = sent = 0
    for line in lines:
        name, _, figures = line.partition(":")
        if name.strip() != "lo":
            fields = figures.split()
            received += int(fields[0])
            sent += int(fields[8])
    return received, sent


def keyed(path: Path) -> dict[str, int]:
    """A file of lines ``name number``."""
    pairs = (line.split() for line in path.read_text().splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2}


def _number(path: Path) -> int:
    return int(path.read_text())
