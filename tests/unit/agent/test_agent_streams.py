"""Raw connections through an agent's socket: bytes, ends, limits, and who may open them."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from kernelyard_agent import link as link_module
from kernelyard_agent.errors import RunnerSilent, ServiceSilent
from kernelyard_agent.link import Address, RunnerLink
from kernelyard_agent.runner import framing
from kernelyard_agent.runner.streams import NoAnswer, Streams

TOKEN = "the session's own"
Served = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Ends:
    """An agent's link, and as much of a runner as opens streams."""

    def __init__(self, directory: Path) -> None:
        self.address = str(directory / "agent.sock")
        self.link = RunnerLink(
            directory,
            None,
            TOKEN,
            on_hello=lambda _: None,
            on_event=lambda _: None,
        )
        self.streams = Streams(self.address, TOKEN, lambda _: None)
        self.runner: asyncio.Task[None] | None = None
        self.servers: list[asyncio.Server] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.handlers: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        reader, writer = await asyncio.open_unix_connection(self.address)
        self.writers.append(writer)
        writer.write(framing.encode({"event": "hello", "token": TOKEN}))
        while (message := await framing.read(reader)) is not None:
            answer: dict[str, Any] = {"id": message["id"]}
            try:
                answer["result"] = await self.streams.open(message["params"])
            except NoAnswer as error:
                answer["error"] = {"code": "no-answer", "message": str(error)}
            writer.write(framing.encode(answer))

    async def serve(self, served: Served) -> int:
        """A server inside the session; its port."""

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self.handlers.append(task)
            try:
                await served(reader, writer)
            finally:
                writer.transport.abort() if task.cancelling() else await close(writer)

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        self.servers.append(server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def open(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader = asyncio.StreamReader()
        transport, protocol = await self.link.stream(port, lambda: asyncio.StreamReaderProtocol(reader))
        writer = asyncio.StreamWriter(transport, protocol, reader, asyncio.get_running_loop())
        self.writers.append(writer)
        return reader, writer

    async def dial(self, **first: Any) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_unix_connection(self.address)
        self.writers.append(writer)
        writer.write(framing.encode(first))
        return reader, writer


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers after the end of what it is sent: what a connection closed too early would lose."""
    data = await reader.read()
    writer.write(data)
    await writer.drain()
    await close(writer)


@pytest.fixture
async def ends(tmp_path: Path) -> AsyncIterator[Ends]:
    both = Ends(tmp_path)
    both.link._targets["service"] = Address("127.0.0.1", await both.serve(echo))
    await both.link.open()
    both.runner = asyncio.create_task(both.run())
    assert await both.link.wait(10)
    async with asyncio.timeout(60):
        yield both
        both.runner.cancel()
        await asyncio.gather(both.runner, return_exceptions=True)
        await both.streams.close()
        await both.link.close()
        for writer in both.writers:
            await close(writer)
        for task in both.handlers:
            task.cancel()
        await asyncio.gather(*both.handlers, return_exceptions=True)
        for server in both.servers:
            server.close()
            await server.wait_closed()


async def test_bytes_go_both_ways_and_one_end_may_stop_first(ends: Ends) -> None:
    reader, writer = await ends.open(await ends.serve(echo))
    data = os.urandom(3_000_001)
    writer.write(data)
    writer.write_eof()
    assert hashlib.sha256(await reader.read()).digest() == hashlib.sha256(data).digest()


async def test_who_speaks_first_is_heard(ends: Ends) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-test\r\n")
        assert await reader.readline() == b"hello\n"
        await close(writer)

    reader, writer = await ends.open(await ends.serve(greet))
    assert await reader.readline() == b"SSH-2.0-test\r\n"
    writer.write(b"hello\n")
    assert await reader.read() == b""


async def test_an_end_that_does_not_read_stops_the_other(ends: Ends) -> None:
    """Backpressure: what a stalled reader has not taken waits with its sender, not in agent or runner."""
    go = asyncio.Event()
    taken = asyncio.get_running_loop().create_future()

    async def stalled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await go.wait()
        taken.set_result(len(await reader.read()))
        await close(writer)

    _, writer = await ends.open(await ends.serve(stalled))
    total = 64 * 2**20
    writer.write(bytes(total))
    writer.write_eof()
    left = -1
    while left != writer.transport.get_write_buffer_size():
        left = writer.transport.get_write_buffer_size()
        await asyncio.sleep(0.1)
    assert left > total * 3 // 4
    go.set()
    assert await taken == total


async def test_a_port_where_nothing_listens(ends: Ends) -> None:
    port = await ends.serve(echo)
    ends.servers.pop().close()
    with pytest.raises(ServiceSilent, match=f"Nothing answers on port {port}"):
        await ends.open(port)
    assert not ends.link._expected


@pytest.mark.parametrize("side", ["agent", "service"])
async def test_when_one_end_dies_so_does_the_other(ends: Ends, side: str) -> None:
    arrived: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    hang_up = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await arrived.put((reader, writer))
        if side == "service":
            await hang_up.wait()
            writer.transport.abort()
            await close(writer)

    reader, writer = await ends.open(await ends.serve(serve))
    inner, inner_writer = await arrived.get()
    ends.writers.append(inner_writer)
    if side == "service":
        hang_up.set()
        assert await reader.read() == b""
    else:
        writer.transport.abort()
        assert await inner.read() == b""


async def test_the_links_end_cuts_its_streams(ends: Ends) -> None:
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.read() == b""
        ended.set()
        await close(writer)

    reader, _ = await ends.open(await ends.serve(serve))
    await ends.link.close()
    assert await reader.read() == b""
    await ended.wait()


async def test_streams_are_limited(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "MAX_STREAMS", 2)
    port = await ends.serve(echo)
    first = await ends.open(port)
    await ends.open(port)
    with pytest.raises(ServiceSilent, match="2 open connections"):
        await ends.open(port)
    await close(first[1])
    await ends.open(port)


async def test_an_answer_without_a_connection_is_given_up(
    ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "STREAM_TIMEOUT", 0.2)

    async def promise(_: dict[str, Any]) -> dict[str, Any]:
        return {}

    monkeypatch.setattr(ends.streams, "open", promise)
    with pytest.raises(RunnerSilent):
        await ends.open(1)
    assert not ends.link._expected


@pytest.mark.feature("REST-022")
async def test_outbound_reaches_what_is_configured(ends: Ends) -> None:
    port = await ends.streams.listen("service")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"to the service")
    writer.write_eof()
    assert await reader.read() == b"to the service"
    await close(writer)


@pytest.mark.parametrize(
    "first",
    [
        {"event": "outbound", "token": TOKEN, "target": "127.0.0.1:22"},
        {"event": "outbound", "token": TOKEN, "target": "hub-api"},
        {"event": "outbound", "token": "wrong", "target": "service"},
        {"event": "outbound", "target": "service"},
        {"event": "stream", "token": TOKEN, "stream": 1},
        {"event": "stream", "token": TOKEN, "stream": "1"},
        {"event": "stream", "token": TOKEN, "stream": [1]},
        {"event": "stream", "token": "wrong", "stream": 1},
        {"event": "state", "token": TOKEN},
        {"token": TOKEN},
        {"event": "hello", "token": TOKEN + "\ud800"},
        {"event": "outbound", "token": TOKEN, "target": "service", "filler": "x" * 5000},
    ],
)
async def test_what_is_not_asked_for_is_closed(ends: Ends, first: dict[str, Any]) -> None:
    reader, _ = await ends.dial(**first)
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""
    assert ends.link.connected


async def test_a_stream_cannot_be_taken_twice(ends: Ends) -> None:
    """Who guesses the number of another stream of the session gets nothing of one that is there."""
    await ends.open(await ends.serve(echo))
    number = next(ends.link._ids)
    for guess in range(number + 1):
        reader, _ = await ends.dial(event="stream", token=TOKEN, stream=guess)
        assert await reader.read() == b""


async def test_who_shows_no_token_is_put_out(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "HELLO_TIMEOUT", 0.1)
    reader, writer = await asyncio.open_unix_connection(ends.address)
    ends.writers.append(writer)
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""


async def test_strangers_do_not_pile_up(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "MAX_ARRIVING", 3)
    for _ in range(8):
        _, writer = await asyncio.open_unix_connection(ends.address)
        ends.writers.append(writer)
    port = await ends.serve(echo)
    while len(ends.link._arriving) != 3:
        await asyncio.sleep(0.01)
    for writer in ends.writers[1:]:
        await close(writer)
    while ends.link._arriving:
        await asyncio.sleep(0.01)
    await ends.open(port)
