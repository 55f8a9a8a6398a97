"""Several storage proxies behind one service: each folder's files go where the folder lies."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update
from tests import storage_rig
from tests.folder_life import configure, create, names
from tests.hub_rig import HubRig, Reply

from kernelyard_hub.store.models import domains, keypair_resource_policies, projects
from kernelyard_hub.store.vfolders import HOST_PERMISSIONS
from kernelyard_storage.client import StorageClient
from kernelyard_storage.protocol import HandoverRequest, Transfer

FAR = "far:volume1"


@pytest.fixture
async def far(rig: HubRig, tmp_path: Path) -> storage_rig.Rig:
    """A second proxy, whose host the domain may use in every way."""
    (tmp_path / "far").mkdir()
    second = await rig.stack.enter_async_context(storage_rig.running(tmp_path / "far"))
    rig.site.storage["far"] = second.manager  # type: ignore[index]
    hosts = {host: sorted(HOST_PERMISSIONS) for host in (FAR, "local:volume1")}
    await rig.site.store.write(
        lambda conn: conn.execute(update(domains).values(allowed_vfolder_hosts=hosts)) and None
    )
    return second


@pytest.mark.feature("STO-005", "STO-012", "REST-027")
async def test_folders_lie_where_they_were_made(rig: HubRig, far: storage_rig.Rig) -> None:
    hosts = (await rig.call("GET", "/folders/_/hosts", who=rig.user)).json
    assert hosts["allowed"] == [FAR, "local:volume1"]
    await create(rig, "here")
    made = await create(rig, "there", host=FAR)
    assert (await rig.call("POST", "/folders/there/mkdir", {"path": "inside"}, who=rig.user)).status == 201
    [place] = far.root.glob(f"user-{rig.user.user_id}/*/*/*/inside")
    assert place.parent.name == made["id"][4:] and not list(rig.volume.rglob("inside"))

    taken = await rig.call("POST", "/folders", {"name": "here", "host": FAR}, who=rig.user)
    assert taken.status == 400  # unique over all volumes

    asked = {"path": "a.txt", "size": 5}
    transfer = (await rig.call("POST", "/folders/there/request-upload", asked, who=rig.user)).json
    address = {"params": {"token": transfer["token"]}, "headers": {**storage_rig.TUS, "Upload-Offset": "0"}}
    async with rig.http.patch(transfer["url"], data=b"hello", **address) as response:
        assert response.status == 204
    assert (place.parent / "a.txt").read_bytes() == b"hello"
    local = (await rig.call("POST", "/folders/here/request-upload", asked, who=rig.user)).json
    async with rig.http.patch(local["url"], data=b"hello", **address) as response:
        assert response.status == 400  # the other proxy's token says nothing here


async def test_a_proxy_that_is_away_hides_nothing_of_the_others(rig: HubRig, far: storage_rig.Rig) -> None:
    await create(rig, "here")
    await create(rig, "there", host=FAR)
    away = StorageClient("http://127.0.0.1:9", "no secret", timeout=2.0)
    rig.stack.push_async_callback(away.close)
    rig.site.storage["far"] = away  # type: ignore[index]
    listed = (await rig.call("GET", "/folders", who=rig.user)).json
    assert {item["name"] for item in listed} == {"here", "there"}
    assert (await rig.call("GET", "/folders/here/files", who=rig.user)).status == 200
    refused = await rig.call("GET", "/folders/there/files", who=rig.user)
    assert refused.status == 503 and "storage proxy" in refused.text
    hosts = await rig.call("GET", "/folders/_/hosts", who=rig.user)
    assert hosts.status == 200 and list(hosts.json["volume_info"]) == ["local:volume1"]


@pytest.mark.feature("STO-025", "REST-049")
async def test_a_copy_goes_to_another_storage_proxy(
    rig: HubRig, far: storage_rig.Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create(rig, "here")
    (here,) = rig.volume.glob(f"user-{rig.user.user_id}/[0-9a-f][0-9a-f]/*/*")
    (here / "a.bin").write_bytes(b"x" * 100_000)

    async def copy(name: str) -> Reply:
        body = {"target_name": name, "target_host": FAR}
        return await rig.call("POST", "/folders/here/clone", body, who=rig.user)

    made = await copy("copy")
    assert (made.status, made.json["status"], made.json["host"]) == (201, "cloning", FAR)
    path = f"/events/background-task?task_id={made.json['bgtask_id']}"
    assert "event: bgtask_done" in (await rig.call("GET", path, who=rig.user)).text
    listed = (await rig.call("GET", "/folders/copy/files", who=rig.user)).json["items"]
    assert [(entry["name"], entry["size"]) for entry in listed] == [("a.bin", 100_000)]
    assert len(list(far.root.glob(f"user-{rig.user.user_id}/*/*/*/a.bin"))) == 1

    with monkeypatch.context() as unreachable:
        local = rig.site.storage["local"]
        real = local.handover

        async def elsewhere(request: HandoverRequest) -> Transfer:
            return (await real(request)).model_copy(update={"url": "http://127.0.0.1:9/handover"})

        unreachable.setattr(local, "handover", elsewhere)
        lost = await copy("lost")
        path = f"/events/background-task?task_id={lost.json['bgtask_id']}"
        told = (await rig.call("GET", path, who=rig.user)).text
        assert "event: bgtask_failed" in told and "127.0.0.1:9 does not answer" in told
    assert await names(rig) == {"here": "ready", "copy": "ready"}

    configure(rig, public_url="https://hub.example.org")
    strange = await copy("strange")
    assert (strange.status, "does not know" in strange.text) == (503, True), strange.text
    asked = {"path": "a.txt", "size": 5}
    own = (await rig.call("POST", "/folders/here/request-upload", asked, who=rig.user)).json["url"]
    configure(rig, storage_origins=(own.removesuffix("/upload"),))
    assert (await copy("known")).status == 201
    assert set(await names(rig)) == {"here", "copy", "known"}

    hosts = {FAR: sorted(HOST_PERMISSIONS), "local:volume1": sorted({*HOST_PERMISSIONS} - {"download-file"})}
    for holder in (domains, projects, keypair_resource_policies):
        less = update(holder).values(allowed_vfolder_hosts=hosts)
        await rig.site.store.write(lambda conn, less=less: conn.execute(less) and None)
    refused = await copy("more")
    assert (refused.status, "download-file" in refused.json["msg"]) == (400, True)
