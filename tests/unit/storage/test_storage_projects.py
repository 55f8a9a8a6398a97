"""XFS project quotas on a real file system, and CephFS by an imitation of its attributes."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.disks_rig import disk
from tests.storage_rig import OURSELVES, Rig, folder_ref, running

from kernelyard_storage import protocol as p
from kernelyard_storage.client import StorageError
from kernelyard_storage.startup import BadVolume
from kernelyard_storage.volumes import open_volume, xfs
from kernelyard_storage.volumes.xfs import mount_type

MIB = 1 << 20
MOUNTS = """22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw
31 22 7:0 / /srv/a rw,relatime shared:9 master:1 - xfs /dev/loop0 rw,prjquota
32 22 0:44 / /srv/b rw - btrfs /dev/loop1 rw"""


@dataclass
class Imitation:
    """`kernelyard_storage.volumes.projects` for kernels without project quotas: numbers by directory, use by
    walking, and a full disk where a project is full, as XFS has it.
    """

    root: Path
    numbers: dict[int, int] = field(default_factory=dict)
    limits: dict[int, int | None] = field(default_factory=dict)

    def project(self, fd: int) -> int:
        return self.numbers.get(os.fstat(fd).st_ino, 0)

    def set_project(self, fd: int, number: int, *, directory: bool) -> None:
        assert directory
        self.numbers[os.fstat(fd).st_ino] = number

    def assign_tree(self, fd: int, number: int) -> None:
        self.set_project(fd, number, directory=True)

    def used(self, fd: int, number: int) -> tuple[int, int]:
        tops = [each for each in [*self.root.iterdir(), *(self.root / ".uploads").iterdir()] if each.is_dir()]
        of_project = [each for each in tops if self.numbers.get(each.stat().st_ino) == number]
        files = [file for top in of_project for file in top.rglob("*") if file.is_file()]
        return sum(file.stat().st_size for file in files), len(files)

    def set_limit(self, fd: int, number: int, limit: int | None) -> None:
        self.limits[number] = limit

    def write(self, fd: int, views: list[Any], position: int) -> int:
        path = Path(f"/proc/self/fd/{fd}").resolve()
        number = self.numbers.get(path.parent.stat().st_ino, 0)
        limit = self.limits.get(number)
        if limit is not None and self.used(fd, number)[0] + sum(map(len, views)) > limit:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return _pwritev(fd, views, position)


_pwritev = os.pwritev


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory with a volume on XFS with project quotas; where the kernel has none, an imitation."""
    try:
        with disk("xfs", tmp_path, 1 << 30, "prjquota"):
            yield tmp_path
            return
    except AssertionError as error:
        if "mount" not in str(error):
            raise
    imitation = Imitation(tmp_path / "volume1")
    monkeypatch.setattr(xfs, "projects", imitation)
    monkeypatch.setattr(xfs, "mount_type", lambda *_: "xfs")
    monkeypatch.setattr(os, "pwritev", imitation.write)
    yield tmp_path


def scope(rig: Rig) -> dict[str, Any]:
    return {"volume": "volume1", "quota_scope": rig.folder.quota_scope}


@pytest.mark.parametrize(
    ("device", "kind"),
    [((254, 0), "ext4"), ((7, 0), "xfs"), ((0, 44), "btrfs"), ((7, 1), None)],
)
def test_the_type_of_a_mount(device: tuple[int, int], kind: str | None) -> None:
    assert mount_type(MOUNTS, os.makedev(*device)) == kind


@pytest.mark.feature("STO-019")
async def test_xfs_projects_enforce_limits(base: Path) -> None:
    async with running(base) as rig:  # a volume that was a plain directory before
        old = rig.folder
        await rig.put("old", os.urandom(2 * MIB))
    async with running(base, volume={"backend": "xfs"}, folder=old) as rig:
        state = await rig.manager.set_quota(p.QuotaLimit(**scope(rig), limit=6 * MIB))
        assert (state.quota, state.limit, state.used_bytes >> 20) == ("enforced", 6 * MIB, 2)
        assert state.files is not None
        with pytest.raises(StorageError) as caught:
            await rig.upload("too-big", 5 * MIB)
        assert (caught.value.code, caught.value.data["limit"]) == ("quota-exceeded", 6 * MIB)
        fits = await rig.upload("fits", 3 * MIB)
        (rig.path / "session").write_bytes(os.urandom(2 * MIB))
        refused = await rig.patch(fits, io.BytesIO(os.urandom(3 * MIB)), 0)
        assert (refused.status, refused.json()["data"]["quota_scope"]) == (507, old.quota_scope)
        await rig.manager.delete_files(p.DeleteFilesRequest(folder=old, paths=["session"]))
        arrived = int((await rig.request("HEAD", fits)).headers["Upload-Offset"])
        assert (await rig.patch(fits, io.BytesIO(os.urandom(3 * MIB - arrived)), arrived)).status == 204
        with pytest.raises(StorageError) as caught:
            await rig.manager.create_snapshot(p.SnapshotRequest(folder=old, name="x"))
        assert caught.value.status == 501

        target = folder_ref()
        assert (await rig.manager.clone(p.CloneRequest(source=old, target=target))).state == "done"
        there = p.QuotaRef(volume="volume1", quota_scope=target.quota_scope)
        assert (await rig.manager.quota(there)).used_bytes >> 20 == 5
    async with running(base, volume={"backend": "xfs"}, folder=old) as rig:
        assert (await rig.manager.quota(p.QuotaRef(**scope(rig)))).limit == 6 * MIB
        assert (await rig.manager.set_quota(p.QuotaLimit(**scope(rig), limit=None))).limit is None
        (rig.path / "free").write_bytes(os.urandom(7 * MIB))
        await rig.manager.delete_folder(old)
        assert not rig.path.exists()


@pytest.fixture
def ceph(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """CephFS's attributes on any file system: limits are kept by inode, use is counted by walking."""
    limits: dict[str, bytes] = {}

    def key(fd: int) -> str:
        return str(os.fstat(fd).st_ino)

    def get(fd: int, name: str) -> bytes:
        if name == "ceph.quota.max_bytes":
            return limits[key(fd)]
        files = [each for each in Path(f"/proc/self/fd/{fd}").resolve().rglob("*") if each.is_file()]
        if name == "ceph.dir.rbytes":
            return str(sum(each.stat().st_size for each in files)).encode()
        if name == "ceph.dir.rfiles":
            return str(len(files)).encode()
        raise OSError(errno.ENODATA, os.strerror(errno.ENODATA))

    def put(fd: int, name: str, value: bytes) -> None:
        assert name == "ceph.quota.max_bytes"
        limits[key(fd)] = value

    monkeypatch.setattr(os, "getxattr", get)
    monkeypatch.setattr(os, "setxattr", put)
    return limits


async def test_cephfs_by_its_attributes(tmp_path: Path, ceph: dict[str, bytes]) -> None:
    async with running(tmp_path, volume={"backend": "cephfs"}) as rig:
        limit = await rig.manager.set_quota(p.QuotaLimit(**scope(rig), limit=MIB))
        assert (limit.quota, limit.limit, list(ceph.values())) == ("enforced", MIB, [b"1048576"])
        await rig.put("a", b"x" * 1000)
        assert (await rig.manager.quota(p.QuotaRef(**scope(rig)))).used_bytes == 1000
        with pytest.raises(StorageError, match="quota"):
            await rig.upload("b", MIB)
        (rig.path / ".snap").mkdir()  # CephFS has it everywhere, and mkdir there is a snapshot
        await rig.manager.create_snapshot(p.SnapshotRequest(folder=rig.folder, name="monday"))
        (rig.path / ".snap" / "_above_1").mkdir()
        (snapshot,) = (await rig.manager.snapshots(rig.folder)).snapshots
        assert snapshot.name == "monday"
        await rig.manager.delete_snapshot(p.SnapshotRequest(folder=rig.folder, name="monday"))
        assert (await rig.manager.snapshots(rig.folder)).snapshots == []
        await rig.manager.set_quota(p.QuotaLimit(**scope(rig), limit=None))
        assert list(ceph.values()) == [b"0"]
        await rig.manager.delete_folder(rig.folder)
        assert not rig.path.exists()
        assert (await rig.manager.inventory(p.VolumeRef(volume="volume1"))).folders == []


@pytest.mark.parametrize("backend", ["xfs", "cephfs"])
def test_another_file_system_is_refused(backend: str) -> None:
    with pytest.raises(BadVolume, match=r"not on (XFS|CephFS).*'vfs'"):
        open_volume("volume1", {"backend": backend, "path": "/proc"}, OURSELVES)


async def test_copies_share_their_blocks_where_the_disk_can(tmp_path: Path) -> None:
    """A plain volume on XFS: a clone takes no room but for its names."""
    with disk("xfs", tmp_path, 1 << 30):
        async with running(tmp_path) as rig:
            (rig.path / "big").write_bytes(os.urandom(MIB) * 64)
            os.sync()
            before = rig.volume.totals()[2]
            state = await rig.manager.clone(p.CloneRequest(source=rig.folder, target=folder_ref()))
            assert (state.state, state.done, state.total) == ("done", 64 * MIB, 64 * MIB)
            assert before - rig.volume.totals()[2] < 16 * MIB
