"""S33 and S34: what is too long, broken or hostile is refused in bounded space, and forges no log lines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests import hub_rig
from tests.hub_rig import HubRig, signed_headers


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[HubRig]:
    async with hub_rig.running(tmp_path) as running:
        yield running


async def raw(rig: HubRig, request: bytes) -> tuple[int, bytes]:
    """Send bytes as they are; the status, and the beginning of what comes back."""
    reader, writer = await asyncio.open_connection(rig.server.host, rig.server.port)
    try:
        async with asyncio.timeout(30):
            try:
                writer.write(request)
                await writer.drain()
            except ConnectionError:
                pass  # refused before all of it was sent
            answer = await reader.read(65_536)
    except ConnectionError:
        return 400, b""
    finally:
        writer.close()
    return int(answer.split(b" ", 2)[1]), answer


BIG = b"x" * 10_000_000


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /auth HTTP/1.1\r\nHost: a\r\nX: " + BIG + b"\r\n\r\n",
        b"GET /" + BIG + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /auth HTTP/1.1\r\nHost: a\r\nAuthorization: BackendAI " + BIG + b"\r\n\r\n",
        b"GET /auth HTTP/1.1\r\nHost: a\r\nCookie: " + b"a=b;" * 100_000 + b"\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET /auth HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
    ids=["header", "path", "authorization", "cookies", "no-http", "nul", "bytes", "url"],
)
async def test_broken_requests(rig: HubRig, request_bytes: bytes, caplog: pytest.LogCaptureFixture) -> None:
    status, _ = await raw(rig, request_bytes)
    assert 400 <= status < 500
    assert sum(len(record.getMessage()) for record in caplog.records) < 20_000
    assert (await rig.call("GET", "/")).status == 200


async def test_long_user_names(rig: HubRig) -> None:
    body = {"username": "n" * 7_000_000, "password": "x"}
    assert (await rig.call("POST", "/auth/authorize", body)).status == 400
    told = await rig.service("hub", "POST", "/hub/users", {"username": "n" * 65})
    assert (told.status, list(told.json["data"])) == (400, ["username"])
    answer = await rig.service("hub", "POST", "/hub/authenticate", body)
    assert answer.json == {"ok": False, "username": None, "admin": False}


@pytest.mark.parametrize("name", ["a%0d%0aINFO forged", "%1b[31mred", "a%00b", "%ff%fe"])
async def test_names_forge_no_log_lines(
    rig: HubRig, name: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S34: even where the service fails, and says so with the path."""

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("kernelyard_hub.operations.vfolders.life.info", broken)
    caplog.set_level(logging.INFO)
    reply = await rig.call("GET", f"/folders/{name}".replace(" ", "%20"), who=rig.user)
    refused = "%00" in name  # no name has a NUL: this does not come so far
    assert reply.status == (400 if refused else 500)
    lines = [record.getMessage() for record in caplog.records]
    assert any("failed" in line for line in lines) is not refused
    for line in lines:
        assert "\x1b" not in line
        assert "\nINFO" not in line
        assert "\0" not in line


async def test_secrets_are_in_no_log_and_no_repr(rig: HubRig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = rig.hub.add("user")
    headers = signed_headers(rig.user, "GET", "/auth?echo=x", rig.host)
    await rig.call("GET", "/auth?echo=x", headers=headers)
    await rig.call("GET", "/auth?echo=x", headers={"Authorization": f"token {token}"})
    await rig.call("POST", "/auth/authorize", {"username": "user", "password": "p4ss-w0rd"})
    await rig.service("hub", "POST", "/hub/authenticate", {"username": "user", "password": "p4ss-w0rd"})
    said = "\n".join(record.getMessage() for record in caplog.records) + repr(rig.site) + repr(rig.user)
    for secret in (rig.user.secret_key, token, "p4ss-w0rd", *rig.services.values()):
        assert secret not in said
