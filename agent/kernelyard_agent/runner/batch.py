"""Batch runs: clean, build and exec of one request, as shell commands in the session's home.

Each phase is reported when its output has been fetched (``clean-finished``, ``build-finished``,
``finished``), so that a client sees whose output is whose (EXE-004). A build that fails ends the run with
127, without the exec phase (OBJ-013, OBJ-014). What a build prints is always shown: the public client has no
way to ask for it (it sends ``buildLog: false``).
"""

from __future__ import annotations

import codecs
import json
import shlex
import signal
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .console import Console
from .run import Result, Run
from .shell import Command, Sink, shell

if TYPE_CHECKING:
    from .execution import Executor

DEFAULT = "*"
"""Means: what this runtime does by itself."""
NO_MAIN = 127
INTERRUPTED = 130
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
        super().__init__(run_id, json.dumps(options, sort_keys=True), options)
        self.commands = {name: _command(options.get(name)) for name in ("clean", "build", "exec")}
        self._phases: deque[Phase] = deque()
        self._command: Command | None = None
        self._stopped = 0

    @property
    def needs_kernel(self) -> bool:
        return False

    async def carry_out(self, executor: Executor) -> int:
        """Run the phases one after the other; the exit code of the last."""
        home, expected = executor.home, executor.expected
        code = 0
        if (clean := self.commands["clean"]) is not None:
            await self._phase("clean-finished", None if clean == DEFAULT else clean, home, expected)
        if (build := self.commands["build"]) is not None and not self._stopped:
            command = default_build(home, executor.python()) if build == DEFAULT else build
            code = await self._phase("build-finished", command, home, expected)
        if (execute := self.commands["exec"]) is not None and not self._stopped:
            if code != 0:
                code = NO_MAIN
            else:
                command = default_exec(home, executor.python()) if execute == DEFAULT else execute
                if command is None:
                    self.console.text("stderr", 'There is no "main.py" (nor "main") to run.\n')
                    code = NO_MAIN
                else:
                    code = await self._phase("finished", command, home, expected)
        return code or self._stopped

    def interrupt(self) -> bool:
        """Ctrl-C for the phase that runs; no further one begins."""
        self._stopped = INTERRUPTED
        if self._command is not None:
            self._command.signal(signal.SIGINT)
        return True

    def kill(self) -> bool:
        """End the phase that runs by force; no further one begins."""
        self._stopped = 128 + signal.SIGKILL
        if self._command is not None:
            self._command.signal(signal.SIGKILL)
        return True

    async def _phase(self, status: str, command: str | None, home: Path, expected: set[int]) -> int:
        phase = Phase(status)
        self._phases.append(phase)
        code = 0
        if command is not None:
            self._command = Command([shell(), "-c", command], home, expected)
            try:
                code = await self._command.run(
                    self._sink(phase.console, "stdout"), self._sink(phase.console, "stderr")
                )
            except OSError as error:
                phase.console.text("stderr", f"The command could not be started: {error.strerror}.\n")
                code = NO_MAIN
            finally:
                self._command = None
        phase.exit_code = code
        self.touch()
        return code

    def _sink(self, console: Console, kind: str) -> Sink:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")

        def take(data: bytes) -> None:
            console.text(kind, decoder.decode(data, final=not data))
            self.touch()

        return take

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


def default_build(home: Path, python: str) -> str | None:
    """``make`` for a Makefile, extension modules in place for a ``setup.py``, else all C sources into
    ``./main``; None when there is nothing to build."""
    if (home / "Makefile").is_file():
        return "make"
    if (home / "setup.py").is_file():
        return f"{shlex.quote(python)} setup.py build_ext --inplace"
    for pattern in C_SOURCES:
        if any(home.glob(pattern)):
            compiler = "gcc" if pattern == "*.c" else "g++"
            return f"{compiler} -o ./main {pattern} -pthread -lm -lrt -ldl"
    return None


def default_exec(home: Path, python: str) -> str | None:
    """``main.py`` by the session's Python, else the built ``./main``."""
    if (home / "main.py").is_file():
        return f"{shlex.quote(python)} -u main.py"
    if (home / "main").is_file():
        return "./main"
    return None
