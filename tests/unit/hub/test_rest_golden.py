"""Our replies beside those of the original server: the same requests, in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update
from tests.golden import Golden
from tests.hub_rig import HubRig, Keypair, signed_headers

from kernelyard_hub.store.models import user_resource_policies

HOST = "local:volume1"


@pytest.fixture(scope="module")
def golden(shared: Path) -> Golden:
    return Golden(shared / "data" / "golden")


async def test_auth(rig: HubRig, golden: Golden) -> None:
    echo = "/auth?echo=hello"
    golden.assert_like(await rig.call("GET", echo, who=rig.user), 2, exact=("authorized", "echo"))
    unknown = Keypair(rig.user.user_id, "user", "AKIAUNKNOWN", "x")
    reply = await rig.call("GET", echo, who=unknown)
    golden.assert_like(reply, 7)
    assert reply.json["msg"].startswith(golden.body(7)["msg"])
    golden.assert_like(await rig.call("GET", echo, headers={"Authorization": "Foo bar"}), 8, exact=("msg",))
    signed = signed_headers(rig.user, "GET", echo, rig.host)
    del signed["X-BackendAI-Version"]
    golden.assert_like(await rig.call("GET", echo, headers=signed), 11, exact=("msg",))
    old = signed_headers(rig.user, "GET", echo, rig.host, version="v1.20160101")
    golden.assert_like(await rig.call("GET", echo, headers=old), 12, exact=("msg",))
    role = await rig.call("GET", "/auth/role", who=rig.user)
    golden.assert_like(role, 13, exact=("global_role", "domain_role", "group_role"))


async def test_ssh_keypair(rig: HubRig, golden: Golden) -> None:
    golden.assert_like(
        await rig.call("GET", "/auth/ssh-keypair", who=rig.user), 18, exact=("ssh_public_key",)
    )


async def test_authorize(rig: HubRig, golden: Golden) -> None:
    body = {"type": "keypair", "domain": "default", "username": "user@example.com"}
    right = await rig.call("POST", "/auth/authorize", body | {"password": "user's own 1!"})
    golden.assert_like(right, 15)
    wrong = await rig.call("POST", "/auth/authorize", body | {"password": "nope"})
    golden.assert_like(wrong, 16, exact=("msg",))


async def test_transport(rig: HubRig, golden: Golden) -> None:
    put = await rig.call("PUT", "/session", who=rig.user)
    golden.assert_like(put, 20)
    assert put.headers["Allow"] == golden.pair(20)["response"]["headers"]["allow"]
    preflight = await rig.call("OPTIONS", "/session", headers={"Origin": "http://example.com"})
    golden.assert_like(preflight, 21)
    golden.assert_like(await rig.call("POST", "/session", who=rig.user, raw=b"{not json"), 22, exact=("msg",))


@pytest.mark.feature("REST-062", "REST-063")
async def test_manager(rig: HubRig, golden: Golden) -> None:
    status = await rig.call("GET", "/manager/status", {"status": "running"})
    golden.assert_like(status, 25, exact=("status", "active_sessions"))
    assert status.json["nodes"][0]["api_version"] == golden.body(25)["nodes"][0]["api_version"]
    announcement = await rig.call("GET", "/manager/announcement", who=rig.user)
    golden.assert_like(announcement, 26, exact=("enabled", "message"))
    refused = await rig.call(
        "POST", "/manager/announcement", {"enabled": True, "message": "hi"}, who=rig.user
    )
    golden.assert_like(refused, 27, exact=("msg",))
    golden.assert_like(await rig.call("POST", "/manager/announcement", {"enabled": False}, who=rig.admin), 30)


@pytest.mark.feature("REST-024", "REST-065")
async def test_configuration(rig: HubRig, golden: Golden) -> None:
    details = await rig.call("GET", "/config/resource-slots/details", who=rig.user)
    golden.assert_like(details, 32, exact=("cpu", "mem"))
    types = await rig.call("GET", "/config/vfolder-types", who=rig.user)
    assert (types.status, types.json) == (200, golden.body(33))
    tree = {"key": "volumes", "prefix": True}
    golden.assert_like(await rig.call("POST", "/config/get", tree, who=rig.user), 35, exact=("msg",))
    shown = await rig.call("POST", "/config/get", tree, who=rig.admin)
    assert shown.status == golden.pair(36)["response"]["status"]
    theirs = golden.body(36)["result"]
    assert {**shown.json["result"], "proxies": None} == {**theirs, "proxies": None}
    assert shown.json["result"]["proxies"].keys() == theirs["proxies"].keys()
    assert "secret" not in shown.text  # what the original shows here opens its storage proxy
    acl = await rig.call("GET", "/acl", who=rig.user)
    golden.assert_like(acl, 37, exact=("vfolder_host_permission_list",))
    groups = await rig.call("GET", "/scaling-groups?group=default", who=rig.user)
    golden.assert_like(groups, 38)
    assert groups.json["scaling_groups"] == [{"name": "default"}]
    golden.assert_like(await rig.call("GET", "/resource/presets", who=rig.user), 40)
    golden.assert_like(await rig.call("POST", "/resource/recalculate-usage", {}, who=rig.admin), 45)


@pytest.mark.feature("REST-026", "REST-027", "REST-028", "REST-029", "REST-030", "STO-005", "STO-026")
async def test_folders(rig: HubRig, golden: Golden) -> None:
    user, admin = rig.user, rig.admin
    hosts = await rig.call("GET", "/folders/_/hosts", who=user)
    golden.assert_like(hosts, 48, exact=("default", "allowed"))
    types = await rig.call("GET", "/folders/_/allowed-types", who=user)
    assert types.json == golden.body(49)
    body = {"name": "gold", "host": HOST}
    assert (await rig.call("POST", "/folders", body | {"cloneable": True}, who=user)).status == 201
    golden.assert_like(await rig.call("POST", "/folders", body, who=user), 52)
    golden.assert_like(await rig.call("POST", "/folders", {"name": ".ssh"}, who=user), 54, exact=("msg",))
    bad_usage = await rig.call("POST", "/folders", {"name": "x", "usage_mode": "zzz"}, who=user)
    assert (bad_usage.status, list(bad_usage.json["data"])) == (400, ["usage_mode"])
    extra = await rig.call("POST", "/folders", {"name": "y", "foo": 1}, who=user)
    golden.assert_like(extra, 57, exact=("msg", "data"))
    group = {"name": "goldg", "group": "default", "host": HOST}
    golden.assert_like(await rig.call("POST", "/folders", group, who=user), 58, exact=("msg",))
    made = await rig.call("POST", "/folders", group, who=admin)
    golden.assert_like(
        made, 59, exact=("host", "usage_mode", "permission", "ownership_type", "user", "status")
    )
    golden.assert_like(
        await rig.call("GET", "/folders/gold", who=user),
        61,
        exact=("group", "type", "is_owner", "permission", "numFiles", "used_bytes", "cur_size", "cloneable"),
    )
    unknown = await rig.call("GET", "/folders/unknownfolder", who=user)
    golden.assert_like(unknown, 62, exact=("data",))
    listing = await rig.call("GET", "/folders", {"all": False}, who=user)
    assert listing.status == golden.pair(94)["response"]["status"]
    assert [item["name"] for item in listing.json] == ["gold", "goldg"]
    for ours, theirs in zip(listing.json, golden.body(94), strict=True):
        assert list(ours)[: len(theirs)] == list(theirs)
        assert (ours["is_owner"], ours["type"]) == (theirs["is_owner"], theirs["type"])
    golden.assert_like(await rig.call("DELETE", "/folders/goldg", who=user), 89, exact=("msg",))
    golden.assert_like(await rig.call("DELETE", "/folders/gold", who=user), 192)
    again = await rig.call("DELETE", "/folders/gold", who=user)
    golden.assert_like(again, 193)


@pytest.mark.feature("REST-031", "REST-032", "REST-033", "REST-034", "REST-035", "REST-036", "REST-037")
async def test_files_of_a_folder(rig: HubRig, golden: Golden) -> None:
    user = rig.user
    await rig.call("POST", "/folders", {"name": "gold", "host": HOST}, who=user)
    mkdir = {"path": "d1/d2", "parents": True, "exist_ok": False}
    golden.assert_like(await rig.call("POST", "/folders/gold/mkdir", mkdir, who=user), 63)
    golden.assert_like(
        await rig.call("POST", "/folders/gold/mkdir", mkdir, who=user), 64, exact=("msg", "data")
    )
    upload = await rig.call("POST", "/folders/gold/request-upload", {"path": "d1/a.txt", "size": 5}, who=user)
    golden.assert_like(upload, 66)
    async with rig.http.patch(
        f"{upload.json['url']}?token={upload.json['token']}",
        data=b"hello",
        headers={
            "Upload-Offset": "0",
            "Tus-Resumable": "1.0.0",
            "Content-Type": "application/offset+octet-stream",
        },
    ) as response:
        assert response.status == 204
    download = await rig.call("POST", "/folders/gold/request-download", {"file": "d1/a.txt"}, who=user)
    golden.assert_like(download, 67)
    async with rig.http.get(f"{download.json['url']}?token={download.json['token']}") as response:
        assert await response.read() == b"hello"
    files = await rig.call("GET", "/folders/gold/files?path=d1", who=user)
    golden.assert_like(files, 69)
    theirs = {item["name"]: item for item in golden.body(69)["items"]}
    ours = {item["name"]: item for item in files.json["items"]}
    assert ours.keys() == theirs.keys()
    for name, item in ours.items():
        assert list(item) == list(theirs[name])
        assert item["type"] == theirs[name]["type"]
    missing = await rig.call("GET", "/folders/gold/files", {"path": "zzz"}, who=user)
    golden.assert_like(missing, 70, exact=("msg", "data"))
    move = {"src": "d1/a.txt", "dst": "c.txt"}
    golden.assert_like(await rig.call("POST", "/folders/gold/move-file", move, who=user), 72)
    rename = {"target_path": "c.txt", "new_name": "e.txt"}
    assert (await rig.call("POST", "/folders/gold/rename-file", rename, who=user)).status == 200
    delete = {"files": ["d1"], "recursive": False}
    golden.assert_like(
        await rig.call("DELETE", "/folders/gold/delete-files", delete, who=user), 74, exact=("msg", "data")
    )
    recursive = await rig.call("DELETE", "/folders/gold/delete-files", delete | {"recursive": True}, who=user)
    assert recursive.status == 200
    options = {"cloneable": True, "permission": "rw"}
    golden.assert_like(await rig.call("POST", "/folders/gold/update-options", options, who=user), 75)
    golden.assert_like(await rig.call("POST", "/folders/gold/rename", {"new_name": "goldr"}, who=user), 76)
    golden.assert_like(
        await rig.call("POST", "/folders/goldr/rename", {"new_name": "goldr"}, who=user),
        77,
        exact=("msg",),
    )


@pytest.mark.feature("STO-010")
async def test_more_folders_than_allowed(rig: HubRig, golden: Golden) -> None:
    limit = update(user_resource_policies).values(max_vfolder_count=2)
    await rig.site.store.write(lambda conn: conn.execute(limit) and None)
    for number in (99, 100):
        reply = await rig.call("POST", "/folders", {"name": f"f{number}", "host": HOST}, who=rig.user)
        golden.assert_like(reply, number)
    golden.assert_like(
        await rig.call("POST", "/folders", {"name": "one-more", "host": HOST}, who=rig.user),
        103,
        exact=("msg",),
    )
    left = list(rig.volume.glob(f"user-{rig.user.user_id}/*/*/*"))
    assert len(left) == 2


async def test_sessions_without_agents(rig: HubRig, golden: Golden) -> None:
    user = rig.user
    none = await rig.call("GET", "/session/_/match?id=gses", who=user)
    golden.assert_like(none, 104, exact=("matches",))
    unknown = await rig.call("GET", "/session/unknownsession", who=user)
    golden.assert_like(unknown, 105, exact=("msg",))
    execute = {"mode": "query", "code": "1", "runId": "x"}
    golden.assert_like(
        await rig.call("POST", "/session/unknownsession", execute, who=user), 107, exact=("msg",)
    )
    empty = await rig.call("POST", "/session", {"foo": 1}, who=user)
    golden.assert_like(empty, 116, exact=("msg", "data"))
