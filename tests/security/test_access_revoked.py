"""S08: whoever is shut out is shut out of open streams, too; and streams end clean when the service stops."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import update
from tests import hub_rig
from tests.hub_rig import HubRig, signed_headers

from kernelyard_agent.protocol import ExecuteResult
from kernelyard_hub import oauth
from kernelyard_hub.operations import overview
from kernelyard_hub.store.models import keypairs


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[HubRig]:
    async with hub_rig.running(tmp_path) as running:
        yield running


async def shut_out(rig: HubRig) -> None:
    close = update(keypairs).where(keypairs.c.access_key == rig.user.access_key).values(is_active=False)
    await rig.site.store.write(lambda conn: conn.execute(close) and None)


async def read_events(response: aiohttp.ClientResponse) -> AsyncIterator[str]:
    """Names of the events of a stream, until it ends."""
    async for line in response.content:
        if line.startswith(b"event: "):
            yield line.removeprefix(b"event: ").decode().strip()


def open_view(rig: HubRig) -> Any:
    path = "/console/stream"
    headers = signed_headers(rig.user, "GET", path, rig.host, content_type="application/octet-stream")
    return rig.http.get(f"http://{rig.host}{path}", headers=headers)


async def test_a_shut_account_loses_its_live_view(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "REFRESH", 0.1)
    async with asyncio.timeout(20), open_view(rig) as response:
        names = read_events(response)
        assert await anext(names) == "overview"
        await shut_out(rig)
        rest = [name async for name in names]
    assert rest[-1] == "server_close"


async def test_who_logs_out_at_the_hub_loses_the_live_view(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is nobody at once in the next session of this browser, whatever is remembered of the last one."""
    monkeypatch.setattr(overview, "REFRESH", 0.1)
    login = rig.server.app[oauth.LOGIN]
    assert login is not None
    monkeypatch.setattr(login._auth.cache, "max_age", 1)
    token = rig.hub.add("user")
    cookie = f"service-kernelyard={token}; jupyterhub-session-id="
    url = f"http://{rig.host}/console/stream"
    async with asyncio.timeout(20), rig.http.get(url, headers={"Cookie": cookie + "one"}) as response:
        names = read_events(response)
        assert [await anext(names) for _ in range(3)] == ["overview"] * 3
        del rig.hub.users[token]
        other = await rig.call("GET", "/console/overview", headers={"Cookie": cookie + "two"})
        assert other.status == 401
        rest = [name async for name in names]
    assert rest[-1] == "server_close"


async def test_a_live_view_outlives_a_hub_that_is_away(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "REFRESH", 0.1)
    login = rig.server.app[oauth.LOGIN]
    assert login is not None
    monkeypatch.setattr(login._auth.cache, "max_age", 0.2)
    headers = {"Cookie": f"service-kernelyard={rig.hub.add('user')}"}
    url = f"http://{rig.host}/console/stream"
    async with asyncio.timeout(20), rig.http.get(url, headers=headers) as response:
        names = read_events(response)
        assert await anext(names) == "overview"
        assert rig.hub.server is not None
        await rig.hub.server.close()
        assert [await anext(names) for _ in range(6)] == ["overview"] * 6


async def test_a_live_view_is_told_when_the_service_stops(rig: HubRig) -> None:
    async with asyncio.timeout(20), open_view(rig) as response:
        names = read_events(response)
        assert await anext(names) == "overview"
        closing = asyncio.create_task(rig.server.close())
        rest = [name async for name in names]
        assert rest[-1] == "server_close"
        await closing


async def open_run(rig: HubRig, script: list[ExecuteResult]) -> tuple[Any, Any]:
    agent = await rig.agent(script)
    body = {"name": "running-1", "image": "python", "config": {"resources": {"cpu": "1", "mem": "512m"}}}
    assert (await rig.call("POST", "/session", body, who=rig.user)).json["status"] == "RUNNING"
    path = "/stream/session/running-1/execute"
    headers = signed_headers(rig.user, "GET", path, rig.host, content_type="application/octet-stream")
    socket = await rig.http.ws_connect(f"http://{rig.host}{path}", headers=headers)
    await socket.send_str(json.dumps({"code": "input()"}))
    return agent, socket


WAITING = ExecuteResult(run_id="", status="waiting-input", console=[])


async def test_a_shut_account_loses_its_run(rig: HubRig) -> None:
    agent, socket = await open_run(rig, [WAITING, WAITING])
    async with asyncio.timeout(20):
        assert json.loads((await socket.receive()).data)["status"] == "waiting-input"
        await shut_out(rig)
        await socket.send_str("more")
        frame = json.loads((await socket.receive()).data)
        assert (frame["status"], frame["errorCode"]) == ("error", 401)
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert [call.mode for call in agent.asked] == ["query"]
    await socket.close()


async def test_a_run_goes_on_when_the_service_stops(rig: HubRig) -> None:
    agent, socket = await open_run(rig, [WAITING])
    async with asyncio.timeout(20):
        assert json.loads((await socket.receive()).data)["status"] == "waiting-input"
        await rig.server.close()
    assert agent.interrupted == 0
    await socket.close()
