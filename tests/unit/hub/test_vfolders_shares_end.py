"""Shares that end: with transfers, folders, domains, roles and accounts; and what is no share at all."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from tests.folder_life import who as principal_of
from tests.hub_rig import HubRig, Keypair, Reply
from tests.sharing_rig import accept, accept_again, create, invitations, invite, names, person, write

from kernelyard_hub.operations.vfolders import life as vfolders_life
from kernelyard_hub.operations.vfolders import revocation as vfolders_revocation
from kernelyard_hub.store import models as m
from kernelyard_storage.client import StorageUnreachable


async def test_guests_of_another_domain_are_none(rig: HubRig) -> None:
    """Who is moved to another domain loses what was shared with him, and gets it back when he returns."""
    await create(rig, "data", rig.user)
    await invite(rig, rig.user, "data", "other@example.com")
    await accept(rig, rig.other)
    await person(rig, "far", domain="far", member_of=())
    moved = update(m.users).where(m.users.c.id == rig.other.user_id)
    await write(rig, moved.values(domain_name="far"))
    assert await names(rig, rig.other) == []
    assert (await rig.call("GET", "/folders/data/files", who=rig.other)).status == 404
    await write(rig, moved.values(domain_name="default"))
    assert await names(rig, rig.other) == ["data"]


@pytest.mark.feature("GQL-046")
async def test_folders_of_a_purged_account(rig: HubRig) -> None:
    """What others use is inherited by who purges, under a free name; the rest is gone."""
    await create(rig, "data", rig.admin)
    shared, own = await create(rig, "data", rig.user), await create(rig, "own", rig.user)
    await create(rig, "back", rig.other)
    await invite(rig, rig.user, "data", "other@example.com")
    await accept(rig, rig.other)
    await invite(rig, rig.other, "back", "user@example.com")
    await accept(rig, rig.user)

    async def purge(email: str, everything: bool) -> None:
        text = "mutation($e: String!, $p: PurgeUserInput!) { purge_user(email: $e, props: $p) { ok msg } }"
        variables = {"e": email, "p": {"purge_shared_vfolders": everything}}
        reply = await rig.call("POST", "/admin/gql", {"query": text, "variables": variables}, who=rig.admin)
        assert reply.json["data"]["purge_user"]["ok"], reply.text

    await purge("user@example.com", everything=False)
    found = {item["id"]: item for item in (await rig.call("GET", "/folders", who=rig.admin)).json}
    assert (found[shared]["name"], found[shared]["is_owner"]) == ("data-2", True)
    assert own not in found
    assert await names(rig, rig.other) == ["data-2", "back"]
    (left,) = (await rig.call("GET", "/folders/_/shared", who=rig.admin)).json["shared"]
    assert left["vfolder_id"].replace("-", "") == shared  # nothing is shared with who is gone
    await purge("other@example.com", everything=True)
    assert await names(rig, rig.admin) == ["data", "data-2"]


@pytest.mark.feature("STO-013", "STO-022")
async def test_transfers_end_with_the_right_to_them(rig: HubRig) -> None:
    """S08, S23: the next piece is refused, of whom the right was taken, and of nobody else."""
    folder_id = await create(rig, "data", rig.user)
    third = await person(rig, "third")
    for who in (rig.other, third):
        await invite(rig, rig.user, "data", f"{who.username}@example.com")
        assert (await accept(rig, who)).status == 200

    async def begin(who: Keypair) -> tuple[str, Keypair]:
        asked = {"path": f"{who.username}.bin", "size": 8}
        reply = await rig.call("POST", f"/folders/{folder_id}/request-upload", asked, who=who)
        target = f"{reply.json['url']}?token={reply.json['token']}"
        assert await piece(target, 0) == 204
        return target, who

    async def piece(target: str, offset: int) -> int:
        headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
        headers["Upload-Offset"] = str(offset)
        async with rig.http.patch(target, data=b"abcd", headers=headers) as response:
            return response.status

    begun = {who.username: (await begin(who))[0] for who in (rig.user, rig.other, third)}
    less = {"vfolder": folder_id, "user": str(rig.other.user_id), "perm": "ro"}
    assert (await rig.call("POST", "/folders/_/shared", less, who=rig.user)).status == 200
    assert 400 <= await piece(begun["other"], 4) < 500
    assert await piece(begun["third"], 4) == 204
    # A keypair that is made inactive, and an account: whatever they have begun is over.
    begun["third"] = (await begin(third))[0]
    text = "mutation($k: String!, $p: ModifyKeyPairInput!) { modify_keypair(access_key: $k, props: $p) {ok} }"
    variables = {"k": third.access_key, "p": {"is_active": False}}
    reply = await rig.call("POST", "/admin/gql", {"query": text, "variables": variables}, who=rig.admin)
    assert reply.json["data"]["modify_keypair"]["ok"], reply.text
    assert 400 <= await piece(begun["third"], 4) < 500
    assert await piece(begun["user"], 4) == 204
    begun["user"] = (await begin(rig.user))[0]
    text = "mutation($e: String!, $p: ModifyUserInput!) { modify_user(email: $e, props: $p) {ok} }"
    variables = {"e": "user@example.com", "p": {"status": "inactive"}}
    reply = await rig.call("POST", "/admin/gql", {"query": text, "variables": variables}, who=rig.admin)
    assert reply.json["data"]["modify_user"]["ok"], reply.text
    assert 400 <= await piece(begun["user"], 4) < 500


async def test_no_token_for_who_loses_the_folder_meanwhile(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S23: the right is gone between the question and the token, which is younger than the withdrawal."""
    folder_id = await create(rig, "data", rig.user)
    await invite(rig, rig.user, "data", "other@example.com")
    await accept(rig, rig.other)
    client = rig.site.storage["local"]
    upload = client.upload

    async def slow(request: Any) -> Any:
        gone = {"vfolder": folder_id, "user": str(rig.other.user_id), "perm": None}
        assert (await rig.call("POST", "/folders/_/shared", gone, who=rig.user)).status == 200
        return await upload(request)

    monkeypatch.setattr(client, "upload", slow)
    asked = {"path": "a", "size": 1}
    reply = await rig.call("POST", "/folders/data/request-upload", asked, who=rig.other)
    assert (reply.status, "token" in reply.text) == (404, False)


async def test_a_storage_proxy_that_is_away_is_told_later(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking a right away does not wait for it, and does not forget it."""
    folder_id = await create(rig, "data", rig.user)
    await invite(rig, rig.user, "data", "other@example.com")
    await accept(rig, rig.other)
    client = rig.site.storage["local"]
    told, revoke, there = asyncio.Event(), client.revoke, [False, False, True]

    async def sometimes(request: Any) -> None:
        if not there.pop(0):
            raise StorageUnreachable("away")
        await revoke(request)
        told.set()

    monkeypatch.setattr(client, "revoke", sometimes)
    monkeypatch.setattr(vfolders_revocation, "WAITS", (0.0, 0.0, 0.0))
    gone = {"vfolder": folder_id, "user": str(rig.other.user_id), "perm": None}
    assert (await rig.call("POST", "/folders/_/shared", gone, who=rig.user)).status == 200
    async with asyncio.timeout(20):
        await told.wait()
    assert there == []


async def test_what_was_not_told_outlasts_a_restart(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a service that stops before a storage proxy is back, and of a client that does not wait."""
    await create(rig, "team", rig.admin, group="default")
    client, revoke = rig.site.storage["local"], rig.site.storage["local"].revoke
    begun, told, away = asyncio.Event(), asyncio.Event(), True

    async def sometimes(request: Any) -> None:
        begun.set()
        if away:
            raise StorageUnreachable("away")
        await revoke(request)
        told.set()

    async def left() -> int:
        return len(await rig.site.store.read(lambda conn: conn.execute(select(m.transfer_ends)).all()))

    monkeypatch.setattr(client, "revoke", sometimes)
    monkeypatch.setattr(vfolders_revocation, "WAITS", (3600.0,))
    enforce = rig.site.mounts.enforce

    async def slow(folder_ids: Any) -> None:
        request.cancel()
        await enforce(folder_ids)

    monkeypatch.setattr(rig.site.mounts, "enforce", slow)
    admin = await principal_of(rig, rig.admin)
    work = vfolders_life.update_options(rig.site, admin, "team", cloneable=None, permission="ro")
    request = asyncio.create_task(work)
    with pytest.raises(asyncio.CancelledError):
        await request
    async with asyncio.timeout(20):
        await begun.wait()
        while rig.site.background.running("revoke") is None:
            await asyncio.sleep(0.01)
    await rig.site.background.stop()
    assert await left() == 1
    away = False
    monkeypatch.setattr(vfolders_revocation, "WAITS", (0.0,))
    assert await vfolders_revocation.resume(rig.site) == 1
    async with asyncio.timeout(20):
        await told.wait()
        while await left():
            await asyncio.sleep(0.01)
    assert await vfolders_revocation.resume(rig.site) == 0


@pytest.mark.feature("STO-013", "STO-024")
async def test_shares_outlast_the_trash(rig: HubRig) -> None:
    folder_id = await create(rig, "data", rig.user)
    third = await person(rig, "third")
    for who in (rig.other, third):
        await invite(rig, rig.user, "data", f"{who.username}@example.com")
    (first,) = await invitations(rig, rig.other)
    await accept(rig, rig.other)
    assert (await rig.call("DELETE", "/folders/data", who=rig.user)).status == 204
    (waiting,) = await rig.site.store.read(
        lambda conn: list(conn.scalars(select(m.vfolder_invitations.c.id).where(
            m.vfolder_invitations.c.state == "pending"
        )))
    )  # fmt: skip
    assert (await accept_again(rig, third, str(waiting))).status == 404
    assert (await names(rig, rig.other), await invitations(rig, third)) == ([], [])
    for path in (f"/folders/{folder_id}", f"/folders/{folder_id}/files"):
        assert (await rig.call("GET", path, who=rig.other)).status == 404
    back = await rig.call("POST", "/folders/restore-from-trash-bin", {"id": folder_id}, who=rig.user)
    assert back.status == 200, back.text
    assert await names(rig, rig.other) == ["data"]
    assert (await accept(rig, third)).status == 200
    assert (await accept_again(rig, rig.other, first["id"])).status == 404


@pytest.mark.feature("REST-046")
async def test_what_superadmins_share_is_theirs(rig: HubRig) -> None:
    """They invite from all domains; a domain's admin has no say in it (S06)."""
    folder_id = await create(rig, "site", rig.admin)
    far = await person(rig, "far", domain="far", member_of=())
    lead = await person(rig, "lead", role="admin")
    assert (await invite(rig, rig.admin, "site", "far@example.com", perm="ro")).status == 201
    assert (await accept(rig, far)).status == 200
    (item,) = (await rig.call("GET", "/folders", who=far)).json
    assert (item["permission"], item["shared_by"]) == ("ro", "admin@example.com")
    change = {"vfolder": folder_id, "user": str(far.user_id), "perm": "wd"}
    assert (await rig.call("POST", "/folders/_/shared", change, who=lead)).status == 404
    assert (await rig.call("GET", "/folders/_/shared", who=lead)).json == {"shared": []}
    # With the role goes what it gave.
    demoted = update(m.users).where(m.users.c.id == rig.admin.user_id).values(role="user")
    await write(rig, demoted)
    assert await names(rig, far) == []


async def test_ids_that_are_none(rig: HubRig) -> None:
    """Malformed and unknown ids are 4xx everywhere."""
    folder_id = await create(rig, "data", rig.user)
    for method, path, body in (
        ("POST", "/folders/invitations/accept", {"inv_id": "x"}),
        ("POST", "/folders/invitations/accept", {"inv_id": str(uuid4())}),
        ("POST", "/folders/invitations/accept", {}),
        ("DELETE", "/folders/invitations/delete", {"inv_id": ["a"]}),
        ("POST", "/folders/invitations/update/..%2f..", {"perm": "ro"}),
        ("POST", "/folders/invitations/update/x", {"perm": "ro"}),
        ("GET", "/folders/_/shared", {"vfolder_id": "x"}),
        ("POST", "/folders/_/shared", {"vfolder": folder_id, "user": "x", "perm": "ro"}),
        ("POST", "/folders/_/shared", {"vfolder": folder_id, "user": str(uuid4()), "perm": None}),
        ("POST", "/folders/data/invite", {"emails": "other@example.com"}),
        ("POST", "/folders/data/invite", {"emails": ["other@example.com"], "perm": "owner"}),
        ("POST", "/folders/data/invite", {"emails": ["\x00", "a" * 300]}),
        ("POST", "/folders/data/share", {"emails": [1]}),
        ("DELETE", "/folders/data/unshare", {}),
        ("POST", "/folders/data/leave", {"shared_user_uuid": "x"}),
        ("POST", "/folders/data/leave", {"shared_user_uuid": str(uuid4())}),
        ("GET", "/folders/nothing/shares", None),
        ("GET", "/folders/%00", None),
        ("POST", "/folders/purge", {"id": "\x00"}),
        ("POST", "/folders/purge", {"id": "\ud800"}),
        ("POST", "/folders", {"name": "x", "group": "\x00"}),
        ("GET", "/folders/%F0%9F%93%81/shares", None),
    ):
        reply = await rig.call(method, path, body, who=rig.user)
        assert 400 <= reply.status < 500, f"{method} {path}: {reply.text}"
    odd = await invite(rig, rig.user, "data", "\x00", "'; drop table users; --", "＠example.com")
    assert odd.status in (400, 404), odd.text
    for body in (
        {"vfolder": folder_id},
        {"vfolder": "x", "user_email": "user@example.com"},
        {"vfolder": folder_id, "user_email": "\x00"},
    ):
        reply = await rig.call("POST", "/folders/_/change-ownership", body, who=rig.admin)
        assert reply.status == 400, reply.text


@pytest.mark.feature("REST-044", "REST-046", "STO-013")
async def test_running_sessions_lose_what_their_owners_lose(rig: HubRig) -> None:
    """Whichever way it goes: the node is told without anybody else having to look."""
    agent = await rig.agent()
    guest, lead = rig.other, rig.admin
    image = {"image": "python", "config": {"resources": {"cpu": "1", "mem": "512m"}}}
    made = await rig.call("POST", "/session", {"clientSessionToken": "guests", **image}, who=guest)
    session_id = UUID(made.json["sessionId"])
    project_id = await rig.site.store.read(lambda conn: str(conn.scalar(select(m.projects.c.id))))

    async def lend(name: str) -> str:
        folder_id = await create(rig, name, rig.user)
        await invite(rig, rig.user, name, "other@example.com")
        assert (await accept(rig, guest)).status == 200
        return folder_id

    async def change(folder_id: str, perm: str | None) -> Reply:
        body = {"vfolder": folder_id, "user": str(guest.user_id), "perm": perm}
        return await rig.call("POST", "/folders/_/shared", body, who=rig.user)

    async def give_away(folder_id: str) -> Reply:
        body = {"vfolder": folder_id, "user_email": "admin@example.com"}
        return await rig.call("POST", "/folders/_/change-ownership", body, who=lead)

    async def remove_member(folder_id: str) -> Reply:
        text = "mutation($g: UUID!, $p: ModifyGroupInput!) { modify_group(gid: $g, props: $p) { ok msg } }"
        props = {"user_update_mode": "remove", "user_uuids": [str(guest.user_id)]}
        variables = {"g": project_id, "p": props}
        return await rig.call("POST", "/admin/gql", {"query": text, "variables": variables}, who=lead)

    async def narrow(folder_id: str) -> Reply:
        share = {"permission": "ro", "emails": ["other@example.com"]}
        return await rig.call("POST", "/folders/team/share", share, who=lead)

    async def leave(folder_id: str) -> Reply:
        return await rig.call("POST", f"/folders/{folder_id}/leave", {}, who=guest)

    team = await create(rig, "team", lead, group="default")
    own = await create(rig, "own", guest)
    for name, folder_id, act, left in (
        ("less", await lend("less"), lambda folder_id: change(folder_id, "ro"), "ro"),
        ("revoked", await lend("revoked"), lambda folder_id: change(folder_id, None), None),
        ("left", await lend("left"), leave, None),
        ("kept", await lend("kept"), give_away, "rw"),  # guests stay guests
        ("own", own, give_away, None),
        ("team", team, narrow, "ro"),
        ("team", team, remove_member, None),
    ):
        await rig.call("POST", "/session/guests/mounts", {"folder": folder_id}, who=guest)
        assert await rig.site.mounts.carry_out() == 0
        assert name in agent.mounts[session_id]
        done = await act(folder_id)
        assert done.status in (200, 201), done.text
        assert await rig.site.mounts.carry_out() == 0
        seen = agent.mounts[session_id].get(name)
        assert (None if seen is None else seen.permission) == left, name
