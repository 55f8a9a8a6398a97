"""Volumes against the database: what differs, and what a repair does and leaves alone."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.folder_life import HOST, LedStorage, create, names, row, trash
from tests.hub_rig import HubRig

from kernelyard_hub import cli
from kernelyard_hub.commands.storage import told
from kernelyard_hub.operations.vfolders import storage_check
from kernelyard_hub.operations.vfolders.storage_check import YOUNG, compare
from kernelyard_storage.protocol import FoundFolder

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LONG_AGO = (NOW - timedelta(days=1)).timestamp()
SCOPE = f"user:{uuid4()}"


@pytest.fixture
def storage(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> LedStorage:
    return LedStorage(rig, monkeypatch)


def found(folder_id: UUID | None, scope: str = SCOPE, modified: float = LONG_AGO) -> FoundFolder:
    return FoundFolder(quota_scope=scope, folder_id=folder_id, path="user-x/aa/bb/cc", modified=modified)


def record(folder_id: UUID, status: str = "ready", **values: Any) -> dict[str, Any]:
    made = NOW - timedelta(days=1)
    row = {"id": folder_id, "name": "data", "host": HOST, "quota_scope": SCOPE, "status": status}
    return row | {"created_at": made, "user_email": "a@x.y", "group_name": None, **values}


def test_what_fits_is_not_told() -> None:
    one = uuid4()
    same = compare([record(one)], {HOST: [found(one)]}, NOW)
    assert (same.orphans, same.missing, same.misplaced, same.returned) == ([], [], [], [])


def test_what_is_just_being_made_is_left_alone() -> None:
    one = uuid4()
    young = found(one, modified=NOW.timestamp() - YOUNG.total_seconds() / 2)
    assert compare([], {HOST: [young]}, NOW).orphans == []
    assert compare([record(one, created_at=NOW + timedelta(seconds=1))], {HOST: []}, NOW).missing == []
    assert compare([], {HOST: [found(one)]}, NOW).orphans == [(HOST, found(one))]


@pytest.mark.parametrize("modified", [-1e18, 3e11, 1e18])
def test_no_time_of_a_folder_hides_it_or_stops_the_check(modified: float) -> None:
    """Whoever has a folder sets its time."""
    one = found(uuid4(), modified=modified)
    assert compare([], {HOST: [one]}, NOW).orphans == [(HOST, one)]
    assert 1970 <= storage_check._moment(modified).year <= 9999


@pytest.mark.parametrize(
    ("status", "missing"),
    [("ready", 1), ("delete-pending", 1), ("error", 1), ("cloning", 0), ("delete-ongoing", 0)],
)
def test_only_what_should_be_there_can_be_missing(status: str, missing: int) -> None:
    assert len(compare([record(uuid4(), status)], {HOST: []}, NOW).missing) == missing


def test_a_host_that_does_not_answer_says_nothing() -> None:
    assert compare([record(uuid4())], {}, NOW).missing == []


def test_elsewhere_than_its_record_says() -> None:
    one, other = uuid4(), f"user:{uuid4()}"
    moved = compare([record(one)], {HOST: [found(one, other)]}, NOW)
    assert [each["expected"] for each in moved.misplaced] == [f"{HOST} {SCOPE}"]
    assert [row["id"] for row in moved.missing] == [one]
    odd = compare([], {HOST: [found(None)]}, NOW).misplaced
    assert [(each["folder_id"], each["path"]) for each in odd] == [(None, "user-x/aa/bb/cc")]


def test_what_is_back_is_told() -> None:
    one = uuid4()
    back = compare([record(one, "error")], {HOST: [found(one)]}, NOW)
    assert [row["id"] for row in back.returned] == [one]


async def repaired(rig: HubRig, **body: Any) -> Any:
    reply = await rig.call("POST", "/storage/check/repair", body, who=rig.admin)
    assert reply.status == 200, reply.text
    return reply.json


async def checked(rig: HubRig) -> Any:
    reply = await rig.service("hub", "GET", "/storage/check")
    assert reply.status == 200, reply.text
    return reply.json


async def test_orphans_go_into_the_trash_of_their_owner(rig: HubRig, storage: LedStorage) -> None:
    mine, ownerless = uuid4(), uuid4()
    scope = f"user:{rig.user.user_id}"
    storage.folders = [found(mine, scope), found(ownerless, f"project:{uuid4()}")]
    told = await checked(rig)
    assert {each["folder_id"] for each in told["orphans"]} == {str(mine), str(ownerless)}
    assert (await repaired(rig))["orphans"] == []
    stranger = str(uuid4())
    done = await repaired(rig, orphans=[str(mine), str(ownerless), stranger])
    assert ({each["id"] for each in done["orphans"]}, done["not_found"]) == (
        {str(mine), str(ownerless)},
        [stranger],
    )
    assert (await checked(rig))["orphans"] == []
    (item,) = await trash(rig)
    assert (item["id"], item["name"]) == (mine.hex, f"orphan-{mine.hex[:12]}")
    back = await rig.call(
        "POST", "/folders/restore-from-trash-bin", {"id": mine.hex, "name": "found"}, who=rig.user
    )
    assert back.status == 200, back.text
    (left,) = await trash(rig, rig.admin)
    assert left["id"] == ownerless.hex
    given = await rig.call("POST", "/folders/restore-from-trash-bin", {"id": left["id"]}, who=rig.admin)
    assert (given.status, given.json["user"]) == (200, str(rig.admin.user_id))
    assert (await rig.call("DELETE", f"/folders/{left['id']}", who=rig.admin)).status == 204
    assert (await rig.call("POST", "/folders/purge", {"id": left["id"]}, who=rig.admin)).status == 204


async def test_what_is_missing_is_marked_until_it_is_back(rig: HubRig, storage: LedStorage) -> None:
    made = await create(rig, "data")
    found_row = await row(rig, made["id"])
    storage.folders = []
    # It is younger than the check, which therefore says nothing of a folder that was made meanwhile.
    told = await checked(rig)
    assert [each["name"] for each in told["missing"]] == ["data"]
    assert await names(rig) == {"data": "ready"}
    await repaired(rig, missing=[str(found_row.id)])
    assert await names(rig) == {"data": "error"}
    assert "not on its volume" in (await row(rig, made["id"])).status_info
    storage.folders = [found(found_row.id, found_row.quota_scope)]
    done = await repaired(rig)
    assert done["returned"] == [str(found_row.id)]
    assert await names(rig) == {"data": "ready"}


async def test_what_changes_during_the_look_is_left_alone(
    rig: HubRig, storage: LedStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is purged meanwhile is no orphan, one that goes into the trash is not marked."""
    gone, binned = await create(rig, "gone"), await create(rig, "binned")
    both = [await row(rig, made["id"]) for made in (gone, binned)]
    storage.folders = [found(both[0].id, both[0].quota_scope)]
    inventory = storage.inventory

    async def slow(ref: Any) -> Any:
        told = await inventory(ref)
        await rig.call("DELETE", "/folders/gone", who=rig.user)
        assert (await rig.call("POST", "/folders/purge", {"id": gone["id"]}, who=rig.user)).status == 204
        return told

    monkeypatch.setattr(rig.site.storage["local"], "inventory", slow)
    done = await repaired(rig, orphans=[str(both[0].id)])
    assert (done["orphans"], done["not_found"]) == ([], [str(both[0].id)])
    read = [dict(both[1]._mapping)]
    await rig.call("DELETE", "/folders/binned", who=rig.user)
    await create(rig, "binned")
    marked = await rig.site.store.write(lambda conn: storage_check._mark(conn, read, []))
    assert marked == ([], [])
    back = [{**read[0], "status": "error"}]
    assert await rig.site.store.write(lambda conn: storage_check._mark(conn, [], back)) == ([], [])
    assert (await row(rig, binned["id"])).status == "delete-pending"


async def test_a_proxy_that_is_away_is_told(rig: HubRig, storage: LedStorage) -> None:
    await create(rig, "data")
    storage.down = True
    seen = await checked(rig)
    assert (seen["missing"], seen["orphans"], len(seen["unchecked"])) == ([], [], 1)
    assert "Not checked: 1" in told(seen, None)


def test_the_words_of_the_command() -> None:
    nothing: dict[str, list[Any]] = {
        kind: [] for kind in ("orphans", "missing", "misplaced", "returned", "unchecked")
    }
    assert told(nothing, None) == "Volumes and database agree.\n"
    orphan = {"host": HOST, "path": "user-x/aa/bb/cc", "folder_id": "1", "quota_scope": SCOPE}
    text = told(nothing | {"orphans": [orphan]}, None)
    assert "Without a record: 1\n  local:volume1 user-x/aa/bb/cc" in text
    assert "Nothing was changed" in text
    done = {"orphans": [1], "missing": [], "returned": []}
    assert "Moved into the trash: 1" in told(nothing | {"orphans": [orphan]}, done)


async def test_the_command_on_a_real_volume(
    rig: HubRig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = await create(rig, "data")
    two = rig.volume / f"user-{rig.user.user_id}"
    (kept,) = two.glob("[0-9a-f][0-9a-f]/*/*")
    orphan = two / "aa" / "bb" / ("c" * 28)
    orphan.mkdir(parents=True)
    (orphan / "thesis.txt").write_text("all of it\n")
    os.utime(orphan, (0, 0))
    kept.rename(tmp_path / "aside")
    (tmp_path / "hub.token").write_text(rig.services["hub"])
    where = ["--service-url", f"http://{rig.host}", "--secrets-dir", str(tmp_path)]
    assert await asyncio.to_thread(cli.main, ["storage", "check", *where]) == 3
    said = capsys.readouterr().out
    assert str(orphan.relative_to(rig.volume)) in said
    assert f"local:volume1 data ({UUID(made['id'])}) of user@example.com" in said
    assert await names(rig) == {"data": "ready"}
    assert await asyncio.to_thread(cli.main, ["storage", "check", "--repair", *where]) == 3
    assert "Moved into the trash: 1; marked as missing: 1" in capsys.readouterr().out
    items = {item["name"]: item["id"] for item in await trash(rig)}
    body = {"id": items[f"orphan-aabb{'c' * 8}"], "name": "found"}
    assert (await rig.call("POST", "/folders/restore-from-trash-bin", body, who=rig.user)).status == 200
    files = (await rig.call("GET", "/folders/found/files", who=rig.user)).json["items"]
    assert [entry["name"] for entry in files] == ["thesis.txt"]
    (tmp_path / "aside").rename(kept)
    await asyncio.to_thread(cli.main, ["storage", "check", "--repair", *where])
    assert await asyncio.to_thread(cli.main, ["storage", "check", *where]) == 0
    assert await names(rig) == {"data": "ready", "found": "ready"}
