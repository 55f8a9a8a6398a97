"""Folders on a real BTRFS: one file system for all tests here, each with quota scopes of its own."""

from __future__ import annotations

import asyncio
import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.disks_rig import disk
from tests.storage_rig import TUS, Rig, folder_ref, running

from kernelyard_storage import protocol as p
from kernelyard_storage.client import StorageError
from kernelyard_storage.openat2 import sync_files
from kernelyard_storage.protocol import FolderRef
from kernelyard_storage.startup import BadVolume
from kernelyard_storage.volumes import btrfs_calls, open_volume
from kernelyard_storage.volumes.btrfs import BtrfsVolume

MIB = 1 << 20
BTRFS: dict[str, Any] = {"backend": "btrfs"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("btrfs")
    with disk("btrfs", path, 16 << 30):
        yield path


def beside(folder: FolderRef) -> FolderRef:
    """Another folder of the same quota scope."""
    return folder.model_copy(update={"folder_id": uuid4()})


def at(rig: Rig, folder: FolderRef) -> Path:
    return rig.root / folder.relative_path()


def scope(folder: FolderRef) -> dict[str, Any]:
    return {"volume": folder.volume, "quota_scope": folder.quota_scope}


async def used(rig: Rig, folder: FolderRef) -> int:
    return (await rig.manager.quota(p.QuotaRef(**scope(folder), recount=True))).used_bytes


async def limit(rig: Rig, folder: FolderRef, size: int | None) -> None:
    await rig.manager.set_quota(p.QuotaLimit(**scope(folder), limit=size))


async def until(rig: Rig, folder: FolderRef, wanted: Callable[[int], bool]) -> int:
    """The use of a scope once it is as ``wanted``: the file system frees what was deleted when it likes."""
    deadline = time.monotonic() + 60
    while not wanted(now := await used(rig, folder)):
        assert time.monotonic() < deadline, now
    return now


@pytest.mark.feature("STO-019", "STO-020")
async def test_the_file_system_refuses_what_is_over_the_limit(base: Path) -> None:
    """Also from inside a session, which writes without asking anybody; deleting and listing go on working."""
    async with running(base, volume=BTRFS) as rig:
        folder = rig.folder
        (volume,) = (await rig.manager.volumes()).volumes
        assert (volume.quota, "snapshot" in volume.capabilities) == ("enforced", True)
        await limit(rig, folder, 8 * MIB)
        (rig.path / "tree" / "sub").mkdir(parents=True)
        (rig.path / "tree" / "sub" / "x").write_bytes(b"x" * 10_000)
        session = rig.path / "from-a-session"
        with session.open("wb", buffering=0) as file, pytest.raises(OSError, match="quota"):
            for _ in range(16):
                assert file.write(os.urandom(MIB))
                os.fsync(file.fileno())
        assert 7 * MIB < await used(rig, folder) <= 9 * MIB
        await rig.manager.delete_files(p.DeleteFilesRequest(folder=folder, paths=["tree"], recursive=True))
        rig.volume.trash.sweep().result(timeout=60)
        assert os.listdir(rig.path) == ["from-a-session"]
        session.unlink()
        session.write_bytes(os.urandom(4 * MIB))
        assert await until(rig, folder, lambda now: now < 5 * MIB) >= 4 * MIB

        with pytest.raises(StorageError) as caught:
            await rig.upload("too-big", 6 * MIB)
        assert (caught.value.status, caught.value.code) == (507, "quota-exceeded")
        assert caught.value.data["quota_scope"] == folder.quota_scope
        assert caught.value.data["limit"] == 8 * MIB
        fits = await rig.upload("fits", 3 * MIB)
        with (rig.path / "meanwhile").open("wb", buffering=0) as file:
            file.write(os.urandom(2 * MIB))
            os.fsync(file.fileno())
        answer = await rig.patch(fits, io.BytesIO(os.urandom(3 * MIB)), 0)
        assert answer.status == 507
        assert answer.json()["data"]["quota_scope"] == folder.quota_scope

        names = {entry.name for entry in (await rig.manager.list_files(p.PathRequest(folder=folder))).entries}
        assert names == {"from-a-session", "meanwhile"}
        assert (await rig.request("GET", await rig.download("meanwhile"))).status == 200
        await rig.manager.delete_files(p.DeleteFilesRequest(folder=folder, paths=["from-a-session"]))
        at_byte = int((await rig.request("HEAD", fits, **TUS)).headers["Upload-Offset"])
        rest = os.urandom(3 * MIB - at_byte)
        assert (await rig.patch(fits, io.BytesIO(rest), at_byte)).status == 204
        assert (rig.path / "fits").stat().st_size == 3 * MIB
        assert (rig.path / "fits").stat().st_uid == (1000 if os.geteuid() == 0 else os.geteuid())
        await limit(rig, folder, None)
        (rig.path / "free").write_bytes(os.urandom(9 * MIB))


async def test_limits_hold_after_a_restart(base: Path) -> None:
    async with running(base, volume={"backend": "auto"}) as rig:
        assert rig.volume.backend == "btrfs"
        await limit(rig, rig.folder, 4 * MIB)
        folder = rig.folder
        assert isinstance(rig.volume, BtrfsVolume)
        group = rig.volume._groups.group(folder.quota_scope)
    root = os.open(base / "volume1", os.O_RDONLY)
    btrfs_calls.limit_group(root, group, None)  # as after a crash between the group and its limit
    os.close(root)
    async with running(base, volume=BTRFS, folder=folder) as rig:
        state = await rig.manager.quota(p.QuotaRef(**scope(folder)))
        assert (state.limit, state.quota) == (4 * MIB, "enforced")
        with pytest.raises(OSError, match="quota"), (rig.path / "x").open("wb", buffering=0) as file:
            for _ in range(16):
                file.write(os.urandom(MIB))
                os.fsync(file.fileno())


@pytest.mark.feature("STO-025")
async def test_ten_gibibytes_are_cloned_in_a_moment(base: Path) -> None:
    """In the same quota scope by a snapshot, to another by sharing blocks; a clone is a folder of its own."""
    async with running(base, volume=BTRFS) as rig:
        big = rig.path / "big"
        with big.open("wb") as file:
            for position in range(0, 10 << 30, 512 * MIB):
                os.posix_fallocate(file.fileno(), position, 512 * MIB)
        (rig.path / "link").symlink_to("/etc/passwd")
        for target in (beside(rig.folder), folder_ref()):
            began = time.monotonic()
            state = await rig.manager.clone(p.CloneRequest(source=rig.folder, target=target))
            assert (state.state, time.monotonic() - began < 1.0) == ("done", True)
            copy = at(rig, target)
            assert (copy / "big").stat().st_size == 10 << 30
            assert (copy / "link").readlink() == Path("/etc/passwd")
            assert copy.stat().st_mode & 0o777 == 0o700
            (copy / "own").write_text("mine")
            assert not (rig.path / "own").exists()
            with pytest.raises(StorageError, match="already"):
                await rig.manager.clone(p.CloneRequest(source=rig.folder, target=target))
            await rig.manager.delete_folder(target)
            assert not copy.exists()
        await rig.manager.delete_folder(rig.folder)


async def test_a_clone_to_another_scope_needs_room_there(base: Path) -> None:
    async with running(base, volume=BTRFS) as rig:
        (rig.path / "x").write_bytes(os.urandom(3 * MIB))
        target = folder_ref()
        await limit(rig, target, 2 * MIB)
        state = await rig.manager.clone(p.CloneRequest(source=rig.folder, target=target))
        assert (state.state, target.quota_scope in state.message) == ("failed", True)
        assert not at(rig, target).exists()
        await limit(rig, target, 6 * MIB)
        assert (await rig.manager.clone(p.CloneRequest(source=rig.folder, target=target))).state == "done"
        assert 3 * MIB <= await used(rig, target) < 4 * MIB
        # A snapshot of what two scopes share makes the kernel ask for a rescan: it gets one.
        await rig.manager.create_snapshot(p.SnapshotRequest(folder=rig.folder, name="shared"))
        volume = rig.volume
        assert isinstance(volume, BtrfsVolume)
        deadline = time.monotonic() + 60
        while volume._groups.groups.inconsistent():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        assert 3 * MIB <= await used(rig, rig.folder) < 4 * MIB
        assert 3 * MIB <= await used(rig, target) < 4 * MIB


async def test_snapshots_are_kept_listed_read_and_restored(base: Path) -> None:
    async with running(base, volume=BTRFS) as rig:
        folder, manager = rig.folder, rig.manager
        (rig.path / "dir").mkdir()
        (rig.path / "dir" / "a").write_text("one")
        (rig.path / "b").write_bytes(os.urandom(2 * MIB))
        made = await manager.create_snapshot(p.SnapshotRequest(folder=folder, name="monday"))
        assert abs(made.created - time.time()) < 60
        with pytest.raises(StorageError, match="of that name"):
            await manager.create_snapshot(p.SnapshotRequest(folder=folder, name="monday"))
        (rig.path / "dir" / "a").write_text("two")
        (rig.path / "b").unlink()
        assert [each.name for each in (await manager.snapshots(folder)).snapshots] == ["monday"]
        # What only the snapshot holds counts on the scope.
        await until(rig, folder, lambda now: 2 * MIB <= now < 3 * MIB)
        listed = await manager.list_files(p.PathRequest(folder=folder, path="dir", snapshot="monday"))
        assert [entry.name for entry in listed.entries] == ["a"]
        asked = p.DownloadRequest(folder=folder, path="dir/a", user="alice", snapshot="monday")
        assert (await rig.request("GET", await manager.download(asked))).body == b"one"
        packed = asked.model_copy(update={"path": "dir", "archive": "tar"})
        assert b"one" in (await rig.request("GET", await manager.download(packed))).body
        for path in ("..", "../..", "nope", ""):
            with pytest.raises(StorageError):
                await manager.delete_snapshot(p.SnapshotRequest.model_construct(folder=folder, name=path))

        await manager.restore(p.RestoreRequest(folder=folder, name="monday", path="dir/a"))
        assert (rig.path / "dir" / "a").read_text() == "one"
        (kept,) = [each for each in (rig.path / "dir").iterdir() if each.name != "a"]
        assert (kept.read_text(), kept.name.startswith("a.kept-")) == ("two", True)
        await manager.restore(p.RestoreRequest(folder=folder, name="monday"))
        assert (rig.path / "b").stat().st_size == 2 * MIB
        await manager.restore(p.RestoreRequest(folder=folder, name="monday", target="all"))
        assert sorted(each.name for each in (rig.path / "all").iterdir()) == ["b", "dir"]
        with pytest.raises(StorageError):
            await manager.restore(p.RestoreRequest(folder=folder, name="monday", path="../x"))

        await manager.delete_snapshot(p.SnapshotRequest(folder=folder, name="monday"))
        assert (await manager.snapshots(folder)).snapshots == []
        await manager.create_snapshot(p.SnapshotRequest(folder=folder, name="left"))
        await manager.delete_folder(folder)
        assert not (rig.root / ".snapshots" / folder.folder_id.hex).exists()


async def test_subvolumes_of_a_session_count_and_go_with_their_folder(base: Path) -> None:
    async with running(base, volume=BTRFS) as rig:
        fd = os.open(rig.path, os.O_RDONLY)
        try:
            btrfs_calls.create(fd, "mine")
            inner = os.open("mine", os.O_RDONLY, dir_fd=fd)
            try:
                btrfs_calls.create(inner, "deeper")
            finally:
                os.close(inner)
        finally:
            os.close(fd)
        (rig.path / "mine" / "deeper" / "x").write_bytes(os.urandom(2 * MIB))
        await until(rig, rig.folder, lambda now: now >= 2 * MIB)
        await rig.manager.delete_folder(rig.folder)
        assert not rig.path.exists()
        await until(rig, rig.folder, lambda now: now < MIB)


async def test_subvolumes_of_a_session_count_without_anybody_asking(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernelyard_storage.volumes.btrfs_groups.ADOPT", 0.05)
    async with running(base, volume=BTRFS) as rig:
        await limit(rig, rig.folder, 64 * MIB)
        fd = os.open(rig.path, os.O_RDONLY)
        btrfs_calls.create(fd, "mine")
        (rig.path / "mine" / "x").write_bytes(os.urandom(4 * MIB))
        deadline = time.monotonic() + 60
        while (await rig.manager.quota(p.QuotaRef(**scope(rig.folder)))).used_bytes < 4 * MIB:
            assert time.monotonic() < deadline
            await asyncio.to_thread(sync_files, fd)
        os.close(fd)


def _with_subvolumes(place: Path) -> None:
    """A session's own subvolume in a directory, and a read-only snapshot of it."""
    fd = os.open(place, os.O_RDONLY)
    try:
        btrfs_calls.create(fd, "mine")
        (place / "mine" / "a" / "b").mkdir(parents=True)
        (place / "mine" / "a" / "file").write_text("x")
        inner = os.open("mine", os.O_RDONLY, dir_fd=fd)
        try:
            btrfs_calls.snapshot(inner, fd, "as-it-was", None, read_only=True)
        finally:
            os.close(inner)
    finally:
        os.close(fd)


async def test_deep_and_large_trees_are_deleted_inside_a_folder(base: Path) -> None:
    """The trash is another subvolume: they go where they are, out of sight at once."""
    async with running(base, volume=BTRFS) as rig:
        deep = rig.path / "tree"
        for name in ["d"] * 40:
            deep.mkdir()
            (deep / "file").write_text("x")
            deep = deep / name
        _with_subvolumes(rig.path / "tree" / "d")
        wanted = p.DeleteFilesRequest(folder=rig.folder, paths=["tree"], recursive=True)
        await rig.manager.delete_files(wanted)
        assert not (rig.path / "tree").exists()
        rig.volume.trash.sweep().result(timeout=60)
        assert os.listdir(rig.path) == []


async def test_folders_from_before_go_on(base: Path) -> None:
    """A volume that was a plain directory: its folders are counted, cannot have snapshots, can be cloned."""
    async with running(base) as rig:
        folder = rig.folder
        await rig.put("old", os.urandom(2 * MIB))
    async with running(base, volume=BTRFS, folder=folder) as rig:
        assert 2 * MIB <= await used(rig, folder) < 3 * MIB
        with pytest.raises(StorageError) as caught:
            await rig.manager.create_snapshot(p.SnapshotRequest(folder=folder, name="x"))
        assert caught.value.status == 501
        await rig.put("new", b"hello")
        assert (rig.path / "new").read_bytes() == b"hello"
        copy = beside(folder)
        assert (await rig.manager.clone(p.CloneRequest(source=folder, target=copy))).state == "done"
        await rig.manager.create_snapshot(p.SnapshotRequest(folder=copy, name="x"))
        found = (await rig.manager.inventory(p.VolumeRef(volume="volume1"))).folders
        assert {folder.folder_id, copy.folder_id} <= {each.folder_id for each in found}
        assert all(isinstance(each.folder_id, UUID) for each in found)


def test_a_volume_that_is_not_on_btrfs_says_so(tmp_path: Path) -> None:
    from tests.storage_rig import OURSELVES

    shm = Path("/dev/shm") if Path("/dev/shm").is_dir() else tmp_path
    with pytest.raises(BadVolume, match=r"not on BTRFS.*'vfs'"):
        open_volume("volume1", {"backend": "btrfs", "path": str(shm)}, OURSELVES)
