"""Sessions over REST and over the WebSocket, with a fake node that reports over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.golden import Golden
from tests.hub_rig import HubRig, Keypair, Reply, signed_headers

from kernelyard_agent.protocol import ExecuteResult
from kernelyard_hub.streams.frames import MAX_FRAME, frames

CONFIG = {"resources": {"cpu": "1", "mem": "512m"}, "mounts": [], "environ": {"A": "1"}}


def slice_of(status: str, *console: tuple[str, object], **more: Any) -> ExecuteResult:
    return ExecuteResult(run_id="", status=status, console=list(console), **more)


async def start(rig: HubRig, name: str = "session-1", who: Keypair | None = None, **body: Any) -> Reply:
    request = {"clientSessionToken": name, "image": "python", "config": CONFIG, "reuseIfExists": False}
    return await rig.call("POST", "/session", request | body, who=who or rig.user)


@pytest.fixture(scope="module")
def golden(shared: Path) -> Golden:
    return Golden(shared / "data" / "golden")


@pytest.mark.feature("REST-002", "REST-003", "REST-004", "REST-006", "REST-010", "REST-011", "REST-056")
async def test_life_of_a_session(rig: HubRig, golden: Golden) -> None:
    await rig.agent([slice_of("finished", ("stdout", "2\n"), exit_code=0)])
    created = await start(rig)
    golden.assert_like(created, 117, exact=("status", "created"))
    again = await start(rig, reuseIfExists=True)
    assert (again.status, again.json["created"]) == (golden.pair(119)["response"]["status"], False)
    assert again.json["sessionId"] == created.json["sessionId"]
    golden.assert_like(await rig.call("GET", "/session/session-1", who=rig.user), 120, exact=("status",))
    body = {"mode": "query", "code": "print(1+1)", "runId": "r1"}
    executed = await rig.call("POST", "/session/session-1", body, who=rig.user)
    golden.assert_like(executed, 123, exact=("result",))
    matches = await rig.call("GET", "/session/_/match?id=session-1", who=rig.user)
    golden.assert_like(matches, 305)
    completed = await rig.call(
        "POST", "/session/session-1/complete", {"code": "impor", "options": {"col": 5}}, who=rig.user
    )
    assert completed.json == {"result": ["import"]}
    logs = await rig.call("GET", "/session/session-1/logs", who=rig.user)
    golden.assert_like(logs, 129)
    interrupted = await rig.call("POST", "/session/session-1/interrupt", who=rig.user)
    assert (interrupted.status, interrupted.text) == (204, "")
    apps = await rig.call("GET", "/stream/session/session-1/apps", who=rig.user)
    assert (apps.status, apps.json) == (200, [])
    renamed = await rig.call("POST", "/session/session-1/rename?name=other-name", who=rig.user)
    assert renamed.status == 204
    ended = await rig.call("DELETE", f"/session/{created.json['sessionId']}", who=rig.user)
    golden.assert_like(ended, 145, exact=("stats",))
    assert (await rig.call("POST", "/session/other-name", body, who=rig.user)).status == 404


async def test_enqueue_only_and_wait_without_a_node(rig: HubRig, golden: Golden) -> None:
    pending = await start(rig, "pending-1", enqueueOnly=True)
    golden.assert_like(pending, 140, exact=("status", "servicePorts", "created"))
    info = await rig.call("GET", "/session/pending-1", who=rig.user)
    golden.assert_like(info, 141, exact=("status",), ours=("statusData",))
    assert "statusData" in info.json
    timed_out = await start(rig, "pending-2", maxWaitSeconds=1)
    golden.assert_like(timed_out, 311, exact=("status", "servicePorts", "created"))
    golden.assert_like(await rig.call("DELETE", "/session/pending-1", who=rig.user), 145, exact=("stats",))


async def test_bad_requests_name_the_field_and_make_nothing(rig: HubRig, golden: Golden) -> None:
    await rig.agent()
    bad: list[tuple[dict[str, Any], int]] = [
        ({"config": CONFIG | {"resources": {"cpu": "abc"}}}, 111),
        ({"config": CONFIG | {"resources": {"cpu": "1", "foo.bar": "1"}}}, 112),
        ({"config": CONFIG | {"scaling_group": "zzz"}}, 113),
        ({"config": CONFIG | {"mounts": ["nofolder"]}}, 115),
    ]
    for body, number in bad:
        reply = await start(rig, **body)
        expected = golden.pair(number)["response"]
        assert (reply.status, reply.json["type"], reply.json["title"]) == (
            expected["status"],
            expected["body"]["type"],
            expected["body"]["title"],
        ), reply.text
    name = await start(rig, "a b")
    golden.assert_like(name, 109, exact=("msg", "data"))
    image = await start(rig, image="nobodys/image:1")
    assert image.status in (400, 404)
    assert "nobodys/image:1" in image.text
    listing = await rig.call("GET", "/session/_/match?id=session", who=rig.user)
    assert listing.json == {"matches": []}


async def test_foreign_sessions_are_not_found(rig: HubRig) -> None:
    """S02, S09: another's session and none at all are the same answer."""
    await rig.agent()
    created = await start(rig)
    session_id = created.json["sessionId"]
    verbs: list[tuple[str, str, Any]] = [
        ("GET", "", None),
        ("POST", "", {"mode": "query", "code": "1"}),
        ("DELETE", "", None),
        ("GET", "/logs", None),
        ("POST", "/interrupt", None),
        ("POST", "/complete", {"code": ""}),
        ("POST", "/rename?name=stolen", None),
    ]
    unknown_id = "0" * 8 + session_id[8:]
    for method, verb, body in verbs:
        for who in (rig.other, rig.admin):
            foreign = await rig.call(method, f"/session/{session_id}{verb}", body, who=who)
            unknown = await rig.call(method, f"/session/{unknown_id}{verb}", body, who=who)
            assert foreign.status == 404, f"{method} {verb}"
            assert foreign.text == unknown.text.replace(unknown_id, session_id)


@pytest.mark.feature("REST-072")
async def test_admins_act_for_a_keypair_and_users_do_not(rig: HubRig) -> None:
    await rig.agent()
    await start(rig)
    query = f"?owner_access_key={rig.user.access_key}"
    folder = {"name": "for-user", "host": "local:volume1"}
    assert (await rig.call("POST", f"/folders{query}", folder, who=rig.other)).status == 403
    assert (await rig.call("POST", f"/folders{query}", folder, who=rig.admin)).status == 201
    assert [f["name"] for f in (await rig.call("GET", "/folders", who=rig.user)).json] == ["for-user"]
    assert (await rig.call("GET", "/folders", who=rig.admin)).json == []
    elsewhere = await rig.call("GET", f"/resource/presets{query}", who=rig.admin)
    assert (elsewhere.status, list(elsewhere.json["data"])) == (400, ["owner_access_key"])
    assert (await rig.call("GET", f"/session/session-1{query}", who=rig.admin)).status == 200
    assert (await rig.call("GET", f"/session/session-1{query}", who=rig.other)).status == 403
    assert (await rig.call("DELETE", f"/session/session-1{query}", who=rig.other)).status == 403
    assert (await rig.call("DELETE", f"/session/session-1{query}", who=rig.admin)).status == 200


@asynccontextmanager
async def stream(
    rig: HubRig, session: str = "session-1", base: str = ""
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """The execute stream as the client opens it: no Content-Type, which it signs as octet-stream (T06)."""
    path = f"{base}/stream/session/{session}/execute"
    headers = signed_headers(rig.user, "GET", path, rig.host, content_type="application/octet-stream")
    async with rig.http.ws_connect(
        f"http://{rig.host}{path}", headers=headers, max_msg_size=4 * 2**20
    ) as socket:
        yield socket


async def frames_until_close(socket: aiohttp.ClientWebSocketResponse) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        return [json.loads(message.data) async for message in socket]


@pytest.mark.feature("REST-015")
@pytest.mark.parametrize("base", ["", "/services/kernelyard"])
async def test_stream_of_a_run(rig: HubRig, base: str) -> None:
    script = [
        slice_of("continued", ("stdout", "one\n")),
        slice_of("waiting-input", ("stdout", "name? "), options={"is_password": False}),
        slice_of("finished", ("stdout", "hello kim\n"), exit_code=0),
    ]
    agent = await rig.agent(script)
    await start(rig)
    async with stream(rig, base=base) as socket:
        await socket.send_str(json.dumps({"code": "input()", "mode": "query", "options": {}}))
        got = [json.loads((await socket.receive(20)).data) for _ in range(2)]
        assert [frame["status"] for frame in got] == ["continued", "waiting-input"]
        assert got[1]["options"] == {"is_password": False}
        await socket.send_str("kim")
        (last,) = await frames_until_close(socket)
        assert (last["status"], last["exitCode"], last["console"]) == (
            "finished",
            0,
            [["stdout", "hello kim\n"]],
        )
        assert socket.close_code == 1000
    assert [(call.mode, call.code) for call in agent.asked] == [
        ("query", "input()"),
        ("continue", ""),
        ("input", "kim"),
    ]
    assert len({call.run_id for call in agent.asked}) == 1
    assert agent.interrupted == 0


async def test_a_client_that_goes_away_interrupts_its_run(rig: HubRig) -> None:
    agent = await rig.agent([slice_of("waiting-input", options={"is_password": True})])
    await start(rig)
    async with stream(rig) as socket:
        await socket.send_str(json.dumps({"code": "input()"}))
        assert json.loads((await socket.receive(20)).data)["status"] == "waiting-input"
    async with asyncio.timeout(20):
        while not agent.interrupted:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("first", ["{not json", "[]", json.dumps({"mode": "complete"}), "[" * 50_000])
async def test_a_stream_that_begins_badly_says_so(rig: HubRig, first: str) -> None:
    await rig.agent()
    await start(rig)
    async with stream(rig) as socket:
        await socket.send_str(first)
        got = await frames_until_close(socket)
    if first == "[]":
        assert got[-1]["status"] == "finished"  # an empty query: nothing to run, nothing wrong
    else:
        assert got[-1]["status"] == "error"
        assert got[-1]["console"][0][0] == "stderr"


async def test_streams_of_unknown_sessions_are_refused_before_the_handshake(rig: HubRig) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        async with stream(rig, "nothing-here"):
            pass
    assert caught.value.status == 404


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["stdout", "stderr"]), st.text(max_size=200)),
            st.tuples(st.just("media"), st.tuples(st.just("image/png"), st.text(max_size=50))),
        ),
        max_size=8,
    )
)
def test_frames_keep_what_was_printed(console: list[tuple[str, object]]) -> None:
    result = ExecuteResult(run_id="r", status="finished", exit_code=0, console=console)
    sent = [json.loads(frame) for frame in frames(result)]
    items = [item for frame in sent for item in frame["console"]]
    assert items == json.loads(json.dumps(console))
    assert [frame["status"] for frame in sent] == ["continued"] * (len(sent) - 1) + ["finished"]


@pytest.mark.parametrize("character", ["x", "\x00", "é", "\N{ROLLING ON THE FLOOR LAUGHING}"])
def test_frames_stay_below_the_clients_limit(character: str) -> None:
    """T37: a frame of 5 MiB would silently end the run."""
    text = character * 3_000_000
    result = ExecuteResult(run_id="r", status="finished", console=[("stdout", text), ("stderr", "end")])
    sent = list(frames(result))
    assert all(len(frame.encode()) <= MAX_FRAME < 4 * 2**20 for frame in sent)
    loaded = [json.loads(frame) for frame in sent]
    printed = "".join(str(item[1]) for frame in loaded for item in frame["console"] if item[0] == "stdout")
    assert printed == text


def test_media_that_are_too_big_are_noted() -> None:
    big = ("media", ["image/png", "A" * (5 * 2**20)])
    (frame,) = frames(ExecuteResult(run_id="r", status="finished", console=[big]))
    assert "left out" in json.loads(frame)["console"][0][1]
