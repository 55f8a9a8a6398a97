"""``kernelyard up`` from outside: first and second start, what is taken, what dies, what is left."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from tests.integration.hub_person import Person
from tests.running_site import RunningSite

pytestmark = pytest.mark.timeout(400)


def children(site: RunningSite) -> dict[str, psutil.Process]:
    """The programs that the site has noted, by name."""
    noted = (site.data / "processes").glob("*.json")
    return {path.stem: psutil.Process(json.loads(path.read_text())["pid"]) for path in noted}


def run_up(data: Path, port: int) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "kernelyard"
    return subprocess.run(
        [str(command), "up", "--data", str(data), "--port", str(port)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


async def logged_in(site: RunningSite) -> bool:
    async with Person(site.hub_url) as person:
        return await person.log_in(site.user.username, site.user.password) == 200


def test_a_second_start_keeps_everything_and_ctrl_c_leaves_nothing(fresh_site: RunningSite) -> None:
    site = fresh_site
    site.start()
    first = (site.data / "credentials.json").read_text()
    assert stat.S_IMODE((site.data / "credentials.json").stat().st_mode) == 0o600
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (site.data / "secrets").iterdir()}
    assert set(modes.values()) == {0o600}, modes
    secrets = [path.read_text().strip() for path in (site.data / "secrets").iterdir()]
    for process in site.processes():
        told = " ".join(process.cmdline())
        assert not any(secret in told for secret in secrets), process
    asyncio.run(_start_server(site))
    assert site.stop() == 0
    assert site.leftovers() == []

    begin = time.monotonic()
    site.start()
    assert time.monotonic() - begin < 60
    assert (site.data / "credentials.json").read_text() == first
    asyncio.run(_no_server(site))
    assert site.stop() == 0
    assert site.leftovers() == []


async def _start_server(site: RunningSite) -> None:
    async with Person(site.hub_url) as person:
        await person.log_in(site.user.username, site.user.password)
        await person.api("POST", f"/users/{person.name}/server", {"user_options": {}})
        await person.until_ready()


async def _no_server(site: RunningSite) -> None:
    """Ctrl-C has ended the session, and the Hub knows."""
    async with Person(site.hub_url) as person:
        assert await person.log_in(site.user.username, site.user.password) == 200
        await person.until_gone()
        page, _ = await person.spawn_page()
        assert "Starts now" in page


def test_a_taken_port_is_said_and_nothing_runs(fresh_site: RunningSite) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", fresh_site.port))
        taken.listen()
        ended = run_up(fresh_site.data, fresh_site.port)
    assert ended.returncode == 1
    assert f"Port {fresh_site.port} is taken" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (fresh_site.data / "credentials.json").exists()


def test_two_starts_on_the_same_data_are_one_too_many(fresh_site: RunningSite) -> None:
    fresh_site.start()
    ended = run_up(fresh_site.data, fresh_site.port + 1)
    assert ended.returncode == 1
    assert "already running" in ended.stderr
    assert asyncio.run(logged_in(fresh_site))


def test_what_dies_is_started_again(fresh_site: RunningSite) -> None:
    site = fresh_site
    site.start()
    before = children(site)
    assert set(before) == {"storage", "service", "proxy", "agent", "hub"}
    for process in before.values():
        process.kill()
    _until(lambda: all(p.pid != before[n].pid and p.is_running() for n, p in children(site).items()))
    _until(lambda: _answers(site, "/hub/api") and _answers(site, "/services/kernelyard/"))
    assert asyncio.run(logged_in(site))
    assert site.stop() == 0
    assert site.leftovers() == []


def test_a_killed_supervisor_is_followed_by_a_clean_start_and_notebooks_go_on(
    fresh_site: RunningSite,
) -> None:
    site = fresh_site
    site.start()
    asyncio.run(_start_server(site))
    before = children(site)
    assert site.process is not None
    os.kill(site.process.pid, signal.SIGKILL)
    site.process.wait()
    assert all(process.is_running() for process in before.values()), "the site outlives its supervisor"
    assert _answers(site, "/hub/api")
    site.start()
    _until(lambda: not any(process.is_running() for process in before.values()))
    _until(lambda: _answers(site, "/hub/api"))
    asyncio.run(_server_still_runs(site))
    assert site.stop() == 0
    assert site.leftovers() == []


async def _server_still_runs(site: RunningSite) -> None:
    async with Person(site.hub_url) as person:
        await person.log_in(site.user.username, site.user.password)
        server = await person.until_ready()
        async with person.http.get(f"{person.url}{server['url']}api/") as api:
            assert api.status == 200


def _answers(site: RunningSite, path: str) -> bool:
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{site.port}{path}", timeout=5) as answer:
            return int(answer.status) == 200
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return False
    except OSError:
        return False


def _until(done: object) -> None:
    assert callable(done)
    deadline = time.monotonic() + 90
    while True:
        try:
            if done():
                return
        except (psutil.NoSuchProcess, json.JSONDecodeError):
            pass
        assert time.monotonic() < deadline
        time.sleep(0.1)
