"""Ways to the ports of a container: by its runner and the relay, and no other (S08, S10, S11)."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError
from tests.docker import rig
from tests.docker.engine_rig import ContainerRig

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]
PATIENCE = 60.0
SERVER = """
import http.server, os, threading
class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        data = bytes(int(self.path.rpartition("/")[2] or 0))
        self.send_response(200); self.send_header("Content-Length", str(len(data))); self.end_headers()
        self.wfile.write(data)
    def do_POST(self):
        left = int(self.headers["Content-Length"]); import hashlib; seen = hashlib.sha256()
        while left:
            data = self.rfile.read(min(left, 65536)); seen.update(data); left -= len(data)
        data = seen.hexdigest().encode()
        self.send_response(200); self.send_header("Content-Length", str(len(data))); self.end_headers()
        self.wfile.write(data)
    def log_message(self, *_): pass
page = http.server.ThreadingHTTPServer(("127.0.0.1", 9300), Page)
threading.Thread(target=page.serve_forever, daemon=True).start()
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="ky-relay-", dir="/var/tmp"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(place: Path, images: rig.Images) -> AsyncIterator[ContainerRig]:
    async with ContainerRig(place / "a") as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session(agent: ContainerRig, images: rig.Images) -> p.KernelSpec:
    """A session whose own program listens on a port that it has asked for."""
    spec = await agent.running(image=f"local/{images.python}", preopen_ports=[9300])
    await agent.run(spec, SERVER)
    return spec


@contextlib.asynccontextmanager
async def visit(agent: ContainerRig, spec: p.KernelSpec) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    """A browser that has opened the app, and the app's address."""
    ticket = await agent.client.ticket(spec.kernel_id, "9300")
    address = agent.hub.heartbeats[-1].relay_url + ticket.path
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        async with http.get(address, params={"ticket": ticket.ticket}) as page:
            assert page.status == 200
        yield http, address


@pytest.mark.feature("APX-001", "APX-004")
async def test_bytes_pass_both_ways(agent: ContainerRig, session: p.KernelSpec) -> None:
    data = hashlib.sha256(b"seed").digest() * 500_000
    async with asyncio.timeout(PATIENCE), visit(agent, session) as (http, address):
        async with http.get(f"{address}30000000") as answer:
            assert len(await answer.read()) == 30_000_000
        async with http.post(address, data=io.BytesIO(data)) as answer:
            assert await answer.text() == hashlib.sha256(data).hexdigest()


async def test_a_container_has_no_other_way_in(agent: ContainerRig, session: p.KernelSpec) -> None:
    """S10: no port is published, and at its own address on its network nobody listens."""
    container = agent.container(session.kernel_id)
    assert not container["NetworkSettings"]["Ports"]
    listening = await agent.shell(session, "cat /proc/net/tcp /proc/net/tcp6")
    fields = [line.split() for line in listening.splitlines()]
    local = {each[1] for each in fields if len(each) > 3 and each[3] == "0A"}
    assert "0100007F:2454" in local  # 127.0.0.1:9300
    hosts = {address.partition(":")[0] for address in local}
    loopback = {host for host in hosts if host.endswith("7F") or host == "0" * 24 + "01000000"}
    assert hosts == loopback  # 127.0.0.11 is Docker's own name server
    for network in container["NetworkSettings"]["Networks"].values():
        if network["IPAddress"]:
            with pytest.raises(OSError):
                await asyncio.wait_for(asyncio.open_connection(network["IPAddress"], 9300), 3)


async def test_revoking_cuts_open_connections(agent: ContainerRig, session: p.KernelSpec) -> None:
    async with asyncio.timeout(PATIENCE), visit(agent, session) as (http, address):
        reader, writer = await agent.client.connect(session.kernel_id, "9300")
        await agent.client.revoke(session.kernel_id)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        async with http.get(address) as page:
            assert page.status == 403
    async with visit(agent, session):
        pass  # whoever may come in gets a new ticket


async def test_cookies_outlive_the_agent(agent: ContainerRig, session: p.KernelSpec) -> None:
    async with asyncio.timeout(PATIENCE), visit(agent, session) as (http, address):
        await agent.kill()
        await agent.start()
        await agent.state(session, p.KernelState.RUNNING)
        moved = agent.hub.heartbeats[-1].relay_url + "/apps/" + address.partition("/apps/")[2]
        status = 0
        while status != 200:  # until the runner has dialled again
            async with http.get(moved) as page:
                status = page.status
        with pytest.raises(AgentError):
            await agent.client.ticket(session.kernel_id, "9301")
