"""``make bench-proxy``: the agent's relay beside configurable-http-proxy, at the same number of hops.

One hop is client -> proxy -> app (the process engine's relay, or the Hub's proxy); two are client -> relay
-> runner -> app (a session in a container) beside client -> proxy -> proxy -> app. Every part is a process of
its own. Ways are interleaved, `ROUNDS` times; medians. Up and down are ``--size`` bytes of known length, in
MB/s; SSE is the delay of single events, WebSocket the round trip of 100 bytes, both in ms. Prints a table
and, as the last line, one JSON object with the ratios to the proxy of the same number of hops.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import aiohttp
from aiohttp import web

from kernelyard_agent.link import RunnerLink
from kernelyard_agent.protocol import ServicePort
from kernelyard_agent.relay import Access, Relay
from kernelyard_agent.relay.use import Requests
from kernelyard_agent.runner import framing
from kernelyard_agent.runner.streams import Streams
from kernelyard_hub.up.node import find_node, find_proxy
from tests.running_site import free_port

P = TypeVar("P", bound=asyncio.Protocol)
KERNEL = UUID("11111111-2222-3333-4444-555555555555")
PREFIX = f"/apps/{KERNEL}/app"
KEY = TOKEN = "of the benchmark"
ROUNDS = 3
TARGET = 0.8
WAYS = {"direct": 0, "relay": 1, "proxy": 1, "relay+runner": 2, "proxy+proxy": 2}
PIECE = 256 * 1024


# The parts, each a process


async def backend(port: int) -> None:
    """The app: takes, gives, streams and echoes."""

    async def down(request: web.Request) -> web.StreamResponse:
        left = int(request.query["size"])
        response = web.StreamResponse(headers={"Content-Length": str(left)})
        await response.prepare(request)
        piece = bytes(PIECE)
        while left:
            await response.write(piece if left >= PIECE else piece[:left])
            left -= min(left, PIECE)
        return response

    async def up(request: web.Request) -> web.Response:
        total = 0
        async for data in request.content.iter_any():
            total += len(data)
        return web.json_response({"bytes": total})

    async def events(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for _ in range(int(request.query["count"])):
            await asyncio.sleep(0.02)
            await response.write(f"data: {time.monotonic_ns()}\n\n".encode())
        return response

    async def echo(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(compress=False)
        await ws.prepare(request)
        async for message in ws:
            await ws.send_bytes(message.data)
        return ws

    app = web.Application(client_max_size=2**40)
    for base in ("", PREFIX):
        app.add_routes(
            [
                web.get(base + "/down", down),
                web.post(base + "/up", up),
                web.get(base + "/events", events),
                web.get(base + "/echo", echo),
            ]
        )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


class OneApp:
    """As much of an agent's sessions as one app needs."""

    def __init__(self, port: int, link: RunnerLink | None) -> None:
        self.access = Access()
        self.requests = Requests()
        self._link, self._port = link, port

    def access_key(self, kernel_id: UUID) -> str | None:
        return KEY

    def services(self, kernel_id: UUID) -> list[ServicePort]:
        return [ServicePort(name="app", protocol="http", container_port=self._port, ready=True)]

    def hub_server(self, path: str) -> UUID | None:
        return None

    def touch(self, kernel_id: UUID) -> None:
        """Nobody asks."""

    async def open(
        self, kernel_id: UUID, service: str, protocol: Callable[[], P]
    ) -> tuple[asyncio.Transport, P]:
        if self._link is not None:
            return await self._link.stream(self._port, protocol)
        return await asyncio.get_running_loop().create_connection(protocol, "127.0.0.1", self._port)


async def relay(port: int, app: int, directory: str) -> None:
    link = None
    if directory:
        link = RunnerLink(Path(directory), None, TOKEN, on_hello=lambda _: None, on_event=lambda _: None)
        await link.open()
    await Relay(OneApp(app, link)).start("127.0.0.1", port)
    await asyncio.Event().wait()


async def runner(directory: str) -> None:
    address = str(Path(directory) / "agent.sock")
    while not Path(address).exists():
        await asyncio.sleep(0.02)
    streams = Streams(address, TOKEN, lambda _: None)
    reader, writer = await asyncio.open_unix_connection(address)
    writer.write(framing.encode({"event": "hello", "token": TOKEN}))
    while (message := await framing.read(reader)) is not None:
        result = await streams.open(message["params"])
        writer.write(framing.encode({"id": message["id"], "result": result}))


# Putting them together


@contextlib.contextmanager
def started(*argv: str, **environ: str) -> Iterator[None]:
    process = subprocess.Popen(argv, env={**os.environ, **environ}, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def part(name: str, *arguments: object) -> contextlib.AbstractContextManager[None]:
    return started(sys.executable, "-m", "tests.benchmarks.proxy", "--part", name, *map(str, arguments))


@contextlib.contextmanager
def hub_proxy(port: int, target: str) -> Iterator[None]:
    node, script = str(find_node()), str(find_proxy(Path("/nowhere")))
    argv = [node, script, "--ip", "127.0.0.1", "--port", str(port), "--log-level", "warn"]
    with started(*argv, "--api-port", str(free_port()), "--default-target", target):
        yield


@contextlib.contextmanager
def everything() -> Iterator[dict[str, int]]:
    """All ways at once, by their port; idle ones cost nothing."""
    app = free_port()
    ports = {name: free_port() for name in WAYS} | {"direct": app}
    inner = free_port()
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory(prefix="ky-bench-") as directory:
        enter = stack.enter_context
        enter(part("backend", app))
        enter(part("relay", ports["relay"], app, ""))
        enter(part("relay", ports["relay+runner"], app, directory))
        enter(part("runner", directory))
        enter(hub_proxy(ports["proxy"], f"http://127.0.0.1:{app}"))
        enter(hub_proxy(inner, f"http://127.0.0.1:{app}"))
        enter(hub_proxy(ports["proxy+proxy"], f"http://127.0.0.1:{inner}"))
        for port in (*ports.values(), inner):
            _await_port(port)
        yield ports


def _await_port(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")


# Measuring


def _head(method: str, path: str, port: int, *more: str) -> bytes:
    cookie = Access().cookie(KEY, KERNEL, "app")
    lines = [
        f"{method} {PREFIX}{path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: kernelyard-app={cookie}",
    ]
    return "\r\n".join([*lines, *more, "", ""]).encode()


def measure_down(port: int, size: int) -> float:
    """MB/s."""
    buffer = bytearray(2**20)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        begun = time.perf_counter()
        connection.sendall(_head("GET", f"/down?size={size}", port))
        first = connection.recv(65536)
        if not first.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(first[:200])
        left = size - (len(first) - first.index(b"\r\n\r\n") - 4)
        while left:
            got = connection.recv_into(buffer)
            if not got:
                raise RuntimeError("cut")
            left -= got
        return size / 1e6 / (time.perf_counter() - begun)


def measure_up(port: int, size: int) -> float:
    """MB/s, until the app has said that it has everything."""
    piece = bytes(2**20)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        begun = time.perf_counter()
        connection.sendall(_head("POST", "/up", port, f"Content-Length: {size}"))
        left = size
        while left:
            left -= connection.send(piece[: min(left, len(piece))])
        answer = b""
        while b'"bytes"' not in answer:
            got = connection.recv(65536)
            if not got:
                raise RuntimeError(answer)
            answer += got
        if f'"bytes": {size}'.encode() not in answer:
            raise RuntimeError(answer)
        return size / 1e6 / (time.perf_counter() - begun)


@contextlib.asynccontextmanager
async def visitor() -> AsyncIterator[aiohttp.ClientSession]:
    cookie = {"Cookie": f"kernelyard-app={Access().cookie(KEY, KERNEL, 'app')}"}
    async with aiohttp.ClientSession(headers=cookie) as http:
        yield http


async def measure_events(port: int, count: int = 50) -> float:
    """Median delay of an event, ms."""
    delays = []
    async with visitor() as http, http.get(f"http://127.0.0.1:{port}{PREFIX}/events?count={count}") as answer:
        async for line in answer.content:
            if line.startswith(b"data: "):
                delays.append((time.monotonic_ns() - int(line[6:])) / 1e6)
    if len(delays) != count:
        raise RuntimeError(f"{len(delays)} of {count} events")
    return statistics.median(delays)


async def measure_echo(port: int, count: int = 400) -> float:
    """Median round trip, ms."""
    times = []
    data = secrets.token_bytes(100)
    async with visitor() as http, http.ws_connect(f"http://127.0.0.1:{port}{PREFIX}/echo") as ws:
        for _ in range(count):
            begun = time.perf_counter()
            await ws.send_bytes(data)
            await ws.receive_bytes()
            times.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(times)


def run(size: int) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, list[float]]] = {
        way: {"up": [], "down": [], "sse": [], "ws": []} for way in WAYS
    }
    with everything() as ports:
        for _ in range(ROUNDS):
            for way, port in ports.items():
                found[way]["down"].append(measure_down(port, size))
                found[way]["up"].append(measure_up(port, size))
                found[way]["sse"].append(asyncio.run(measure_events(port)))
                found[way]["ws"].append(asyncio.run(measure_echo(port)))
    return {
        way: {what: statistics.median(values) for what, values in each.items()} for way, each in found.items()
    }


def summary(found: dict[str, dict[str, float]], size: int) -> dict[str, Any]:
    pairs = {"one_hop": ("relay", "proxy"), "two_hops": ("relay+runner", "proxy+proxy")}
    ratios = {
        name: {what: round(found[ours][what] / found[theirs][what], 2) for what in ("up", "down")}
        for name, (ours, theirs) in pairs.items()
    }
    more = {name: round(found[ours]["ws"] - found["direct"]["ws"], 3) for name, (ours, _) in pairs.items()}
    return {
        "benchmark": "proxy",
        "bytes": size,
        "rounds": ROUNDS,
        "figures": {
            way: {what: round(value, 3) for what, value in each.items()} for way, each in found.items()
        },
        "throughput_ratio": ratios,
        "websocket_ms_more_than_direct": more,
        "target": {"throughput_ratio": TARGET, "websocket_ms_more_than_direct": 0.5},
        "met": min(min(each.values()) for each in ratios.values()) >= TARGET and more["one_hop"] <= 0.5,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2**30)
    parser.add_argument("--part", nargs="+")
    options = parser.parse_args()
    if options.part:
        name, *rest = options.part
        parts = {
            "backend": lambda: backend(int(rest[0])),
            "relay": lambda: relay(int(rest[0]), int(rest[1]), rest[2]),
            "runner": lambda: runner(rest[0]),
        }
        asyncio.run(parts[name]())
        return
    found = run(options.size)
    print(f"{'way':<14}{'hops':>5}{'up MB/s':>10}{'down MB/s':>11}{'SSE ms':>9}{'WebSocket ms':>14}")
    for way, figures in found.items():
        print(
            f"{way:<14}{WAYS[way]:>5}{figures['up']:>10.0f}{figures['down']:>11.0f}"
            f"{figures['sse']:>9.2f}{figures['ws']:>14.3f}"
        )
    print(json.dumps(summary(found, options.size)))


if __name__ == "__main__":
    main()
