"""The hub service's core without HTTP: real store, real scheduler loop, fake agents that speak the agents'
protocol.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from cryptography.fernet import Fernet
from sqlalchemy import Connection, insert, update

from kernelyard_agent.protocol import Heartbeat, HeartbeatReply
from kernelyard_agent.slots import Slots
from kernelyard_hub.events import Bus
from kernelyard_hub.operations import agents
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions.life import SessionCreated
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.carrying.agents import AgentPool
from kernelyard_hub.scheduler.life.clock import boottime
from kernelyard_hub.scheduler.loop import SchedulerLoop
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.site import Site, SiteConfig
from kernelyard_hub.store import Store, accounts, ledger
from kernelyard_hub.store import sessions as rows
from kernelyard_hub.store.models import keypair_resource_policies, vfolders
from kernelyard_hub.store.seed import seed
from kernelyard_hub.testing import FakeAgent
from tests import databases

T = TypeVar("T")
PATIENCE = 20.0
"""Seconds that a test waits for something that takes milliseconds on an idle machine."""


async def eventually(look: Callable[[], Awaitable[T]], true: Callable[[T], object], what: str = "") -> T:
    """Look again and again until it is true; fails with the last sight after `PATIENCE`."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        seen = await look()
        if true(seen):
            return seen
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"{what or 'it'} did not come true; last seen: {seen!r}")
        await asyncio.sleep(0.02)


class Clock:
    """The clocks of one site's scheduler: the machine's, unless a test moves them."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        """By how much the wall clock was put on."""
        self.passed = timedelta()
        """Time that has gone by beyond what really did."""

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead + self.passed

    def elapsed(self) -> float:
        return boottime() + self.passed.total_seconds()


class Core:
    """One site's core. ``who`` is a plain user, ``admin`` the superadmin."""

    def __init__(self, site: Site, who: Principal, admin: Principal, stack: AsyncExitStack, url: str) -> None:
        self.site, self.who, self.admin, self._stack, self.url = site, who, admin, stack, url

    async def report(self, beat: Heartbeat) -> HeartbeatReply:
        """What a node's heartbeat comes to."""
        return await agents.heartbeat(self.site, beat)

    async def agent(self, **options: Any) -> FakeAgent:
        """A node that reports to this site; stopped with it."""
        agent = FakeAgent(self.report, **options)
        return await self._stack.enter_async_context(agent)

    async def create(self, name: str = "", who: Principal | None = None, **body: Any) -> SessionCreated:
        config = {"resources": body.pop("resources", {"cpu": "1", "mem": "512m"}), **body.pop("config", {})}
        request = {
            "clientSessionToken": name or f"s-{uuid4().hex[:10]}",
            "image": "python",
            "config": config,
            "reuseIfExists": False,
            **body,
        }
        made = sessions.create(self.site, who or self.who, sessions.read_create(request))
        return await asyncio.wait_for(made, PATIENCE)

    async def row(self, session_id: UUID) -> Any:
        return await self.site.store.read(lambda conn: rows.by_id(conn, session_id))

    async def until(self, session_id: UUID, *statuses: str) -> Any:
        """Wait until the session has one of the statuses."""
        return await eventually(
            lambda: self.row(session_id), lambda row: row.status in statuses, f"{session_id} {statuses}"
        )

    async def held(self, **where: Any) -> Slots:
        return await self.site.store.read(lambda conn: ledger.occupied(conn, **where))

    async def policy(self, **values: Any) -> None:
        """Change the default keypair policy."""
        change = update(keypair_resource_policies).values(values)
        await self.site.store.write(lambda conn: conn.execute(change) and None)

    async def add_user(self, name: str) -> Principal:
        return await self.site.store.write(partial(make_user, box=self.site.box, name=name))


def make_user(conn: Connection, *, box: SecretBox, name: str, role: str = "user") -> Principal:
    """An account with its folder ``home``, so that no storage proxy is needed."""
    user_id, _, _ = accounts.create_user(conn, box, username=name, email=f"{name}@site.test", role=role)
    conn.execute(
        insert(vfolders).values(
            id=uuid4(),
            name="home",
            host="local:volume1",
            quota_scope=f"user:{user_id}",
            ownership_type="user",
            user_id=user_id,
            creator=name,
            created_at=datetime.now(UTC),
        )
    )
    principal = accounts.principal_by_username(conn, name, "keypair")
    assert principal is not None
    return principal


@asynccontextmanager
async def running(
    directory: Path,
    *,
    url: str = "",
    key: bytes = b"",
    hub: Any = None,
    lost_after: float = 15.0,
    tick: float = 0.05,
    clock: Clock | None = None,
) -> AsyncIterator[Core]:
    """A core over a fresh database, or (``url`` and ``key``) over one that is there."""
    url = url or databases.fresh(directory, "core")
    box = SecretBox(key or Fernet.generate_key())
    store = await Store.open(url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)

        def first(conn: Connection) -> tuple[Principal, Principal]:
            seed(conn, box)
            who = accounts.principal_by_username(conn, "user", "keypair")
            admin = accounts.principal_by_username(conn, "admin", "keypair")
            if who is None or admin is None:
                who, admin = (
                    make_user(conn, box=box, name="user"),
                    make_user(conn, box=box, name="admin", role="superadmin"),
                )
            return who, admin

        who, admin = await store.write(first)
        bus, pool = Bus(), AgentPool("fake", timeout=5.0)
        stack.push_async_callback(pool.close)
        clock = clock or Clock()
        times: dict[str, Any] = {
            "tick": tick,
            "lost_after": lost_after,
            "now": clock.now,
            "elapsed": clock.elapsed,
        }
        loop = SchedulerLoop(store, bus, box, pool, hub=hub, **times)
        site = Site(SiteConfig(), store, bus, box, pool, loop)
        stack.push_async_callback(site.queries.close)
        await loop.start()
        stack.push_async_callback(loop.stop)
        async with AsyncExitStack() as nodes:
            yield Core(site, who, admin, nodes, url)
