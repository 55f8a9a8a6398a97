"""The trash of folders: in, out, under another name, for good, by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, update
from tests.folder_life import HOST, change, configure, create, names, open_session, trash
from tests.hub_rig import HubRig

from kernelyard_hub.operations.vfolders import life as folder_life
from kernelyard_hub.operations.vfolders import trash as folder_trash
from kernelyard_hub.operations.vfolders import upkeep as folder_upkeep
from kernelyard_hub.store import vfolders as folders
from kernelyard_hub.store.models import session_mounts, user_resource_policies, vfolder_permissions
from kernelyard_storage.client import StorageError
from kernelyard_storage.protocol import FolderRef

pytestmark = pytest.mark.feature("STO-024")


def on_disk(rig: HubRig) -> int:
    """How many folders of these people lie on the volume."""
    two, people = "[0-9a-f][0-9a-f]", (rig.user, rig.other)
    return sum(len(list(rig.volume.glob(f"user-{each.user_id}/{two}/{two}/*"))) for each in people)


@pytest.mark.feature("REST-030")
async def test_into_the_trash_and_out(rig: HubRig) -> None:
    made = await create(rig, "data")
    assert (await rig.call("POST", "/folders/data/mkdir", {"path": "kept"}, who=rig.user)).status == 201
    assert (await rig.call("DELETE", "/folders/data", who=rig.user)).status == 204
    (item,) = await trash(rig)
    assert (item["id"], item["name"], item["status"]) == (made["id"], "data", "delete-pending")
    assert item["trashed_by"] == "user@example.com"
    kept = datetime.fromisoformat(item["purge_at"]) - datetime.fromisoformat(item["trashed_at"])
    assert kept == timedelta(days=30)
    for verb in ("", "/files"):
        assert (await rig.call("GET", f"/folders/data{verb}", who=rig.user)).status == 404
    assert await names(rig) == {}
    assert on_disk(rig) == 1
    back = await rig.call("POST", "/folders/restore-from-trash-bin", {"vfolder_id": made["id"]}, who=rig.user)
    assert (back.status, back.json["name"], back.json["status"]) == (200, "data", "ready")
    listed = (await rig.call("GET", "/folders/data/files", who=rig.user)).json
    assert [entry["name"] for entry in listed["items"]] == ["kept"]
    assert await trash(rig) == []


async def test_a_name_that_is_taken_meanwhile(rig: HubRig) -> None:
    old = await create(rig, "data")
    await rig.call("DELETE", "/folders", {"id": old["id"]}, who=rig.user)
    await create(rig, "data")
    body: dict[str, Any] = {"id": old["id"]}
    clash = await rig.call("POST", "/folders/restore-from-trash-bin", body, who=rig.user)
    assert (clash.status, clash.json["data"]) == (400, {"name": "data"})
    assert "another name" in clash.json["msg"]
    for bad in ("a/b", ".ssh", ""):
        reply = await rig.call("POST", "/folders/restore-from-trash-bin", body | {"name": bad}, who=rig.user)
        assert reply.status == 400, bad
    named = await rig.call("POST", "/folders/restore-from-trash-bin", body | {"name": "old"}, who=rig.user)
    assert named.status == 200, named.text
    assert await names(rig) == {"data": "ready", "old": "ready"}


async def test_names_in_the_trash_may_mean_several(rig: HubRig) -> None:
    ids = set()
    for _ in range(2):
        ids.add((await create(rig, "data"))["id"])
        await rig.call("DELETE", "/folders/data", who=rig.user)
    which = await rig.call("POST", "/folders/purge", {"id": "data"}, who=rig.user)
    assert (which.status, set(which.json["data"]["id"])) == (400, ids)
    assert (await rig.call("POST", "/folders/purge", {"id": ids.pop()}, who=rig.user)).status == 204
    assert (
        await rig.call("POST", "/folders/delete-from-trash-bin", {"id": "data"}, who=rig.user)
    ).status == 204
    assert (await trash(rig), on_disk(rig)) == ([], 0)
    assert (await rig.call("POST", "/folders/purge", {"id": "data"}, who=rig.user)).status == 404
    assert (await rig.call("POST", "/folders/purge", {}, who=rig.user)).status == 400


async def test_a_restored_folder_counts_again(rig: HubRig) -> None:
    limit = update(user_resource_policies).values(max_vfolder_count=1)
    await rig.site.store.write(lambda conn: conn.execute(limit) and None)
    made = await create(rig, "one")
    await rig.call("DELETE", "/folders/one", who=rig.user)
    await create(rig, "two")
    full = await rig.call("POST", "/folders/restore-from-trash-bin", {"id": made["id"]}, who=rig.user)
    assert (full.status, "1 folders of 1" in full.json["msg"]) == (400, True)


@pytest.mark.feature("STO-007")
async def test_what_a_session_mounts_stays(rig: HubRig) -> None:
    """The session is named to its owner and to admins, not to the owner of the folder."""
    made = await create(rig, "data")
    await open_session(rig, rig.other, "secret-name", made["id"])
    refused = await rig.call("DELETE", "/folders/data", who=rig.user)
    assert (refused.status, "another user's session" in refused.json["msg"]) == (400, True)
    assert "secret-name" not in refused.text
    session_id = await open_session(rig, rig.user, "mine", made["id"])
    refused = await rig.call("DELETE", "/folders/data", who=rig.user)
    assert (refused.status, "'mine'" in refused.json["msg"]) == (400, True)
    assert "secret-name" not in refused.text
    assert session_id


async def test_mounts_that_have_changed_since_the_start(rig: HubRig) -> None:
    first, late = await create(rig, "first"), await create(rig, "late")
    session_id = await open_session(rig, rig.user, "mine", first["id"], "first")
    shared = {"session_id": session_id, "subpath": "", "permission": "rw", "changed_at": datetime.now(UTC)}
    changes = [
        shared | {"vfolder_id": UUID(first["id"]), "target": "first", "name": "first", "state": "removed"},
        shared | {"vfolder_id": UUID(late["id"]), "target": "late", "name": "late", "state": "mounted"},
    ]
    query = insert(session_mounts).values(changes)
    await rig.site.store.write(lambda conn: conn.execute(query) and None)
    assert (await rig.call("DELETE", "/folders/late", who=rig.user)).status == 400
    assert (await rig.call("DELETE", "/folders/first", who=rig.user)).status == 204


async def test_guests_lose_it_and_have_it_again(rig: HubRig) -> None:
    made = await create(rig, "data")
    share = {
        "id": uuid4(),
        "vfolder_id": UUID(made["id"]),
        "user_id": rig.other.user_id,
        "permission": "rw",
        "created_at": datetime.now(UTC),
    }
    await rig.site.store.write(lambda conn: conn.execute(insert(vfolder_permissions).values(share)) and None)
    assert (await rig.call("GET", f"/folders/{made['id']}", who=rig.other)).status == 200
    assert (await rig.call("DELETE", f"/folders/{made['id']}", who=rig.other)).status == 400
    await rig.call("DELETE", "/folders/data", who=rig.user)
    assert (await rig.call("GET", f"/folders/{made['id']}", who=rig.other)).status == 404
    assert await trash(rig, rig.other) == []
    for verb in ("purge", "restore-from-trash-bin"):
        reply = await rig.call("POST", f"/folders/{verb}", {"id": made["id"]}, who=rig.other)
        assert reply.status == 404, verb
    await rig.call("POST", "/folders/restore-from-trash-bin", {"id": made["id"]}, who=rig.user)
    assert (await rig.call("GET", f"/folders/{made['id']}", who=rig.other)).status == 200


async def test_admins_and_the_folders_of_projects_and_people(rig: HubRig) -> None:
    team = await create(rig, "team", rig.admin, group="default")
    assert (await rig.call("DELETE", "/folders/team", who=rig.user)).status == 400
    assert (await rig.call("DELETE", "/folders/team", who=rig.admin)).status == 204
    assert await trash(rig) == []
    assert [item["id"] for item in await trash(rig, rig.admin)] == [team["id"]]
    mine = await create(rig, "data")
    key = f"owner_access_key={rig.user.access_key}"
    assert (await rig.call("DELETE", f"/folders/data?{key}", who=rig.admin)).status == 204
    acted = await rig.call("GET", f"/folders/_/trash?{key}", who=rig.admin)
    assert [item["id"] for item in acted.json["items"]] == [mine["id"]]
    assert (await rig.call("GET", f"/folders/_/trash?{key}", who=rig.other)).status == 403


async def test_a_purge_that_fails_is_told_and_tried_again(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await create(rig, "data")
    await rig.call("DELETE", "/folders/data", who=rig.user)
    client = rig.site.storage["local"]
    with monkeypatch.context() as away:
        away.setattr(client, "_timeout", 1.0)
        away.setattr(client, "manager_url", "http://127.0.0.1:1")
        assert (await rig.call("POST", "/folders/purge", {"id": made["id"]}, who=rig.user)).status == 503
        (item,) = await trash(rig)
        assert item["status"] == "delete-ongoing"
        assert "tried again" in item["status_info"]
        back = await rig.call("POST", "/folders/restore-from-trash-bin", {"id": made["id"]}, who=rig.user)
        assert back.status == 409
        assert not await folder_upkeep.round_of(rig.site)
    assert await folder_upkeep.round_of(rig.site)
    assert (await trash(rig), on_disk(rig)) == ([], 0)


async def test_why_a_removal_did_not_work_is_told(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the answer, in the trash, and in lists; not the name of somebody else's session."""
    made, held = [await create(rig, name) for name in ("data", "held")]
    for name in ("data", "held"):
        await rig.call("DELETE", f"/folders/{name}", who=rig.user)

    async def refuse(folder: FolderRef) -> None:
        raise StorageError(400, "file-operation-failed", "It failed.", "Read-only file system", {"errno": 30})

    with monkeypatch.context() as stuck:
        stuck.setattr(rig.site.storage["local"], "delete_folder", refuse)
        refused = await rig.call("POST", "/folders/purge", {"id": made["id"]}, who=rig.user)
        assert (refused.status, "Read-only file system" in refused.json["msg"]) == (503, True)
    await open_session(rig, rig.other, "secret-name", held["id"])
    configure(rig, trash_retention=86400.0)
    assert await folder_trash.empty(rig.site, datetime.now(UTC) + timedelta(days=2)) == 0
    why = {item["name"]: item["status_info"] for item in await trash(rig)}
    assert "Read-only file system" in why["data"]
    assert why["held"] == "It is purged as soon as no session mounts it any more."
    back = await rig.call("POST", "/folders/restore-from-trash-bin", {"id": held["id"]}, who=rig.user)
    assert (back.status, back.json["status_info"]) == (200, None)
    await change(rig, held["id"], status="error", status_info="It was not on its volume.")
    (listed,) = (await rig.call("GET", "/folders", who=rig.user)).json
    assert (listed["status"], listed["status_info"]) == ("error", "It was not on its volume.")


async def test_the_trash_is_emptied_by_itself(rig: HubRig) -> None:
    old, new, held = [await create(rig, name) for name in ("old", "new", "held")]
    for name in ("old", "new", "held"):
        assert (await rig.call("DELETE", f"/folders/{name}", who=rig.user)).status == 204
    now = datetime.now(UTC)
    for each in (old, held):
        await change(rig, each["id"], trashed_at=now - timedelta(days=31))
    await open_session(rig, rig.user, "late", held["id"])
    configure(rig, trash_retention=0.0)
    assert await folder_trash.empty(rig.site, now) == 0
    assert {item["purge_at"] for item in await trash(rig)} == {None}
    configure(rig, trash_retention=30 * 86400.0)
    assert await folder_trash.empty(rig.site, now) == 1
    assert {item["id"] for item in await trash(rig)} == {new["id"], held["id"]}


async def test_what_is_restored_meanwhile_is_not_purged(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the job removes the first of what it has found, the others are restored, one is deleted anew."""
    now = datetime.now(UTC)
    made = [await create(rig, name) for name in ("first", "back", "again")]
    for days, each in zip((60, 50, 40), made, strict=True):
        await rig.call("DELETE", f"/folders/{each['name']}", who=rig.user)
        await change(rig, each["id"], trashed_at=now - timedelta(days=days))
    delete_folder = rig.site.storage["local"].delete_folder
    removed: list[UUID] = []

    async def meanwhile(ref: Any) -> None:
        removed.append(ref.folder_id)
        for each in made:
            if UUID(each["id"]) not in removed:
                body = {"id": each["id"]}
                await rig.call("POST", "/folders/restore-from-trash-bin", body, who=rig.user)
        await rig.call("DELETE", "/folders/again", who=rig.user)
        await delete_folder(ref)

    monkeypatch.setattr(rig.site.storage["local"], "delete_folder", meanwhile)
    assert await folder_trash.empty(rig.site, now) == 1
    left = {**await names(rig), **{item["name"]: item["status"] for item in await trash(rig)}}
    assert {made_id["name"] for made_id in made if UUID(made_id["id"]) not in removed} == set(left)
    assert (len(left), on_disk(rig)) == (2, 2)


async def test_a_purge_and_a_restore_at_once(rig: HubRig) -> None:
    """Whatever wins: what was answered is so."""
    for number in range(8):
        body = {"id": (await create(rig, f"f{number}"))["id"]}
        await rig.call("DELETE", f"/folders/f{number}", who=rig.user)
        purged, back = await asyncio.gather(
            *(
                rig.call("POST", f"/folders/{verb}", body, who=rig.user)
                for verb in ("purge", "restore-from-trash-bin")
            )
        )
        assert (purged.status == 204) != (back.status == 200), (purged.text, back.text)
        assert (f"f{number}" in await names(rig)) == (back.status == 200)
    assert on_disk(rig) == len(await names(rig))


@pytest.mark.feature("STO-027")
async def test_types_of_folders(rig: HubRig) -> None:
    configure(rig, folder_types=("group",))
    for path in ("/folders/_/allowed_types", "/config/vfolder-types"):
        assert (await rig.call("GET", path, who=rig.user)).json == ["group"]
    refused = await rig.call("POST", "/folders", {"name": "data", "host": HOST}, who=rig.user)
    assert (refused.status, "group folders" in refused.json["msg"]) == (400, True)
    await create(rig, "team", rig.admin, group="default")
    copy = {"target_name": "copy", "group": None}
    configure(rig, folder_types=("user",))
    await create(rig, "data")
    configure(rig, folder_types=("group",))
    copied = await rig.call("POST", "/folders/data/clone", copy, who=rig.user)
    assert (copied.status, "group folders" in copied.json["msg"]) == (400, True)
    tree = await rig.call("POST", "/config/get", {"key": "volumes/_types", "prefix": True}, who=rig.admin)
    assert tree.json["result"] == {"group": ""}


async def test_what_a_forgotten_account_has_in_the_trash_goes_too(rig: HubRig) -> None:
    await create(rig, "data", rig.other)
    await rig.call("DELETE", "/folders/data", who=rig.other)
    text = 'mutation { purge_user(email: "other@example.com", props: {}) { ok msg } }'
    purged = await rig.call("POST", "/admin/gql", {"query": text, "variables": {}}, who=rig.admin)
    assert purged.json["data"]["purge_user"]["ok"], purged.text
    assert on_disk(rig) == 0


@pytest.mark.feature("STO-010", "STO-014")
async def test_what_is_decided_holds_when_it_is_written(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that others have comes back under no name that mounts itself; one that went into the trash
    meanwhile is not renamed and not changed there."""
    made = await create(rig, "data")
    values = {"id": uuid4(), "vfolder_id": UUID(made["id"]), "user_id": rig.other.user_id, "permission": "ro"}
    share = insert(vfolder_permissions).values(**values, created_at=datetime.now(UTC))
    await rig.site.store.write(lambda conn: conn.execute(share) and None)
    await rig.call("DELETE", "/folders/data", who=rig.user)
    for private in (".auto", "home"):
        body = {"id": made["id"], "name": private}
        back = await rig.call("POST", "/folders/restore-from-trash-bin", body, who=rig.user)
        assert (back.status, "end the sharing first" in back.text) == (400, True)
    assert [item["name"] for item in await trash(rig)] == ["data"]

    checked = folder_life._need_permission

    async def slow(*given: Any) -> Any:
        await rig.call("DELETE", "/folders/other", who=rig.user)
        return await checked(*given)

    await create(rig, "other")
    monkeypatch.setattr(folder_life, "_need_permission", slow)
    renamed = await rig.call("POST", "/folders/other/rename", {"new_name": "new"}, who=rig.user)
    assert renamed.status == 404
    assert {item["name"] for item in await trash(rig)} == {"data", "other"}


@pytest.mark.feature("STO-021")
async def test_a_folder_that_cannot_be_noted_leaves_nothing(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = {"name": "big", "host": HOST, "quota": "99999999999999999999"}
    reply = await rig.call("POST", "/folders", over, who=rig.user)
    assert (reply.status, "quota" in reply.json["data"]) == (400, True)

    def fails(*_: Any) -> None:
        raise RuntimeError("the database is full")

    monkeypatch.setattr(folders, "insert", fails)
    assert (await rig.call("POST", "/folders", {"name": "x", "host": HOST}, who=rig.user)).status == 500
    assert on_disk(rig) == 0
