"""The public client in an environment of its own, with every version pinned, made once per machine."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

REQUIREMENTS = Path(__file__).parent / "requirements.txt"
READY = "kernelyard-ready"
"""A file that the environment holds once it is whole."""
INSTALL_SECONDS = 500


def prepared(python: str) -> Path:
    """The ``backend.ai`` executable. ``KERNELYARD_CLIENT_VENV`` names an environment that is there already;
    else it is made with ``python`` (3.11) in a cache directory named by the pins, unless it has been."""
    named = os.environ.get("KERNELYARD_CLIENT_VENV")
    if named:
        return _executable(Path(named))
    pins = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kernelyard"
    cache.mkdir(parents=True, exist_ok=True)
    place = cache / f"client-{pins}"
    with (cache / f"client-{pins}.lock").open("w") as lock:
        # Two test runs at once make it once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / READY).exists():
            shutil.rmtree(place, ignore_errors=True)
            _run([python, "-m", "venv", str(place)])
            _run([str(place / "bin" / "pip"), "install", "--quiet", "--requirement", str(REQUIREMENTS)])
            (place / READY).touch()
    return _executable(place)


def _executable(environment: Path) -> Path:
    found = environment / "bin" / "backend.ai"
    if not found.exists():
        raise AssertionError(f"there is no public client in {environment}")
    return found


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
