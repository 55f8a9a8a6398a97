"""One program of the site as a process: started, watched, started again when it dies, stopped in the end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import aiohttp

from . import leftovers
from .layout import Layout
from .programs import Program

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
"""Seconds before a program that died is started again; doubles with each death."""
STEADY = 10.0
"""Seconds of life after which a death counts as the first one again: it had come up before."""
PROBE_INTERVAL = 0.1
LOG_TAIL = 20
"""Lines of a program's log that are shown when it does not come up."""


class NotReady(Exception):
    """A program did not come up; the message says how it ended and what it printed last."""


class Child:
    """A program and the process that runs it now."""

    def __init__(self, program: Program, layout: Layout, say: Callable[[str, str], None]) -> None:
        self.program = program
        self.log = layout.logs / f"{program.name}.log"
        self.restarts = 0
        self._notes = layout.processes
        self._cwd = layout.data
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def start(self) -> None:
        """Start the process. It writes to its log file itself, so that it outlives a killed supervisor."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.program.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                cwd=self._cwd,
                env=self.program.environ,
                start_new_session=True,  # Ctrl-C on the terminal is for the supervisor alone
            )
        finally:
            os.close(descriptor)
        leftovers.note(self._notes, self.program.name, self._process.pid)

    async def wait_ready(self, http: aiohttp.ClientSession, timeout: float) -> None:
        """Return when the program answers. Raises `NotReady` when it ends before, or does not answer in
        time."""
        deadline = time.monotonic() + timeout
        while True:
            if self._process is None or self._process.returncode is not None:
                code = self._process.returncode if self._process else None
                raise NotReady(f"{self.program.name} ended with status {code}:\n{self._tail()}")
            if await answers(http, self.program.probe, self.program.probe_headers):
                return
            if time.monotonic() > deadline:
                raise NotReady(f"{self.program.name} did not answer within {timeout:.0f} s:\n{self._tail()}")
            await asyncio.sleep(PROBE_INTERVAL)

    async def keep_alive(self, restarted: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Start the program again whenever it dies, until `stop`. Runs as long as the site does.

        ``restarted`` runs beside each new process, and is cancelled when that one dies, too.
        """
        delay = FIRST_DELAY
        sequel: asyncio.Task[None] | None = None
        try:
            while not self._stopping and self._process is not None:
                since = time.monotonic()
                code = await self._process.wait()
                if sequel is not None:
                    sequel.cancel()
                if self._stopping:
                    return
                if time.monotonic() - since > STEADY:
                    delay = FIRST_DELAY
                self._say(
                    "up", f"{self.program.name} ended with status {code}; starting it again in {delay:g} s"
                )
                await asyncio.sleep(delay)
                delay = min(2 * delay, LONGEST_DELAY)
                self.restarts += 1
                if not self._stopping:
                    await self.start()
                    sequel = asyncio.create_task(restarted()) if restarted is not None else None
        finally:
            if sequel is not None:
                sequel.cancel()
                await asyncio.gather(sequel, return_exceptions=True)

    async def stop(self) -> None:
        """Ask the process to end, kill its group when it does not, and return when it is gone."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), self.program.stop_grace)
            except TimeoutError:
                self._say("up", f"{self.program.name} does not end by itself and is killed")
                self.kill()
                await process.wait()
        leftovers.forget(self._notes, self.program.name)

    def kill(self) -> None:
        """Kill the process and its group at once."""
        self._stopping = True
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _tail(self) -> str:
        lines = last_lines(self.log, LOG_TAIL)
        return "\n".join(f"    {line}" for line in lines) or "    (it printed nothing)"


async def answers(
    http: aiohttp.ClientSession, url: str, headers: Mapping[str, str], *, at_most: int = 499
) -> bool:
    """Whether a server answers there, with a status of ``at_most``: by default anything but a server
    error."""
    try:
        timeout = aiohttp.ClientTimeout(total=3)
        async with http.get(url, headers=headers, allow_redirects=False, timeout=timeout) as response:
            return response.status <= at_most
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


def last_lines(path: Path, count: int) -> list[str]:
    """The end of a log file."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 65536))
            return file.read().decode(errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return []
