"""A JupyterHub that somebody has: its own login and proxy, and Kernelyard added as the documentation says."""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hub_person import Person
from tests.running_site import free_port
from yarl import URL

SESSION_UID = 1000 if os.geteuid() == 0 else os.getuid()
BIN = Path(sys.executable).parent
OWN_CONFIG = """
c = get_config()
c.Authenticator.allow_all = True
c.JupyterHub.bind_url = "http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_api}"
c.ConfigurableHTTPProxy.command = {proxy_command!r}
c.JupyterHub.db_url = "sqlite:///{root}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = "{root}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = "{root}/proxy.pid"
c.JupyterHub.services = [{{"name": "tester", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [
    {{"name": "tester", "services": ["tester"], "scopes": ["admin:users", "admin:servers", "access:servers"]}}
]
"""
DUMMY = """
c.JupyterHub.authenticator_class = "dummy"
"""
LOCAL = """
from jupyterhub.auth import LocalAuthenticator


class AccountsOfThisMachine(LocalAuthenticator):
    async def authenticate(self, handler, data):
        return data["username"] if self.system_user_exists(FakeUser(data["username"])) else None


class FakeUser:
    def __init__(self, name):
        self.name = name


c.JupyterHub.authenticator_class = AccountsOfThisMachine
"""
OAUTH = """
from oauthenticator.generic import GenericOAuthenticator

c.JupyterHub.authenticator_class = GenericOAuthenticator
c.GenericOAuthenticator.client_id = "a-hub"
c.GenericOAuthenticator.client_secret = "of-the-mock"
c.GenericOAuthenticator.oauth_callback_url = "http://127.0.0.1:{public}/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = "{provider}/authorize"
c.GenericOAuthenticator.token_url = "{provider}/token"
c.GenericOAuthenticator.userdata_url = "{provider}/userdata"
c.GenericOAuthenticator.username_claim = "preferred_username"
"""
ADDED = """
import kernelyard_hub

kernelyard_hub.configure(
    c,
    service_url="http://127.0.0.1:{service}",
    secrets_dir="{root}/secrets",
    storage_url="http://127.0.0.1:{storage_client}",
)
"""


@dataclass(frozen=True)
class OwnHub:
    """Where the Hub is, and a token that may start servers for anybody."""

    url: str
    token: str

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, raw = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                status, raw = refusal.code, refusal.read()
        except OSError:
            return 0, None
        try:
            return status, json.loads(raw)
        except ValueError:
            return status, None


def make_secrets(directory: Path) -> None:
    directory.mkdir(mode=0o700)
    made = {f"{name}.token": secrets.token_hex(32) for name in ("service", "hub", "agent", "storage")}
    made["transfer.key"] = secrets.token_hex(32)
    made["encryption.key"] = base64.urlsafe_b64encode(os.urandom(32)).decode()
    for name, text in made.items():
        path = directory / name
        path.touch(mode=0o600)
        path.write_text(text + "\n")


def commands(root: Path, ports: dict[str, int]) -> list[list[str]]:
    """The services' command lines, as in docs/getting-started.md."""
    keys = root / "secrets"
    public = f"http://127.0.0.1:{ports['public']}"
    return [
        [
            f"{BIN}/kernelyard-storage",
            f"--StorageProxy.manager_port={ports['storage_manager']}",
            f"--StorageProxy.client_port={ports['storage_client']}",
            f"--StorageProxy.client_url={public}/services/kernelyard-storage",
            f"--StorageProxy.secret_file={keys}/storage.token",
            f"--StorageProxy.transfer_key_file={keys}/transfer.key",
            f'--StorageProxy.volumes={{"volume1": {{"backend": "vfs", "path": "{root}/volume1"}}}}',
            f"--StorageProxy.state_dir={root}/storage",
        ],
        [
            f"{BIN}/kernelyard-hub",
            f"--HubService.port={ports['service']}",
            f"--HubService.secrets_dir={keys}",
            f"--HubService.database_url=sqlite:///{root}/service.sqlite",
            f"--HubService.hub_api_url=http://127.0.0.1:{ports['hub']}/hub/api",
            f"--HubService.public_url={public}",
            f'--HubService.storage_proxies={{"local": {{"manager_url": '
            f'"http://127.0.0.1:{ports["storage_manager"]}"}}}}',
        ],
        [
            f"{BIN}/kernelyard-agent",
            f"--Agent.port={ports['agent']}",
            f"--Agent.service_url=http://127.0.0.1:{ports['service']}/services/kernelyard",
            f"--Agent.secret_file={keys}/agent.token",
            f"--Agent.state_dir={root}/agent",
            f'--Agent.volumes={{"volume1": "{root}/volume1"}}',
            "--end-kernels-on-stop",
        ],
        [f"{BIN}/jupyterhub", "-f", f"{root}/jupyterhub_config.py"],
    ]


def proxy_command() -> list[str]:
    """How this environment starts configurable-http-proxy."""
    from kernelyard_hub.up.node import find_node, find_proxy

    return [str(find_node()), str(find_proxy(Path(sys.prefix)))]


@contextmanager
def running_hub(login: str) -> Iterator[OwnHub]:
    """A Hub with that way of logging in, and Kernelyard's services beside it."""
    root = Path(tempfile.mkdtemp(prefix="ky-own-"))
    root.chmod(0o755)
    names = ("public", "hub", "proxy_api", "service", "storage_manager", "storage_client", "agent")
    ports = {name: free_port() for name in names}
    token = secrets.token_hex(16)
    make_secrets(root / "secrets")
    for directory in ("volume1", "storage", "agent"):
        (root / directory).mkdir()
    if os.geteuid() == 0:
        os.chown(root / "volume1", SESSION_UID, SESSION_UID)
    config = (OWN_CONFIG + login + ADDED).format(
        root=root, token=token, proxy_command=proxy_command(), **ports
    )
    (root / "jupyterhub_config.py").write_text(config)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environ["PATH"] = f"{BIN}{os.pathsep}{environ['PATH']}"
    running: list[subprocess.Popen[bytes]] = []
    with (root / "log").open("wb") as log:
        for command in commands(root, ports):
            running.append(
                subprocess.Popen(
                    command, cwd=root, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            )
    hub = OwnHub(f"http://127.0.0.1:{ports['public']}", token)
    try:
        ready = eventually(lambda: hub.call("GET", "/services/kernelyard/manager/status")[0] == 200)
        assert ready, (root / "log").read_text()[-4000:]
        yield hub
    except BaseException:
        sys.stderr.write((root / "log").read_text()[-4000:])
        raise
    finally:
        for process in reversed(running):
            process.send_signal(signal.SIGTERM)
        for process in reversed(running):
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def own_hub() -> Iterator[OwnHub]:
    with running_hub(DUMMY) as hub:
        yield hub


def eventually(what: Callable[[], bool], seconds: float = 90.0) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_start_in_ones_own_hub_is_a_session_of_kernelyard(own_hub: OwnHub) -> None:
    assert own_hub.call("POST", "/hub/api/users/alice")[0] == 201
    started = own_hub.call("POST", "/hub/api/users/alice/server", {"preset": "cpu01-small"})
    assert started[0] in (201, 202), started

    def server() -> dict[str, Any]:
        _, user = own_hub.call("GET", "/hub/api/users/alice")
        found: dict[str, Any] = (user or {}).get("servers", {}).get("", {})
        return found

    assert eventually(lambda: bool(server().get("ready"))), server()
    assert server()["state"]["session_id"]
    assert own_hub.call("GET", "/user/alice/api")[0] == 200
    assert own_hub.call("DELETE", "/hub/api/users/alice/server")[0] in (202, 204)
    assert eventually(lambda: server() == {}), server()


class Provider:
    """An OAuth provider that knows one person, who agrees to everything."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.codes: dict[str, str] = {}
        app = web.Application()
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        app.router.add_get("/userdata", self._userdata)
        self.server = TestServer(app, host="127.0.0.1")

    async def _authorize(self, request: web.Request) -> web.Response:
        code = secrets.token_hex(8)
        self.codes[code] = request.query["redirect_uri"]
        back = URL(request.query["redirect_uri"]).update_query(code=code, state=request.query["state"])
        raise web.HTTPFound(back)

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        known = self.codes.pop(str(form["code"]), None) == form["redirect_uri"]
        answer = (
            {"access_token": "of-the-person", "token_type": "Bearer"} if known else {"error": "invalid_grant"}
        )
        return web.json_response(answer, status=200 if known else 400)

    async def _userdata(self, request: web.Request) -> web.Response:
        known = request.headers.get("Authorization") == "Bearer of-the-person"
        return web.json_response(
            {"preferred_username": self.username} if known else {}, status=200 if known else 401
        )


@pytest.mark.parametrize(("login", "username"), [(DUMMY, "dora"), (LOCAL, "daemon"), (OAUTH, "olga")])
async def test_people_keep_their_login_and_can_have_a_platform_password(login: str, username: str) -> None:
    """An account appears at first contact, by any login of the Hub; with a first password, which who has
    come from the Hub may set, it is good for `backend.ai login`."""
    provider = Provider(username)
    await provider.server.start_server()
    try:
        with running_hub(login.replace("{provider}", str(provider.server.make_url("")).rstrip("/"))) as hub:
            async with Person(hub.url) as person:
                if login is OAUTH:
                    async with person.http.get(f"{hub.url}/hub/oauth_login") as page:
                        assert page.status == 200, await page.text()
                else:
                    assert await person.log_in(username, "the Hub's own") == 200
                await _take_a_password(person, username)
    finally:
        await provider.server.close()


async def _take_a_password(person: Person, username: str) -> None:
    service = f"{person.url}/services/kernelyard"
    async with person.http.get(f"{service}/console/") as page:
        await page.read()
    async with person.http.get(f"{service}/console/overview") as seen:
        assert (await seen.json())["user"]["username"] == username
    new = "a f1rst one!"
    body = {"new_password": new, "new_password2": new}
    async with person.http.post(f"{service}/auth/update-password", json=body) as refused:
        assert refused.status == 403, "not from elsewhere than the site's pages"
    own = {"Origin": person.url}
    async with person.http.post(f"{service}/auth/update-password", json=body, headers=own) as changed:
        assert changed.status == 200, await changed.text()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        login = {"username": username, "password": new}
        async with client.post(f"{service}/server/login", json=login) as answer:
            assert (await answer.json())["authenticated"] is True
        async with client.get(f"{service}/func/auth/role") as role:
            assert role.status == 200
    # A token from the Hub's page is as good as the console's login; a password that is there has to be said.
    status, made = await person.api("POST", f"/users/{username}/tokens", {"note": "of mine"})
    assert status in (200, 201), made
    async with aiohttp.ClientSession(headers={"Authorization": f"token {made['token']}"}) as script:
        async with script.post(f"{service}/auth/update-password", json=body) as refused:
            assert refused.status == 400
        with_old = {**body, "old_password": new}
        async with script.post(f"{service}/auth/update-password", json=with_old) as changed:
            assert changed.status == 200, await changed.text()
