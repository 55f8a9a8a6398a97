"""The agent's end of the wire to one session's runner.

The runner dials: a unix socket in a directory that belongs to the agent and that the session may enter but
not change. Both ends name the socket through an open descriptor of that directory, so that its path may be of
any length. Who connects must show the kernel's token first, in a message that says what it connects for:

| ``event`` | then |
|---|---|
| ``hello`` | requests, answers and events, message by message; the newest one counts |
| ``stream`` {stream} | the bytes of a port of the session that `stream` has asked for |
| ``outbound`` {target} | the bytes of a connection to one of the few addresses that sessions may reach |
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import itertools
import logging
import os
import socket
import ssl
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from .errors import BadRequest, NoSuchRun, RunnerSilent, ServiceSilent
from .runner import framing
from .runner.streams import CONNECT_TIMEOUT, Pipe, adopt, couple

log = logging.getLogger(__name__)

HELLO_TIMEOUT = 5.0
"""Seconds that a connection may take to show its token."""
RECONNECT_TIMEOUT = 4.0
"""Seconds that a request waits for a runner that is dialling again."""
STREAM_TIMEOUT = 10.0
"""Seconds until a stream is there, a turn to open it included."""
FIRST_MESSAGE = 4096
"""Bytes of the message that a connection begins with, at the most."""
MAX_ARRIVING = 64
"""Connections that have not shown a token yet; more are closed at once."""
OPENING = 32
"""Streams of one session that are being opened at a time; others wait for their turn."""
MAX_STREAMS = 512
"""Open connections of one session, to its ports and outbound: descriptors are the whole node's."""

P = TypeVar("P", bound=asyncio.Protocol)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an outbound connection of sessions goes; with ``tls`` the agent speaks TLS there."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None


class RunnerLink:
    """Listens from `open` to `close`; `connected` tells whether a runner is there.

    ``outbound`` says what sessions reach through their agent: ``hub-api`` and ``service``, nothing else.
    """

    def __init__(
        self,
        directory: Path,
        gid: int | None,
        token: str,
        *,
        on_hello: Callable[[int], None],
        on_event: Callable[[dict[str, Any]], None],
        outbound: Mapping[str, Address] | None = None,
    ) -> None:
        self._directory = directory
        self._gid = gid
        self._token = token
        self._on_hello = on_hello
        self._on_event = on_event
        self._targets = dict(outbound or {})
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._arrived = asyncio.Event()
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._handlers: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._arriving: set[_Arrival] = set()
        self._opening = asyncio.Semaphore(OPENING)
        self._expected: dict[int, asyncio.Future[tuple[asyncio.Transport, bytes]]] = {}
        self._open: set[asyncio.Transport] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        return self._arrived.is_set()

    @property
    def name(self) -> str:
        """The kernel, for the log."""
        return self._directory.parent.name

    async def open(self) -> None:
        """Listen, in place of a socket that an earlier agent may have left."""
        # The socket's name is good only while its directory is open, so asyncio must not look it up
        # (Python 3.13 does, to remove it at the end).
        options: dict[str, Any] = {"cleanup_socket": False} if sys.version_info >= (3, 13) else {}
        # In two steps, so that a stop in between cannot lose the socket.
        listener = self._bind()
        self._server = await asyncio.get_running_loop().create_unix_server(
            lambda: _Arrival(self), sock=listener, start_serving=False, **options
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
        """Ask the runner. Raises `RunnerSilent` without an answer in ``timeout`` seconds, `NoSuchRun`,
        `ServiceSilent` or `BadRequest` as it says."""
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
            if method == "execute" and answer.cancelled() and self._writer is not None:
                # Nobody would hear the answer: the output stays with the run for the next who asks.
                self._writer.write(framing.encode({"cancel": number}))

    async def stream(self, port: int, protocol: Callable[[], P]) -> tuple[asyncio.Transport, P]:
        """A connection to 127.0.0.1:``port`` in the session, spoken by a new ``protocol()``.

        Raises `ServiceSilent` when nothing listens there, `RunnerSilent` when the runner does not answer.
        """
        if not self._has_room():
            raise ServiceSilent(f"The session has {MAX_STREAMS} open connections already.")
        number = next(self._ids)
        arrival = self._expected[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(STREAM_TIMEOUT), self._opening:
                await self.request("open-stream", {"stream": number, "port": port}, STREAM_TIMEOUT)
                transport, early = await arrival
        except TimeoutError:
            raise RunnerSilent(f"No connection in {STREAM_TIMEOUT:.0f} s.") from None
        except BaseException:
            if arrival.done() and not arrival.cancelled() and arrival.exception() is None:
                arrival.result()[0].abort()
            raise
        finally:
            self._expected.pop(number, None)
        made = protocol()
        transport.set_protocol(made)
        made.connection_made(transport)
        if early:
            made.data_received(early)
        transport.resume_reading()
        return transport, made

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        handlers = dict(self._handlers)
        for task in [*handlers, *self._tasks]:
            task.cancel()
        await asyncio.gather(*handlers, *self._tasks, return_exceptions=True)
        for arriving in list(self._arriving):
            arriving.abort()
        for transport in list(self._open):
            transport.abort()
        for writer in handlers.values():
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    # How connections arrive

    def _has_room(self) -> bool:
        self._open = {transport for transport in self._open if not transport.is_closing()}
        return len(self._open) < MAX_STREAMS

    def _knows(self, token: object) -> bool:
        return isinstance(token, str) and hmac.compare_digest(token.encode(), self._token.encode())

    def _take(self, transport: asyncio.Transport, first: framing.Message, early: bytes) -> None:
        """A connection has shown its token. Raises `FramingError` for one that is not wanted."""
        event = first.get("event")
        if event == "hello":
            self._control(transport, early)
        elif event == "stream":
            number = first.get("stream")
            expected = self._expected.get(number) if isinstance(number, int) else None
            if expected is None or expected.done():
                raise framing.FramingError("nobody waits for this stream")
            transport.pause_reading()
            self._open.add(transport)
            expected.set_result((transport, early))
        elif event == "outbound":
            target = self._targets.get(str(first.get("target")))
            if target is None or not self._has_room():
                raise framing.FramingError("a connection to where sessions may not go, or one too many")
            self._open.add(transport)
            task = asyncio.create_task(self._outward(transport, target, early))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            raise framing.FramingError("a connection that does not say what it is for")

    def _control(self, transport: asyncio.Transport, early: bytes) -> None:
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        writer = asyncio.StreamWriter(transport, protocol, reader, asyncio.get_running_loop())
        reader.feed_data(early)
        task = asyncio.create_task(self._serve(reader, writer))
        self._handlers[task] = writer
        task.add_done_callback(lambda done: self._handlers.pop(done, None))

    async def _outward(self, transport: asyncio.Transport, target: Address, early: bytes) -> None:
        inner = Pipe()
        adopt(transport, inner, early)
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                _, outer = await asyncio.get_running_loop().create_connection(
                    Pipe, target.host, target.port, ssl=target.tls
                )
        except (OSError, TimeoutError) as error:
            log.warning("%s: no way to %s:%d: %r", self.name, target.host, target.port, error)
            inner.abort()
        except BaseException:
            inner.abort()
            raise
        else:
            couple(inner, outer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self._writer is not None:
                self._writer.close()
            self._writer = writer
            self._arrived.set()
            self._on_hello(_peer_pid(writer))
            while (message := await framing.read(reader)) is not None:
                self._handle(message)
        except (framing.FramingError, LookupError, TypeError, ValueError) as error:
            # The other side runs as the session's user: whatever it sends, only its own connection ends.
            log.warning("%s: a runner's connection is closed: %r", self.name, error)
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
        elif error["code"] == "no-answer":
            answer.set_exception(ServiceSilent(str(error["message"])[:1000]))
        elif error["code"] == "refused":
            answer.set_exception(BadRequest(str(error["message"])[:1000]))
        else:
            answer.set_exception(RunnerSilent(str(error["message"])[:1000]))


class _Arrival(asyncio.Protocol):
    """A connection that has not said yet who it is and what for."""

    def __init__(self, link: RunnerLink) -> None:
        self._link = link
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if len(self._link._arriving) >= MAX_ARRIVING:
            transport.abort()
            return
        self._link._arriving.add(self)
        self._deadline = asyncio.get_running_loop().call_later(HELLO_TIMEOUT, self.abort)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        assert self._transport is not None
        try:
            found = framing.split(self._buffer, FIRST_MESSAGE)
            if found is None:
                return
            self._done()
            message, rest = found
            if not self._link._knows(message.get("token")):
                raise framing.FramingError("a wrong token")
            self._link._take(self._transport, message, rest)
        except (framing.FramingError, UnicodeEncodeError) as error:
            log.warning("%s: a connection is closed: %s", self._link.name, error)
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._done()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _done(self) -> None:
        self._link._arriving.discard(self)
        if self._deadline is not None:
            self._deadline.cancel()


def _peer_pid(writer: asyncio.StreamWriter) -> int:
    peer: socket.socket = writer.get_extra_info("socket")
    pid: int = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    return pid
