"""A session's life in the service: what it is created with, and what is known of it after its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from tests import core_rig
from tests.core_rig import Core, eventually
from tests.golden import Golden
from tests.hub_rig import HubRig

from kernelyard_agent.protocol import KernelState, NodeImage
from kernelyard_hub import errors
from kernelyard_hub.operations.sessions import admission
from kernelyard_hub.operations.sessions import events as session_events
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions import logs as session_logs
from kernelyard_hub.operations.sessions.request import in_a_while, read_create
from kernelyard_hub.store import logs, nodes
from kernelyard_hub.store import sessions as rows
from kernelyard_hub.store.models import agents, kernel_logs, resource_groups
from kernelyard_hub.testing import FakeAgent


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def golden(shared: Path) -> Golden:
    return Golden(shared / "data" / "golden")


# ── what it is created with ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("5m", timedelta(minutes=5)),
        ("+1h30m", timedelta(minutes=90)),
        ("2 days", timedelta(days=2)),
        ("1d 2h 3m 4s", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("90 sec", timedelta(seconds=90)),
    ],
)
def test_a_start_in_a_while(text: str, span: timedelta) -> None:
    before = datetime.now(UTC)
    at = read_create({"name": "later", "image": "x", "starts_at": text}).starts_at
    assert at is not None and before + span <= at <= datetime.now(UTC) + span


@pytest.mark.parametrize("text", ["", "5", "m5", "-5m", "5m later", "tomorrow", "99999999999999999d"])
def test_no_span(text: str) -> None:
    if text.endswith("9d"):
        with pytest.raises(ValueError):
            in_a_while(text)
    else:
        assert in_a_while(text) is None
    if text:
        with pytest.raises(errors.InvalidParameters) as refused:
            read_create({"name": "later", "image": "x", "starts_at": text if text != "5" else "later"})
        assert "starts_at" in refused.value.data


@pytest.mark.feature("SCH-045")
async def test_superadmins_choose_nodes(core: Core) -> None:
    """SES-009 assign_agent: one of the chosen takes it, however much room the others have."""
    await core.agent(agent_id="big")
    second = await core.agent(agent_id="second")
    config = {"agentList": ["second"]}
    for _ in range(2):
        made = await core.create(who=core.admin, config=config)
        assert made.session_id in second.specs
    with pytest.raises(errors.Forbidden):
        await core.create(config=config)
    with pytest.raises(errors.InvalidParameters) as refused:
        await core.create(who=core.admin, config={"agentList": ["nobody"]})
    assert "config.agentList" in refused.value.data


async def test_files_of_the_image_that_nobody_writes(core: Core) -> None:
    agent = await core.agent()
    assert agent.specs[(await core.create()).session_id].read_only_root is False
    change = update(resource_groups).values(scheduler_opts={"read_only_root": True})
    await core.site.store.write(lambda conn: conn.execute(change) and None)
    assert agent.specs[(await core.create()).session_id].read_only_root is True


async def test_minima_of_labels_are_given(core: Core) -> None:
    """KRN: an image's ``ai.backend.resource.min.*`` raise what is asked for less."""
    agent = await core.agent()
    labels = {"ai.backend.resource.min.cpu": "2", "ai.backend.resource.min.mem": "1g"}
    beat = agent.heartbeat()
    image = NodeImage(
        registry="local",
        name="big",
        tag="1",
        architecture=beat.architecture,
        digest="",
        size_bytes=0,
        labels=labels,
    )
    beat = beat.model_copy(update={"images": [*beat.images, image]})
    await core.site.store.write(lambda conn: nodes.record(conn, beat, datetime.now(UTC)) and None)
    made = await core.create(image="local/big:1", resources={"cpu": "1", "mem": "256m"}, enqueueOnly=True)
    row = await core.row(made.session_id)
    assert row.requested_slots == {"cpu": 20_000, "mem": 2**30}


@pytest.mark.feature("SES-014")
@pytest.mark.parametrize(
    ("memory", "asked", "shared"), [(64, None, 32), (1024, None, 64), (512, "200m", 200), (512, "", 64)]
)
def test_shared_memory(memory: int, asked: str | None, shared: int) -> None:
    """What nobody asked for keeps nobody from starting."""
    found = admission.shared_memory({"shmem": asked}, {"mem": memory * 2**20})
    assert found == shared * 2**20


async def test_what_plain_processes_do_not_offer(core: Core) -> None:
    await core.agent()
    await core.site.store.write(lambda conn: conn.execute(update(agents).values(engine="process")) and None)
    home = {"mounts": ["home"]}
    for more, field in (
        ({"mount_map": {"home": "/data"}}, "config.mount_map"),
        ({"mount_options": {"home": {"permission": "ro"}}}, "config.mount_options"),
    ):
        with pytest.raises(errors.InvalidParameters) as refused:
            await core.create(config={**home, **more})
        assert field in refused.value.data


@pytest.mark.feature("SES-011", "SES-012")
async def test_folders_elsewhere_and_with_less(core: Core) -> None:
    agent = await core.agent()
    config = {
        "mounts": ["home"],
        "mount_map": {"home": "/data/mine"},
        "mount_options": {"home": {"type": "bind", "permission": "ro"}},
    }
    made = await core.create(config=config)
    (mount,) = agent.specs[made.session_id].mounts
    assert (mount.target, mount.permission) == ("/data/mine", "ro")
    for bad, field in (
        ({"mount_options": {"home": {"permission": "all"}}}, "config.mount_options.home.permission"),
        ({"mount_options": {"home": {"typo": "x"}}}, "config.mount_options.home.typo"),
        ({"mount_options": {"other": {"permission": "ro"}}}, "mount_options"),
        ({"mount_map": {"other": "x"}}, "mount_map"),
    ):
        with pytest.raises(errors.InvalidParameters) as refused:
            await core.create(config=config | bad)
        assert list(refused.value.data) == [field]


# ── what is known of it after its end ──────────────────────────────────────────────────────────────────


async def forgotten(agent: FakeAgent, kernel_id: UUID) -> None:
    """Wait until the node has been told that it may forget an ended kernel."""

    async def told() -> bool:
        await agent.beat()
        return kernel_id in agent.kernels

    await eventually(told, lambda known: not known)


@pytest.mark.feature("REST-056")
async def test_the_log_outlives_the_node(core: Core) -> None:
    agent = await core.agent()
    made = await core.create("logged")
    await sessions.destroy(core.site, core.who, "logged")
    expected = f"log of {made.session_id}\n"
    assert await session_logs.of_session(core.site, core.who, "logged") == expected
    await forgotten(agent, made.session_id)
    await agent.stop()
    assert await session_logs.of_session(core.site, core.who, "logged") == expected
    by_kernel = await session_logs.of_session(
        core.site, core.who, "logged", kernel_id=str(made.session_id).upper()
    )
    assert by_kernel == expected
    for unknown in (str(uuid4()), "x"):
        with pytest.raises(errors.NotFound):
            await session_logs.of_session(core.site, core.who, "logged", kernel_id=unknown)
    assert await session_logs.of_task(core.site, core.who, str(made.session_id)) == expected
    assert await session_logs.of_task(core.site, core.admin, str(made.session_id)) == expected
    other = await core.add_user("other")
    for who, task in ((other, str(made.session_id)), (core.who, str(uuid4())), (core.who, "x")):
        with pytest.raises(errors.NotFound):
            await session_logs.of_task(core.site, who, task)


async def test_a_node_that_has_no_log_is_not_asked_for_ever(core: Core) -> None:
    agent = await core.agent()
    made = await core.create("quiet")
    status = agent.kernels.pop(made.session_id)
    ended = status.model_copy(update={"state": KernelState.EXITED, "exit_code": 0})
    beat = agent.heartbeat()
    reply = await core.report(beat.model_copy(update={"kernels": [ended]}))
    assert reply.forget == []
    kept = select(func.count()).select_from(kernel_logs)
    await eventually(lambda: core.site.store.read(lambda conn: conn.scalar(kept)), lambda count: count == 1)
    reply = await core.report(beat.model_copy(update={"kernels": [ended]}))
    assert reply.forget == [made.session_id]
    assert await session_logs.of_session(core.site, core.who, "quiet") == ""


async def test_logs_go_with_time_and_room(core: Core) -> None:
    await core.agent()
    made = [(await core.create(f"log-{number}")).session_id for number in range(3)]
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def keep(conn: Any) -> None:
        for number, kernel_id in enumerate(made):
            logs.put(conn, kernel_id, 1, f"{number}" * 10, start + timedelta(days=number))

    def left(conn: Any) -> list[str | None]:
        return [logs.get(conn, kernel_id) for kernel_id in made]

    await core.site.store.write(keep)
    prune = logs.prune
    assert await core.site.store.write(lambda conn: prune(conn, start + timedelta(hours=1), 10**6)) == 1
    assert await core.site.store.read(left) == [None, "1" * 10, "2" * 10]
    assert await core.site.store.write(lambda conn: prune(conn, start, 35)) == 1
    assert await core.site.store.read(left) == [None, None, "2" * 10]
    await core.site.store.write(lambda conn: logs.put(conn, made[2], 1, "x" * (logs.MOST + 5) + "end", start))
    for run in (3, 6, 5, 9, 7, 8, 1):  # some come late
        put = partial(logs.put, kernel_id=made[1], generation=run, text=f"r{run}", now=start)
        await core.site.store.write(put)
    kept = await core.site.store.read(lambda conn: logs.runs(conn, made[1]))
    assert kept == {run: f"r{run}" for run in (5, 6, 7, 8, 9)}
    await core.site.store.write(lambda conn: logs.put(conn, made[1], 9, "again", start))
    assert (await core.site.store.read(lambda conn: logs.runs(conn, made[1])))[9] == "again"
    found = (await core.site.store.read(left))[2]
    assert found is not None and len(found) == logs.MOST and found.endswith("end")


@pytest.mark.feature("SES-044")
async def test_the_last_figures_stay(core: Core) -> None:
    agent = await core.agent()
    made = await core.create("measured")
    figure: dict[str, str | None] = {"current": "7", "capacity": None, "pct": "0", "unit_hint": "msec"}
    agent.kernels[made.session_id] = agent.kernels[made.session_id].model_copy(
        update={"stats": {"cpu_used": figure}}
    )
    await agent.beat()
    ended = await sessions.destroy(core.site, core.who, "measured")
    assert ended == {"cpu_used": figure, "version": 2, "status": "terminated"}
    kernel = await core.site.store.read(lambda conn: rows.main_kernel(conn, made.session_id))
    assert kernel is not None and kernel.last_stat == {"cpu_used": figure}
    info = await sessions.info(core.site, core.who, "measured")
    assert info["lastStat"] == {"cpu_used": figure}


async def test_events_of_every_kernel(core: Core) -> None:
    await core.policy(max_containers_per_session=2)
    await core.agent()
    heard: list[tuple[str, dict[str, Any]]] = []
    made = await core.create("pair", clusterSize=2)
    follow = session_events.follow(core.site, core.who, "pair")
    await sessions.destroy(core.site, core.who, "pair")
    async for event in follow:
        heard.append(event)
    ended = [data for name, data in heard if name == "kernel_terminated"]
    assert [(data["clusterRole"], data["clusterIdx"]) for data in ended] == [("main", 1), ("sub", 1)]
    assert ended[0]["kernelId"] == str(made.session_id) != ended[1]["kernelId"]
    assert heard[-1][0] == "session_terminated"


# ── over REST ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.feature("REST-054", "REST-057", "REST-059")
async def test_reports_over_rest(rig: HubRig, golden: Golden) -> None:
    agent = await rig.agent()
    body = {"name": "reported", "image": "python", "config": {"resources": {"cpu": "1", "mem": "256m"}}}
    made = await rig.call("POST", "/session", body, who=rig.user)
    session_id = made.json["sessionId"]
    graph = await rig.call("GET", "/session/reported/dependency-graph", who=rig.user)
    golden.assert_like(graph, 133, exact=("status", "depends_on"))
    # Clients read it without a zone.
    datetime.strptime(graph.json["status_changed"].partition(".")[0], "%Y-%m-%d %H:%M:%S")
    assert (await rig.call("GET", "/session/reported/abusing-report", who=rig.user)).json == {}
    kernel = agent.kernels[UUID(session_id)]
    report = {"severity": 2, "text": "mines"}
    agent.kernels[UUID(session_id)] = kernel.model_copy(update={"abuse": report})
    await agent.beat()
    told = await rig.call("GET", "/session/reported/abusing-report", who=rig.user)
    assert told.json == {session_id: report}
    query = """query($l:Int!,$o:Int!) { compute_session_list(limit:$l,offset:$o) {
        items { abusing_reports commit_status } total_count } }"""
    listed = await rig.call(
        "POST", "/admin/gql", {"query": query, "variables": {"l": 9, "o": 0}}, who=rig.user
    )
    assert listed.json["data"]["compute_session_list"]["items"] == [
        {"abusing_reports": ['{"severity": 2, "text": "mines"}'], "commit_status": "ready"}
    ]
    status = await rig.call("GET", "/session/reported/commit", who=rig.user)
    golden.assert_like(status, 136, exact=("status",))
    begun = await rig.call("POST", "/session/reported/commit", who=rig.user)
    assert (begun.status, begun.json["kernel"]) == (200, session_id)
    task = await rig.call("GET", f"/session/_/logs?taskId={session_id}", who=rig.user)
    assert (task.status, task.text) == (200, f"log of {session_id}\n")
    assert (await rig.call("GET", "/session/_/logs", who=rig.user)).status == 400
    for path in ("dependency-graph", "abusing-report", "commit", "logs"):
        foreign = await rig.call("GET", f"/session/{session_id}/{path}", who=rig.other)
        assert foreign.status == 404, path
    assert (await rig.call("GET", f"/session/_/logs?taskId={session_id}", who=rig.other)).status == 404
    await rig.call("DELETE", "/session/reported", who=rig.user)
    assert (await rig.call("POST", "/session/reported/commit", who=rig.user)).status == 404
    assert (await rig.call("GET", "/session/reported/commit", who=rig.user)).json["status"] == "ready"
