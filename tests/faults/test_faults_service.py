"""The hub service killed at each point of a session's life, on both databases; its node is a fake (R07)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from tests import postgres_rig
from tests.core_rig import eventually
from tests.faults.fault_site import books_of
from tests.running_site import free_port
from tests.signed import Signed

from kernelyard_agent import protocol as p
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.store import Store, accounts
from kernelyard_hub.store.seed import seed
from kernelyard_hub.testing import GONE, FakeAgent, devices

PROGRAM = str(Path(__file__).with_name("service_at.py"))
FIRST = [
    "enqueued, not answered",
    "in the middle of a decision's write",
    "decided, the agent not called",
    "the agent called, its answer not written",
    "running, nobody told",
]
LAST = ["ending, the agent not called", "ended by the agent, not written", "ended, nobody told"]


class Service:
    """``kernelyard-hub`` as a process, with an account to call it."""

    def __init__(self, base: Path, url: str) -> None:
        self.base, self.url, self.port = base, url, free_port()
        self.secrets = base / "secrets"
        self.process: subprocess.Popen[bytes] | None = None
        self.caller = Signed("", "", "")
        self.http: aiohttp.ClientSession | None = None

    async def prepare(self) -> None:
        self.secrets.mkdir(mode=0o700)
        key = Fernet.generate_key()
        words = {f"{name}.token": secrets.token_hex(32) for name in ("service", "hub", "agent", "storage")}
        for name, word in {**words, "encryption.key": key.decode()}.items():
            (self.secrets / name).touch(mode=0o600)
            (self.secrets / name).write_text(word)
        self.agent_secret = words["agent.token"]
        box = SecretBox(key)
        name = f"u{uuid4().hex[:8]}"
        store = await Store.open(self.url)
        try:
            await store.write(lambda conn: seed(conn, box))
            _, access, secret = await store.write(
                lambda conn: accounts.create_user(conn, box, username=name, email=f"{name}@site.test")
            )
        finally:
            await store.close()
        self.caller = Signed(f"http://127.0.0.1:{self.port}", access, secret)

    async def start(self, point: str = "none") -> None:
        config = self.base / "kernelyard_hub_config.json"
        config.write_text(json.dumps({"HubService": {"database_url": self.url}}))
        traits = {"port": self.port, "secrets_dir": self.secrets, "config_file": config}
        arguments = [f"--HubService.{name}={value}" for name, value in traits.items()]
        with (self.base / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, PROGRAM, point, *arguments], stdout=log, stderr=log, cwd=self.base
            )

        async def answers() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, (self.base / "log").read_text()
            return (await asyncio.to_thread(self.try_call, "GET", "/")) == 200

        await eventually(answers, bool, "the service answers")

    def try_call(self, method: str, path: str, body: Any = None) -> int:
        """The status; 0 when the service is not there, or dies of it."""
        try:
            return self.caller.call(method, path, body).status
        except OSError:
            return 0

    async def dies(self) -> None:
        assert self.process is not None
        assert await asyncio.to_thread(self.process.wait, 30) == -9

    async def report(self, beat: p.Heartbeat) -> p.HeartbeatReply:
        """How the fake agents report."""
        assert self.http is not None
        headers = {"Authorization": f"Bearer {self.agent_secret}", "X-Kernelyard-Protocol": str(p.PROTOCOL)}
        url = f"http://127.0.0.1:{self.port}/agent/heartbeat"
        try:
            async with self.http.post(url, json=beat.model_dump(mode="json"), headers=headers) as answer:
                if answer.status != 200:
                    raise OSError(await answer.text())
                return p.HeartbeatReply.model_validate_json(await answer.text())
        except aiohttp.ClientError as error:
            raise OSError(repr(error)) from error

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a PostgreSQL server for this module; empty for SQLite."""
    if request.param == "sqlite":
        yield ""
        return
    with postgres_rig.server() as url:
        yield url


async def fresh_database(server: str) -> str:
    """An empty database of that server; its URL."""
    name = f"d{uuid4().hex[:8]}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as conn:
        await conn.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
async def service(database: str, tmp_path: Path) -> AsyncIterator[Service]:
    url = await fresh_database(database) if database else f"sqlite:///{tmp_path}/kernelyard.sqlite"
    one = Service(tmp_path, url)
    await one.prepare()
    one.http = aiohttp.ClientSession()
    try:
        yield one
    finally:
        one.stop()
        await one.http.close()


@contextlib.asynccontextmanager
async def node(service: Service) -> AsyncIterator[FakeAgent]:
    """One node, which holds two sessions of these tests and no more."""
    agent = FakeAgent(
        service.report, agent_id=f"i-{uuid4().hex[:6]}", secret=service.agent_secret, interval=0.1,
        offers=devices(cores=2), start_seconds=0.1,
    )  # fmt: skip
    async with agent:
        yield agent


def alive(agent: FakeAgent) -> set[Any]:
    return {status.kernel_id for status in agent.kernels.values() if status.state not in GONE}


async def balanced(service: Service, agent: FakeAgent, sessions: dict[str, str]) -> None:
    """Wait until the sessions have these states, and ledger and node agree."""

    async def look() -> Any:
        books = await books_of(service.url)
        mine = {name: books.names.get(name) for name in sessions}
        return mine, books.holding, books.running, alive(agent), books.wrong

    await eventually(
        look,
        lambda seen: seen[0] == sessions and seen[1] == seen[2] == seen[3] and not seen[4],
        "ledger, states and node agree",
    )


def wanted(name: str, cores: str = "1") -> dict[str, Any]:
    resources = {"cpu": cores, "mem": "512m"}
    return {
        "clientSessionToken": name,
        "image": "python",
        "config": {"resources": resources},
        "maxWaitSeconds": 20,
    }


@pytest.mark.parametrize("point", FIRST)
async def test_killed_while_a_session_starts(service: Service, point: str) -> None:
    """It was accepted, so it runs, once; the one behind it keeps its place."""
    name, behind = f"a-{uuid4().hex[:8]}", f"b-{uuid4().hex[:8]}"
    await service.start(point)
    async with node(service) as agent:
        assert await asyncio.to_thread(service.try_call, "POST", "/session", wanted(name, "2")) == 0
        await service.dies()
        await service.start()
        await balanced(service, agent, {name: "RUNNING"})
        body = {**wanted(behind), "enqueueOnly": True}
        assert await asyncio.to_thread(service.try_call, "POST", "/session", body) == 201
        await balanced(service, agent, {name: "RUNNING", behind: "PENDING"})
        assert len({call.spec.kernel_id for call in agent.created}) == 1
        path = f"/session/{name}?forced=true"
        assert await asyncio.to_thread(service.try_call, "DELETE", path) == 200
        await balanced(service, agent, {name: "TERMINATED", behind: "RUNNING"})
        assert await asyncio.to_thread(service.try_call, "DELETE", f"/session/{behind}?forced=true") == 200
        await balanced(service, agent, {name: "TERMINATED", behind: "TERMINATED"})
        assert not alive(agent)


@pytest.mark.parametrize("point", LAST)
async def test_killed_while_a_session_ends(service: Service, point: str) -> None:
    """The end goes on, the slots are free once, and the next in the queue gets them."""
    name, behind = f"a-{uuid4().hex[:8]}", f"b-{uuid4().hex[:8]}"
    await service.start(point)
    async with node(service) as agent:
        assert await asyncio.to_thread(service.try_call, "POST", "/session", wanted(name, "2")) == 201
        body = {**wanted(behind), "enqueueOnly": True}
        assert await asyncio.to_thread(service.try_call, "POST", "/session", body) == 201
        assert await asyncio.to_thread(service.try_call, "DELETE", f"/session/{name}?forced=true") == 0
        await service.dies()
        await service.start()
        await balanced(service, agent, {name: "TERMINATED", behind: "RUNNING"})
        assert await asyncio.to_thread(service.try_call, "DELETE", f"/session/{behind}?forced=true") == 200
        await balanced(service, agent, {behind: "TERMINATED"})
        assert not alive(agent)
