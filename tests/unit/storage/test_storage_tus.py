"""Uploads over HTTP: tus 1.0 without creation, as the client speaks it (golden 200; T41-T44; S26)."""

from __future__ import annotations

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.storage_rig import TUS, Rig, running, unfinished

from kernelyard_storage.client import StorageError
from kernelyard_storage.protocol import Transfer

HEADERS = "Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, Content-Type"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": HEADERS,
    "Access-Control-Expose-Headers": HEADERS,
    "Access-Control-Allow-Methods": "*",
}


def golden(shared: Path, name: str) -> Any:
    return json.loads((shared / "data" / "golden" / name).read_text())


def alike(answer: Any, recorded: dict[str, Any]) -> None:
    """The answer has the recorded status and headers (not those of the server's own version and clock)."""
    assert answer.status == recorded["status"]
    for name, value in recorded["headers"].items():
        if name not in ("Date", "Server", "Content-Length", "Content-Type"):
            assert answer.headers[name] == value, name


async def arrived(rig: Rig, transfer: Transfer, offset: int) -> None:
    """Wait until so many bytes of an upload are on the server."""
    async with asyncio.timeout(20):
        while (await rig.request("HEAD", transfer, **TUS)).headers["Upload-Offset"] != str(offset):
            pass


@pytest.mark.feature("STO-022", "REST-033")
async def test_the_recorded_conversation(rig: Rig, shared: Path) -> None:
    recorded = golden(shared, "200-tus-upload.json")
    transfer = await rig.upload("d1/a.txt", 5)
    assert transfer.url == f"http://127.0.0.1:{rig.proxy.client_port}/upload"
    alike(await rig.request("OPTIONS", transfer), recorded["options"])
    alike(await rig.request("HEAD", transfer, **TUS), recorded["head"])
    alike(await rig.patch(transfer, b"hello", 0), recorded["patch"])
    late = await rig.patch(transfer, b"", 3)
    alike(late, recorded["patch_wrong_offset_after_done"])
    assert late.json() == json.loads(recorded["patch_wrong_offset_after_done"]["body"])
    assert (rig.path / "d1/a.txt").read_bytes() == b"hello"


@pytest.mark.feature("STO-022")
async def test_three_chunks_as_the_client_sends_them(rig: Rig) -> None:
    """The recorded ``vfolder upload`` of 40,000,000 bytes in chunks of 16 MiB; each from a new connection."""
    blob = os.urandom(1 << 20) * 39
    blob = blob[:40_000_000]
    transfer = await rig.upload("big.bin", len(blob))
    for offset in range(0, len(blob), 16 << 20):
        answer = await rig.patch(
            transfer, io.BytesIO(blob[offset : offset + (16 << 20)]), offset, Connection="close"
        )
        assert answer.status == 204
        assert int(answer.headers["Upload-Offset"]) == min(len(blob), offset + (16 << 20))
        assert (rig.path / "big.bin").exists() == (offset == 32 << 20)
    assert (rig.path / "big.bin").read_bytes() == blob


async def test_an_empty_file_needs_no_patch(rig: Rig) -> None:
    transfer = await rig.upload("empty", 0)
    assert (rig.path / "empty").read_bytes() == b""
    assert (await rig.patch(transfer, b"", 0)).status == 404


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412, "tus-version-not-supported"),
        ({"Content-Type": "application/octet-stream"}, 415, "unsupported-media-type"),
        ({"Content-Encoding": "gzip"}, 415, "unsupported-media-type"),
        ({"Upload-Offset": ""}, 400, "invalid-api-params"),
        ({"Upload-Offset": "-1"}, 400, "invalid-api-params"),
        ({"Upload-Offset": "0x0"}, 400, "invalid-api-params"),
        ({"Upload-Offset": "1e3"}, 400, "invalid-api-params"),
        ({"Upload-Offset": "9" * 19}, 400, "invalid-api-params"),
        ({"Upload-Offset": "1"}, 409, "upload-offset-mismatch"),
        ({"Upload-Offset": "4"}, 413, "upload-too-large"),
    ],
)
async def test_a_bad_patch_writes_nothing(rig: Rig, headers: dict[str, str], status: int, code: str) -> None:
    transfer = await rig.upload("a", 5)
    answer = await rig.request("PATCH", transfer, data=b"abc", **(TUS | {"Upload-Offset": "0"} | headers))
    problem = answer.json()
    assert (answer.status, problem["type"].rpartition("/")[2]) == (status, code)
    for name, value in CORS.items():
        assert answer.headers[name] == value, "a page of another origin must be able to read the refusal"
    head = await rig.request("HEAD", transfer, **TUS)
    assert head.headers["Upload-Offset"] == "0"
    if status == 412:
        assert answer.headers["Tus-Version"] == "1.0.0"


async def test_a_wrong_offset_says_where_to_go_on(rig: Rig) -> None:
    transfer = await rig.upload("a", 5)
    assert (await rig.patch(transfer, b"abc", 0)).status == 204
    for offset in (0, 2, 4):
        answer = await rig.patch(transfer, b"", offset)
        assert (answer.status, answer.headers["Upload-Offset"]) == (409, "3")
    assert (await rig.patch(transfer, b"de", 3)).status == 204
    assert (rig.path / "a").read_bytes() == b"abcde"


async def test_a_chunked_body_cannot_go_beyond_the_size(rig: Rig) -> None:
    transfer = await rig.upload("a", 5)

    async def much() -> AsyncIterator[bytes]:
        yield b"x" * 100

    assert (await rig.patch(transfer, much(), 0)).status == 413
    assert (await rig.request("HEAD", transfer, **TUS)).headers["Upload-Offset"] == "0"


async def test_two_writers_on_one_upload(rig: Rig) -> None:
    """The second is turned away while the first is writing, and nothing is mixed (S26)."""
    half = 1 << 20
    transfer = await rig.upload("a", 2 * half)
    go_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"a" * half
        await go_on.wait()
        yield b"b" * half

    first = asyncio.create_task(rig.patch(transfer, slowly(), 0))
    await arrived(rig, transfer, half)
    for offset in (0, 1, half):
        assert (await rig.patch(transfer, b"X" * 10, offset)).status == 423
    go_on.set()
    assert (await first).status == 204
    assert (rig.path / "a").read_bytes() == b"a" * half + b"b" * half


async def test_many_writers_at_once_leave_one_whole_file(rig: Rig) -> None:
    transfer = await rig.upload("a", 200_000)
    bodies = [bytes([65 + number]) * 200_000 for number in range(8)]
    answers = await asyncio.gather(*(rig.patch(transfer, body, 0) for body in bodies))
    statuses = sorted(answer.status for answer in answers)
    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 404, 409, 423}
    assert (rig.path / "a").read_bytes() in bodies


async def test_what_arrived_before_the_connection_broke_is_kept(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    transfer = await rig.upload("a", 3_000_000)
    blob = os.urandom(3_000_000)
    head = {**TUS, "Host": "x", "Upload-Offset": "0", "Content-Length": str(len(blob))}
    lines = [
        f"PATCH /upload?token={transfer.token} HTTP/1.1",
        *(f"{name}: {head[name]}" for name in head),
        "",
        "",
    ]
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.proxy.client_port)
    writer.write("\r\n".join(lines).encode() + blob[:1_234_567])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await reader.read() == b""
    await arrived(rig, transfer, 1_234_567)
    async with asyncio.timeout(20):  # the lock goes when the server has noticed
        while (await rig.patch(transfer, io.BytesIO(blob[1_234_567:]), 1_234_567)).status == 423:
            pass
    assert (rig.path / "a").read_bytes() == blob
    assert "the client went away" in caplog.text
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]


async def test_an_upload_that_stalls_is_cut_off_and_can_go_on(tmp_path: Path) -> None:
    async with running(tmp_path, idle_timeout=0.2) as rig:
        transfer = await rig.upload("a", 6)
        forever = asyncio.Event()

        async def stuck() -> AsyncIterator[bytes]:
            yield b"abc"
            await forever.wait()
            yield b"def"

        answer = await rig.patch(transfer, stuck(), 0)
        assert answer.status == 408
        assert (await rig.patch(transfer, b"def", 3)).status == 204
        assert (rig.path / "a").read_bytes() == b"abcdef"


async def test_a_landing_that_fails_can_be_repeated_without_bytes(rig: Rig) -> None:
    transfer = await rig.upload("d/a", 2)
    (rig.path / "d").write_text("in the way")
    answer = await rig.patch(transfer, b"ok", 0)
    problem = answer.json()
    assert (answer.status, problem["data"]) == (400, {"errno": 20, "paths": ["d/a"]})
    (rig.path / "d").unlink()
    assert (await rig.patch(transfer, b"", 2)).status == 204
    assert (rig.path / "d/a").read_bytes() == b"ok"


async def test_a_folder_that_goes_between_two_chunks(rig: Rig) -> None:
    """The next chunk is refused, not the last one, and the upload can still be given up."""
    transfer = await rig.upload("a", 10)
    assert (await rig.patch(transfer, b"12345", 0)).status == 204
    await rig.manager.delete_folder(rig.folder)
    answer = await rig.patch(transfer, b"6789", 5)
    assert (answer.status, answer.json()["type"].rpartition("/")[2]) == (404, "vfolder-not-found")
    assert (await rig.request("HEAD", transfer, **TUS)).headers["Upload-Offset"] == "5"
    assert (await rig.request("DELETE", transfer, **TUS)).status == 204
    assert not rig.path.exists()


async def test_requests_that_are_refused_at_once(rig: Rig) -> None:
    (rig.path / "d").mkdir()
    for path, size, code in (
        ("../x", 1, "invalid-path"),
        ("/kernelyard-escape", 1, "invalid-path"),
        (".", 1, "invalid-path"),
        ("d", 1, "file-operation-failed"),
        ("x", (100 << 30) + 1, "upload-too-large"),
    ):
        with pytest.raises(StorageError) as caught:
            await rig.upload(path, size)
        assert caught.value.code == code
    assert unfinished(rig.root) == []


async def test_tokens_do_not_open_the_other_door(rig: Rig) -> None:
    await rig.put("a", b"hello")
    upload, download = await rig.upload("b", 5), await rig.download("a")
    wrong = await rig.patch(download.model_copy(update={"url": upload.url}), b"hello", 0)
    assert wrong.status == 400
    wrong = await rig.request("GET", upload.model_copy(update={"url": download.url}))
    assert wrong.status == 400
    for token in ("", "x", upload.token[:-2]):
        for method in ("HEAD", "PATCH"):
            answer = await rig.request(
                method, upload.model_copy(update={"token": token}), **TUS, **{"Upload-Offset": "0"}
            )
            assert answer.status == 400
    assert os.listdir(rig.path) == ["a"]


@pytest.mark.parametrize("prefix", ["", "/services/kernelyard-storage"])
async def test_the_hubs_proxy_keeps_its_prefix(rig: Rig, prefix: str) -> None:
    transfer = await rig.upload("a", 5)
    there = transfer.model_copy(update={"url": f"http://127.0.0.1:{rig.proxy.client_port}{prefix}/upload"})
    assert (await rig.patch(there, b"hello", 0, Host="evil.example")).status == 204
    back = await rig.download("a")
    there = back.model_copy(update={"url": f"http://127.0.0.1:{rig.proxy.client_port}{prefix}/download"})
    assert (await rig.request("GET", there)).body == b"hello"


async def test_addresses_come_from_the_configuration(tmp_path: Path) -> None:
    public = "https://hub.example.org/services/kernelyard-storage"
    async with running(tmp_path, client_url=public + "/") as rig:
        assert (await rig.upload("a", 5)).url == public + "/upload"
        assert (await rig.download("a")).url == public + "/download"


async def test_the_longest_path_fits_into_a_token(rig: Rig) -> None:
    path = "/".join(["폴" * 85] * 15)  # 15 names of 255 bytes, three bytes a character
    await rig.put(path, b"deep")
    answer = await rig.request("GET", await rig.download(path))
    assert answer.body == b"deep"


async def test_no_token_and_no_secret_is_ever_logged(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    transfer = await rig.upload("a\n2026 forged line\x1b[31m", 5, user="mallory\nroot")
    await rig.patch(transfer, b"hello", 0)
    await rig.patch(transfer, b"hello", 0)
    await rig.request("GET", await rig.download("a"))
    assert "PATCH /upload 204" in caplog.text
    assert "GET /download 404" in caplog.text
    assert transfer.token not in caplog.text
    assert transfer.token.split(".")[2] not in caplog.text
    assert rig.manager._headers["Authorization"].split()[1] not in caplog.text
    for record in caplog.records:
        assert "\n" not in record.getMessage()
        assert "\x1b" not in record.getMessage()
