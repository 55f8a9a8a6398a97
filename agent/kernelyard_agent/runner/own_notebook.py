"""Which notebook server a Hub server runs: the image's own where it fits this Hub, else ours."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from . import kernelspecs

COMMAND = "jupyterhub-singleuser"
LAUNCHER = "kernelyard_agent.runner.notebook"
START = Path(__file__).with_name("late_imports.py")
"""Starts a script of an image with its own interpreter, and with a slow import put off."""
PLACES = ("lib/python3*/site-packages", "lib/python3*/dist-packages", "local/lib/python3*/dist-packages")
"""Where an interpreter's packages are, below its prefix."""
OLDEST = (4, 1)
"""Version of an image's JupyterHub that a current Hub's cookies and scopes fit."""
_DISTRIBUTION = re.compile(r"jupyterhub-(\d+)\.(\d+)[^/]*\.(?:dist|egg)-info")


def argv(arguments: list[str]) -> list[str]:
    """The notebook's command."""
    own = shutil.which(COMMAND)
    if own is not None and not is_ours(Path(own)) and fits(Path(own)):
        # By our start file, which needs nothing but the image's Python, and saves a second of its imports.
        interpreter = _interpreter(Path(own)) if "python" in _first_line(Path(own)) else None
        return [*([str(interpreter), str(START)] if interpreter else []), own, *arguments]
    # What is mounted into an image has nothing to do with the Python packages of that image.
    isolated = ["-I"] if kernelspecs.in_container() else []
    return [sys.executable, *isolated, "-m", LAUNCHER, *arguments]


def is_ours(program: Path) -> bool:
    """Whether it belongs to the environment that this runner is of."""
    here = Path(sys.executable).parent
    return program.parent == here or program.resolve().parent == here.resolve()


def fits(program: Path) -> bool:
    """Whether its JupyterHub is new enough; one of unknown age does not."""
    version = version_of(program)
    return version is not None and version >= OLDEST


def version_of(program: Path) -> tuple[int, int] | None:
    """The version of JupyterHub that a console script runs, by the packages beside its interpreter: asking
    the script itself would take a second of every start."""
    interpreter = _interpreter(program)
    if interpreter is None:
        return None
    prefix = interpreter.parent.parent
    for pattern in PLACES:
        for packages in sorted(prefix.glob(pattern), reverse=True):
            for entry in packages.glob("jupyterhub-*-info"):
                if match := _DISTRIBUTION.fullmatch(entry.name):
                    return int(match[1]), int(match[2])
    return None


def _interpreter(program: Path) -> Path | None:
    """What a script's first line names; None where it is none."""
    line = _first_line(program)
    words = line.removeprefix("#!").split()
    if not line.startswith("#!") or not words:
        return None
    if Path(words[0]).name == "env":
        found = shutil.which(words[-1])
        return Path(found) if found else None
    # A prefix too long for a first line: pip writes a line of shell that starts the interpreter beside it.
    return Path(words[0]) if Path(words[0]).name.startswith("python") else program.with_name("python3")


def _first_line(program: Path) -> str:
    try:
        with program.open("rb") as file:
            return file.readline(4096).decode(errors="replace").strip()
    except OSError:
        return ""
