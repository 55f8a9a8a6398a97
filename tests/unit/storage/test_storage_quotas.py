"""Advisory quotas: what the proxy counts and refuses itself (S24), and the clones that are tasks."""

from __future__ import annotations

import asyncio
import io
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.storage_rig import OURSELVES, Rig, folder_ref, open_folder, running, unfinished

from kernelyard_storage import clones
from kernelyard_storage import protocol as p
from kernelyard_storage.client import StorageError
from kernelyard_storage.errors import FileOperationFailed, QuotaExceeded
from kernelyard_storage.volumes import open_volume
from kernelyard_storage.volumes.ledger import Ledger
from kernelyard_storage.volumes.scopes import ScopeRecord, ScopeRecords

MIB = 1 << 20
SCOPE = "user:00000000-0000-4000-8000-000000000000"


class Disk:
    """What a scope holds, to be counted; counting can be held up."""

    def __init__(self) -> None:
        self.size = 0
        self.counts = 0
        self.go_on = threading.Event()
        self.go_on.set()
        self.entered = threading.Event()

    def count(self, scope: str) -> tuple[int, int]:
        assert scope == SCOPE
        size = self.size
        self.entered.set()
        assert self.go_on.wait(60)
        self.counts += 1
        return size, 1


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def ledger(tmp_path: Path, disk: Disk) -> Iterator[Ledger]:
    opened = Ledger(ScopeRecords(os.open(tmp_path, os.O_RDONLY)), disk.count)
    yield opened
    disk.go_on.set()
    opened.close()


@pytest.mark.feature("STO-019", "STO-020")
def test_a_limit_is_kept_to_the_byte_and_remembered(tmp_path: Path, disk: Disk, ledger: Ledger) -> None:
    disk.size = 60
    assert ledger.room(SCOPE) is None
    with ledger.reserve(SCOPE, 1 << 40):
        pass  # no limit, nothing to count
    assert ledger.set(SCOPE, 100).used_bytes == 60
    with ledger.reserve(SCOPE, 40):
        assert ledger.room(SCOPE) == 0
        with pytest.raises(QuotaExceeded) as caught, ledger.reserve(SCOPE, 1):
            raise AssertionError
    assert caught.value.data["quota_scope"] == SCOPE
    assert (caught.value.data["limit"], caught.value.data["used_bytes"]) == (100, 100)
    ledger.release(SCOPE, 30)
    ledger.need(SCOPE, 30)
    ledger.close()
    again = Ledger(ScopeRecords(os.open(tmp_path, os.O_RDONLY)), disk.count)
    try:
        assert again.state(SCOPE).limit == 100
        assert again.set(SCOPE, None).limit is None
    finally:
        again.close()


def test_nobody_is_refused_because_of_an_old_count(disk: Disk, ledger: Ledger) -> None:
    disk.size = 100
    ledger.set(SCOPE, 100)
    with pytest.raises(QuotaExceeded):
        ledger.need(SCOPE, 1)
    disk.size = 10  # a session has deleted something
    ledger._entries[SCOPE].record.counted -= 60
    ledger.need(SCOPE, 90)
    assert ledger.state(SCOPE).used_bytes == 10


def test_parallel_writers_cannot_take_the_same_room(disk: Disk, ledger: Ledger) -> None:
    """Also while it is counted: what is reserved meanwhile, and what is being written, is added."""
    ledger.set(SCOPE, 100)
    taken = []

    def writer() -> None:
        for _ in range(20):
            try:
                with ledger.reserve(SCOPE, 7):
                    taken.append(7)
            except QuotaExceeded:
                return

    writers = [threading.Thread(target=writer) for _ in range(8)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert sum(taken) == 98

    ledger.release(SCOPE, 98)
    disk.go_on.clear()
    disk.entered.clear()
    with ledger.reserve(SCOPE, 50):
        counting = threading.Thread(target=ledger.state, args=(SCOPE,), kwargs={"recount": True})
        counting.start()
        assert disk.entered.wait(60)
        with ledger.reserve(SCOPE, 20):
            pass
        disk.go_on.set()
        counting.join()
        assert ledger.room(SCOPE) == 30


def test_a_count_that_saw_what_was_being_written_refuses_nobody(disk: Disk, ledger: Ledger) -> None:
    ledger.set(SCOPE, 100)
    with ledger.reserve(SCOPE, 60):
        disk.size = 60
        assert ledger.state(SCOPE, recount=True).used_bytes == 120  # on the safe side, for now
    ledger.need(SCOPE, 40)
    with pytest.raises(QuotaExceeded):
        ledger.need(SCOPE, 41)


def test_a_limit_is_set_while_a_large_scope_is_counted(
    disk: Disk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernelyard_storage.volumes.ledger.PATIENCE", 0.01)
    disk.size = 70
    disk.go_on.clear()
    state = ledger.set(SCOPE, 100)
    assert (state.limit, state.used_bytes, state.counted) == (100, 0, 0.0)
    disk.go_on.set()
    assert ledger.room(SCOPE) == 30  # who needs the count waits for it


def test_what_cannot_be_read_is_forgotten(tmp_path: Path) -> None:
    records = ScopeRecords(os.open(tmp_path, os.O_RDONLY))
    records.save(SCOPE, ScopeRecord(limit=5, number=7), durable=True)
    (tmp_path / f"{SCOPE.replace(':', '-')}x.json").write_text("{")
    (tmp_path / "half-written").write_text("{")
    assert list(records.load()) == [SCOPE]
    assert records.load()[SCOPE] == ScopeRecord(limit=5, number=7)
    records.close()


def scope(rig: Rig) -> dict[str, Any]:
    return {"volume": "volume1", "quota_scope": rig.folder.quota_scope}


async def test_s24_parallel_uploads_and_a_full_quota(rig: Rig) -> None:
    """Sixteen uploads where four have room; then listing, deleting and downloading work, and room comes
    back.
    """
    await rig.put("there", b"x" * 1000)
    await rig.manager.set_quota(p.QuotaLimit(**scope(rig), limit=4 * MIB + 1000))
    transfers = [await rig.upload(f"f{number}", MIB) for number in range(16)]
    with pytest.raises(StorageError) as caught:
        await rig.upload("too-big", 5 * MIB)
    assert (caught.value.status, caught.value.code) == (507, "quota-exceeded")
    answers = await asyncio.gather(
        *(rig.patch(each, io.BytesIO(os.urandom(MIB)), 0) for each in transfers), return_exceptions=True
    )
    assert 507 in {getattr(each, "status", 0) for each in answers} <= {0, 204, 507}
    landed = sorted(path.name for path in rig.path.iterdir())
    stored = sum(file.stat().st_size for file in [*unfinished(rig.root), *rig.path.iterdir()])
    assert 3 * MIB < stored <= 4 * MIB + 1000
    files = (await rig.manager.list_files(p.PathRequest(folder=rig.folder))).entries
    assert [entry.name for entry in files] == landed
    assert (await rig.request("GET", await rig.download("there"))).body == b"x" * 1000
    for transfer in transfers:
        await rig.request("DELETE", transfer, **{"Tus-Resumable": "1.0.0"})
    await rig.manager.delete_files(p.DeleteFilesRequest(folder=rig.folder, paths=landed))
    state = await rig.manager.quota(p.QuotaRef(**scope(rig), recount=True))
    assert (state.used_bytes, state.quota) == (0, "advisory")
    await rig.put("again", os.urandom(4 * MIB))
    with pytest.raises(StorageError, match="quota"):
        await rig.upload("more", MIB)


async def test_a_clone_is_whole_or_not_there(tmp_path: Path) -> None:
    """Across volumes: modes, links and empty directories; not what is no file; cancelled, over a quota, and
    after a crash it leaves nothing.
    """
    second = tmp_path / "second"
    second.mkdir()
    async with running(tmp_path, others={"volume2": {"backend": "vfs", "path": str(second)}}) as rig:
        (rig.path / "empty").mkdir(mode=0o750)
        (rig.path / "dir" / "deep").mkdir(parents=True)
        (rig.path / "dir" / "deep" / "run").write_text("#!/bin/sh\n")
        (rig.path / "dir" / "deep" / "run").chmod(0o4755)
        (rig.path / "dir" / "deep").chmod(0o555)
        (rig.path / "outside").symlink_to("/etc/passwd")
        os.mkfifo(rig.path / "pipe")
        (rig.path / "data").write_bytes(os.urandom(3 * MIB))
        with (rig.path / "sparse").open("wb") as file:
            file.seek(64 * MIB)
            file.write(b"end")
        target = folder_ref(volume="volume2")
        state = await rig.manager.clone(p.CloneRequest(source=rig.folder, target=target))
        state = await ended(rig, state)
        size = 67 * MIB + len("#!/bin/sh\nend")
        assert (state.state, state.done, state.total) == ("done", size, size)
        assert state.message == "Left out, because they cannot be copied: 1."
        copy = second / target.relative_path()
        assert sorted(path.name for path in copy.iterdir()) == ["data", "dir", "empty", "outside", "sparse"]
        assert (copy / "sparse").stat().st_size == 64 * MIB + 3
        assert (copy / "sparse").stat().st_blocks * 512 < MIB
        assert (copy / "data").read_bytes() == (rig.path / "data").read_bytes()
        assert (copy / "outside").readlink() == Path("/etc/passwd")
        assert (copy / "outside").lstat().st_uid == rig.volume.owner.uid
        assert (copy / "dir" / "deep" / "run").stat().st_mode & 0o7777 == 0o755
        assert (copy / "dir" / "deep").stat().st_mode & 0o777 == 0o555
        assert (copy / "empty").stat().st_mode & 0o777 == 0o750
        assert (copy / "data").stat().st_uid == rig.volume.owner.uid

        poor = folder_ref()
        await rig.manager.set_quota(
            p.QuotaLimit(volume="volume1", quota_scope=poor.quota_scope, limit=2 * MIB)
        )
        state = await ended(rig, await rig.manager.clone(p.CloneRequest(source=rig.folder, target=poor)))
        assert (state.state, "quota" in state.message) == ("failed", True)
        with pytest.raises(StorageError, match="No such virtual folder"):
            await rig.manager.usage(poor)
        with pytest.raises(StorageError, match="No such task"):
            await rig.manager.task(p.TaskRef(task_id=uuid4()))
        for made, end in ((rig.folder, "done"), (poor, "failed")):  # as after a restart
            forgotten = await rig.manager.task(p.TaskRef(task_id=uuid4(), makes=made))
            assert forgotten.state == end, forgotten
        away = p.TaskRef(task_id=uuid4(), makes=poor.model_copy(update={"volume": "away"}))
        with pytest.raises(StorageError, match="No such volume"):
            await rig.manager.task(away)
        with pytest.raises(StorageError, match="No such virtual folder"):
            await rig.manager.clone(p.CloneRequest(source=folder_ref(), target=folder_ref()))
        draft = rig.volume.draft(poor)  # what a crash in the middle of a clone leaves
        os.close(draft)
        left = rig.root / ".uploads" / poor.quota_scope.replace(":", "-")
        assert len(list(left.iterdir())) == 1
        rig.volume.sweep()
        assert list(left.iterdir()) == []


def test_restoring_a_folder_goes_past_what_is_no_file(tmp_path: Path) -> None:
    """And past what stands in its place; what is asked for alone is refused."""
    with open_folder(tmp_path) as folder:
        kept = tmp_path / "kept"
        kept.mkdir()
        for place, text in ((kept, "old"), (folder.path, "new")):
            (place / "a").write_text(text)
            os.mkfifo(place / "b")
            (place / "c").write_text(text)
        folder.volume.open_snapshot = lambda *_: os.open(kept, os.O_RDONLY)  # type: ignore[method-assign]
        wanted = p.RestoreRequest(folder=folder.ref, name="then", path=".")
        clones.restore(folder.volume, wanted)
        names = sorted(path.name.split(".kept-")[0] for path in folder.path.iterdir())
        assert names == ["a", "a", "b", "c", "c"]
        assert (folder.path / "b").is_fifo()
        assert [(folder.path / name).read_text() for name in "ac"] == ["old", "old"]
        with pytest.raises(FileOperationFailed, match="no file"):
            clones.restore(folder.volume, wanted.model_copy(update={"path": "b"}))


async def test_a_cancelled_clone_leaves_nothing(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, go_on = threading.Event(), threading.Event()
    move = os.copy_file_range

    def slow(*arguments: Any) -> int:
        entered.set()
        assert go_on.wait(60)
        return move(*arguments)

    monkeypatch.setattr("kernelyard_storage.copying._share", lambda *_: False)
    monkeypatch.setattr(os, "copy_file_range", slow)
    (rig.path / "data").write_bytes(b"x" * MIB)
    target = folder_ref()
    state = await rig.manager.clone(p.CloneRequest(source=rig.folder, target=target))
    assert state.state == "running"
    assert await asyncio.to_thread(entered.wait, 60)
    with pytest.raises(StorageError, match="already"):
        await rig.manager.clone(p.CloneRequest(source=rig.folder, target=target))
    await rig.manager.cancel_task(p.TaskRef(task_id=state.task_id))
    go_on.set()
    assert (await ended(rig, state)).state == "cancelled"
    found = (await rig.manager.inventory(p.VolumeRef(volume="volume1"))).folders
    assert [each.folder_id for each in found] == [rig.folder.folder_id]
    # Deleting it is to give it up, too, also for who does not know the task.
    entered.clear()
    go_on.clear()
    state = await rig.manager.clone(p.CloneRequest(source=rig.folder, target=target))
    assert await asyncio.to_thread(entered.wait, 60)
    monkeypatch.setattr("kernelyard_storage.manager_api.PATIENCE", 0.0)
    with pytest.raises(StorageError, match="try again"):
        await rig.manager.delete_folder(target)
    monkeypatch.undo()
    go_on.set()
    await rig.manager.delete_folder(target)
    assert (await ended(rig, state)).state == "cancelled"
    found = (await rig.manager.inventory(p.VolumeRef(volume="volume1"))).folders
    assert [each.folder_id for each in found] == [rig.folder.folder_id]


async def test_the_inventory_shows_what_is_no_folder(rig: Rig) -> None:
    scope_directory = rig.path.parents[2]
    (rig.root / "lost+found").mkdir()
    (scope_directory / "zz").mkdir()
    (rig.path.parent / "not-a-folder").mkdir()
    found = {each.path: each for each in (await rig.manager.inventory(p.VolumeRef(volume="volume1"))).folders}
    assert {path for path, each in found.items() if each.folder_id is None} == {
        "lost+found",
        f"{scope_directory.name}/zz",
        str((rig.path.parent / "not-a-folder").relative_to(rig.root)),
    }
    ours = found[rig.folder.relative_path()]
    assert (ours.folder_id, ours.quota_scope) == (rig.folder.folder_id, rig.folder.quota_scope)


def test_auto_is_vfs_where_there_is_nothing_better() -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as path:
        volume = open_volume("volume1", {"backend": "auto", "path": path}, OURSELVES)
        assert (volume.backend, volume.quota) == ("vfs", "advisory")
        volume.close()


async def test_a_plain_volume_has_no_snapshots(rig: Rig) -> None:
    with pytest.raises(StorageError) as caught:
        await rig.manager.snapshots(rig.folder)
    assert (caught.value.status, caught.value.code) == (501, "not-supported")


async def ended(rig: Rig, state: p.TaskState) -> p.TaskState:
    deadline = time.monotonic() + 60
    while state.state == "running":
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
        state = await rig.manager.task(p.TaskRef(task_id=state.task_id))
    return state
