"""Creating sessions: what a request may carry, what is refused and how, limits under a hundred clients at
once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, insert, select, update
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_agent.slots import parse_all
from kernelyard_hub import errors
from kernelyard_hub.operations import resources
from kernelyard_hub.operations.sessions import admission
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions.request import read_create
from kernelyard_hub.store import ledger
from kernelyard_hub.store.models import (
    agents,
    domains,
    images,
    projects,
    resource_group_domains,
    resource_group_keypairs,
    resource_group_projects,
    resource_groups,
)
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.testing import devices


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as running:
        yield running


def golden(shared: Path, number: int) -> tuple[Any, int, Any]:
    path = next((shared / "data/golden").glob(f"{number}-*.json"))
    recorded = json.loads(path.read_text())
    return recorded["request"]["body"], recorded["response"]["status"], recorded["response"]["body"]


async def refusal(core: Core, body: dict[str, Any]) -> errors.ApiError:
    """Create, expect to be refused, and find that nothing was created."""
    with pytest.raises(errors.ApiError) as caught:
        await sessions.create(core.site, core.who, read_create(body))
    total = select(func.count()).select_from(table)
    assert await core.site.store.read(lambda conn: conn.execute(total).scalar_one()) == 0
    return caught.value


@pytest.mark.parametrize("number", [109, 111, 112, 113, 115, 116])
async def test_bad_requests_are_refused_as_by_the_original(core: Core, shared: Path, number: int) -> None:
    body, status, answer = golden(shared, number)
    if number != 116:
        body |= {"image": "python", "architecture": None}
    if number in (111, 112, 115):
        body["config"]["scaling_group"] = "default"
    problem = await refusal(core, body)
    assert problem.status == status
    assert problem.problem()["title"] == answer["title"]
    if number != 115:
        assert problem.problem() == answer


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"image": "no/such:image"}, "image"),
    ({"clusterSize": 0}, "clusterSize"),
    ({"clusterSize": 2}, "clusterSize"),
    ({"type": "weird"}, "type"),
    ({"maxWaitSeconds": -1}, "maxWaitSeconds"),
    ({"starts_at": "tomorrow"}, "starts_at"),
    ({"group": "nobodys"}, "group"),
    ({"domain": "elsewhere"}, "domain"),
    ({"owner_access_key": "AKIAXXXXXXXXXXXXXXXX"}, "owner_access_key"),
    ({"dependencies": ["a"]}, "dependencies"),
    ({"config": {"environ": {"LD_PRELOAD": "x"}}}, "config.environ"),
    ({"config": {"environ": {"a b": "x"}}}, "config.environ"),
    ({"config": {"environ": "x"}}, "config.environ"),
    ({"config": {"preopen_ports": [80]}}, "config.preopen_ports"),
    ({"config": {"resource_opts": {"shmem": "much"}}}, "config.resource_opts.shmem"),
    (
        {"config": {"resources": {"cpu": "1", "mem": "1g"}, "resource_opts": {"shmem": "2g"}}},
        "config.resource_opts.shmem",
    ),
    ({"config": "x"}, "config"),
    ({"foo": 1}, "foo"),
]


async def test_every_refusal_names_its_field(core: Core, subtests: pytest.Subtests) -> None:
    await core.agent()
    for change, field in REFUSALS:
        with subtests.test(change=change, field=field):
            problem = await refusal(core, {"name": "good-name", "image": "python", **change})
            assert 400 <= problem.status < 500
            assert field in problem.problem()["data"]


@pytest.mark.parametrize("body", [None, [], "x", 3])
def test_a_body_has_to_be_an_object(body: object) -> None:
    with pytest.raises(errors.InvalidParameters):
        read_create(body)


def test_explicit_nulls_and_old_spellings() -> None:
    """T34."""
    request = read_create(
        {
            "clientSessionToken": "abcd",
            "lang": "python",
            "startupCommand": None,
            "owner_access_key": None,
            "callbackURL": None,
            "reuseIfExists": None,
            "config": {
                "scalingGroup": "g",
                "environ": None,
                "mounts": ["data:work/data", "plain"],
                "mount_map": None,
                "preopen_ports": ["8080"],
                "resources": {"cpu": 1, "mem": "1g", "cuda.shares": None},
            },
        }
    )
    assert (request.name, request.image, request.resource_group, request.reuse) == (
        "abcd",
        "python",
        "g",
        True,
    )
    assert (request.mounts, request.mount_map) == (["data", "plain"], {"data": "work/data"})
    assert request.preopen_ports == [8080]
    assert read_create({"name": "abcd", "image": "x", "config": {"scaling_group": "h"}}).resource_group == "h"


@pytest.mark.feature("SCH-023", "SCH-024")
async def test_amounts_are_raised_to_the_images_minimum(core: Core) -> None:
    await core.agent()
    nothing = await core.create(resources={})
    assert (await core.row(nothing.session_id)).requested_slots == parse_all({"cpu": "1", "mem": "256m"})
    little = await core.create(resources={"cpu": "0.5", "mem": "128m"})
    assert (await core.row(little.session_id)).requested_slots == parse_all({"cpu": "1", "mem": "256m"})


async def test_amounts_above_the_images_maximum_are_refused(core: Core) -> None:
    limits = {"cpu": {"min": 10_000, "max": 20_000}}
    await core.site.store.write(
        lambda conn: conn.execute(update(images).values(resource_limits=limits)) and None
    )
    problem = await refusal(
        core, {"name": "much", "image": "python", "config": {"resources": {"cpu": 3, "mem": "1g"}}}
    )
    assert problem.data == {"config.resources.cpu": "at most 2"}


@pytest.mark.parametrize("level", ["keypair", "project", "domain", "nodes"])
async def test_amounts_that_can_never_start_are_refused_at_once(core: Core, level: str) -> None:
    most = parse_all({"cpu": "4"})
    if level == "keypair":
        await core.policy(total_resource_slots=most)
    elif level in ("project", "domain"):
        change = update(projects if level == "project" else domains).values(total_resource_slots=most)
        await core.site.store.write(lambda conn: conn.execute(change) and None)
    else:
        await core.agent(offers=devices(cores=4))
    body = {"name": "huge", "image": "python", "config": {"resources": {"cpu": "5", "mem": "1g"}}}
    problem = await refusal(core, body)
    assert (problem.status, problem.data) == (400, {"config.resources.cpu": "at most 4"})


async def test_limited_policies_refuse_what_they_do_not_name(core: Core) -> None:
    await core.agent(offers=devices(gpus=1))
    await core.policy(
        default_for_unspecified="LIMITED", total_resource_slots=parse_all({"cpu": "4", "mem": "4g"})
    )
    body = {"name": "gpus", "image": "python", "config": {"resources": {"cuda.shares": "0.5"}}}
    assert (await refusal(core, body)).data == {"config.resources.cuda.shares": "at most 0"}


@pytest.mark.feature("SES-010")
async def test_reuse(core: Core) -> None:
    await core.agent()
    first = await core.create("same")
    again = await core.create("same", reuseIfExists=True)
    assert (again.session_id, again.created, again.status) == (first.session_id, False, "RUNNING")
    with pytest.raises(errors.SessionExists) as caught:
        await core.create("same")
    assert caught.value.data == {"existingSessionId": str(first.session_id)}
    await sessions.destroy(core.site, core.who, "same")
    fresh = await core.create("same", reuseIfExists=True)
    assert fresh.created and fresh.session_id != first.session_id


@pytest.mark.feature("SCH-030")
async def test_a_hundred_creates_against_five_pending_ones(core: Core) -> None:
    """R18, at enqueue time."""
    await core.policy(max_pending_session_count=5)
    results = await asyncio.gather(
        *(core.create(enqueueOnly=True) for _ in range(100)), return_exceptions=True
    )
    assert sum(not isinstance(result, BaseException) for result in results) == 5
    refused = [result for result in results if isinstance(result, BaseException)]
    assert all(isinstance(result, errors.QuotaExceeded) and result.status == 412 for result in refused)
    total = select(func.count()).select_from(table)
    assert await core.site.store.read(lambda conn: conn.execute(total).scalar_one()) == 5


@pytest.mark.feature("SCH-031")
async def test_a_hundred_creates_against_five_running_ones(core: Core) -> None:
    """R18, at scheduling time: five run, the rest wait and say why; one ends, one more starts."""
    await core.policy(max_concurrent_sessions=5)
    await core.agent(offers=devices(cores=200, memory=2**40))
    made = await asyncio.gather(*(core.create(enqueueOnly=True) for _ in range(100)))
    assert all(one.created for one in made)

    def by_status(conn: Any) -> dict[str, int]:
        query = select(table.c.status, func.count()).group_by(table.c.status)
        return dict(conn.execute(query).all())

    wanted = {"RUNNING": 5, "PENDING": 95}
    await eventually(lambda: core.site.store.read(by_status), lambda seen: seen == wanted)
    assert await core.held() == parse_all({"cpu": "5", "mem": "2560m"})
    key = core.who.access_key
    assert await core.site.store.read(lambda conn: ledger.holding_sessions_of(conn, key)) == 5
    waiting = [row for row in [await core.row(one.session_id) for one in made] if row.status == "PENDING"]
    await eventually(
        lambda: core.row(waiting[-1].id),
        lambda row: row.status_info.startswith("Your keypair policy allows 5 running sessions at once"),
    )
    running = next(one for one in made if one.session_id not in {row.id for row in waiting})
    await sessions.destroy(core.site, core.who, running.name)
    ended = {"RUNNING": 5, "PENDING": 94, "TERMINATED": 1}
    await eventually(lambda: core.site.store.read(by_status), lambda seen: seen == ended)


async def test_pending_amounts_are_limited(core: Core) -> None:
    await core.policy(max_pending_session_resource_slots=parse_all({"cpu": "2"}))
    await core.create(enqueueOnly=True)
    await core.create(enqueueOnly=True)
    with pytest.raises(errors.QuotaExceeded, match="1 cpu more"):
        await core.create(enqueueOnly=True)


@pytest.mark.feature("SES-047")
async def test_sessions_of_others_are_not_found(core: Core) -> None:
    """S09: foreign and unknown look the same."""
    await core.create("mine", enqueueOnly=True)
    other = await core.add_user("other")
    problems = []
    for ref in ("mine", "nobodys"):
        for ask in (sessions.info, sessions.find):
            with pytest.raises(errors.SessionNotFound) as caught:
                await ask(core.site, other, ref)
            problems.append(caught.value.problem() | {"msg": ""})
    assert all(problem == problems[0] for problem in problems)
    assert await sessions.match(core.site, other, "mine") == []


async def test_admins_act_for_others_and_nobody_else_does(core: Core) -> None:
    """REST-072."""
    made = await core.create("theirs", who=core.admin, enqueueOnly=True, owner_access_key=core.who.access_key)
    row = await core.row(made.session_id)
    assert (row.access_key, row.user_id, row.created_by) == (
        core.who.access_key, core.who.user_id, core.admin.user_id,
    )  # fmt: skip
    assert (await sessions.info(core.site, core.who, "theirs"))["status"] == "PENDING"
    other = await core.add_user("other")
    for key in (core.who.access_key, core.admin.access_key, "AKIAXXXXXXXXXXXXXXXX"):
        with pytest.raises(errors.Forbidden):
            await sessions.destroy(core.site, other, "theirs", owner_access_key=key)
    await sessions.destroy(core.site, core.admin, "theirs", owner_access_key=core.who.access_key)


@pytest.mark.feature("SES-008")
async def test_match_and_rename(core: Core) -> None:
    made = await core.create("abcd-1", enqueueOnly=True)
    await core.create("abcd-2", enqueueOnly=True)
    assert [m["name"] for m in await sessions.match(core.site, core.who, "abcd-1")] == ["abcd-1"]
    assert {m["name"] for m in await sessions.match(core.site, core.who, "abcd")} == {"abcd-1", "abcd-2"}
    assert await sessions.match(core.site, core.who, "ab%d_1") == []
    await sessions.rename(core.site, core.who, "abcd-1", "wxyz")
    assert (await sessions.find(core.site, core.who, "wxyz")).id == made.session_id
    assert (await sessions.find(core.site, core.who, str(made.session_id))).name == "wxyz"
    with pytest.raises(errors.SessionExists):
        await sessions.rename(core.site, core.who, "wxyz", "abcd-2")
    with pytest.raises(errors.InvalidParameters):
        await sessions.rename(core.site, core.who, "wxyz", "no")


@pytest.mark.parametrize("number", [120, 141])
async def test_info_has_the_keys_and_types_of_the_original(core: Core, shared: Path, number: int) -> None:
    _, _, wanted = golden(shared, number)
    if number == 120:
        await core.agent()
    made = await core.create("seen", enqueueOnly=number == 141, config={"environ": {"A": "1"}})
    found = await sessions.info(core.site, core.who, "seen")
    assert list(found) == list(wanted)
    for key, value in wanted.items():
        assert isinstance(found[key], type(value)), key
    same = ["environ", "resourceOpts", "status", "idleChecks", "tag", "occupyingSlots", "numQueriesExecuted"]
    if number == 120:
        same += ["occupiedSlots", "requestedSlots", "statusInfo", "statusData"]
    assert {key: found[key] for key in same} == {key: wanted[key] for key in same}
    assert UUID(found["groupId"]) and made.created


@pytest.mark.feature("SCH-014")
async def test_resource_groups_are_for_those_who_were_let_in(core: Core) -> None:
    def add(conn: Any) -> None:
        row = conn.execute(select(resource_groups)).mappings().one()
        conn.execute(insert(resource_groups).values({**row, "name": "closed"}))

    await core.site.store.write(add)
    assert await resources.resource_groups(core.site, core.who, "default") == ["default"]
    with pytest.raises(errors.ResourceGroupNotFound, match="'closed'"):
        await core.create(config={"scaling_group": "closed"})
    project = select(projects.c.id).scalar_subquery()
    ways = (
        (resource_group_domains, {"domain_name": "default"}),
        (resource_group_projects, {"project_id": project}),
        (resource_group_keypairs, {"access_key": core.who.access_key}),
    )
    for way, to in ways:
        let_in = insert(way).values(resource_group="closed", **to)
        await core.site.store.write(lambda conn, let_in=let_in: conn.execute(let_in) and None)  # type: ignore[misc]
        assert await resources.resource_groups(core.site, core.who, "default") == ["default", "closed"]
        made = await core.create(config={"scaling_group": "closed"}, enqueueOnly=True)
        assert (await core.row(made.session_id)).resource_group == "closed"
        await core.site.store.write(
            lambda conn, way=way: conn.execute(way.delete().where(way.c.resource_group == "closed")) and None  # type: ignore[misc]
        )
        assert await resources.resource_groups(core.site, core.who, "default") == ["default"]


@pytest.mark.feature("SCH-009")
async def test_resource_groups_take_the_types_they_allow(core: Core) -> None:
    change = update(resource_groups).values(scheduler_opts={"allowed_session_types": ["batch"]})
    await core.site.store.write(lambda conn: conn.execute(change) and None)
    with pytest.raises(errors.InvalidParameters) as caught:
        await core.create(config={"scaling_group": "default"})
    assert caught.value.data == {"type": "interactive"}


@pytest.mark.feature("SCH-010")
async def test_the_pending_timeout_cancels(core: Core) -> None:
    change = update(resource_groups).values(scheduler_opts={"pending_timeout": 0.1})
    await core.site.store.write(lambda conn: conn.execute(change) and None)
    made = await core.create(enqueueOnly=True)
    row = await core.until(made.session_id, "CANCELLED")
    assert row.status_info == "pending-timeout"


@pytest.mark.feature("REST-025", "SCH-025")
async def test_check_presets_is_the_schedulers_own_answer(core: Core) -> None:
    await core.agent(offers=devices(cores=2, memory=8 * 2**30))
    await core.create(resources={"cpu": "1", "mem": "1g"})
    await core.policy(total_resource_slots=parse_all({"cpu": "2"}))
    found = await resources.check_presets(
        core.site, core.who, {"group": "default", "scaling_group": "default"}
    )
    assert found["keypair_limits"] == {"cpu": "2", "mem": "Infinity"}
    assert found["keypair_using"] == {"cpu": "1", "mem": "1073741824"}
    assert found["keypair_remaining"] == {"cpu": "1", "mem": "Infinity"}
    assert found["scaling_group_remaining"] == {"cpu": "1", "mem": str(7 * 2**30)}
    assert {p["name"]: p["allocatable"] for p in found["presets"]} == {
        "cpu01-small": True, "cpu02-medium": False, "gpu-half": False, "gpu-whole": False,
    }  # fmt: skip
    assert await resources.check_presets(core.site, core.who, {}) == found
    with pytest.raises(errors.ResourceGroupNotFound):
        await resources.check_presets(core.site, core.who, {"scaling_group": "zzz"})


@pytest.mark.feature("REST-024")
async def test_presets_and_slots(core: Core) -> None:
    """Slots that no node offers are left out of presets."""
    assert (await resources.presets(core.site))[2]["resource_slots"] == {"cpu": "2", "mem": "4294967296"}
    await core.agent(offers=devices(gpus=1))
    found = await resources.presets(core.site)
    assert found[0] == {
        "name": "cpu01-small",
        "shared_memory": "67108864",
        "resource_slots": {"cpu": "1", "mem": "1073741824"},
    }
    assert found[2]["resource_slots"] == {"cpu": "2", "mem": "4294967296", "cuda.shares": "0.5"}
    assert await resources.resource_slots(core.site) == {
        "cpu": "count",
        "mem": "bytes",
        "cuda.shares": "count",
    }
    assert await resources.recalculate(core.site) == {"closed": []}


async def test_what_the_process_engine_cannot_do_is_refused_at_once(core: Core) -> None:
    await core.agent()
    await core.site.store.write(lambda conn: conn.execute(update(agents).values(engine="process")) and None)

    def ask(conn: Connection) -> None:
        admission.check_engine(conn, "default", {"config.mount_map": False})
        with pytest.raises(errors.InvalidParameters, match="plain processes") as refused:
            admission.check_engine(conn, "default", {"config.mount_map": True})
        assert "config.mount_map" in refused.value.data

    await core.site.store.read(ask)
