"""What says that a session is used: requests, frames and bytes that go inward; Jupyter's kernels; GPUs."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pynvml
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent.devices.cuda_use import Holder, Use
from kernelyard_agent.protocol import DeviceShare
from kernelyard_agent.relay.heads import read_request
from kernelyard_agent.relay.use import MINUTE, Frames, Requests, Tunnel
from kernelyard_agent.runner.notebooks import Notebooks, Server


def request(line: str, **fields: str) -> Any:
    lines = [line, "Host: x", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return read_request("\r\n".join(lines).encode())


@pytest.mark.parametrize(
    ("line", "fields", "used"),
    [
        ("GET /api/kernels HTTP/1.1", {"Sec_Fetch_Mode": "cors", "Accept": "*/*"}, False),
        ("GET /api/kernels HTTP/1.1", {"Accept": "application/json"}, False),
        ("GET /lab HTTP/1.1", {"Sec_Fetch_Mode": "navigate"}, True),
        ("GET /lab HTTP/1.1", {"Accept": "text/html,*/*;q=0.8"}, True),
        ("GET /logo HTTP/1.1", {"Sec_Fetch_Mode": "no-cors", "Accept": "text/html"}, False),
        ("HEAD / HTTP/1.1", {"Accept": "text/html"}, False),
        ("PUT /api/contents/a.ipynb HTTP/1.1", {}, True),
        ("GET /channels HTTP/1.1", {"Connection": "Upgrade", "Upgrade": "websocket"}, False),
    ],
)
def test_requests(line: str, fields: dict[str, str], used: bool) -> None:
    assert Requests().is_use(1, request(line, **fields), 0.0) is used


def test_what_comes_by_the_clock_is_no_use() -> None:
    """JupyterLab saves its layout every ten seconds, changed or not."""
    requests = Requests()
    layout = [f"PUT /lab/api/workspaces/default?{number} HTTP/1.1" for number in range(60)]
    said = [requests.is_use(1, request(line), 10.1 * number) for number, line in enumerate(layout)]
    assert said[0] and not any(said[4:])
    # Somebody who sends forms does so when he wants to, and others' requests are theirs.
    times = (700.0, 702.0, 711.0, 715.0, 740.0)
    assert all(requests.is_use(1, request("POST /form HTTP/1.1"), at) for at in times)
    assert requests.is_use(2, request(layout[0]), 610.0)


def frame(payload: bytes, opcode: int = 1) -> bytes:
    size, mask = len(payload), os.urandom(4)
    if size < 126:
        head = bytes([0x80 | opcode, 0x80 | size])
    elif size < 65536:
        head = bytes([0x80 | opcode, 0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([0x80 | opcode, 0x80 | 127]) + size.to_bytes(8, "big")
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def test_an_open_pages_frames_are_no_use() -> None:
    frames = Frames()
    assert frames.feed(frame(b'["ping"]'))  # once it is something new
    assert not any(frames.feed(frame(b'["ping"]')) for _ in range(50))
    assert not frames.feed(frame(b"", 9) + frame(b"x" * 100, 10))
    assert frames.feed(frame(b'["stdin","l"]'))
    assert frames.feed(frame(b"x" * 100)) and frames.feed(frame(b"x" * 100))
    assert not frames.feed(frame(b'["ping"]')[:3])


@given(
    st.lists(st.tuples(st.binary(max_size=300), st.sampled_from([1, 2, 9, 10])), max_size=12),
    st.lists(st.integers(1, 50), min_size=1),
)
def test_frames_are_read_the_same_however_they_are_cut(
    sent: list[tuple[bytes, int]], cuts: list[int]
) -> None:
    whole, pieces = Frames(), Frames()
    stream = [frame(payload[:125] if opcode > 8 else payload, opcode) for payload, opcode in sent]
    expected = [whole.feed(one) for one in stream]
    data, at, found = b"".join(stream), 0, 0
    while at < len(data):
        size = cuts[at % len(cuts)]
        found += pieces.feed(data[at : at + size])
        at += size
    assert bool(found) is any(expected)
    assert pieces.feed(frame(b"z" * 301)) is True


def test_a_trickle_keeps_ssh_alive_and_is_no_use() -> None:
    quiet, typing = Tunnel(1, Requests()), Tunnel(2, Requests())
    assert not any(quiet.feed(b"k" * 68, now) for now in range(0, 3600, 15))
    assert any(typing.feed(b"k" * 52, now) for now in range(0, int(MINUTE), 2))


def test_http_through_a_tunnel_is_read() -> None:
    tunnel = Tunnel(1, Requests())
    poll = b"GET /api/sessions HTTP/1.1\r\nHost: x\r\nSec-Fetch-Mode: cors\r\n\r\n"
    assert not any(tunnel.feed(poll, now) for now in range(0, 600, 5))
    assert tunnel.feed(b"POST /api/kernels HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 600)
    upgrade = b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    assert not tunnel.feed(upgrade, 601)
    assert not tunnel.feed(frame(b"", 9), 602)
    assert tunnel.feed(frame(b"something new"), 603)


# ── Jupyter ────────────────────────────────────────────────────────────────────────────────────────────


class Jupyter:
    """The part of a Jupyter server's API that is asked."""

    def __init__(self) -> None:
        self.kernels: list[dict[str, str]] = []
        self.status = 200
        self.asked: list[tuple[str, str | None]] = []
        self.port = 0

    async def answer(self, asked: web.Request) -> web.Response:
        self.asked.append((asked.path_qs, asked.headers.get("Authorization")))
        if self.status != 200:
            return web.Response(status=self.status)
        if asked.path.endswith("/api/kernels"):
            return web.json_response(self.kernels)
        if asked.path.endswith("/api/sessions"):
            return web.json_response([{"path": "work/a.ipynb"}])
        return web.Response(status=404)


@pytest.fixture
async def jupyter() -> AsyncIterator[Jupyter]:
    server = Jupyter()
    app = web.Application()
    app.router.add_get("/{rest:.*}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    yield server
    await runner.cleanup()


async def test_jupyters_kernels_say_whether_code_runs(jupyter: Jupyter, tmp_path: Path) -> None:
    """R17: busy is busy, however silent; an open page that polls changes nothing."""
    notebook = tmp_path / "work" / "a.ipynb"
    notebook.parent.mkdir()
    notebook.write_text("{}")
    looks, server = Notebooks(tmp_path), Server(jupyter.port, "/user/ann/", "secret")
    kernel = {"id": "1", "last_activity": "2026-01-01T00:00:00Z", "execution_state": "idle"}
    jupyter.kernels = [kernel]
    assert await looks.look([]) is False
    assert [await looks.look([server]), looks.quiet] == [False, None]
    assert jupyter.asked[0] == ("/user/ann/api/kernels?no_track_activity=1", "token secret")
    assert [await looks.look([server]), looks.quiet] == [False, None]
    jupyter.kernels = [kernel | {"execution_state": "busy"}]
    assert [await looks.look([server]), looks.quiet] == [True, None]
    jupyter.kernels = [kernel | {"last_activity": "2026-01-01T05:00:00Z"}]
    assert await looks.look([server]) is False
    first = looks.quiet
    assert first is not None and first < 5
    await asyncio.to_thread(os.utime, notebook, (1, 1))
    assert await looks.look([server]) is False
    assert looks.quiet is not None and looks.quiet < first + 5


@pytest.mark.parametrize("status", [403, 500])
async def test_a_server_that_does_not_say_is_unknown(jupyter: Jupyter, tmp_path: Path, status: int) -> None:
    jupyter.status = status
    gone = Server(1, "/")
    assert await Notebooks(tmp_path).look([Server(jupyter.port, "/")]) is None
    assert await Notebooks(tmp_path).look([gone]) is None
    jupyter.status, jupyter.kernels = 200, [{"id": "1", "execution_state": "busy"}]
    assert await Notebooks(tmp_path).look([gone, Server(jupyter.port, "/")]) is True


async def test_what_is_no_jupyter_says_nothing(jupyter: Jupyter, tmp_path: Path) -> None:
    jupyter.status = 404
    assert await Notebooks(tmp_path).look([Server(jupyter.port, "/")]) is False


# ── GPUs ───────────────────────────────────────────────────────────────────────────────────────────────

ONE, TWO = UUID(int=1), UUID(int=2)
CAPACITIES = {"GPU-a": (10_000, 80 * 2**30)}


class Sample:
    def __init__(self, pid: int, busy: int, at: int, memory: int | None = None) -> None:
        self.pid, self.smUtil, self.timeStamp, self.usedGpuMemory = pid, busy, at, memory


@pytest.fixture
def nvml(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What NVML answers, by call; an exception is raised."""
    answers: dict[str, Any] = {
        "UtilizationRates": Sample(0, 0, 0),
        "MemoryInfo": Sample(0, 0, 0),
        "ComputeRunningProcesses": [Sample(10, 0, 0, 2**30), Sample(20, 0, 0, 3 * 2**30)],
        "ProcessUtilization": [
            Sample(10, 20, 2_000_000),
            Sample(10, 40, 3_000_000),
            Sample(20, 5, 3_000_000),
        ],
    }
    answers["UtilizationRates"].gpu, answers["MemoryInfo"].used = 37, 5 * 2**30

    def ask(name: str) -> Any:
        def call(*_: Any) -> Any:
            if isinstance(answers[name], Exception):
                raise answers[name]
            return answers[name]

        return call

    monkeypatch.setattr(pynvml, "nvmlDeviceGetHandleByUUID", lambda uuid: uuid)
    for name in answers:
        monkeypatch.setattr(pynvml, f"nvmlDeviceGet{name}", ask(name))
    return answers


def holder(kernel: UUID, amount: int, *pids: int, known: bool = True) -> Holder:
    share = DeviceShare(device_id="GPU-a", slot="cuda.shares", amount=amount)
    return Holder(kernel, (share,), frozenset(pids) if known else None)


def test_shares_of_a_gpu_are_told_apart(nvml: dict[str, Any]) -> None:
    found = Use().read([holder(ONE, 5000, 10), holder(TWO, 2500, 99)], CAPACITIES)
    assert (found[ONE]["cuda_util"]["pct"], found[TWO]["cuda_util"]["pct"]) == ("60.00", "0.00")
    assert found[ONE]["cuda_mem"]["current"] == str(2**30)
    assert found[ONE]["cuda_mem"]["capacity"] == str(40 * 2**30)


def test_a_whole_gpu_is_its_holders(nvml: dict[str, Any]) -> None:
    found = Use().read([holder(ONE, 10_000, known=False)], CAPACITIES)
    assert found[ONE]["cuda_util"]["pct"] == "37.00"
    assert found[ONE]["cuda_mem"]["current"] == str(5 * 2**30)


def test_what_nvml_does_not_tell_is_absent(nvml: dict[str, Any]) -> None:
    refused = pynvml.NVMLError(pynvml.NVML_ERROR_NOT_SUPPORTED)
    nvml["ProcessUtilization"] = refused
    nvml["ComputeRunningProcesses"] = [Sample(10, 0, 0, None)]
    assert Use().read([holder(ONE, 5000, 10)], CAPACITIES)[ONE] == {}
    assert Use().read([holder(ONE, 5000, known=False)], CAPACITIES)[ONE] == {}
    nvml["ProcessUtilization"] = pynvml.NVMLError(pynvml.NVML_ERROR_NOT_FOUND)
    assert Use().read([holder(ONE, 5000, 10)], CAPACITIES)[ONE]["cuda_util"]["pct"] == "0.00"
    assert Use().read([Holder(ONE, (), frozenset())], CAPACITIES) == {}
    assert json.dumps(Use().read([holder(ONE, 5000, 20)], CAPACITIES)[ONE])
