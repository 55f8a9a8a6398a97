"""Who made room for a session of higher priority: a batch session waits for its turn again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_hub import errors
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions import logs
from kernelyard_hub.scheduler.carrying.lines import Lines
from kernelyard_hub.store import logs as store_logs
from kernelyard_hub.store.models import kernels, resource_groups, session_credentials
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.testing import FakeAgent, devices

ALL = {"cpu": "2", "mem": "512m"}


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as running:
        options: dict[str, Any] = {"config": {"preemption": True, "num_retries_to_skip": 0}}
        change = update(resource_groups).values(scheduler="priority", scheduler_opts=options)
        await running.site.store.write(lambda conn: conn.execute(change) and None)
        yield running


async def job(core: Core, agent: FakeAgent, **more: Any) -> UUID:
    """A batch session that holds the whole node and agreed to be preempted."""
    body = {"type": "batch", "startupCommand": "work", "preemptible": True, **more}
    made = await core.create("the-job", resources=ALL, enqueueOnly=True, **body)
    await core.until(made.session_id, "RUNNING")
    return made.session_id


async def urgent(core: Core) -> UUID:
    made = await core.create("urgent", resources=ALL, enqueueOnly=True)
    first = update(table).where(table.c.id == made.session_id).values(priority=5)
    await core.site.store.write(lambda conn: conn.execute(first) and None)
    core.site.loop.wake()
    return made.session_id


async def test_a_batch_session_waits_again_and_starts_again(core: Core) -> None:
    agent = await core.agent(offers=devices(cores=2), interval=0.1)
    mine = await job(core, agent)
    before = await core.row(mine)
    other = await urgent(core)
    await core.until(other, "RUNNING")
    row = await core.until(mine, "PENDING")
    assert (row.sequence, row.result, row.started_at) == (before.sequence, "undefined", None)
    await sessions.destroy(core.site, core.who, "urgent")
    row = await core.until(mine, "RUNNING")
    assert row.status_info == ""
    of_mine = select(kernels.c.generation, kernels.c.status).where(kernels.c.session_id == mine)
    found = await core.site.store.read(lambda conn: conn.execute(of_mine).one())
    assert tuple(found) == (2, "RUNNING")
    first, second = (call for call in agent.created if call.spec.kernel_id == mine)
    assert (first.spec.generation, second.spec.generation) == (1, 2)
    assert first.credentials == second.credentials
    await sessions.destroy(core.site, core.who, "the-job")
    await core.until(mine, "TERMINATED")
    kept = select(session_credentials.c.session_id)
    assert await core.site.store.read(lambda conn: conn.execute(kept).first()) is None


@pytest.mark.feature("REST-056")
async def test_every_runs_log_is_kept_and_told(core: Core) -> None:
    """Also while it waits, while it runs again, and after its end."""

    async def told(**which: Any) -> str:
        return await logs.of_session(core.site, core.who, "the-job", **which)

    agent = await core.agent(offers=devices(cores=2), interval=0.1)
    mine = await job(core, agent)
    assert await told() == f"log of {mine}\n"
    await core.until(await urgent(core), "RUNNING")
    await core.until(mine, "PENDING")
    assert await told() == await logs.of_task(core.site, core.who, str(mine)) == f"log of {mine}\n"
    await sessions.destroy(core.site, core.who, "urgent")
    await core.until(mine, "RUNNING")
    both = f"=== run 1 ===\nlog of {mine}\n=== run 2 ===\nlog of {mine}, run 2\n"
    assert await told() == both
    assert await told(run=1) == f"log of {mine}\n"
    assert await told(run=2) == f"log of {mine}, run 2\n"
    with pytest.raises(errors.NotFound, match="there are: 1"):
        await told(run=3)
    await sessions.destroy(core.site, core.who, "the-job")
    await core.until(mine, "TERMINATED")
    kept = lambda conn: store_logs.runs(conn, mine)  # noqa: E731
    await eventually(lambda: core.site.store.read(kept), lambda runs: list(runs) == [1, 2])
    await agent.stop()
    assert await told() == both
    assert await logs.of_task(core.site, core.who, str(mine)) == both


@pytest.mark.parametrize("way", ["opted out", "interactive"])
async def test_others_end(core: Core, way: str) -> None:
    agent = await core.agent(offers=devices(cores=2), interval=0.1)
    more: dict[str, Any] = {"requeue": False}
    if way == "interactive":
        more = {"type": "interactive", "startupCommand": None}
    mine = await job(core, agent, **more)
    await core.until(await urgent(core), "RUNNING")
    row = await core.until(mine, "TERMINATED")
    assert row.status_info.startswith("preempted: ")


async def test_who_is_ended_by_the_owner_meanwhile_does_not_wait_again(core: Core) -> None:
    agent = await core.agent(offers=devices(cores=2), interval=0.1)
    mine = await job(core, agent)
    agent.stubborn = True
    await urgent(core)
    await core.until(mine, "TERMINATING")
    ending = asyncio.create_task(sessions.destroy(core.site, core.who, "the-job"))
    row = await eventually(lambda: core.row(mine), lambda row: row.status_info == "user-requested")
    assert row.status == "TERMINATING"
    agent.stubborn = False
    core.site.loop.attend(mine)
    await core.until(mine, "TERMINATED")
    await ending


async def test_one_that_waits_for_its_log_only_ends_at_once(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody reports its kernels any more: its end is the caller's."""
    agent = await core.agent(offers=devices(cores=2), interval=0.1)
    mine = await job(core, agent)
    taken = asyncio.Event()
    log_of = Lines.log

    async def slow(lines: Lines, address: str, kernel_id: UUID) -> str:
        await taken.wait()
        return await log_of(lines, address, kernel_id)

    monkeypatch.setattr(Lines, "log", slow)
    other = await urgent(core)
    status = select(kernels.c.status).where(kernels.c.session_id == mine)
    read = lambda conn: conn.execute(status).scalar_one()  # noqa: E731
    await eventually(lambda: core.site.store.read(read), lambda found: found == "TERMINATED")
    assert (await core.row(mine)).status == "TERMINATING"
    await sessions.destroy(core.site, core.who, "the-job")
    row = await core.row(mine)
    assert (row.status, row.status_info) == ("TERMINATED", "user-requested")
    assert not await core.held(session_id=mine)
    await core.until(other, "RUNNING")
    taken.set()
