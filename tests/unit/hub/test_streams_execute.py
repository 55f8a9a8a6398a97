"""Execution through the service: cut streams, prompts that vanish, nodes that fall silent, crowds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from sqlalchemy import update
from tests.hub_rig import HubRig, signed_headers

from kernelyard_agent.protocol import ExecuteResult
from kernelyard_hub import query_counts
from kernelyard_hub.store.models import keypair_resource_policies
from kernelyard_hub.streams import execute
from kernelyard_hub.testing import devices

PATIENCE = 30.0


def slice_of(status: str, *console: tuple[str, object], **more: Any) -> ExecuteResult:
    return ExecuteResult(run_id="", status=status, console=list(console), **more)


async def start(rig: HubRig, name: str = "session-1", **body: Any) -> Any:
    config = {"resources": {"cpu": "1", "mem": "64m"}}
    request = {"clientSessionToken": name, "image": "python", "config": config, "reuseIfExists": False}
    return (await rig.call("POST", "/session", request | body, who=rig.user)).json


@asynccontextmanager
async def stream(rig: HubRig, **first: Any) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """The execute stream, with its first frame sent."""
    path = "/stream/session/session-1/execute"
    headers = signed_headers(rig.user, "GET", path, rig.host, content_type="application/octet-stream")
    async with rig.http.ws_connect(
        f"http://{rig.host}{path}", headers=headers, max_msg_size=4 * 2**20
    ) as socket:
        await socket.send_str(json.dumps(first))
        yield socket


async def frame(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((await socket.receive(PATIENCE)).data)
    return loaded


async def rest(socket: aiohttp.ClientWebSocketResponse) -> list[dict[str, Any]]:
    async with asyncio.timeout(PATIENCE):
        return [json.loads(message.data) async for message in socket]


@pytest.mark.feature("REST-015", "EXE-011")
async def test_a_cut_connection_leaves_the_run_and_another_goes_on_with_it(rig: HubRig) -> None:
    agent = await rig.agent([slice_of("continued", ("stdout", "one\n")), slice_of("waiting-input")])
    await start(rig)
    async with stream(rig, mode="query", code="x") as socket:
        run_id = (await frame(socket))["runId"]
        assert (await frame(socket))["status"] == "waiting-input"
        assert socket._response.connection is not None
        assert socket._response.connection.transport is not None
        socket._response.connection.transport.abort()
    agent.script = [slice_of("finished", ("stdout", "two\n"), exit_code=0)]
    async with stream(rig, mode="continue", runId=run_id) as socket:
        (last,) = await rest(socket)
    assert (last["status"], last["runId"], last["console"]) == ("finished", run_id, [["stdout", "two\n"]])
    assert agent.interrupted == 0
    assert agent.asked[-1].run_id == run_id


async def test_going_on_takes_the_runs_id(rig: HubRig) -> None:
    await rig.agent()
    await start(rig)
    async with stream(rig, mode="continue") as socket:
        (said,) = await rest(socket)
    assert (said["status"], said["errorCode"]) == ("error", 400)


@pytest.mark.feature("REST-015", "REST-009")
async def test_the_phases_of_a_batch_run(rig: HubRig) -> None:
    agent = await rig.agent(
        [
            slice_of("clean-finished", exit_code=0),
            slice_of("build-finished", ("stdout", "built\n"), exit_code=0),
            slice_of("finished", ("log", ["info", "2026-01-01", "root", "m"]), exit_code=3),
        ]
    )
    await start(rig)
    options = {"clean": "*", "build": "*", "buildLog": False, "exec": "python main.py"}
    async with stream(rig, mode="batch", code="", options=options) as socket:
        got = await rest(socket)
    assert [(f["status"], f["exitCode"]) for f in got] == [
        ("clean-finished", 0),
        ("build-finished", 0),
        ("finished", 3),
    ]
    assert got[2]["console"] == [["log", ["info", "2026-01-01", "root", "m"]]]
    assert agent.asked[0].options == options


async def test_a_prompt_that_somebody_has_interrupted(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "PROMPT_LOOK", 0.05)
    asking = slice_of("waiting-input", options={"is_password": False})
    ended = slice_of("finished", ("stderr", "KeyboardInterrupt\n"), exit_code=0)
    await rig.agent([asking, asking, asking, ended])
    await start(rig)
    async with stream(rig, code="input()") as socket:
        got = await rest(socket)
    # The prompt that is still there is not asked for again.
    assert [f["status"] for f in got] == ["waiting-input", "finished"]


@pytest.mark.parametrize("status", ["finished", "exec-timeout"])
async def test_the_stream_ends_with_the_run(rig: HubRig, status: str) -> None:
    await rig.agent([slice_of(status)])
    await start(rig)
    async with stream(rig, code="1") as socket:
        assert [f["status"] for f in await rest(socket)] == [status]
        assert socket.close_code == 1000


async def test_a_node_that_falls_silent_for_a_while(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "OUTAGE_PAUSE", 0.02)
    agent = await rig.agent([slice_of("continued", ("stdout", "one\n"))])
    await start(rig)
    async with stream(rig, code="x") as socket:
        assert (await frame(socket))["console"] == [["stdout", "one\n"]]
        port = int(agent.address.rpartition(":")[2])
        await agent.stop()
        agent.script = [slice_of("finished", ("stdout", "two\n"), exit_code=0)]
        await agent.start(port)
        (last,) = [f for f in await rest(socket) if f["console"] or f["status"] == "finished"]
    assert last["console"] == [["stdout", "two\n"]]
    assert len({call.run_id for call in agent.asked}) == 1
    assert agent.interrupted == 0


async def test_a_node_that_stays_silent_ends_the_stream(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "OUTAGE", 0.05)
    monkeypatch.setattr(execute, "OUTAGE_PAUSE", 0.02)
    agent = await rig.agent()
    await start(rig)
    await agent.stop()
    async with stream(rig, code="x") as socket:
        (said,) = await rest(socket)
    assert (said["status"], said["errorCode"]) == ("error", 503)


async def test_a_client_that_does_not_read_is_not_polled_for(rig: HubRig) -> None:
    """Back pressure: what a slow client has not taken stays in the session, where it is bounded."""
    text = "x" * 524_288
    agent = await rig.agent([slice_of("continued", ("stdout", text)) for _ in range(150)])
    await start(rig)
    async with stream(rig, code="flood") as socket:
        polls = -1
        while polls != len(getattr(agent, "asked", [])) or polls == 0:
            polls = len(getattr(agent, "asked", []))
            await asyncio.sleep(0.3)
        assert polls < 60
        got = await rest(socket)
    assert sum(item[1].count("x") for f in got for item in f["console"]) == 150 * len(text)


@pytest.mark.feature("EXE-001", "REST-006")
async def test_two_hundred_runs_at_once_in_fifty_sessions(rig: HubRig) -> None:
    policy = update(keypair_resource_policies).values(max_concurrent_sessions=0)
    await rig.site.store.write(lambda conn: conn.execute(policy) and None)
    await rig.agent(offers=devices(cores=60, memory=2**36))
    async with asyncio.timeout(PATIENCE):
        made = await asyncio.gather(*(start(rig, f"session-{number}") for number in range(50)))
    assert {one["status"] for one in made} == {"RUNNING"}

    async def run(number: int) -> None:
        session = f"/session/session-{number % 50}"
        body = {"mode": "query", "code": f"code {number}", "runId": f"r{number}"}
        reply = await rig.call("POST", session, body, who=rig.user)
        assert reply.json["result"]["console"] == [["stdout", f"code {number}\n"]]
        assert reply.json["result"]["runId"] == f"r{number}"

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(run(number) for number in range(200)))
    for number in (0, 49):
        info = await rig.call("GET", f"/session/session-{number}", who=rig.user)
        assert info.json["numQueriesExecuted"] == 4


async def test_runs_are_counted_without_being_waited_for(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``numQueriesExecuted`` is right whenever somebody asks; only what starts a run counts."""
    written: list[dict[Any, int]] = []
    write = query_counts._write
    monkeypatch.setattr(
        query_counts, "_write", lambda conn, counts: (written.append(dict(counts)), write(conn, counts))
    )
    await rig.agent()
    await start(rig)
    for mode in ("query", "query", "batch", "continue"):
        body = {"mode": mode, "code": "1", "runId": "r"}
        assert (await rig.call("POST", "/session/session-1", body, who=rig.user)).status == 200
    info = await rig.call("GET", "/session/session-1", who=rig.user)
    assert info.json["numQueriesExecuted"] == 3
    assert sum(sum(counts.values()) for counts in written) == 3


@pytest.mark.feature("OBJ-016")
async def test_files_have_addresses_that_only_their_owner_can_use(rig: HubRig) -> None:
    files = [{"name": "x/ä 1.png"}]
    await rig.agent([slice_of("finished", exit_code=0, files=files)])
    session_id = (await start(rig))["sessionId"]
    ran = await rig.call("POST", "/session/session-1", {"mode": "query", "code": "1"}, who=rig.user)
    (file,) = ran.json["result"]["files"]
    assert file == {
        "name": "x/ä 1.png",
        "url": f"/services/kernelyard/session/{session_id}/output/x/%C3%A4%201.png",
    }
    assert (await rig.call("GET", file["url"], who=rig.other)).status == 404
    assert (await rig.call("GET", file["url"])).status == 401


@pytest.mark.feature("EXE-001")
@pytest.mark.parametrize(
    "body",
    [
        {"mode": "nonsense"},
        {"mode": "continue", "runId": "x" * 65},
        {"mode": "query", "code": 5},
        {"mode": "query", "options": []},
        {},
    ],
)
async def test_requests_that_make_no_sense(rig: HubRig, body: dict[str, Any]) -> None:
    await rig.agent()
    await start(rig)
    assert (await rig.call("POST", "/session/session-1", body, who=rig.user)).status == 400
