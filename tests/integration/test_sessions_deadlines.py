"""What happens when somebody does not do their part in time: every transitional state comes to an end
(R07).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_agent.protocol import KernelState
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.store.models import keypair_resource_policies
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.testing import FakeAgent, devices


async def expire(core: Core, session_id: UUID) -> None:
    """Let the deadline of the session's state lie in the past."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    change = update(table).where(table.c.id == session_id).values(deadline_at=past)
    await core.site.store.write(lambda conn: conn.execute(change) and None)


async def reported(agent: FakeAgent, kernel_id: UUID) -> KernelState | None:
    """The kernel's state on the node after one more heartbeat."""
    await agent.beat()
    status = agent.kernels.get(kernel_id)
    return status.state if status is not None else None


async def test_a_session_given_to_a_node_that_is_lost_goes_back_and_starts_elsewhere(tmp_path: Path) -> None:
    """R10: the node did start the kernel; when it comes back there is still one owner."""
    async with core_rig.running(tmp_path, lost_after=0.4) as core:
        gone = await core.agent(agent_id="a-gone", offers=devices(cores=8), interval=0.05)
        gone.lose_answers, gone.mute = 1000, True
        made = await core.create("homeless", enqueueOnly=True)
        await eventually(lambda: asyncio.sleep(0, gone.created), lambda calls: calls)
        await gone.stop()
        row = await core.until(made.session_id, "PENDING")
        assert await core.held() == {}
        assert row.sequence == 1, "it keeps its place"
        other = await core.agent(agent_id="b-here", interval=0.05)
        await core.until(made.session_id, "RUNNING")
        assert other.specs[made.session_id].generation == 2
        gone.lose_answers, gone.mute = 0, False
        await gone.start()
        ended = (None, KernelState.EXITED)
        await eventually(lambda: reported(gone, made.session_id), lambda seen: seen in ended)
        assert (await core.row(made.session_id)).status == "RUNNING"
        assert other.kernels[made.session_id].state is KernelState.RUNNING


async def test_a_session_that_does_not_get_ready_is_ended(tmp_path: Path) -> None:
    async with core_rig.running(tmp_path) as core:
        agent = await core.agent(start_seconds=3600.0)
        made = await core.create("never-ready", enqueueOnly=True)
        await core.until(made.session_id, "PREPARING")
        await expire(core, made.session_id)
        row = await core.until(made.session_id, "TERMINATED")
        assert row.status_info == "It did not get beyond PREPARING within 300 s."
        assert await core.held() == {}
        assert agent.destroyed == [made.session_id]


async def test_what_a_node_still_reports_is_still_there(tmp_path: Path) -> None:
    """A kernel that does not die holds its devices however late it is: they are not given to anybody else."""
    async with core_rig.running(tmp_path) as core:
        agent = await core.agent()
        agent.stubborn = True
        made = await core.create("stubborn")
        ending = asyncio.create_task(sessions.destroy(core.site, core.who, "stubborn", forced=True))
        await core.until(made.session_id, "TERMINATING")
        await expire(core, made.session_id)
        later = datetime.now(UTC) + timedelta(seconds=30)
        await eventually(lambda: core.row(made.session_id), lambda row: row.deadline_at > later)
        assert (await core.row(made.session_id)).status == "TERMINATING"
        assert await core.held() != {}
        await agent.set_state(made.session_id, KernelState.EXITED, exit_code=137)
        assert (await ending)["status"] == "terminated"
        assert await core.held() == {}


async def test_ending_a_session_of_a_lost_node_comes_to_an_end(tmp_path: Path) -> None:
    async with core_rig.running(tmp_path, lost_after=0.3) as core:
        agent = await core.agent(interval=0.05)
        made = await core.create("on-lost")
        await agent.stop()
        await eventually(lambda: core.row(made.session_id), lambda row: row.status_info)
        ending = asyncio.create_task(sessions.destroy(core.site, core.who, "on-lost"))
        await core.until(made.session_id, "TERMINATING")
        await expire(core, made.session_id)
        assert (await ending)["status"] == "terminated"
        row = await core.row(made.session_id)
        assert row.status_info == "user-requested (its node is lost)"
        assert await core.held() == {}


@pytest.mark.feature("SES-003", "SES-045", "SES-020", "SES-021")
async def test_a_cluster_runs_when_all_its_kernels_do_and_ends_with_any_of_them(tmp_path: Path) -> None:
    async with core_rig.running(tmp_path) as core:
        allow = update(keypair_resource_policies).values(max_containers_per_session=3)
        await core.site.store.write(lambda conn: conn.execute(allow) and None)
        nodes = [await core.agent(agent_id=f"n{i}", offers=devices(cores=2)) for i in range(2)]
        made = await core.create("cluster", clusterSize=3, clusterMode="multi-node")
        assert made.status == "RUNNING"
        specs: dict[str, Any] = {
            spec.cluster_hostname: spec for node in nodes for spec in node.specs.values()
        }
        assert sorted(specs) == ["main1", "sub1", "sub2"]
        assert specs["main1"].kernel_id == made.session_id
        assert await core.held() == {"cpu": 30_000, "mem": 3 * 512 * 2**20}
        home = next(node for node in nodes if specs["sub1"].kernel_id in node.kernels)
        await home.set_state(specs["sub1"].kernel_id, KernelState.EXITED, exit_code=1)
        await core.until(made.session_id, "TERMINATED")
        assert await core.held() == {}
        states = {status.state for node in nodes for status in node.kernels.values()}
        assert states <= {KernelState.EXITED}


async def test_a_generation_that_never_came_to_be_is_ended_at_once(tmp_path: Path) -> None:
    """A session that went through the queue twice, to the same node, which has only heard of the first
    time.
    """
    async with core_rig.running(tmp_path, lost_after=0.4) as core:
        agent = await core.agent(interval=0.05)
        agent.lose_answers, agent.mute = 1000, True
        made = await core.create("twice", enqueueOnly=True)
        await eventually(lambda: asyncio.sleep(0, agent.kernels), lambda kernels: kernels)
        await agent.stop()
        await core.until(made.session_id, "PENDING")
        agent.lose_answers, agent.refuse = 0, (503, "not now")
        await agent.start()
        agent.mute = True
        await core.until(made.session_id, "SCHEDULED")
        assert (await sessions.destroy(core.site, core.who, "twice"))["status"] == "terminated"
        assert agent.kernels[made.session_id].generation == 1
        assert await core.held() == {}
