"""The life of sessions over real store and scheduler, with nodes that answer, do not answer, and vanish."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select
from tests import core_rig, databases
from tests.core_rig import Core, eventually

from kernelyard_agent.protocol import KernelState
from kernelyard_hub import errors
from kernelyard_hub.operations import agents
from kernelyard_hub.operations.sessions import execution
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions import logs as session_logs
from kernelyard_hub.store import history, leases
from kernelyard_hub.store import sessions as rows
from kernelyard_hub.store.models import session_credentials
from kernelyard_hub.testing import devices


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as running:
        yield running


async def states_of(core: Core, session_id: UUID) -> list[str]:
    lines = await core.site.store.read(lambda conn: history.of_session(conn, session_id))
    return [line[0] for line in lines]


@pytest.mark.feature("SES-006", "SES-050")
async def test_a_session_lives_from_create_to_destroy(core: Core) -> None:
    agent = await core.agent(start_seconds=0.2)
    made = await core.create("first")
    assert (made.status, made.created) == ("RUNNING", True)
    assert await core.held(agent_id="fake-1") == {"cpu": 10_000, "mem": 512 * 2**20}
    result = await execution.execute(core.site, core.who, "first", mode="query", code="6*7", run_id="r1")
    assert (result.status, result.run_id, result.console) == ("finished", "r1", [("stdout", "6*7\n")])
    assert await execution.complete(core.site, core.who, "first", "impor") == ["import"]
    await execution.interrupt(core.site, core.who, "first")
    assert await session_logs.of_session(core.site, core.who, "first") == f"log of {made.session_id}\n"
    assert (await sessions.info(core.site, core.who, "first"))["numQueriesExecuted"] == 1
    stats = await sessions.destroy(core.site, core.who, "first")
    assert stats["status"] == "terminated"
    assert await core.held() == {}
    assert agent.kernels[made.session_id].state is KernelState.EXITED
    assert await states_of(core, made.session_id) == [
        "PENDING", "SCHEDULED", "PREPARING", "RUNNING", "TERMINATING", "TERMINATED",
    ]  # fmt: skip
    with pytest.raises(errors.SessionNotFound):
        await sessions.destroy(core.site, core.who, "first")


async def test_the_agent_gets_exactly_what_the_ledger_promised(core: Core) -> None:
    agent = await core.agent(offers=devices(cores=4, gpus=2))
    made = await core.create(
        resources={"cpu": "2", "mem": "1g", "cuda.shares": "0.5"}, config={"environ": {"A": "1"}}
    )
    spec = agent.specs[made.session_id]
    assert spec.environ == {"A": "1"}
    assert sorted((d.slot, d.amount) for d in spec.devices) == [
        ("cpu", 10_000), ("cpu", 10_000), ("cuda.shares", 5_000), ("mem", 2**30),
    ]  # fmt: skip


@pytest.mark.feature("SES-006", "SES-033")
async def test_deleting_a_waiting_session_cancels_it(core: Core) -> None:
    made = await core.create("waits", enqueueOnly=True)
    assert made.status == "PENDING"
    row = await eventually(lambda: core.row(made.session_id), lambda row: row.status_info)
    assert row.status_info == "No node of the resource group 'default' is up at the moment."
    assert await sessions.destroy(core.site, core.who, "waits") == {"status": "terminated"}
    assert (await core.row(made.session_id)).status == "CANCELLED"


@pytest.mark.feature("SES-007")
async def test_waiting_too_long_answers_timeout_and_the_session_may_still_start(core: Core) -> None:
    made = await core.create("slow", maxWaitSeconds=1)
    assert (made.status, made.service_ports) == ("TIMEOUT", [])
    await core.agent()
    await core.until(made.session_id, "RUNNING")


async def test_what_ends_makes_room_for_what_waits(core: Core) -> None:
    await core.agent(offers=devices(cores=1))
    first = await core.create("first")
    second = await core.create("second", enqueueOnly=True)
    third = await core.create("third", enqueueOnly=True)
    row = await eventually(lambda: core.row(second.session_id), lambda row: row.status_info)
    assert row.status_info == "It waits for 1 cpu to become free."
    await sessions.destroy(core.site, core.who, "first")
    await core.until(second.session_id, "RUNNING")
    assert (await core.row(third.session_id)).status == "PENDING"
    assert (await core.row(first.session_id)).status == "TERMINATED"


async def test_an_impossible_session_never_stops_the_rest(core: Core) -> None:
    """R05."""
    stuck = await core.create("stuck", resources={"cpu": "3", "mem": "1g"}, enqueueOnly=True)
    await core.agent(offers=devices(cores=2))
    assert (await core.create("fits")).status == "RUNNING"
    row = await core.row(stuck.session_id)
    assert (row.status, row.status_info) == (
        "PENDING",
        "No node is big enough for it: even an empty one lacks 1 cpu.",
    )


async def test_lost_answers_are_unknown_and_lead_to_one_kernel(core: Core) -> None:
    """R10: a create and a destroy that were carried out, their answers lost."""
    agent = await core.agent(reports_changes=False)
    agent.lose_answers = 2
    made = await core.create("lost", enqueueOnly=True)
    await eventually(
        lambda: core.row(made.session_id), lambda row: row.status == "PREPARING" or len(agent.created) > 2
    )
    assert len(agent.kernels) == 1
    await agent.beat()
    await core.until(made.session_id, "RUNNING")
    agent.lose_answers = 1
    assert (await sessions.destroy(core.site, core.who, "lost"))["status"] == "terminated"
    assert await core.held() == {}


async def test_late_and_duplicated_reports_change_nothing(core: Core) -> None:
    """R10: an old heartbeat arrives after the session has ended."""
    agent = await core.agent()
    made = await core.create("late")
    old = agent.heartbeat()
    await sessions.destroy(core.site, core.who, "late")
    before = await states_of(core, made.session_id)
    await agents.heartbeat(core.site, old)
    await agents.heartbeat(core.site, old)
    assert await states_of(core, made.session_id) == before
    assert (await core.row(made.session_id)).status == "TERMINATED"
    assert await core.held() == {}


async def test_reports_that_overtake_each_other_do_not_move_a_kernel_back(core: Core) -> None:
    """The answer to a create may come after the heartbeat that says RUNNING."""
    agent = await core.agent()
    made = await core.create("overtaken")
    kernel = agent.kernels[made.session_id]
    agent.kernels[made.session_id] = kernel.model_copy(update={"state": KernelState.PREPARING})
    await agent.beat()
    found = await core.site.store.read(lambda conn: rows.main_kernel(conn, made.session_id))
    assert found is not None and found.status == "RUNNING"


async def test_a_kernel_that_exits_ends_its_session_at_once(core: Core) -> None:
    agent = await core.agent()
    made = await core.create("exits")
    await agent.set_state(made.session_id, KernelState.EXITED, reason="self-terminated", exit_code=3)
    row = await core.until(made.session_id, "TERMINATED")
    assert row.status_info == "self-terminated"
    assert await core.held() == {}
    assert made.session_id in agent.kernels, "its log has not been taken yet"

    async def told() -> bool:
        await agent.beat()
        return made.session_id in agent.kernels

    await eventually(told, lambda known: not known, "the agent may forget the kernel when its log was taken")
    kept = await session_logs.of_session(core.site, core.who, "exits")
    assert kept == f"log of {made.session_id}\n"


async def test_a_refused_kernel_ends_in_error_with_the_agents_reason(core: Core) -> None:
    """R02: a failed create returns what it held."""
    agent = await core.agent()
    agent.refuse = (422, "no such interpreter")
    made = await core.create("refused")
    assert made.status == "ERROR"
    assert (await core.row(made.session_id)).status_info == "no such interpreter"
    assert await core.held() == {}
    agent.refuse = None
    assert (await core.create("refused")).status == "RUNNING"


async def test_a_silent_node_makes_its_sessions_unknown_not_dead(tmp_path: Path) -> None:
    async with core_rig.running(tmp_path, lost_after=0.3) as core:
        agent = await core.agent(interval=0.05)
        made = await core.create("silent")
        await agent.stop()
        row = await eventually(lambda: core.row(made.session_id), lambda row: row.status_info)
        assert (row.status, row.status_info) == (
            "RUNNING",
            "The node fake-1 does not answer; the state of this session is unknown.",
        )
        assert await core.held() != {}, "what a silent node holds is not handed out"
        waiting = await core.create("next", enqueueOnly=True)
        row = await eventually(lambda: core.row(waiting.session_id), lambda row: row.status_info)
        assert row.status_info == "No node of the resource group 'default' is up at the moment."
        await agent.start()
        row = await eventually(lambda: core.row(made.session_id), lambda row: not row.status_info)
        assert row.status == "RUNNING"
        await core.until(waiting.session_id, "RUNNING")


async def test_force_gives_up_on_a_lost_node_and_its_kernel_is_ended_when_it_returns(tmp_path: Path) -> None:
    """R02, R10: capacity returns once, and the healed partition leaves no second owner."""
    async with core_rig.running(tmp_path, lost_after=0.3) as core:
        agent = await core.agent(interval=0.05)
        made = await core.create("lost-node")
        await agent.stop()
        await eventually(lambda: core.row(made.session_id), lambda row: row.status_info)
        stats = await sessions.destroy(core.site, core.who, "lost-node", forced=True)
        assert stats["status"] == "terminated"
        assert await core.held() == {}
        await agent.start()

        async def state() -> KernelState | None:
            await agent.beat()
            status = agent.kernels.get(made.session_id)
            return status.state if status is not None else None

        await eventually(state, lambda seen: seen in (None, KernelState.EXITED), "the stray kernel's end")


async def test_a_kernel_that_the_node_has_lost_has_ended(core: Core) -> None:
    agent = await core.agent()
    made = await core.create("forgotten")
    agent.kernels.clear()
    await agent.beat()
    row = await core.until(made.session_id, "TERMINATED")
    assert row.status_info == "The node fake-1 does not have it any more."
    assert await core.held() == {}


@pytest.mark.feature("SES-048")
async def test_a_restarted_service_takes_up_what_was_under_way(tmp_path: Path) -> None:
    """Sessions go on; one that waited keeps its place; one that was being ended is ended."""
    key = Fernet.generate_key()
    url = databases.fresh(tmp_path, "core")
    async with core_rig.running(tmp_path, url=url, key=key) as core:
        agent = await core.agent(offers=devices(cores=2))
        agent.stubborn = True
        runs = await core.create("runs")
        ends = await core.create("ends")
        waits = await core.create("waits", enqueueOnly=True)
        ending = asyncio.create_task(sessions.destroy(core.site, core.who, "ends"))
        await core.until(ends.session_id, "TERMINATING")
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)
        epoch, kernels, specs = core.site.loop.epoch, agent.kernels, agent.specs
    async with core_rig.running(tmp_path, url=url, key=key) as core:
        agent = await core.agent(offers=devices(cores=2))
        agent.kernels, agent.specs = kernels, specs
        await agent.beat()
        await core.until(ends.session_id, "TERMINATED")
        # By now it has the lease; on a busy PostgreSQL not yet when the service answers.
        assert epoch is not None and core.site.loop.epoch == epoch + 1
        await core.until(waits.session_id, "RUNNING")
        assert (await core.row(runs.session_id)).status == "RUNNING"


async def test_a_scheduler_that_lost_its_lease_writes_nothing(core: Core) -> None:
    """R12: the lease passes on between a snapshot and its write."""
    await core.agent()
    epoch = core.site.loop.epoch

    def steal(conn: object) -> int | None:
        return leases.take(conn, "another", datetime.now(UTC), 60.0, force=True)  # type: ignore[arg-type]

    assert await core.site.store.write(steal) == (epoch or 0) + 1
    made = await core.create("fenced", enqueueOnly=True)
    await eventually(
        lambda: asyncio.sleep(0, core.site.loop.epoch), lambda seen: seen is None, "losing the lease"
    )
    assert (await core.row(made.session_id)).status == "PENDING"
    assert await core.held() == {}


async def test_a_restored_database_does_not_lock_the_agents_out(core: Core) -> None:
    """An agent that has seen a higher epoch than the database refuses calls, until its heartbeat tells."""
    agent = await core.agent()
    agent.epoch = 1000
    made = await core.create("restored", enqueueOnly=True)
    await eventually(lambda: asyncio.sleep(0, agent.created), lambda calls: calls)
    assert not agent.kernels
    await agent.beat()
    # None for a moment while the lease of the old epoch is given up.
    await eventually(lambda: asyncio.sleep(0, core.site.loop.epoch), lambda seen: seen == 1001, "epoch 1001")
    row = await core.until(made.session_id, "RUNNING", "ERROR")
    assert row.status == "RUNNING" or (await core.create("again")).status == "RUNNING"


@pytest.mark.feature("SCH-013")
async def test_agents_of_unknown_groups_and_other_protocols_are_told_so(core: Core) -> None:
    with pytest.raises(errors.InvalidParameters, match="an admin has to make it first"):
        await core.agent(resource_group="nobodys")
    agent = await core.agent()
    with pytest.raises(errors.Conflict, match="protocol 99"):
        await agents.heartbeat(core.site, agent.heartbeat().model_copy(update={"protocol": 99}))
    await core.create("still-fine")


async def test_an_agent_cannot_speak_for_anothers_kernels(core: Core) -> None:
    """A second agent that claims a kernel changes nothing, and is told to end what it has."""
    first, second = await core.agent(agent_id="n1"), await core.agent(agent_id="n2", offers=devices(cores=1))
    made = await core.create("mine", resources={"cpu": "2", "mem": "1g"})
    status = first.kernels[made.session_id]
    second.kernels[made.session_id] = status.model_copy(update={"state": KernelState.EXITED})
    await second.beat()
    assert (await core.row(made.session_id)).status == "RUNNING"
    second.kernels[made.session_id] = status
    await second.beat()
    await eventually(lambda: asyncio.sleep(0, second.destroyed), lambda seen: seen == [made.session_id])
    assert (await core.row(made.session_id)).status == "RUNNING"
    assert first.destroyed == []


async def test_credentials_are_gone_once_the_session_runs(core: Core) -> None:
    await core.agent()
    await core.create("secretless")
    found = await core.site.store.read(lambda conn: conn.execute(select(session_credentials)).all())
    assert found == []
