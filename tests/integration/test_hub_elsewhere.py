"""A Hub below a path of its own, with HTTPS in front of its proxy: everything finds everything."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.hub_rig import signed_headers
from tests.integration.hub_person import Person
from tests.own_hub import (
    ADDED,
    DUMMY,
    OWN_CONFIG,
    SESSION_UID,
    commands,
    make_secrets,
    proxy_command,
)
from tests.running_site import free_ports
from yarl import URL

pytestmark = pytest.mark.timeout(200)
BASE = "/hub-root"
PATIENCE = 40.0
HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "upgrade", "content-encoding"}


def certificate(directory: Path) -> Path:
    """A file with key and certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = directory / "front.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, plain)
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


@asynccontextmanager
async def https_front(pem: Path, port: int, behind: str) -> AsyncIterator[ssl.SSLContext]:
    """What a site's nginx does: ends TLS, keeps Host, says how the browser came. Yields a client's trust."""
    async with aiohttp.ClientSession(auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()) as http:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP}
            headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": str(request.remote)}
            url = URL(behind + request.raw_path, encoded=True)
            body = await request.read() or None
            try:
                answer = await http.request(
                    request.method, url, headers=headers, data=body, allow_redirects=False
                )
            except aiohttp.ClientConnectionError:
                return web.Response(status=502)
            async with answer:
                reply = web.Response(status=answer.status, body=await answer.read())
                for name, value in answer.headers.items():
                    if name.lower() not in HOP:
                        reply.headers.popall(name, None) if name.lower() == "content-type" else None
                        reply.headers.add(name, value)
                if encoding := answer.headers.get("Content-Encoding"):
                    reply.headers["Content-Encoding"] = encoding
                return reply

        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/{path:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None, auto_decompress=False)
        await runner.setup()
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(pem)
        await web.TCPSite(runner, "127.0.0.1", port, ssl_context=serving).start()
        try:
            yield ssl.create_default_context(cafile=str(pem))
        finally:
            await runner.cleanup()


@asynccontextmanager
async def site_below_a_path() -> AsyncIterator[tuple[str, ssl.SSLContext]]:
    """The Hub's address as browsers see it, and what they trust."""
    root = Path(tempfile.mkdtemp(prefix="ky-else-"))
    root.chmod(0o755)
    names = ("public", "hub", "proxy_api", "service", "storage_manager", "storage_client", "agent", "front")
    ports = free_ports(names)
    make_secrets(root / "secrets")
    for directory in ("volume1", "storage", "agent"):
        (root / directory).mkdir()
    if os.geteuid() == 0:
        os.chown(root / "volume1", SESSION_UID, SESSION_UID)
    below = f'c.JupyterHub.bind_url = "http://127.0.0.1:{{public}}{BASE}/"\n'
    config = (OWN_CONFIG + below + DUMMY + ADDED).format(
        root=root, token="0" * 32, proxy_command=proxy_command(), **ports
    )
    (root / "jupyterhub_config.py").write_text(config)
    outside = f"https://127.0.0.1:{ports['front']}"
    moved = {
        f"--StorageProxy.client_url=http://127.0.0.1:{ports['public']}/": (
            f"--StorageProxy.client_url={outside}{BASE}/"
        ),
        f"--HubService.public_url=http://127.0.0.1:{ports['public']}": f"--HubService.public_url={outside}",
        f":{ports['hub']}/hub/api": f":{ports['hub']}{BASE}/hub/api",
        f":{ports['service']}/services/": f":{ports['service']}{BASE}/services/",
    }
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    running = []
    with (root / "log").open("wb") as log:
        for command in commands(root, ports):
            for before, after in moved.items():
                command = [argument.replace(before, after) for argument in command]
            if command[0].endswith("kernelyard-hub"):
                command.append(f"--HubService.prefix={BASE}/services/kernelyard")
            running.append(
                subprocess.Popen(
                    command, cwd=root, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            )
    try:
        pem = certificate(root)
        behind = f"http://127.0.0.1:{ports['public']}"
        async with https_front(pem, ports["front"], behind) as trusted:
            await answers(f"{outside}{BASE}/services/kernelyard/", trusted)
            yield f"{outside}{BASE}", trusted
    except BaseException:
        sys.stderr.write((root / "log").read_text(errors="replace")[-6000:])
        raise
    finally:
        for process in reversed(running):
            process.send_signal(signal.SIGTERM)
        for process in reversed(running):
            try:
                await asyncio.to_thread(process.wait, 30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(root, ignore_errors=True)


async def answers(url: str, trusted: ssl.SSLContext) -> None:
    deadline = time.monotonic() + PATIENCE
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusted)) as http:
        while True:
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            assert time.monotonic() < deadline, f"{url} does not answer"
            await asyncio.sleep(0.1)


class Visitor(Person):
    """A person who trusts the site's certificate, and notes the cookies that they are given."""

    def __init__(self, hub_url: str, trusted: ssl.SSLContext) -> None:
        self.url, self.name = hub_url, ""
        self.cookies: dict[str, str] = {}
        """Name -> ``Set-Cookie``."""
        trace = aiohttp.TraceConfig()
        trace.on_request_redirect.append(self._note_redirect)
        trace.on_request_end.append(self._note_redirect)
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            connector=aiohttp.TCPConnector(ssl=trusted),
            trace_configs=[trace],
        )

    async def _note_redirect(self, _session: Any, _context: Any, seen: Any) -> None:
        for cookie in seen.response.headers.getall("Set-Cookie", ()):
            if "1970" not in cookie and "Max-Age=0" not in cookie:  # those that are taken away
                self.cookies[cookie.partition("=")[0]] = cookie


async def test_below_a_path_and_behind_https() -> None:
    async with site_below_a_path() as (url, trusted), Visitor(url, trusted) as ann:
        assert await ann.log_in("ann", "the Hub's own") == 200
        page, _ = await ann.spawn_page()
        assert "kernelyard-form" in page, page[page.index("<body") :]
        assert f"{BASE}/services/kernelyard/console/" in page, "the navigation bar's link"

        small = {"user_options": {"resources": {"cpu": "1", "mem": "256m"}}}
        for path in ("server", "servers/two"):
            status, answer = await ann.api("POST", f"/users/ann/{path}", small)
            assert status in (201, 202), answer
        # Two cores may be all there are: more than one at once only waits longer.
        for name, path in (("", f"{BASE}/user/ann/"), ("two", f"{BASE}/user/ann/two/")):
            assert (await ann.until_ready(name))["url"] == path
            async with ann.http.get(URL(url).with_path(f"{path}lab")) as lab:
                assert lab.status == 200, await lab.text()
            async with ann.http.get(URL(url).with_path(f"{path}api/")) as api:
                assert (await api.json())["version"]
        assert (await ann.api("DELETE", "/users/ann/servers/two"))[0] in (202, 204)

        service = f"{url}/services/kernelyard"
        async with ann.http.get(f"{service}/console/") as console:
            assert console.status == 200
            assert console.url.path == f"{BASE}/services/kernelyard/console/"
        async with ann.http.get(f"{service}/console/overview") as overview:
            seen = await overview.json()
        assert seen["user"]["username"] == "ann"
        assert f"{BASE}/user/ann/" in [session["url"] for session in seen["sessions"]]
        ours = [
            c for c in ann.cookies.values() if f"path={BASE}/services/kernelyard" in c.replace("Path", "path")
        ]
        assert ours
        assert all(re.search(r";\s*secure", cookie, re.IGNORECASE) for cookie in ours), ours

        await _api_by_keypair(ann, service)
        assert (await ann.api("DELETE", "/users/ann/server"))[0] in (202, 204)
        await ann.until_gone()


async def _api_by_keypair(ann: Visitor, service: str) -> None:
    """Their own keypair, which they find in the console's API, signs below that path and past TLS."""
    query = {"query": "{ keypair { access_key secret_key } }"}
    headers = {"Origin": str(URL(service).origin())}
    async with ann.http.post(f"{service}/admin/gql", json=query, headers=headers) as answer:
        text = await answer.text()
        assert answer.status == 200, text
        keys = (await answer.json())["data"]["keypair"]
    target = URL(service)
    pair: Any = type("Pair", (), keys)
    async with aiohttp.ClientSession(connector=ann.http.connector, connector_owner=False) as http:

        async def call(method: str, path: str, body: Any = None) -> tuple[int, Any]:
            host = f"{target.host}:{target.port}"
            signed = signed_headers(pair, method, f"{target.path}{path}", host)
            signed["Content-Type"] = "application/json"
            async with http.request(method, f"{service}{path}", json=body, headers=signed) as reply:
                return reply.status, await reply.json()

        status, folders = await call("GET", "/folders")
        assert status == 200, folders
        assert "home" in [folder["name"] for folder in folders]
        body = {"path": "a.txt", "size": 3}
        status, upload = await call("POST", "/folders/home/request-upload", body)
        assert status == 200, upload
        storage = f"{service}-storage/"
        assert upload["url"].startswith(storage), "from the configuration, never from Host"
        sent = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
        }
        place = URL(upload["url"]).update_query(token=upload["token"])
        async with http.patch(place, data=b"abc", headers=sent) as done:
            assert done.status == 204, await done.text()
        status, listed = await call("GET", "/folders/home/files?path=")
        assert "a.txt" in str(listed), (status, listed)
