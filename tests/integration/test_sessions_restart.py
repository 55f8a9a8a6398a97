"""Restarting a session: a new generation of its kernels at the same place, whatever goes wrong on the way."""

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

from kernelyard_agent.protocol import KernelState
from kernelyard_hub import errors
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.store.models import status_history


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as core:
        yield core


def restart(core: Core, name: str, who: Any = None) -> asyncio.Task[None]:
    """Asked for in the background."""
    return asyncio.create_task(sessions.restart(core.site, who or core.who, name))


async def history(core: Core, session_id: UUID) -> list[str]:
    query = select(status_history.c.status).where(status_history.c.session_id == session_id)
    return list(
        await core.site.store.read(lambda c: c.execute(query.order_by(status_history.c.id)).scalars().all())
    )


@pytest.mark.feature("SES-028", "REST-005", "SDK-053")
async def test_a_restart_keeps_all_but_the_processes(core: Core) -> None:
    agent = await core.agent(interval=0.1)
    made = await core.create("again")
    before, held = await core.row(made.session_id), await core.held()
    await asyncio.wait_for(restart(core, "again"), core_rig.PATIENCE)
    after = await core.row(made.session_id)
    assert (after.status, after.name, after.id) == ("RUNNING", "again", before.id)
    assert (after.started_at, after.created_at) == (before.started_at, before.created_at)
    assert await core.held() == held
    assert agent.specs[made.session_id].generation == 2
    assert agent.specs[made.session_id].devices == agent.created[0].spec.devices
    assert (await history(core, made.session_id))[-2:] == ["RESTARTING", "RUNNING"]
    await asyncio.wait_for(restart(core, "again"), core_rig.PATIENCE)
    assert agent.specs[made.session_id].generation == 3


async def test_asked_twice_it_restarts_once(core: Core) -> None:
    agent = await core.agent(interval=0.1)
    made = await core.create("twice")
    agent.refuse = (503, "not now")
    tasks = [restart(core, "twice"), restart(core, "twice")]
    await core.until(made.session_id, "RESTARTING")
    agent.refuse = None
    await asyncio.wait_for(asyncio.gather(*tasks), core_rig.PATIENCE)
    assert agent.specs[made.session_id].generation == 2


async def test_lost_answers_are_asked_for_again(core: Core) -> None:
    agent = await core.agent(interval=0.1)
    made = await core.create("lost")
    agent.lose_answers = 2
    await asyncio.wait_for(restart(core, "lost"), core_rig.PATIENCE)
    assert (await core.row(made.session_id)).status == "RUNNING"
    assert agent.specs[made.session_id].generation == 2


async def test_a_heartbeat_of_the_old_generation_ends_nothing(core: Core) -> None:
    agent = await core.agent()
    made = await core.create("late")
    agent.refuse = (503, "not now")
    task = restart(core, "late")
    await core.until(made.session_id, "RESTARTING")
    await agent.set_state(made.session_id, KernelState.EXITED, exit_code=1)
    await agent.beat()
    assert (await core.row(made.session_id)).status == "RESTARTING"
    assert made.session_id in agent.kernels, "to be forgotten would be to lose its home"
    agent.refuse = None
    await asyncio.wait_for(task, core_rig.PATIENCE)


@pytest.mark.parametrize("heard", [True, False])
async def test_a_session_can_be_ended_while_it_restarts(core: Core, heard: bool) -> None:
    """Whether its node has heard of the restart or not; capacity comes back once (R02)."""
    agent = await core.agent(interval=0.1, start_seconds=0.0)
    made = await core.create("ended")
    agent._start_seconds = 3600.0
    if not heard:
        agent.refuse = (503, "not now")
    task = restart(core, "ended")
    await core.until(made.session_id, "RESTARTING")
    if heard:
        generation = lambda: asyncio.sleep(0, agent.kernels[made.session_id].generation)  # noqa: E731
        await eventually(generation, lambda now: now == 2)
    assert (await sessions.destroy(core.site, core.who, "ended"))["status"] == "terminated"
    with pytest.raises(errors.Conflict):
        await asyncio.wait_for(task, core_rig.PATIENCE)
    assert await core.held() == {}


async def test_a_node_that_refuses_ends_the_session(core: Core) -> None:
    agent = await core.agent(interval=0.1)
    made = await core.create("refused")
    agent.refuse = (400, "no such image any more")
    with pytest.raises(errors.Conflict, match="no such image any more"):
        await asyncio.wait_for(restart(core, "refused"), core_rig.PATIENCE)
    await core.until(made.session_id, "TERMINATED")
    assert await core.held() == {}


async def test_who_and_what_cannot_restart(core: Core) -> None:
    with pytest.raises(errors.SessionNotFound):
        await restart(core, "nothing")
    waiting = await core.create("waiting", enqueueOnly=True)
    with pytest.raises(errors.Conflict, match="PENDING"):
        await restart(core, "waiting")
    await core.agent(interval=0.1)
    await core.until(waiting.session_id, "RUNNING")
    with pytest.raises(errors.SessionNotFound):
        await restart(core, "waiting", await core.add_user("stranger"))
    server = update(table).where(table.c.id == waiting.session_id).values(hub_user="user", hub_server="")
    await core.site.store.write(lambda conn: conn.execute(server) and None)
    with pytest.raises(errors.Conflict, match="the Hub's page"):
        await restart(core, "waiting")
    assert (await core.row(waiting.session_id)).status == "RUNNING"
