"""Whoever ends a server, the Hub or the service: the other follows at once, and nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import psutil
import pytest
from tests.integration.hub_person import Person
from tests.running_site import RunningSite
from yarl import URL

from kernelyard_hub.client import HubServiceClient

pytestmark = pytest.mark.timeout(300)
SMALL = {"user_options": {"resources": {"cpu": "1", "mem": "512m"}}}
AT_ONCE = 8.0
"""Seconds; about one is promised on a machine that does nothing else, and the Hub's own poll takes 30."""


class Hub:
    """The Hub's REST API with an admin's token, and one user that only this test knows."""

    def __init__(self, site: RunningSite, http: aiohttp.ClientSession, service: HubServiceClient) -> None:
        self.site, self.http, self.service = site, http, service
        self.name = f"ends-{uuid4().hex[:6]}"

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        url = self.site.hub_url.rstrip("/") + path
        async with self.http.request(method, url, json=body, headers=headers) as answer:
            text = await answer.text()
            is_json = answer.content_type == "application/json" and text
            return answer.status, (await answer.json() if is_json else text)

    async def api(self, method: str, path: str = "", body: Any = None) -> tuple[int, Any]:
        return await self.call(method, f"/hub/api/users/{self.name}{path}", body)

    async def server(self, name: str = "") -> dict[str, Any] | None:
        status, user = await self.api("GET")
        assert status == 200, user
        found: dict[str, Any] | None = user["servers"].get(name)
        return None if found is None or found["stopped"] else found

    async def start(self, name: str = "") -> str:
        """Start a server; returns the session's id when it is ready."""
        status, answer = await self.api("POST", f"/servers/{name}" if name else "/server", SMALL)
        assert status in (201, 202), answer

        async def ready() -> bool:
            server = await self.server(name)
            assert server is not None, f"{name!r} did not start"
            return bool(server["ready"])

        await until("the server is ready", ready, 120)
        server = await self.server(name)
        assert server is not None
        return str(server["state"]["session_id"])

    async def gone(self, name: str = "") -> bool:
        return await self.server(name) is None

    async def ended(self, name: str = "") -> bool:
        return await self.service.server(self.name, name) is None

    async def token(self) -> str:
        status, made = await self.api("POST", "/tokens", {"note": "test"})
        assert status == 201, made
        return str(made["token"])


async def until(what: str, done: Callable[[], Awaitable[bool]], seconds: float = AT_ONCE) -> float:
    begin = time.monotonic()
    while not await done():
        assert time.monotonic() - begin < seconds, f"not within {seconds:.0f} s: {what}"
        await asyncio.sleep(0.02)
    took = time.monotonic() - begin
    print(f"{what}: {took:.2f} s")
    return took


@pytest.fixture
async def hub(site: RunningSite) -> AsyncIterator[Hub]:
    async with Person(site.hub_url) as admin:
        assert await admin.log_in(site.admin.username, site.admin.password) == 200
        status, token = await admin.api("POST", "/users/admin/tokens", {"note": "ends"})
        assert status == 201
    secret = (site.data / "secrets" / "hub.token").read_text().strip()
    service = HubServiceClient(f"{site.service_url}/services/kernelyard", secret)
    headers = {"Authorization": f"token {token['token']}"}
    async with aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar()) as http:
        one = Hub(site, http, service)
        assert (await one.api("POST"))[0] == 201
        try:
            yield one
        finally:
            status, user = await one.api("GET")
            if status == 200:
                for name in user["servers"]:
                    await one.api("DELETE", f"/servers/{name}" if name else "/server")
                    await until("stopped", lambda name=name: one.gone(name), 60)  # type: ignore[misc]
                assert (await one.api("DELETE"))[0] == 204
            await service.close()


def listener(port: int | None) -> psutil.Process:
    """The process that listens on a port of this machine."""
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            return psutil.Process(connection.pid)
    raise AssertionError(f"nobody listens on {port}")


async def test_an_end_at_the_hub_ends_the_session(hub: Hub) -> None:
    session = UUID(await hub.start())
    assert (await hub.api("DELETE", "/server"))[0] in (202, 204)
    await until("an end at the Hub is an end of the session", hub.ended)
    assert (await hub.service.session(session)).ended
    await until("and the Hub says so", hub.gone)


async def test_an_end_through_the_api_or_the_console_ends_the_server(hub: Hub) -> None:
    """The console and ``backend.ai rm`` make this call; here with the person's own Hub token."""
    session = await hub.start()
    token = await hub.token()
    path = f"/services/kernelyard/session/{session}"
    status, answer = await hub.call("DELETE", path, Authorization=f"token {token}")
    assert status == 200, answer
    await until("an end through the API is an end at the Hub", hub.gone)
    assert await hub.ended()


async def test_a_killed_notebook_is_noticed_at_once(hub: Hub) -> None:
    await hub.start()
    status = await hub.service.server(hub.name, "")
    assert status is not None
    notebook = listener(URL(status.url or "").port)
    notebook.kill()
    await until("the Hub has seen that the notebook was killed", hub.gone)
    await until("the session has ended", hub.ended)
    assert not notebook.is_running()


async def test_two_servers_of_one_user_end_by_themselves_and_are_culled(hub: Hub) -> None:
    """As jupyterhub-idle-culler does: it lists what is ready, with the last activity, and deletes."""
    await asyncio.gather(hub.start(), hub.start("second"))
    listed: list[tuple[str, str]] = []
    offset = 0
    while True:
        status, page = await hub.call("GET", f"/hub/api/users?state=ready&limit=50&offset={offset}")
        assert status == 200
        for user in page:
            for server in user["servers"].values():
                assert server["last_activity"]
                listed.append((user["name"], server["name"]))
        offset += len(page)
        if len(page) < 50:
            break
    assert {(hub.name, ""), (hub.name, "second")} <= set(listed)
    assert (await hub.api("DELETE", "/servers/second", {"remove": True}))[0] in (202, 204)
    await until("the named server's session", lambda: hub.ended("second"))
    assert not await hub.ended(), "the other one goes on"
    assert (await hub.api("DELETE", "/server"))[0] in (202, 204)
    await until("the default server's session", hub.ended)
    await until("the Hub", hub.gone)


async def test_a_deleted_user_leaves_no_session(hub: Hub) -> None:
    await hub.start()
    assert (await hub.api("DELETE"))[0] == 204
    await until("the deleted user's session", hub.ended)
    assert (await hub.api("GET"))[0] == 404


async def test_a_renamed_user_s_server_ends_and_starts_again_under_the_new_name(hub: Hub) -> None:
    """The running notebook knows the old name only: it ends at the Hub's next look, or at the next stop."""
    await hub.start()
    old = hub.name
    status, answer = await hub.api("PATCH", "", {"name": f"{old}-new"})
    assert status == 200, answer
    hub.name = f"{old}-new"
    assert (await hub.api("DELETE", "/server"))[0] in (202, 204)

    async def ended() -> bool:
        return await hub.service.server(old, "") is None

    await until("the session under the old name", ended)
    await until("the Hub", hub.gone)
    await hub.start()
    assert not await hub.ended()


async def test_a_shared_server_opens_for_whom_it_is_shared_with(hub: Hub, site: RunningSite) -> None:
    await hub.start()
    url = f"{site.hub_url.rstrip('/')}/user/{hub.name}/lab"
    async with Person(site.hub_url) as guest:
        assert await guest.log_in(site.user.username, site.user.password) == 200
        async with guest.http.get(url) as page:
            assert page.status == 403
        share = {"user": site.user.username}
        status, answer = await hub.call("POST", f"/hub/api/shares/{hub.name}/", share)
        assert status == 200, answer
    async with Person(site.hub_url) as guest:
        assert await guest.log_in(site.user.username, site.user.password) == 200
        async with guest.http.get(url) as page:
            assert page.status == 200, await page.text()


async def test_the_real_idle_culler_ends_an_idle_server(hub: Hub) -> None:
    """The package itself, with a token of an admin; only this user's server is older than it allows."""
    await hub.start()
    token = hub.http.headers["Authorization"].removeprefix("token ")
    culler = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "jupyterhub_idle_culler", f"--url={hub.site.hub_url}/hub/api"),
        *("--timeout=1", "--cull-every=1"),
        env={**os.environ, "JUPYTERHUB_API_TOKEN": token},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await until("the culler ends the session", hub.ended, 60)
        await until("and the Hub says so", hub.gone)
    finally:
        culler.terminate()
        await culler.communicate()


async def test_an_admin_opens_a_users_server_and_others_do_not(hub: Hub) -> None:
    await hub.start()
    address = f"{hub.site.hub_url}/user/{hub.name}/lab"
    async with Person(hub.site.hub_url) as admin:
        await admin.log_in(hub.site.admin.username, hub.site.admin.password)
        # The Hub asks the admin once whether that user's server may learn who he is.
        async with admin.http.get(address) as page:
            text = await page.text()
        if "oauth2/authorize" in str(page.url):
            data = re.findall(r'name="(_xsrf|scopes)"[^>]*value="([^"]+)"', text)
            async with admin.http.post(page.url, data=data, headers={"Referer": str(page.url)}) as page:
                text = await page.text()
        assert page.status == 200, text[:2000]
        assert "jupyter-config-data" in text
    async with Person(hub.site.hub_url) as user:
        await user.log_in(hub.site.user.username, hub.site.user.password)
        async with user.http.get(address) as page:
            assert page.status == 403
