"""A relay of one session in this process, raw connections to it, and an app that shows what it was sent."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar
from uuid import UUID

from kernelyard_agent.errors import ServiceSilent
from kernelyard_agent.protocol import ServicePort
from kernelyard_agent.relay import Access, Relay
from kernelyard_agent.relay.use import Requests

P = TypeVar("P", bound=asyncio.Protocol)
KERNEL = UUID("aaaaaaaa-0000-4000-8000-000000000001")
OTHER = UUID("aaaaaaaa-0000-4000-8000-000000000002")
KEYS = {KERNEL: "key of one", OTHER: "key of the other"}
APP = f"/apps/{KERNEL}/app"
HUB_PREFIX = "/user/somebody/"


def port_of(name: str, number: int, **more: Any) -> ServicePort:
    return ServicePort(
        name=name, protocol=more.pop("protocol", "http"), container_port=number, ready=True, **more
    )


class App:
    """Answers every request with what it was sent, as JSON; ``script`` answers instead when it is set."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.script: list[bytes] = []
        self.closed = asyncio.Event()
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.heads.append(head)
                self.bodies.append(await self._body(head, reader))
                if self.script:
                    writer.write(self.script.pop(0))
                    if b"101 " in head or b"upgrade:" in head.lower():
                        while data := await reader.read(65536):
                            writer.write(data)
                        return
                    continue
                shown = json.dumps(
                    {"head": head.decode("latin-1"), "body": self.bodies[-1].decode("latin-1")}
                )
                writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(shown)}\r\n\r\n{shown}".encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.closed.set()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _body(self, head: bytes, reader: asyncio.StreamReader) -> bytes:
        lower = head.lower()
        if b"transfer-encoding: chunked" in lower:
            body = b""
            while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
                body += await reader.readexactly(size)
                await reader.readexactly(2)
            await reader.readuntil(b"\r\n")
            return body
        if b"content-length:" in lower:
            length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
            return await reader.readexactly(length)
        return b""


class Rig:
    """One relay, two kernels that run. Satisfies `relay.listener.Sessions`."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.now = 1_700_000_000.0
        self.access = Access(lambda: self.now)
        self.keys = dict(KEYS)
        self.ports = [
            port_of("app", app.port),
            port_of("whole", app.port, keeps_prefix=True),
            port_of("dead", 1),
            port_of("raw", app.port, protocol="tcp"),
            port_of("hub-notebook", app.port),
            port_of("asleep", 0, kind="app").model_copy(update={"ready": False}),
        ]
        self.opened = 0
        self.requests = Requests()
        self.touched = 0
        """Times that somebody was seen to use a session."""
        self.relay = Relay(self)
        self.port = 0

    def access_key(self, kernel_id: UUID) -> str | None:
        return self.keys.get(kernel_id)

    def services(self, kernel_id: UUID) -> list[ServicePort]:
        return self.ports

    def hub_server(self, path: str) -> UUID | None:
        return KERNEL if path.startswith(HUB_PREFIX) else None

    def touch(self, kernel_id: UUID) -> None:
        self.touched += 1

    async def open(
        self, kernel_id: UUID, service: str, protocol: Callable[[], P]
    ) -> tuple[asyncio.Transport, P]:
        self.opened += 1
        port = next(each for each in self.ports if each.name == service).container_port
        try:
            return await asyncio.get_running_loop().create_connection(protocol, "127.0.0.1", port)
        except OSError as error:
            raise ServiceSilent from error

    def cookie(self, service: str = "app", kernel_id: UUID = KERNEL, key: str | None = None) -> str:
        value = self.access.cookie(key or KEYS[kernel_id], kernel_id, service)
        return f"Cookie: kernelyard-app={value}"

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def raw(self, data: bytes) -> bytes:
        """Send this, and read until the relay closes; its half of the connection stays open."""
        reader, writer = await self.connect()
        try:
            writer.write(data)
            async with asyncio.timeout(20):
                return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def ask(self, path: str, *fields: str, method: str = "GET", body: str = "") -> tuple[int, str, str]:
        """One request with ``Connection: close``: status, head and body of the answer."""
        lines = [f"{method} {path} HTTP/1.1", "Host: site.test", "Connection: close", *fields, "", body]
        answer = (await self.raw("\r\n".join(lines).encode("latin-1"))).decode("latin-1")
        head, _, rest = answer.partition("\r\n\r\n")
        return int(head.split(" ")[1]) if head else 0, head, rest


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[Rig]:
    app = App()
    await app.start()
    rig = Rig(app)
    rig.port = await rig.relay.start("127.0.0.1", 0)
    try:
        yield rig
    finally:
        await rig.relay.stop()
        await app.stop()
