"""Folders of running sessions: who may mount what, what nodes are told, and what has to go (STO-006)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, update
from tests.hub_rig import HubRig
from tests.mounts_rig import HOST, folder, mount, mounts, mounts_of, session, share, there, unmount, unshare

from kernelyard_agent import mounting as m
from kernelyard_agent import protocol as p
from kernelyard_hub.mount_keeper import MountKeeper, narrowed, verdict
from kernelyard_hub.operations.sessions import mounts as session_mounts
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.store import session_mounts as store
from kernelyard_hub.store.models import (
    keypair_resource_policies,
    quota_scopes,
    sessions,
    vfolders,
)
from kernelyard_storage.protocol import FolderRef


@pytest.mark.feature("STO-006")
async def test_a_folder_comes_and_goes(rig: HubRig) -> None:
    agent = await rig.agent()
    first, late = await folder(rig, "first"), await folder(rig, "late")
    session_id = await session(rig, "sess1", "first")
    before = await rig.call("GET", "/session/sess1/mounts", who=rig.user)
    assert before.json == {
        "mounts": [
            {
                "folder_id": first,
                "name": "first",
                "target": "first",
                "permission": "wd",
                "state": "mounted",
                "detail": None,
                "late": False,
            }
        ],
        "changeable": True,
        "reason": None,
    }
    made = await mount(rig, "sess1", "late", subpath="2024", target="in/side", permission="ro")
    assert made.status == 201
    assert (made.json["folder_id"], made.json["late"], made.json["state"]) == (late, True, "mounted")
    assert there(agent, session_id) == {"first": "wd", "in/side": "ro"}
    more = await mount(rig, "sess1", "late", subpath="2024", target="in/side", permission="rw")
    assert more.json["permission"] == "rw"
    detail = await rig.call("GET", "/console/session/sess1", who=rig.user)
    assert detail.json["mounts"] == [
        {"name": "first", "subpath": "", "target": "first", "permission": "wd"},
        {"name": "late", "subpath": "2024", "target": "in/side", "permission": "rw"},
    ]
    query = {"query": "{ compute_session_list(limit: 9, offset: 0) { items { name mounts } } }"}
    shown = await rig.call("POST", "/admin/gql", query, who=rig.user)
    assert shown.json["data"]["compute_session_list"]["items"] == [
        {"name": "sess1", "mounts": ["first", "late"]}
    ], shown.text
    # Nodes start it again with what it has by now.
    restarted = await rig.call("PATCH", "/session/sess1", who=rig.user)
    assert restarted.status == 204, restarted.text
    assert [one.target for one in agent.specs[session_id].mounts] == ["first", "in/side"]
    assert (await unmount(rig, "sess1", "first")).status == 204
    assert (await unmount(rig, "sess1", late)).status == 204
    assert there(agent, session_id) == {}
    assert await mounts(rig, "sess1") == []
    assert (await unmount(rig, "sess1", "late")).status == 404
    # Taken away, a folder is free to be deleted.
    assert (await rig.call("DELETE", "/folders/first", who=rig.user)).status == 204
    assert (await mount(rig, "sess1", "late")).status == 201
    assert (await unmount(rig, "sess1", "late")).status == 204


async def test_bad_wishes(rig: HubRig) -> None:
    agent = await rig.agent()
    for name in ("one", "two"):
        await folder(rig, name)
    await folder(rig, "foreign", who=rig.other)
    session_id = await session(rig, "sess1", "one")
    for body, status in (
        ({}, 400),
        ({"folder": ""}, 400),
        ({"folder": "two", "permission": "x"}, 400),
        ({"folder": "two", "unknown": 1}, 400),
        ({"folder": "nothing"}, 404),
        ({"folder": "foreign"}, 404),
        ({"folder": "two", "target": "../up"}, 400),
        ({"folder": "two", "target": "/etc/x"}, 400),
        ({"folder": "two", "target": ".jupyter"}, 400),
        ({"folder": "two", "target": "one"}, 400),
        ({"folder": "two", "subpath": "../x"}, 400),
        ({"folder": "two", "target": "x" * 1025}, 400),
        ({"folder": "two", "target": "\u6f22" * 1000}, 400),
        ({"folder": "two", "target": "/" + "\u6f22" * 400}, 400),
        ({"folder": "two", "target": "\ud800"}, 400),
        ({"folder": "two", "subpath": "\u6f22" * 1000}, 400),
        ({"folder": "two", "subpath": "a\0b"}, 400),
        ({"folder": "two", "subpath": "a/.jupyter"}, 400),
        ({"folder": "tw\0o"}, 400),
    ):
        reply = await rig.call("POST", "/session/sess1/mounts", body, who=rig.user)
        assert reply.status == status, (body, reply.text)
    assert (await rig.call("GET", "/session/sess1/mounts", who=rig.other)).status == 404
    assert (await rig.call("POST", "/session/sess1/mounts", {"folder": "two"}, who=rig.other)).status == 404
    assert there(agent, session_id) in ({}, {"one": "wd"})
    agent.cannot_mount = "this engine cannot"
    reply = await mount(rig, "sess1", "two")
    assert (reply.status, reply.json["msg"]) == (400, "this engine cannot")
    told = await rig.call("GET", "/session/sess1/mounts", who=rig.user)
    assert (told.json["changeable"], told.json["reason"]) == (False, "this engine cannot")
    agent.cannot_mount = None
    await rig.site.mounts.carry_out()
    assert [one["name"] for one in await mounts(rig, "sess1")] == ["one"]


@pytest.mark.feature("STO-007")
async def test_holders_are_listed_and_ended(rig: HubRig) -> None:
    agent = await rig.agent()
    await folder(rig, "data")
    session_id = await session(rig, "sess1", "data")
    agent.holders = [m.Holder(pid=7, command="python", files=["/home/work/data/x"])]
    held = {"pid": 7, "command": "python", "files": ["/home/work/data/x"], "kernel_id": str(session_id)}
    refused = await unmount(rig, "sess1", "data")
    assert (refused.status, refused.json["data"]) == (409, {"holders": [held]})
    assert [one["state"] for one in await mounts(rig, "sess1")] == ["mounted"]
    path = "/session/sess1/mounts/data/holders"
    assert (await rig.call("GET", path, who=rig.user)).json == {"holders": [held]}
    assert (await rig.call("GET", path, who=rig.other)).status == 404
    assert (await rig.call("POST", path + "/end", {"pids": [8]}, who=rig.user)).json == {"holders": [held]}
    assert (await rig.call("POST", path + "/end", {"pids": ["a"]}, who=rig.user)).status == 400
    assert (await rig.call("POST", path + "/end", {"pids": None}, who=rig.user)).json == {"holders": []}
    agent.holders = [m.Holder(pid=9, command="python", files=["/home/work/data/x"])]
    assert (await unmount(rig, "sess1", "data", force=True)).status == 204
    assert await mounts(rig, "sess1") == []


async def test_the_folder_of_a_hub_server_stays(rig: HubRig) -> None:
    agent = await rig.agent()
    await folder(rig, "home")
    session_id = await session(rig, "sess1", "home")
    query = update(sessions).where(sessions.c.id == session_id).values(hub_user="user")
    await rig.site.store.write(lambda conn: conn.execute(query) and None)
    assert (await unmount(rig, "sess1", "home", force=True)).status == 400
    await rig.site.mounts.review()
    assert there(agent, session_id) in ({}, {"home": "wd"})


@pytest.mark.feature("STO-013")
async def test_what_was_taken_back_leaves_running_sessions(rig: HubRig) -> None:
    """Also when the node is away at first, and when the service has been started anew in between."""
    agent = await rig.agent()
    lent, kept = await folder(rig, "lent", who=rig.other), await folder(rig, "kept")
    await share(rig, lent, rig.user, "rw")
    session_id = await session(rig, "sess1", "lent", "kept")
    keeper = rig.site.mounts
    assert await keeper.review() == 0

    await share(rig, lent, rig.user, "ro")
    await keeper.enforce([UUID(lent)])
    assert await keeper.carry_out() == 0
    assert there(agent, session_id) == {"lent": "ro", "kept": "wd"}

    await unshare(rig, lent)
    agent.holders = [m.Holder(pid=7, command="python", files=["/home/work/lent/x"])]
    agent.lose_answers = 1
    await keeper.enforce([UUID(lent), UUID(kept)])
    for _ in range(2):
        assert await keeper.carry_out() == 1
    assert there(agent, session_id) == {"kept": "wd"}
    (leaving,) = [one for one in await mounts(rig, "sess1") if one["name"] == "lent"]
    assert (leaving["state"], leaving["detail"]) == ("removing", "1 of its programs still hold files open.")
    # They are the owner's to see and to end, and nobody else's.
    path = f"/folders/{lent}/holders"
    assert (await rig.call("GET", path, who=rig.user)).status == 404
    (held,) = (await rig.call("GET", path, who=rig.other)).json["holders"]
    assert (held["session_name"], held["pid"]) == ("sess1", 7)
    body = {"session_id": held["session_id"], "pids": [7]}
    assert (await rig.call("POST", path + "/end", body, who=rig.user)).status == 404
    assert (await rig.call("POST", path + "/end", {"session_id": str(uuid4())}, who=rig.other)).status == 404
    assert (await rig.call("POST", path + "/end", body, who=rig.other)).json == {"holders": []}
    assert await keeper.carry_out() == 0
    assert [one["name"] for one in await mounts(rig, "sess1")] == ["kept"]
    assert (await mount(rig, "sess1", lent)).status == 404


async def test_what_a_node_cannot_narrow_goes_and_what_it_cannot_take_is_said(rig: HubRig) -> None:
    agent = await rig.agent()
    lent = await folder(rig, "lent", who=rig.other)
    await share(rig, lent, rig.user, "rw")
    await session(rig, "sess1", "lent")
    agent.cannot_mount = "links only"
    await share(rig, lent, rig.user, "ro")
    await rig.site.mounts.enforce([UUID(lent)])
    await rig.site.mounts.carry_out()
    await rig.site.mounts.carry_out()
    (one,) = await mounts(rig, "sess1")
    assert (one["state"], one["detail"]) == ("failed", "links only")
    agent.cannot_mount = None
    await rig.site.mounts.carry_out(failed=True)
    assert await mounts(rig, "sess1") == []


async def test_a_waiting_session_starts_without_what_was_taken_back(rig: HubRig) -> None:
    lent = await folder(rig, "lent", who=rig.other)
    await share(rig, lent, rig.user, "rw")
    agent = await rig.agent(volumes=())
    session_id = await session(rig, "sess1", "lent", enqueueOnly=True)
    await unshare(rig, lent)
    await rig.site.mounts.enforce([UUID(lent)])
    agent.volumes = ("volume1",)
    await agent.beat()
    async with asyncio.timeout(20):
        while session_id not in agent.specs:
            await asyncio.sleep(0.02)
    assert agent.specs[session_id].mounts == []


def principal(user_id: UUID, role: Role = Role.USER, domain: str = "default") -> Principal:
    return Principal(user_id, "u", "u@site.test", domain, role, "KEY", "default", "keypair")


def test_verdicts() -> None:
    me, owner = uuid4(), uuid4()
    row = {
        "user_id": owner,
        "ownership_type": "user",
        "owner_domain": "default",
        "owner_role": "user",
        "share": None,
    }
    assert verdict(principal(me), None, me) is None
    assert verdict(principal(me), row, me) is None
    assert verdict(principal(me), {**row, "share": "ro"}, me) == "ro"
    assert verdict(principal(me, domain="other"), {**row, "share": "ro"}, me) is None
    assert verdict(None, {**row, "user_id": me}, me) == "wd"
    assert verdict(None, {**row, "share": "rw"}, me) is None
    assert narrowed("ro", "wd") == "ro"
    assert narrowed("wd", "rw") == "rw"
    assert narrowed("rw", None) is None


def test_overlay() -> None:
    def of(name: str, permission: Any = "rw") -> p.Mount:
        ref = FolderRef(volume="v", quota_scope=f"user:{ids[name]}", folder_id=ids[name])
        return p.Mount(name=name, folder=ref, target=name, permission=permission)

    def changed(name: str, state: store.State, permission: str = "rw") -> store.Changed:
        one = of(name)
        return store.Changed(
            uuid4(), one.folder.folder_id, name, name, "", permission, state, None, one.folder
        )

    ids = {name: uuid4() for name in "abcd"}
    changes = [
        changed("a", "removed"),
        changed("b", "mounting", "ro"),
        changed("c", "mounted"),
        changed("d", "removing"),
    ]
    seen = store.overlay([of("a"), of("b"), of("d")], changes)
    assert [(one.mount.name, one.mount.permission, one.state, one.late) for one in seen] == [
        ("b", "ro", "mounting", False),
        ("c", "rw", "mounted", True),
        ("d", "rw", "removing", False),
    ]
    assert [one.name for one in store.wanted([of("a"), of("b"), of("d")], changes)] == ["b", "c"]


async def test_a_full_quota_is_said_and_stops_no_session(rig: HubRig) -> None:
    """S25: it starts, and its owner reads why writing fails."""
    await rig.agent()
    folder_id = await folder(rig, "full")
    counted = {"used_bytes": 2 * 2**30, "files": 1, "counted_at": datetime.now(UTC)}
    limit = {"host": HOST, "quota_scope": f"user:{rig.user.user_id}", "hard_limit": 2**30}

    def write(conn: Any) -> None:
        conn.execute(update(vfolders).where(vfolders.c.id == UUID(folder_id)).values(counted))
        conn.execute(insert(quota_scopes).values(**limit, modified_at=counted["counted_at"]))

    await rig.site.store.write(write)
    await session(rig, "sess1", "full")
    text = (
        "The quota of user@example.com on local:volume1 is used up (2 GiB of 1 GiB): files can be read and"
        " deleted here, and writing may fail."
    )
    assert [one["detail"] for one in await mounts(rig, "sess1")] == [text]
    assert (await rig.call("GET", "/console/session/sess1", who=rig.user)).json["notices"] == [text]


@pytest.mark.feature("STO-017", "STO-018")
async def test_a_folder_renamed_to_ssh_mounts_itself(rig: HubRig) -> None:
    """It cannot be made with that name (golden 054). Nobody but its owner gets it by that."""
    agent = await rig.agent()
    assert (await rig.call("POST", "/folders", {"name": ".ssh"}, who=rig.user)).status == 400
    await folder(rig, "keys")
    body = {"new_name": ".ssh"}
    assert (await rig.call("POST", "/folders/keys/rename", body, who=rig.other)).status == 404
    renamed = await rig.call("POST", "/folders/keys/rename", body, who=rig.user)
    assert renamed.status in (200, 201), renamed.text
    await folder(rig, "more")
    for name in (".jupyter", ".kernelyard", ".bashrc"):
        assert (
            await rig.call("POST", "/folders/more/rename", {"new_name": name}, who=rig.user)
        ).status == 400
    session_id = await session(rig, "sess1")
    assert [one.target for one in agent.specs[session_id].mounts] == [".ssh"]


async def test_a_project_folder_that_becomes_read_only_does_so_in_running_sessions(rig: HubRig) -> None:
    agent = await rig.agent()
    made = {"name": "ours", "host": HOST, "group": "default", "permission": "rw"}
    assert (await rig.call("POST", "/folders", made, who=rig.admin)).status == 201
    session_id = await session(rig, "sess1", "ours")
    changed = await rig.call("POST", "/folders/ours/update-options", {"permission": "ro"}, who=rig.admin)
    assert changed.status in (200, 201), changed.text
    assert await rig.site.mounts.carry_out() == 0
    assert there(agent, session_id) == {"ours": "ro"}


async def test_a_node_that_is_away_is_told_when_it_is_back(rig: HubRig) -> None:
    agent = await rig.agent()
    lent = await folder(rig, "lent", who=rig.other)
    await share(rig, lent, rig.user, "rw")
    session_id = await session(rig, "sess1", "lent")
    address = agent.address
    await agent.stop()
    await unshare(rig, lent)
    await rig.site.mounts.enforce([UUID(lent)])
    assert await rig.site.mounts.carry_out() == 1
    told = await rig.call("GET", "/session/sess1/mounts", who=rig.user)
    assert (told.json["changeable"], told.json["mounts"][0]["state"]) == (False, "removing")
    await agent.start(int(address.rpartition(":")[2]))
    # Another service, or this one after a restart, finds in the database what is to be done.
    keeper = MountKeeper(rig.site.store, rig.site.agents)
    assert await keeper.carry_out() == 0
    assert there(agent, session_id) == {}
    # What is left to do in a session ends with it.
    await agent.stop()
    row = (await mounts_of(rig, session_id))[0]
    await rig.site.store.write(lambda conn: store.write(conn, session_id, row, "removing"))
    ended = update(sessions).where(sessions.c.id == session_id).values(status="TERMINATED")
    await rig.site.store.write(lambda conn: conn.execute(ended) and None)
    assert await rig.site.store.read(store.unfinished) == []


@pytest.mark.feature("STO-006")
async def test_all_kernels_of_a_cluster_have_the_same(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = await rig.agent()
    for name in ("data", "more"):
        await folder(rig, name)
    policy = update(keypair_resource_policies).values(max_containers_per_session=2)
    await rig.site.store.write(lambda conn: conn.execute(policy) and None)
    await session(rig, "sess1", clusterSize=2)
    assert (await mount(rig, "sess1", "data", permission="ro")).status == 201
    assert [{target: one.permission for target, one in each.items()} for each in agent.mounts.values()] == [
        {"data": "ro"},
        {"data": "ro"},
    ]
    agent.holders = [m.Holder(pid=7, command="python", files=["/home/work/data/x"])]
    held = (await rig.call("GET", "/session/sess1/mounts/data/holders", who=rig.user)).json["holders"]
    assert {one["kernel_id"] for one in held} == {str(kernel_id) for kernel_id in agent.mounts}
    monkeypatch.setattr(session_mounts, "MOST_MOUNTS", 1)
    refused = await mount(rig, "sess1", "more")
    assert (refused.status, refused.json["msg"]) == (400, "A session has 1 folders at the most.")
    assert (await unmount(rig, "sess1", "data", force=True)).status == 204
    assert list(agent.mounts.values()) == [{}, {}]
