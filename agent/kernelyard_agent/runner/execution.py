"""Running code: one Jupyter kernel per session, started when it is first needed, its runs in order of
arrival.

A run keeps its output until somebody fetches it; fetching never talks to the kernel, so that any number of
polls, a lost connection or a new agent change nothing about what runs (EXE-001 to EXE-003).

A run's id names it for as long as its end has not been told: the same call again goes on with it. After that
the id is free, and a call begins a new run.
"""

from __future__ import annotations

import asyncio
import importlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import kernelspecs, memory, outputs
from .batch import BatchRun
from .console import BUFFER_CAP
from .run import Result, Run

if TYPE_CHECKING:
    from .kernel import JupyterKernel

COMPLETE_TIMEOUT = 8.0
"""Seconds after which a completion is given up: a kernel that computes cannot answer."""
KEPT = 64
"""Finished runs that are kept for a repeated last answer."""
KEPT_TEXT = 4 * BUFFER_CAP
"""Characters of finished runs' output that are kept for somebody to fetch."""
WAITING = 1000
"""Runs that may wait for their turn."""
INTERRUPT_GRACE = 3.0
"""Seconds between interrupting a run that has taken too long and ending it by force."""
CONTROLS = ("%ping", "%resize")
"""Words that a terminal's line of control has understood for ever; here they do nothing (KRN-033)."""


class UnknownRun(Exception):
    """There is no such run."""


class TooManyRuns(Exception):
    """So many runs wait already that no further one is taken."""


class Executor:
    """The queue of runs and the kernel that works it off."""

    def __init__(
        self,
        home: Path,
        expected: set[int],
        note: Callable[[str], None],
        *,
        timeout: float | None = None,
        prepared: asyncio.Event | None = None,
        runtime_type: str = "",
        runtime_path: str = "",
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """``timeout`` is the longest that a run may take (seconds), None for no limit (EXE-010); nothing
        begins before ``prepared`` is set; ``runtime_type`` and ``runtime_path`` are what a container's image
        says about its kernel; ``changed`` is called when code begins to run, and when none runs any more.
        """
        self.home = home
        self.expected = expected
        """Children whose exit code somebody waits for (see `children.Reaper`)."""
        self._note = note
        self._timeout = timeout
        self._prepared = prepared
        self._runtime_type = runtime_type
        self._runtime_path = runtime_path
        self._runs: dict[str, Run] = {}
        self._queue: asyncio.Queue[Run] = asyncio.Queue()
        self._changed = changed
        self._current: Run | None = None
        self._kernel: JupyterKernel | None = None
        self._starting = asyncio.Lock()
        self._worker: asyncio.Task[None] | None = None

    def python(self) -> str:
        """The session's own Python, which in a container is not the runner's."""
        said = [self._runtime_path] if self._runtime_type == "python" else []
        found = (shutil.which(name) for name in (*said, "python3", "python"))
        return next(filter(None, found), "python3")

    @property
    def busy(self) -> bool:
        """Whether code runs, or waits for its turn."""
        return self._current is not None or not self._queue.empty()

    async def warm(self) -> None:
        """Start the kernel before anybody asks, so that the first run does not wait for it."""
        try:
            await self._ready_kernel()
        except kernelspecs.NoKernel as problem:
            self._note(str(problem))
        except Exception as error:  # noqa: BLE001 -- the first run meets it again, and reports it
            self._note(f"the kernel did not start: {error!r}")

    async def execute(self, request: dict[str, Any]) -> Result:
        """One call of the execute API. Raises `UnknownRun` when a continuation names a run that is not,
        `TooManyRuns`.
        """
        run_id, mode = request["run_id"], request["mode"]
        run = self._runs.get(run_id)
        if mode in ("query", "batch"):
            if run is None or run.delivered:
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
        except (TimeoutError, kernelspecs.NoKernel):
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
        options = request.get("options") or {}
        if request["mode"] == "query":
            return Run(request["run_id"], request["code"], options)
        return BatchRun(request["run_id"], options)

    def _enqueue(self, run: Run) -> Run:
        if run.code.split(None, 1)[:1] and run.code.split(None, 1)[0] in CONTROLS:
            run.finish(0)
        elif self._queue.qsize() >= WAITING:
            raise TooManyRuns
        else:
            self._queue.put_nowait(run)
        self._runs.pop(run.run_id, None)  # its place is at the end
        self._runs[run.run_id] = run
        self._forget()
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return run

    def _forget(self) -> None:
        """Let go of old finished runs, those first that nobody has asked about for longest."""
        finished = [old for old in self._runs.values() if old.finished]
        kept = sum(len(old.console) for old in finished)
        for count, old in zip(range(len(finished), 0, -1), finished, strict=True):
            if count <= KEPT and kept <= KEPT_TEXT:
                break
            kept -= len(old.console)
            del self._runs[old.run_id]

    def _answer(self, run: Run, text: str) -> None:
        if run is self._current and run.prompt is not None and self._kernel is not None:
            run.prompt = None
            self._kernel.input(text)

    async def _work(self) -> None:
        while True:
            run = await self._queue.get()
            if self._prepared is not None:
                await self._prepared.wait()
            self._current = run
            self._changed()
            before = outputs.look(self.home)
            try:
                code = await self._carry_out(run)
            except kernelspecs.NoKernel as problem:
                run.console.text("stderr", f"{problem}\n")
                code = 1
            except Exception as error:  # noqa: BLE001 -- a run that fails in our hands must not end the queue
                run.console.text("stderr", f"The code could not be run: {error!r}\n")
                code = -1
            finally:
                self._current = None
                self._changed()
            run.files = outputs.made(before, outputs.look(self.home))
            run.finish(code)

    async def _carry_out(self, run: Run) -> int:
        """Run it within its limit; its exit code."""
        if run.needs_kernel:
            await self._ready_kernel()
        limit = min((t for t in (run.timeout, self._timeout) if t), default=None)
        work = asyncio.create_task(run.carry_out(self))
        try:
            await asyncio.wait([work], timeout=limit)
            if not work.done():
                run.timed_out = True
                run.console.text("stderr", f"\nThe run is ended: it has taken longer than {limit:g} s.\n")
                await self.interrupt()
                await asyncio.wait([work], timeout=INTERRUPT_GRACE)
                if not work.done() and not run.kill() and self._kernel is not None:
                    self._kernel.kill()
            return await work
        finally:
            if not work.done():
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)

    async def in_kernel(self, run: Run) -> int:
        """Run code in the kernel until it is idle again, or has died under it; the exit code."""
        kernel = await self._ready_kernel()
        ended = asyncio.create_task(kernel.ended())
        running = asyncio.create_task(kernel.run(run))
        both: list[asyncio.Task[Any]] = [ended, running]
        kills = memory.kills()
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                # The kernel died under the code. Give its last words a moment to arrive.
                await asyncio.wait([running], timeout=0.2)
            if running.done():
                running.result()
                return 0  # query mode has a global context: always 0 (OBJ-014)
            code = ended.result()
            run.console.text("stderr", death_notice(code, memory.kills() > kills))
            return shell_code(code) or 1
        finally:
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
            spec = kernelspecs.session_kernel(self._runtime_type, self._runtime_path)
            # jupyter_client takes a quarter of a second to import; the services' watchers go on meanwhile.
            module = await asyncio.to_thread(_kernel_module)
            kernel: JupyterKernel = await module.JupyterKernel.start(
                self.home, self.expected, self._note, spec, self._runtime_path
            )
            self._kernel = kernel
            return kernel


def _kernel_module() -> Any:
    return importlib.import_module(f"{__package__}.kernel")


def shell_code(returncode: int) -> int:
    """A process's return code as a shell shows it: 137 for SIGKILL."""
    return 128 - returncode if returncode < 0 else returncode


def death_notice(returncode: int, out_of_memory: bool = False) -> str:
    """What the user reads when the kernel has died under the code."""
    if out_of_memory:
        how = "was killed because the session has used up its memory"
    elif returncode < 0:
        how = f"was killed by signal {-returncode}"
    else:
        how = f"ended with exit code {returncode}"
    return f"\nThe kernel {how}. Its variables are gone; the next run starts a new one.\n"
