"""A JupyterHub that somebody has, with its own login and proxy, and Kernelyard's services beside it."""

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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running_site import free_ports

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


def commands(root: Path, ports: dict[str, int], agent: Sequence[str] = ()) -> list[list[str]]:
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
            *agent,
        ],
        [f"{BIN}/jupyterhub", "-f", f"{root}/jupyterhub_config.py"],
    ]


def proxy_command() -> list[str]:
    """How this environment starts configurable-http-proxy."""
    from kernelyard_hub.up.node import find_node, find_proxy

    return [str(find_node()), str(find_proxy(Path(sys.prefix)))]


class OwnSite:
    """Files and ports of such a Hub; it may be started more than once, with other configurations."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="ky-own-"))
        self.root.chmod(0o755)
        names = (
            "public",
            "hub",
            "proxy_api",
            "service",
            "storage_manager",
            "storage_client",
            "agent",
            "relay",
        )
        self.ports = free_ports(names)
        self._token = secrets.token_hex(16)
        make_secrets(self.root / "secrets")
        for directory in ("volume1", "storage", "agent"):
            (self.root / directory).mkdir()
        if os.geteuid() == 0:
            os.chown(self.root / "volume1", SESSION_UID, SESSION_UID)

    def log(self) -> str:
        return (self.root / "log").read_text(errors="replace")

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def refused(self, config: str) -> str:
        """What the Hub says that does not start with these lines and Kernelyard's."""
        self._configure(config + ADDED)
        done = subprocess.run(
            commands(self.root, self.ports)[-1],
            cwd=self.root,
            env=_environ(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode != 0
        return done.stdout + done.stderr

    def _configure(self, further: str) -> None:
        facts = {"root": self.root, "token": self._token, "proxy_command": proxy_command(), **self.ports}
        (self.root / "jupyterhub_config.py").write_text((OWN_CONFIG + further).format(**facts))

    @contextmanager
    def running(self, config: str, *, kernelyard: bool = True, agent: Sequence[str] = ()) -> Iterator[OwnHub]:
        """The Hub with these further lines of configuration, and Kernelyard's services beside it; without
        them it is as it was before. ``agent`` are further arguments of the agent's."""
        self._configure(config + (ADDED if kernelyard else ""))
        environ = _environ()
        wanted = commands(self.root, self.ports, agent)
        running: list[subprocess.Popen[bytes]] = []
        with (self.root / "log").open("ab") as log:
            for command in wanted if kernelyard else wanted[-1:]:
                process = subprocess.Popen(
                    command, cwd=self.root, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
                running.append(process)
        hub = OwnHub(f"http://127.0.0.1:{self.ports['public']}", self._token)
        path = "/services/kernelyard/manager/status" if kernelyard else "/hub/api/"
        try:
            assert eventually(lambda: hub.call("GET", path)[0] == 200), self.log()[-4000:]
            yield hub
        except BaseException:
            sys.stderr.write(_told(self.log()))
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


def _told(log: str) -> str:
    """The end of a log, without the tests' own questions."""
    return "\n".join(line for line in log.splitlines() if " 200 GET " not in line)[-8000:]


def _environ() -> dict[str, str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**environ, "PATH": f"{BIN}{os.pathsep}{environ['PATH']}"}


@contextmanager
def running_hub(login: str) -> Iterator[OwnHub]:
    """A Hub with that way of logging in, and Kernelyard's services beside it."""
    site = OwnSite()
    try:
        with site.running(login) as hub:
            yield hub
    finally:
        site.remove()


def eventually(what: Callable[[], bool], seconds: float = 90.0) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
