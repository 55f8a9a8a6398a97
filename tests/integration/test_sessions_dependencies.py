"""Sessions that wait for others: every way in which what they wait for may end, they end or start (R06)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, select, update
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_agent.protocol import KernelState
from kernelyard_hub import errors
from kernelyard_hub.operations.listings import sessions as listings_sessions
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions import reports as session_reports
from kernelyard_hub.scheduler.readers.dependencies import dependents, read_dependencies
from kernelyard_hub.store.models import allocations, kernels, resource_groups, session_dependencies
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.testing import FakeAgent, devices

pytestmark = pytest.mark.feature("SES-018")


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as running:
        yield running


async def batch(core: Core, name: str, *others: str) -> UUID:
    """A batch session that waits for others; its command ends when the test says so."""
    body: dict[str, Any] = {
        "type": "batch",
        "startupCommand": "work",
        "enqueueOnly": True,
        "dependencies": list(others),
    }
    return (await core.create(name, **body)).session_id


async def finish(core: Core, agent: FakeAgent, session_id: UUID, code: int) -> None:
    """The command of a batch session ends."""
    await core.until(session_id, "RUNNING")
    await agent.set_state(session_id, KernelState.EXITED, exit_code=code)
    await core.until(session_id, "TERMINATED")


async def waits_for(core: Core, session_id: UUID, name: str) -> None:
    row = await eventually(lambda: core.row(session_id), lambda row: repr(name) in row.status_info)
    assert row.status == "PENDING" and row.status_data["scheduler"]["code"] == "dependency"


async def test_it_starts_when_the_command_it_waits_for_has_succeeded(core: Core) -> None:
    agent = await core.agent()
    first = await batch(core, "first")
    second = await batch(core, "second", "first")
    third = await batch(core, "third", str(second), "first", str(first))
    await core.until(first, "RUNNING")
    await waits_for(core, second, "first")
    await finish(core, agent, first, 0)
    await finish(core, agent, second, 0)
    await core.until(third, "RUNNING")
    assert (await core.row(first)).result == "success"


async def test_what_waits_for_a_failure_is_cancelled_down_the_chain(core: Core) -> None:
    agent = await core.agent()
    first = await batch(core, "first")
    second = await batch(core, "second", "first")
    third = await batch(core, "third", "second")
    await finish(core, agent, first, 1)
    row = await core.until(second, "CANCELLED")
    assert row.status_info == "The session 'first' that it depends on has failed."
    row = await core.until(third, "CANCELLED")
    assert row.status_info == "The session 'second' that it depends on has failed."
    assert await core.held() == {}
    # Whoever comes too late hears the same.
    late = await core.create("late", dependencies=["first"])
    assert late.status == "CANCELLED"


async def test_a_cancelled_one_cancels_and_an_interactive_one_succeeds_by_its_end(core: Core) -> None:
    agent = await core.agent(offers=devices(cores=1))
    notebook = (await core.create("notebook")).session_id
    after = await batch(core, "after-it", "notebook")
    never = await batch(core, "never-runs")
    orphan = await batch(core, "orphan", "never-runs")
    await waits_for(core, after, "notebook")
    await sessions.destroy(core.site, core.who, "never-runs")
    await core.until(orphan, "CANCELLED")
    await sessions.destroy(core.site, core.who, "notebook")
    await finish(core, agent, after, 0)
    assert (await core.row(notebook)).result == "undefined" and (await core.row(never)).status == "CANCELLED"


async def test_one_that_is_not_there_any_more_is_a_failure(core: Core) -> None:
    first = await batch(core, "first")
    second = await batch(core, "second", "first")

    def purge(conn: Connection) -> None:
        for rows in (allocations, kernels):
            conn.execute(delete(rows).where(rows.c.session_id == first))
        conn.execute(delete(table).where(table.c.id == first))

    await core.site.store.write(purge)
    core.site.loop.wake()
    row = await core.until(second, "CANCELLED")
    assert row.status_info == f"The session {str(first)!r} that it depends on does not exist any more."


@pytest.mark.parametrize("wanted", ["nobody", "62653454-da92-48ff-bea3-2ed80164cf52", "", "x" * 65])
async def test_only_sessions_of_ones_own_can_be_waited_for(core: Core, wanted: str) -> None:
    other = await core.add_user("other")
    theirs = (await core.create("theirs", who=other, enqueueOnly=True)).session_id
    for ref in (wanted, str(theirs), "theirs"):
        with pytest.raises(errors.InvalidParameters) as caught:
            await core.create("mine", dependencies=[ref], enqueueOnly=True)
        assert any(field.startswith("dependencies") for field in caught.value.data)
    with pytest.raises(errors.InvalidParameters):
        await core.create("mine", dependencies=["mine"], enqueueOnly=True)


async def test_a_cycle_can_only_be_forced_and_ends_with_its_members(core: Core) -> None:
    """Sessions wait for sessions that are there already, so the API makes no cycle; a database may."""
    await core.agent()
    first = await batch(core, "first")
    await core.until(first, "RUNNING")
    await sessions.destroy(core.site, core.who, "first")
    a = await batch(core, "aaaa", (await core.create("held", starts_at="1h", enqueueOnly=True)).name)
    b = await batch(core, "bbbb", "aaaa")

    def tie(conn: Connection) -> None:
        spec = dict(conn.execute(select(table.c.spec).where(table.c.id == a)).scalar_one())
        conn.execute(update(table).where(table.c.id == a).values(spec={**spec, "dependencies": [str(b)]}))
        conn.execute(
            update(session_dependencies).where(session_dependencies.c.session_id == a).values(depends_on=b)
        )

    await core.site.store.write(tie)
    core.site.loop.wake()
    await waits_for(core, a, "bbbb")
    await waits_for(core, b, "aaaa")
    graph = await session_reports.dependency_graph(core.site, core.who, "aaaa")
    assert graph["depends_on"][0]["depends_on"][0]["session_id"] == str(a)
    assert (await core.create("beside")).status == "RUNNING", "it stops nobody (R05)"
    await sessions.destroy(core.site, core.who, "aaaa", recursive=True)
    await core.until(a, "CANCELLED")
    await core.until(b, "CANCELLED")


@pytest.mark.feature("SES-026")
async def test_a_recursive_end_ends_those_that_wait(core: Core) -> None:
    await core.agent()
    first = await batch(core, "first")
    second = await batch(core, "second", "first")
    third = await batch(core, "third", "second", "first")
    beside = await batch(core, "beside")
    await core.until(first, "RUNNING")
    assert await core.site.store.read(lambda conn: dependents(conn, first)) == [second, third]
    await sessions.destroy(core.site, core.who, "first", recursive=True)
    for session_id, status in ((first, "TERMINATED"), (second, "CANCELLED"), (third, "CANCELLED")):
        row = await core.row(session_id)
        assert (row.status, row.status_info) == (status, "user-requested")
    await core.until(beside, "RUNNING")


@pytest.mark.feature("REST-057", "SDK-061")
async def test_the_graph_and_the_list_tell_what_a_session_waits_for(core: Core) -> None:
    """A diamond of many layers is told in as many words as it has edges."""
    layers: list[list[UUID]] = [[await batch(core, "root")]]
    for number in range(6):
        above = [str(session_id) for session_id in layers[-1]]
        layers.append([await batch(core, f"{side}-{number}", *above) for side in ("left", "right")])
    last = await batch(core, "last", *(str(session_id) for session_id in layers[-1]))
    graph = await session_reports.dependency_graph(core.site, core.who, "last")
    assert [one["session_name"] for one in graph["depends_on"]] == ["left-5", "right-5"]
    nodes: list[dict[str, Any]] = []
    edge = [graph]
    while edge:
        nodes += edge
        edge = [below for one in edge for below in one["depends_on"]]
    assert len(nodes) < 40
    assert {one["session_id"] for one in nodes} == {str(last), *(str(i) for layer in layers for i in layer)}
    assert all(one["status"] == "KernelStatus.PENDING" and "T" not in one["status_changed"] for one in nodes)

    def listed(conn: Connection) -> Any:
        return listings_sessions.one_session(conn, core.who, last, frozenset({"dependencies"}))

    seen = await core.site.store.read(listed)
    assert [one["name"] for one in seen["dependencies"]] == ["left-5", "right-5"]


async def test_an_end_that_nobody_asked_for_is_no_success(core: Core) -> None:
    """Here the group's preemption ends the session that is waited for."""
    await core.agent(offers=devices(cores=1))
    options = update(resource_groups).values(
        scheduler="priority", scheduler_opts={"config": {"preemption": True}}
    )
    await core.site.store.write(lambda conn: conn.execute(options) and None)
    weak = (await core.create("weak", preemptible=True)).session_id
    after = await batch(core, "after-it", "weak")
    strong = (await core.create("strong", enqueueOnly=True)).session_id
    await core.site.store.write(
        lambda conn: conn.execute(update(table).where(table.c.id == strong).values(priority=5)) and None
    )
    core.site.loop.wake()
    row = await core.until(weak, "TERMINATED")
    assert row.status_info.startswith("preempted: ")
    await core.until(strong, "RUNNING")
    assert (await core.until(after, "CANCELLED")).status_info.endswith("has failed.")


async def test_more_than_one_statement_can_name(core: Core) -> None:
    """40,000 sessions that are waited for: databases take 32,766 arguments."""
    made = await core.create("last", enqueueOnly=True)
    others = [str(UUID(int=number)) for number in range(1, 40_000)] + [str(made.session_id)]
    found = await core.site.store.read(lambda conn: read_dependencies(conn, {made.session_id: others}))
    *missing, last = found[made.session_id]
    assert (len(missing), {one.state for one in missing}, last.name) == (39_999, {"missing"}, "last")
