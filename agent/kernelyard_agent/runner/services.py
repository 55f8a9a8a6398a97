"""Services of a session: a port, a process, and watching until it answers."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from . import children, own_notebook
from .log import SessionLog

POLL = 0.04
"""Seconds between two looks at a service that is not up yet."""
SLOW = 120.0
"""Seconds after which a service that runs but does not answer is a problem (it may still come)."""
ATTEMPTS = 3
"""Tries when the port was taken between choosing and binding."""
TAIL = 2000
"""Characters of a failed service's output that go into its problem."""


def free_port() -> int:
    """A TCP port of the loopback interface that was free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def choose_port(wanted: int) -> int:
    """``wanted`` where it is free, else another."""
    with socket.socket() as probe:
        # A port that was in use until a moment ago may be used again; one that listens may not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port()
        return wanted


def command(argv: list[str], port: int) -> list[str]:
    """``argv`` with ``{port}`` filled in; the Hub's notebook command is the one that fits."""
    filled = [part.replace("{port}", str(port)) for part in argv]
    if filled and filled[0] == own_notebook.COMMAND:
        return own_notebook.argv(filled[1:])
    return filled


def environment(base: Mapping[str, str], own: Mapping[str, str], port: int) -> dict[str, str]:
    """A service's environment. JUPYTERHUB_SERVICE_URL gets the port that was really chosen: the notebook
    server reads its port there, and only there."""
    filled = {name: value.replace("{port}", str(port)) for name, value in own.items()}
    if url := filled.get("JUPYTERHUB_SERVICE_URL"):
        parts = urlsplit(url)
        filled["JUPYTERHUB_SERVICE_URL"] = urlunsplit(parts._replace(netloc=f"127.0.0.1:{port}"))
    return {**base, **filled}


class Service:
    """One process behind a port. `run` returns its exit code when it has ended for good.

    ``spec``: name, protocol (http or tcp), argv, ready_path, and maybe environ; ``port`` when it is chosen
    already; ``patient`` when any answer means that it is up.
    """

    def __init__(
        self,
        spec: Mapping[str, Any],
        environ: Mapping[str, str],
        log: SessionLog,
        expected: set[int],
        changed: Callable[[], None],
    ) -> None:
        self.name: str = spec["name"]
        self.protocol: str = spec["protocol"]
        self.port: int = spec.get("port", 0)
        self.ready = False
        self.problem: str | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self._argv: list[str] = spec["argv"]
        self._fixed = "port" in spec
        self._ready_path: str = spec["ready_path"]
        self._highest = 599 if spec.get("patient") else 499
        self._environ = {**environ, **spec.get("environ", {})}
        self._log = log
        self._expected = expected
        self._changed = changed
        self._tail: deque[bytes] = deque(maxlen=64)

    def status(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "protocol": self.protocol,
            "port": self.port,
            "ready": self.ready,
            "problem": self.problem,
        }

    @property
    def port_was_taken(self) -> bool:
        """Whether it ended because somebody else had its port."""
        return "address already in use" in self._tail_text().lower()

    def kill(self) -> None:
        """End its process at once; `run` returns soon after."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()

    async def run(self) -> int:
        for attempt in range(1, ATTEMPTS + 1):
            code = await self._once()
            taken = not self.ready and self.port_was_taken
            if not taken or self._fixed or attempt == ATTEMPTS:
                break
            self._log.note(f"{self.name}: port {self.port} was taken, trying another")
        when = "" if self.ready else " before it answered"
        said = self._tail_text() or "nothing"
        self.problem = f"{self.name} ended{when} (exit code {code}). It said last: {said}"
        self.ready = False
        self._changed()
        return code

    async def _once(self) -> int:
        if not self._fixed:
            self.port = free_port()
        self._tail.clear()
        argv = command(self._argv, self.port)
        try:
            process = subprocess.Popen(  # noqa: ASYNC220 -- a few milliseconds
                argv,
                env=environment(os.environ, self._environ, self.port),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            self._tail.append(f"{argv[0]}: {error.strerror}".encode())
            return 127
        self.process = process
        self._expected.add(process.pid)
        output = asyncio.create_task(self._copy_output(process))
        watch = asyncio.create_task(self._watch())
        try:
            code = await children.wait(process)
            # What it printed last explains its end; a grandchild may keep the pipe open, so not for ever.
            await asyncio.wait([output], timeout=0.5)
            return code
        finally:
            self._expected.discard(process.pid)
            for task in (watch, output):
                task.cancel()
            await asyncio.gather(watch, output, return_exceptions=True)

    async def _copy_output(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), process.stdout
        )
        try:
            while data := await reader.read(65536):
                self._tail.append(data[-TAIL:])
                self._log.write(data)
        finally:
            transport.close()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        slow_at = loop.time() + SLOW
        while not await self.answers():
            if self.problem is None and loop.time() > slow_at:
                self.problem = f"{self.name} runs but has not answered for {SLOW:.0f} s."
                self._changed()
            await asyncio.sleep(POLL)
        self.ready = True
        self.problem = None
        self._changed()

    async def answers(self) -> bool:
        """Whether somebody answers on the port, now."""
        try:
            async with asyncio.timeout(5):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    if self.protocol != "http":
                        return True
                    request = f"GET {self._ready_path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                    writer.write((request + "Connection: close\r\n\r\n").encode())
                    words = (await reader.readline()).split(None, 2)
                    return len(words) > 1 and words[1].isdigit() and int(words[1]) <= self._highest
                finally:
                    writer.close()
        except (OSError, ValueError):  # TimeoutError is an OSError
            return False

    def _tail_text(self) -> str:
        return b"".join(self._tail).decode(errors="replace")[-TAIL:].strip()
