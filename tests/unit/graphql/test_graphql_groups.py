"""Resource groups and whom they are given to, domains and projects: made, changed, deleted, refused."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from changing import change
from sqlalchemy import func, select

from kernelyard_hub.operations import resource_groups
from kernelyard_hub.operations.sessions.create import allowed_groups, find_project
from kernelyard_hub.scheduler import group_options
from kernelyard_hub.site import Site
from kernelyard_hub.store import models as m

GROUP = {"driver": "static", "scheduler": "fifo"}
OPTIONS = {
    "allowed_session_types": ["batch"],
    "pending_timeout": 60,
    "agent_selection_strategy": "concentrated",
    "agent_selection_by_type": {"batch": "dispersed"},
    "config": {"num_retries_to_skip": 2, "half_life": 3600, "preemption": True},
}


async def options_of(site: Site, name: str) -> Any:
    query = select(m.resource_groups).where(m.resource_groups.c.name == name)
    return await site.store.read(lambda conn: conn.execute(query).one())


@pytest.mark.feature("GQL-016", "GQL-017", "SCH-013", "SCH-015")
async def test_a_resource_group_comes_and_changes(ask: Any, graphql_site: Site) -> None:
    """Without nodes; its options are read back as they were written, and what is shown can be sent again."""
    made = await change(
        ask,
        "root",
        "create_scaling_group",
        "scaling_group { name scheduler scheduler_opts is_public }",
        name="big",
        props={**GROUP, "scheduler": "fair-share", "scheduler_opts": OPTIONS, "is_public": False},
    )
    assert made["scaling_group"]["scheduler"] == "fair-share"
    read = group_options.read((await options_of(graphql_site, "big")).scheduler_opts)
    assert read.config.half_life == 3600 and read.agent_selection_by_type == {"batch": "dispersed"}
    shown = made["scaling_group"]["scheduler_opts"]
    props = {"scheduler_opts": shown, "description": "new", "is_active": None, "driver_opts": {"a": 1}}
    assert (await change(ask, "root", "modify_scaling_group", name="big", props=props))["ok"] is True
    row = await options_of(graphql_site, "big")
    assert (row.description, row.is_active, row.is_public) == ("new", True, False)
    assert group_options.read(row.scheduler_opts) == read
    turn = {"scheduler_opts": {"roundrobin": True}}
    assert (await change(ask, "root", "modify_scaling_group", name="big", props=turn))["ok"] is True
    assert (await options_of(graphql_site, "big")).scheduler_opts == {
        "agent_selection_strategy": "roundrobin"
    }


BAD_GROUPS: list[tuple[dict[str, Any], list[str]]] = [
    ({"scheduler": "best"}, ["scheduler", "'best'", "fair-share", "fifo"]),
    ({"driver": "auto"}, ["driver", "static"]),
    ({"scheduler_opts": {"pending_timeout": -1}}, ["scheduler_opts", "pending_timeout", "0"]),
    ({"scheduler_opts": {"pending_timeout": 1e300}}, ["pending_timeout", "less than"]),
    ({"scheduler_opts": {"pending_timeout": float("nan")}}, ["scheduler_opts", "NaN"]),
    ({"scheduler_opts": {"agent_selection_strategy": "luck"}}, ["'luck'", "dispersed"]),
    ({"scheduler_opts": {"agent_selection_by_type": {"batch": "luck"}}}, ["'luck'"]),
    ({"scheduler_opts": {"allowed_session_types": []}}, ["allowed_session_types"]),
    ({"scheduler_opts": {"allowed_session_types": ["nap"]}}, ["allowed_session_types", "interactive"]),
    ({"scheduler_opts": {"config": {"num_retries_to_skip": -1}}}, ["config.num_retries_to_skip"]),
    ({"scheduler_opts": {"config": {"reservations": 1000}}}, ["config.reservations", "100"]),
    ({"scheduler_opts": {"surprise": 1}}, ["surprise"]),
    ({"scheduler_opts": "[]"}, ["scheduler_opts", "JSON object"]),
    ({"driver_opts": {"x": "y" * 20_000}}, ["driver_opts", "16384"]),
    ({"description": "a\0b"}, ["description", "control"]),
    ({"use_host_network": True}, ["use_host_network", "network of their own"]),
]


@pytest.mark.feature("SCH-015")
async def test_bad_groups_are_refused(ask: Any) -> None:
    listed = "{ scaling_groups { name description scheduler scheduler_opts driver_opts } }"
    before = await ask("root", listed)
    for props, words in BAD_GROUPS:
        for field, name, more in (("create", "bad", GROUP), ("modify", "default", {})):
            answer = await change(ask, "root", f"{field}_scaling_group", name=name, props=more | props)
            assert answer["ok"] is False and all(word in answer["msg"] for word in words), answer
    assert (await ask("root", listed)).data == before.data


async def test_malformed_json_is_told_by_its_field(ask: Any) -> None:
    answer = await change(ask, "root", "modify_scaling_group", name="default", props={"scheduler_opts": "{"})
    assert answer["ok"] is None and "scheduler_opts" in answer["msg"] and "JSONString" in answer["msg"]


@pytest.mark.feature("GQL-018")
async def test_a_group_with_nodes_or_sessions_stays(ask: Any) -> None:
    for name, word in (("default", "i-one"), ("nowhere", "no resource group")):
        answer = await change(ask, "root", "delete_scaling_group", name=name)
        assert answer["ok"] is False and word in answer["msg"]
    assert (await change(ask, "root", "create_scaling_group", name="empty", props=GROUP))["ok"] is True
    again = await change(ask, "root", "create_scaling_group", name="empty", props=GROUP)
    assert again["ok"] is False and "already" in again["msg"]
    assert (await change(ask, "root", "delete_scaling_group", name="empty"))["ok"] is True


@pytest.mark.feature(
    "SCH-014", "GQL-019", "GQL-020", "GQL-021", "GQL-022", "GQL-023", "GQL-024", "GQL-025", "GQL-026"
)
async def test_groups_are_given_and_taken(ask: Any, graphql_site: Site, world: Any) -> None:
    who, project = world.who["carol"], world.projects["elsewhere"]
    await change(ask, "root", "create_scaling_group", name="gpu", props=GROUP)

    async def mine() -> list[str]:
        return await graphql_site.store.read(lambda conn: allowed_groups(conn, who, project))

    assert await mine() == []
    for kind, key, given in (
        ("domain", "domain", "other"),
        ("user_group", "user_group", str(project)),
        ("keypair", "access_key", who.access_key),
    ):
        associate = f"associate_scaling_group_with_{kind}"
        for _ in range(2):  # again changes nothing
            assert (await change(ask, "root", associate, scaling_group="gpu", **{key: given}))["ok"] is True
        assert await mine() == ["gpu"]
        for ok in (True, False):
            taken = await change(ask, "root", f"dis{associate}", scaling_group="gpu", **{key: given})
            assert taken["ok"] is ok, taken
        assert await mine() == []
        unknown = str(uuid4()) if key == "user_group" else "nothing"
        for group, whom, word in (("none", given, "resource group"), ("gpu", unknown, "There is no")):
            answer = await change(ask, "root", associate, scaling_group=group, **{key: whom})
            assert answer["ok"] is False and word in answer["msg"]
    for kind, field, key, given in (
        ("domain", "domain", "domain", "other"),
        ("user_group", "group", "user_group", str(project)),
    ):
        await change(ask, "root", f"associate_scaling_group_with_{kind}", scaling_group="gpu", **{key: given})
        answer = await change(ask, "root", f"disassociate_all_scaling_groups_with_{field}", **{key: given})
        assert answer["ok"] is True and await mine() == []


async def test_a_private_group_is_for_admins(ask: Any, graphql_site: Site, world: Any) -> None:
    await change(ask, "root", "modify_scaling_group", name="default", props={"is_public": False})
    read = graphql_site.store.read
    assert await read(lambda conn: allowed_groups(conn, world.who["alice"])) == []
    assert await read(lambda conn: allowed_groups(conn, world.who["dora"])) == ["default"]


def test_choices_say_what_they_are() -> None:
    choices = resource_groups.choices()
    assert choices["schedulers"][0]["name"] == choices["defaults"]["scheduler"] == "fifo"
    assert {each["name"] for each in choices["selectors"]} >= {"dispersed", "concentrated", "roundrobin"}
    for each in choices["schedulers"] + choices["selectors"]:
        assert each["text"].endswith(".") and "SCH-" not in each["text"]
    group_options.GroupOptions.model_validate(
        {key: value for key, value in choices["defaults"].items() if key != "scheduler"}
    )


# ── domains ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.feature("GQL-008", "GQL-009", "USR-020", "SCH-040")
async def test_a_domain_comes_and_is_renamed_with_all_in_it(ask: Any, graphql_site: Site, world: Any) -> None:
    made = await change(
        ask,
        "root",
        "create_domain",
        "domain { name total_resource_slots allowed_docker_registries integration_id }",
        name="lab",
        props={
            "total_resource_slots": {"cpu": "8", "mem": "Infinity"},
            "allowed_docker_registries": ["local"],
            "integration_id": "x-1",
        },
    )
    assert made["domain"] == {
        "name": "lab",
        "total_resource_slots": '{"cpu": "8", "mem": "Infinity"}',
        "allowed_docker_registries": ["local"],
        "integration_id": "x-1",
    }
    changed = await change(
        ask, "root", "modify_domain", "domain { name }", name="other", props={"name": "others"}
    )
    assert changed["domain"] == {"name": "others"}

    def left(conn: Any) -> list[int]:
        tables = (m.users, m.projects, m.sessions, m.allocations, m.resource_group_domains)
        return [
            conn.scalar(select(func.count()).where(table.c.domain_name == "other")) or 0 for table in tables
        ]

    assert await graphql_site.store.read(left) == [0, 0, 0, 0, 0]
    listed = await ask("root", '{ users(domain_name: "others") { username } }')
    assert {row["username"] for row in listed.data["users"]} == {"mallory", "carol"}


BAD_DOMAINS: list[tuple[str, dict[str, Any], str]] = [
    ("create_domain", {"name": "other", "props": {}}, "already"),
    ("modify_domain", {"name": "other", "props": {"name": "default"}}, "already"),
    ("modify_domain", {"name": "none", "props": {}}, "no domain"),
    ("modify_domain", {"name": "default", "props": {"name": "main"}}, "stays"),
    ("modify_domain", {"name": "default", "props": {"is_active": False}}, "stays"),
    ("modify_domain", {"name": "other", "props": {"total_resource_slots": {"cpu": -1}}}, "negative"),
    ("modify_domain", {"name": "other", "props": {"total_resource_slots": {"qpu": 1}}}, "unknown slot"),
    ("modify_domain", {"name": "other", "props": {"allowed_docker_registries": ["a b"]}}, "registry"),
    ("delete_domain", {"name": "default"}, "stays"),
    ("purge_domain", {"name": "default"}, "stays"),
    ("purge_domain", {"name": "other"}, "open sessions"),
]


async def test_domains_refuse(ask: Any) -> None:
    listed = "{ domains { name is_active total_resource_slots } }"
    before = await ask("root", listed)
    for field, arguments, word in BAD_DOMAINS:
        answer = await change(ask, "root", field, **arguments)
        assert answer["ok"] is False and word in answer["msg"], answer
    assert (await ask("root", listed)).data == before.data


@pytest.mark.feature("GQL-010", "USR-002")
async def test_an_inactive_domain_starts_nothing(ask: Any, graphql_site: Site, world: Any) -> None:
    def of_carol(conn: Any) -> Any:
        return find_project(conn, world.who["carol"], None, "elsewhere")

    assert await graphql_site.store.read(of_carol) == world.projects["elsewhere"]
    assert (await change(ask, "root", "delete_domain", name="other"))["ok"] is True
    with pytest.raises(Exception, match="Invalid group"):
        await graphql_site.store.read(of_carol)
    await change(ask, "root", "create_domain", name="empty", props={})
    assert (await change(ask, "root", "purge_domain", name="empty"))["ok"] is True


# ── projects ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.feature("GQL-042", "GQL-043", "GQL-044", "USR-003", "USR-019")
async def test_a_project_comes_and_gets_members(ask: Any, world: Any) -> None:
    made = await change(
        ask,
        "dora",
        "create_group",
        "group { id name domain_name resource_policy }",
        name="team",
        props={"domain_name": "default", "total_resource_slots": {"cpu": "4"}},
    )
    gid = made["group"].pop("id")
    assert made["group"] == {"name": "team", "domain_name": "default", "resource_policy": "default"}
    people = [str(world.who[name].user_id) for name in ("alice", "bob")]
    for mode, given, left in (
        ("add", people, people),
        ("add", people[:1], people),
        ("remove", people[:1], people[1:]),
    ):
        answer = await change(
            ask, "dora", "modify_group", gid=gid, props={"user_update_mode": mode, "user_uuids": given}
        )
        assert answer["ok"] is True
        listed = await ask("root", "query($g: UUID) { users(group_id: $g) { uuid } }", g=gid)
        assert sorted(row["uuid"] for row in listed.data["users"]) == sorted(left)
    assert (await change(ask, "dora", "delete_group", gid=gid))["ok"] is True
    shown = await ask("root", "query($g: UUID!) { group(id: $g) { is_active } }", g=gid)
    assert shown.data == {"group": {"is_active": False}}
    assert (await change(ask, "dora", "purge_group", gid=gid))["ok"] is True
    assert (await ask("root", "query($g: UUID!) { group(id: $g) { name } }", g=gid)).data == {"group": None}


@pytest.mark.feature("GQL-043", "SCH-040")
async def test_projects_refuse(ask: Any, world: Any) -> None:
    await change(
        ask,
        "root",
        "modify_domain",
        name="default",
        props={"total_resource_slots": {"cpu": "8"}, "allowed_vfolder_hosts": {"local:volume1": []}},
    )
    own, foreign = str(world.projects["default"]), str(world.projects["elsewhere"])
    carol = str(world.who["carol"].user_id)
    for who, field, arguments, word in (
        ("dora", "create_group", {"name": "x", "props": {"domain_name": "other"}}, "no domain"),
        ("root", "create_group", {"name": "default", "props": {"domain_name": "default"}}, "already"),
        ("dora", "modify_group", {"gid": foreign, "props": {"description": "mine"}}, "no project"),
        ("dora", "delete_group", {"gid": foreign}, "no project"),
        ("dora", "purge_group", {"gid": foreign}, "no project"),
        ("dora", "modify_group", {"gid": own, "props": {"total_resource_slots": {"cpu": "9"}}}, "has 8"),
        (
            "dora",
            "modify_group",
            {"gid": own, "props": {"allowed_vfolder_hosts": {"local:volume1": ["create-vfolder"]}}},
            "does not have",
        ),
        ("root", "modify_group", {"gid": own, "props": {"name": "other-name"}}, "keeps its name"),
        ("root", "modify_group", {"gid": own, "props": {"domain_name": "other"}}, "stays in its domain"),
        ("root", "modify_group", {"gid": own, "props": {"resource_policy": "none"}}, "no project resource"),
        (
            "root",
            "modify_group",
            {"gid": own, "props": {"user_update_mode": "add", "user_uuids": [carol]}},
            "no such user",
        ),
        ("root", "modify_group", {"gid": own, "props": {"user_uuids": [carol]}}, "user_update_mode"),
        (
            "root",
            "modify_group",
            {"gid": own, "props": {"user_update_mode": "add", "user_uuids": ["x"]}},
            "user_uuids",
        ),
        ("root", "purge_group", {"gid": own}, "keeps its name"),
        ("root", "delete_group", {"gid": own}, "stays"),
        ("root", "modify_group", {"gid": own, "props": {"is_active": False}}, "stays"),
        ("root", "purge_group", {"gid": foreign}, "open"),
    ):
        answer = await change(ask, who, field, **arguments)
        assert answer["ok"] is False and word in answer["msg"], (field, arguments, answer)
    await change(ask, "root", "create_project_resource_policy", name="more", props={})
    herself = {"user_update_mode": "add", "user_uuids": [str(world.who["dora"].user_id)]}
    answer = await change(ask, "dora", "modify_group", gid=own, props=herself)
    assert answer["ok"] is None and "Only superadmins" in answer["msg"]
    answer = await change(ask, "dora", "modify_group", gid=own, props={"resource_policy": "more"})
    assert answer["ok"] is None and "Only superadmins" in answer["msg"]
    # Dora is a member: what limits her is lowered by her, not raised.
    for cpu, allowed in (("4", True), ("3", True), ("5", None)):
        limit = {"total_resource_slots": {"cpu": cpu}}
        assert (await change(ask, "dora", "modify_group", gid=own, props=limit))["ok"] is allowed
    gone: dict[str, Any] = {"total_resource_slots": {}}
    assert (await change(ask, "dora", "modify_group", gid=own, props=gone))["ok"] is None
    assert (await change(ask, "root", "modify_group", gid=own, props=gone))["ok"] is True
    listed = await ask("root", "{ groups { name total_resource_slots } }")
    assert all(json.loads(row["total_resource_slots"]) == {} for row in listed.data["groups"])


@pytest.mark.feature("SCH-052", "SCH-016")
async def test_nodes_can_be_spared(ask: Any) -> None:
    assert (await change(ask, "root", "modify_agent", id="i-one", props={"schedulable": False}))["ok"] is True
    shown = await ask("root", '{ agent(agent_id: "i-one") { schedulable status } }')
    assert shown.data == {"agent": {"schedulable": False, "status": "ALIVE"}}
    for agent, props, word in (
        ("i-none", {"schedulable": True}, "no agent"),
        ("i-one", {"scaling_group": "other"}, "says itself"),
    ):
        answer = await change(ask, "root", "modify_agent", id=agent, props=props)
        assert answer["ok"] is False and word in answer["msg"]
