"""A real store with two domains, five accounts, two agents and five sessions, and the schema over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, insert, select
from tests import databases

from kernelyard_hub.events import Bus
from kernelyard_hub.graphql.engine import Engine, Outcome
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.carrying.agents import AgentPool
from kernelyard_hub.scheduler.loop import SchedulerLoop
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.site import Site, SiteConfig
from kernelyard_hub.store import Store
from kernelyard_hub.store import models as m
from kernelyard_hub.store.accounts import create_keypair, create_user, principal_by_access_key
from kernelyard_hub.store.seed import seed

START = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
GIB = 2**30


@dataclass
class World:
    """What the tests know of the rows that were made."""

    who: dict[str, Principal] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    """By access key."""
    second_key: str = ""
    """Alice's other keypair."""
    sessions: dict[str, UUID] = field(default_factory=dict)
    kernels: dict[str, UUID] = field(default_factory=dict)
    folders: dict[str, UUID] = field(default_factory=dict)
    projects: dict[str, UUID] = field(default_factory=dict)


Ask = Callable[..., Awaitable[Outcome]]


def _accounts(conn: Connection, box: SecretBox, world: World) -> None:
    now = datetime.now(UTC)
    conn.execute(insert(m.domains).values(name="other", created_at=now, modified_at=now))
    conn.execute(
        insert(m.projects).values(
            id=uuid4(),
            domain_name="other",
            name="elsewhere",
            created_at=now,
            modified_at=now,
            resource_policy="default",
        )
    )
    conn.execute(
        insert(m.keypair_resource_policies).values(
            name="small",
            created_at=now,
            total_resource_slots={"cpu": 40_000, "mem": 8 * GIB},
            max_concurrent_sessions=3,
        )
    )
    for name, role, domain in (
        ("root", "superadmin", "default"),
        ("dora", "admin", "default"),
        ("alice", "user", "default"),
        ("bob", "user", "default"),
        ("mallory", "admin", "other"),
        ("carol", "user", "other"),
    ):
        _, access_key, secret_key = create_user(
            conn,
            box,
            username=name,
            email=f"{name}@example.org",
            role=role,
            domain=domain,
            full_name=name.title(),
            member_of=("default",) if domain == "default" else ("elsewhere",),
            keypair_policy="small" if name == "alice" else "default",
        )
        world.secrets[access_key] = secret_key
        principal = principal_by_access_key(conn, access_key)
        assert principal is not None
        world.who[name] = principal
    world.second_key, secret = create_keypair(conn, box, world.who["alice"].user_id)
    world.secrets[world.second_key] = secret
    world.projects = {name: id for id, name in conn.execute(select(m.projects.c.id, m.projects.c.name))}


def _agents(conn: Connection) -> None:
    for agent_id, status in (("i-one", "ALIVE"), ("i-two", "LOST")):
        conn.execute(
            insert(m.agents).values(
                id=agent_id,
                status=status,
                status_changed=START,
                resource_group="default",
                address=f"http://127.0.0.1:6001/{agent_id}",
                version="0.1",
                architecture="x86_64",
                engine="process",
                isolation="advisory",
                boot_id="b",
                image_names=["local/python:3.11"] if agent_id == "i-one" else [],
                live_stat={
                    "node": {
                        "mem": {"current": "1048576", "capacity": "4", "pct": "25.0", "unit_hint": "bytes"},
                        "cpu_util": {"current": "1", "capacity": "2", "pct": "12.5", "unit_hint": "msec"},
                        "odd": {"current": "1", "capacity": "2", "pct": "1", "unit_hint": "count"},
                    },
                    "devices": {},
                },
                first_contact=START,
                last_seen=START,
            )
        )
        for device, slot, capacity in (
            ("0", "cpu", 10_000),
            ("1", "cpu", 10_000),
            ("root", "mem", 4 * GIB),
            ("GPU-0", "cuda.shares", 10_000),
        ):
            conn.execute(
                insert(m.agent_devices).values(
                    agent_id=agent_id, device_id=device, slot=slot, capacity=capacity
                )
            )


def _session(
    conn: Connection, world: World, name: str, owner: str, status: str, order: int, key: str
) -> None:
    who = world.who[owner]
    session_id, kernel_id = uuid4(), uuid4()
    world.sessions[name], world.kernels[name] = session_id, kernel_id
    project = world.projects["default" if who.domain == "default" else "elsewhere"]
    created = START + timedelta(minutes=order)
    placed = status != "PENDING"
    conn.execute(
        insert(m.sessions).values(
            id=session_id,
            name=name,
            type="interactive",
            user_id=who.user_id,
            access_key=key,
            created_by=who.user_id,
            domain_name=who.domain,
            project_id=project,
            resource_group="default",
            image="local/python:3.11",
            architecture="x86_64",
            status=status,
            status_changed=created,
            sequence=order,
            requested_slots={"cpu": 10_000, "mem": GIB},
            spec={"mounts": [], "resource_opts": {"shmem": 67108864}, "preopen_ports": []},
            created_at=created,
            scheduled_at=created if placed else None,
            terminated_at=created if status == "TERMINATED" else None,
        )
    )
    conn.execute(
        insert(m.kernels).values(
            id=kernel_id,
            session_id=session_id,
            cluster_role="main",
            cluster_idx=1,
            cluster_hostname="main1",
            agent_id="i-one" if placed else None,
            agent_address="http://127.0.0.1:6001" if placed else None,
            status=status,
            status_changed=created,
            created_at=created,
        )
    )
    for state in ("PENDING", status):
        conn.execute(insert(m.status_history).values(session_id=session_id, status=state, at=created))
    if placed:
        closed = created if status == "TERMINATED" else None
        for device, slot, amount in (("0", "cpu", 10_000), ("root", "mem", GIB)):
            conn.execute(
                insert(m.allocations).values(
                    session_id=session_id,
                    kernel_id=kernel_id,
                    agent_id="i-one",
                    device_id=device,
                    slot=slot,
                    amount=amount,
                    access_key=key,
                    user_id=who.user_id,
                    project_id=project,
                    domain_name=who.domain,
                    resource_group="default",
                    opened_at=created,
                    closed_at=closed,
                )
            )


def _folders(conn: Connection, world: World) -> None:
    for order, (name, owner) in enumerate((("data", "alice"), ("notes", "bob"), ("far", "carol"))):
        who = world.who[owner]
        _folder(conn, world, name, order, ownership_type="user", user_id=who.user_id, creator=who.email)
    _folder(
        conn,
        world,
        "team",
        9,
        ownership_type="group",
        project_id=world.projects["default"],
        creator="root@example.org",
        permission="ro",
    )


def _folder(conn: Connection, world: World, name: str, order: int, **values: Any) -> None:
    world.folders[name] = uuid4()
    owner = values.get("user_id") or values["project_id"]
    conn.execute(
        insert(m.vfolders).values(
            id=world.folders[name],
            name=name,
            host="local:volume1",
            quota_scope=f"{'user' if 'user_id' in values else 'project'}:{owner}",
            created_at=START + timedelta(minutes=order),
            **values,
        )
    )


def _fill(conn: Connection, box: SecretBox, world: World) -> None:
    seed(conn, box)
    _accounts(conn, box, world)
    _agents(conn)
    alice = world.who["alice"].access_key
    for order, (name, owner, status, key) in enumerate(
        (
            ("running", "alice", "RUNNING", alice),
            ("degraded", "alice", "RUNNING_DEGRADED", alice),
            ("ended", "alice", "TERMINATED", alice),
            ("waiting", "alice", "PENDING", alice),
            ("aside", "alice", "RUNNING", world.second_key),
            ("bobs", "bob", "PENDING", world.who["bob"].access_key),
            ("foreign", "carol", "PENDING", world.who["carol"].access_key),
        ),
        1,
    ):
        _session(conn, world, name, owner, status, order, key)
    _folders(conn, world)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """A database of the test's own."""
    return databases.fresh(tmp_path, "graphql")


@pytest.fixture
async def filled(database_url: str) -> AsyncIterator[tuple[Site, World]]:
    """The site with its rows, and what is known of them."""
    store = await Store.open(database_url)
    box, world = SecretBox(Fernet.generate_key()), World()
    try:
        await store.write(lambda conn: _fill(conn, box, world))
        # Neither is started: nothing here gets as far as an agent.
        bus, agents = Bus(), AgentPool("")
        yield Site(SiteConfig(), store, bus, box, agents, SchedulerLoop(store, bus, box, agents)), world
        await agents.close()
    finally:
        await store.close()


@pytest.fixture
def world(filled: tuple[Site, World]) -> World:
    return filled[1]


@pytest.fixture
def graphql_site(filled: tuple[Site, World]) -> Site:
    return filled[0]


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture
def ask(filled: tuple[Site, World], engine: Engine) -> Ask:
    """``await ask("alice", "{user{email}}", name=value)``: an outcome as that account gets it."""
    site, world = filled

    async def ask(name: str, text: str, /, **variables: Any) -> Outcome:
        return await engine.run(site, world.who[name], text, variables)

    return ask
