"""Policies and presets as superadmins make, change and delete them, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from changing import change
from sqlalchemy import select, update

from kernelyard_hub.scheduler.readers.reading import limits_of
from kernelyard_hub.store import models as m

PLAIN = {
    "default_for_unspecified": "LIMITED",
    "total_resource_slots": {"cpu": "4", "mem": "8g", "cuda.shares": "Infinity", "cuda.device": 2},
    "max_concurrent_sessions": 3,
    "max_containers_per_session": 2,
    "idle_timeout": 600,
}


async def policies(ask: Any, kind: str = "keypair", more: str = "") -> dict[str, dict[str, Any]]:
    listed = await ask("root", f"{{ {kind}_resource_policies {{ name {more} }} }}")
    return {row["name"]: row for row in listed.data[f"{kind}_resource_policies"]}


@pytest.mark.feature("GQL-052", "GQL-053", "SCH-026", "SCH-027", "SCH-028", "SCH-030", "SCH-037", "SCH-041")
async def test_a_keypair_policy_comes_and_changes(ask: Any, graphql_site: Any) -> None:
    made = await change(
        ask,
        "root",
        "create_keypair_resource_policy",
        "resource_policy { name total_resource_slots max_session_lifetime }",
        name="p1",
        props={**PLAIN, "max_pending_session_count": 5, "max_pending_session_resource_slots": {"cpu": "8"}},
    )
    assert made["ok"] is True and made["msg"] == "success"
    assert made["resource_policy"]["max_session_lifetime"] == 0
    slots = {"cpu": "4", "mem": "8589934592", "cuda.shares": "Infinity", "cuda.device": "2"}
    assert json.loads(made["resource_policy"]["total_resource_slots"]) == slots

    changed = await change(
        ask,
        "root",
        "modify_keypair_resource_policy",
        name="p1",
        # What is null stays as it is (T31), save for what can be without a limit.
        props={"max_concurrent_sessions": None, "idle_timeout": 0, "max_pending_session_count": None},
    )
    assert changed == {"ok": True, "msg": "success"}
    shown = (
        await policies(
            ask,
            more="max_concurrent_sessions idle_timeout max_pending_session_count"
            " max_pending_session_resource_slots default_for_unspecified",
        )
    )["p1"]
    assert shown == {
        "name": "p1",
        "max_concurrent_sessions": 3,
        "idle_timeout": 0,
        "max_pending_session_count": None,
        "max_pending_session_resource_slots": '{"cpu": "8"}',
        "default_for_unspecified": "LIMITED",
    }
    query = select(m.keypair_resource_policies).where(m.keypair_resource_policies.c.name == "p1")
    limits = limits_of(await graphql_site.store.read(lambda conn: conn.execute(query).one()))
    assert limits.slots["cpu"] == 40_000 and limits.unspecified_unlimited is False


BAD_POLICIES: list[tuple[dict[str, Any], list[str]]] = [
    ({"total_resource_slots": {"cpu": "513"}}, ["total_resource_slots", "'cpu'", "512", "Infinity"]),
    ({"total_resource_slots": {"mem": "1025g"}}, ["total_resource_slots", "'mem'", str(2**40)]),
    ({"total_resource_slots": {"cuda.device": "65"}}, ["'cuda.device'", "64"]),
    ({"total_resource_slots": {"cuda.shares": "256.5"}}, ["'cuda.shares'", "256"]),
    ({"total_resource_slots": {"cuda.device": "1.5"}}, ["'cuda.device'", "whole"]),
    ({"total_resource_slots": {"cpu": "-1"}}, ["total_resource_slots", "'cpu'", "negative"]),
    ({"total_resource_slots": {"cpu": "NaN"}}, ["total_resource_slots", "finite"]),
    ({"total_resource_slots": {"cpu": float("nan")}}, ["total_resource_slots", "finite"]),
    ({"total_resource_slots": {"cpu": "-Infinity"}}, ["total_resource_slots", "finite"]),
    ({"total_resource_slots": {"cpu": True}}, ["total_resource_slots", "number"]),
    ({"total_resource_slots": {"cpu": None}}, ["total_resource_slots", "number"]),
    ({"total_resource_slots": {"cpu": "9" * 400}}, ["total_resource_slots", "too long"]),
    ({"total_resource_slots": {"cpus": "1"}}, ["unknown slot 'cpus'", "cpu, mem"]),
    ({"total_resource_slots": {"no slot": "1"}}, ["total_resource_slots", "no slot"]),
    ({"total_resource_slots": "[1]"}, ["total_resource_slots", "JSON object"]),
    ({"max_pending_session_resource_slots": {"x.y": 1}}, ["max_pending_session_resource_slots"]),
    ({"default_for_unspecified": "SOME"}, ["default_for_unspecified", "LIMITED"]),
    ({"max_concurrent_sessions": 101}, ["max_concurrent_sessions", "at most 100"]),
    ({"max_concurrent_sessions": -1}, ["max_concurrent_sessions", "0"]),
    ({"max_concurrent_sftp_sessions": -1}, ["max_concurrent_sftp_sessions"]),
    ({"max_containers_per_session": 0}, ["max_containers_per_session", "1"]),
    ({"max_pending_session_count": -2}, ["max_pending_session_count", "-1"]),
    ({"idle_timeout": 15_552_001}, ["idle_timeout", "15552000"]),
    ({"max_session_lifetime": -1}, ["max_session_lifetime"]),
    ({"allowed_vfolder_hosts": {"nowhere": []}}, ["allowed_vfolder_hosts", "PROXY:VOLUME"]),
    ({"allowed_vfolder_hosts": {"local:v": ["all"]}}, ["'all' is no permission", "create-vfolder"]),
]


@pytest.mark.feature("SCH-026", "SCH-041", "SCH-019")
async def test_bad_policies_are_refused_and_nothing_is_written(ask: Any) -> None:
    before = await policies(ask, more="total_resource_slots idle_timeout")
    for props, words in BAD_POLICIES:
        for field, name, more in (("create", "p2", PLAIN), ("modify", "small", {})):
            answer = await change(
                ask, "root", f"{field}_keypair_resource_policy", name=name, props=more | props
            )
            assert answer["ok"] is False, (props, answer)
            assert all(word in answer["msg"] for word in words), answer
            assert len(answer["msg"]) < 400
    assert await policies(ask, more="total_resource_slots idle_timeout") == before


async def test_no_limit_can_be_said_in_several_ways(ask: Any) -> None:
    props = {**PLAIN, "max_concurrent_sessions": 1_000_000, "max_containers_per_session": 1_000_000}
    for spelled in ("Infinity", "inf", "∞", float("inf")):
        answer = await change(
            ask,
            "root",
            "create_keypair_resource_policy",
            name=f"no-{len(str(spelled))}{ord(str(spelled)[-1])}{type(spelled).__name__}",
            props={**props, "total_resource_slots": {"cpu": spelled}},
        )
        assert answer["ok"] is True, answer
    shown = await policies(ask, more="total_resource_slots")
    assert [row["total_resource_slots"] for name, row in shown.items() if name.startswith("no-")] == [
        '{"cpu": "Infinity"}'
    ] * 4


@pytest.mark.feature("GQL-054", "SCH-036")
async def test_a_policy_that_somebody_follows_stays(ask: Any, graphql_site: Any, world: Any) -> None:
    for made in ("small", "no-such"):
        answer = await change(ask, "root", "create_keypair_resource_policy", name=made, props=PLAIN)
        assert answer["ok"] is (made != "small")
    assert (
        "already"
        in (await change(ask, "root", "create_keypair_resource_policy", name="small", props=PLAIN))["msg"]
    )
    off = (
        update(m.keypairs).where(m.keypairs.c.resource_policy == "small").values(is_active=False),
        update(m.users).where(m.users.c.username == "alice").values(status="inactive"),
    )
    for statement in off:
        await graphql_site.store.write(lambda conn, s=statement: conn.execute(s) and None)
    kept = await change(ask, "root", "delete_keypair_resource_policy", name="small")
    assert kept["ok"] is False and "1 keypair" in kept["msg"]
    assert (await change(ask, "root", "delete_keypair_resource_policy", name="no-such"))["ok"] is True
    gone = await change(ask, "root", "delete_keypair_resource_policy", name="no-such")
    assert gone["ok"] is False and "no keypair resource policy" in gone["msg"]
    for kind in ("keypair", "user", "project"):
        assert (await change(ask, "root", f"delete_{kind}_resource_policy", name="default"))["ok"] is False


@pytest.mark.feature("SCH-038", "SCH-039", "GQL-070")
@pytest.mark.parametrize(
    ("kind", "more"), [("user", "max_customized_image_count"), ("project", "max_network_count")]
)
async def test_folder_policies(kind: str, more: str, ask: Any) -> None:
    answer = await change(
        ask,
        "root",
        f"create_{kind}_resource_policy",
        "resource_policy { id max_vfolder_count }",
        name="team",
        props={"max_vfolder_count": 7, "max_quota_scope_size": 2**40, more: 3},
    )
    assert answer["resource_policy"] == {"id": "team", "max_vfolder_count": 7}
    for props, word in (
        ({"max_vfolder_count": -1}, "max_vfolder_count"),
        ({"max_quota_scope_size": -2}, "max_quota_scope_size"),
    ):
        refused = await change(ask, "root", f"modify_{kind}_resource_policy", name="team", props=props)
        assert refused["ok"] is False and word in refused["msg"]
    await change(
        ask, "root", f"modify_{kind}_resource_policy", name="team", props={"max_quota_scope_size": -1}
    )
    shown = (await policies(ask, kind, f"max_vfolder_count max_quota_scope_size {more}"))["team"]
    assert shown == {"name": "team", "max_vfolder_count": 7, "max_quota_scope_size": -1, more: 3}
    assert (await change(ask, "root", f"delete_{kind}_resource_policy", name="team"))["ok"] is True


@pytest.mark.feature("GQL-029", "GQL-030", "GQL-031", "SCH-025", "SCH-058", "OBJ-020")
async def test_presets_come_change_and_go(ask: Any) -> None:
    made = await change(
        ask,
        "root",
        "create_resource_preset",
        "resource_preset { name resource_slots shared_memory }",
        name="tiny",
        props={"resource_slots": {"cpu": 1, "mem": "2g"}, "shared_memory": "512m"},
    )
    assert made["resource_preset"] == {
        "name": "tiny",
        "resource_slots": '{"cpu": "1", "mem": "2147483648"}',
        "shared_memory": 536870912,
    }
    again = await change(
        ask, "root", "create_resource_preset", name="tiny", props={"resource_slots": {"cpu": "1"}}
    )
    assert again["ok"] is False and "already" in again["msg"]
    assert (await change(ask, "root", "modify_resource_preset", name="tiny", props={"shared_memory": None}))[
        "ok"
    ]
    shown = await ask("root", '{ resource_preset(name: "tiny") { shared_memory resource_slots } }')
    assert shown.data["resource_preset"]["shared_memory"] is None
    for name, ok in (("tiny", True), ("tiny", False)):
        assert (await change(ask, "root", "delete_resource_preset", name=name))["ok"] is ok


BAD_PRESETS: list[tuple[dict[str, Any], str]] = [
    ({"resource_slots": {}}, "names no slot"),
    ({"resource_slots": {"cpu": "Infinity"}}, "finite"),
    ({"resource_slots": {"cpu": "1", "tpu.v9": "1"}}, "unknown slot 'tpu.v9'"),
    ({"resource_slots": {"cuda.device": "1", "cuda.shares": "1"}}, "cannot be combined"),
    ({"resource_slots": {"mem": "1g"}, "shared_memory": "2g"}, "less than the memory"),
    ({"resource_slots": {"mem": "1g"}, "shared_memory": "lots"}, "shared_memory"),
    ({"resource_slots": {"mem": "1g"}, "shared_memory": "-1"}, "shared_memory"),
    ({"resource_slots": {"cpu": "0.00001"}}, "divided"),
]


@pytest.mark.feature("SCH-025")
async def test_bad_presets_are_refused(ask: Any) -> None:
    for props, word in BAD_PRESETS:
        answer = await change(ask, "root", "create_resource_preset", name="bad", props=props)
        assert answer["ok"] is False and word in answer["msg"], answer
    assert (await ask("root", '{ resource_preset(name: "bad") { name } }')).data == {"resource_preset": None}


async def test_names_are_plain(ask: Any) -> None:
    fields: list[tuple[str, dict[str, Any]]] = [
        ("create_resource_preset", {"resource_slots": {"cpu": "1"}}),
        ("create_keypair_resource_policy", PLAIN),
        ("create_scaling_group", {"driver": "static", "scheduler": "fifo"}),
        ("create_domain", {}),
        ("create_group", {"domain_name": "default"}),
    ]
    for name in ("", "a b", "-x", "a/b", "x" * 65, "nul\0", "new\nline", "../etc"):
        for field, props in fields:
            answer = await change(ask, "root", field, name=name, props=props)
            assert answer["ok"] is False and "letters" in answer["msg"], (field, answer)
