"""The part of `storage` that needs BTRFS: the clone of a large folder, on a file system in a file."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from kernelyard_storage.protocol import CloneRequest, TaskRef

from .storage_servers import Ours, storage_proxy

GB = 1 << 30


def measure(base: Path, gigabytes: int, rounds: int) -> dict[str, Any]:
    """Seconds of clones of a folder of so many GiB, in files of 1 GiB; or why there are none."""
    try:
        with (
            _btrfs(base, gigabytes) as path,
            storage_proxy(base / "proxy", durable=True, volume=_volume(path)) as ours,
        ):
            for number in range(gigabytes):
                with (ours.path / f"part-{number}").open("wb") as file:
                    # Allocated, not written: what counts for a clone is extents, and this takes no time.
                    os.posix_fallocate(file.fileno(), 0, GB)
            taken = [asyncio.run(_clone(ours, gigabytes)) for _ in range(rounds)]
    except NotThere as reason:
        return {"skipped": str(reason)}
    return {"gib": gigabytes, "seconds": round(min(taken), 3), "seconds_most": round(max(taken), 3)}


class NotThere(Exception):
    """This machine has no BTRFS."""


def _volume(path: Path) -> dict[str, str]:
    return {"backend": "btrfs", "path": str(path)}


@contextlib.contextmanager
def _btrfs(base: Path, gigabytes: int) -> Iterator[Path]:
    """A BTRFS with room for the folder, mounted from a sparse file."""
    base.mkdir(parents=True)
    maker = shutil.which("mkfs.btrfs", path=f"{os.environ['PATH']}:/usr/sbin")
    if maker is None or os.geteuid() != 0:
        raise NotThere("mkfs.btrfs and root's rights are needed")
    image, place = base / "image", base / "mount"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate((gigabytes + 4) * GB)
    for command in ([maker, "-q", str(image)], ["mount", "-o", "loop", str(image), str(place)]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise NotThere(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    try:
        volume = place / "volume1"
        volume.mkdir()
        yield volume
    finally:
        subprocess.run(["umount", str(place)], check=True)


async def _clone(ours: Ours, gigabytes: int) -> float:
    target = ours.folder.model_copy(update={"folder_id": uuid4()})
    async with ours.client() as client:
        begun = time.perf_counter()
        task = await client.clone(CloneRequest(source=ours.folder, target=target))
        while task.state == "running":
            await asyncio.sleep(0.02)
            task = await client.task(TaskRef(task_id=task.task_id))
        taken = time.perf_counter() - begun
        usage = await client.usage(target)
        if task.state != "done" or usage.used_bytes != gigabytes * GB:
            raise RuntimeError(f"the clone {task.state}: {task.message}, {usage.used_bytes} bytes")
        await client.delete_folder(target)
    return taken
