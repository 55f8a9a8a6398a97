"""S22 and S26: transfer tokens open one door only, and no order of requests makes an upload wrong."""

from __future__ import annotations

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.storage_rig import TUS, Rig, running, unfinished

from kernelyard_storage.protocol import Transfer
from kernelyard_storage.tokens import AUDIENCE

SIZE = 40_000


async def test_s22_a_token_is_bound_to_every_one_of_its_claims(tmp_path: Path) -> None:
    """Changing any claim of a real token, with any key but the server's, opens nothing."""
    async with running(tmp_path) as rig:
        await rig.put("mine", b"mine")
        await rig.put("other", b"other")
        key = (tmp_path / "transfer.key").read_text().strip()
        real = (await rig.download("mine")).token
        claims = jwt.decode(real, key, algorithms=["HS256"], audience=AUDIENCE)
        assert claims["folder"]["folder_id"] == str(rig.folder.folder_id)
        assert (claims["op"], claims["relpath"], claims["user"]) == ("download", "mine", "alice")
        assert 0 < claims["exp"] - claims["iat"] <= 86_400
        url = (await rig.download("mine")).url
        changes: list[dict[str, Any]] = [
            {"relpath": "other"},
            {"op": "upload"},
            {"user": "mallory"},
            {"archive": "zip"},
            {"inline": True},
            {"snapshot": "before"},
            {"exp": claims["exp"] + 1_000_000},
            {"folder": {**claims["folder"], "folder_id": str(uuid4())}},
            {"folder": {**claims["folder"], "quota_scope": f"user:{uuid4()}"}},
            {"folder": {**claims["folder"], "volume": "volume2"}},
        ]
        for change in changes:
            forged = jwt.encode(claims | change, "x" * 48, algorithm="HS256")
            spliced = ".".join([*forged.split(".")[:2], real.split(".")[2]])
            unsigned = jwt.encode(claims | change, None, algorithm="none")
            for token in (forged, spliced, unsigned):
                answer = await rig.request("GET", Transfer(url=url, token=token))
                assert answer.status == 400, change
        assert (await rig.request("GET", Transfer(url=url, token=real))).body == b"mine"


async def test_s22_a_token_of_another_site_opens_nothing(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    async with running(tmp_path / "a") as ours, running(tmp_path / "b") as theirs:
        await ours.put("f", b"ours")
        token = (await ours.download("f")).token
        answer = await theirs.request("GET", Transfer(url=(await theirs.download("f")).url, token=token))
        assert answer.status == 400


async def test_s22_an_expired_token_ends_an_upload_between_two_chunks(tmp_path: Path) -> None:
    async with running(tmp_path, token_lifetime=-1.0) as rig:
        transfer = await rig.upload("f", 10)
        answer = await rig.patch(transfer, b"12345", 0)
        assert (answer.status, "expired" in answer.json()["detail"]) == (400, True)


async def test_s22_an_upload_token_cannot_be_used_again(tmp_path: Path) -> None:
    """Once its file is there, the token writes nothing more: not over it, and not beside it."""
    async with running(tmp_path) as rig:
        transfer = await rig.upload("f", 5)
        assert (await rig.patch(transfer, b"first", 0)).status == 204
        for offset, data in ((0, b"again"), (5, b""), (5, b"more!"), (3, b"xx")):
            assert (await rig.patch(transfer, data, offset)).status in (404, 413)
        assert (rig.path / "f").read_bytes() == b"first"
        assert os.listdir(rig.path) == ["f"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("patch"), st.integers(-3, 3), st.integers(0, SIZE), st.booleans()),
        st.tuples(st.just("cut"), st.just(0), st.integers(1, SIZE), st.booleans()),
        st.tuples(st.just("head"), st.just(0), st.just(0), st.booleans()),
        st.tuples(st.just("restart"), st.just(0), st.just(0), st.booleans()),
        st.tuples(st.just("race"), st.just(0), st.integers(1, SIZE // 2), st.booleans()),
    ),
    max_size=8,
)


class Model:
    """What the server must have: the bytes that it accepted, in order."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.accepted = b""
        self.transfer = Transfer(url="", token="")

    async def step(self, rig: Rig, kind: str, shift: int, length: int, chunked: bool) -> None:
        if kind == "patch":
            await self.patch(rig, len(self.accepted) + shift, os.urandom(length), chunked)
        elif kind == "cut":
            await self.cut(rig, os.urandom(length))
        elif kind == "race":
            await self.race(rig, length)
        answer = await rig.request("HEAD", self.transfer, **TUS)
        if len(self.accepted) == SIZE:
            assert answer.status == 404
        else:
            assert answer.headers["Upload-Offset"] == str(len(self.accepted))
            assert not (rig.path / "f").exists()

    async def patch(self, rig: Rig, offset: int, data: bytes, chunked: bool) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, len(data), 7000):
                yield data[start : start + 7000]

        answer = await rig.patch(self.transfer, pieces() if chunked else data, offset)
        expected = self.verdict(offset, data, chunked)
        assert answer.status in expected, (offset, len(data), len(self.accepted), chunked)
        if answer.status == 204:
            self.accepted += data
            assert answer.headers["Upload-Offset"] == str(len(self.accepted))

    def verdict(self, offset: int, data: bytes, chunked: bool) -> set[int]:
        if offset < 0:
            return {400}
        late = offset + (0 if chunked else len(data)) > SIZE
        if late:
            return {413}
        if len(self.accepted) == SIZE:
            return {404}
        if offset != len(self.accepted):
            return {409}
        return {413} if offset + len(data) > SIZE else {204}

    async def cut(self, rig: Rig, data: bytes) -> None:
        """Announce more than is sent, then reset the connection."""
        if len(self.accepted) + len(data) >= SIZE:
            return
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.proxy.client_port)
        head = {**TUS, "Host": "x", "Upload-Offset": len(self.accepted), "Content-Length": len(data) + 1}
        lines = [
            f"PATCH /upload?token={self.transfer.token} HTTP/1.1",
            *(f"{k}: {v}" for k, v in head.items()),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode() + data)
        await writer.drain()
        writer.get_extra_info("socket").shutdown(socket.SHUT_WR)
        await reader.read()
        writer.close()
        await writer.wait_closed()
        offset = await self.settled(rig)
        assert len(self.accepted) <= offset <= len(self.accepted) + len(data)
        self.accepted += data[: offset - len(self.accepted)]

    async def settled(self, rig: Rig) -> int:
        """The offset when nobody writes any more."""
        async with asyncio.timeout(20):
            while True:
                answer = await rig.patch(self.transfer, b"", 0)
                if answer.status != 423:
                    return int(answer.headers["Upload-Offset"])

    async def race(self, rig: Rig, length: int) -> None:
        """Four writers at the same offset with different bytes: at most one may win, whole."""
        if len(self.accepted) + length >= SIZE:
            return
        start = len(self.accepted)
        bodies = [os.urandom(length) for _ in range(4)]
        answers = await asyncio.gather(*(rig.patch(self.transfer, body, start) for body in bodies))
        winners = [body for body, answer in zip(bodies, answers, strict=True) if answer.status == 204]
        assert len(winners) == 1
        assert {answer.status for answer in answers} <= {204, 409, 423}
        self.accepted += winners[0]

    async def finish(self, rig: Rig) -> None:
        if len(self.accepted) < SIZE:
            await self.patch(rig, len(self.accepted), os.urandom(SIZE - len(self.accepted)), chunked=False)
        assert (rig.path / "f").read_bytes() == self.accepted
        assert unfinished(rig.root) == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_s26_no_order_of_requests_makes_an_upload_wrong(steps: list[tuple[str, int, int, bool]]) -> None:
    """Replays, overlaps, gaps, lost connections, two writers, restarts: the file is what was accepted."""

    async def play(base: Path) -> None:
        model = Model(base)
        left = list(steps)
        folder = None
        while True:
            async with running(base, folder=folder, new_keys=folder is None) as rig:
                if folder is None:
                    folder = rig.folder
                    model.transfer = await rig.upload("f", SIZE)
                model.transfer = model.transfer.model_copy(
                    update={"url": f"http://127.0.0.1:{rig.proxy.client_port}/upload"}
                )
                while left:
                    kind, *rest = left.pop(0)
                    if kind == "restart":
                        break
                    await model.step(rig, kind, *rest)
                else:
                    await model.finish(rig)
                    return

    with tempfile.TemporaryDirectory() as name:
        asyncio.run(play(Path(name)))


@pytest.mark.parametrize("writers", [2, 8])
async def test_s26_writers_at_once(tmp_path: Path, writers: int) -> None:
    async with running(tmp_path) as rig:
        model = Model(tmp_path)
        model.transfer = await rig.upload("f", SIZE)
        for _ in range(writers):
            await model.race(rig, SIZE // 10)
        await model.finish(rig)
