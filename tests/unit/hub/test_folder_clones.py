"""Clones: at once, in the background, given up, cut off; snapshots."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from tests.folder_life import HOST, LedStorage, change, create, names, row, trash, who
from tests.hub_rig import HubRig, Reply

from kernelyard_hub import errors
from kernelyard_hub.background import BackgroundTasks
from kernelyard_hub.operations.vfolders import clones as folder_clones
from kernelyard_hub.operations.vfolders import life as vfolders
from kernelyard_hub.operations.vfolders import removal as folder_removal
from kernelyard_hub.store.models import domains, user_resource_policies
from kernelyard_hub.store.models import vfolders as vfolders_table
from kernelyard_hub.store.vfolders import HOST_PERMISSIONS


@pytest.fixture
def storage(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> LedStorage:
    return LedStorage(rig, monkeypatch)


async def clone(rig: HubRig, source: str, target: str, person: Any = None, **body: Any) -> Reply:
    fields = {"target_name": target, "target_host": None, "usage_mode": "general", "permission": "rw", **body}
    return await rig.call("POST", f"/folders/{source}/clone", fields, who=person or rig.user)


async def until(rig: HubRig, expected: dict[str, str]) -> None:
    async with asyncio.timeout(20):
        while await names(rig) != expected:
            await asyncio.sleep(0.01)


@pytest.mark.feature("STO-025", "REST-049")
async def test_a_copy_that_is_whole_at_once(rig: HubRig, storage: LedStorage) -> None:
    made = await create(rig, "data", cloneable=True)
    await rig.call("POST", "/folders/data/mkdir", {"path": "inside"}, who=rig.user)
    copy = await clone(rig, "data", "copy", cloneable=True, usage_mode="model", permission="ro")
    assert (copy.status, copy.json["bgtask_id"]) == (201, None)
    shown = {key: copy.json[key] for key in ("status", "usage_mode", "permission", "cloneable", "source_id")}
    assert shown == {
        "status": "ready",
        "usage_mode": "model",
        "permission": "ro",
        "cloneable": True,
        "source_id": made["id"],
    }
    listed = (await rig.call("GET", "/folders/copy/files", who=rig.user)).json
    assert [entry["name"] for entry in listed["items"]] == ["inside"]


async def test_what_is_refused(rig: HubRig, storage: LedStorage) -> None:
    await create(rig, "data")
    await create(rig, "team", rig.admin, group="default")
    assert (await clone(rig, "team", "copy")).status == 403
    for body, status in (
        ({"target_name": "data"}, 400),
        ({"target_name": ".ssh"}, 400),
        ({"target_host": "elsewhere:volume1"}, 400),
        ({"target_host": "local:none"}, 400),
        ({"target_host": "local:None.1"}, 400),
        ({"usage_mode": "odd"}, 400),
        ({"permission": "owner"}, 400),
        ({"group": "default"}, 403),
        ({"odd": 1}, 400),
    ):
        reply = await clone(rig, "data", "copy", **body)
        assert reply.status == status, (body, reply.text)
    assert (await rig.call("POST", "/folders/data/clone", {}, who=rig.user)).status == 400
    assert (await clone(rig, "none", "copy")).status == 404
    assert await names(rig) == {"data": "ready", "team": "ready"}
    grouped = await clone(rig, "team", "copy", rig.admin, group="default")
    assert (grouped.status, grouped.json["ownership_type"], grouped.json["user"]) == (201, "group", None)
    limit = update(user_resource_policies).values(max_vfolder_count=1)
    await rig.site.store.write(lambda conn: conn.execute(limit) and None)
    assert (await clone(rig, "data", "more")).status == 400


async def test_hosts_that_are_allowed_and_not_there(rig: HubRig) -> None:
    """They leave no row behind, which nobody could remove."""
    await create(rig, "data")
    hosts = {host: list(HOST_PERMISSIONS) for host in (HOST, "local:none", "local:None.1", "none:volume1")}
    grant = update(domains).values(allowed_vfolder_hosts=hosts)
    await rig.site.store.write(lambda conn: conn.execute(grant) and None)
    for host in hosts.keys() - {HOST}:
        assert (await clone(rig, "data", "copy", target_host=host)).status == 400, host
        made = await rig.call("POST", "/folders", {"name": "new", "host": host}, who=rig.user)
        assert made.status in (400, 404), made.text
        assert "volume" in made.json["msg"] or "storage proxy" in made.json["msg"], made.text
    rows = select(vfolders_table.c.name)
    assert await rig.site.store.read(lambda conn: list(conn.scalars(rows))) == ["data"]


async def test_a_copy_in_the_background(rig: HubRig, storage: LedStorage) -> None:
    storage.at_once = False
    await create(rig, "data")
    copy = await clone(rig, "data", "copy")
    assert copy.status == 201
    assert copy.json["status"] == "cloning"
    (task_id,) = storage.tasks
    principal = await who(rig, rig.user)
    with pytest.raises(errors.InvalidParameters, match="cloning"):
        await rig.site.store.read(lambda conn: vfolders.mounts_for(conn, principal, ["copy"]))
    assert (await rig.call("POST", "/folders/copy/mkdir", {"path": "x"}, who=rig.user)).status == 409
    assert (await clone(rig, "copy", "again")).status == 409
    assert (await rig.call("GET", "/folders/copy", who=rig.user)).json["status"] == "cloning"
    assert (await clone(rig, "data", "copy")).status == 400
    storage.finish(task_id)
    followed = [event async for event in rig.site.background.follow(UUID(copy.json["bgtask_id"]))]
    assert followed[-1][0] == "bgtask_done"
    assert (followed[-2][1]["current_progress"], followed[-2][1]["total_progress"]) == (100, 100)
    assert await names(rig) == {"copy": "ready", "data": "ready"}


async def test_a_copy_that_fails_leaves_nothing(rig: HubRig, storage: LedStorage) -> None:
    storage.at_once = False
    await create(rig, "data")
    copy = await clone(rig, "data", "copy")
    storage.finish(next(iter(storage.tasks)), "failed", "no space")
    followed = [event async for event in rig.site.background.follow(UUID(copy.json["bgtask_id"]))]
    assert (followed[-1][0], "no space" in followed[-1][1]["message"]) == ("bgtask_failed", True)
    assert (await names(rig), await trash(rig)) == ({"data": "ready"}, [])
    assert await row(rig, copy.json["id"]) is None


async def test_deleting_a_copy_gives_it_up(rig: HubRig, storage: LedStorage) -> None:
    storage.at_once = False
    await create(rig, "data")
    copy = await clone(rig, "data", "copy")
    assert (await rig.call("DELETE", "/folders/copy", who=rig.user)).status == 204
    assert storage.cancelled == list(storage.tasks)
    followed = [event async for event in rig.site.background.follow(UUID(copy.json["bgtask_id"]))]
    assert followed[-1][0] == "bgtask_failed"
    assert (await names(rig), await trash(rig)) == ({"data": "ready"}, [])


async def test_forgetting_an_account_ends_its_copies(rig: HubRig, storage: LedStorage) -> None:
    storage.at_once = False
    await create(rig, "data", rig.other)
    assert (await clone(rig, "data", "copy", rig.other)).status == 201
    text = 'mutation { purge_user(email: "other@example.com", props: {}) { ok msg } }'
    purged = await rig.call("POST", "/admin/gql", {"query": text, "variables": {}}, who=rig.admin)
    assert purged.json["data"]["purge_user"]["ok"], purged.text
    assert storage.cancelled == list(storage.tasks)
    await rig.site.background.stop()


async def watched(rig: HubRig, task_id: str, person: Any = None) -> list[dict[str, Any]]:
    """The events of a background task, to its end; nothing for one that is not there."""
    reply = await rig.call("GET", f"/events/background-task?task_id={task_id}", who=person or rig.user)
    if reply.status == 404:
        return []
    kinds = [line[7:] for line in reply.text.splitlines() if line.startswith("event: ")]
    data = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: ")]
    return [{"event": kind, **each} for kind, each in zip(kinds, data, strict=False)]


async def forget_tasks(rig: HubRig) -> None:
    """As a restart of the service does."""
    await rig.site.background.stop()
    rig.site.background = BackgroundTasks()


@pytest.mark.parametrize(
    ("ending", "by"),
    [
        ("done", "itself"),
        ("unknown", "itself"),
        ("done and forgotten", "itself"),
        ("done", "a watcher"),
        ("failed", "a watcher"),
    ],
)
async def test_a_restart_of_the_service_goes_on_with_copies(
    rig: HubRig, storage: LedStorage, ending: str, by: str
) -> None:
    storage.at_once = False
    await create(rig, "data")
    copy = (await clone(rig, "data", "copy")).json
    await forget_tasks(rig)
    (task_id,) = storage.tasks
    watcher = None
    if by == "itself":
        assert await folder_clones.resume_all(rig.site, datetime.now(UTC)) == 1
        assert await folder_clones.resume_all(rig.site, datetime.now(UTC)) == 0
    else:
        assert await watched(rig, copy["bgtask_id"], rig.other) == []
        assert rig.site.background.owner(UUID(copy["bgtask_id"])) is None, "nothing is begun for strangers"
        watcher = asyncio.ensure_future(watched(rig, copy["bgtask_id"]))
    assert await names(rig) == {"copy": "cloning", "data": "ready"}
    whole = ending.startswith("done")
    if ending != "unknown":
        storage.finish(task_id, "done" if whole else "failed")
    if ending in ("unknown", "done and forgotten"):
        storage.tasks.clear()
    await until(rig, ({"copy": "ready"} if whole else {}) | {"data": "ready"})
    events = await (watcher or watched(rig, copy["bgtask_id"]))
    last = "bgtask_done" if whole else "bgtask_failed"
    assert last in {event["event"] for event in events}, events
    assert await watched(rig, copy["bgtask_id"], rig.other) == []
    await forget_tasks(rig)
    found = {event["event"] for event in await watched(rig, copy["bgtask_id"])}
    assert ("bgtask_done" in found) == whole, "a copy that is there has been made"
    if whole:
        await change(rig, copy["id"], status="delete-ongoing", trashed_at=datetime.now(UTC))
        await forget_tasks(rig)
        found = {event["event"] for event in await watched(rig, copy["bgtask_id"])}
        assert "bgtask_done" in found, "what was deleted later has been made"


@pytest.mark.parametrize("status", ["ready", "delete-pending"])
async def test_who_comes_late_takes_no_whole_copy_away(rig: HubRig, storage: LedStorage, status: str) -> None:
    """Another process has found it whole; this one hears the opposite."""
    storage.at_once = False
    await create(rig, "data")
    copy = (await clone(rig, "data", "copy")).json
    (task_id,) = storage.tasks
    storage.finish(task_id)
    await change(rig, copy["id"], status=status, status_info=None)
    storage.tasks[task_id] = storage.tasks[task_id].model_copy(update={"state": "failed"})
    events = await watched(rig, copy["bgtask_id"])
    assert events[-2]["event"] == "bgtask_done", events
    assert (await row(rig, copy["id"])).status == status
    assert storage.targets[task_id][1].is_dir()


async def test_a_proxy_that_is_not_configured_takes_no_copy_away(rig: HubRig, storage: LedStorage) -> None:
    storage.at_once = False
    await create(rig, "data")
    assert (await clone(rig, "data", "copy")).status == 201
    proxy, looked = rig.site.storage["local"], asyncio.Event()

    class Without(dict[str, Any]):
        def get(self, *_: Any) -> None:
            looked.set()

    rig.site.storage = Without()
    await asyncio.wait_for(looked.wait(), 20)
    rig.site.storage = {"local": proxy}
    assert await names(rig) == {"copy": "cloning", "data": "ready"}
    storage.finish(next(iter(storage.tasks)))
    await until(rig, {"copy": "ready", "data": "ready"})


async def test_a_copy_that_was_never_begun_goes_after_a_while(rig: HubRig, storage: LedStorage) -> None:
    made = await create(rig, "half")
    await change(rig, made["id"], status="cloning", source_id=UUID(made["id"]))
    now = datetime.now(UTC)
    assert await folder_clones.resume_all(rig.site, now) == 0
    assert await watched(rig, made["id"]) == []
    assert await folder_clones.resume_all(rig.site, now + timedelta(minutes=2)) == 1
    assert await names(rig) == {}


@pytest.mark.parametrize(
    "now_is", [{"status": "ready"}, {"status": "cloning", "status_info": str(UUID(int=7))}]
)
async def test_a_copy_that_was_begun_meanwhile_stays(
    rig: HubRig, storage: LedStorage, monkeypatch: pytest.MonkeyPatch, now_is: dict[str, Any]
) -> None:
    """While another one was taken away, somebody else went on with it."""
    first, second = [await create(rig, name) for name in ("first", "second")]
    for made in (first, second):
        await change(rig, made["id"], status="cloning", source_id=UUID(made["id"]))
    remove = folder_removal.remove

    async def slowly(site: Any, going: Any) -> None:
        if going["name"] == "first":
            await change(rig, second["id"], **now_is)
        await remove(site, going)

    monkeypatch.setattr(folder_removal, "remove", slowly)
    assert await folder_clones.resume_all(rig.site, datetime.now(UTC) + timedelta(minutes=2)) == 1
    assert await names(rig) == {"second": now_is["status"]}
    assert len(list(rig.volume.glob(f"user-{rig.user.user_id}/[0-9a-f][0-9a-f]/*/*"))) == 1


async def test_a_storage_proxy_that_is_away(rig: HubRig, storage: LedStorage) -> None:
    await create(rig, "data")
    storage.down = True
    assert (await clone(rig, "data", "copy")).status == 503
    assert await names(rig) == {"data": "ready"}


async def test_snapshots(rig: HubRig, storage: LedStorage) -> None:
    await create(rig, "data")
    path = "/folders/data/snapshots"
    assert (await rig.call("GET", path, who=rig.user)).json == {"items": [], "supported": False}
    cannot = await rig.call("POST", path, {}, who=rig.user)
    assert (cannot.status, cannot.json["type"].rpartition("/")[2]) == (400, "not-supported")
    storage.taken = {}
    assert (await rig.call("POST", path, {"name": "first"}, who=rig.user)).status == 201
    assert (await rig.call("POST", path, {"name": "first"}, who=rig.user)).status == 400
    assert (await rig.call("POST", path, {"name": "../x"}, who=rig.user)).status == 400
    assert (await rig.call("POST", path, {}, who=rig.user)).status == 201
    listed = (await rig.call("GET", path, who=rig.user)).json
    assert (len(listed["items"]), listed["items"][1]["name"], listed["supported"]) == (2, "first", True)
    restore = {"path": "a.txt", "target": "b.txt"}
    assert (await rig.call("POST", f"{path}/first/restore", restore, who=rig.user)).status == 201
    assert (await rig.call("POST", f"{path}/none/restore", restore, who=rig.user)).status == 404
    assert (await rig.call("DELETE", f"{path}/first", who=rig.user)).status == 204
    assert (await rig.call("DELETE", f"{path}/first", who=rig.user)).status == 404
    assert (await rig.call("DELETE", f"{path}/%2e%2e", who=rig.user)).status == 404
    for method, more in (("GET", ""), ("POST", ""), ("DELETE", "/first"), ("POST", "/first/restore")):
        assert (await rig.call(method, path + more, {}, who=rig.other)).status == 404


async def test_members_who_may_only_write_make_no_snapshots(rig: HubRig, storage: LedStorage) -> None:
    storage.taken = {}
    await create(rig, "team", rig.admin, group="default", permission="rw")
    assert (await rig.call("GET", "/folders/team/snapshots", who=rig.user)).status == 200
    assert (await rig.call("POST", "/folders/team/snapshots", {}, who=rig.user)).status == 404
    assert (await rig.call("POST", "/folders/team/snapshots", {}, who=rig.admin)).status == 201


async def test_a_real_copy_and_a_real_limit(rig: HubRig) -> None:
    """With the storage proxy's own clones and quotas."""
    await create(rig, "data")
    (folder,) = rig.volume.glob(f"user-{rig.user.user_id}/[0-9a-f][0-9a-f]/*/*")
    (folder / "a.bin").write_bytes(b"x" * 100_000)
    copy = await clone(rig, "data", "copy")
    assert copy.status == 201, copy.text
    await until(rig, {"copy": "ready", "data": "ready"})
    listed = (await rig.call("GET", "/folders/copy/files", who=rig.user)).json["items"]
    assert [(entry["name"], entry["size"]) for entry in listed] == [("a.bin", 100_000)]
    limit = update(user_resource_policies).values(max_quota_scope_size=250_000)
    await rig.site.store.write(lambda conn: conn.execute(limit) and None)
    assert await rig.site.quotas.look() == 1
    upload = {"path": "b", "size": 90_000}

    async def asked(status: int) -> Reply:
        """The answer to an upload, once the storage proxy has counted what was just written or removed."""
        async with asyncio.timeout(20):
            while True:
                reply = await rig.call("POST", "/folders/data/request-upload", upload, who=rig.user)
                if reply.status == status:
                    return reply
                await asyncio.sleep(0.02)

    assert (await asked(412)).json["data"]["limit"] == 250_000
    assert (await clone(rig, "data", "third")).status == 400
    assert await names(rig) == {"copy": "ready", "data": "ready"}
    (usage,) = (await rig.call("GET", "/folders/_/usage", who=rig.user)).json["items"]
    assert (usage["used_bytes"], usage["limit"], usage["files"]) == (200_000, 250_000, 2)
    await rig.call("DELETE", "/folders/copy", who=rig.user)
    await rig.call("POST", "/folders/purge", {"id": copy.json["id"]}, who=rig.user)
    await asked(200)
