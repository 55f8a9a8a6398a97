"""Real file systems for the storage proxy's tests: sparse files, mounted through loop devices.

Needs root, ``/dev/loop-control``, and mkfs of the file system; what is missing is told
(`tests.parts.require`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts import require

FORMAT = {"btrfs": ["mkfs.btrfs", "-q"], "xfs": ["mkfs.xfs", "-q"]}
PACKAGE = {"btrfs": "btrfs-progs", "xfs": "xfsprogs"}


def missing(kind: str) -> str:
    """Why there can be no file system of this kind here; empty where there can."""
    program = FORMAT[kind][0]
    if os.geteuid() != 0:
        return "only root can mount"
    if shutil.which(program) is None:
        return f"there is no {program}; install {PACKAGE[kind]}"
    if not Path("/dev/loop-control").exists():
        return "there are no loop devices (/dev/loop-control)"
    if shutil.which("modprobe"):
        subprocess.run(["modprobe", "-q", kind], capture_output=True, check=False)
    if kind not in Path("/proc/filesystems").read_text().split():
        return f"the kernel has no {kind}"
    return ""


@contextmanager
def disk(kind: str, base: Path, size: int, *options: str) -> Iterator[Path]:
    """A new file system of ``size`` bytes, sparse, mounted at ``base/volume1`` (0711) with ``options``."""
    why = missing(kind)
    require(kind, not why, why)
    image, root = base / f"{kind}.img", base / "volume1"
    with image.open("wb") as file:
        file.truncate(size)
    _run([*FORMAT[kind], str(image)])
    root.mkdir()
    _run(["mount", "-t", kind, "-o", ",".join(["loop", *options]), str(image), str(root)])
    try:
        root.chmod(0o711)
        yield root
    finally:
        _run(["umount", str(root)])
        image.unlink()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.strip()}"
