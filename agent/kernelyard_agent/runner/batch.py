"""Batch runs: clean, build and exec of one request, as shell commands in the session's home.

Each phase is reported when its output has been fetched (``clean-finished``, ``build-finished``,
``finished``), so that a client sees whose output is whose (EXE-004). A build that fails ends the run with
127, without the exec phase (OBJ-013, OBJ-014). What a build prints is always shown: the public client has no
way to ask for it (it sends ``buildLog: false``).
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from . import children
from .console import Console
from .run import Result, Run

if TYPE_CHECKING:
    from .execution import Executor

DEFAULT = "*"
"""Means: what this runtime does by itself."""
NO_MAIN = 127
OUTPUT_GRACE = 0.5
"""Seconds for the rest of a phase's output when a grandchild keeps the pipe open."""
C_SOURCES = ("*.c", "*.cpp", "*.cc")


@dataclass(slots=True)
class Phase:
    """One step; ``exit_code`` is None while it runs."""

    status: str
    console: Console = field(default_factory=Console)
    exit_code: int | None = None


class BatchRun(Run):
    """A run whose output is fetched phase by phase."""

    def __init__(self, run_id: str, options: dict[str, Any]) -> None:
        super().__init__(run_id, "")
        self.commands = {name: _command(options.get(name)) for name in ("clean", "build", "exec")}
        self._phases: deque[Phase] = deque()
        self._process: subprocess.Popen[bytes] | None = None

    async def carry_out(self, executor: Executor) -> None:
        """Run the phases one after the other; returns when the last has ended."""
        home, expected = executor.home, executor.expected
        code = 0
        if (clean := self.commands["clean"]) not in (None, DEFAULT):
            await self._phase("clean-finished", clean, home, expected)
        if (build := self.commands["build"]) is not None:
            command = default_build(home) if build == DEFAULT else build
            code = await self._phase("build-finished", command, home, expected)
        if (execute := self.commands["exec"]) is not None:
            if code != 0:
                code = NO_MAIN
            else:
                command = default_exec(home) if execute == DEFAULT else execute
                if command is None:
                    self.console.text("stderr", 'There is no "main.py" (nor "main") to run.\n')
                    code = NO_MAIN
                else:
                    code = await self._phase("finished", command, home, expected)
        self.finish(code)

    def interrupt(self) -> bool:
        """Ctrl-C for the phase that runs."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGINT)
        return True

    async def _phase(self, status: str, command: str | None, home: Path, expected: set[int]) -> int:
        phase = Phase(status)
        self._phases.append(phase)
        code = 0
        if command is not None:
            try:
                code = await self._shell(command, phase.console, home, expected)
            except OSError as error:
                phase.console.text("stderr", f"The command could not be started: {error.strerror}.\n")
                code = NO_MAIN
        phase.exit_code = code
        self.touch()
        return code

    async def _shell(self, command: str, console: Console, home: Path, expected: set[int]) -> int:
        process = subprocess.Popen(  # noqa: ASYNC220 -- a fork; the wait is by pidfd
            [shutil.which("bash") or "/bin/sh", "-c", command],
            cwd=home,
            env={**os.environ, "TERM": "xterm", "LANG": "C.UTF-8", "SHELL": "/bin/bash"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        expected.add(process.pid)
        self._process = process
        pipes = [
            asyncio.create_task(self._copy(pipe, kind, console))
            for pipe, kind in ((process.stdout, "stdout"), (process.stderr, "stderr"))
            if pipe is not None
        ]
        try:
            code = await children.wait(process)
            await asyncio.wait(pipes, timeout=OUTPUT_GRACE)
            return 128 - code if code < 0 else code
        finally:
            self._process = None
            expected.discard(process.pid)
            for task in pipes:
                task.cancel()
            await asyncio.gather(*pipes, return_exceptions=True)

    async def _copy(self, pipe: IO[bytes], kind: str, console: Console) -> None:
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        try:
            while data := await reader.read(65536):
                console.text(kind, decoder.decode(data))
                self.touch()
        finally:
            transport.close()

    def _reportable(self) -> bool:
        if self._phases:
            first = self._phases[0]
            return bool(first.console) or first.exit_code is not None
        return super()._reportable()

    def _result(self) -> Result:
        while self._phases:
            phase = self._phases[0]
            items = phase.console.take()
            result: Result = {"run_id": self.run_id, "status": "continued", "console": items}
            if phase.console or phase.exit_code is None:
                return result
            self._phases.popleft()
            if phase.status != "finished":
                return {**result, "status": phase.status, "exit_code": phase.exit_code}
            for item in items:  # the run's own end says it, with whatever else is left to say
                self.console.add(item)
        return super()._result()


def _command(value: object) -> str | None:
    """A phase's command; missing, empty and null skip the phase."""
    return value.strip() or None if isinstance(value, str) else None


def default_build(home: Path) -> str | None:
    """``make`` for a Makefile, extension modules in place for a ``setup.py``, else all C sources into
    ``./main``; None when there is nothing to build."""
    if (home / "Makefile").is_file():
        return "make"
    if (home / "setup.py").is_file():
        return f"{shlex.quote(sys.executable)} setup.py build_ext --inplace"
    for pattern in C_SOURCES:
        if any(home.glob(pattern)):
            compiler = "gcc" if pattern == "*.c" else "g++"
            return f"{compiler} -o ./main {pattern} -pthread -lm -lrt -ldl"
    return None


def default_exec(home: Path) -> str | None:
    """``main.py`` by the session's Python, else the built ``./main``."""
    if (home / "main.py").is_file():
        return f"{shlex.quote(sys.executable)} -u main.py"
    if (home / "main").is_file():
        return "./main"
    return None
