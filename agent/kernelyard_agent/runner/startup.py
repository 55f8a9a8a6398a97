"""What a session does by itself when it starts: dotfiles, the bootstrap script, the startup command.

In this order, and all as the session's user. Services, runs and the startup command wait for the bootstrap
script (SES-016); one that fails is reported in the session's log and ends nothing. The startup command's exit
code is the result of a batch session, and its end the session's; beside an interactive session it just runs
(SES-015).
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any

from . import dotfiles, outputs
from .log import SessionLog
from .shell import Command, shell

SCRIPT = Path(".kernelyard") / "bootstrap.sh"
CANNOT_START = 127


class Startup:
    """``plan`` holds ``session_type``, ``startup_command``, ``bootstrap_script``, ``bootstrap_environ`` and
    ``dotfiles``."""

    def __init__(self, plan: dict[str, Any], home: Path, expected: set[int], log: SessionLog) -> None:
        self._home = home
        self._expected = expected
        self._log = log
        self._dotfiles: list[dict[str, Any]] = plan.get("dotfiles") or []
        self._script: str = plan.get("bootstrap_script") or ""
        self._environ: dict[str, str] = plan.get("bootstrap_environ") or {}
        self.command: str = plan.get("startup_command") or ""
        self.is_batch = plan.get("session_type") == "batch"
        self.prepared = asyncio.Event()
        """Set when the home is ready and the bootstrap script has ended."""

    async def prepare(self) -> None:
        """Make the home ready and run the bootstrap script."""
        try:
            if self._dotfiles:
                await asyncio.to_thread(dotfiles.write_all, self._home, self._dotfiles, self._log.note)
            outputs.prepare(self._home)
            if self._script.strip():
                self._log.note("the bootstrap script begins")
                code = await self._bootstrap()
                self._log.note(f"the bootstrap script has ended with exit code {code}")
        finally:
            self.prepared.set()

    async def run_command(self) -> int:
        """Run the startup command; its exit code."""
        self._log.note(f"the startup command begins: {self.command[:200]}")
        code = await self._run([shell(), "-c", self.command])
        self._log.note(f"the startup command has ended with exit code {code}")
        return code

    async def _bootstrap(self) -> int:
        path = self._home / SCRIPT
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.unlink(missing_ok=True)
            path.touch(mode=0o700)
            path.write_text(self._script.replace("\r\n", "\n"))
            # A script that names its interpreter is run by it.
            argv = [str(path)] if self._script.startswith("#!") else [shell(), str(path)]
            return await self._run(argv, self._environ)
        except OSError as error:
            self._log.note(f"the bootstrap script cannot be written: {error.strerror}")
            return CANNOT_START
        finally:
            with contextlib.suppress(OSError):
                path.unlink()

    async def _run(self, argv: list[str], environ: dict[str, str] | None = None) -> int:
        command = Command(argv, self._home, self._expected, environ)
        try:
            return await command.run(self._log.write, self._log.write)
        except OSError as error:
            self._log.note(f"it could not be started: {error.strerror}")
            return CANNOT_START
