"""Limits hold whoever asks at the same time (R18), and what the scheduler reads is what the site says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert, select, update
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_agent.slots import COUNT_SCALE, parse
from kernelyard_hub import errors
from kernelyard_hub.operations import site_settings
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.scheduler.readers import reading
from kernelyard_hub.scheduler.readers.reading import read_groups, read_snapshot
from kernelyard_hub.scheduler.snapshot import Snapshot
from kernelyard_hub.store.models import (
    allocations,
    budgets,
    domains,
    projects,
    resource_group_domains,
    resource_groups,
)
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.testing import devices

GPU = {"cpu": "1", "mem": "512m", "cuda.shares": "1"}


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as running:
        yield running


async def write(core: Core, statement: Any) -> None:
    await core.site.store.write(lambda conn: conn.execute(statement) and None)


async def snapshot(core: Core) -> Snapshot:
    return await core.site.store.read(lambda conn: read_snapshot(conn, datetime.now(UTC)))


async def settled(core: Core) -> dict[str, int]:
    """Sessions by state, once every one of them runs or says why not."""

    def read(conn: Connection) -> list[tuple[str, str]]:
        open_ones = select(table).where(table.c.status != "TERMINATED")
        return [(row.status, row.status_info) for row in conn.execute(open_ones)]

    rows = await eventually(
        lambda: core.site.store.read(read),
        lambda rows: all(s == "RUNNING" or (s == "PENDING" and why) for s, why in rows),
    )
    return {status: [s for s, _ in rows].count(status) for status in ("RUNNING", "PENDING")}


async def crowd(core: Core, count: int = 100, **body: Any) -> list[Any]:
    """So many creates at the same time; what came of each."""
    made = (core.create(enqueueOnly=True, **body) for _ in range(count))
    return await asyncio.gather(*made, return_exceptions=True)


def budget(scope: str, scope_id: object, hours: int, slot: str = "gpu") -> Any:
    values = {"scope": scope, "scope_id": str(scope_id), "slot": slot, "amount": hours * COUNT_SCALE}
    return insert(budgets).values(id=uuid4(), **values, window=7 * 86400, created_at=datetime.now(UTC))


@pytest.mark.parametrize("scope", ["user", "domain", "keypair-policy", "project"])
async def test_a_hundred_creates_exceed_no_budget(core: Core, scope: str) -> None:
    """Five GPU-hours a week, sessions of half an hour: ten of them may run, whatever fits."""
    await core.agent(offers=devices(cores=200, memory=2**40, gpus=100))
    await core.policy(max_concurrent_sessions=1000)
    project = await core.site.store.read(lambda conn: conn.execute(select(projects.c.id)).scalar_one())
    ids = {"user": core.who.user_id, "domain": "default", "keypair-policy": "default", "project": project}
    await write(core, budget(scope, ids[scope], 5))
    await write(core, budget("user", uuid4(), 0))
    results = await crowd(core, resources=GPU, timeLimit="30m")
    assert not [one for one in results if isinstance(one, BaseException)]
    assert await settled(core) == {"RUNNING": 10, "PENDING": 90}
    assert (await core.create()).status == "RUNNING", "without a GPU it costs nothing"
    if scope == "keypair-policy":
        other = await core.add_user("other")
        assert (await core.create(who=other, resources=GPU, timeLimit="30m")).status == "RUNNING"
    (kept,) = (await snapshot(core)).budgets[core.who.access_key]
    assert 0 <= kept.used <= kept.committed <= kept.amount


@pytest.mark.feature("SCH-026", "SCH-031", "SCH-040")
@pytest.mark.parametrize("scope", ["keypair", "project", "domain", "concurrency"])
async def test_a_hundred_creates_exceed_no_limit(core: Core, scope: str) -> None:
    await core.agent(offers=devices(cores=200, memory=2**40))
    await core.policy(max_concurrent_sessions=7 if scope == "concurrency" else 1000)
    slots = {"cpu": 7 * COUNT_SCALE}
    if scope == "keypair":
        await core.policy(total_resource_slots=slots)
    elif scope == "project":
        await write(core, update(projects).values(total_resource_slots=slots))
    elif scope == "domain":
        await write(core, update(domains).values(total_resource_slots=slots))
    await crowd(core, 60)
    assert await settled(core) == {"RUNNING": 7, "PENDING": 53}
    first, *_ = (await snapshot(core)).running
    await sessions.end(core.site, first.session_id, "user-requested")
    await eventually(lambda: settled(core), lambda seen: seen == {"RUNNING": 7, "PENDING": 52})


@pytest.mark.feature("SCH-033")
async def test_sessions_that_serve_files_have_a_limit_of_their_own(core: Core) -> None:
    await core.agent(offers=devices(cores=40))
    with pytest.raises(errors.InvalidParameters, match="takes no system sessions"):
        await core.create(type="system", config={"scaling_group": "default"})
    with pytest.raises(errors.ResourceGroupNotFound):
        await core.create(type="system")
    for_files = {"allowed_session_types": ["system"]}
    hidden = {"name": "files", "is_public": False, "scheduler_opts": for_files}
    await write(core, insert(resource_groups).values(created_at=datetime.now(UTC), **hidden))
    await write(core, insert(resource_group_domains).values(resource_group="files", domain_name="default"))
    await core.agent(agent_id="for-files", resource_group="files", offers=devices(cores=40))
    with pytest.raises(errors.ResourceGroupNotFound):
        await core.create(config={"scaling_group": "files"})
    await core.policy(max_concurrent_sessions=3, max_concurrent_sftp_sessions=2)
    results = await asyncio.gather(crowd(core, 30), crowd(core, 30, type="system"))
    assert not [one for many in results for one in many if isinstance(one, BaseException)]
    assert await settled(core) == {"RUNNING": 5, "PENDING": 55}
    facts = await snapshot(core)
    (used,) = facts.by_key.values()
    assert (used.sessions, used.system, used.slots["cpu"]) == (3, 2, 5 * COUNT_SCALE)
    of_files = [one for one in facts.waiting if one.session_type == "system"]
    told = await asyncio.gather(*(core.row(one.session_id) for one in of_files))
    text = "Your keypair policy allows 2 SFTP sessions at once; it starts when one of yours ends."
    assert {row.status_info for row in told} == {text}
    # The sums of the write that starts sessions count as the picture does, also where no group takes them.
    await write(core, update(resource_groups).values(scheduler_opts={}))
    key = core.who.access_key
    kept, _, _ = await core.site.store.write(lambda conn: reading._held_by(conn, None, {key}, set(), set()))
    assert kept == facts.by_key
    first = next(one for one in facts.running if one.session_type == "system")
    await write(core, update(resource_groups).values(scheduler_opts=for_files, scheduler="lifo"))
    await sessions.end(core.site, first.session_id, "user-requested")
    await eventually(lambda: settled(core), lambda seen: seen == {"RUNNING": 5, "PENDING": 54})
    (used,) = (await snapshot(core)).by_key.values()
    assert (used.sessions, used.system) == (3, 2)


@pytest.mark.feature("SCH-030")
async def test_a_hundred_creates_exceed_no_limit_on_waiting_sessions(core: Core) -> None:
    await core.policy(max_pending_session_count=10)
    results = await crowd(core)
    refused = [one for one in results if isinstance(one, errors.QuotaExceeded)]
    assert (len(results) - len(refused), len(refused)) == (10, 90)
    assert refused[0].data == {"max_pending_session_count": 10}
    await core.policy(
        max_pending_session_count=None, max_pending_session_resource_slots={"mem": parse("mem", "6g")}
    )
    results = await crowd(core, 10)
    kept = [one for one in results if not isinstance(one, BaseException)]
    assert len(kept) == 2
    assert {type(one) for one in results if isinstance(one, BaseException)} == {errors.QuotaExceeded}


async def test_a_group_without_nodes_says_so_and_stops_nobody(core: Core) -> None:
    await core.agent()
    row = {"name": "empty", "created_at": datetime.now(UTC)}
    await write(core, insert(resource_groups).values(row))
    await write(core, insert(resource_group_domains).values(resource_group="empty", domain_name="default"))
    there = await core.create("nowhere", config={"scaling_group": "empty"}, enqueueOnly=True)
    seen = await eventually(lambda: core.row(there.session_id), lambda row: row.status_info)
    assert (seen.status, seen.status_data["scheduler"]["code"]) == ("PENDING", "no-alive-agent")
    huge = {"cpu": "255", "mem": "999g"}
    await core.create("huge", config={"scaling_group": "empty"}, resources=huge, enqueueOnly=True)
    assert (await core.create("beside")).status == "RUNNING"
    # Amounts that no machine counts with are no reason for the scheduler to stop, once nodes come.
    await core.agent(agent_id="late", resource_group="empty")
    await core.until(there.session_id, "RUNNING")
    with pytest.raises(errors.InvalidParameters) as caught:
        await core.create("beyond", resources={"cpu": "1", "mem": str(2**53)})
    assert caught.value.data == {"config.resources.mem": f"at most {2**52}"}


@pytest.mark.feature("SCH-011", "SCH-012")
async def test_the_sites_retries_hold_where_a_group_says_nothing(core: Core) -> None:
    async def tries() -> int:
        groups = await core.site.store.read(read_groups)
        return groups["default"].tries

    assert await tries() == 3
    await site_settings.put(
        core.site, core.admin, "config/plugins/scheduler/fifo", {"num_retries_to_skip": "7"}
    )
    await site_settings.put(core.site, core.admin, "config/plugins/scheduler/drf/num_retries_to_skip", 9)
    assert await tries() == 7
    await write(core, update(resource_groups).values(scheduler="drf"))
    assert await tries() == 9
    options = {"config": {"num_retries_to_skip": 1}}
    await write(core, update(resource_groups).values(scheduler_opts=options))
    assert await tries() == 1
    for wrong in ("many", -1, 1001, True):
        with pytest.raises(errors.InvalidParameters):
            await site_settings.put(
                core.site, core.admin, "config/plugins/scheduler/fifo/num_retries_to_skip", wrong
            )


async def test_the_snapshot_knows_what_runs_what_was_asked_for_and_what_was_used(core: Core) -> None:
    options = {"agent_selection_strategy": "roundrobin"}
    await write(core, update(resource_groups).values(scheduler="fair-share", scheduler_opts=options))
    await core.agent(offers=devices(gpus=2))
    before = (await snapshot(core)).groups["default"]
    assert before.last_agent is None
    assert sum(kind.weight for kind in before.usual) == pytest.approx(1), "the presets, until more is known"
    made = [await core.create(resources=GPU, preemptible=True, timeLimit=60) for _ in range(2)]
    ended = await core.create("ended")
    await sessions.destroy(core.site, core.who, "ended")
    facts = await snapshot(core)
    assert facts.groups["default"].last_agent == "fake-1"
    assert any((kind.need, kind.count) == (1000, 1) for kind in facts.groups["default"].usual)
    assert [one.session_id for one in facts.running] == [one.session_id for one in made]
    for one in facts.running:
        row = await core.row(one.session_id)
        assert one.ends_by == row.started_at + timedelta(seconds=60)
        assert one.preemptible and not one.ending and one.slots["cuda.shares"] == COUNT_SCALE
        assert [kernel.kernel_id for kernel in one.kernels] == [one.session_id]
    assert 0 < facts.past["default", core.who.user_id] < 60
    old = datetime.now(UTC) - timedelta(days=14)

    def age(conn: Connection, of: UUID) -> None:
        mine = update(allocations).where(allocations.c.session_id == of)
        conn.execute(mine.values(opened_at=old - timedelta(hours=1), closed_at=old))

    await core.site.store.write(lambda conn: age(conn, ended.session_id))
    past = (await snapshot(core)).past["default", core.who.user_id]
    # An hour of one of four cores, two half-lives ago.
    assert past == pytest.approx(3600 / 4 / 4, rel=0.2)
