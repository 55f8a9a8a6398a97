"""Waiting for child processes by pidfd, and reaping those that nobody waits for.

The runner is a *subreaper*: processes that daemonise themselves inside the session become its children, never
those of PID 1, so that ending the runner's tree ends the session.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess

_PR_SET_CHILD_SUBREAPER = 36


def become_subreaper() -> None:
    """Adopt orphans among the descendants. Silently without effect where the kernel refuses."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


async def gone(pid: int) -> None:
    """Return when the process ``pid`` has ended (it may still be a zombie), at once when there is none."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    def readable() -> None:
        # Once: an ended process's descriptor stays readable for ever.
        loop.remove_reader(descriptor)
        if not ended.done():
            ended.set_result(None)

    loop.add_reader(descriptor, readable)
    try:
        await ended
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


async def wait(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a child of ours, negative for a signal."""
    await gone(process.pid)
    return process.wait()


class Reaper:
    """Collects zombies that are not in ``expected``: those have somebody who wants their exit code."""

    def __init__(self, expected: set[int]) -> None:
        self._expected = expected

    def install(self) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, self.reap)

    def reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                peeked = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
                if peeked is None:
                    return
                if peeked.si_pid in self._expected:
                    # Its owner is about to collect it; look behind it in a moment.
                    asyncio.get_running_loop().call_later(0.1, self.reap)
                    return
                os.waitpid(peeked.si_pid, os.WNOHANG)
