"""Downloads over HTTP: whole, ranged, resumed, refused (golden 201; client contract 4.2, T45)."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.storage_rig import Rig

from kernelyard_storage import downloads
from kernelyard_storage.client import StorageError


@pytest.mark.feature("STO-023", "REST-035")
async def test_the_recorded_answers(rig: Rig, shared: Path) -> None:
    recorded = json.loads((shared / "data" / "golden" / "201-download.json").read_text())
    await rig.put("d1/a.txt", b"hello")
    transfer = await rig.download("d1/a.txt")
    assert transfer.url.endswith("/download")
    for name, headers in (("get", {}), ("range", {"Range": "bytes=1-2"})):
        answer = await rig.request("GET", transfer, **headers)
        assert answer.status == recorded[name]["status"]
        assert answer.body.decode() == recorded[name]["body"]
        assert answer.headers.keys() >= recorded[name]["headers"].keys()
        for header in (
            "Content-Type",
            "Content-Disposition",
            "Content-Length",
            "Accept-Ranges",
            "Content-Range",
        ):
            assert answer.headers.get(header) == recorded[name]["headers"].get(header)
    bad = await rig.request("GET", transfer.model_copy(update={"token": "x"}))
    assert bad.status == recorded["bad_token"]["status"]
    ours, theirs = bad.json(), json.loads(recorded["bad_token"]["body"])
    assert (ours["type"], ours["title"]) == (theirs["type"], theirs["title"])
    assert ours["data"].keys() == theirs["data"].keys()


async def test_head_has_the_headers_of_get(rig: Rig) -> None:
    await rig.put("a", b"x" * 1000)
    transfer = await rig.download("a")
    get = await rig.request("GET", transfer)
    head = await rig.request("HEAD", transfer)
    assert head.status == 200
    assert head.body == b""
    for name in ("Content-Length", "Etag", "Last-Modified", "Content-Disposition", "Content-Type"):
        assert head.headers[name] == get.headers[name]


async def test_nothing_that_a_user_stored_can_run(rig: Rig) -> None:
    await rig.put("page.html", b"<script>alert(1)</script>")
    answer = await rig.request("GET", await rig.download("page.html"))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in answer.headers


async def test_a_big_file_whole_and_in_parts(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = os.urandom(9_000_001)
    (rig.path / "big").write_bytes(blob)
    transfer = await rig.download("big")
    assert (await rig.request("GET", transfer)).body == blob
    for header, part in (
        ("bytes=5000000-", blob[5_000_000:]),
        ("bytes=-1", blob[-1:]),
        ("bytes=2097151-2097152", blob[2_097_151:2_097_153]),
        ("bytes=0-0,5-9", blob),
    ):
        answer = await rig.request("GET", transfer, Range=header)
        assert answer.status == (200 if part is blob else 206)
        assert answer.body == part
        assert int(answer.headers["Content-Length"]) == len(part)
    # The same when nothing is in the page cache, or the file system cannot tell.
    monkeypatch.setattr(downloads, "_cached", lambda *_: False)
    assert (await rig.request("GET", transfer)).body == blob


async def test_a_range_beyond_the_end(rig: Rig) -> None:
    await rig.put("a", b"hello")
    answer = await rig.request("GET", await rig.download("a"), Range="bytes=5-")
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */5")


async def test_an_empty_file(rig: Rig) -> None:
    await rig.put("empty", b"")
    answer = await rig.request("GET", await rig.download("empty"))
    assert (answer.status, answer.headers["Content-Length"], answer.body) == (200, "0", b"")


async def test_the_clients_resume(rig: Rig) -> None:
    """Recorded: ``Range: bytes=500000-`` with ``If-Range:`` the first ``Last-Modified``, verbatim."""
    blob = os.urandom(1_024_000)
    await rig.put("a", blob)
    transfer = await rig.download("a")
    date = (await rig.request("GET", transfer)).headers["Last-Modified"]
    answer = await rig.request("GET", transfer, **{"Range": "bytes=500000-", "If-Range": date})
    assert answer.status == 206
    assert answer.headers["Content-Range"] == "bytes 500000-1023999/1024000"
    assert answer.body == blob[500_000:]


async def test_a_resume_after_a_change_starts_again(rig: Rig) -> None:
    await rig.put("a", b"old content")
    transfer = await rig.download("a")
    first = await rig.request("GET", transfer)
    await rig.put("a", b"new content, in the same second")
    assert first.headers["Last-Modified"]
    for validator in (first.headers["Last-Modified"], first.headers["Etag"]):
        answer = await rig.request("GET", transfer, **{"Range": "bytes=3-", "If-Range": validator})
        assert (answer.status, answer.body) == (200, b"new content, in the same second")


async def test_what_cannot_be_downloaded(rig: Rig) -> None:
    (rig.path / "d").mkdir()
    (rig.path / "link").symlink_to("/etc/passwd")
    os.mkfifo(rig.path / "pipe")
    for path, status, number in (
        ("nope.txt", 404, 2),
        ("nope/x", 404, 2),
        ("d", 400, 21),
        ("link", 400, 40),
        ("link/x", 400, 40),
        ("pipe", 400, 22),
    ):
        transfer = await rig.download(
            path
        )  # golden 068: the token comes, the file is missed when it is fetched
        answer = await rig.request("GET", transfer)
        problem = answer.json()
        assert (answer.status, problem["data"]) == (status, {"errno": number, "paths": [path]})
        assert "Content-Disposition" not in answer.headers
    for path in ("../x", "/etc/passwd", ".", "a\0b"):
        with pytest.raises(StorageError) as caught:
            await rig.download(path)
        assert (caught.value.status, caught.value.code) == (400, "invalid-path")


async def test_a_folder_deleted_since(rig: Rig) -> None:
    await rig.put("a", b"hello")
    transfer = await rig.download("a")
    await rig.manager.delete_folder(rig.folder)
    assert (await rig.request("GET", transfer)).status == 404


async def fetch_slowly(rig: Rig, token: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.proxy.client_port, limit=4096)
    writer.write(f"GET /download?token={token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def test_a_file_that_shrinks_meanwhile_is_not_padded(rig: Rig) -> None:
    size = 64 << 20
    (rig.path / "a").write_bytes(b"")
    os.truncate(rig.path / "a", size)
    reader, writer = await fetch_slowly(rig, (await rig.download("a")).token)
    os.truncate(rig.path / "a", 100)
    received = 0
    try:
        while piece := await reader.read(1 << 20):
            received += len(piece)
    except ConnectionResetError:
        pass
    writer.close()
    assert received < size


async def test_a_client_that_goes_away_leaves_nothing_open(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    (rig.path / "a").touch()
    os.truncate(rig.path / "a", 64 << 20)
    inode = (rig.path / "a").stat().st_ino

    def held() -> int:
        found = 0
        for name in os.listdir("/proc/self/fd"):
            try:
                found += os.stat(f"/proc/self/fd/{name}").st_ino == inode
            except OSError:
                continue
        return found

    _, writer = await fetch_slowly(rig, (await rig.download("a")).token)
    assert held() == 1
    writer.transport.abort()
    async with asyncio.timeout(20):
        while held():
            await asyncio.sleep(0.01)
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]


async def test_many_downloads_share_the_loop(rig: Rig) -> None:
    blob = os.urandom(3 << 20)
    (rig.path / "a").write_bytes(blob)
    transfer = await rig.download("a")
    answers: list[Any] = await asyncio.gather(*(rig.request("GET", transfer) for _ in range(12)))
    assert [answer.body == blob for answer in answers] == [True] * 12


async def test_transfers_let_verbs_pass_and_are_not_stopped_by_them(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = rig.proxy._service
    assert service is not None
    content = os.urandom(3 * downloads.WINDOW)
    with service.verbs_under_way.busy():  # one that never ends
        await rig.put("big", content)
        assert (await rig.request("GET", await rig.download("big"))).body == content
    monkeypatch.setattr(type(service.running), "count", property(lambda _: 1 << 40))
    with service.verbs_under_way.busy():
        waiting = asyncio.create_task(service.let_verbs_pass(1 << 20))
        await asyncio.sleep(0)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 20)
    await asyncio.wait_for(service.let_verbs_pass(1 << 20), 20)
