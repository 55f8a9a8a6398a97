"""HTTP/1.1 as cheaply as Python can, so that a load costs little beside the service that it measures: one
request at a time on a connection that stays open.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import cast

Answer = tuple[int, bytes]
"""Status and body."""
Handler = Callable[[str, str, bytes], Answer]
"""Answers ``(method, path, body)`` at once."""


class _Reader(asyncio.Protocol, ABC):
    """Cuts what arrives into messages with a ``Content-Length``."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are none by their class

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:end])
            whole = end + 4 + _length(head)
            if len(self._buffer) < whole:
                return
            body = bytes(self._buffer[end + 4 : whole])
            del self._buffer[:whole]
            self.message(head, body)

    @abstractmethod
    def message(self, head: bytes, body: bytes) -> None:
        """One whole message has come."""


def _length(head: bytes) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    return 0 if at < 0 else int(head[at + 17 :].partition(b"\r\n")[0])


class Connection(_Reader):
    """A client's. Raises `ConnectionError` where the service hangs up."""

    def __init__(self) -> None:
        super().__init__()
        self._answer: asyncio.Future[Answer] | None = None

    @classmethod
    async def open(cls, port: int) -> Connection:
        _, made = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return made

    async def ask(self, head: bytes, body: bytes = b"") -> Answer:
        """``head`` is the request without its length and the empty line."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(b"%b\r\nContent-Length: %d\r\n\r\n%b" % (head, len(body), body))
        return await self._answer

    def message(self, head: bytes, body: bytes) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the service has hung up"))

    def close(self) -> None:
        self.transport.close()


class Server(_Reader):
    """A server's side of one connection."""

    def __init__(self, handler: Handler) -> None:
        super().__init__()
        self._handler = handler

    def message(self, head: bytes, body: bytes) -> None:
        method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
        status, text = self._handler(method, path, body)
        kind = b"Content-Type: application/json"
        self.transport.write(
            b"HTTP/1.1 %d X\r\n%b\r\nContent-Length: %d\r\n\r\n%b" % (status, kind, len(text), text)
        )


async def serve(handler: Handler) -> tuple[asyncio.Server, int]:
    """Listen on loopback; the server and its port."""
    server = await asyncio.get_running_loop().create_server(lambda: Server(handler), "127.0.0.1", 0)
    return server, int(server.sockets[0].getsockname()[1])
