"""Hub servers as sessions: idempotent spawns, tokens that change, waiting and watching, ends on either
side.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_agent.protocol import HUB_NOTEBOOK, KernelState
from kernelyard_agent.slots import parse_all
from kernelyard_hub import errors
from kernelyard_hub.operations import maintenance
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions import spawn_form, spawning
from kernelyard_hub.protocol import SpawnOptions, SpawnRequest, SpawnStatus
from kernelyard_hub.store.models import resource_groups, session_credentials, vfolders
from kernelyard_hub.testing import devices


class FakeHubApi:
    """Remembers which servers it was told to stop."""

    def __init__(self) -> None:
        self.stopped: list[tuple[str, str]] = []

    async def stop_server(self, user: str, server: str) -> bool:
        self.stopped.append((user, server))
        return True


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path, hub=FakeHubApi()) as running:
        yield running


def told(core: Core) -> list[tuple[str, str]]:
    hub = core.site.loop._hub
    assert isinstance(hub, FakeHubApi)
    return hub.stopped


def spawn(token: str = "t1", server: str = "", **options: Any) -> SpawnRequest:
    return SpawnRequest(
        username="user",
        server_name=server,
        options=SpawnOptions(**{"preset": "cpu01-small", **options}),
        argv=["jupyterhub-singleuser", "--port={port}"],
        environ={"JUPYTERHUB_USER": "user", "PATH": "/of/the/hub", "SITE": "x"},
        secrets={"JUPYTERHUB_API_TOKEN": token},
        ready_path="/user/user/api",
    )


async def ready(core: Core, request: SpawnRequest) -> SpawnStatus:
    made = await spawning.create(core.site, request)
    return await eventually(lambda: spawning.status(core.site, made.session_id), lambda seen: seen.ready)


async def test_a_server_is_a_session_with_the_notebook_and_the_home_folder(core: Core) -> None:
    agent = await core.agent()
    made = await ready(core, spawn())
    assert (made.status, made.url, made.progress, made.ended) == (
        "RUNNING",
        "http://127.0.0.1:8080",
        100,
        False,
    )
    spec = agent.specs[made.session_id]
    assert [(m.name, m.target, m.permission) for m in spec.mounts] == [("home", "home", "wd")]
    (service,) = spec.services
    assert (service.name, service.ready_path) == (HUB_NOTEBOOK, "/user/user/api")
    assert (spec.environ, service.environ) == ({"JUPYTERHUB_USER": "user"}, {"SITE": "x"})
    assert agent.credentials[made.session_id].environ == {"JUPYTERHUB_API_TOKEN": "t1"}
    assert await core.held() == parse_all({"cpu": "1", "mem": "1g"})
    assert (await sessions.info(core.site, core.who, "hub-user-server"))["status"] == "RUNNING"


@pytest.mark.parametrize(
    ("options", "more", "amounts"),
    [
        # What was chosen, within what the Hub's configuration allows.
        ({"preset": "cpu02-medium"}, {"limits": {"mem": "1g"}}, {"cpu": "2", "mem": "1g"}),
        ({"preset": "cpu01-small"}, {"limits": {"mem": "8g", "cpu": "4"}}, {"cpu": "1", "mem": "1g"}),
        (
            {"preset": None, "resources": {"mem": "300m"}},
            {"limits": {"mem": "2g"}},
            {"cpu": "1", "mem": "300m"},
        ),
        # Nothing was chosen: exactly that, and a preset for the rest.
        ({"preset": None}, {"limits": {"mem": "3g", "cpu": "2"}}, {"cpu": "2", "mem": "3g"}),
        ({"preset": None}, {"default_preset": True}, {"cpu": "1", "mem": "1g"}),
        ({"preset": None}, {"default_preset": True, "limits": {"cpu": "2"}}, {"cpu": "2", "mem": "1g"}),
        ({"preset": None}, {}, {"cpu": "1", "mem": "256m"}),
    ],
)
async def test_the_hubs_limits_bound_what_was_chosen(
    core: Core, options: dict[str, Any], more: dict[str, Any], amounts: dict[str, str]
) -> None:
    await core.agent()
    await ready(core, spawn(**options).model_copy(update=more))
    assert await core.held() == parse_all(amounts)


async def test_amounts_beyond_the_hubs_limits_are_refused(core: Core) -> None:
    await core.agent()
    request = spawn(preset=None, resources={"mem": "4g"}).model_copy(update={"limits": {"mem": str(2**30)}})
    with pytest.raises(errors.InvalidParameters, match="at most 1024 MiB"):
        await spawning.create(core.site, request)


async def test_settings_of_the_hub_for_the_nodes_engine_reach_the_agent(core: Core) -> None:
    volumes = {"volumes": {"home-user": {"bind": "/mine", "mode": "rw"}}}
    agent = await core.agent()
    more = {"engine_options": volumes, "auto_pull": "tag", "shared_memory": "128m"}
    made = await ready(core, spawn().model_copy(update=more))
    spec = agent.specs[made.session_id]
    assert (spec.engine_options, spec.shared_memory) == (volumes, 128 * 2**20)
    row = await core.row(made.session_id)
    assert row.spec["auto_pull"] == "tag"
    assert spec.auto_pull == "none", "no registry has told of the image, so that no node could fetch it"


async def test_credentials_are_sealed_until_the_start_and_gone_after_it(core: Core) -> None:
    await spawning.create(core.site, spawn("very-secret"))
    query = select(session_credentials.c.environ_encrypted)
    sealed = await core.site.store.read(lambda conn: conn.execute(query).scalars().all())
    assert len(sealed) == 1
    assert b"very-secret" not in sealed[0]
    if core.site.store.dialect == "sqlite":
        database = await asyncio.to_thread(Path(core.url.removeprefix("sqlite:///")).read_bytes)
        assert b"very-secret" not in database
    await core.agent()
    await ready(core, spawn("very-secret"))
    assert await core.site.store.read(lambda conn: conn.execute(query).all()) == []


async def test_the_same_spawn_twice_is_one_session(core: Core) -> None:
    await core.agent()
    first, second = await asyncio.gather(
        spawning.create(core.site, spawn()), spawning.create(core.site, spawn())
    )
    assert first.session_id == second.session_id
    other = await spawning.create(core.site, spawn(server="second"))
    assert other.session_id != first.session_id
    found = await spawning.server(core.site, "user", "second")
    assert found is not None and found.session_id == other.session_id
    assert await spawning.server(core.site, "user", "third") is None


async def test_a_waiting_server_gets_the_new_token_and_keeps_its_place(core: Core) -> None:
    first = await spawning.create(core.site, spawn("old"))
    await spawning.create(core.site, spawn("old", server="behind"))
    again = await spawning.create(core.site, spawn("new"))
    assert again.session_id == first.session_id
    assert (again.wait.place, again.wait.of) == (1, 2)
    agent = await core.agent()
    await ready(core, spawn("new"))
    assert agent.credentials[first.session_id].environ == {"JUPYTERHUB_API_TOKEN": "new"}


async def test_other_options_make_another_session(core: Core) -> None:
    first = await spawning.create(core.site, spawn())
    other = await spawning.create(core.site, spawn("t2", preset="cpu02-medium"))
    assert other.session_id != first.session_id
    assert (await core.row(first.session_id)).status == "CANCELLED"


async def test_a_running_server_of_another_token_is_made_anew(core: Core) -> None:
    agent = await core.agent()
    first = await ready(core, spawn("old"))
    second = await ready(core, spawn("new"))
    assert second.session_id != first.session_id
    assert (await core.row(first.session_id)).status == "TERMINATED"
    assert agent.credentials[second.session_id].environ == {"JUPYTERHUB_API_TOKEN": "new"}
    assert told(core) == [], "the Hub asked for it and must not be told to stop the new one"


@pytest.mark.feature("REST-062")
async def test_a_running_server_outlives_spawns_that_are_refused_while_frozen(core: Core) -> None:
    await core.agent()
    first = await ready(core, spawn("old"))
    await maintenance.put(core.site, core.admin, "frozen")
    with pytest.raises(errors.ServerFrozen):
        await spawning.create(core.site, spawn("new"))
    assert (await core.row(first.session_id)).status == "RUNNING"
    assert (await spawning.create(core.site, spawn("old"))).session_id == first.session_id
    gone = delete(vfolders).where(vfolders.c.user_id == core.who.user_id)
    await core.site.store.write(lambda conn: conn.execute(gone) and None)
    with pytest.raises(errors.ServerFrozen, match="home"):
        await spawning.create(core.site, spawn("old"))
    assert (await spawn_form.form(core.site, "user")).presets, "one may look"


@pytest.mark.parametrize(
    ("options", "status", "field"),
    [
        ({"preset": "no-such"}, 404, "preset"),
        ({"resource_group": "no-such"}, 404, None),
        ({"image": "no-such"}, 404, "image"),
        ({"mounts": ["no-such"]}, 404, None),
        ({"resources": {"cpu": "1000"}}, 400, "config.resources.cpu"),
        ({"resources": {"cpu": "x"}}, 400, None),
    ],
)
async def test_what_cannot_be_is_refused(
    core: Core, options: dict[str, Any], status: int, field: str | None
) -> None:
    await core.agent()
    with pytest.raises(errors.ApiError) as caught:
        await spawning.create(core.site, spawn(**options))
    assert caught.value.status == status
    if field is not None:
        assert field in caught.value.data
    assert await spawning.server(core.site, "user", "") is None


async def test_custom_amounts_come_before_the_preset(core: Core) -> None:
    await core.agent()
    made = await spawning.create(core.site, spawn(resources={"cpu": "2", "mem": ""}, shared_memory="100m"))
    row = await core.row(made.session_id)
    assert row.requested_slots == parse_all({"cpu": "2", "mem": "1g"})
    assert row.spec["shared_memory"] == 100 * 2**20


async def test_folders_are_mounted_beside_home(core: Core) -> None:
    def add(conn: Any) -> None:
        row = conn.execute(select(vfolders)).mappings().first()
        conn.execute(insert(vfolders).values({**row, "id": core.who.user_id, "name": "data"}))

    await core.site.store.write(add)
    made = await spawning.create(core.site, spawn(mounts=["data", "home"]))
    row = await core.row(made.session_id)
    assert [(m["name"], m["target"]) for m in row.spec["mounts"]] == [("home", "home"), ("data", "data")]


async def test_watching_shows_place_reason_and_the_end(core: Core) -> None:
    first = await spawning.create(core.site, spawn())
    made = await spawning.create(core.site, spawn(server="second"))
    seen: list[SpawnStatus] = []

    async def watch() -> None:
        async with aclosing(spawning.watch(core.site, made.session_id)) as changes:
            async for status in changes:
                seen.append(status)

    watching = asyncio.create_task(watch())
    await eventually(lambda: asyncio.sleep(0, seen), lambda got: got and "up" in got[-1].wait.reason)
    assert (seen[-1].wait.place, seen[-1].wait.of) == (2, 2)
    assert seen[-1].message.startswith("Place 2 of 2 in the queue. No node")
    await spawning.end(core.site, first.session_id)
    await eventually(lambda: asyncio.sleep(0, seen), lambda got: got[-1].wait.place == 1)
    await core.agent(start_seconds=0.3)
    await asyncio.wait_for(watching, core_rig.PATIENCE)
    assert seen[-1].ready
    assert {"PENDING", "RUNNING"} <= {status.status for status in seen}
    assert [status.progress for status in seen] == sorted(status.progress for status in seen)


async def test_stop_at_the_hub_frees_the_slots_and_tells_nobody(core: Core) -> None:
    await core.agent()
    made = await ready(core, spawn())
    ended = await spawning.end(core.site, made.session_id)
    assert (ended.ended, ended.status, ended.exit_code) == (True, "TERMINATED", 137)
    assert ended.message == "It was stopped at the Hub."
    assert await core.held() == {}
    assert (await spawning.end(core.site, made.session_id)).ended
    assert told(core) == []


async def test_an_end_anywhere_else_is_told_to_the_hub(core: Core) -> None:
    agent = await core.agent()
    first = await ready(core, spawn())
    second = await ready(core, spawn(server="named"))
    await sessions.destroy(core.site, core.who, first.name)
    await agent.set_state(second.session_id, KernelState.EXITED, exit_code=1)
    await eventually(
        lambda: asyncio.sleep(0, told(core)), lambda got: set(got) == {("user", ""), ("user", "named")}
    )


async def test_cancelling_a_waiting_server(core: Core) -> None:
    made = await spawning.create(core.site, spawn())
    ended = await spawning.end(core.site, made.session_id)
    assert (ended.status, ended.ended) == ("CANCELLED", True)


async def test_the_pending_timeout_is_a_sentence(core: Core) -> None:
    change = update(resource_groups).values(scheduler_opts={"pending_timeout": 0.05})
    await core.site.store.write(lambda conn: conn.execute(change) and None)
    made = await spawning.create(core.site, spawn())
    ended = await eventually(lambda: spawning.status(core.site, made.session_id), lambda seen: seen.ended)
    assert ended.message == "It has waited longer than the resource group allows."


async def test_the_form_tells_what_starts_now(core: Core) -> None:
    await core.agent(offers=devices(cores=2, memory=8 * 2**30))
    await ready(core, spawn())
    form = await spawn_form.form(core.site, "user")
    verdicts = {preset.name: preset.availability["default"] for preset in form.presets}
    assert {name: verdict.state for name, verdict in verdicts.items()} == {
        "cpu01-small": "now",
        "cpu02-medium": "wait",
        "gpu-half": "never",
        "gpu-whole": "never",
    }
    assert verdicts["cpu02-medium"].text == "It waits for 1 cpu to become free."
    assert verdicts["gpu-half"].text == "No node here has cuda.shares."
    assert (form.default_resource_group, form.default_preset) == ("default", "cpu01-small")
    (group,) = form.resource_groups
    assert (group.free["cpu"], group.capacity["cpu"]) == ("1", "2")
    assert form.folders == [], "home is always mounted, and no choice"
    assert form.images[0].aliases == ["python"]


async def test_unknown_accounts_are_refused(core: Core) -> None:
    with pytest.raises(errors.NotFound):
        await spawning.create(core.site, spawn().model_copy(update={"username": "nobody"}))
    with pytest.raises(errors.NotFound):
        await spawn_form.form(core.site, "nobody")


def test_the_recorded_request_hides_its_secrets() -> None:
    assert "very-secret" not in repr(spawn("very-secret"))
