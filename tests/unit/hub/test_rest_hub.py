"""The Hub's own process at the service: form, servers, watching; and the console's live view."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from tests.hub_rig import PREFIX, HubRig

from kernelyard_hub import protocol as p
from kernelyard_hub.client import HubServiceClient, Refused


def client(rig: HubRig) -> HubServiceClient:
    """What spawner and authenticator use."""
    return HubServiceClient(f"http://{rig.host}{PREFIX}", rig.services["hub"])


def request(server: str = "", token: str = "t1") -> p.SpawnRequest:
    return p.SpawnRequest(
        username="user",
        server_name=server,
        options=p.SpawnOptions(resources={"cpu": "1", "mem": "512m"}),
        argv=["jupyterhub-singleuser", "--port={port}"],
        secrets={"JUPYTERHUB_API_TOKEN": token},
    )


async def test_a_server_from_form_to_end(rig: HubRig) -> None:
    await rig.agent()
    hub = client(rig)
    try:
        account = await hub.ensure_user(p.HubUser(username="user"))
        assert account.email == "user@example.com"
        form = await hub.form("user")
        assert [group.name for group in form.resource_groups] == ["default"]
        assert await hub.server("user", "") is None
        created = await hub.create_session(request())
        async with asyncio.timeout(20):
            seen = [status async for status in hub.watch(created.session_id)]
        assert seen[-1].ready
        assert seen[-1].url
        found = await hub.server("user", "")
        assert found is not None
        assert found.session_id == created.session_id
        folders = await rig.call("GET", "/folders", who=rig.user)
        assert [folder["name"] for folder in folders.json] == ["home"]
        in_use = await rig.call("DELETE", "/folders/home", who=rig.user)
        assert in_use.status == 400
        assert "mounted" in in_use.json["msg"]
        ended = await hub.end_session(created.session_id)
        assert ended.ended
        assert await hub.server("user", "") is None
    finally:
        await hub.close()


async def test_unknown_sessions_and_users(rig: HubRig) -> None:
    hub = client(rig)
    try:
        for call in (hub.session(uuid4()), hub.end_session(uuid4()), hub.form("nobody")):
            with pytest.raises(Refused) as caught:
                await call
            assert caught.value.status == 404
        with pytest.raises(Refused) as refused:
            async for _ in hub.watch(uuid4()):
                pass
        assert refused.value.status == 404
    finally:
        await hub.close()
    bad_id = await rig.service("hub", "GET", "/hub/sessions/not-an-id")
    assert bad_id.status == 404
    unknown_key = await rig.service("hub", "POST", "/hub/users", {"username": "x", "rank": 1})
    assert (unknown_key.status, list(unknown_key.json["data"])) == (400, ["rank"])


async def events(rig: HubRig, count: int) -> list[dict[str, Any]]:
    """The first ``count`` events of the console's stream."""
    token = rig.hub.add("user")
    found: list[dict[str, Any]] = []
    headers = {"Authorization": f"token {token}"}
    async with (
        asyncio.timeout(20),
        rig.http.get(f"http://{rig.host}{PREFIX}/console/stream", headers=headers) as response,
    ):
        assert response.headers["Content-Type"] == "text/event-stream"
        async for line in response.content:
            if line.startswith(b"data: "):
                found.append(json.loads(line.removeprefix(b"data: ")))
                if len(found) == 1:
                    body = {"name": "live-1", "image": "python", "enqueueOnly": True}
                    await rig.call("POST", "/session", body, who=rig.user)
                if len(found) == count:
                    return found
    raise AssertionError("the stream ended")


async def test_overview_is_sent_at_once_and_at_a_change(rig: HubRig) -> None:
    first, second = await events(rig, 2)
    assert first["sessions"] == []
    assert first["user"] == {
        "username": "user",
        "email": "user@example.com",
        "role": "user",
        "is_admin": False,
    }
    (session,) = second["sessions"]
    assert (session["name"], session["status"], session["place"], session["of"]) == (
        "live-1",
        "PENDING",
        1,
        1,
    )


async def test_overview_of_capacity(rig: HubRig) -> None:
    await rig.agent()
    body = {"name": "busy-1", "image": "python", "config": {"resources": {"cpu": "1", "mem": "1g"}}}
    assert (await rig.call("POST", "/session", body, who=rig.user)).json["status"] == "RUNNING"
    view = (await rig.call("GET", "/console/overview", who=rig.user)).json
    (group,) = view["resource_groups"]
    assert (group["name"], group["agents"]) == ("default", 1)
    amounts = {item["slot"]: item for item in group["slots"]}
    assert (amounts["cpu"]["capacity"], amounts["cpu"]["occupied"], amounts["cpu"]["free"]) == ("4", "1", "3")
    assert amounts["mem"]["occupied"] == str(2**30)
    assert view["limits"]["sessions"]["using"] == 1
    foreign = (await rig.call("GET", "/console/overview", who=rig.other)).json
    assert foreign["sessions"] == []
    assert foreign["limits"]["sessions"]["using"] == 0
