"""One shell command of a session: its own process group, its output handed on as it comes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from . import children, memory

OUTPUT_GRACE = 0.5
"""Seconds for the rest of the output when a grandchild keeps the pipe open."""
ENVIRON = {"TERM": "xterm", "LANG": "C.UTF-8", "SHELL": "/bin/bash"}
"""What every command finds, whatever the session's environment says (OBJ-013)."""

Sink = Callable[[bytes], None]


def shell() -> str:
    return shutil.which("bash") or "/bin/sh"


class Command:
    """A process that `run` starts and waits for."""

    def __init__(
        self, argv: list[str], home: Path, expected: set[int], environ: Mapping[str, str] | None = None
    ) -> None:
        """``expected`` has the process's pid for as long as somebody waits for it (see `children.Reaper`);
        ``environ`` is for this command alone."""
        self._argv = argv
        self._home = home
        self._expected = expected
        self._environ = environ or {}
        self._process: subprocess.Popen[bytes] | None = None

    def signal(self, sig: signal.Signals) -> None:
        """Signal the whole process group."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, sig)

    async def run(self, stdout: Sink, stderr: Sink) -> int:
        """The exit code as a shell shows it (137 for SIGKILL). Raises OSError when it cannot be started.

        A cancelled call kills what runs.
        """
        process = subprocess.Popen(  # noqa: ASYNC220 -- a fork; the wait is by pidfd
            self._argv,
            cwd=self._home,
            env={**os.environ, **ENVIRON, **self._environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._expected.add(process.pid)
        memory.offer(process.pid)
        self._process = process
        pipes = [
            asyncio.create_task(_copy(pipe, sink))
            for pipe, sink in ((process.stdout, stdout), (process.stderr, stderr))
            if pipe is not None
        ]
        try:
            code = await children.wait(process)
            await asyncio.wait(pipes, timeout=OUTPUT_GRACE)
            return 128 - code if code < 0 else code
        finally:
            if process.returncode is None:
                self.signal(signal.SIGKILL)
            self._process = None
            self._expected.discard(process.pid)
            for task in pipes:
                task.cancel()
            await asyncio.gather(*pipes, return_exceptions=True)


async def _copy(pipe: IO[bytes], sink: Sink) -> None:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    try:
        while data := await reader.read(65536):
            sink(data)
        sink(b"")
    finally:
        transport.close()
