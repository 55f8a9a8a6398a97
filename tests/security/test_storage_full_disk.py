"""S25: on a disk that is really full, deleting and listing work, and an upload goes on once there is room."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.storage_rig import TUS, running

from kernelyard_storage import protocol as p
from kernelyard_storage.client import StorageError

SIZE = 8 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A directory in which ``volume1`` is a file system of 8 MiB."""
    volume = tmp_path / "volume1"
    volume.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=711", "tmpfs", str(volume)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"cannot mount a small file system: {done.stderr.strip()}")
    yield tmp_path
    subprocess.run(["umount", str(volume)], check=True)


async def test_s25_a_full_disk(small_disk: Path) -> None:
    async with running(small_disk) as rig:
        with pytest.raises(StorageError) as caught:
            await rig.upload("too-big", SIZE * 2)
        assert (caught.value.status, caught.value.code) == (507, "insufficient-storage")

        (rig.path / "tree" / "sub").mkdir(parents=True)
        (rig.path / "tree" / "sub" / "half").write_bytes(b"x" * (SIZE // 2))
        (rig.path / "small").write_bytes(b"y" * 100_000)
        blob = os.urandom(SIZE // 4)
        transfer = await rig.upload("late", len(blob))
        with (
            (rig.path / "rest").open("wb", buffering=0) as rest,
            pytest.raises(OSError, match="No space left"),
        ):
            while True:
                rest.write(b"z" * 4096)

        answer = await rig.patch(transfer, io.BytesIO(blob), 0)
        assert (answer.status, answer.json()["type"].rpartition("/")[2]) == (507, "insufficient-storage")
        offset = int((await rig.request("HEAD", transfer, **TUS)).headers["Upload-Offset"])
        assert offset < len(blob)
        with pytest.raises(StorageError) as caught:
            await rig.upload("another", len(blob))
        assert caught.value.status == 507

        folder = rig.folder
        entries = (await rig.manager.list_files(p.PathRequest(folder=folder))).entries
        assert [entry.name for entry in entries] == ["tree", "rest", "small"]
        assert (await rig.request("GET", await rig.download("small"))).body == b"y" * 100_000
        await rig.manager.delete_files(p.DeleteFilesRequest(folder=folder, paths=["small"]))
        await rig.manager.delete_files(p.DeleteFilesRequest(folder=folder, paths=["tree"], recursive=True))
        rig.proxy._service.volumes["volume1"].trash.sweep().result(timeout=60)  # type: ignore[union-attr]

        assert (await rig.patch(transfer, io.BytesIO(blob[offset:]), offset)).status == 204
        assert (rig.path / "late").read_bytes() == blob
