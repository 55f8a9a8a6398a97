"""One execution of code: what it has printed and how it stands, for whoever comes to fetch it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from .console import Console

if TYPE_CHECKING:
    from .execution import Executor

POLL = 2.0
"""Seconds that a fetch waits for something to report."""
DEBOUNCE = 0.02
"""Seconds that output may collect before it is reported."""
Result = dict[str, Any]


class Run:
    """One execution: queued, then running (perhaps waiting for input), then finished."""

    def __init__(self, run_id: str, code: str, options: dict[str, Any] | None = None) -> None:
        self.run_id = run_id
        self.code = code
        self.timeout = _seconds((options or {}).get("timeout"))
        """Seconds that its owner gives it, None for no limit of theirs."""
        self.console = Console()
        self.exit_code: int | None = None
        self.timed_out = False
        self.delivered = False
        """Whether somebody has been told that it has finished."""
        self.prompt: dict[str, Any] | None = None
        self.files: list[str] = []
        """Names of the files below ``.output`` that it has made."""
        self._changed = asyncio.Event()

    @property
    def needs_kernel(self) -> bool:
        """Whether a kernel has to be there before it can begin."""
        return True

    @property
    def finished(self) -> bool:
        return self.exit_code is not None

    def touch(self) -> None:
        self._changed.set()

    def interrupt(self) -> bool:
        """Interrupt by its own means; False when the kernel has to be interrupted instead."""
        return False

    def kill(self) -> bool:
        """End by force and by its own means; False when the kernel has to be ended instead."""
        return False

    async def carry_out(self, executor: Executor) -> int:
        """Run the code in the kernel; the exit code."""
        return await executor.in_kernel(self)

    def finish(self, exit_code: int) -> None:
        if self.exit_code is None:
            self.exit_code = exit_code
        self.prompt = None
        self.touch()

    async def fetch(self) -> Result:
        """What is new, as soon as there is something, else ``continued`` after `POLL` seconds.

        A call that is cancelled takes nothing: what it would have told comes with the next one.
        """
        deadline = asyncio.get_running_loop().time() + POLL
        while not self._reportable():
            self._changed.clear()
            try:
                async with asyncio.timeout_at(deadline):
                    await self._changed.wait()
            except TimeoutError:
                break
        if self.console and not (self.finished or self.prompt):
            # The rest of a burst, and very often the end of the run, is only milliseconds behind.
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DEBOUNCE):
                    while not (self.finished or self.prompt):
                        await self._changed.wait()
                        self._changed.clear()
        return self._result()

    def _reportable(self) -> bool:
        return bool(self.finished or self.prompt or self.console)

    def _result(self) -> Result:
        items = self.console.take()
        result: Result = {"run_id": self.run_id, "status": "continued", "console": items}
        if self.console:
            return result  # more than one answer holds
        if self.finished:
            self.delivered = True
            files = [{"name": name} for name in self.files]
            if self.timed_out:
                return {**result, "status": "exec-timeout", "files": files}
            return {**result, "status": "finished", "exit_code": self.exit_code, "files": files}
        if self.prompt is not None:
            return {**result, "status": "waiting-input", "options": self.prompt}
        return result


def _seconds(value: object) -> float | None:
    """A limit as a client writes it; None for anything that is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e9:
        return float(value)
    return None
