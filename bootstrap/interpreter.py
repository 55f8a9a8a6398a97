"""Which Python the environment is made of, and whether the sessions' user can reach everything.

Started by root, sessions run as uid 1000. A Python below root's closed home (a pyenv there) would shut them
out, so another one is taken, or a message says what to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .steps import Failed

OLDEST = (3, 11)
SESSION_UID = 1000
NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")
_TELL = (
    "import sys, venv, ensurepip; print(*sys.version_info[:2]); "
    "print(getattr(sys, '_base_executable', sys.executable))"
)


def choose() -> Path:
    """A Python ≥ 3.11 with venv that sessions can reach, the one that runs this first. Raises `Failed`."""
    named = os.environ.get("PYTHON")
    directories = [*os.get_exec_path(), "/usr/bin", "/usr/local/bin"]
    candidates = [sys.executable, *([named] if named else [])]
    candidates += [str(Path(directory) / name) for directory in directories for name in NAMES]
    shut_out = []
    tried = set()
    for candidate in candidates:
        real = describe(candidate)
        if real is None or real in tried:
            continue
        tried.add(real)
        if reachable(real):
            return real
        shut_out.append(str(real))
    if shut_out:
        raise Failed(
            f"Started by root, sessions run as uid {SESSION_UID}, and that user cannot reach any Python "
            f"≥ {OLDEST[0]}.{OLDEST[1]} of this machine (behind closed directories: {', '.join(shut_out)}). "
            "Install the system's own (apt install python3 python3-venv), or start this as an ordinary user."
        )
    raise Failed(
        f"No Python ≥ {OLDEST[0]}.{OLDEST[1]} with venv was found. "
        "On Debian or Ubuntu: apt install python3 python3-venv"
    )


def describe(candidate: str) -> Path | None:
    """The real interpreter behind a command (a shim, a link, a virtual environment); None when it does not
    fit."""
    if not os.access(candidate, os.X_OK):
        return None
    try:
        told = subprocess.run(
            [candidate, "-c", _TELL], capture_output=True, text=True, timeout=30, check=True, cwd="/"
        ).stdout.splitlines()
        major, minor = told[0].split()
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None
    return Path(told[1]) if (int(major), int(minor)) >= OLDEST else None


def reachable(python: Path) -> bool:
    """Whether sessions can run it. Only root has to ask."""
    return os.geteuid() != 0 or _as_session_user([str(python), "-I", "-c", "1"])


def check_reachable(directory: Path, instead: str) -> None:
    """Raise `Failed` when sessions could not enter ``directory`` (which need not exist).

    ``instead`` says what to do, as the middle of a sentence.
    """
    if os.geteuid() != 0:
        return
    existing = next(path for path in (directory, *directory.parents) if path.exists())
    closed = next(
        (
            path
            for path in reversed((existing, *existing.parents))
            if path != directory and not _searchable(path)
        ),
        None,
    )
    if closed is not None:
        raise Failed(
            f"Started by root, sessions run as uid {SESSION_UID}, "
            f"which cannot get through {closed} to {directory}. "
            f"{instead}, or start this as an ordinary user."
        )


def _searchable(path: Path) -> bool:
    status = path.stat()
    return bool(status.st_mode & (0o100 if status.st_uid == SESSION_UID else 0o001))


def _as_session_user(command: list[str]) -> bool:
    def drop() -> None:
        os.setgroups([])
        os.setgid(SESSION_UID)
        os.setuid(SESSION_UID)

    try:
        done = subprocess.run(command, preexec_fn=drop, capture_output=True, cwd="/", timeout=30, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
