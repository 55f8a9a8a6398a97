"""What a machine may lack. A test asks for a part by name; where it is missing it is skipped with the reason.

With ``KERNELYARD_REQUIRE=all`` (or a comma-separated list of parts) it fails instead.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from functools import cache
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

MARKED_PARTS = ("docker", "postgres", "browser", "interop", "root")
"""Markers that name a part: a test that carries one needs it."""


def require(part: str, present: bool, how: str) -> None:
    """Go on when ``present``; else skip, or fail where ``KERNELYARD_REQUIRE`` names this part (or ``all``).

    ``how`` is one sentence: what is missing and what to do about it.
    """
    if present:
        return
    asked = {word.strip() for word in os.environ.get("KERNELYARD_REQUIRE", "").split(",")}
    if asked & {"all", part}:
        pytest.fail(f"{part} is missing and KERNELYARD_REQUIRE asks for it: {how}", pytrace=False)
    pytest.skip(f"{part} is missing: {how}")


def shared_dir() -> Path | None:
    """The specification: ``KERNELYARD_SHARED``, else ``../shared`` beside the checkout; None when missing."""
    named = os.environ.get("KERNELYARD_SHARED")
    path = Path(named) if named else ROOT.parent / "shared"
    return path if (path / "spec").is_dir() else None


def chromium() -> str | None:
    """A Chromium that Playwright can drive, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/bin:/usr/local/bin")
        if found:
            return found
    return None


def postgres_bin() -> Path | None:
    """The directory of ``initdb`` and ``postgres``, newest version first, or None."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    return versions[0].parent if versions else None


@cache
def python311() -> str | None:
    """A Python 3.11 with venv, which the public client needs (it refuses 3.12), or None."""
    for name in ("python3.11", "python3", "python", "/usr/bin/python3.11", "/usr/bin/python3"):
        found = shutil.which(name)
        if found is None:
            continue
        asked = subprocess.run(
            [found, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.stdout.strip() == "3.11":
            return found
    return None


@cache
def docker_engine() -> bool:
    """Whether a Docker engine answers (the client alone is not enough)."""
    socket_path = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")
    if not Path(socket_path).exists():
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2.0)
        try:
            probe.connect(socket_path)
        except OSError:
            return False
    return True


def docker_gateway() -> str:
    """This machine's address in Docker's default network: where its containers reach a Hub that is not
    ours."""
    asked = ["docker", "network", "inspect", "bridge", "--format", "{{json .}}"]
    found = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    bridge = found["Options"].get("com.docker.network.bridge.name", "docker0")
    return next(each.address for each in psutil.net_if_addrs()[bridge] if each.family == socket.AF_INET)


def require_marked(part: str) -> None:
    """What the marker of this name needs; see `MARKED_PARTS`."""
    if part == "docker":
        require("docker", docker_engine(), "no Docker engine answers; start one, or set DOCKER_HOST")
    elif part == "postgres":
        require("postgres", postgres_bin() is not None, "no initdb found; install the package postgresql")
    elif part == "browser":
        require("browser", chromium() is not None, "no Chromium found; install the package chromium")
    elif part == "root":
        require("root", os.geteuid() == 0, "it does what only root may; run the tests as root")
    elif part == "interop":
        require(
            "interop",
            python311() is not None,
            "the public client needs a Python 3.11 (with venv); install python3.11-venv or put one on PATH",
        )
