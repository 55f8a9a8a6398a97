"""Archives and previews over HTTP, and who may read them from another origin (STO-023; security case S22)."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.descriptors import opened
from tests.storage_rig import Rig, running

from kernelyard_storage import previews
from kernelyard_storage.client import StorageError
from kernelyard_storage.moments import writable
from kernelyard_storage.protocol import DownloadRequest, RevokeRequest, Transfer


async def ask(rig: Rig, path: str, **wanted: Any) -> Transfer:
    request = DownloadRequest(folder=rig.folder, path=path, user="alice", **wanted)
    return await rig.manager.download(request)


@pytest.mark.feature("STO-023")
async def test_a_directory_as_zip_and_tar(rig: Rig) -> None:
    (rig.path / "d" / "sub").mkdir(parents=True)
    (rig.path / "d" / "sub" / "a").write_bytes(b"hello")
    for kind, media in (("zip", "application/zip"), ("tar", "application/x-tar")):
        transfer = await ask(rig, "d", archive=kind, name="mine")
        answer = await rig.request("GET", transfer)
        assert answer.status == 200
        assert answer.headers["Content-Type"] == media
        assert f'filename="d.{kind}"' in answer.headers["Content-Disposition"]
        assert answer.headers["Accept-Ranges"] == "none"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Length" not in answer.headers
        names = (
            zipfile.Path(io.BytesIO(answer.body)).root.namelist()
            if kind == "zip"
            else subprocess.run(["tar", "-t"], input=answer.body, capture_output=True, check=True)
            .stdout.decode()
            .split()
        )
        assert [name.rstrip("/") for name in names] == ["d", "d/sub", "d/sub/a"]
        head = await rig.request("HEAD", transfer)
        assert (head.status, head.body, head.headers["Content-Type"]) == (200, b"", media)
    whole = await rig.request("GET", await ask(rig, ".", archive="zip", name="Mein Ordner"))
    assert 'filename="Mein Ordner.zip"' in whole.headers["Content-Disposition"]
    before = rig.proxy._service.meters["volume1"].read.total  # type: ignore[union-attr]
    assert before > 0
    for path, status in (("none", 404), ("d/none", 404)):
        assert (await rig.request("GET", await ask(rig, path, archive="tar"))).status == status
    with pytest.raises(StorageError) as caught:
        await ask(rig, "../x", archive="zip")
    assert caught.value.code == "invalid-path"


@pytest.mark.feature("STO-023")
async def test_some_files_of_a_directory_in_one_archive(rig: Rig) -> None:
    (rig.path / "d" / "sub").mkdir(parents=True)
    for name in ("a", "b", "c", "sub/e"):
        (rig.path / "d" / name).write_bytes(name.encode())
    transfer = await ask(rig, "d", archive="zip", names=("c", "sub", "a", "c"))
    answer = await rig.request("GET", transfer)
    assert 'filename="d.zip"' in answer.headers["Content-Disposition"]
    listed = zipfile.ZipFile(io.BytesIO(answer.body)).namelist()
    assert sorted(listed) == ["d/", "d/a", "d/c", "d/sub/", "d/sub/e"]
    many = tuple(f"IMG_{number:04}.jpg" for number in range(1000))
    missing = await rig.request("GET", await ask(rig, "d", archive="tar", names=many))
    assert (missing.status, missing.json()["data"]["paths"]) == (404, ["d/IMG_0000.jpg"])
    for wanted, code, word in (
        ({"names": ("a",)}, "invalid-api-params", "archive"),
        ({"names": ("a/b",), "archive": "zip"}, "invalid-path", "slash"),
        ({"names": ("..",), "archive": "zip"}, "invalid-path", '".."'),
        ({"names": (".",), "archive": "zip"}, "invalid-path", "itself"),
        ({"names": ("a\0b",), "archive": "zip"}, "invalid-path", "NUL"),
        ({"names": ("\u00e9" * 200,), "archive": "zip"}, "invalid-path", "255"),
        ({"names": tuple(map(os.urandom(9000).hex().__getitem__, _slices(100))), "archive": "tar"},
         "invalid-api-params", "fewer"),
    ):  # fmt: skip
        with pytest.raises(StorageError) as caught:
            await ask(rig, "d", **wanted)
        assert (caught.value.code, word in caught.value.detail) == (code, True), caught.value

    deep = "/".join(["p" * 250] * 14)
    with pytest.raises(StorageError, match="fewer") as caught:  # names that would fit, in a long path
        await ask(rig, deep, archive="tar", names=tuple(os.urandom(50).hex() for _ in range(40)))
    assert "names" in caught.value.data
    assert (await ask(rig, deep, archive="tar")).token


def _slices(number: int) -> list[slice]:
    return [slice(100 * each, 100 * each + 100) for each in range(number)]


@pytest.mark.parametrize("year", [1900, 2037, 30_000, 10_000_000_000])
async def test_times_for_which_there_are_no_dates(
    rig: Rig, year: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session sets a file's time to what it likes; file systems differ in how far."""
    (rig.path / "d").mkdir()
    (rig.path / "d" / "a").write_bytes(b"hello")
    real, moment = os.fstat, float((year - 1970) * 31_556_952)

    def far(fd: int) -> os.stat_result:
        found = real(fd)
        return os.stat_result(
            [*found[:8], int(moment), int(found.st_ctime)],
            {"st_mtime": moment, "st_mtime_ns": int(moment) * 10**9, "st_atime": moment, "st_ctime": moment},
        )

    transfers = [
        await ask(rig, "d", archive="zip"),
        await ask(rig, "d", archive="tar"),
        await rig.download("d/a"),
    ]
    monkeypatch.setattr(os, "fstat", far)
    answers = [await rig.request("GET", each) for each in transfers]
    monkeypatch.undo()
    assert [each.status for each in answers] == [200] * 3
    assert zipfile.ZipFile(io.BytesIO(answers[0].body)).read("d/a") == b"hello"
    with tarfile.open(fileobj=io.BytesIO(answers[1].body)) as archive:
        assert archive.getmember("d/a").mtime == writable(moment)
    assert answers[2].headers["Last-Modified"].endswith("GMT")


async def test_an_archive_that_breaks_is_no_short_file(rig: Rig) -> None:
    (rig.path / "d").mkdir()
    for kind in ("tar", "zip"):
        (rig.path / "d" / "a").write_bytes(os.urandom(1 << 20) * 48)
        transfer = await ask(rig, "d", archive=kind)
        with pytest.raises((aiohttp.ClientError, ConnectionError)):
            async with rig.http.get(transfer.url, params={"token": transfer.token}) as response:
                await response.content.readexactly(100)
                os.truncate(rig.path / "d" / "a", 10)
                await response.read()


@pytest.mark.parametrize("cut", ["shorter", "revoked", "whole"])
async def test_http_1_0_sees_whether_an_archive_is_whole(rig: Rig, cut: str) -> None:
    """There the end of the connection is the end of the answer: one that was cut is reset."""
    (rig.path / "d").mkdir()
    (rig.path / "d" / "a").write_bytes(os.urandom(1 << 20) * 48)
    token = (await ask(rig, "d", archive="tar")).token
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.proxy.client_port, limit=4096)
    writer.write(f"GET /download?token={token} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(100)
    if cut == "whole":
        assert len(await reader.read()) >= 48 << 20
    else:
        if cut == "shorter":
            os.truncate(rig.path / "d" / "a", 10)
        else:
            await rig.manager.revoke(RevokeRequest(folder=rig.folder))
        with pytest.raises(ConnectionResetError):
            await reader.read()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def test_a_client_that_reads_slowly_holds_no_memory_and_no_thread(rig: Rig) -> None:
    """What was made is what the client and two socket buffers took; a client that leaves frees all."""
    (rig.path / "d").mkdir()
    (rig.path / "d" / "a").write_bytes(os.urandom(1 << 20) * 48)
    service = rig.proxy._service
    assert service is not None
    before = opened(rig.path)
    writers = []
    for _ in range(20):  # more than there are threads
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.proxy.client_port, limit=4096)
        token = (await ask(rig, "d", archive="tar")).token
        writer.write(f"GET /download?token={token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        writers.append(writer)
    sent = -1
    async with asyncio.timeout(20):
        while sent != (sent := service.meters["volume1"].read.total) or not sent:
            await asyncio.sleep(0.2)
    assert sent < 20 * (16 << 20)
    assert len(opened(rig.path)) > len(before)
    await rig.put("meanwhile", b"x" * 100)  # a transfer thread is free
    for writer in writers:
        writer.transport.abort()
    async with asyncio.timeout(20):
        while opened(rig.path) != before:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("name", "start", "shown"),
    [
        ("a.txt", b"text", previews.TEXT),
        ("Makefile", b"all:", previews.TEXT),
        ("page.html", b"<script>1</script>", previews.TEXT),
        ("x.svg", b"<svg onload=alert(1)>", previews.TEXT),
        ("x.js", b"alert(1)", previews.TEXT),
        ("x.xhtml", b"<html/>", previews.TEXT),
        ("x.csv", "a;ü".encode(), previews.TEXT),
        ("x.txt", "ü".encode()[:1], previews.TEXT),
        ("x.txt", b"\xff\xfe", None),
        ("x.html", b"\0", None),
        ("x.json", b"{}", "application/json"),
        ("x.ipynb", b"{}", "application/json"),
        ("x.json", b"\0", None),
        ("x.PNG", b"\x89PNG", "image/png"),
        ("x.jpeg", b"<html>", "image/jpeg"),
        ("x.gif", b"GIF", "image/gif"),
        ("x.webp", b"RIFF\0", "image/webp"),
        ("x.bmp", b"BM\0", "image/bmp"),
        ("x.pdf", b"%PDF\0", None),
        ("x.zip", b"PK\0", None),
        ("png", b"text", previews.TEXT),
    ],
)
def test_what_may_be_shown_and_as_what(name: str, start: bytes, shown: str | None) -> None:
    assert previews.media_type(name, start) == shown


async def test_a_preview_runs_nothing(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    await rig.put("page.html", b"<script>alert(1)</script>")
    await rig.put("data.bin", b"\0\1")
    answer = await rig.request("GET", await ask(rig, "page.html", inline=True))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('inline;filename="page.html"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    answer = await rig.request("GET", await ask(rig, "data.bin", inline=True))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    monkeypatch.setattr(previews, "MOST", 20)
    transfer = await ask(rig, "page.html", inline=True)
    answer = await rig.request("GET", transfer)
    assert (answer.status, answer.json()["type"].rpartition("/")[2]) == (413, "preview-too-large")
    answer = await rig.request("GET", transfer, Range="bytes=0-19")
    assert (answer.status, answer.body) == (206, b"<script>alert(1)</sc")


async def test_pages_of_the_allowed_origins_may_read_downloads(tmp_path: Path) -> None:
    hub = "https://hub.example.org"
    async with running(tmp_path, allowed_origins=[f"{hub}/"]) as rig:
        await rig.put("a", b"hello")
        transfer = await rig.download("a")
        for origin, allowed in ((hub, hub), ("https://evil.example", None), ("null", None)):
            answer = await rig.request("GET", transfer, Origin=origin)
            assert answer.body == b"hello"
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            assert answer.headers["Vary"] == "Origin"
            asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
            answer = await rig.request("OPTIONS", transfer, **asked)
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
        answer = await rig.request("GET", transfer.model_copy(update={"token": "x"}), Origin=hub)
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (400, hub)
        assert "Content-Range" in answer.headers["Access-Control-Expose-Headers"]
    async with running(tmp_path, client_url=f"{hub}/services/kernelyard-storage") as rig:
        transfer = Transfer(url=f"http://127.0.0.1:{rig.proxy.client_port}/download", token="x")
        answer = await rig.request("GET", transfer, Origin=hub)
        assert answer.headers["Access-Control-Allow-Origin"] == hub
