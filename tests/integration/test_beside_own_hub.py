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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.running_site import free_port

SESSION_UID = 1000 if os.geteuid() == 0 else os.getuid()
BIN = Path(sys.executable).parent
OWN_CONFIG = """
c = get_config()
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.allow_all = True
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


@pytest.fixture
def own_hub() -> Iterator[OwnHub]:
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
    config = (OWN_CONFIG + ADDED).format(root=root, token=token, proxy_command=proxy_command(), **ports)
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
