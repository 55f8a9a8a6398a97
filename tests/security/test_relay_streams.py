"""How the relay streams between browser and app: bodies, kept connections, limits, upgrades (S11)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from tests.security.relay_rig import APP, KERNEL, Rig, running

from kernelyard_agent.relay import front as front_module


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with running() as relay:
        yield relay


def head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def test_bodies_stream_both_ways_without_waiting(rig: Rig) -> None:
    """The app's first piece arrives before the request has ended, and the other way round (SSE)."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        assert await reader.readexactly(9) == b"4\r\nping\r\n"
        writer.write(head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + b"4\r\npong\r\n")
        assert await reader.readexactly(5) == b"0\r\n\r\n"
        writer.write(b"0\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    rig.ports[0] = rig.ports[0].model_copy(update={"container_port": server.sockets[0].getsockname()[1]})
    reader, writer = await rig.connect()
    async with asyncio.timeout(20):
        writer.write(
            head(f"POST {APP}/ HTTP/1.1", "Host: h", rig.cookie(), "Transfer-Encoding: chunked", "Expect: x")
            + b"4\r\nping\r\n"
        )
        assert (await reader.readuntil(b"pong\r\n")).startswith(b"HTTP/1.1 200 ")
        writer.write(b"0\r\n\r\n")
        assert await reader.read() == b"0\r\n\r\n"
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


async def test_one_connection_serves_many_requests(rig: Rig) -> None:
    reader, writer = await rig.connect()
    async with asyncio.timeout(20):
        for number in range(5):
            writer.write(head(f"GET {APP}/{number} HTTP/1.1", "Host: h", rig.cookie()))
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            assert f"GET /{number} ".encode() in await reader.readexactly(length)
    assert rig.opened == 1  # and so does the one to the app
    writer.close()
    await writer.wait_closed()


async def test_requests_that_come_at_once_are_answered_in_turn(rig: Rig) -> None:
    body = "x" * 100_000
    first = (
        head(f"POST {APP}/1 HTTP/1.1", "Host: h", rig.cookie(), f"Content-Length: {len(body)}")
        + body.encode()
    )
    second = head(f"GET {APP}/2 HTTP/1.1", "Host: h", rig.cookie())
    third = head(f"GET {APP}/3 HTTP/1.1", "Host: h", "Connection: close")
    answer = await rig.raw(first + second + third)
    assert [each.split(b" ")[0] for each in rig.app.heads] == [b"POST", b"GET"]
    assert rig.app.bodies[0] == body.encode()
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert b"HTTP/1.1 403 " in answer  # each request shows its own cookie


async def test_a_rested_connection_that_the_app_closed_is_no_error(rig: Rig) -> None:
    rig.app.script = [head("HTTP/1.1 200 OK", "Content-Length: 0")]
    assert (await rig.ask(f"{APP}/", rig.cookie()))[0] == 200
    (idle,) = rig.relay.pool._idle[KERNEL, "app"]
    idle.transport.pause_reading()  # type: ignore[union-attr] -- so that its end is not seen in time
    port = rig.app.port
    await rig.app.stop()
    rig.app.__init__()  # type: ignore[misc]
    rig.app._server = await asyncio.start_server(rig.app._accept, "127.0.0.1", port)
    assert (await rig.ask(f"{APP}/", rig.cookie()))[0] == 200


async def test_whoever_hangs_up_takes_his_request_along(rig: Rig) -> None:
    arrived, ended = asyncio.Event(), asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        arrived.set()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        ended.set()
        writer.close()

    server = await asyncio.start_server(slow, "127.0.0.1", 0)
    rig.ports[0] = rig.ports[0].model_copy(update={"container_port": server.sockets[0].getsockname()[1]})
    _, writer = await rig.connect()
    writer.write(head(f"GET {APP}/events HTTP/1.1", "Host: h", rig.cookie()))
    async with asyncio.timeout(20):
        await arrived.wait()
        writer.close()
        await writer.wait_closed()
        await ended.wait()
    server.close()
    await server.wait_closed()


async def test_an_early_answer_arrives_whole(rig: Rig) -> None:
    """An app that answers before it has read a long body: its answer is not lost in the reset."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head("HTTP/1.1 413 Too Large", "Content-Length: 3") + b"big")
        await writer.drain()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    rig.ports[0] = rig.ports[0].model_copy(update={"container_port": server.sockets[0].getsockname()[1]})
    length = "Content-Length: 50000000"
    answer = await rig.raw(head(f"POST {APP}/ HTTP/1.1", "Host: h", rig.cookie(), length) + bytes(3_000_000))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b"big")
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("size", [70_000, 3_000_000])
async def test_heads_have_a_limit(rig: Rig, size: int) -> None:
    answer = await rig.raw(b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"a" * size)
    assert answer.startswith(b"HTTP/1.1 431 ")


async def test_many_fields_are_too_many(rig: Rig) -> None:
    answer = await rig.raw(head("GET / HTTP/1.1", "Host: h", *["a: b"] * 300))
    assert answer.startswith(b"HTTP/1.1 431 ")


async def test_a_head_that_never_ends_is_not_waited_for(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_module, "HEAD_TIMEOUT", 0.2)
    reader, writer = await rig.connect()
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof():
                writer.write(b"G")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(1), 0.05)
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def test_upgrades_are_bytes_both_ways(rig: Rig) -> None:
    rig.app.script = [head("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: any")]
    reader, writer = await rig.connect()
    writer.write(
        head(
            f"GET {APP}/ws HTTP/1.1",
            "Host: h",
            "Connection: keep-alive, Upgrade",
            "Upgrade: any",
            rig.cookie(),
        )
        + b"early"
    )
    async with asyncio.timeout(20):
        assert b"\r\nUpgrade: any\r\n" in await reader.readuntil(b"\r\n\r\n")
        data = bytes(range(256)) * 4000
        writer.write(data)
        writer.write_eof()
        assert await reader.read() == b"early" + data
    writer.close()
    await writer.wait_closed()


@pytest.mark.feature("SES-030")
async def test_it_notices_who_uses_a_session_and_who_only_looks(rig: Rig) -> None:
    """What idle checks go by: a page that polls does not keep its session, and a stranger cannot."""
    await rig.ask(f"{APP}/poll", rig.cookie(), "Accept: application/json")
    await rig.ask(f"{APP}/", "Accept: text/html")
    await rig.ask(f"{APP}/x", method="POST")
    assert rig.touched == 0
    await rig.ask(f"{APP}/", rig.cookie(), "Accept: text/html")
    await rig.ask(f"{APP}/x", rig.cookie(), method="POST")
    assert rig.touched == 2
    rig.app.script = [head("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket")]
    reader, writer = await rig.connect()
    fields = ("Host: h", "Connection: Upgrade", "Upgrade: websocket", rig.cookie())
    writer.write(head(f"GET {APP}/ws HTTP/1.1", *fields))
    async with asyncio.timeout(20):
        await reader.readuntil(b"\r\n\r\n")
        ping, text = b"\x89\x80aaaa", b"\x81\x82\0\0\0\0ls"
        for sent in (ping, text, text):
            writer.write(sent)
            assert await reader.readexactly(len(sent)) == sent
    assert rig.touched == 3
    writer.close()
    await writer.wait_closed()
