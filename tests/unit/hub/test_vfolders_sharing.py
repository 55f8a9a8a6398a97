"""Folders that people share: invitations, guests, members with a permission of their own, new owners."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update
from tests.golden import Golden
from tests.hub_rig import HubRig, Keypair
from tests.sharing_rig import (
    HOST,
    accept,
    accept_again,
    create,
    invitations,
    invite,
    names,
    person,
    rename,
    write,
)

from kernelyard_hub.store import models as m


@pytest.fixture
def golden(shared: Path) -> Golden:
    return Golden(shared / "data" / "golden")


@pytest.mark.feature(
    "STO-013", "REST-038", "REST-039", "REST-040", "REST-042", "REST-043", "REST-044", "REST-045", "OBJ-025"
)
async def test_an_invitation_as_the_original_answers_it(rig: HubRig, golden: Golden) -> None:
    user, other = rig.user, rig.other
    folder_id = await create(rig, "gold", user)
    first = await invite(rig, user, "gold", "Other@Example.com")
    assert (first.status, first.json) == (201, {"invited_ids": ["other@example.com"]})
    golden.assert_like(await invite(rig, user, "gold", "other@example.com"), 79, exact=("invited_ids",))
    sent = await rig.call("GET", "/folders/invitations/list-sent", who=user)
    golden.assert_like(sent, 81)
    (offer,) = sent.json["invitations"]
    assert (offer["perm"], offer["state"], offer["modified_at"]) == ("rw", "pending", "None")
    change = f"/folders/invitations/update/{offer['id']}"
    updated = await rig.call("POST", change, {"perm": "ro"}, who=user)
    golden.assert_like(updated, 83)
    assert updated.json["msg"] == f"vfolder invitation updated: {offer['id']}."
    assert (await rig.call("POST", change, {"perm": "wd"}, who=other)).status == 404
    assert (await rig.call("POST", change, {}, who=user)).status == 400
    assert await names(rig, other) == []  # asked, but not there yet
    assert (await rig.call("GET", f"/folders/{folder_id}", who=other)).status == 404
    assert (await accept(rig, other)).json == {}
    assert (await accept_again(rig, other, offer["id"])).status == 404
    listed = (await rig.call("GET", "/folders", who=other)).json
    assert [(each["name"], each["permission"], each["is_owner"], each["shared_by"]) for each in listed] == [
        ("gold", "ro", False, "user@example.com")
    ]
    info = await rig.call("GET", "/folders/gold", who=other)
    golden.assert_like(info, 87, exact=("is_owner", "permission", "type"))
    golden.assert_like(await rig.call("POST", "/folders/gold/mkdir", {"path": "zz"}, who=other), 88)
    golden.assert_like(await rig.call("DELETE", "/folders/gold", who=other), 89, exact=("msg",))
    shared = await rig.call("GET", "/folders/_/shared", who=user)
    golden.assert_like(shared, 90)
    assert shared.json["shared"][0]["shared_to"]["email"] == "other@example.com"
    golden.assert_like(await rig.call("POST", "/folders/gold/leave", {}, who=user), 92, exact=("msg",))
    assert await invitations(rig, user, "list-sent") == []
    assert (await invite(rig, user, "gold", "other@example.com")).json == {"invited_ids": []}
    left = await rig.call("POST", "/folders/gold/leave", {"shared_user_uuid": None}, who=other)
    assert (left.status, await names(rig, other)) == (200, [])
    assert (await rig.call("POST", "/folders/gold/leave", {}, who=other)).status == 404


@pytest.mark.feature("REST-041")
async def test_invitations_that_come_to_nothing(rig: HubRig) -> None:
    user, other = rig.user, rig.other
    await create(rig, "data", user)

    async def refuse(who: Keypair) -> int:
        (one,) = await invitations(rig, user, "list-sent")
        return (
            await rig.call("DELETE", "/folders/invitations/delete", {"inv_id": one["id"]}, who=who)
        ).status

    for who in (other, user):  # rejected, withdrawn; each time he can be invited again
        assert (await invite(rig, user, "data", "other@example.com")).status == 201
        assert await refuse(rig.admin) == 404
        assert await refuse(who) == 200
        assert await invitations(rig, other) == []
    # An invitation is for whom it names, and it waits while the folder's name is taken.
    await invite(rig, user, "data", "other@example.com")
    (one,) = await invitations(rig, other)
    assert (await accept_again(rig, rig.admin, one["id"])).status == 404
    await create(rig, "data", other)
    taken = await accept(rig, other)
    assert (taken.status, taken.json["type"].rpartition("/")[2]) == (400, "vfolder-already-exists")
    assert await rename(rig, other, "data", "mine") == 201
    assert (await accept(rig, other)).status == 200
    assert await names(rig, other) == ["data", "mine"]


async def test_who_can_be_invited(rig: HubRig) -> None:
    await create(rig, "data", rig.user)
    await person(rig, "far", domain="far", member_of=())
    await person(rig, "gone", status="inactive")
    nobody = await invite(rig, rig.user, "data", "nobody@example.com")
    for emails, status in (
        ([], 400),
        (["x" * 255], 400),
        ([f"a{number}@example.com" for number in range(101)], 400),
        (["user@example.com"], 400),  # oneself
        (["nobody@example.com"], 404),
        (["far@example.com"], 404),  # in another domain
        (["gone@example.com"], 404),
        (["nobody@example.com", "other@example.com"], 201),
    ):
        reply = await invite(rig, rig.user, "data", *emails)
        assert reply.status == status, reply.text
        if status == 404:  # nobody learns who has an account
            assert reply.text == nobody.text
        if status == 201:
            assert reply.json == {"invited_ids": ["other@example.com"]}


async def test_what_cannot_be_shared(rig: HubRig) -> None:
    for private in (".local", "home"):
        await create(rig, private, rig.user)
        assert (await invite(rig, rig.user, private, "other@example.com")).status == 403
    await create(rig, "team", rig.admin, group="default")
    assert (await invite(rig, rig.user, "team", "other@example.com")).status == 404
    assert (await invite(rig, rig.admin, "team", "other@example.com")).status == 400
    await create(rig, "data", rig.user)
    share = {"permission": "rw", "emails": ["other@example.com"]}
    assert (await rig.call("POST", "/folders/data/share", share, who=rig.user)).status == 400
    # A folder that is shared does not become one that mounts itself.
    await invite(rig, rig.user, "data", "other@example.com")
    assert (
        await rig.call("POST", "/folders/data/rename", {"new_name": ".conda"}, who=rig.user)
    ).status == 400


@pytest.mark.feature("STO-015")
async def test_hosts_that_forbid_sharing(rig: HubRig) -> None:
    await create(rig, "data", rig.user)
    await create(rig, "team", rig.admin, group="default")
    await invite(rig, rig.user, "data", "other@example.com")
    await accept(rig, rig.other)
    less = {HOST: ["create-vfolder", "mount-in-session"]}
    for holder in (m.domains, m.projects, m.keypair_resource_policies):
        await write(rig, update(holder).values(allowed_vfolder_hosts=less))
    refused = await invite(rig, rig.user, "data", "admin@example.com")
    assert (refused.status, "invite-others" in refused.json["msg"]) == (400, True)
    (row,) = (await rig.call("GET", "/folders/_/shared", who=rig.user)).json["shared"]
    change = {"vfolder": row["vfolder_id"], "user": row["shared_to"]["uuid"], "perm": "ro"}
    share = {"permission": "rw", "emails": ["other@example.com"]}
    for who, path, body in (
        (rig.user, "/folders/_/shared", change),
        (rig.admin, "/folders/team/share", share),
    ):
        refused = await rig.call("POST", path, body, who=who)
        assert (refused.status, "set-user-specific-permission" in refused.json["msg"]) == (400, True)
    for verb, body in (
        ("rename-file", {"target_path": "a", "new_name": "b"}),
        ("move-file", {"src": "a", "dst": "b"}),
        ("rename", {"new_name": "b"}),
        ("update-options", {"cloneable": True}),
    ):
        refused = await rig.call("POST", f"/folders/data/{verb}", body, who=rig.user)
        assert (refused.status, "modify-vfolder" in refused.json["msg"]) == (400, True)


@pytest.mark.feature("REST-046")
async def test_permissions_change_and_end(rig: HubRig) -> None:
    folder_id = await create(rig, "data", rig.user)
    for who in (rig.other, rig.admin):
        await invite(rig, rig.user, "data", f"{who.username}@example.com", perm="ro")
        assert (await accept(rig, who)).status == 200
    change = {"vfolder": folder_id, "user": str(rig.other.user_id)}
    assert (await rig.call("POST", "/folders/data/mkdir", {"path": "a"}, who=rig.other)).status == 404
    assert (await rig.call("POST", "/folders/_/shared", change, who=rig.user)).status == 400
    assert (await rig.call("POST", "/folders/_/shared", {**change, "perm": "xx"}, who=rig.user)).status == 400
    raised = await rig.call("POST", "/folders/_/shared", {**change, "perm": "wd"}, who=rig.other)
    assert raised.status == 404  # nobody raises himself
    assert (await rig.call("POST", "/folders/_/shared", {**change, "perm": "rw"}, who=rig.user)).status == 200
    assert (await rig.call("POST", "/folders/data/mkdir", {"path": "a"}, who=rig.other)).status == 201
    told = (await rig.call("GET", "/folders/data/shares", who=rig.user)).json
    assert [(each["email"], each["permission"]) for each in told["shared"]] == [
        ("other@example.com", "rw"),
        ("admin@example.com", "ro"),
    ]
    assert (told["invitations"], told["mounted"]) == ([], [])
    assert (await rig.call("GET", "/folders/data/shares", who=rig.other)).status == 404
    gone = {**change, "perm": None}
    assert (await rig.call("POST", "/folders/_/shared", gone, who=rig.user)).status == 200
    assert (await rig.call("POST", "/folders/_/shared", gone, who=rig.user)).status == 404
    assert (await rig.call("GET", "/folders/data/files", who=rig.other)).status == 404
    # A superadmin looks after all of them, others after theirs.
    assert (await rig.call("GET", "/folders/_/shared", {"vfolder_id": folder_id}, who=rig.other)).json == {
        "shared": []
    }
    (left,) = (await rig.call("GET", "/folders/_/shared", {"vfolder_id": folder_id}, who=rig.admin)).json[
        "shared"
    ]
    assert left["shared_to"]["email"] == "admin@example.com"


@pytest.mark.feature("REST-047", "REST-048", "STO-011")
async def test_members_with_a_permission_of_their_own(rig: HubRig) -> None:
    project_id = await rig.site.store.read(lambda conn: str(conn.scalar(select(m.projects.c.id))))
    await create(rig, "team", rig.admin, group_id=project_id, permission="ro")
    outside = await person(rig, "outside", member_of=())
    path = "/folders/team/share"
    both = {"permission": "rw", "emails": ["other@example.com", "outside@example.com"]}
    refused = await rig.call("POST", path, both, who=rig.admin)
    assert (refused.status, "outside@example.com" in refused.json["msg"]) == (404, True)
    assert (await rig.call("POST", "/folders/team/mkdir", {"path": "a"}, who=rig.other)).status == 404
    one = {"permission": "rw", "emails": ["OTHER@example.com"]}
    assert (await rig.call("POST", path, one, who=rig.user)).status == 404  # only who manages it
    given = await rig.call("POST", path, one, who=rig.admin)
    assert (given.status, given.json) == (201, {"shared_emails": ["other@example.com"]})
    assert (await rig.call("POST", "/folders/team/mkdir", {"path": "a"}, who=rig.other)).status == 201
    assert (await rig.call("POST", "/folders/team/mkdir", {"path": "b"}, who=rig.user)).status == 404
    shown = {who.username: (await rig.call("GET", "/folders", who=who)).json for who in (rig.user, rig.other)}
    assert {name: items[0]["permission"] for name, items in shown.items()} == {"user": "ro", "other": "rw"}
    # Membership comes first: what was given is worth nothing without it.
    await write(rig, m.memberships.delete().where(m.memberships.c.user_id == rig.other.user_id))
    assert await names(rig, rig.other) == await names(rig, outside) == []
    await write(rig, insert(m.memberships).values(user_id=rig.other.user_id, project_id=UUID(project_id)))
    body = {"emails": ["other@example.com"]}
    taken = await rig.call("DELETE", "/folders/team/unshare", body, who=rig.admin)
    assert (taken.status, taken.json) == (200, {"unshared_emails": ["other@example.com"]})
    assert (await rig.call("DELETE", "/folders/team/unshare", body, who=rig.admin)).status == 404
    assert (await rig.call("POST", "/folders/team/mkdir", {"path": "c"}, who=rig.other)).status == 404
    assert (await rig.call("POST", "/folders/team/leave", {}, who=rig.other)).status == 400


async def test_one_name_two_folders(rig: HubRig) -> None:
    """Ones own is meant by the name, the id means each."""
    theirs = await create(rig, "shared", rig.user)
    await invite(rig, rig.user, "shared", "other@example.com")
    await accept(rig, rig.other)
    own = await create(rig, "data", rig.other)
    assert (
        await rig.call("POST", "/folders/shared/rename", {"new_name": "data"}, who=rig.user)
    ).status == 201
    meant = {ref: (await rig.call("GET", f"/folders/{ref}", who=rig.other)).json for ref in ("data", theirs)}
    assert {ref: found["id"] for ref, found in meant.items()} == {"data": own, theirs: theirs}


@pytest.mark.feature("CLI-034")
async def test_a_new_owner(rig: HubRig) -> None:
    folder_id = await create(rig, "data", rig.user)
    third = await person(rig, "third")
    for who in (rig.other, third):
        await invite(rig, rig.user, "data", f"{who.username}@example.com", perm="ro")
    await accept(rig, rig.other)
    body = {"vfolder": folder_id, "user_email": "other@example.com"}
    path = "/folders/_/change-ownership"
    assert (await rig.call("POST", path, body, who=rig.user)).status in (401, 403)
    for wrong in ({"vfolder": str(uuid4())}, {"user_email": "nobody@example.com"}):
        assert (await rig.call("POST", path, {**body, **wrong}, who=rig.admin)).status == 404
    await rig.call("POST", "/folders", {"name": "more", "host": HOST}, who=rig.other)
    await rename(rig, rig.user, "data", "more")
    assert (await rig.call("POST", path, body, who=rig.admin)).status == 400  # the name
    await rename(rig, rig.user, "more", "data")
    assert (await rig.call("POST", path, body, who=rig.admin)).json == {}
    assert await names(rig, rig.user) == []
    shown = (await rig.call("GET", "/folders/data", who=rig.other)).json
    assert (shown["is_owner"], shown["user"], shown["quota_scope_id"]) == (
        True,
        str(rig.other.user_id),
        f"user:{rig.user.user_id}",  # STO-019: it counts where it was made
    )
    assert (await rig.call("POST", "/folders/data/mkdir", {"path": "a"}, who=rig.other)).status == 201
    assert await invitations(rig, third) == []  # the new owner has asked nobody
    # A domain's admin gives away what is in the domain, and nothing of superadmins.
    await write(rig, update(m.users).where(m.users.c.id == third.user_id).values(role="admin"))
    back = {"vfolder": folder_id, "user_email": "admin@example.com"}
    assert (await rig.call("POST", path, back, who=third)).status == 404
    theirs = await create(rig, "admins", rig.admin)
    grab = {"vfolder": theirs, "user_email": "third@example.com"}
    assert (await rig.call("POST", path, grab, who=third)).status == 404
    taken = {"vfolder": folder_id, "user_email": "user@example.com"}
    assert (await rig.call("POST", path, taken, who=third)).status == 200
    assert await names(rig, rig.user) == ["data"]
