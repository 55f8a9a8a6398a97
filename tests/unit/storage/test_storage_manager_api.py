"""The manager API over HTTP, through the client that the hub service uses."""

from __future__ import annotations

import asyncio
import io
import json
import os
import threading
import time
from typing import Any

import aiohttp
import pytest
from tests.storage_rig import Rig, folder_ref

from kernelyard_storage import files
from kernelyard_storage import protocol as p
from kernelyard_storage.client import StorageClient, StorageError, StorageUnreachable

SOMEBODY = "7f2a1adf-5cf0-42fe-beb1-34590ae414e3"
"""An id that is the same in every process: names of tests must be."""


async def refused(status: int, code: str, work: Any) -> StorageError:
    with pytest.raises(StorageError) as caught:
        await work
    assert (caught.value.status, caught.value.code) == (status, code)
    return caught.value


@pytest.mark.feature("STO-001", "STO-005")
async def test_health_and_volumes(rig: Rig) -> None:
    assert (await rig.manager.health()).protocol == p.PROTOCOL
    (volume,) = (await rig.manager.volumes()).volumes
    assert (volume.name, volume.backend, volume.capabilities) == ("volume1", "vfs", ["vfolder", "quota"])
    assert volume.quota == "advisory"
    assert 0 < volume.used_bytes < volume.total_bytes


@pytest.mark.feature("STO-010", "STO-011")
@pytest.mark.parametrize("scope", ["user", "project"])
async def test_the_life_of_a_folder(rig: Rig, scope: str) -> None:
    folder = folder_ref(scope)
    await rig.manager.create_folder(folder)
    await refused(409, "vfolder-already-exists", rig.manager.create_folder(folder))
    path = rig.root / folder.relative_path()
    (path / "d").mkdir()
    (path / "d" / "f").write_bytes(b"12345")
    assert await rig.manager.usage(folder) == p.FolderUsage(used_bytes=5, files=1)
    await rig.manager.delete_folder(folder)
    assert not path.exists()
    await rig.manager.delete_folder(folder)
    await refused(404, "vfolder-not-found", rig.manager.usage(folder))


async def test_the_verbs(rig: Rig) -> None:
    folder, manager = rig.folder, rig.manager
    await manager.mkdir(p.MkdirRequest(folder=folder, path="d1/d2", parents=True))
    error = await refused(
        400,
        "file-operation-failed",
        manager.mkdir(p.MkdirRequest(folder=folder, path="d1/d2", parents=True)),
    )
    assert (error.detail, error.data) == ("File exists", {"errno": 17, "paths": ["d1/d2"]})
    await rig.put("d1/a.txt", b"hello")
    entries = (await manager.list_files(p.PathRequest(folder=folder, path="d1"))).entries
    assert [(each.name, each.type, each.size) for each in entries][1:] == [("a.txt", "FILE", 5)]
    assert entries[0].type == "DIRECTORY"
    await manager.rename(p.RenameRequest(folder=folder, path="d1/a.txt", new_name="b.txt"))
    await manager.move(p.MoveRequest(folder=folder, source="d1/b.txt", target="c.txt"))
    error = await refused(
        400, "file-operation-failed", manager.delete_files(p.DeleteFilesRequest(folder=folder, paths=["d1"]))
    )
    assert (error.detail, error.data) == ("Is a directory", {"errno": 21, "paths": ["d1"]})
    await manager.delete_files(p.DeleteFilesRequest(folder=folder, paths=["d1"], recursive=True))
    assert os.listdir(rig.path) == ["c.txt"]
    error = await refused(
        400, "file-operation-failed", manager.list_files(p.PathRequest(folder=folder, path="zzz"))
    )
    assert (error.detail, error.data) == ("No such file or directory", {"errno": 2, "paths": ["zzz"]})


async def test_unknown_volumes_and_folders(rig: Rig) -> None:
    await refused(404, "volume-not-found", rig.manager.create_folder(folder_ref(volume="nope")))
    nowhere = folder_ref()
    for work in (
        rig.manager.list_files(p.PathRequest(folder=nowhere)),
        rig.manager.mkdir(p.MkdirRequest(folder=nowhere, path="d")),
        rig.manager.upload(p.UploadRequest(folder=nowhere, path="f", size=1, user="a")),
        rig.manager.download(p.DownloadRequest(folder=nowhere, path="f", user="a")),
    ):
        await refused(404, "vfolder-not-found", work)
    assert not (rig.root / nowhere.relative_path()).exists()


async def raw(rig: Rig, method: str, path: str, **given: Any) -> tuple[int, dict[str, Any], Any]:
    url = f"{rig.manager.manager_url}{path}"
    async with rig.http.request(method, url, **given) as response:
        assert response.content_type == "application/problem+json"
        return response.status, await response.json(content_type=None), response.headers


@pytest.mark.feature("AUTH-023", "STO-002")
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic {secret}",
        "{secret}",
        "Bearer {secret}x",
        "Bearer é",
    ],
)
@pytest.mark.parametrize("path", ["/health", "/no/such/path", "/upload"])
async def test_without_the_secret_nothing_answers(rig: Rig, authorization: str | None, path: str) -> None:
    secret = rig.manager._headers["Authorization"].removeprefix("Bearer ")
    headers = {"X-Kernelyard-Protocol": "1"}
    if authorization is not None:
        headers["Authorization"] = authorization.replace("{secret}", secret)
    status, problem, answer = await raw(rig, "GET", path, headers=headers)
    assert status == 401
    assert problem["type"].endswith("/auth-failed")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert secret not in json.dumps(problem)


@pytest.mark.parametrize("spoken", [None, "0", "2", "one", "1 "])
async def test_another_protocol_is_refused_in_words(rig: Rig, spoken: str | None) -> None:
    headers = {"Authorization": rig.manager._headers["Authorization"]}
    if spoken is not None:
        headers["X-Kernelyard-Protocol"] = spoken
    if spoken == "1 ":
        async with rig.http.get(f"{rig.manager.manager_url}/health", headers=headers) as response:
            assert response.status == 200  # white space around a header's value is not part of it
        return
    status, problem, _ = await raw(rig, "GET", "/health", headers=headers)
    assert status == 409
    assert "same release" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("", "body"),
        ("{", "body"),
        ("[]", "body"),
        ('"x"', "body"),
        ("{}", "volume"),
        ('{"volume": "../etc", "quota_scope": "user:x", "folder_id": "1"}', "volume"),
        ('{"volume": "volume1", "quota_scope": "user:../../x", "folder_id": "1"}', "quota_scope"),
        (
            json.dumps({"volume": "volume1", "quota_scope": f"user:{SOMEBODY}", "folder_id": ".."}),
            "folder_id",
        ),
        (
            json.dumps({"volume": "volume1\n", "quota_scope": f"user:{SOMEBODY}", "folder_id": SOMEBODY}),
            "volume",
        ),
        ("\udcff", "body"),
        ("[" * 5000, "body"),
    ],
)
async def test_a_bad_body_names_the_field_and_creates_nothing(rig: Rig, body: str, field: str) -> None:
    before = sorted(path.name for path in rig.root.iterdir())
    status, problem, _ = await raw(
        rig, "POST", "/folders", data=body.encode("utf-8", "surrogateescape"), headers=rig.manager._headers
    )
    assert status == 400
    assert problem["type"] == "https://api.backend.ai/probs/storage/invalid-api-params"
    assert field in problem["data"]
    assert sorted(path.name for path in rig.root.iterdir()) == before


async def test_other_refusals_are_problems_too(rig: Rig) -> None:
    headers = rig.manager._headers
    status, problem, answer = await raw(rig, "GET", "/folders", headers=headers)
    assert (status, answer["Allow"]) == (405, "POST")
    assert problem["type"].endswith("/method-not-allowed")
    assert (await raw(rig, "GET", "/nope", headers=headers))[0] == 404
    assert (await raw(rig, "POST", "/folders", headers=headers, data=io.BytesIO(b"x" * (5 << 20))))[0] == 413


async def test_a_fault_of_ours_is_logged_and_says_nothing(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the reason, with a path")

    monkeypatch.setattr("kernelyard_storage.files.listing", broken)
    error = await refused(
        500, "internal-server-error", rig.manager.list_files(p.PathRequest(folder=rig.folder))
    )
    assert "reason" not in str(error)
    assert "the reason, with a path" in caplog.text


async def test_ten_thousand_entries_do_not_stall_the_loop(rig: Rig) -> None:
    for number in range(10_000):
        (rig.path / f"file-{number:05}").touch()
    gaps: list[float] = []
    done = asyncio.Event()

    async def heartbeat() -> None:
        while not done.is_set():
            # This thread's own work, so that a busy machine is not taken for a busy loop.
            before = time.thread_time()
            await asyncio.sleep(0)
            gaps.append(time.thread_time() - before)

    async with aiohttp.ClientSession(headers=rig.manager._headers) as http:
        beating = asyncio.create_task(heartbeat())
        body = p.PathRequest(folder=rig.folder).model_dump_json()
        async with http.post(f"{rig.manager.manager_url}/files/list", data=body) as response:
            text = await response.read()
        done.set()
        await beating
    names = [each["name"] for each in json.loads(text)["entries"]]
    assert names == [f"file-{number:05}" for number in range(10_000)]
    assert max(gaps) < 0.5, f"the loop worked for {max(gaps):.3f} s at one go"
    assert len(gaps) > 10


async def test_one_users_large_trees_stop_nobody_else(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts, archives, a full quota: as many as somebody asks for, the others go on."""
    walked, go_on, count = threading.Event(), threading.Event(), files.tree_size

    def slow(folder: int) -> tuple[int, int]:
        walked.set()
        assert go_on.wait(20)
        return count(folder)

    other = folder_ref()
    await rig.manager.create_folder(other)
    monkeypatch.setattr(files, "tree_size", slow)
    counting = [asyncio.create_task(rig.manager.usage(rig.folder)) for _ in range(20)]
    try:
        assert await asyncio.to_thread(walked.wait, 20)
        async with asyncio.timeout(10):
            assert (await rig.manager.list_files(p.PathRequest(folder=other, path="."))).entries == []
            await rig.put("a", b"hello")
            theirs = p.UploadRequest(folder=other, path="b", size=1, user="bob")
            await rig.manager.upload(theirs)
    finally:
        go_on.set()
        found = await asyncio.gather(*counting)
    assert {each.files for each in found} <= {0, 1}


async def test_the_client_says_when_nobody_answers() -> None:
    async with StorageClient("http://127.0.0.1:9", "secret") as client:
        with pytest.raises(StorageUnreachable):
            await client.health()
