"""Folders that go from one storage proxy to another: whole, or not at all (STO-025; cases S20, S22)."""

from __future__ import annotations

import asyncio
import io
import os
import socket
import tarfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from tests.storage_rig import OURSELVES, OpenFolder, Rig, folder_ref, open_folder, running

from kernelyard_storage import archives, arrivals
from kernelyard_storage.archives import LEFT_OUT, Walk
from kernelyard_storage.arrivals import TOP, Arrival
from kernelyard_storage.client import StorageError
from kernelyard_storage.errors import FileOperationFailed, HandoverFailed, naming
from kernelyard_storage.manager_api import PATIENCE
from kernelyard_storage.protocol import (
    CloneRequest,
    FolderRef,
    HandoverRequest,
    QuotaLimit,
    RevokeRequest,
    TaskRef,
    TaskState,
    Transfer,
)
from kernelyard_storage.tasks import AT_A_TIME, Task, Tasks


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[OpenFolder]:
    with open_folder(tmp_path, OURSELVES) as opened:
        yield opened


def unpack(folder: OpenFolder, stream: bytes) -> int:
    arrival = Arrival(folder.fd, folder.volume, folder.ref.quota_scope, Task())
    with naming("the draft"):
        return arrival.unpack(io.BytesIO(stream))


def fill(top: Path) -> None:
    (top / "sub" / "empty").mkdir(parents=True)
    (top / "sub" / "closed").mkdir()
    (top / "sub" / "closed" / "file").write_bytes(os.urandom(arrivals.CHUNK + 17))
    (top / "script").write_text("x")
    (top / "script").chmod(0o755)
    (top / "out").symlink_to("/etc/passwd")
    (top / "Übung 日本").touch()
    with open(os.fsencode(top) + b"/b\xff\xe9d", "wb") as raw:
        raw.write(b"raw")
    (top / LEFT_OUT).write_text("a file of that name")
    deep = top / ("n" * 200) / ("m" * 200)
    deep.mkdir(parents=True)
    (deep / ("o" * 255)).write_text("long")
    (top / "holes").touch()
    os.truncate(top / "holes", 4 << 20)
    os.mkfifo(top / "pipe")
    for path in top.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000), follow_symlinks=False)
    (top / "sub" / "closed").chmod(0o500)


def look(top: Path) -> dict[bytes, object]:
    """Everything below a directory, but pipes: kinds, modes, times, contents."""
    found: dict[bytes, object] = {}
    for path in top.rglob("*"):
        if path.is_fifo():
            continue
        about = path.lstat()
        content = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
        time = None if path.is_symlink() else int(about.st_mtime)
        found[os.fsencode(path.relative_to(top))] = (about.st_mode, time, content)
    return found


def test_a_tree_arrives_as_it_was(folder: OpenFolder, tmp_path: Path) -> None:
    """But for pipes, sockets and devices, which no copy has. Holes stay holes."""
    fill(folder.path)
    stream = b"".join(archives.stream(Walk(folder.fd, (), TOP, OURSELVES, closing=True), "tar"))
    (tmp_path / "other").mkdir()
    with open_folder(tmp_path / "other", OURSELVES) as other:
        assert unpack(other, stream) == 1
        assert look(other.path) == look(folder.path)
        assert (other.path / "holes").stat().st_blocks == 0
    for number, length in enumerate((0, 512, 700, len(stream) // 2, len(stream) - 2048)):
        (tmp_path / str(number)).mkdir()
        with (
            open_folder(tmp_path / str(number), OURSELVES) as cut,
            pytest.raises(HandoverFailed, match="not a whole folder"),
        ):
            unpack(cut, stream[:length])


def test_however_much_is_left_out(folder: OpenFolder, tmp_path: Path) -> None:
    """Its names need not fit anywhere."""
    deep = folder.path.joinpath(*["n" * 250] * 3)
    deep.mkdir(parents=True)
    for number in range(archives.MOST_LEFT_OUT + 500):
        os.mkfifo(deep / f"{number:0250}")
    walk = Walk(folder.fd, (), TOP, OURSELVES, closing=True)
    stream = b"".join(archives.stream(walk, "tar"))
    (tmp_path / "other").mkdir()
    with open_folder(tmp_path / "other", OURSELVES) as other:
        assert unpack(other, stream) == archives.MOST_LEFT_OUT + 500


def entry(name: str, kind: bytes = tarfile.REGTYPE, content: bytes = b"", **more: Any) -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.mode = kind, len(content), 0o755
    for key, value in more.items():
        setattr(info, key, value)
    padding = bytes(-len(content) % 512)
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape") + content + padding


HERE = entry(TOP, tarfile.DIRTYPE)
LIST = entry(LEFT_OUT, content=b"0\n")
END = HERE + LIST + bytes(1024)
D = entry(f"{TOP}/d", tarfile.DIRTYPE)
A = entry(f"{TOP}/a")
LINK = tarfile.SYMTYPE
HOSTILE = {
    "nothing": b"",
    "nothing but the end": bytes(1024),
    "no number at all": HERE + A + HERE + bytes(1024),
    "not closed": HERE + LIST + bytes(1024),
    "inside not closed": HERE + D + END,
    "two folders": HERE + HERE + HERE + END,
    "after the end": HERE + HERE + LIST + A + bytes(1024),
    "two ends": HERE + HERE + LIST + LIST + bytes(1024),
    "a parent": HERE + entry(f"{TOP}/../a") + END,
    "a parent directory": HERE + entry(f"{TOP}/..", tarfile.DIRTYPE) + END,
    "absolute": HERE + entry("/tmp/kernelyard-a") + END,
    "outside": HERE + entry("a") + END,
    "no name": HERE + entry(f"{TOP}//a") + END,
    "a dot": HERE + entry(f"{TOP}/./a") + END,
    "a long name": HERE + entry(f"{TOP}/{'n' * 256}") + END,
    "a path not made": HERE + entry(f"{TOP}/d/a") + END,
    "a directory for a link": HERE + entry(f"{TOP}/d", LINK, linkname="..") + D + D + END,
    "through a link": HERE + entry(f"{TOP}/d", LINK, linkname="..") + entry(f"{TOP}/d/a") + END,
    "a file for a link": HERE + entry(f"{TOP}/a", LINK, linkname="../a") + A + END,
    "a file twice": HERE + A + A + END,
    "a directory twice": HERE + D + D + D + D + END,
    "a hard link": HERE + entry(f"{TOP}/a", tarfile.LNKTYPE, linkname="/etc/passwd") + END,
    "a device": HERE + entry(f"{TOP}/a", tarfile.CHRTYPE, devmajor=1, devminor=3) + END,
    "a pipe": HERE + entry(f"{TOP}/a", tarfile.FIFOTYPE) + END,
    "sparse": HERE + entry(f"{TOP}/a", tarfile.GNUTYPE_SPARSE) + END,
    "an empty link": HERE + entry(f"{TOP}/a", LINK) + END,
    "a link with a NUL": HERE + entry(f"{TOP}/a", LINK, pax_headers={"linkpath": "a\0b"}) + END,
    "a NUL": HERE + entry("x", pax_headers={"path": f"{TOP}/a\0b"}) + END,
    "less than nothing": HERE + entry(f"{TOP}/a", pax_headers={"size": "-5000"}) + END,
    "no time": HERE + entry(f"{TOP}/a", pax_headers={"mtime": "nan"}) + END,
    "a long number": HERE + HERE + entry(LEFT_OUT, content=b"1" * (arrivals.MOST_SAID + 1)) + bytes(1024),
    "no number": HERE + HERE + entry(LEFT_OUT, content=b"-1\n") + bytes(1024),
    "nothing for a number": HERE + HERE + entry(LEFT_OUT) + bytes(1024),
    "no tar": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("stream", HOSTILE.values(), ids=HOSTILE.keys())
def test_s20_what_is_no_folder_is_refused(folder: OpenFolder, stream: bytes) -> None:
    with pytest.raises((HandoverFailed, FileOperationFailed)):
        unpack(folder, stream)
    assert [path.name for path in folder.root.parent.iterdir()] == ["volume1"]
    assert [path.name for path in folder.path.parent.iterdir()] == [folder.path.name]


def test_the_harmless_ones_are_taken(folder: OpenFolder) -> None:
    """So that those above are refused for what is wrong with them."""
    assert unpack(folder, HERE + A + D + D + END) == 0
    assert {path.name for path in folder.path.iterdir()} == {"a", "d"}


@pytest.fixture
async def far(tmp_path: Path) -> AsyncIterator[Rig]:
    (tmp_path / "far").mkdir()
    async with running(tmp_path / "far") as other:
        yield other


async def origin_of(near: Rig) -> Transfer:
    return await near.manager.handover(HandoverRequest(folder=near.folder, user="alice"))


async def begin(far: Rig, near: Rig, origin: Transfer, target: FolderRef) -> TaskState:
    """Ask the far proxy for a copy of the near one's folder."""
    return await far.manager.clone(CloneRequest(source=near.folder, target=target, origin=origin, size=10))


async def ended(rig: Rig, state: TaskState) -> TaskState:
    async with asyncio.timeout(30):
        while state.state == "running":
            await asyncio.sleep(0.01)
            state = await rig.manager.task(TaskRef(task_id=state.task_id))
    return state


def left(rig: Rig, target: FolderRef) -> list[Path]:
    """What there is of a copy."""
    made = rig.root / target.relative_path()
    return [*([made] if made.exists() else []), *rig.root.glob(".uploads/*/*")]


@pytest.mark.feature("STO-025")
async def test_a_folder_goes_to_another_storage_proxy(rig: Rig, far: Rig) -> None:
    fill(rig.path)
    origin, target = await origin_of(rig), folder_ref()
    state = await ended(far, await begin(far, rig, origin, target))
    assert (state.state, state.message) == ("done", "Left out, because they cannot be copied: 1.")
    assert state.done == state.total > 4 << 20
    assert look(far.root / target.relative_path()) == look(rig.path)
    with pytest.raises(StorageError) as taken:
        await begin(far, rig, origin, target)
    assert taken.value.code == "vfolder-already-exists"


LARGE = f"user:{uuid4()}"
"""A quota scope with a limit that is far away."""


@asynccontextmanager
async def somebody_else() -> AsyncIterator[str]:
    """An address of who is no storage proxy, and refuses with words of his own."""

    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"type": "about:blank", "title": "a secret"}, status=403)

    app = web.Application()
    app.router.add_get("/handover", refuse)
    async with TestServer(app) as server:
        yield str(server.make_url("/handover"))


async def test_what_cannot_come_leaves_nothing(rig: Rig, far: Rig) -> None:
    (rig.path / "big").write_bytes(os.urandom(3 << 20))
    origin, download = await origin_of(rig), await rig.download("big")
    assert origin.size == 3 << 20
    await far.manager.set_quota(QuotaLimit(volume="volume1", quota_scope=LARGE, limit=1 << 40))
    async with somebody_else() as elsewhere:
        for changes, words in (
            ({"token": "nonsense"}, "not a transfer token"),
            ({"token": download.token}, "not for a handover"),
            ({"url": download.url}, "token is required"),
            ({"url": "http://127.0.0.1:1/handover"}, "127.0.0.1:1 does not answer"),
            ({"url": "ftp://127.0.0.1/handover"}, "client_url"),
            ({"url": "nonsense"}, "client_url"),
            ({"url": f"http://127.0.0.1:{rig.proxy.manager_port}/handover"}, "secret"),
            ({"url": elsewhere}, "The other storage proxy answered 403."),
            ({"size": 2 << 40}, f"{2 << 40} bytes more would be over"),
        ):
            target = folder_ref().model_copy(update={"quota_scope": LARGE})
            state = await ended(far, await begin(far, rig, origin.model_copy(update=changes), target))
            assert (state.state, words in state.message) == ("failed", True), state
            assert origin.token not in state.message
            assert "a secret" not in state.message
            assert left(far, target) == []
    target = folder_ref()
    limit = QuotaLimit(volume="volume1", quota_scope=target.quota_scope, limit=2 << 20)
    await far.manager.set_quota(limit)
    grown = origin.model_copy(update={"size": 0})
    for words in (f"{2 << 20} bytes", "used already"):
        state = await ended(far, await begin(far, rig, grown, target))
        assert (state.state, words in state.message) == ("failed", True), state
        assert left(far, target) == []
    with pytest.raises(StorageError) as missing:
        await rig.manager.handover(HandoverRequest(folder=folder_ref(), user="alice"))
    assert missing.value.code == "vfolder-not-found"


async def test_nobody_waits_long_for_a_connection(
    rig: Rig, far: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connecting cannot be interrupted; once there, the other has longer to say something."""
    connect, limits, made = socket.create_connection, [], []

    def watched(address: Any, timeout: float, *more: Any) -> socket.socket:
        limits.append(timeout)
        made.append(connect(address, timeout, *more))
        return made[-1]

    monkeypatch.setattr(socket, "create_connection", watched)
    state = await ended(far, await begin(far, rig, await origin_of(rig), folder_ref()))
    assert state.state == "done", state
    assert (limits, [each.gettimeout() for each in made]) == ([arrivals.CONNECT], [arrivals.WAIT])
    assert arrivals.CONNECT < PATIENCE < arrivals.WAIT


def test_nobodys_copies_hold_all_threads() -> None:
    tasks, go_on, passed = Tasks(), threading.Event(), threading.Event()
    order: list[str] = []

    def work(name: str, task: Task) -> None:
        order.append(name)
        if name == "other":
            passed.set()
        assert go_on.wait(30)

    mine = [tasks.start(partial(work, "mine"), turns="user:a") for _ in range(AT_A_TIME + 3)]
    other = tasks.start(partial(work, "other"), turns="user:b")
    for waiting in mine[AT_A_TIME:]:
        assert (waiting.told().state, "waits" in waiting.message) == ("running", True)
    assert passed.wait(30)
    assert order.count("mine") <= AT_A_TIME
    mine[-1].cancel()
    assert mine[-1].told().state == "cancelled", "it ends without having begun"
    go_on.set()
    for each in (*mine, other):
        each.wait(30)
    assert [each.state for each in (*mine[:-1], other)] == ["done"] * (AT_A_TIME + 3)
    assert sorted(order) == ["mine"] * (AT_A_TIME + 2) + ["other"]
    go_on.clear()
    late = [tasks.start(partial(work, "late"), turns="user:a") for _ in range(AT_A_TIME + 1)]
    closing = threading.Thread(target=tasks.close)
    closing.start()
    late[-1].wait(30)
    go_on.set()
    closing.join(30)
    assert late[-1].state == "cancelled"
    assert all(each.over.done() for each in late)


class Held:
    """Holds the sender back after its first pieces, until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()
        real = archives.stream

        def held(walk: Walk, kind: Any) -> Any:
            for number, piece in enumerate(real(walk, kind)):
                yield piece
                if number == 3:
                    self.reached.set()
                    assert self.go_on.wait(30)

        monkeypatch.setattr(archives, "stream", held)


@pytest.mark.parametrize("what", ["revoked", "folder deleted", "cancelled", "copy deleted"])
async def test_what_is_cut_on_its_way_leaves_nothing(
    rig: Rig, far: Rig, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rig.path / "big").write_bytes(os.urandom(8 << 20))
    held = Held(monkeypatch)
    target = folder_ref()
    state = await begin(far, rig, await origin_of(rig), target)
    try:
        assert await asyncio.to_thread(held.reached.wait, 30)
        assert (await far.manager.task(TaskRef(task_id=state.task_id))).state == "running"
        assert not (far.root / target.relative_path()).exists()
        if what == "revoked":
            await rig.manager.revoke(RevokeRequest(user="alice"))
        elif what == "folder deleted":
            await rig.manager.delete_folder(rig.folder)
            held.go_on.set()
        elif what == "cancelled":
            await far.manager.cancel_task(TaskRef(task_id=state.task_id))
        else:
            await far.manager.delete_folder(target)
        state = await ended(far, state)
    finally:
        held.go_on.set()
    assert state.state == ("cancelled" if what in ("cancelled", "copy deleted") else "failed"), state
    assert left(far, target) == []
