"""The storage proxy as a process of its own: both ports, real transfers, crash and stop."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest
from tests.storage_rig import TUS, folder_ref, write_secret

from kernelyard_storage import protocol as p
from kernelyard_storage.client import StorageClient, StorageError, StorageUnreachable

MIB = 1 << 20


class Process:
    """``kernelyard-storage`` on two free ports, below a directory of its own."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.volume = base / "volume1"
        self.volume.mkdir()
        self.secret = write_secret(base / "storage.token")
        self.manager_port, self.client_port = _free_ports(2)
        config = base / "config.py"
        config.write_text(
            f"c.StorageProxy.manager_port = {self.manager_port}\n"
            f"c.StorageProxy.client_port = {self.client_port}\n"
            f"c.StorageProxy.secret_file = {str(self.secret)!r}\n"
            f"c.StorageProxy.transfer_key_file = {str(write_secret(base / 'transfer.key'))!r}\n"
            f"c.StorageProxy.state_dir = {str(base / 'state')!r}\n"
            f"c.StorageProxy.stop_timeout = 5\n"
            f"c.StorageProxy.volumes = {{'volume1': {{'backend': 'vfs', 'path': {str(self.volume)!r}}}}}\n"
        )
        self.command = [
            str(Path(sysconfig.get_path("scripts")) / "kernelyard-storage"),
            "--config",
            str(config),
        ]
        self.log = base / "log"
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, cwd="/")
        async with self.client() as client, asyncio.timeout(60):
            while True:
                try:
                    await client.health()
                    return
                except StorageUnreachable:
                    assert self.process.poll() is None, self.log.read_text()
                    await asyncio.sleep(0.02)

    def client(self) -> StorageClient:
        return StorageClient(f"http://127.0.0.1:{self.manager_port}", self.secret.read_text().strip())

    def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(30)

    def status(self, field: str) -> int:
        """A number from ``/proc/PID/status``, such as ``VmHWM`` in KiB."""
        assert self.process is not None
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
        raise KeyError(field)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Process]:
    """A proxy that is not started yet; whatever of it runs at the end is killed."""
    made = Process(tmp_path)
    try:
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.end(signal.SIGKILL)


@pytest.fixture
async def proxy(stopped: Process) -> Process:
    await stopped.start()
    return stopped


@asynccontextmanager
async def talking(proxy: Process) -> AsyncIterator[tuple[StorageClient, aiohttp.ClientSession, p.FolderRef]]:
    """Both clients and a new folder."""
    folder = folder_ref()
    async with proxy.client() as manager, aiohttp.ClientSession() as http:
        await manager.create_folder(folder)
        yield manager, http, folder


async def patch(http: aiohttp.ClientSession, transfer: p.Transfer, data: object, offset: int) -> int:
    """One PATCH; the new offset, or minus the status."""
    headers = {**TUS, "Upload-Offset": str(offset)}
    async with http.patch(
        transfer.url, params={"token": transfer.token}, data=data, headers=headers
    ) as answer:
        return int(answer.headers["Upload-Offset"]) if answer.status == 204 else -answer.status


async def offset_of(http: aiohttp.ClientSession, transfer: p.Transfer) -> int:
    async with http.head(transfer.url, params={"token": transfer.token}, headers=TUS) as answer:
        return int(answer.headers["Upload-Offset"])


async def request_upload(manager: StorageClient, folder: p.FolderRef, path: str, size: int) -> p.Transfer:
    return await manager.upload(p.UploadRequest(folder=folder, path=path, size=size, user="alice"))


@pytest.mark.feature("STO-001", "STO-002", "STO-003", "STO-004", "STO-022", "STO-023")
async def test_a_file_goes_up_and_comes_down(proxy: Process) -> None:
    blob = os.urandom(MIB) * 50
    async with talking(proxy) as (manager, http, folder):
        await manager.mkdir(p.MkdirRequest(folder=folder, path="d"))
        transfer = await request_upload(manager, folder, "d/big.bin", len(blob))
        offset = 0
        while offset < len(blob):
            offset = await patch(http, transfer, io.BytesIO(blob[offset : offset + 16 * MIB]), offset)
            assert offset > 0
        (entry,) = (await manager.list_files(p.PathRequest(folder=folder, path="d"))).entries
        assert (entry.name, entry.size, entry.mode) == ("big.bin", len(blob), 0o644)
        assert await manager.usage(folder) == p.FolderUsage(used_bytes=len(blob), files=1)

        download = await manager.download(p.DownloadRequest(folder=folder, path="d/big.bin", user="alice"))
        query = {"token": download.token}
        async with http.get(download.url, params=query) as answer:
            first = await answer.content.readexactly(20 * MIB)
            date = answer.headers["Last-Modified"]
        headers = {"Range": f"bytes={len(first)}-", "If-Range": date}
        async with http.get(download.url, params=query, headers=headers) as answer:
            assert answer.status == 206
            assert first + await answer.read() == blob


@pytest.mark.feature("STO-008")
async def test_everything_belongs_to_the_sessions_user(proxy: Process) -> None:
    root = os.geteuid() == 0
    uid, gid = (1000, 1000) if root else (os.geteuid(), os.getegid())
    async with talking(proxy) as (manager, http, folder):
        await manager.mkdir(p.MkdirRequest(folder=folder, path="a/b", parents=True))
        transfer = await request_upload(manager, folder, "a/new/file", 4)
        assert await patch(http, transfer, b"data", 0) == 4
        await request_upload(manager, folder, "a/empty", 0)
    top = proxy.volume / folder.relative_path()
    for path in [top, *top.rglob("*")]:
        assert (path.stat().st_uid, path.stat().st_gid) == (uid, gid), path
    assert stat.S_IMODE(top.stat().st_mode) == 0o700
    assert stat.S_IMODE((top / "a/new").stat().st_mode) == 0o755
    assert stat.S_IMODE((top / "a/empty").stat().st_mode) == 0o644


async def stream(blob: bytes, hold: asyncio.Event) -> AsyncIterator[bytes]:
    """A body that stops before its end until ``hold`` is set."""
    for start in range(0, len(blob) // 2, MIB):
        yield blob[start : start + MIB]
    await hold.wait()
    yield blob[len(blob) // 2 :]


async def wait_for_offset(http: aiohttp.ClientSession, transfer: p.Transfer, least: int) -> int:
    async with asyncio.timeout(30):
        while (offset := await offset_of(http, transfer)) < least:
            await asyncio.sleep(0.01)
    return offset


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_an_upload_survives_the_end_of_the_process(proxy: Process, number: signal.Signals) -> None:
    """Killed in the middle of a PATCH, the upload goes on where the bytes on the disk end (S26)."""
    blob = os.urandom(8 * MIB)
    async with talking(proxy) as (manager, http, folder):
        transfer = await request_upload(manager, folder, "a", len(blob))
        sending = asyncio.create_task(patch(http, transfer, stream(blob, asyncio.Event()), 0))
        await wait_for_offset(http, transfer, 2 * MIB)
        status = await asyncio.to_thread(proxy.end, number)
        assert status == (0 if number == signal.SIGTERM else -number)
        with pytest.raises(aiohttp.ClientError):
            await sending
        assert not list((proxy.volume / folder.relative_path()).iterdir())
        await proxy.start()
        offset = await offset_of(http, transfer)
        assert 2 * MIB <= offset <= 4 * MIB
        assert await patch(http, transfer, blob[offset : offset + 1000], offset) == offset + 1000
        offset += 1000
        assert await patch(http, transfer, io.BytesIO(blob[offset:]), offset) == len(blob)
    assert (proxy.volume / folder.relative_path() / "a").read_bytes() == blob


async def test_parallel_writers_and_parallel_uploads(proxy: Process) -> None:
    async with talking(proxy) as (manager, http, folder):
        contested = await request_upload(manager, folder, "contested", 2 * MIB)
        bodies = [bytes([65 + number]) * (2 * MIB) for number in range(6)]
        results = await asyncio.gather(*(patch(http, contested, io.BytesIO(body), 0) for body in bodies))
        assert results.count(2 * MIB) == 1
        assert set(results) <= {2 * MIB, -404, -409, -423}
        top = proxy.volume / folder.relative_path()
        assert (top / "contested").read_bytes() in bodies

        async def whole(number: int) -> None:
            transfer = await request_upload(manager, folder, f"own/{number}", 2 * MIB)
            assert await patch(http, transfer, io.BytesIO(bodies[number]), 0) == 2 * MIB

        await asyncio.gather(*map(whole, range(6)))
        assert [(top / "own" / str(number)).read_bytes() == bodies[number] for number in range(6)] == [
            True
        ] * 6
        # Two uploads to one name: the later landing wins, whole.
        pair = [await request_upload(manager, folder, "same", 2 * MIB) for _ in range(2)]
        await asyncio.gather(*(patch(http, pair[n], io.BytesIO(bodies[n]), 0) for n in range(2)))
        assert (top / "same").read_bytes() in bodies[:2]


async def test_memory_stays_flat(proxy: Process) -> None:
    size = 256 * MIB
    piece = os.urandom(MIB)

    async def body() -> AsyncIterator[bytes]:
        for _ in range(size // MIB):
            yield piece

    async with talking(proxy) as (manager, http, folder):
        before = proxy.status("VmHWM")
        transfer = await request_upload(manager, folder, "big", size)
        assert await patch(http, transfer, body(), 0) == size
        download = await manager.download(p.DownloadRequest(folder=folder, path="big", user="alice"))
        seen = hashlib.sha256()
        async with http.get(download.url, params={"token": download.token}) as answer:
            async for part in answer.content.iter_any():
                seen.update(part)
        assert seen.digest() == hashlib.sha256(piece * (size // MIB)).digest()
        grown = proxy.status("VmHWM") - before
        assert grown < 48 * 1024, f"{grown} KiB more for a file of {size >> 10} KiB"


async def test_a_deleted_folder_is_gone_at_once_and_its_bytes_soon(proxy: Process) -> None:
    async with talking(proxy) as (manager, _, folder):
        top = proxy.volume / folder.relative_path()
        for number in range(50):
            (top / f"d{number}" / "sub").mkdir(parents=True)
            (top / f"d{number}" / "sub" / "file").write_text("x")
        await manager.delete_folder(folder)
        assert not top.exists()
        with pytest.raises(StorageError) as caught:
            await manager.usage(folder)
        assert caught.value.code == "vfolder-not-found"
        async with asyncio.timeout(30):
            while os.listdir(proxy.volume / ".trash"):
                await asyncio.sleep(0.01)


async def test_what_was_being_deleted_at_a_crash_is_deleted_at_the_next_start(stopped: Process) -> None:
    (stopped.volume / ".trash" / "left" / "behind").mkdir(parents=True)
    await stopped.start()
    async with asyncio.timeout(30):
        while os.listdir(stopped.volume / ".trash"):
            await asyncio.sleep(0.01)


async def listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (ConnectionRefusedError, ConnectionResetError):  # closed, or just closing
        return False
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return True


async def test_a_stop_lets_a_transfer_end(proxy: Process) -> None:
    blob = os.urandom(4 * MIB)
    hold = asyncio.Event()
    async with talking(proxy) as (manager, http, folder):
        transfer = await request_upload(manager, folder, "a", len(blob))
        sending = asyncio.create_task(patch(http, transfer, stream(blob, hold), 0))
        await wait_for_offset(http, transfer, 2 * MIB)
        assert proxy.process is not None
        proxy.process.send_signal(signal.SIGTERM)
        # By new connections: one that is kept busy would be served until the time for stopping is over.
        async with asyncio.timeout(30):
            while await listens(proxy.manager_port):
                await asyncio.sleep(0.01)
        hold.set()
        assert await sending == len(blob)
    assert await asyncio.to_thread(proxy.process.wait, 30) == 0
    assert (proxy.volume / folder.relative_path() / "a").read_bytes() == blob


async def test_no_secret_is_in_the_process_list_or_the_log(proxy: Process) -> None:
    async with talking(proxy) as (manager, http, folder):
        transfer = await request_upload(manager, folder, "a", 5)
        assert await patch(http, transfer, b"hello", 0) == 5
        async with http.get(transfer.url.replace("upload", "download"), params={"token": transfer.token}):
            pass
    assert proxy.process is not None
    pid = proxy.process.pid
    seen = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
    seen += proxy.log.read_bytes()
    assert b"PATCH /upload 204" in seen
    for secret in (proxy.secret, proxy.base / "transfer.key"):
        assert secret.read_text().strip().encode() not in seen
    assert transfer.token.encode() not in seen
    assert transfer.token.rpartition(".")[2].encode() not in seen


def listening(pid: int) -> set[str]:
    """Local addresses on which a process listens, from ``/proc``."""
    inodes = set()
    for fd in Path(f"/proc/{pid}/fd").iterdir():
        target = os.readlink(fd)
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                found.add(fields[1].partition(":")[0])
    return found


async def test_it_listens_on_loopback_only(proxy: Process) -> None:
    assert proxy.process is not None
    assert listening(proxy.process.pid) == {"0100007F"}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda made: made.secret.chmod(0o644), "chmod 600"),
        (lambda made: made.volume.rmdir(), "mkdir -p"),
    ],
    ids=["secret", "volume"],
)
def test_a_start_that_fails_says_why_in_one_line(stopped: Process, spoil: object, words: str) -> None:
    assert callable(spoil)
    spoil(stopped)
    done = subprocess.run(stopped.command, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("kernelyard-storage: ")
    assert words in line


def test_help_and_python_without_arguments() -> None:
    script = Path(sysconfig.get_path("scripts")) / "kernelyard-storage"
    done = subprocess.run(
        [sys.executable, str(script), "--help-all"], capture_output=True, timeout=60, check=True
    )
    assert b"--StorageProxy.client_url" in done.stdout


async def test_an_upload_goes_on_after_the_disk_had_no_room(stopped: Process) -> None:
    """The largest file that this process may write stands for the end of the disk."""
    await stopped.start()
    assert stopped.process is not None
    blob = os.urandom(3 * MIB)
    async with talking(stopped) as (manager, http, folder):
        transfer = await request_upload(manager, folder, "a", len(blob))
        resource.prlimit(stopped.process.pid, resource.RLIMIT_FSIZE, (2 * MIB, resource.RLIM_INFINITY))
        assert await patch(http, transfer, io.BytesIO(blob), 0) == -400
        offset = await offset_of(http, transfer)
        assert offset == 2 * MIB
        resource.prlimit(
            stopped.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        )
        assert await patch(http, transfer, io.BytesIO(blob[offset:]), offset) == len(blob)
    assert (stopped.volume / folder.relative_path() / "a").read_bytes() == blob
