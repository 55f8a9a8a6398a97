"""Folders: names, who may do what, what a session mounts, races."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import update
from tests.hub_rig import HubRig, Keypair

from kernelyard_agent.protocol import Mount
from kernelyard_hub import errors
from kernelyard_hub.operations.vfolders import life as vfolders
from kernelyard_hub.operations.vfolders import removal as folder_removal
from kernelyard_hub.operations.vfolders import trash as folder_trash
from kernelyard_hub.operations.vfolders.mounts import SYSTEM, _target
from kernelyard_hub.operations.vfolders.rules import check_name
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.store import accounts, vfolders_shares
from kernelyard_hub.store.models import domains, user_resource_policies
from kernelyard_hub.store.models import vfolders as table

HOST = "local:volume1"


async def who(rig: HubRig, person: Keypair) -> Principal:
    found = await rig.site.store.read(lambda conn: accounts.principal_by_username(conn, person.username))
    assert found is not None
    return found


async def create(rig: HubRig, name: str, person: Keypair | None = None, **body: Any) -> Any:
    reply = await rig.call("POST", "/folders", {"name": name, "host": HOST, **body}, who=person or rig.user)
    assert reply.status == 201, reply.text
    return reply.json


async def mounts(rig: HubRig, person: Keypair, *names: str, **mount_map: str) -> list[Mount]:
    principal = await who(rig, person)
    return await rig.site.store.read(
        lambda conn: vfolders.mounts_for(conn, principal, names, mount_map=mount_map)
    )


@pytest.mark.parametrize("name", ["data", "a", "A.b-c_1", ".local", "데이터", "x" * 64])
def test_names(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "a/b",
        "/a",
        "a b",
        "-a",
        "a-",
        "a\nb",
        "a\0b",
        "x" * 65,
        "..a",
        ".ssh",
        ".bashrc",
        ".my_profile",
    ],
)
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(errors.InvalidParameters):
        check_name(name)


@given(st.text(max_size=80))
def test_a_name_that_passes_is_one_harmless_path_part(name: str) -> None:
    """S17, S20."""
    try:
        kept = check_name(name)
    except errors.InvalidParameters:
        return
    assert kept not in (".", "..")
    assert "/" not in kept
    assert kept.isprintable()
    assert check_name(kept) == kept


@given(st.text(max_size=40) | st.text("/.abetchom", max_size=16))
def test_a_mount_leads_below_the_home_or_to_a_place_of_its_own(asked: str) -> None:
    assume(asked)
    try:
        target = _target("data", "", asked)
    except errors.InvalidParameters:
        return
    assert target
    assert ".." not in target.split("/")
    assert "\0" not in target
    if target.startswith("/"):
        first = target.split("/")[1]
        assert first
        assert first not in SYSTEM
        assert not first.startswith(".")


async def test_mounts_of_a_session(rig: HubRig) -> None:
    await create(rig, "data")
    await create(rig, ".local")
    await create(rig, "shared", rig.admin, group="default", permission="ro")
    found = {mount.name: mount for mount in await mounts(rig, rig.user, "data", "shared")}
    assert {name: (m.target, m.permission) for name, m in found.items()} == {
        "data": ("data", "wd"),
        "shared": ("shared", "ro"),
        ".local": (".local", "wd"),  # STO-017: by itself
    }
    placed = await mounts(rig, rig.user, "data", data="/home/work/in/here")
    assert placed[0].target == "in/here"
    inside = await mounts(rig, rig.user, "data/2024/raw")
    assert (inside[0].subpath, inside[0].target) == ("2024/raw", "raw")
    unmoved = await mounts(rig, rig.user, ".local", **{".local": "elsewhere"})
    assert unmoved[0].target == ".local"


@pytest.mark.parametrize(
    ("names", "mount_map"),
    [
        (["data"], {"data": "/etc"}),
        (["data"], {"data": "../up"}),
        (["data"], {"data": "/home/work/../../etc"}),
        (["data"], {"data": "/home/work"}),
        (["data"], {"data": ".ssh"}),
        (["data/../other"], {}),
        (["data", "more"], {"data": "same", "more": "same"}),
    ],
)
async def test_mounts_that_are_refused(rig: HubRig, names: list[str], mount_map: dict[str, str]) -> None:
    await create(rig, "data")
    await create(rig, "more")
    with pytest.raises(errors.InvalidParameters):
        await mounts(rig, rig.user, *names, **mount_map)


async def test_foreign_and_unknown_folders_are_not_mounted(rig: HubRig) -> None:
    made = await create(rig, "mine")
    for name in ("mine", made["id"], "nothing"):
        with pytest.raises(errors.FolderNotFound) as caught:
            await mounts(rig, rig.other, name)
        assert caught.value.data == name


@pytest.mark.feature("STO-015", "STO-016", "SCH-034")
async def test_a_host_that_does_not_allow(rig: HubRig) -> None:
    await create(rig, "data")
    from kernelyard_hub.store.models import keypair_resource_policies, projects

    for holder in (domains, projects, keypair_resource_policies):
        change = update(holder).values(allowed_vfolder_hosts={})
        await rig.site.store.write(lambda conn, change=change: conn.execute(change) and None)  # type: ignore[misc]
    assert (await rig.call("GET", "/folders/_/hosts", who=rig.user)).json["allowed"] == []
    refused = await rig.call("POST", "/folders", {"name": "more", "host": HOST}, who=rig.user)
    assert (refused.status, HOST in refused.json["msg"]) == (400, True)
    # Any one of the three is enough, and only for what it grants.
    grant = update(projects).values(allowed_vfolder_hosts={HOST: ["create-vfolder"]})
    await rig.site.store.write(lambda conn: conn.execute(grant) and None)
    await create(rig, "more")
    upload = {"path": "x", "size": 1}
    denied = await rig.call("POST", "/folders/more/request-upload", upload, who=rig.user)
    assert (denied.status, "upload-file" in denied.json["msg"]) == (400, True)
    with pytest.raises(errors.InvalidParameters, match="mount-in-session"):
        await mounts(rig, rig.user, "more")


@pytest.mark.feature("STO-011", "STO-014")
async def test_members_of_a_project_and_its_read_only_folder(rig: HubRig) -> None:
    await create(rig, "shared", rig.admin, group="default", permission="ro")
    listed = (await rig.call("GET", "/folders", who=rig.user)).json
    assert [(item["name"], item["permission"], item["group_name"]) for item in listed] == [
        ("shared", "ro", "default")
    ]
    assert (await rig.call("GET", "/folders/shared/files", who=rig.user)).status == 200
    for method, verb, body in (
        ("POST", "mkdir", {"path": "x"}),
        ("POST", "request-upload", {"path": "x", "size": 1}),
        ("DELETE", "delete-files", {"files": ["x"]}),
        ("POST", "rename", {"new_name": "mine-now"}),
        ("POST", "update-options", {"permission": "rw"}),
    ):
        reply = await rig.call(method, f"/folders/shared/{verb}", body, who=rig.user)
        assert reply.status == 404, f"{verb}: {reply.text}"
    assert (await rig.call("POST", "/folders/shared/mkdir", {"path": "x"}, who=rig.admin)).status == 201
    options = {"permission": "rw", "cloneable": None}
    assert (await rig.call("POST", "/folders/shared/update-options", options, who=rig.admin)).status == 201
    assert (await rig.call("POST", "/folders/shared/mkdir", {"path": "y"}, who=rig.user)).status == 201


@pytest.mark.feature("STO-012")
async def test_a_race_for_one_name(rig: HubRig) -> None:
    replies = await asyncio.gather(
        *(rig.call("POST", "/folders", {"name": "one", "host": HOST}, who=rig.user) for _ in range(10))
    )
    assert sorted(reply.status for reply in replies) == [201] + [400] * 9
    assert len(list(rig.volume.glob(f"user-{rig.user.user_id}/*/*/*"))) == 1


async def test_a_race_for_the_last_places(rig: HubRig) -> None:
    """R18 for folders: a hundred at once never pass the limit."""
    limit = update(user_resource_policies).values(max_vfolder_count=3)
    await rig.site.store.write(lambda conn: conn.execute(limit) and None)
    replies = await asyncio.gather(
        *(
            rig.call("POST", "/folders", {"name": f"f{number}", "host": HOST}, who=rig.user)
            for number in range(30)
        )
    )
    assert sum(reply.status == 201 for reply in replies) == 3
    assert len(list(rig.volume.glob(f"user-{rig.user.user_id}/*/*/*"))) == 3


async def test_home_is_made_once(rig: HubRig) -> None:
    principal = await who(rig, rig.user)
    rows = await asyncio.gather(*(vfolders.ensure_home(rig.site, principal) for _ in range(10)))
    assert len({row["id"] for row in rows}) == 1
    assert principal.role is Role.USER
    listed = (await rig.call("GET", "/folders", who=rig.user)).json
    assert [item["name"] for item in listed] == ["home"]


async def test_a_deletion_that_was_cut_off_is_finished(rig: HubRig) -> None:
    made = await create(rig, "data")
    folder_id = UUID(made["id"])
    mark = update(table).where(table.c.id == folder_id).values(status="delete-ongoing")
    await rig.site.store.write(lambda conn: conn.execute(mark) and None)
    await create(rig, "data")  # the name is free at once
    assert await folder_removal.finish(rig.site) == 1
    assert await folder_removal.finish(rig.site) == 0
    assert (await rig.call("GET", f"/folders/{folder_id}", who=rig.user)).status == 404
    assert (await rig.call("GET", "/folders/data", who=rig.user)).status == 200


async def test_a_client_that_goes_away_leaves_nothing_half_done(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its handler is cancelled; directory and row are made, and purged, together all the same."""
    principal = await who(rig, rig.user)
    client = rig.site.storage["local"]
    make, remove = client.create_folder, client.delete_folder
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(call: Any, folder: Any) -> None:
        begun.set()
        await go_on.wait()
        await call(folder)

    async def cut_off(work: Any) -> None:
        begun.clear()
        go_on.clear()
        task = asyncio.ensure_future(work)
        await begun.wait()
        task.cancel()
        go_on.set()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()

    async def names() -> list[str]:
        return [item["name"] for item in (await rig.call("GET", "/folders", who=rig.user)).json]

    monkeypatch.setattr(client, "create_folder", lambda folder: slow(make, folder))
    monkeypatch.setattr(client, "delete_folder", lambda folder: slow(remove, folder))
    body = vfolders.CreateFolder(name="data", host=HOST)
    await cut_off(vfolders.create(rig.site, principal, body))
    async with asyncio.timeout(20):
        while await names() != ["data"]:
            await asyncio.sleep(0.01)
    await folder_trash.put(rig.site, principal, "data")
    await cut_off(folder_trash.purge(rig.site, principal, "data"))
    async with asyncio.timeout(20):
        while list(rig.volume.glob(f"user-{rig.user.user_id}/*/*/*")):
            await asyncio.sleep(0.01)
    assert await names() == []


async def test_a_storage_proxy_that_is_away(rig: HubRig) -> None:
    await create(rig, "data")
    rig.site.storage["local"]._timeout = 1.0
    rig.site.storage["local"].manager_url = "http://127.0.0.1:1"
    gone = await rig.call("POST", "/folders", {"name": "more", "host": HOST}, who=rig.user)
    assert (gone.status, gone.json["type"].rpartition("/")[2]) == (503, "service-unavailable")
    assert (await rig.call("GET", "/folders/data/files", who=rig.user)).status == 503
    hosts = await rig.call("GET", "/folders/_/hosts", who=rig.user)
    assert (hosts.status, hosts.json["allowed"], hosts.json["volume_info"]) == (200, [HOST], {})
    assert [item["name"] for item in (await rig.call("GET", "/folders", who=rig.user)).json] == ["data"]


@pytest.mark.feature("STO-013", "SES-011")
async def test_folders_of_others_in_a_session(rig: HubRig) -> None:
    """Read-only ones are mounted so, whatever is asked for; by their id also where the name is another's."""
    shared = await create(rig, "shared", rig.user)
    other = await who(rig, rig.other)
    give = vfolders_shares.give
    await rig.site.store.write(lambda conn: give(conn, UUID(shared["id"]), other.user_id, "ro"))
    (mount,) = await mounts(rig, rig.other, "shared")
    assert (mount.permission, mount.target) == ("ro", "shared")
    with pytest.raises(errors.InvalidParameters, match="'ro' only"):
        await rig.site.store.read(
            lambda conn: vfolders.mounts_for(conn, other, ["shared"], permissions={"shared": "rw"})
        )
    own = await create(rig, "shared", rig.other)
    assert [str(m.folder.folder_id) for m in await mounts(rig, rig.other, "shared")] == [str(UUID(own["id"]))]
    both = await mounts(rig, rig.other, "shared", shared["id"], **{shared["id"]: "theirs"})
    assert [(m.target, m.permission) for m in both] == [("shared", "wd"), ("theirs", "ro")]
    await create(rig, ".local", rig.user)
    assert [mount.target for mount in await mounts(rig, rig.other)] == []  # dot-folders are ones own
    dotted = await create(rig, ".conda", rig.other)
    assert [mount.target for mount in await mounts(rig, rig.other, dotted["id"])] == [".conda"]
