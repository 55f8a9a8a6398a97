"""A folder that does not leave a session stays in the journal, until it has left."""

from __future__ import annotations

import errno
from pathlib import Path, PurePosixPath
from types import SimpleNamespace as Made
from typing import Any
from uuid import uuid4

import pytest

from kernelyard_agent import mounting as m
from kernelyard_agent import protocol as p
from kernelyard_agent.engines import MountSeen
from kernelyard_agent.errors import Refused
from kernelyard_agent.homes import Source
from kernelyard_agent.journal import PastMount
from kernelyard_agent.mounts import Mounts
from kernelyard_storage.protocol import FolderRef


class Moving:
    """A mounter whose sessions move their mounts about for a while."""

    caveat = ""
    failures = 1
    mounted = True

    def obstacle(self, workload: Any) -> str:
        return ""

    def look(self, workload: Any, source: Source) -> MountSeen | None:
        return MountSeen(frozenset({7}), read_only=False) if self.mounted else None

    def holding(self, *_: Any) -> list[Any]:
        return []

    async def detach(self, workload: Any, source: Source) -> bool:
        if self.failures:
            self.failures -= 1
            raise OSError(errno.EBUSY, "the session moves it about")
        self.mounted = False
        return True


@pytest.mark.feature("STO-007")
@pytest.mark.parametrize("past", [False, True], ids=["live", "agent-was-killed"])
async def test_what_stays_mounted_is_never_said_to_be_gone(past: bool) -> None:
    ref = FolderRef(volume="v", quota_scope=f"user:{uuid4()}", folder_id=uuid4())
    mount = p.Mount(name="n", folder=ref, target="t", permission="rw")
    entry = Made(
        state=p.KernelState.RUNNING,
        workload=Made(pid=1),
        mounts=[] if past else [mount],
        past_mounts=[PastMount(mount=mount)] if past else [],
        spec=Made(mounts=[]),
    )
    kernel, mounter = Made(id=uuid4(), entry=entry), Moving()
    kernels: Any = Made(get=lambda _: kernel, keep=lambda _: None)
    homes: Any = Made(locate=lambda _: Source(PurePosixPath("t"), Path("/vol/f")))
    engine: Any = Made(mounter=mounter, name="docker")
    mounts = Mounts(kernels, engine, homes)
    request = m.RemoveMount(folder_id=ref.folder_id, target="t")
    with pytest.raises(Refused):
        await mounts.remove(kernel.id, request)
    assert mounter.mounted
    assert entry.mounts == ([] if past else [mount])
    done = await mounts.remove(kernel.id, request)
    assert (done.removed, "socket" in done.detail) == (True, not past)
    assert (mounter.mounted, entry.mounts) == (False, [])
