"""Raw connections between a session's ports and its agent: each is one more connection to the agent's socket,
whose first message says what it is; after it come bytes, in both directions.

Two ends are coupled without tasks: what arrives at one is written at the other, an end that cannot take more
stops the reading of the other, the end of one direction leaves the other direction open, and when one end
dies the other is closed after what it still has to say.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from . import framing

HIGH_WATER = 256 * 1024
"""Bytes that wait to be written before the other end is no longer read."""
LINGER = 30.0
"""Seconds that an end whose other end is gone may take for its last bytes."""
CONNECT_TIMEOUT = 8.0
"""Seconds for reaching a port of the session, or the agent."""
MAX_OUTBOUND = 256
"""Connections that one session has to the outside through its agent at a time; more are closed at once."""


class NoAnswer(Exception):
    """Nothing in the session listens on the port that was asked for."""


class Pipe(asyncio.Protocol):
    """One of two coupled ends; make both with `couple`. What arrives before is kept, one read of it."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.other: Pipe | None = None
        self.closed: Callable[[], None] | None = None
        """Called once, when the connection is gone."""
        self._early = b""
        self._ended = False
        self._wait: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.set_write_buffer_limits(high=HIGH_WATER)

    def data_received(self, data: bytes) -> None:
        if self.other is None:
            # Not paused before: asyncio begins to read after `connection_made`, whatever that has said.
            self._early += data
            if self.transport is not None:
                self.transport.pause_reading()
        elif self.other.transport is not None:
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        other = self.other
        if other is not None and other.transport is not None and not other._ended:
            other.transport.pause_reading()

    def resume_writing(self) -> None:
        other = self.other
        if other is not None and other.transport is not None and not other._ended:
            other.transport.resume_reading()

    def eof_received(self) -> bool:
        self._ended = True
        other = self.other
        if other is None:
            return True
        if other.transport is None or not other.transport.can_write_eof():
            return False  # closes this end, and by `connection_lost` the other
        if other._ended:
            return False
        with contextlib.suppress(OSError):
            other.transport.write_eof()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self._wait is not None:
            self._wait.cancel()
        if self.other is not None:
            self.other.finish()
        if self.closed is not None:
            closed, self.closed = self.closed, None
            closed()

    def finish(self) -> None:
        """Close when everything is written, after `LINGER` seconds in any case."""
        if self.transport is None:
            return
        self.transport.close()
        if self.transport.get_write_buffer_size() and self._wait is None:
            loop = asyncio.get_running_loop()
            self._wait = loop.call_later(LINGER, self.transport.abort)

    def abort(self) -> None:
        """Cut the connection now, both ends."""
        for end in (self, self.other):
            if end is not None and end.transport is not None:
                end.transport.abort()


def couple(one: Pipe, two: Pipe) -> None:
    """Let bytes flow between two connected ends."""
    one.other, two.other = two, one
    for end, other in ((one, two), (two, one)):
        if other.transport is None:
            continue
        if end._early:
            other.transport.write(end._early)
            end._early = b""
        if end.transport is None:
            other.finish()
        elif not end._ended:
            end.transport.resume_reading()
        elif not end.eof_received():
            end.transport.close()


def adopt(transport: asyncio.Transport, pipe: Pipe, early: bytes = b"") -> None:
    """Give an open connection to ``pipe``; ``early`` are bytes that had been read already."""
    transport.set_protocol(pipe)
    pipe.connection_made(transport)
    if early:
        pipe.data_received(early)


class Streams:
    """A runner's side. ``address`` is the agent's socket, ``token`` what is shown to it."""

    def __init__(self, address: str, token: str, note: Callable[[str], None]) -> None:
        self._address = address
        self._token = token
        self._note = note
        self._listeners: list[asyncio.Server] = []
        self._outbound: set[Pipe] = set()
        self._inner: set[Pipe] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, params: dict[str, Any]) -> dict[str, Any]:
        """The agent's request ``open-stream`` {stream, port}. Raises `NoAnswer`."""
        number, port = int(params["stream"]), int(params["port"])
        inner = await self._local(port)
        try:
            await self._dial({"event": "stream", "stream": number}, inner)
        except BaseException:
            inner.abort()
            raise
        return {}

    async def listen(self, target: str, port: int = 0) -> int:
        """Forward connections to 127.0.0.1:``port`` to what the agent calls ``target``; returns the port.

        Raises OSError when the port is taken.
        """
        loop = asyncio.get_running_loop()
        listener = await loop.create_server(lambda: self._arrival(target), "127.0.0.1", port)
        self._listeners.append(listener)
        chosen: int = listener.sockets[0].getsockname()[1]
        return chosen

    async def close(self) -> None:
        """Stop listening and cut what is open."""
        for listener in self._listeners:
            listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for pipe in [*self._outbound, *self._inner]:
            pipe.abort()

    def _arrival(self, target: str) -> Pipe:
        return _Arrival(lambda pipe: self._forward(pipe, target))

    def _forward(self, pipe: Pipe, target: str) -> None:
        if len(self._outbound) >= MAX_OUTBOUND:
            pipe.abort()
            return
        self._outbound.add(pipe)
        task = asyncio.get_running_loop().create_task(self._outward(pipe, target))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _outward(self, pipe: Pipe, target: str) -> None:
        pipe.closed = lambda: self._outbound.discard(pipe)
        try:
            await self._dial({"event": "outbound", "target": target}, pipe)
        except OSError as error:
            self._note(f"no way to {target}: {error}")
            pipe.abort()
        except BaseException:
            pipe.abort()
            raise

    async def _local(self, port: int) -> Pipe:
        """A connection to a port of the session."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                _, pipe = await loop.create_connection(Pipe, "127.0.0.1", port)
        except (OSError, TimeoutError, OverflowError):
            raise NoAnswer(f"Nothing answers on port {port}.") from None
        self._inner.add(pipe)
        pipe.closed = lambda: self._inner.discard(pipe)
        return pipe

    async def _dial(self, first: framing.Message, inner: Pipe) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_TIMEOUT):
            transport, outer = await loop.create_unix_connection(Pipe, self._address)
        transport.write(framing.encode({**first, "token": self._token}))
        couple(inner, outer)


class _Arrival(Pipe):
    """A connection that somebody in the session opened."""

    def __init__(self, arrived: Callable[[Pipe], None]) -> None:
        super().__init__()
        self._arrived = arrived

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._arrived(self)
