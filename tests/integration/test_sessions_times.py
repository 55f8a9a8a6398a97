"""What time brings about: starts, time limits, lifetimes, timeouts, budgets; across restarts and jumps of the
wall clock (R19). The scheduler's clocks are the tests'.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, insert, select, update
from tests import core_rig, databases
from tests.core_rig import Clock, Core, eventually

from kernelyard_agent.slots import COUNT_SCALE
from kernelyard_hub import errors
from kernelyard_hub.operations import maintenance
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.scheduler.life import transitions
from kernelyard_hub.scheduler.readers.reading import read_snapshot
from kernelyard_hub.store import freezes, leases
from kernelyard_hub.store.models import agents as nodes
from kernelyard_hub.store.models import allocations, budgets, resource_groups
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.testing import devices

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def core(tmp_path: Path, clock: Clock) -> AsyncIterator[Core]:
    # The rest of the service goes by the machine's clock, so that nodes seem to be silent for hours.
    async with core_rig.running(tmp_path, clock=clock, lost_after=1e7) as running:
        yield running


async def ticked(core: Core) -> None:
    """The scheduler has looked at its clocks, and done what was due."""
    await core.site.loop.tick()


async def group(core: Core, **options: Any) -> None:
    change = update(resource_groups).values(scheduler_opts=options)
    await core.site.store.write(lambda conn: conn.execute(change) and None)


@pytest.mark.feature("SCH-044")
async def test_a_session_starts_at_its_time_and_not_before(core: Core, clock: Clock) -> None:
    await core.agent(interval=0.05)
    made = await core.create("later", starts_at="2h", enqueueOnly=True)
    row = await eventually(lambda: core.row(made.session_id), lambda row: row.status_info)
    assert row.status_data["scheduler"]["code"] == "not-yet"
    clock.passed += HOUR
    await ticked(core)
    assert (await core.row(made.session_id)).status == "PENDING"
    clock.passed += HOUR + timedelta(minutes=1)
    await core.until(made.session_id, "RUNNING")


async def test_a_session_ends_when_it_has_run_for_as_long_as_its_owner_said(core: Core, clock: Clock) -> None:
    await core.agent(interval=0.05)
    limited = await core.create("limited", timeLimit="1h30m")
    seconds = await core.create("seconds", time_limit=7200)
    free = await core.create("free")
    assert (await core.row(limited.session_id)).time_limit == 5400

    def ends(conn: Connection) -> dict[str, Any]:
        return {one.name: one.ends_by for one in read_snapshot(conn, clock.now()).running}

    known = await core.site.store.read(ends)
    row = await core.row(seconds.session_id)
    assert known["seconds"] == row.started_at + 2 * HOUR and known["free"] is None
    clock.passed += timedelta(minutes=89)
    await ticked(core)
    assert (await core.row(limited.session_id)).status == "RUNNING"
    clock.passed += timedelta(minutes=2)
    row = await core.until(limited.session_id, "TERMINATED")
    assert row.status_info == "time-limit"
    assert (await core.row(seconds.session_id)).status == "RUNNING"
    # A restart begins no new time.
    row = await core.row(seconds.session_id)
    await core.site.store.write(lambda conn: transitions.restart(conn, row, "anew", clock.now()))
    core.site.loop.attend(seconds.session_id)
    await core.until(seconds.session_id, "RUNNING")
    clock.passed += timedelta(minutes=30)
    assert (await core.until(seconds.session_id, "TERMINATED")).status_info == "time-limit"
    assert (await core.row(free.session_id)).status == "RUNNING"


async def test_a_limit_that_is_none_is_refused(core: Core) -> None:
    for limit in (0, -1, "soon", "1y", 10**12, "9" * 400 + "d", 1.5, [1]):
        with pytest.raises(errors.InvalidParameters) as caught:
            await core.create("refused", timeLimit=limit, enqueueOnly=True)
        assert set(caught.value.data) == {"timeLimit"}


@pytest.mark.feature("SCH-029")
async def test_a_lifetime_counts_from_the_creation(core: Core, clock: Clock) -> None:
    """It ends what waits as well."""
    await core.policy(max_session_lifetime=3600)
    runs = await core.create("runs", enqueueOnly=True)
    waits = await core.create("waits", enqueueOnly=True)
    clock.passed += timedelta(minutes=40)
    await core.agent(interval=0.05, offers=devices(cores=1))
    await core.until(runs.session_id, "RUNNING")
    clock.passed += timedelta(minutes=19)
    await ticked(core)
    assert (await core.row(runs.session_id)).status == "RUNNING"
    clock.passed += timedelta(minutes=2)
    for session_id, status in ((runs.session_id, "TERMINATED"), (waits.session_id, "CANCELLED")):
        assert (await core.until(session_id, status)).status_info == "idle-session-lifetime"
    await core.policy(max_session_lifetime=0)


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["an hour on", "an hour back"])
async def test_a_jump_of_the_clock_ends_nothing_early_and_nothing_late(
    core: Core, clock: Clock, jump: timedelta
) -> None:
    """R19: time limit, lifetime, pending timeout, deadlines of states, and silence of nodes."""
    await group(core, pending_timeout=1800.0)
    await core.policy(max_session_lifetime=4 * 3600)
    agent = await core.agent(offers=devices(cores=2), interval=0.05)
    limited = (await core.create("limited", timeLimit="30m")).session_id
    plain = (await core.create("plain")).session_id
    waits = (await core.create("waits", enqueueOnly=True)).session_id
    await ticked(core)
    clock.ahead += jump
    await ticked(core)
    clock.passed += timedelta(minutes=20)
    await agent.beat()
    await ticked(core)
    assert {(await core.row(one)).status for one in (limited, plain)} == {"RUNNING"}
    assert (await core.row(waits)).status == "PENDING"

    def used(conn: Connection) -> list[float]:
        stamps = conn.execute(select(allocations.c.opened_at).where(allocations.c.closed_at.is_(None)))
        return [(clock.now() - at).total_seconds() for at in stamps.scalars()]

    assert all(1190 < seconds < 1300 for seconds in await core.site.store.read(used))
    clock.passed += timedelta(minutes=11)
    assert (await core.until(limited, "TERMINATED")).status_info == "time-limit"
    await core.until(waits, "RUNNING", "CANCELLED")
    clock.passed += timedelta(hours=3, minutes=20)
    await ticked(core)
    assert (await core.row(plain)).status == "RUNNING"
    clock.passed += timedelta(minutes=15)
    assert (await core.until(plain, "TERMINATED")).status_info == "idle-session-lifetime"


async def test_a_jump_while_no_service_runs_is_seen_by_the_next_one(tmp_path: Path) -> None:
    key, url = Fernet.generate_key(), databases.fresh(tmp_path, "core")
    clock = Clock()
    async with core_rig.running(tmp_path, url=url, key=key, clock=clock, lost_after=1e7) as core:
        agent = await core.agent()
        limited = (await core.create("limited", timeLimit="30m")).session_id
        kernels, specs = agent.kernels, agent.specs
        await ticked(core)
    clock.ahead += HOUR
    clock.passed += timedelta(minutes=20)
    async with core_rig.running(tmp_path, url=url, key=key, clock=clock, lost_after=1e7) as core:
        agent = await core.agent(interval=0.05)
        agent.kernels, agent.specs = kernels, specs
        await agent.beat()
        await ticked(core)
        row = await core.row(limited)
        assert row.status == "RUNNING"
        assert timedelta(minutes=19) < clock.now() - row.started_at < timedelta(minutes=22)
        clock.passed += timedelta(minutes=11)
        assert (await core.until(limited, "TERMINATED")).status_info == "time-limit"


async def test_what_a_restart_interrupts_goes_on_counting(tmp_path: Path) -> None:
    key, url = Fernet.generate_key(), databases.fresh(tmp_path, "core")
    clock = Clock()
    async with core_rig.running(tmp_path, url=url, key=key, clock=clock, lost_after=1e7) as core:
        agent = await core.agent(offers=devices(cores=1))
        limited = (await core.create("limited", timeLimit="30m")).session_id
        later = (await core.create("later", starts_at="45m", enqueueOnly=True)).session_id
        kernels, specs = agent.kernels, agent.specs
    clock.passed += timedelta(minutes=31)
    async with core_rig.running(tmp_path, url=url, key=key, clock=clock, lost_after=1e7) as core:
        agent = await core.agent(offers=devices(cores=1), interval=0.05)
        agent.kernels, agent.specs = kernels, specs
        await agent.beat()
        assert (await core.until(limited, "TERMINATED")).status_info == "time-limit"
        assert (await core.row(later)).status == "PENDING"
        clock.passed += timedelta(minutes=15)
        await core.until(later, "RUNNING")


@pytest.mark.feature("SCH-010")
async def test_what_waits_for_one_that_waited_too_long_hears_of_it(core: Core, clock: Clock) -> None:
    await group(core, pending_timeout=600.0)
    first = (await core.create("first", enqueueOnly=True)).session_id
    clock.passed += timedelta(minutes=9)
    await ticked(core)
    second = (await core.create("second", enqueueOnly=True, dependencies=["first"])).session_id
    created = update(table).where(table.c.id == second).values(created_at=clock.now())
    await core.site.store.write(lambda conn: conn.execute(created) and None)
    clock.passed += timedelta(minutes=2)
    assert (await core.until(first, "CANCELLED")).status_info == "pending-timeout"
    assert (await core.until(second, "CANCELLED")).status_info.endswith("has failed.")


@pytest.mark.feature("SCH-010", "REST-062")
async def test_time_while_frozen_is_no_waiting(core: Core, clock: Clock) -> None:
    await group(core, pending_timeout=600.0)
    made = await core.create("waits", enqueueOnly=True)
    clock.passed += timedelta(minutes=2)
    await core.site.store.write(lambda conn: freezes.begin(conn, clock.now()))
    await maintenance.put(core.site, core.admin, "frozen")
    clock.passed += HOUR
    await ticked(core)
    assert (await core.row(made.session_id)).status == "PENDING"
    await core.site.store.write(lambda conn: freezes.end(conn, clock.now()))
    await maintenance.put(core.site, core.admin, "running")
    assert len(await core.site.store.read(freezes.read)) == 1
    clock.ahead += HOUR
    clock.passed += timedelta(minutes=7)
    await ticked(core)
    assert (await core.row(made.session_id)).status == "PENDING"
    clock.passed += timedelta(minutes=2)
    assert (await core.until(made.session_id, "CANCELLED")).status_info == "pending-timeout"


async def test_a_budget_holds_sessions_back_until_its_window_has_moved_on(core: Core, clock: Clock) -> None:
    """Two GPU-hours within a day; one running session uses them up."""
    await core.agent(offers=devices(gpus=2), interval=0.05)
    hours = {"scope": "user", "scope_id": str(core.who.user_id), "slot": "gpu", "amount": 2 * COUNT_SCALE}
    row = {"id": uuid4(), **hours, "window": 86400, "created_at": datetime.now(UTC)}
    await core.site.store.write(lambda conn: conn.execute(insert(budgets).values(row)) and None)
    gpu = {"cpu": "1", "mem": "512m", "cuda.shares": "1"}
    first = await core.create("first", resources=gpu)
    clock.passed += timedelta(hours=2, minutes=1)
    await ticked(core)
    second = await core.create("second", resources=gpu, enqueueOnly=True)
    row_of = await eventually(lambda: core.row(second.session_id), lambda row: row.status_info)
    assert row_of.status_data["scheduler"]["code"] == "budget", row_of.status_info
    assert (await core.create("no-gpu")).status == "RUNNING"
    await sessions.destroy(core.site, core.who, first.name)

    def spent(conn: Connection) -> Any:
        (budget,) = read_snapshot(conn, clock.now()).budgets[core.who.access_key]
        return budget

    # The end was stamped by the machine's own clock; the test's is hours ahead.
    ended = update(allocations).where(allocations.c.session_id == first.session_id)
    await core.site.store.write(lambda conn: conn.execute(ended.values(closed_at=clock.now())) and None)
    core.site.loop.wake()
    budget = await core.site.store.read(spent)
    assert 2.0 <= budget.used / COUNT_SCALE < 2.1
    opened = await core.site.store.read(
        lambda conn: conn.execute(
            select(allocations.c.opened_at).where(allocations.c.session_id == first.session_id).limit(1)
        ).scalar_one()
    )
    assert opened + timedelta(days=1) < budget.frees_at < opened + timedelta(days=1, minutes=3)
    clock.passed += timedelta(hours=21, minutes=30)
    await ticked(core)
    assert (await core.row(second.session_id)).status == "PENDING"
    clock.passed += timedelta(minutes=40)
    await core.until(second.session_id, "RUNNING")


async def test_a_scheduler_that_lost_its_lease_ends_nothing(core: Core, clock: Clock) -> None:
    """R12: deadlines and jumps of the clock are looked at by who is in charge."""
    await core.agent(interval=0.05)
    limited = (await core.create("limited", timeLimit="30m")).session_id
    before = await core.row(limited)

    def steal(conn: Connection) -> None:
        leases.take(conn, "another:service", clock.now() + 100 * HOUR, 10.0, force=True)

    await core.site.store.write(steal)
    clock.ahead += HOUR
    clock.passed += HOUR
    await asyncio.gather(*(ticked(core) for _ in range(3)))
    await eventually(lambda: asyncio.sleep(0, core.site.loop.epoch), lambda epoch: epoch is None)
    row = await core.row(limited)
    assert (row.status, row.started_at, row.deadline_at) == ("RUNNING", before.started_at, before.deadline_at)


async def test_nodes_are_not_lost_by_a_jump(tmp_path: Path, clock: Clock) -> None:
    async with core_rig.running(tmp_path, clock=clock) as core:

        async def states() -> list[str]:
            await ticked(core)
            query = select(nodes.c.status)
            return list(await core.site.store.read(lambda conn: conn.execute(query).scalars().all()))

        await core.agent()
        runs = await core.create("runs")
        assert await states() == ["ALIVE"]
        clock.ahead += HOUR
        assert await states() == ["ALIVE"]
        clock.passed += timedelta(minutes=1)
        assert await states() == ["LOST"], "silence is measured in time that has passed"
        assert (await core.row(runs.session_id)).status == "RUNNING"
