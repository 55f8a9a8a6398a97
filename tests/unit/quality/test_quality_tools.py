"""The tools that read the sources: ruff, mypy, import-linter, towncrier, pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.parts import ROOT

BIN = Path(sys.executable).parent
CHECKS = {
    "ruff": ["ruff", "check", "--output-format=concise", "."],
    "format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "imports": ["lint-imports", "--no-logo", "--no-cache"],
    "pre-commit": ["pre-commit", "validate-config"],
    "changelog": ["towncrier", "build", "--draft", "--version", "next"],
}


@pytest.mark.parametrize("check", CHECKS)
def test_tool_is_content(check: str) -> None:
    command = CHECKS[check]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    ran = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env={**environment, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        said = "\n".join((ran.stdout + ran.stderr).splitlines()[-60:])
        pytest.fail(f"{' '.join(command)} ended with {ran.returncode}:\n{said}", pytrace=False)
