"""Two hub services as processes on one PostgreSQL database: one schedules; killed or frozen, the other one
does, and who comes back changes nothing (R12).
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from sqlalchemy import Connection
from tests import postgres_rig
from tests.core_rig import eventually
from tests.faults.test_faults_service import Service, balanced, wanted
from tests.running_site import free_port
from tests.signed import Signed

from kernelyard_agent import protocol as p
from kernelyard_hub.store import Store, leases
from kernelyard_hub.testing import FakeAgent, devices

pytestmark = pytest.mark.postgres
SECONDS = 6.0
"""Within which the lead has moved: on one machine a dead process is known by its number."""


@pytest.fixture
def url() -> Iterator[str]:
    with postgres_rig.server() as address:
        yield address


def another(service: Service, base: Path) -> Service:
    """A second service of the same site."""
    base.mkdir()
    second = Service(base, service.url)
    second.secrets, second.agent_secret, second.http = service.secrets, service.agent_secret, service.http
    second.port = free_port()
    second.caller = Signed(
        f"http://127.0.0.1:{second.port}", service.caller.access_key, service.caller.secret_key
    )
    return second


@pytest.fixture
async def services(url: str, tmp_path: Path) -> AsyncIterator[tuple[Service, Service]]:
    """The leader and the follower."""
    first = Service(tmp_path, url)
    await first.prepare()
    async with aiohttp.ClientSession() as http:
        first.http = http
        second = another(first, tmp_path / "second")
        try:
            await first.start()
            await second.start()
            yield first, second
        finally:
            first.stop()
            second.stop()


async def epoch(service: Service) -> int:
    store = await Store.open(service.url)
    try:
        return await store.read(leases.current_epoch)
    finally:
        await store.close()


async def called(service: Service, method: str, path: str, body: Any = None) -> int:
    return await asyncio.to_thread(service.try_call, method, path, body)


async def test_a_killed_leader_is_followed_within_seconds_and_comes_back_as_nobody(
    services: tuple[Service, Service],
) -> None:
    first, second = services
    reached = [second]

    async def report(beat: p.Heartbeat) -> p.HeartbeatReply:
        return await reached[0].report(beat)

    node = FakeAgent(report, agent_id="i-lead", secret=first.agent_secret, interval=0.1, offers=devices())
    names = [f"s-{uuid4().hex[:8]}" for _ in range(3)]
    async with node:
        # Through the follower, which has to tell the leader of it.
        assert await called(second, "POST", "/session", wanted(names[0])) == 201
        await balanced(second, node, {names[0]: "RUNNING"})
        assert node.created[-1].epoch == 1
        assert first.process is not None and second.process is not None
        first.process.kill()
        killed = time.monotonic()
        assert await called(second, "POST", "/session", wanted(names[1])) == 201
        assert time.monotonic() - killed < SECONDS
        assert node.created[-1].epoch == 2
        await first.dies()
        await first.start()
        assert await called(first, "POST", "/session", wanted(names[2])) == 201
        assert (node.created[-1].epoch, await epoch(first)) == (2, 2)
        # Frozen, it is not dead: its lease has to run out first. Thawed, it finds that out before it acts.
        second.process.send_signal(signal.SIGSTOP)
        try:
            assert await _expire(first) == 2
            await eventually(lambda: epoch(first), lambda now: now == 3, "the other one leads")
            reached.insert(0, first)
            assert await called(first, "DELETE", f"/session/{names[0]}") == 200
        finally:
            second.process.send_signal(signal.SIGCONT)
        assert await called(second, "DELETE", f"/session/{names[1]}") == 200
        await balanced(first, node, {names[0]: "TERMINATED", names[1]: "TERMINATED", names[2]: "RUNNING"})
        assert await epoch(second) == 3


async def _expire(service: Service) -> int:
    """The lease of a service that does not renew it runs out; returns its epoch."""
    store = await Store.open(service.url)

    def write(conn: Connection) -> int:
        holder = leases.holder(conn)
        assert holder is not None
        leases.give_up(conn, holder)
        return leases.current_epoch(conn)

    try:
        return await store.write(write)
    finally:
        await store.close()
