"""Withdrawn transfers: refused from the next request on, cut when they are running, never forgotten (S23)."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import pytest
from tests.storage_rig import TUS, Rig, folder_ref, running

from kernelyard_storage import revocations
from kernelyard_storage.client import StorageError
from kernelyard_storage.errors import TransferRevoked
from kernelyard_storage.protocol import FolderRef, RevokeRequest, VolumeRef
from kernelyard_storage.revocations import Revocations
from kernelyard_storage.tokens import DownloadGrant, Tokens

FOLDER, OTHER = folder_ref(), folder_ref()


def grant(folder: FolderRef = FOLDER, user: str = "alice") -> DownloadGrant:
    return DownloadGrant(folder=folder, relpath="a", user=user)


@pytest.mark.parametrize(
    ("folder", "user", "refused"),
    [
        (FOLDER.folder_id, None, {(0, "alice"), (0, "bob")}),
        (None, "alice", {(0, "alice"), (1, "alice")}),
        (FOLDER.folder_id, "alice", {(0, "alice")}),
        (uuid4(), "alice", set()),
    ],
)
def test_what_is_withdrawn(folder: UUID | None, user: str | None, refused: set[tuple[int, str]]) -> None:
    known = Revocations(60)
    tokens = Tokens("k" * 48, 60, known)
    sealed = {
        (number, name): tokens.seal(grant(which, name))
        for number, which in enumerate((FOLDER, OTHER))
        for name in ("alice", "bob")
    }
    known.withdraw(folder, user)
    found = set()
    for key, token in sealed.items():
        try:
            tokens.open(token, DownloadGrant)
        except TransferRevoked:
            found.add(key)
    assert found == refused
    for which, name in sealed:  # a right that is given again
        tokens.open(tokens.seal(grant((FOLDER, OTHER)[which], name)), DownloadGrant)


def test_a_clock_that_is_set_back_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Revocations(60)
    tokens = Tokens("k" * 48, 60, known)
    now = time.time()
    monkeypatch.setattr("kernelyard_storage.revocations.time.time", lambda: now + 30)
    old = tokens.seal(grant())
    monkeypatch.setattr("kernelyard_storage.revocations.time.time", lambda: now)
    known.withdraw(FOLDER.folder_id, None)
    with pytest.raises(TransferRevoked):
        tokens.open(old, DownloadGrant)
    tokens.open(tokens.seal(grant()), DownloadGrant)


def test_a_restart_forgets_nothing_that_counts(tmp_path: Path) -> None:
    file = tmp_path / "revocations"
    first = Revocations(60, file)
    tokens = Tokens("k" * 48, 60, first)
    old, others = tokens.seal(grant()), tokens.seal(grant(OTHER))
    at = first.withdraw(FOLDER.folder_id, None)
    first.record(at, FOLDER.folder_id, None)
    with file.open("a") as damaged:
        damaged.write('{"at": 99999')  # a crash while the next was written
    again = Tokens("k" * 48, 60, Revocations(60, file))
    with pytest.raises(TransferRevoked):
        again.open(old, DownloadGrant)
    assert again.open(others, DownloadGrant)
    assert len(file.read_text().splitlines()) == 1
    assert file.stat().st_mode & 0o777 == 0o600

    file.write_text(json.dumps({"at": time.time() - 100, "folder": str(FOLDER.folder_id)}) + "\n")
    Revocations(60, file)
    assert file.read_text() == "", "all tokens that old have expired"
    file.write_text("nonsense\n")
    with pytest.raises(TransferRevoked):
        Tokens("k" * 48, 60, Revocations(60, file)).open(others, DownloadGrant)


def test_too_many_become_one_that_covers_them(tmp_path: Path) -> None:
    known = Revocations(60, tmp_path / "revocations", bound=10)
    tokens = Tokens("k" * 48, 60, known)
    old = [tokens.seal(grant(OTHER)), tokens.seal(grant())]
    known.withdraw(FOLDER.folder_id, None)
    for _ in range(5):
        known.withdraw(uuid4(), None)
    young = tokens.seal(grant(OTHER))
    for _ in range(5):
        known.withdraw(uuid4(), None)
    for token in old:
        with pytest.raises(TransferRevoked):
            tokens.open(token, DownloadGrant)
    assert tokens.open(young, DownloadGrant)
    known.rewrite()
    assert len((tmp_path / "revocations").read_text().splitlines()) == 6


async def refused(rig: Rig, transfer: Any, method: str = "GET", **headers: str) -> bool:
    answer = await rig.request(method, transfer, **headers)
    if answer.status != 403:
        return False
    return method == "HEAD" or answer.json()["type"].rpartition("/")[2] == "transfer-revoked"


async def test_s23_tokens_are_refused_from_the_next_chunk_on(tmp_path: Path) -> None:
    """Also after a restart; the bytes of the upload stay where nobody sees them, and go with the time."""
    async with running(tmp_path, state_dir=str(tmp_path / "state")) as rig:
        (rig.path / "a").write_bytes(b"hello")
        up, down = await rig.upload("new", 10), await rig.download("a")
        assert (await rig.patch(up, b"12345", 0)).status == 204
        bobs = await rig.download("a", user="bob")
        await rig.manager.revoke(RevokeRequest(folder=rig.folder, user="alice"))
        assert await refused(rig, down)
        assert await refused(rig, up, "HEAD", **TUS)
        assert await refused(rig, up, "DELETE", **TUS)
        assert (await rig.patch(up, b"67890", 5)).status == 403
        assert (await rig.request("GET", bobs)).body == b"hello"
        assert (await rig.request("GET", await rig.download("a"))).body == b"hello"
        assert os.listdir(rig.path) == ["a"]
        with pytest.raises(StorageError, match="Name a folder"):
            await rig.manager.revoke(RevokeRequest())
        folder = rig.folder
    settings: dict[str, Any] = {"state_dir": str(tmp_path / "state")}
    async with running(tmp_path, folder=folder, new_keys=False, **settings) as rig:
        there = f"http://127.0.0.1:{rig.proxy.client_port}/download"
        assert await refused(rig, down.model_copy(update={"url": there}))
        assert (await rig.request("GET", bobs.model_copy(update={"url": there}))).body == b"hello"


async def test_s23_what_is_running_is_cut(rig: Rig) -> None:
    """A download that nobody reads, an upload that waits for bytes: both end before the hub is answered."""
    (rig.path / "a").touch()
    os.truncate(rig.path / "a", 256 << 20)
    up = await rig.upload("new", 4 << 20)
    go_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"x" * (2 << 20)
        await go_on.wait()
        yield b"y" * (2 << 20)

    sending = asyncio.create_task(rig.patch(up, slowly(), 0))
    async with asyncio.timeout(20):
        while (await rig.request("HEAD", up, **TUS)).headers["Upload-Offset"] == "0":
            pass
    down = await rig.download("a")
    async with rig.http.get(down.url, params={"token": down.token}) as response:
        await response.content.readexactly(100)
        before = time.monotonic()
        await rig.manager.revoke(RevokeRequest(folder=rig.folder))
        assert time.monotonic() - before < 10
        with pytest.raises((aiohttp.ClientError, ConnectionError)):
            await response.read()
    go_on.set()
    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await sending
    assert os.listdir(rig.path) == ["a"]
    assert not rig.proxy._service.running._transfers  # type: ignore[union-attr]


async def test_s23_an_upload_that_waits_for_the_disk_does_not_land(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last bytes have come, the disk is slow, the folder is taken away: no file appears in it."""
    waits, go_on, sync = threading.Event(), threading.Event(), os.fdatasync

    def slow(fd: int) -> None:
        waits.set()
        assert go_on.wait(20)
        sync(fd)

    monkeypatch.setattr(os, "fdatasync", slow)
    monkeypatch.setattr(revocations, "CUT_WITHIN", 0.1)
    sending = asyncio.create_task(rig.patch(await rig.upload("new", 5), b"hello", 0))
    assert await asyncio.to_thread(waits.wait, 20)
    await rig.manager.revoke(RevokeRequest(folder=rig.folder))
    go_on.set()
    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await sending
    async with asyncio.timeout(20):
        while rig.proxy._service.running.count:  # type: ignore[union-attr]
            await asyncio.sleep(0.01)
    assert os.listdir(rig.path) == []


@pytest.mark.feature("STO-022")
async def test_an_upload_is_given_up(rig: Rig) -> None:
    transfer = await rig.upload("a", 10)
    assert (await rig.patch(transfer, b"12345", 0)).status == 204
    answer = await rig.request("DELETE", transfer, **TUS)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert (await rig.request("DELETE", transfer, **TUS)).status == 404
    assert (await rig.patch(transfer, b"67890", 5)).status == 404
    assert [name for _, _, names in os.walk(rig.root / ".uploads") for name in names] == []
    assert (await rig.request("DELETE", await rig.download("x"), **TUS)).status == 405


async def test_what_goes_through_is_counted(rig: Rig) -> None:
    await rig.put("a", b"x" * 5000)
    await rig.request("GET", await rig.download("a"))
    found = await rig.manager.performance(VolumeRef(volume="volume1"))
    assert (found.written_bytes, found.read_bytes, found.transfers) == (5000, 5000, 2)
    assert found.read_bytes_per_second == found.written_bytes_per_second == 5000 / 60
    assert found.verbs >= 1
    assert 0 < found.verb_seconds_median <= found.verb_seconds_p99
    with pytest.raises(StorageError) as caught:
        await rig.manager.performance(VolumeRef(volume="none"))
    assert caught.value.code == "volume-not-found"
