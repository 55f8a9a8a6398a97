"""What admins set and read over REST: budgets, choices, statistics, agents; where accounts may be used
from.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update
from tests.core_rig import eventually
from tests.hub_rig import HubRig, Keypair

from kernelyard_hub.operations import statistics
from kernelyard_hub.store import models as m

DAY = 86_400


async def domain_admin(rig: HubRig) -> Keypair:
    """The rig's other user, as the admin of the domain."""
    change = update(m.users).where(m.users.c.id == rig.other.user_id).values(role="admin")
    await rig.site.store.write(lambda conn: conn.execute(change) and None)
    return rig.other


async def project(rig: HubRig) -> UUID:
    found = await rig.site.store.read(lambda conn: conn.scalar(select(m.projects.c.id)))
    assert found is not None
    return found


async def test_budgets_are_set_read_and_taken_away(rig: HubRig) -> None:
    body: dict[str, Any] = {
        "scope": "user",
        "scopeId": "user@example.com",
        "slot": "gpu",
        "hours": 100,
        "window": 7 * DAY,
    }
    made = await rig.call("PUT", "/budgets", body, who=rig.admin)
    assert made.status == 200, made.text
    assert (made.json["scopeId"], made.json["scopeName"]) == (str(rig.user.user_id), "user")
    again = await rig.call("PUT", "/budgets", body | {"hours": "2.5"}, who=rig.admin)
    assert (again.json["id"], again.json["hours"]) == (made.json["id"], "2.5")
    other = await rig.call(
        "PUT", "/budgets", body | {"scope": "domain", "scopeId": "default", "slot": "mem", "hours": "64g"},
        who=rig.admin,
    )  # fmt: skip
    assert other.json["hours"] == str(64 * 2**30)
    listed = (await rig.call("GET", "/budgets", who=rig.user)).json["budgets"]
    assert [row["scope"] for row in listed] == ["domain", "user"]
    row = await rig.site.store.read(
        lambda conn: conn.execute(select(m.budgets).where(m.budgets.c.scope == "user")).one()
    )
    assert (row.amount, row.window) == (25_000, 7 * DAY)
    gone = await rig.call("DELETE", f"/budgets/{made.json['id']}", who=rig.admin)
    assert gone.status == 204
    for unknown in (made.json["id"], "x"):
        assert (await rig.call("DELETE", f"/budgets/{unknown}", who=rig.admin)).status == 404
    left = (await rig.call("GET", "/budgets", who=rig.admin)).json["budgets"]
    assert [each["id"] for each in left] == [other.json["id"]]


async def test_bad_budgets_name_field_and_limit(rig: HubRig) -> None:
    good = {"scope": "user", "scopeId": str(rig.user.user_id), "slot": "cpu", "hours": 1, "window": DAY}
    for change, field, word in (
        ({"scope": "planet"}, "scope", "keypair-policy"),
        ({"scopeId": "x"}, "scopeId", "no id"),
        ({"slot": "qpu.device"}, "slot", "unknown slot"),
        ({"slot": "a b"}, "hours", "Unknown slot"),
        ({"hours": -1}, "hours", "negative"),
        ({"hours": "NaN"}, "hours", "finite"),
        ({"hours": "Infinity"}, "hours", "finite"),
        ({"hours": True}, "hours", "number"),
        ({"hours": "0.00001"}, "hours", "divided"),
        ({"window": 59}, "window", "60"),
        ({"window": 10**9}, "window", "31622400"),
        ({"surprise": 1}, "surprise", "not permitted"),
    ):
        reply = await rig.call("PUT", "/budgets", good | change, who=rig.admin)
        assert reply.status == 400, (change, reply.text)
        assert word in reply.json["data"][field], (change, reply.json)
    for scope, scope_id in (
        ("user", str(uuid4())),
        ("project", str(uuid4())),
        ("domain", "none"),
        ("keypair-policy", "none"),
    ):
        reply = await rig.call("PUT", "/budgets", good | {"scope": scope, "scopeId": scope_id}, who=rig.admin)
        assert reply.status == 404, reply.text
    assert (await rig.call("GET", "/budgets", who=rig.admin)).json == {"budgets": []}


async def test_a_domains_admin_limits_others(rig: HubRig) -> None:
    """S06: neither itself, nor the domain, nor policies; nothing of other domains."""
    dora, project_id = await domain_admin(rig), str(await project(rig))
    body = {"slot": "gpu", "hours": 10, "window": DAY}
    for scope, scope_id, status in (
        ("user", str(rig.user.user_id), 200),
        ("project", project_id, 200),
        ("user", str(dora.user_id), 403),
        ("user", str(rig.admin.user_id), 403),
        ("domain", "default", 403),
        ("keypair-policy", "default", 403),
    ):
        reply = await rig.call("PUT", "/budgets", {**body, "scope": scope, "scopeId": scope_id}, who=dora)
        assert reply.status == status, (scope, reply.text)
    made = await rig.call("PUT", "/budgets", {**body, "scope": "domain", "scopeId": "default"}, who=rig.admin)
    assert (await rig.call("DELETE", f"/budgets/{made.json['id']}", who=dora)).status == 403
    own = {**body, "scope": "project", "scopeId": project_id}
    lowered = await rig.call("PUT", "/budgets", {**own, "hours": 9}, who=dora)
    assert lowered.status == 200
    assert (await rig.call("PUT", "/budgets", own, who=dora)).status == 403
    assert (await rig.call("DELETE", f"/budgets/{lowered.json['id']}", who=dora)).status == 403
    assert (await rig.call("PUT", "/budgets", own, who=rig.admin)).status == 200
    assert (await rig.call("PUT", "/budgets", body, who=rig.user)).status == 401
    elsewhere = insert(m.budgets).values(
        id=uuid4(), scope="user", scope_id=str(uuid4()), slot="gpu", amount=1, window=DAY,
        created_at=datetime.now(UTC),
    )  # fmt: skip
    await rig.site.store.write(lambda conn: conn.execute(elsewhere) and None)
    listed = (await rig.call("GET", "/budgets", who=dora)).json["budgets"]
    assert {row["scope"]: (row["mayDelete"], row["used"]) for row in listed} == {
        "domain": (False, "0"),
        "project": (False, "0"),
        "user": (True, "0"),
    }
    everything = (await rig.call("GET", "/budgets", who=rig.admin)).json["budgets"]
    assert len(everything) == 4 and all(row["mayDelete"] for row in everything)
    seen = (await rig.call("GET", "/budgets", who=rig.user)).json["budgets"]
    assert seen and not any(row["mayDelete"] for row in seen)


async def test_a_budget_counts_what_was_held(rig: HubRig) -> None:
    """What is written here is what admission reads."""
    body = {"scope": "user", "scopeId": str(rig.user.user_id), "slot": "gpu", "hours": 1, "window": DAY}
    assert (await rig.call("PUT", "/budgets", body, who=rig.admin)).status == 200
    asked = await rig.call("GET", "/usage/own", who=rig.user)
    (budget,) = asked.json["budgets"]
    assert (budget["hours"], budget["used"], budget["window"]) == ("1", "0", DAY)


@pytest.mark.feature("SCH-031", "SCH-030", "GQL-053")
async def test_a_raised_limit_starts_what_waits_at_once(rig: HubRig) -> None:
    await rig.agent()

    async def limit(**props: Any) -> None:
        text = """mutation($p: ModifyKeyPairResourcePolicyInput!) {
            modify_keypair_resource_policy(name: "default", props: $p) { ok msg } }"""
        body = {"query": text, "variables": {"p": props}}
        reply = await rig.call("POST", "/admin/gql", body, who=rig.admin)
        assert reply.json["data"]["modify_keypair_resource_policy"]["ok"] is True, reply.text

    async def start(name: str) -> Any:
        resources = {"cpu": "1", "mem": "256m"}
        body = {"clientSessionToken": name, "image": "python", "config": {"resources": resources}}
        return await rig.call("POST", "/session", {**body, "enqueueOnly": True}, who=rig.user)

    async def status(name: str) -> str:
        return str((await rig.call("GET", f"/session/{name}", who=rig.user)).json["status"])

    await limit(max_concurrent_sessions=1, max_pending_session_count=1)
    assert (await start("first-one")).status == 201
    await eventually(lambda: status("first-one"), lambda now: now == "RUNNING")
    assert (await start("second-one")).status == 201
    third = await start("third-one")
    assert third.status == 412 and third.json["data"] == {"max_pending_session_count": 1}
    assert await status("second-one") == "PENDING"
    await limit(max_concurrent_sessions=2)
    await eventually(lambda: status("second-one"), lambda now: now == "RUNNING")


async def test_choices_for_resource_groups(rig: HubRig) -> None:
    reply = await rig.call("GET", "/resource-group/options", who=rig.user)
    assert {each["name"] for each in reply.json["schedulers"]} >= {
        "fifo",
        "lifo",
        "drf",
        "fair-share",
        "priority",
    }
    assert reply.json["defaults"]["scheduler"] == "fifo"
    assert reply.json["defaults"]["config"]["num_retries_to_skip"] is None


@pytest.mark.feature("REST-064", "SCH-052")
async def test_agents_are_spared_and_looked_at(rig: HubRig) -> None:
    agent = await rig.agent(agent_id="i-x")
    told = await rig.call("GET", "/resource/watcher", {"agent_id": "i-x"}, who=rig.admin)
    assert told.json["agent-status"] == "ALIVE" and told.json["schedulable"] is True
    for op, there in (("exclude-agents", False), ("include-agents", True)):
        reply = await rig.call(
            "POST", "/manager/scheduler/operation", {"op": op, "args": ["i-x"]}, who=rig.admin
        )
        assert reply.status == 204
        told = await rig.call("GET", "/resource/watcher", {"agent_id": "i-x"}, who=rig.admin)
        assert told.json["schedulable"] is there
    for body, status in (
        ({"op": "exclude-agents", "args": ["i-x", "i-none"]}, 404),
        ({"op": "restart", "args": ["i-x"]}, 400),
        ({"op": "exclude-agents", "args": []}, 400),
    ):
        reply = await rig.call("POST", "/manager/scheduler/operation", body, who=rig.admin)
        assert reply.status == status, reply.text
    told = await rig.call("GET", "/resource/watcher", {"agent_id": "i-x"}, who=rig.admin)
    assert told.json["schedulable"] is True
    for action in ("start", "stop", "restart"):
        reply = await rig.call(
            "POST", f"/resource/watcher/agent/{action}", {"agent_id": "i-x"}, who=rig.admin
        )
        assert reply.status == 409 and "systemd" in reply.json["msg"]
    assert (await rig.call("GET", "/resource/watcher", {"agent_id": "i-"}, who=rig.admin)).status == 404
    assert agent is not None
    assert (await rig.call("GET", "/config/docker-registries", who=rig.admin)).json == {}


async def session_of(rig: HubRig, begun: datetime, ended: datetime | None) -> UUID:
    """A session of the plain user that held two cores, 1 GiB and half a GPU."""
    session_id, project_id = uuid4(), await project(rig)
    who = rig.user
    status = "RUNNING" if ended is None else "TERMINATED"
    row = {
        "id": session_id,
        "name": f"s-{session_id.hex[:6]}",
        "type": "interactive",
        "user_id": who.user_id,
        "access_key": who.access_key,
        "created_by": who.user_id,
        "domain_name": "default",
        "project_id": project_id,
        "resource_group": "default",
        "image": "local/python:3",
        "architecture": "x86_64",
        "status": status,
        "status_changed": begun,
        "sequence": int(session_id.int % 10**15),
        "requested_slots": {},
        "spec": {"mounts": [{"name": "home"}], "shared_memory": 64},
        "created_at": begun,
        "terminated_at": ended,
    }
    figures = {
        "cpu_used": {"current": "9000", "unit_hint": "msec"},
        "mem": {"current": "5", "unit_hint": "bytes"},
        "io_read": {"current": "11"},
        "io_write": {"current": "broken"},
    }
    kernel = {
        "id": session_id,
        "session_id": session_id,
        "cluster_role": "main",
        "cluster_idx": 1,
        "cluster_hostname": "main1",
        "agent_id": "i-x",
        "status": status,
        "status_changed": begun,
        "last_stat": figures,
        "created_at": begun,
        "terminated_at": ended,
    }
    rows = [
        {
            "session_id": session_id,
            "kernel_id": session_id,
            "agent_id": "i-x",
            "device_id": device,
            "slot": slot,
            "amount": amount,
            "access_key": who.access_key,
            "user_id": who.user_id,
            "project_id": project_id,
            "domain_name": "default",
            "resource_group": "default",
            "opened_at": begun,
            "closed_at": ended,
        }
        for device, slot, amount in (("0", "cpu", 20_000), ("m", "mem", 2**30), ("g", "cuda.shares", 5_000))
    ]

    def write(conn: Any) -> None:
        conn.execute(insert(m.sessions).values(row))
        conn.execute(insert(m.kernels).values(kernel))
        conn.execute(insert(m.allocations), rows)

    await rig.site.store.write(write)
    return session_id


async def test_use_of_a_month_in_the_clients_shape(rig: HubRig) -> None:
    begun = datetime(2026, 3, 30, 12, tzinfo=UTC)
    session_id = await session_of(rig, begun, begun + timedelta(days=3))
    project_id = await project(rig)
    for month, there in (("202602", False), ("202603", True), ("202604", True), ("202605", False)):
        body = {"month": month, "group_ids": [str(project_id)]}
        reply = await rig.call("GET", "/resource/usage/month", body, who=rig.admin)
        assert bool(reply.json) is there, month
    (one,) = (await rig.call("GET", "/resource/usage/month?month=202604&group_ids=", who=rig.admin)).json
    assert (one["g_name"], one["domain_name"], one["g_smp"], one["g_mem_allocated"]) == (
        "default",
        "default",
        2,
        2**30,
    )
    assert (one["g_cpu_used"], one["g_mem_used"], one["g_io_read"], one["g_io_write"]) == (9, 5, 11, 0)
    assert one["g_device_type"] == ["cuda"]
    (kernel,) = one["c_infos"]
    assert (kernel["id"], kernel["used_days"], kernel["nfs"]) == (str(session_id), 3, ["home"])
    assert kernel["created_at"] == begun.isoformat() and kernel["terminated_at"].startswith("2026-04-02")
    days = {"group_id": str(project_id), "start_date": "20260401", "end_date": "20260401"}
    assert (await rig.call("GET", "/resource/usage/period", days, who=rig.admin)).json["g_id"] == str(
        project_id
    )
    later = days | {"start_date": "20260501", "end_date": "20260502"}
    assert (await rig.call("GET", "/resource/usage/period", later, who=rig.admin)).json == {}


async def test_faults_of_statistics_name_their_fields(rig: HubRig) -> None:
    project_id = str(await project(rig))
    for path, body, field in (
        ("month", {"month": "202611"}, "group_ids"),
        ("month", {"month": "202613", "group_ids": []}, "month"),
        ("month", {"month": "soon", "group_ids": []}, "month"),
        ("month", {"month": "202611", "group_ids": ["x"]}, "group_ids.0"),
        ("period", {"start_date": "20261120", "end_date": "20261122"}, "group_id"),
        ("period", {"group_id": project_id, "start_date": "x", "end_date": "20261122"}, "start_date"),
        ("period", {"group_id": project_id, "start_date": "20261122", "end_date": "20261120"}, "end_date"),
        ("period", {"group_id": project_id, "start_date": "20250101", "end_date": "20261120"}, "end_date"),
    ):
        reply = await rig.call("GET", f"/resource/usage/{path}", body, who=rig.admin)
        assert reply.status == 400 and field in reply.json["data"], (path, body, reply.text)
    assert (await rig.call("GET", "/resource/usage/month", {}, who=rig.user)).status == 401
    other = await domain_admin(rig)
    move = insert(m.domains).values(name="far", created_at=datetime.now(UTC), modified_at=datetime.now(UTC))
    await rig.site.store.write(lambda conn: conn.execute(move) and None)
    away = update(m.users).where(m.users.c.id == other.user_id).values(domain_name="far")
    await rig.site.store.write(lambda conn: conn.execute(away) and None)
    await session_of(rig, datetime.now(UTC) - timedelta(hours=1), None)
    body = {"month": f"{datetime.now(UTC):%Y%m}", "group_ids": []}
    assert (await rig.call("GET", "/resource/usage/month", body, who=other)).json == []
    assert (await rig.call("GET", "/resource/usage/month", body, who=rig.admin)).json != []


async def test_the_last_month_in_quarters_of_an_hour(rig: HubRig) -> None:
    now = datetime.now(UTC)
    await session_of(rig, now - timedelta(hours=2), now - timedelta(hours=1))
    await session_of(rig, now - timedelta(minutes=30), None)
    own = (await rig.call("GET", "/resource/stats/user/month", who=rig.user)).json
    assert len(own) == statistics.STEPS
    assert list(own[0]) == ["date", *statistics.METRICS]
    assert own[-1]["num_sessions"] == {"value": 1, "unit_hint": "count"}
    # One that ran for an hour fills four quarters, or five of which two in part.
    total = sum(each["cpu_allocated"]["value"] for each in own)
    assert total == pytest.approx(2 * 4 + 2 * 2, abs=0.3)
    assert sum(each["gpu_allocated"]["value"] for each in own) == pytest.approx(total / 4)
    assert own[-1]["mem_allocated"]["value"] == pytest.approx(2**30, rel=0.2)
    assert own[0]["num_sessions"]["value"] == 0
    nobody = (await rig.call("GET", "/resource/stats/user/month", who=rig.other)).json
    assert all(each["num_sessions"]["value"] == 0 for each in nobody)
    everybody = (await rig.call("GET", "/resource/stats/admin/month", who=rig.admin)).json
    assert everybody[-1]["num_sessions"]["value"] == 1
    assert (await rig.call("GET", "/resource/stats/admin/month", who=rig.user)).status == 401


@pytest.mark.feature("SCH-054")
async def test_no_container_is_larger_than_the_site_allows(rig: HubRig) -> None:
    await rig.agent()

    async def start(name: str, shared: str = "64m", **resources: str) -> Any:
        config = {"resources": resources, "resource_opts": {"shmem": shared}}
        body = {"clientSessionToken": name, "image": "python", "config": config, "enqueueOnly": True}
        return await rig.call("POST", "/session", body, who=rig.user)

    async def cap(name: str, value: Any) -> int:
        body = {"key": f"config/resources/max_per_container/{name}", "value": value}
        return (await rig.call("POST", "/config/set", body, who=rig.admin)).status

    refused = await start("big-one", cpu="256", mem="1g")
    assert refused.status == 400 and refused.json["data"] == {"config.resources.cpu": "at most 255"}
    assert await cap("cpu", 1) == 200 and await cap("shmem", "128m") == 200
    refused = await start("two-cores", cpu="2", mem="512m")
    assert refused.json["data"] == {"config.resources.cpu": "at most 1"}
    refused = await start("shared-one", cpu="1", mem="512m", shared="256m")
    assert refused.json["data"] == {"config.resource_opts.shmem": f"at most {128 * 2**20}"}
    for name, value in (("cpu", -1), ("cpu", "lots"), ("no slot", 1), ("mem", True)):
        assert await cap(name, value) == 400, (name, value)
    assert await cap("cpu", "Infinity") == 200
    assert (await start("two-cores", cpu="2", mem="512m")).status == 201


@pytest.mark.feature("GQL-039")
async def test_folders_go_with_whom_they_belonged_to(rig: HubRig) -> None:
    made = await rig.call("POST", "/folders", {"name": "mine", "host": "local:volume1"}, who=rig.user)
    folder = UUID(made.json["id"])
    there = [path for path in rig.volume.rglob("*") if folder.hex in str(path).replace("/", "")]
    assert there
    text = (
        'mutation { purge_user(email: "user@example.com", props: {purge_shared_vfolders: false}) { ok msg } }'
    )
    reply = await rig.call("POST", "/admin/gql", {"query": text}, who=rig.admin)
    assert reply.json["data"]["purge_user"] == {"ok": True, "msg": "success"}
    assert not any(path.exists() for path in there)
    count = select(m.vfolders.c.id).where(m.vfolders.c.id == folder)
    assert await rig.site.store.read(lambda conn: conn.scalar(count)) is None
    assert (await rig.call("GET", "/folders", who=rig.user)).status == 401


async def test_an_account_is_used_from_where_it_may_be(rig: HubRig) -> None:
    def only(*networks: str) -> Any:
        return (
            update(m.users).where(m.users.c.id == rig.user.user_id).values(allowed_client_ip=list(networks))
        )

    for networks, address, status in (
        (["10.0.0.0/8"], None, 401),
        (["10.0.0.0/8"], "10.1.2.3", 200),
        (["10.0.0.0/8"], "192.0.2.1", 401),
        (["127.0.0.1"], None, 200),
        ([], "192.0.2.1", 200),
    ):
        await rig.site.store.write(lambda conn, n=networks: conn.execute(only(*n)) and None)
        headers = {"X-Forwarded-For": address} if address else {}
        reply = await rig.call("GET", "/auth/role", who=rig.user, headers=headers)
        assert reply.status == status, (networks, address, reply.text)
