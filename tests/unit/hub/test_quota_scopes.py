"""Quota scopes: where limits come from, who is told of them, usage, counting, the admins' report."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, update
from tests.folder_life import HOST, LedStorage, change, create, row
from tests.hub_rig import HubRig, Keypair

from kernelyard_hub.ending import end
from kernelyard_hub.folder_room import FolderRoom
from kernelyard_hub.operations.vfolders import counts as folder_counts
from kernelyard_hub.store.models import (
    project_resource_policies,
    user_resource_policies,
    vfolder_permissions,
)
from kernelyard_storage.client import StorageTimeout, StorageUnreachable

pytestmark = pytest.mark.feature("STO-019", "STO-020")
GIB = 2**30
FIELDS = "quota_scope_id storage_host_name details { usage_bytes usage_count hard_limit_bytes }"


@pytest.fixture
def storage(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> LedStorage:
    return LedStorage(rig, monkeypatch)


async def gql(rig: HubRig, text: str, person: Keypair | None = None, **variables: Any) -> Any:
    body = {"query": text, "variables": variables}
    return (await rig.call("POST", "/admin/gql", body, who=person or rig.admin)).json


def scope_of(person: Keypair) -> str:
    return f"user:{person.user_id}"


async def shown(rig: HubRig, scope: str, host: str = HOST) -> Any:
    text = "query($h: String!, $s: String!) { quota_scope(storage_host_name: $h, quota_scope_id: $s) { %s } }"
    return await gql(rig, text % FIELDS, h=host, s=scope)


async def policy(rig: HubRig, size: int) -> None:
    change = update(user_resource_policies).values(max_quota_scope_size=size)
    await rig.site.store.write(lambda conn: conn.execute(change) and None)


SET = (
    "mutation($h: String!, $s: String!, $n: BigInt) { set_quota_scope(props: {hard_limit_bytes: $n}, "
    f"quota_scope_id: $s, storage_host_name: $h) {{ quota_scope {{ {FIELDS} }} }} }}"
)
UNSET = (
    "mutation($h: String!, $s: String!) { unset_quota_scope(quota_scope_id: $s, storage_host_name: $h) "
    f"{{ quota_scope {{ {FIELDS} }} }} }}"
)


async def test_a_limit_of_the_policy_one_of_its_own_and_back(rig: HubRig, storage: LedStorage) -> None:
    await create(rig, "data")
    scope = scope_of(rig.user)
    storage.used[scope] = 5
    found = (await shown(rig, scope))["data"]["quota_scope"]
    assert found["details"] == {"usage_bytes": 5, "usage_count": 3, "hard_limit_bytes": None}
    await policy(rig, GIB)
    assert (await shown(rig, scope))["data"]["quota_scope"]["details"]["hard_limit_bytes"] == GIB
    done = (await gql(rig, SET, h=HOST, s=scope, n=2 * GIB))["data"]["set_quota_scope"]["quota_scope"]
    assert (done["details"]["hard_limit_bytes"], storage.limits[scope]) == (2 * GIB, 2 * GIB)
    back = (await gql(rig, UNSET, h=HOST, s=scope))["data"]["unset_quota_scope"]["quota_scope"]
    assert (back["details"]["hard_limit_bytes"], storage.limits[scope]) == (GIB, GIB)


async def test_what_is_refused(rig: HubRig, storage: LedStorage) -> None:
    scope = scope_of(rig.user)
    for bad in (0, -1, None, 2**53):
        assert "errors" in await gql(rig, SET, h=HOST, s=scope, n=bad), bad
    for host, other in ((HOST, f"user:{uuid4()}"), (HOST, "user:x"), (HOST, "odd"), ("none:volume1", scope)):
        assert "errors" in await gql(rig, SET, h=host, s=other, n=1), (host, other)
    assert "errors" in await shown(rig, scope, "local:No such")
    assert storage.limits == {}
    for text in (SET, UNSET):
        assert "errors" in await gql(rig, text, rig.user, h=HOST, s=scope, n=1)
    storage.down = True
    assert "errors" in await gql(rig, SET, h=HOST, s=scope, n=1)
    storage.down = False
    assert (await shown(rig, scope))["data"]["quota_scope"]["details"]["hard_limit_bytes"] is None


async def test_a_new_scope_has_its_limit_before_its_first_folder_is_used(
    rig: HubRig, storage: LedStorage
) -> None:
    await policy(rig, GIB)
    await create(rig, "data")
    assert storage.limits == {scope_of(rig.user): GIB}


async def test_changes_are_told_once(rig: HubRig, storage: LedStorage) -> None:
    await create(rig, "data")
    await create(rig, "other", rig.other)
    await create(rig, "team", rig.admin, group="default")
    keeper = rig.site.quotas
    assert await keeper.look() == 0
    await policy(rig, 3 * GIB)
    assert await keeper.look() == 2
    assert (storage.limits, await keeper.look()) == (
        {scope_of(rig.user): 3 * GIB, scope_of(rig.other): 3 * GIB},
        0,
    )
    storage.down = True
    await policy(rig, -1)
    assert await keeper.look() == 0
    storage.down = False
    assert await keeper.look() == 2
    assert set(storage.limits.values()) == {None}


async def test_an_admins_change_is_told_at_once(rig: HubRig, storage: LedStorage) -> None:
    """By the loop that runs beside the service, which an admin's change wakes."""
    await create(rig, "team", rig.admin, group="default")
    task = asyncio.create_task(rig.site.quotas.run(lambda: True))
    try:
        text = (
            'mutation { modify_project_resource_policy(name: "default", '
            "props: {max_quota_scope_size: 4096}) { ok } }"
        )
        assert (await gql(rig, text))["data"]["modify_project_resource_policy"]["ok"]
        async with asyncio.timeout(20):
            while list(storage.limits.values()) != [4096]:
                await asyncio.sleep(0.01)
    finally:
        await end([task])


async def test_own_usage(rig: HubRig, storage: LedStorage) -> None:
    await policy(rig, GIB)
    change = update(project_resource_policies).values(max_quota_scope_size=2 * GIB)
    await rig.site.store.write(lambda conn: conn.execute(change) and None)
    (alone,) = (await rig.call("GET", "/folders/_/usage", who=rig.user)).json["items"]
    assert (alone["host"], alone["kind"], alone["limit"]) == (HOST, "user", GIB)
    made = await create(rig, "data")
    team = await create(rig, "team", rig.admin, group="default")
    storage.used = {scope_of(rig.user): 10, team["quota_scope_id"]: 20}
    mine, ours = (await rig.call("GET", "/folders/_/usage", who=rig.user)).json["items"]
    assert (mine["used_bytes"], mine["name"], mine["quota"]) == (10, "user@example.com", "advisory")
    assert (ours["kind"], ours["used_bytes"], ours["name"], ours["limit"]) == (
        "project",
        20,
        "default",
        2 * GIB,
    )
    storage.down = True
    await _counted(rig, made, 7)
    mine, ours = (await rig.call("GET", "/folders/_/usage", who=rig.user)).json["items"]
    assert (mine["used_bytes"], mine["counted_at"] is None, ours["counted_at"]) == (7, False, None)


async def _counted(rig: HubRig, made: dict[str, Any], size: int) -> None:
    await change(rig, made["id"], used_bytes=size, files=1, counted_at=datetime.now(UTC))


async def test_all_quotas_and_the_largest_folders(rig: HubRig, storage: LedStorage) -> None:
    small, large = await create(rig, "small"), await create(rig, "large", rig.other)
    await _counted(rig, small, 10)
    await _counted(rig, large, 1000)
    await gql(rig, SET, h=HOST, s=scope_of(rig.other), n=500)
    listed = (await rig.call("GET", "/storage/quotas", {"host": HOST}, who=rig.admin)).json["items"]
    told = [(item["name"], item["used_bytes"], item["limit"], item["explicit"]) for item in listed]
    assert told == [("other@example.com", 1000, 500, True), ("user@example.com", 10, None, False)]
    none = await rig.call("GET", "/storage/quotas?host=local:none", who=rig.admin)
    assert none.json["items"] == []
    report = (await rig.call("GET", "/storage/report?limit=1", who=rig.admin)).json["items"]
    assert [(item["name"], item["owner"], item["used_bytes"]) for item in report] == [
        ("large", "other@example.com", 1000)
    ]
    assert (await rig.call("GET", "/storage/report?limit=0", who=rig.admin)).status == 400
    for path in ("/storage/quotas", "/storage/report", "/storage/check", "/folders/_/mounts"):
        assert (await rig.call("GET", path, who=rig.user)).status == 401


@pytest.mark.feature("STO-029")
async def test_folders_are_counted(rig: HubRig) -> None:
    made = await create(rig, "data")
    folder = rig.volume / f"user-{rig.user.user_id}"
    (inside,) = folder.glob("*/*/*")
    (inside / "a.bin").write_bytes(b"x" * 4096)
    now = datetime.now(UTC)
    assert await folder_counts.count(rig.site, now) == 1
    assert await folder_counts.count(rig.site, now) == 0
    found = await row(rig, made["id"])
    assert (found.files, found.used_bytes >= 4096) == (1, True)
    text = '{ vfolder_own_list(limit: 1, offset: 0, order: "-cur_size") { items { num_files cur_size } } }'
    listed = (await gql(rig, text, rig.user))["data"]["vfolder_own_list"]["items"]
    assert listed == [{"num_files": 1, "cur_size": found.used_bytes}]
    assert found.last_used is None
    (inside / "b.bin").write_bytes(b"y")
    assert await folder_counts.count(rig.site, now + timedelta(hours=2)) == 1
    found = await row(rig, made["id"])
    assert (found.files, found.last_used) == (2, found.counted_at)


async def test_a_folder_that_takes_too_long_to_count(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes to the back of the queue; a storage proxy that is away does not hold up the others."""
    huge, small = await create(rig, "huge"), await create(rig, "small")
    far = await create(rig, "far")
    await change(rig, far["id"], host="far:volume1")
    client = rig.site.storage["local"]
    usage = client.usage
    trouble: list[type[StorageUnreachable]] = [StorageTimeout]

    async def slow(ref: Any) -> Any:
        if ref.folder_id == UUID(huge["id"]) and trouble:
            raise trouble[0]("busy")
        return await usage(ref)

    monkeypatch.setattr(client, "usage", slow)
    monkeypatch.setitem(rig.site.storage, "far", rig.site.storage["local"])
    now = datetime.now(UTC)
    assert await folder_counts.count(rig.site, now) >= 1
    await folder_counts.count(rig.site, now)
    seen = [await row(rig, made["id"]) for made in (huge, small, far)]
    assert [each.counted_at is not None for each in seen] == [True, True, True]
    assert (seen[0].used_bytes, seen[1].files) == (None, 0)
    trouble[0] = StorageUnreachable
    await change(rig, huge["id"], counted_at=None)
    await change(rig, far["id"], counted_at=None)
    monkeypatch.delitem(rig.site.storage, "far")
    assert await folder_counts.count(rig.site, now) == 1
    trouble.clear()
    assert await folder_counts.count(rig.site, now) == 1
    assert (await row(rig, huge["id"])).last_used is None


async def test_the_limit_of_what_was_inherited(rig: HubRig, storage: LedStorage) -> None:
    """Folders of a purged account go on under the limit that they had, and admins can set another one."""
    made = await create(rig, "data", rig.other)
    scope = scope_of(rig.other)
    values = {"id": uuid4(), "vfolder_id": UUID(made["id"]), "user_id": rig.user.user_id, "permission": "ro"}
    share = insert(vfolder_permissions).values(**values, created_at=datetime.now(UTC))
    await rig.site.store.write(lambda conn: conn.execute(share) and None)
    await policy(rig, GIB)
    text = 'mutation { purge_user(email: "other@example.com", props: {}) { ok msg } }'
    assert (await gql(rig, text))["data"]["purge_user"]["ok"]
    assert (await shown(rig, scope))["data"]["quota_scope"]["details"]["hard_limit_bytes"] == GIB
    done = (await gql(rig, SET, h=HOST, s=scope, n=5))["data"]["set_quota_scope"]["quota_scope"]
    assert (done["details"]["hard_limit_bytes"], storage.limits[scope]) == (5, 5)


@pytest.mark.feature("STO-021")
async def test_a_folders_own_limit_refuses_uploads(rig: HubRig) -> None:
    await create(rig, "data", quota="1m")
    body = {"path": "a.bin", "size": 2**20 + 1}
    over = await rig.call("POST", "/folders/data/request-upload", body, who=rig.user)
    assert (over.status, over.json["data"]["limit"]) == (412, 2**20)
    fits = body | {"size": 2**19 + 1}
    asked = (rig.call("POST", "/folders/data/request-upload", fits, who=rig.user) for _ in range(4))
    assert sorted(reply.status for reply in await asyncio.gather(*asked)) == [200, 412, 412, 412]


async def test_room_is_counted_once_at_a_time_and_anew() -> None:
    counts, room, folder_id = iter((10, 30, 0)), FolderRoom(), uuid4()

    async def count() -> int:
        return next(counts)

    async def take(size: int) -> int | None:
        return await room.take(folder_id, size, 100, count)

    assert await asyncio.gather(*(take(40) for _ in range(3))) == [None, None, 90]
    assert await take(10) is None
    room.forget(folder_id)
    assert await take(71) == 30
    room.forget(folder_id)
    assert await take(100) is None


async def test_what_is_mounted_where(rig: HubRig, storage: LedStorage) -> None:
    metric = await rig.call("GET", "/folders/_/perf-metric", {"folder_host": HOST}, who=rig.admin)
    assert metric.json["metric"]["written_bytes"] == 2
    unknown = await rig.call("GET", "/folders/_/perf-metric", {"folder_host": "local:none"}, who=rig.admin)
    assert unknown.status == 404
    mounts = (await rig.call("GET", "/folders/_/mounts", who=rig.admin)).json
    assert (mounts["manager"]["mounts"], mounts["storage_proxy"]["mounts"]) == ([], [HOST])
    fstab = (await rig.call("GET", "/folders/_/fstab", {"agent_id": None}, who=rig.admin)).json
    assert HOST in fstab["content"]
    assert (await rig.call("GET", "/folders/_/fstab", {"agent_id": "i-x"}, who=rig.admin)).status == 404
    wanted = {"name": "x", "fs_location": "/l", "options": None, "edit_fstab": False}
    assert (await rig.call("POST", "/folders/_/mounts", wanted, who=rig.admin)).status == 403
    gone = await rig.call("DELETE", "/folders/_/mounts", {"name": "x", "edit_fstab": False}, who=rig.admin)
    assert gone.status == 403
    text = f'{{ storage_volume(id: "{HOST}") {{ performance_metric usage }} }}'
    volume = (await gql(rig, text))["data"]["storage_volume"]
    assert '"transfers": 3' in volume["performance_metric"]
    assert "capacity_bytes" in volume["usage"]
