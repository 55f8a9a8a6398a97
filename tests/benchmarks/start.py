"""``make bench-start``: start of a Hub server, from the API call to ``ready``, against the Hub's own spawner.

Two Hubs run side by side on this machine: a plain JupyterHub with ``SimpleLocalProcessSpawner`` and its
environment as it is, and a Kernelyard site (process engine). Both start the JupyterLab of one and the same
virtual environment. Starts are interleaved, one at a time; a start counts from the POST until the Hub says
``ready`` (asked every 20 ms) and the notebook server answers below the Hub's address. Prints a table and, as
the last line, one JSON object; times in seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp

from kernelyard_hub.up.node import find_node, find_proxy
from tests.integration.hub_person import Person
from tests.running_site import RunningSite, free_port

POLL = 0.02
PATIENCE = 120.0
TARGET = 0.6


class Hub:
    """One Hub's API, as an admin with a token. ``user`` is whose server starts."""

    def __init__(self, name: str, url: str, token: str, user: str) -> None:
        self.name, self.url, self.user = name, url.rstrip("/"), user
        self._http = aiohttp.ClientSession(headers={"Authorization": f"token {token}"})

    async def close(self) -> None:
        await self._http.close()

    async def start(self) -> float:
        """Start the server; seconds until it is ready."""
        begun = time.perf_counter()
        post = asyncio.create_task(self._post())
        while not await self._ready():
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
        async with self._http.post(f"{self.url}/hub/api/users/{self.user}/server", json={}) as answer:
            if answer.status not in (201, 202):
                raise RuntimeError(f"{self.name}: start answers {answer.status}: {await answer.text()}")

    async def _servers(self) -> dict[str, dict[str, object]]:
        async with self._http.get(f"{self.url}/hub/api/users/{self.user}?include_stopped_servers") as answer:
            found = await answer.json()
        servers: dict[str, dict[str, object]] = found.get("servers") or {}
        return {name: server for name, server in servers.items() if not server.get("stopped")}

    async def _ready(self) -> bool:
        return bool((await self._servers()).get("", {}).get("ready"))


def proxy_command() -> list[str]:
    """The same configurable-http-proxy for both Hubs."""
    return [str(find_node()), str(find_proxy(Path("/nowhere")))]


PEER_CONFIG = """
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.Spawner.args = ["--allow-root"]
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
c.SimpleLocalProcessSpawner.home_dir_template = "{home}/users/{{username}}"
c.JupyterHub.log_level = 30
"""


@contextlib.asynccontextmanager
async def plain_hub(proxy: list[str]) -> AsyncIterator[Hub]:
    """A JupyterHub as its documentation sets it up for one machine."""
    home = Path(tempfile.mkdtemp(prefix="ky-bench-hub-"))
    token = secrets.token_hex(16)
    port = free_port()
    config = home / "jupyterhub_config.py"
    config.write_text(
        PEER_CONFIG.format(
            port=port, hub_port=free_port(), proxy_api=free_port(), home=home, token=token, proxy=proxy
        )
    )
    with (home / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(config)],
            cwd=home,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        )
    hub = Hub("JupyterHub, SimpleLocalProcessSpawner", f"http://127.0.0.1:{port}", token, "bench")
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
async def kernelyard_site() -> AsyncIterator[Hub]:
    """`kernelyard up`, with a token that its user made at the Hub."""
    site = RunningSite.fresh()
    await asyncio.to_thread(site.start)
    hub = None
    try:
        async with Person(site.hub_url) as person:
            await person.log_in(site.user.username, site.user.password)
            status, made = await person.api("POST", f"/users/{site.user.username}/tokens", {})
            if status != 201:
                raise RuntimeError(f"no token from the Hub: {status} {made}")
        hub = Hub("Kernelyard, process engine", site.hub_url, made["token"], site.user.username)
        yield hub
    finally:
        if hub is not None:
            await hub.close()
        await asyncio.to_thread(site.stop)
        shutil.rmtree(site.data.parent, ignore_errors=True)


async def measure(runs: int) -> dict[str, list[float]]:
    """Seconds per start, by Hub; one warm-up each is thrown away."""
    times: dict[str, list[float]] = {}
    async with kernelyard_site() as ours, plain_hub(proxy_command()) as theirs:
        for run in range(runs + 1):
            for hub in (theirs, ours) if run % 2 else (ours, theirs):
                taken = await hub.start()
                await hub.stop()
                if run:
                    times.setdefault(hub.name, []).append(taken)
                print(f"{'warm-up' if not run else f'run {run:2}'}  {taken:6.2f} s  {hub.name}", flush=True)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    times = asyncio.run(measure(parser.parse_args().runs))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, taken in times.items():
        print(f"{medians[name]:6.2f} s median  {min(taken):6.2f} min  {max(taken):6.2f} max  {name}")
    theirs, ours = sorted(medians, key=lambda name: name.startswith("Kernelyard"))
    result = {
        "bench": "start",
        "runs": len(times[ours]),
        "peer_median_s": round(medians[theirs], 3),
        "kernelyard_median_s": round(medians[ours], 3),
        "ratio": round(medians[ours] / medians[theirs], 3),
        "target_ratio": TARGET,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
