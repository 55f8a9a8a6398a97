"""Whether the sessions' user can reach what its sessions need: the interpreter, and the directories below
``DATA``.

Started by root, sessions run as another user. A virtual environment or a ``DATA`` below a closed directory
(mode 0700, such as root's home) is out of reach for it; better said before the first session than by a
session that fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


class OutOfReach(Exception):
    """The sessions' user cannot get at something; the message says what closes it and what to do."""


def check(uid: int, gid: int, data: Path) -> None:
    """Raise `OutOfReach` unless ``uid`` can run this interpreter and enter ``data``. Only root needs to
    ask."""
    if os.geteuid() != 0 or uid == 0:
        return
    probe = "import os, sys; [os.stat(p) for p in sys.argv[1:]]"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", probe, f"{data}/volumes", f"{data}/agent"],
            user=uid,
            group=gid,
            extra_groups=[],
            cwd="/",
            env={"PATH": os.defpath},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except PermissionError:
        raise OutOfReach(_message(uid, Path(sys.executable), "this Python")) from None
    if done.returncode == 0:
        return
    if "PermissionError" in done.stderr and f"{data}/" in done.stderr:
        raise OutOfReach(_message(uid, data, "DATA"))
    raise OutOfReach(_message(uid, Path(sys.executable), "this Python") + f" ({done.stderr.strip()[-300:]})")


def closed_parent(path: Path, uid: int) -> Path | None:
    """The outermost directory on the way to ``path`` that ``uid`` (in no group) may not search."""
    for directory in reversed([path, *path.parents]):
        if not directory.is_dir():
            continue
        status = directory.stat()
        searchable = status.st_mode & (0o100 if status.st_uid == uid else 0o001)
        if not searchable:
            return directory
    return None


def _message(uid: int, path: Path, what: str) -> str:
    for candidate in (path, path.resolve()):
        closed = closed_parent(candidate, uid)
        if closed is not None:
            return (
                f"Sessions run as uid {uid}, which cannot reach {what} ({candidate}): "
                f"{closed} is closed to it. "
                "Use a place that it can reach (make run DATA=/srv/kernelyard), open the directory "
                f"(chmod o+x {closed}), or start Kernelyard as an ordinary user."
            )
    return f"Sessions run as uid {uid}, which cannot use {what} ({path})."
