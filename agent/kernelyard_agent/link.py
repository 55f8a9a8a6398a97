"""The agent's end of the wire to one session's runner.

The runner dials: a unix socket in a directory that belongs to the agent and that the session may enter but
not change. Both ends name the socket through an open descriptor of that directory, so that its path may be of
any length. Who connects must show the kernel's token first.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import itertools
import logging
import os
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import BadRequest, NoSuchRun, RunnerSilent
from .runner import framing

log = logging.getLogger(__name__)

HELLO_TIMEOUT = 5.0
"""Seconds that a connection may take to show its token."""
RECONNECT_TIMEOUT = 4.0
"""Seconds that a request waits for a runner that is dialling again."""


class RunnerLink:
    """Listens from `open` to `close`; `connected` tells whether a runner is there."""

    def __init__(
        self,
        directory: Path,
        gid: int | None,
        token: str,
        *,
        on_hello: Callable[[int], None],
        on_event: Callable[[dict[str, Any]], None],
    ) -> None:
        self._directory = directory
        self._gid = gid
        self._token = token
        self._on_hello = on_hello
        self._on_event = on_event
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._arrived = asyncio.Event()
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._handlers: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def connected(self) -> bool:
        return self._arrived.is_set()

    async def open(self) -> None:
        """Listen, in place of a socket that an earlier agent may have left."""
        # The socket's name is good only while its directory is open, so asyncio must not look it up
        # (Python 3.13 does, to remove it at the end).
        options: dict[str, Any] = {"cleanup_socket": False} if sys.version_info >= (3, 13) else {}
        # In two steps, so that a stop in between cannot lose the socket.
        listener = self._bind()
        self._server = await asyncio.start_unix_server(
            self._accept, sock=listener, start_serving=False, **options
        )
        await self._server.start_serving()

    def _bind(self) -> socket.socket:
        listener = socket.socket(socket.AF_UNIX)
        directory = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            name = f"/proc/self/fd/{directory}/agent.sock"
            with contextlib.suppress(FileNotFoundError):
                os.unlink("agent.sock", dir_fd=directory)
            listener.bind(name)
            if self._gid is not None:
                os.chown("agent.sock", -1, self._gid, dir_fd=directory)
            Path(name).chmod(0o660 if self._gid is not None else 0o600)
        except BaseException:
            listener.close()
            raise
        finally:
            os.close(directory)
        return listener

    async def wait(self, timeout: float) -> bool:
        """Whether a runner is there within ``timeout`` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._arrived.wait()
        except TimeoutError:
            return False
        return True

    async def request(self, method: str, params: dict[str, Any], timeout: float) -> Any:
        """Ask the runner. Raises `RunnerSilent` without an answer in ``timeout`` seconds, `NoSuchRun` or
        `BadRequest` as it says."""
        if not await self.wait(RECONNECT_TIMEOUT) or self._writer is None:
            raise RunnerSilent("Its runner is not connected.")
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(framing.encode({"id": number, "method": method, "params": params}))
            async with asyncio.timeout(timeout):
                return await answer
        except (TimeoutError, OSError):
            raise RunnerSilent(f"No answer in {timeout:.0f} s.") from None
        finally:
            self._answers.pop(number, None)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        handlers = dict(self._handlers)
        for task in handlers:
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
        for writer in handlers.values():
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._handlers[task] = writer
        task.add_done_callback(lambda done: self._handlers.pop(done, None))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(HELLO_TIMEOUT):
                hello = await framing.read(reader)
            token = hello.get("token") if hello else None
            if not isinstance(token, str) or not hmac.compare_digest(token.encode(), self._token.encode()):
                return
            if self._writer is not None:
                self._writer.close()
            self._writer = writer
            self._arrived.set()
            self._on_hello(_peer_pid(writer))
            while (message := await framing.read(reader)) is not None:
                self._handle(message)
        except TimeoutError:
            pass
        except (framing.FramingError, LookupError, TypeError, ValueError) as error:
            # The other side runs as the session's user: whatever it sends, only its own connection ends.
            log.warning("%s: a runner's connection is closed: %r", self._directory.parent.name, error)
        finally:
            if self._writer is writer:
                self._writer = None
                self._arrived.clear()
                for answer in self._answers.values():
                    if not answer.done():
                        answer.set_exception(RunnerSilent("The connection to its runner broke."))
            writer.close()

    def _handle(self, message: framing.Message) -> None:
        if "event" in message:
            self._on_event(message)
            return
        answer = self._answers.get(message.get("id", 0))
        if answer is None or answer.done():
            return
        error = message.get("error")
        if error is None:
            answer.set_result(message.get("result"))
        elif error["code"] == "unknown-run":
            answer.set_exception(NoSuchRun())
        elif error["code"] == "refused":
            answer.set_exception(BadRequest(str(error["message"])[:1000]))
        else:
            answer.set_exception(RunnerSilent(error["message"]))


def _peer_pid(writer: asyncio.StreamWriter) -> int:
    peer: socket.socket = writer.get_extra_info("socket")
    pid: int = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    return pid
