"""Two Hubs side by side for `start`: a plain JupyterHub as its documentation sets it up, and a whole site."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from kernelyard_hub.up.node import find_node, find_proxy
from tests.integration.hub_person import Person
from tests.running_site import RunningSite, free_port

POLL = 0.02
PATIENCE = 120.0


class Hub:
    """One Hub's API, as an admin with a token. ``user`` is whose server starts."""

    def __init__(self, name: str, url: str, token: str, user: str, options: dict[str, object]) -> None:
        self.name, self.url, self.user, self.options = name, url.rstrip("/"), user, options
        self._http = aiohttp.ClientSession(headers={"Authorization": f"token {token}"})

    async def close(self) -> None:
        await self._http.close()

    async def start(self) -> float:
        """Start the server; seconds until it is ready."""
        begun = time.perf_counter()
        post = asyncio.create_task(self._post())
        while not await self._ready():
            if post.done():
                post.result()
            if time.perf_counter() - begun > PATIENCE:
                raise TimeoutError(f"{self.name}: no server after {PATIENCE:.0f} s")
            await asyncio.sleep(POLL)
        taken = time.perf_counter() - begun
        await post
        async with self._http.get(f"{self.url}/user/{self.user}/api") as answer:
            if answer.status != 200:
                raise RuntimeError(f"{self.name}: the notebook answers {answer.status}")
        return taken

    async def stop(self) -> None:
        async with self._http.delete(f"{self.url}/hub/api/users/{self.user}/server") as answer:
            if answer.status not in (202, 204):
                raise RuntimeError(f"{self.name}: stop answers {answer.status}: {await answer.text()}")
        begun = time.perf_counter()
        while (await self._servers()) and time.perf_counter() - begun < PATIENCE:
            await asyncio.sleep(POLL)

    async def _post(self) -> None:
        body = {"user_options": self.options} if self.options else {}
        async with self._http.post(f"{self.url}/hub/api/users/{self.user}/server", json=body) as answer:
            if answer.status not in (201, 202):
                raise RuntimeError(f"{self.name}: start answers {answer.status}: {await answer.text()}")

    async def _servers(self) -> dict[str, dict[str, object]]:
        async with self._http.get(f"{self.url}/hub/api/users/{self.user}?include_stopped_servers") as answer:
            found = await answer.json()
        servers: dict[str, dict[str, object]] = found.get("servers") or {}
        return {name: server for name, server in servers.items() if not server.get("stopped")}

    async def _ready(self) -> bool:
        return bool((await self._servers()).get("", {}).get("ready"))


@dataclass(frozen=True, slots=True)
class Peer:
    """The spawner that the plain Hub uses, as lines of its configuration."""

    name: str
    lines: str


PROCESSES = Peer(
    "SimpleLocalProcessSpawner",
    """
c.JupyterHub.spawner_class = "simple"
c.Spawner.args = ["--allow-root"]
c.SimpleLocalProcessSpawner.home_dir_template = "{home}/users/{{username}}"
""",
)


def docker_peer(image: str, gateway: str) -> Peer:
    """DockerSpawner as its documentation has it for one machine: the Hub listens where containers see it."""
    lines = f"""
c.JupyterHub.spawner_class = "docker"
c.JupyterHub.hub_ip = "{gateway}"
c.DockerSpawner.image = "{image}"
c.DockerSpawner.cmd = "jupyterhub-singleuser"
c.DockerSpawner.pull_policy = "never"
c.DockerSpawner.prefix = "ky-bench-{os.getpid()}"
c.DockerSpawner.remove = True
"""
    return Peer("DockerSpawner", lines.replace("{", "{{").replace("}", "}}"))


PEER_CONFIG = """
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.db_url = "sqlite:///{home}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = "{home}/cookie_secret"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_api}"
c.ConfigurableHTTPProxy.command = {proxy}
c.ConfigurableHTTPProxy.pid_file = "{home}/proxy.pid"
c.JupyterHub.services = [{{"name": "bench", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [{{"name": "bench", "scopes": ["admin:users", "admin:servers", "access:servers"],
                            "services": ["bench"]}}]
c.JupyterHub.log_level = 30
"""


@contextlib.asynccontextmanager
async def plain_hub(peer: Peer) -> AsyncIterator[Hub]:
    """A JupyterHub as its documentation sets it up for one machine, with the same proxy as ours."""
    home = Path(tempfile.mkdtemp(prefix="ky-bench-hub-"))
    token, port = secrets.token_hex(16), free_port()
    facts = {
        "home": home,
        "port": port,
        "hub_port": free_port(),
        "proxy_api": free_port(),
        "token": token,
        "proxy": [str(find_node()), str(find_proxy(Path("/nowhere")))],
    }
    config = home / "jupyterhub_config.py"
    config.write_text(f"{PEER_CONFIG}{peer.lines}".format(**facts))
    with (home / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(config)],
            cwd=home,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        )
    hub = Hub(f"JupyterHub, {peer.name}", f"http://127.0.0.1:{port}", token, "bench", {})
    try:
        await _until_up(hub.url, home / "hub.log", process)
        async with aiohttp.ClientSession(headers={"Authorization": f"token {token}"}) as http:
            await http.post(f"{hub.url}/hub/api/users/bench")
        yield hub
    finally:
        await hub.close()
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        shutil.rmtree(home, ignore_errors=True)


async def _until_up(url: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    async with aiohttp.ClientSession() as http:
        for _ in range(600):
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"{url}/hub/api/") as answer:
                    if answer.status == 200:
                        return
            if process.poll() is not None:
                break
            await asyncio.sleep(0.1)
    raise RuntimeError(f"the plain Hub does not come up:\n{log.read_text()[-2000:]}")


@contextlib.asynccontextmanager
async def kernelyard_site(
    engine: str = "process", options: dict[str, object] | None = None
) -> AsyncIterator[tuple[Hub, RunningSite]]:
    """`kernelyard up`, with a token that its user made at the Hub."""
    site = RunningSite.fresh()
    await asyncio.to_thread(site.start, "--engine", engine, timeout=600.0)
    hub = None
    try:
        async with Person(site.hub_url) as person:
            await person.log_in(site.user.username, site.user.password)
            status, made = await person.api("POST", f"/users/{site.user.username}/tokens", {})
            if status != 201:
                raise RuntimeError(f"no token from the Hub: {status} {made}")
        name = f"Kernelyard, {engine} engine"
        hub = Hub(name, site.hub_url, made["token"], site.user.username, options or {})
        yield hub, site
    finally:
        if hub is not None:
            await hub.close()
        await asyncio.to_thread(site.stop)
        shutil.rmtree(site.data.parent, ignore_errors=True)
