"""Apps of a session on a whole site: through the Hub's proxy, as streams of the API, and their end."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import aiohttp
import pytest
from tests.integration.hub_person import Person
from tests.running_site import RunningSite
from tests.signed import Signed
from yarl import URL

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("apps_site")]
PATIENCE = 60.0


@pytest.fixture(scope="module")
def api(site: RunningSite) -> Signed:
    return Signed(site.service_url, site.user.access_key, site.user.secret_key)


@pytest.fixture(scope="module")
def session(api: Signed) -> Iterator[str]:
    name = f"apps-{uuid4().hex[:8]}"
    body = {"clientSessionToken": name, "image": "python", "config": {"resources": {"cpu": "1", "mem": "1g"}}}
    created = api.call("POST", "/session", body)
    assert created.status == 201, created
    yield name
    assert api.call("DELETE", f"/session/{name}").status == 200


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield http


def address(api: Signed, session: str, app: str) -> URL:
    opened = api.call("GET", f"/session/{session}/apps/{app}/open", timeout=120)
    assert opened.status == 200, opened
    return URL(opened.body["url"], encoded=True)


def stream(
    api: Signed, http: aiohttp.ClientSession, path: str, **query: str
) -> AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse]:
    target = path + (f"?{urlencode(query)}" if query else "")
    headers = api.headers("GET", target, "application/octet-stream")
    url = URL(api.endpoint.rstrip("/") + target, encoded=True)
    return http.ws_connect(url, headers=headers, max_msg_size=0)


@pytest.mark.feature("APX-001", "APX-004", "APX-006")
async def test_an_app_opens_once_through_the_hubs_proxy(
    site: RunningSite, api: Signed, session: str, browser: aiohttp.ClientSession
) -> None:
    url = address(api, session, "jupyterlab")
    assert url.origin() == URL(site.hub_url).origin()
    async with browser.get(url) as page:
        assert page.status == 200
        assert "jupyter-config-data" in await page.text()
        assert page.history[0].headers["Referrer-Policy"] == "no-referrer"
        assert "ticket" not in str(page.url)
        clean = page.url.with_path("/".join(page.url.path.split("/")[:4]) + "/")
    async with browser.get(clean / "api/status") as answer:
        assert answer.status == 200
        assert "started" in await answer.json()
    async with aiohttp.ClientSession() as other, other.get(url) as again:
        assert again.status == 403
    async with aiohttp.ClientSession() as stranger, stranger.get(clean) as refused:
        assert refused.status == 403
        assert "Open this app from Kernelyard" in await refused.text()


@pytest.mark.feature("KRN-017")
async def test_a_terminal_in_the_browser(api: Signed, session: str, browser: aiohttp.ClientSession) -> None:
    url = address(api, session, "ttyd")
    async with browser.get(url) as page:
        assert page.status == 200, await page.text()
        place = page.url
    origin = {"Origin": str(place.origin())}
    async with browser.ws_connect(place / "ws/web", headers=origin) as socket:
        await socket.send_str(json.dumps(["stdin", "echo $((6*7))-web\r"]))
        await heard(socket, lambda frame: str(frame[1]) if frame[0] == "stdout" else "", "42-web")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with browser.ws_connect(place / "ws/web", headers={"Origin": "http://evil.test"}):
            pass
    assert refused.value.status == 403


async def heard(socket: aiohttp.ClientWebSocketResponse, text_of: Callable[[Any], str], wanted: str) -> str:
    """Read until the text is there."""
    seen = ""
    async with asyncio.timeout(PATIENCE):
        while wanted not in seen:
            message = await socket.receive()
            assert message.type is aiohttp.WSMsgType.TEXT, (message, seen)
            seen += text_of(json.loads(message.data))
    return seen


def of_pty(frame: dict[str, str]) -> str:
    assert frame["type"] == "out", frame
    return base64.b64decode(frame["data"]).decode()


def typed(text: str) -> str:
    return json.dumps({"type": "stdin", "chars": base64.b64encode(text.encode()).decode()})


@pytest.mark.feature("REST-016", "REST-017", "REST-018", "KRN-032", "KRN-033")
async def test_a_pty(api: Signed, session: str, browser: aiohttp.ClientSession) -> None:
    async with stream(api, browser, f"/stream/session/{session}/pty") as socket:
        await socket.send_str(json.dumps({"type": "resize", "rows": 31, "cols": 97}))
        await socket.send_str(json.dumps({"type": "ping"}))
        await socket.send_str(typed("echo $((6*7))-pty; stty size\r"))
        await heard(socket, of_pty, "42-pty")
        await socket.send_str("no json")
        async with asyncio.timeout(PATIENCE):
            while (frame := json.loads((await socket.receive()).data))["type"] == "out":
                pass
        assert frame == {"type": "error", "data": "This frame cannot be read."}


@pytest.mark.feature("REST-021", "REST-022", "APX-012")
@pytest.mark.parametrize("way", ["tcpproxy", "httpproxy"])
async def test_a_tunnel(api: Signed, session: str, browser: aiohttp.ClientSession, way: str) -> None:
    async with stream(api, browser, f"/stream/session/{session}/{way}", app="jupyter") as socket:
        await socket.send_bytes(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        seen = b""
        async with asyncio.timeout(PATIENCE):
            async for message in socket:
                assert message.type is aiohttp.WSMsgType.BINARY
                seen += message.data
    assert seen.startswith(b"HTTP/1.1 ")


async def test_older_addresses_name_the_kernel(
    api: Signed, session: str, browser: aiohttp.ClientSession
) -> None:
    kernel_id = address(api, session, "ttyd").path.split("/")[2]
    async with stream(api, browser, f"/stream/kernel/{kernel_id}/tcpproxy", app="sshd") as socket:
        async with asyncio.timeout(PATIENCE):
            assert (await socket.receive_bytes()).startswith(b"SSH-2.0-")
    unknown = uuid4()
    assert api.call("GET", f"/stream/kernel/{unknown}/tcpproxy?app=sshd").status == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("tcpproxy?app=nothing", 404),
        ("tcpproxy", 400),
        ("pty?app=sshd", 400),
        ("tcpproxy?app=hub-notebook", 404),
    ],
)
async def test_a_tunnel_to_nowhere(api: Signed, session: str, path: str, status: int) -> None:
    assert api.call("GET", f"/stream/session/{session}/{path}").status == status


async def test_other_peoples_apps_are_not_there(site: RunningSite, session: str) -> None:
    """S02: what somebody else's session has is not found."""
    admin = Signed(site.service_url, site.admin.access_key, site.admin.secret_key)
    for path in (
        f"/session/{session}/apps/ttyd/open",
        f"/stream/session/{session}/pty",
        f"/stream/session/{session}/tcpproxy?app=sshd",
    ):
        assert admin.call("GET", path).status == 404


async def test_a_console_login_is_sent_on(site: RunningSite, api: Signed, session: str) -> None:
    async with Person(site.hub_url) as person:
        await person.log_in(site.user.username, site.user.password)
        async with person.http.get(f"{site.proxied_service_url}/console/") as console:
            assert console.status == 200
        opened = f"{site.proxied_service_url}/session/{session}/apps/ttyd/open"
        async with person.http.get(opened, headers={"Sec-Fetch-Site": "cross-site"}) as refused:
            assert refused.status == 403
        async with person.http.get(opened) as page:
            assert page.status == 200
            assert urlsplit(str(page.url)).path.startswith("/apps/")


async def test_routes_come_back_to_a_restarted_proxy(
    site: RunningSite, api: Signed, session: str, browser: aiohttp.ClientSession
) -> None:
    async with browser.get(address(api, session, "ttyd")) as page:
        place = page.url
    proxy = next(each for each in site.processes() if "configurable-http-proxy" in " ".join(each.cmdline()))
    proxy.kill()
    deadline = time.monotonic() + PATIENCE
    status = 0
    while status != 200:
        assert time.monotonic() < deadline, status
        try:
            async with browser.get(place) as page:
                status = page.status
        except aiohttp.ClientError:
            status = 0
        await asyncio.sleep(0.1)


async def test_a_session_that_ends_takes_its_visitors_along(
    site: RunningSite, api: Signed, browser: aiohttp.ClientSession
) -> None:
    """S08: cookies and open connections go, and so does the way there."""
    name = f"apps-{uuid4().hex[:8]}"
    body = {"clientSessionToken": name, "image": "python", "config": {"resources": {"cpu": "1", "mem": "1g"}}}
    assert api.call("POST", "/session", body).status == 201
    async with browser.get(address(api, name, "ttyd")) as page:
        place = page.url
    async with (
        browser.ws_connect(place / "ws/web", headers={"Origin": str(place.origin())}) as socket,
        stream(api, browser, f"/stream/session/{name}/tcpproxy", app="sshd") as tunnel,
    ):
        assert (await tunnel.receive_bytes()).startswith(b"SSH-2.0-")
        await asyncio.to_thread(api.call, "DELETE", f"/session/{name}")
        async with asyncio.timeout(PATIENCE):
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
            while (await tunnel.receive()).type is aiohttp.WSMsgType.BINARY:
                pass
    async with browser.get(place) as page:
        assert page.status == 404
