"""Running code: one Jupyter kernel per session, started when it is first needed, its runs in order of
arrival.

A run keeps its output until somebody fetches it; fetching never talks to the kernel, so that any number of
polls, a lost connection or a new agent change nothing about what runs (EXE-001 to EXE-003).
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .batch import BatchRun
from .run import Result, Run

if TYPE_CHECKING:
    from .kernel import JupyterKernel

COMPLETE_TIMEOUT = 8.0
"""Seconds after which a completion is given up: a kernel that computes cannot answer."""
KEPT = 64
"""Finished runs that are kept for a repeated last answer."""


class UnknownRun(Exception):
    """There is no such run."""


class Executor:
    """The queue of runs and the kernel that works it off."""

    def __init__(self, home: Path, expected: set[int], note: Callable[[str], None]) -> None:
        self.home = home
        self.expected = expected
        """Children whose exit code somebody waits for (see `children.Reaper`)."""
        self._note = note
        self._runs: dict[str, Run] = {}
        self._queue: asyncio.Queue[Run] = asyncio.Queue()
        self._current: Run | None = None
        self._kernel: JupyterKernel | None = None
        self._starting = asyncio.Lock()
        self._worker: asyncio.Task[None] | None = None

    async def warm(self) -> None:
        """Start the kernel before anybody asks, so that the first run does not wait for it."""
        try:
            await self._ready_kernel()
        except Exception as error:  # noqa: BLE001 -- the first run meets it again, and reports it
            self._note(f"the kernel did not start: {error!r}")

    async def execute(self, request: dict[str, Any]) -> Result:
        """One call of the execute API. Raises `UnknownRun` when a continuation names a run that is not."""
        run_id, mode = request["run_id"], request["mode"]
        run = self._runs.get(run_id)
        if mode in ("query", "batch"):
            if run is None:
                run = self._enqueue(self._new_run(request))
        elif run is None:
            raise UnknownRun(run_id)
        elif mode in ("input", "user-input"):
            self._answer(run, request["code"])
        return await run.fetch()

    async def interrupt(self) -> None:
        """Ctrl-C for what runs now. Runs that wait their turn stay."""
        if self._current is not None and self._current.interrupt():
            return
        if self._kernel is not None and self._current is not None:
            self._current.prompt = None
            await self._kernel.interrupt()

    async def complete(self, code: str, cursor: int) -> list[str]:
        """Suggestions at a position in the code; none while the kernel computes."""
        try:
            async with asyncio.timeout(COMPLETE_TIMEOUT):
                kernel = await self._ready_kernel()
                return await kernel.complete(code, cursor)
        except TimeoutError:
            return []

    async def close(self) -> None:
        """End the kernel. Runs that are not finished end with exit code 137."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        if self._kernel is not None:
            await self._kernel.close()
        for run in self._runs.values():
            run.finish(137)

    def _new_run(self, request: dict[str, Any]) -> Run:
        if request["mode"] == "query":
            return Run(request["run_id"], request["code"])
        return BatchRun(request["run_id"], request.get("options") or {})

    def _enqueue(self, run: Run) -> Run:
        self._runs[run.run_id] = run
        finished = [key for key, old in self._runs.items() if old.finished]
        for key in finished[:-KEPT]:
            del self._runs[key]
        self._queue.put_nowait(run)
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return run

    def _answer(self, run: Run, text: str) -> None:
        if run is self._current and run.prompt is not None and self._kernel is not None:
            run.prompt = None
            self._kernel.input(text)

    async def _work(self) -> None:
        while True:
            run = await self._queue.get()
            self._current = run
            try:
                await run.carry_out(self)
            except Exception as error:  # noqa: BLE001 -- a run that fails in our hands must not end the queue
                run.console.text("stderr", f"The code could not be run: {error!r}\n")
                run.finish(-1)
            finally:
                self._current = None

    async def in_kernel(self, run: Run) -> None:
        """Run code in the kernel until it is idle again, or has died under it."""
        kernel = await self._ready_kernel()
        ended = asyncio.create_task(kernel.ended())
        running = asyncio.create_task(kernel.run(run))
        both: list[asyncio.Task[Any]] = [ended, running]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            # The kernel died under the code. Give its last words a moment to arrive.
            await asyncio.wait([running], timeout=0.2)
        if running.done():
            running.result()
            run.finish(0)  # query mode has a global context: always 0 (OBJ-014)
        else:
            code = ended.result()
            run.console.text("stderr", death_notice(code))
            run.finish(shell_code(code) or 1)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)

    async def _ready_kernel(self) -> JupyterKernel:
        async with self._starting:
            if self._kernel is not None and self._kernel.alive:
                return self._kernel
            if self._kernel is not None:
                await self._kernel.close()
                self._kernel = None
            # jupyter_client takes a quarter of a second to import; the services' watchers go on meanwhile.
            module = await asyncio.to_thread(_kernel_module)
            kernel: JupyterKernel = await module.JupyterKernel.start(self.home, self.expected, self._note)
            self._kernel = kernel
            return kernel


def _kernel_module() -> Any:
    return importlib.import_module(f"{__package__}.kernel")


def shell_code(returncode: int) -> int:
    """A process's return code as a shell shows it: 137 for SIGKILL."""
    return 128 - returncode if returncode < 0 else returncode


def death_notice(returncode: int) -> str:
    """What the user reads when the kernel has died under the code."""
    how = f"was killed by signal {-returncode}" if returncode < 0 else f"ended with exit code {returncode}"
    return f"\nThe kernel {how}. Its variables are gone; the next run starts a new one.\n"
