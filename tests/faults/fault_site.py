"""Killing a site's programs with ``kill -9``, and what must be true of it afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.ext.asyncio import create_async_engine
from tests.faults.fault_cast import eventually
from tests.running_site import RunningSite

from kernelyard_agent.runner import tree
from kernelyard_hub.store import ledger
from kernelyard_hub.store.models import agent_devices, allocations, kernels
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.up import leftovers

PROGRAMS = ("storage", "service", "proxy", "agent", "hub")


@dataclass(slots=True)
class Books:
    """What the database says, read past the service."""

    statuses: dict[UUID, str] = field(default_factory=dict)
    """Session -> status, open ones only."""
    names: dict[str, str] = field(default_factory=dict)
    """Session name -> status, the latest of that name."""
    ids: dict[str, UUID] = field(default_factory=dict)
    """Session name -> id, the latest of that name."""
    endings: dict[UUID, str] = field(default_factory=dict)
    """Session -> reason, ended ones only."""
    holding: set[UUID] = field(default_factory=set)
    """Kernels with open allocations."""
    running: set[UUID] = field(default_factory=set)
    """Kernels that the service takes for running."""
    wrong: list[str] = field(default_factory=list)
    """What contradicts itself."""


def pid_of(site: RunningSite, name: str) -> int | None:
    """The process that runs a program now; None while it is away."""
    return leftovers.find(site.data / "processes").get(name)


def kill(site: RunningSite, *names: str) -> dict[str, int]:
    """``kill -9`` the programs that run of those named; what was killed."""
    killed = {}
    for name, pid in leftovers.find(site.data / "processes").items():
        if name in names:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed[name] = pid
    return killed


async def replaced(site: RunningSite, killed: dict[str, int]) -> None:
    """Wait until every killed program runs again and answers."""

    async def again() -> bool:
        now = leftovers.find(site.data / "processes")
        return all(now.get(name) not in (None, pid) for name, pid in killed.items())

    await eventually(f"{sorted(killed)} are started again", again)
    await answering(site)


async def answering(site: RunningSite) -> None:
    """Wait until Hub and service answer through the proxy."""

    async def answers() -> bool:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
            for path in ("/hub/api/", "/services/kernelyard/"):
                async with http.get(f"http://127.0.0.1:{site.port}{path}") as answer:
                    if answer.status != 200:
                        return False
        return True

    await eventually("Hub and service answer", answers)


@asynccontextmanager
async def held_down(site: RunningSite, name: str) -> AsyncIterator[None]:
    """A program that is away until the block ends: each process that is started for it is killed."""
    stop = asyncio.Event()

    async def keep_down() -> None:
        while not stop.is_set():
            kill(site, name)
            await asyncio.sleep(0.02)

    keeping = asyncio.create_task(keep_down())
    try:
        yield
    finally:
        stop.set()
        await keeping


def kill_everything(site: RunningSite) -> None:
    """The supervisor and all programs at the same moment; sessions are left alone."""
    assert site.process is not None
    victims = [site.process.pid, *leftovers.find(site.data / "processes").values()]
    random.shuffle(victims)
    for pid in victims:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    site.process.wait()


def forget_boot(site: RunningSite) -> None:
    """What a restart of the machine leaves behind: no process, and files that speak of another boot."""
    for pid in session_processes(site):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    now = leftovers.boot_id()
    for path in [
        *(site.data / "agent" / "journal").glob("*.json"),
        *(site.data / "processes").glob("*.json"),
    ]:
        text = path.read_text()
        assert now in text, f"{path} does not say of which boot it speaks"
        path.write_text(text.replace(now, "00000000-0000-0000-0000-000000000000"))


def runners(site: RunningSite) -> dict[UUID, int]:
    """Kernel -> process of its runner, of everything that runs in sessions of this site."""
    mark = f"{site.data}/agent/scratch/".encode()
    found: dict[UUID, int] = {}
    for process in tree.snapshot().values():
        try:
            environ = Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        told = dict(entry.partition(b"=")[::2] for entry in environ)
        if process.alive and told.get(b"HOME", b"").startswith(mark) and process.session == process.pid:
            kernel = UUID(told[b"BACKENDAI_KERNEL_ID"].decode())
            found.setdefault(kernel, process.pid)
    return found


def session_processes(site: RunningSite) -> list[int]:
    """Every process of every session of this site."""
    mark = f"HOME={site.data}/agent/scratch/".encode()
    found = []
    for process in tree.snapshot().values():
        with contextlib.suppress(OSError):
            environ = Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
            if process.alive and any(entry.startswith(mark) for entry in environ):
                found.append(process.pid)
    return found


async def books(site: RunningSite) -> Books:
    """Read the database."""
    return await books_of(json.loads((site.data / "state.json").read_text())["database_url"])


async def books_of(url: str) -> Books:
    """Read the database at ``url``."""
    if url.startswith("sqlite"):
        return await asyncio.to_thread(_read_sqlite, url)
    engine = create_async_engine(url)
    try:
        async with engine.connect() as conn:
            return await conn.run_sync(_books)
    finally:
        await engine.dispose()


def _read_sqlite(url: str) -> Books:
    engine = create_engine(url)
    try:
        with engine.connect() as conn:
            return _books(conn)
    finally:
        engine.dispose()


def _books(conn: Connection) -> Books:
    found = Books()
    for row in conn.execute(select(table).order_by(table.c.sequence)):
        found.names[row.name], found.ids[row.name] = row.status, row.id
        if row.status in ("TERMINATED", "CANCELLED", "ERROR"):
            found.endings[row.id] = row.status_info
        else:
            found.statuses[row.id] = row.status
    by_kernel = {row.id: row for row in conn.execute(select(kernels))}
    found.running = {row.id for row in by_kernel.values() if row.status == "RUNNING"}
    held = select(allocations.c.kernel_id).where(allocations.c.closed_at.is_(None)).distinct()
    found.holding = set(conn.execute(held).scalars())
    for kernel_id in found.holding:
        session = by_kernel[kernel_id].session_id
        if found.statuses.get(session) in (None, "PENDING"):
            found.wrong.append(f"{session} holds slots and does not run")
    capacity = {
        (row.agent_id, row.device_id, row.slot): row.capacity for row in conn.execute(select(agent_devices))
    }
    for agent_id, amounts in ledger.held_devices(conn).items():
        for (device_id, slot), amount in amounts.items():
            if amount > capacity.get((agent_id, device_id, slot), 0):
                found.wrong.append(f"{slot} on {device_id} is granted twice: {amount}")
    per_kernel = select(allocations.c.kernel_id, allocations.c.device_id, allocations.c.slot)
    rows = list(conn.execute(per_kernel.where(allocations.c.closed_at.is_(None))))
    if len(rows) != len(set(rows)):
        found.wrong.append("a kernel was granted the same thing twice")
    return found


async def balanced(site: RunningSite) -> Books:
    """Wait until what the ledger has granted is what runs, exactly; returns the books."""

    async def even() -> Books:
        found = await books(site)
        assert not found.wrong, found.wrong
        processes = set(runners(site))
        assert found.holding == found.running == processes, (found, processes)
        return found

    return await eventually("ledger and processes agree", even)


def hub_server(site: RunningSite, user: str, server: str = "") -> dict[str, Any]:
    """What the Hub's own database says of a server: options, state, address."""
    engine = create_engine(f"sqlite:///{site.data}/hub/jupyterhub.sqlite")
    query = (
        "SELECT spawners.user_options, spawners.state, servers.ip, servers.port, servers.base_url "
        "FROM spawners JOIN users ON users.id = spawners.user_id "
        "LEFT JOIN servers ON servers.id = spawners.server_id "
        "WHERE users.name = :user AND spawners.name = :server"
    )
    try:
        with engine.connect() as conn:
            row = conn.exec_driver_sql(query, {"user": user, "server": server}).one()
    finally:
        engine.dispose()
    return dict(row._mapping)
