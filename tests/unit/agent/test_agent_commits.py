"""Archives of containers, and reports of abuse that lie on the node."""

from __future__ import annotations

import asyncio
import gzip
import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent import abuse
from kernelyard_agent import protocol as p
from kernelyard_agent.commits import KEPT, Commits, folder_of
from kernelyard_agent.errors import Refused
from kernelyard_agent.journal import Workload, boot_id


class Exporter:
    """Gives what a test says, when it says so."""

    def __init__(self, *chunks: bytes, problem: str = "") -> None:
        self.chunks, self.problem, self.go = chunks, problem, asyncio.Event()

    async def export(self, workload: Workload) -> AsyncIterator[bytes]:
        await self.go.wait()
        for chunk in self.chunks:
            yield chunk
        if self.problem:
            raise OSError(self.problem)


def spec_of(kernel_id: UUID, name: str = "a session") -> p.KernelSpec:
    return p.KernelSpec(
        kernel_id=kernel_id, session_id=kernel_id, session_name=name, image="x", owner_username="ann/../bob"
    )


def workload(kernel_id: UUID) -> Workload:
    return Workload(kernel_id=kernel_id, pid=1, started=1, boot_id=boot_id(), container_id="c")


async def test_an_archive_is_whole_or_not_there(tmp_path: Path) -> None:
    exporter, kernel_id = Exporter(b"one", b"two"), uuid4()
    commits = Commits(tmp_path / "commits", exporter)
    assert commits.status(kernel_id) == p.CommitStatus()
    assert commits.reserve(kernel_id)
    assert not commits.reserve(kernel_id), "asked twice, it is written once"
    writing = asyncio.create_task(commits.write(spec_of(kernel_id), workload(kernel_id)))
    assert commits.status(kernel_id).status == "ongoing"
    exporter.go.set()
    await writing
    told = commits.status(kernel_id)
    assert (told.status, told.problem) == ("ready", None) and told.path is not None
    path = Path(told.path)
    assert gzip.decompress(path.read_bytes()) == b"onetwo"
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700
    assert path.parent.parent == tmp_path / "commits"
    assert list(path.parent.iterdir()) == [path]
    commits.forget(kernel_id)
    assert commits.status(kernel_id) == p.CommitStatus()
    assert path.exists()


async def test_what_goes_wrong_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    exporter, kernel_id = Exporter(b"half", problem="the disk is full"), uuid4()
    exporter.go.set()
    commits = Commits(tmp_path, exporter)
    commits.reserve(kernel_id)
    await commits.write(spec_of(kernel_id), workload(kernel_id))
    told = commits.status(kernel_id)
    assert told.path is None and told.problem == "It could not be committed: the disk is full"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert commits.reserve(kernel_id), "it may be tried again"


async def test_the_oldest_give_way(tmp_path: Path) -> None:
    exporter = Exporter(b"x")
    exporter.go.set()
    commits = Commits(tmp_path, exporter)
    made = []
    for number in range(KEPT + 2):
        kernel_id = UUID(int=number + 1)
        commits.reserve(kernel_id)
        await commits.write(spec_of(kernel_id), workload(kernel_id))
        made.append(commits.status(kernel_id).path)
    left = {str(path) for path in tmp_path.rglob("*.tar.gz")}
    assert len(left) == KEPT and made[-1] in left


def test_an_engine_without_containers_has_nothing_to_keep(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        Commits(tmp_path, None).reserve(uuid4())


@given(one=st.text(max_size=50), other=st.text(max_size=50))
def test_no_two_owners_share_a_folder(one: str, other: str) -> None:
    """S17."""
    folder = folder_of(one)
    assert "/" not in folder and folder not in (".", "..") and len(folder) <= 64
    assert (folder == folder_of(other)) is (one == other)


def test_reports_of_abuse(tmp_path: Path) -> None:
    good, others = uuid4(), [uuid4() for _ in range(4)]
    (tmp_path / f"{good}.json").write_text('{"severity": 1}')
    (tmp_path / f"{others[0]}.json").write_text("[1]")
    (tmp_path / f"{others[1]}.json").write_text("{")
    (tmp_path / f"{others[2]}.json").write_text('{"x": "' + "y" * abuse.MOST + '"}')
    (tmp_path / f"{others[3]}.json").symlink_to(tmp_path / f"{good}.json")
    (tmp_path / "readme").write_text("{}")
    os.mkfifo(tmp_path / f"{uuid4()}.json")
    assert abuse.read(tmp_path) == {good: {"severity": 1}}
    assert abuse.read(tmp_path / "nothing") == {}
