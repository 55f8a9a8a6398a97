"""Batch sessions in the hub service: what they need, what they are told, and what becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from tests import core_rig
from tests.core_rig import Core

from kernelyard_agent.protocol import KernelState
from kernelyard_hub import errors, query_counts
from kernelyard_hub.operations.sessions import events as session_events
from kernelyard_hub.operations.sessions import execution
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.store.models import keypairs, resource_groups


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as one:
        yield one


@pytest.mark.feature("SES-015", "SES-035")
@pytest.mark.parametrize(("code", "result"), [(0, "success"), (3, "failure"), (None, "failure")])
async def test_the_commands_exit_code_is_the_sessions_result(
    core: Core, code: int | None, result: str
) -> None:
    agent = await core.agent()
    made = await core.create("task", type="batch", startupCommand="python train.py")
    spec = agent.specs[made.session_id]
    assert (spec.session_type, spec.startup_command) == ("batch", "python train.py")
    await agent.set_state(made.session_id, KernelState.EXITED, reason="task-finished", exit_code=code)
    row = await core.until(made.session_id, "TERMINATED")
    assert (row.result, row.status_info) == (result, "task-finished")
    told = session_events.follow(core.site, core.who, str(made.session_id))
    async with asyncio.timeout(20):
        names = [name async for name, _ in told]
    assert names[-2:] == [f"session_{result}", "session_terminated"]


@pytest.mark.feature("SES-035")
async def test_one_that_its_owner_ends_has_no_result(core: Core) -> None:
    await core.agent()
    made = await core.create("task", type="batch", startupCommand="sleep 600")
    await sessions.destroy(core.site, core.who, "task")
    assert (await core.until(made.session_id, "TERMINATED")).result == "undefined"


async def test_an_interactive_session_has_no_result(core: Core) -> None:
    agent = await core.agent()
    made = await core.create("here", startupCommand="true")
    assert agent.specs[made.session_id].startup_command == "true"
    await agent.set_state(made.session_id, KernelState.EXITED, exit_code=1)
    assert (await core.until(made.session_id, "TERMINATED")).result == "undefined"


@pytest.mark.parametrize("command", [None, "", "  \n"])
async def test_it_needs_a_command(core: Core, command: str | None) -> None:
    await core.agent()
    with pytest.raises(errors.InvalidParameters) as caught:
        await core.create("task", type="batch", startupCommand=command)
    assert caught.value.data == {"startupCommand": "is required"}


@pytest.mark.feature("EXE-010", "SES-016")
async def test_limits_and_scripts_reach_the_node(core: Core) -> None:
    agent = await core.agent()
    options = update(resource_groups).values(scheduler_opts={"exec_timeout": 90})
    await core.site.store.write(lambda conn: conn.execute(options) and None)
    made = await core.create("limited", bootstrap_script="#!/bin/sh\ntrue\n")
    spec = agent.specs[made.session_id]
    assert (spec.exec_timeout, spec.bootstrap_script) == (90.0, "#!/bin/sh\ntrue\n")


async def test_counts_are_written_together_and_for_the_keypair_too(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_counts, "DELAY", 0.01)
    await core.agent()
    made = [await core.create(name) for name in ("first", "other")]
    for name in ("first", "first", "other"):
        await execution.execute(core.site, core.who, name, mode="query", code="1")

    async def counted() -> Any:
        query = select(keypairs.c.num_queries).where(keypairs.c.access_key == core.who.access_key)
        return await core.site.store.read(lambda conn: conn.scalar(query))

    async with asyncio.timeout(20):
        while await counted() != 3:
            await asyncio.sleep(0.01)
    assert [(await core.row(one.session_id)).num_queries for one in made] == [2, 1]
    # What is counted while nobody looks is written at the end.
    core.site.queries.add(made[0].session_id)
    await core.site.queries.close()
    assert (await core.row(made[0].session_id)).num_queries == 3
