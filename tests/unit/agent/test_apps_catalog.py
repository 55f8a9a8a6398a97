"""Apps of one session, with real processes: starts at first use, deaths, stops, refusals."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kernelyard_agent.runner.apps import app as app_module
from kernelyard_agent.runner.apps.app import AppProblem, AppRefused, Host
from kernelyard_agent.runner.apps.catalog import Apps
from kernelyard_agent.runner.log import SessionLog
from kernelyard_agent.runner.services import free_port

SERVER = """
import http.server, json, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(500)
        self.end_headers()
        self.wfile.write(json.dumps([sys.argv[2:], os.environ.get("COLOUR"), os.getpid()]).encode())
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class Rig:
    def __init__(self, directory: Path) -> None:
        self.home = directory / "home"
        self.definitions = directory / "defs"
        self.home.mkdir()
        self.definitions.mkdir()
        (directory / "server.py").write_text(SERVER)
        self.server = str(directory / "server.py")
        self.file = (directory / "log").open("a+b")
        self.changes = 0
        self.apps: Apps | None = None

    def define(self, name: str, **fields: Any) -> None:
        command = ["{runtime_path}", self.server, "{ports[0]}"]
        (self.definitions / f"{name}.json").write_text(json.dumps({"command": command, **fields}))

    def open(self, **plan: Any) -> Apps:
        host = Host(self.home, SessionLog(self.file.fileno()), set(), self._changed, "/apps/k1/")
        plan = {"service_definitions": str(self.definitions), "runtime_path": sys.executable, **plan}
        self.apps = Apps(plan, host)
        return self.apps

    def status(self, name: str) -> dict[str, Any]:
        assert self.apps is not None
        return next(status for status in self.apps.statuses() if status["name"] == name)

    def log(self) -> str:
        self.file.seek(0)
        return self.file.read().decode()

    def _changed(self) -> None:
        self.changes += 1

    async def close(self) -> None:
        for status in self.apps.statuses() if self.apps else []:
            assert self.apps is not None
            await self.apps.stop({"name": status["name"]})
        self.file.close()


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    one = Rig(tmp_path)
    yield one
    await one.close()


async def fetch(port: int) -> Any:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return json.loads(answer.partition(b"\r\n\r\n")[2])


async def until(happened: Any) -> None:
    async with asyncio.timeout(20):
        while not happened():
            await asyncio.sleep(0.02)


@pytest.mark.feature("KRN-016", "KRN-017", "AGT-026")
def test_every_session_has_ssh_and_a_terminal(rig: Rig) -> None:
    apps = rig.open()
    found = {status["name"]: status for status in apps.statuses()}
    assert (found["sshd"]["protocol"], found["sshd"]["port"]) == ("tcp", 2200)
    assert (found["ttyd"]["protocol"], found["ttyd"]["port"]) == ("http", 7681)
    assert not any(status["ready"] for status in found.values())
    assert found["jupyterlab"]["keeps_prefix"] is True
    assert found["jupyterlab"]["url_template"] == "http://{host}:{port}/apps/k1/jupyterlab/"


@pytest.mark.feature("KRN-018", "KRN-019", "AGT-025")
async def test_ten_callers_start_one_process(rig: Rig) -> None:
    port = free_port()
    rig.define("web", allowed_arguments=["--colour"], allowed_envs=["COLOUR"])
    apps = rig.open(service_ports=f"web:http:{port}")
    assert rig.status("web")["allowed_arguments"] == {"--colour": None}
    params = {"name": "web", "arguments": {"--colour": "red"}, "environ": {"COLOUR": "blue"}}
    statuses = await asyncio.gather(*(apps.start(params) for _ in range(10)))
    assert {(status["port"], status["ready"]) for status in statuses} == {(port, True)}
    arguments, colour, pid = await fetch(port)
    assert (arguments, colour) == (["--colour", "red"], "blue")
    # One that runs is left alone.
    await apps.start({"name": "web"})
    assert (await fetch(port))[2] == pid


@pytest.mark.feature("AGT-025")
async def test_one_that_has_died_is_started_anew_when_it_is_wanted(rig: Rig) -> None:
    rig.define("web")
    apps = rig.open(service_ports=f"web:http:{free_port()}")
    status = await apps.start({"name": "web"})
    first = (await fetch(status["port"]))[2]
    os.kill(first, signal.SIGKILL)
    await until(lambda: not rig.status("web")["ready"])
    assert "exit code -9" in rig.status("web")["problem"]
    status = await apps.start({"name": "web"})
    assert (await fetch(status["port"]))[2] != first
    assert rig.status("web")["problem"] is None


async def test_stopping_ends_what_it_has_started_too(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    child = "import os, signal, sys, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
    rig.define(
        "web",
        command=[
            *("/bin/sh", "-c", f"{sys.executable} -c '{child}' & echo $! > pid; exec $0 $@"),
            *("{runtime_path}", rig.server, "{ports[0]}"),
        ],
    )
    monkeypatch.chdir(rig.home)
    apps = rig.open(service_ports=f"web:http:{free_port()}")
    status = await apps.start({"name": "web"})
    pid = int((rig.home / "pid").read_text())
    await apps.stop({"name": "web"})
    assert not rig.status("web")["ready"] and rig.status("web")["problem"] is None
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", status["port"])
    await until(lambda: not Path(f"/proc/{pid}").exists() or _is_dead(pid))
    assert (await apps.start({"name": "web"}))["ready"]


def _is_dead(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


async def test_a_taken_port_is_left_to_whoever_has_it(rig: Rig) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        rig.define("web")
        apps = rig.open(service_ports=f"web:http:{port}")
        status = await apps.start({"name": "web"})
        assert status["port"] != port
        assert (await apps.start({"name": "web", "port": port}))["port"] == status["port"]
        with pytest.raises(AppRefused, match="no port 9"):
            await apps.start({"name": "web", "port": 9})


async def test_one_that_does_not_start_says_why(rig: Rig) -> None:
    rig.define("web", command=["/bin/sh", "-c", "echo no licence; exit 4"])
    rig.define("broken", command=["{nothing}"])
    (rig.definitions / "garbage.json").write_text("{")
    ports = [free_port() for _ in range(3)]
    label = ",".join(f"{n}:http:{p}" for n, p in zip(("web", "broken", "garbage"), ports, strict=True))
    apps = rig.open(service_ports=label)
    with pytest.raises(AppProblem, match=r"(?s)exit code 4.*no licence"):
        await apps.start({"name": "web"})
    assert "no licence" in rig.status("web")["problem"]
    with pytest.raises(AppProblem, match=r"There is no variable \{nothing\}"):
        await apps.start({"name": "broken"})
    with pytest.raises(AppProblem, match="not JSON"):
        await apps.start({"name": "garbage"})
    for params in (
        {"name": "other"},
        {"name": "web", "arguments": {"--x": "1"}},
        {"name": "web", "environ": {"LD_PRELOAD": "x"}},
    ):
        with pytest.raises(AppRefused):
            await apps.start(params)


async def test_one_that_never_answers_is_ended(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "START_TIME", 0.3)
    rig.define("web", command=["/bin/sh", "-c", "echo $$; exec sleep 60"])
    apps = rig.open(service_ports=f"web:http:{free_port()}")
    with pytest.raises(AppProblem, match="has not answered"):
        await apps.start({"name": "web"})
    pid = int(rig.log().split()[0])
    await until(lambda: not Path(f"/proc/{pid}").exists())


async def test_a_stop_while_it_starts(rig: Rig) -> None:
    rig.define("web", command=["/bin/sh", "-c", "echo $$; exec sleep 60"])
    apps = rig.open(service_ports=f"web:http:{free_port()}")
    starting = asyncio.create_task(apps.start({"name": "web"}))
    await until(lambda: rig.log())
    await apps.stop({"name": "web"})
    with pytest.raises((AppProblem, asyncio.CancelledError)):
        await starting
    assert not Path(f"/proc/{int(rig.log().split()[0])}").exists()


@pytest.mark.feature("KRN-029", "KRN-012")
async def test_ports_that_somebody_else_listens_on(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "PREOPEN_TIME", 0.2)
    ports = [free_port() for _ in range(3)]
    rig.define("ready-made", noop=True, url_template="{protocol}://{host}:{port}/start")
    apps = rig.open(
        service_ports=f"ready-made:http:{ports[0]},api:tcp:{ports[1]}",
        endpoint_ports="api",
        preopen_ports=[ports[2], ports[1]],
    )
    by_name = {status["name"]: status for status in apps.statuses()}
    assert [by_name[name]["kind"] for name in ("ready-made", "api", str(ports[2]))] == ["preopen"] * 3
    assert str(ports[1]) not in by_name and by_name["api"]["is_inference"]
    with pytest.raises(AppProblem, match=f"nothing listens on port {ports[2]}"):
        await apps.start({"name": str(ports[2])})
    for name, port in zip(("ready-made", "api", str(ports[2])), ports, strict=True):
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", port)
        async with server:
            status = await apps.start({"name": name})
            assert (status["ready"], status["port"]) == (True, port)
        with pytest.raises(AppProblem):
            await apps.start({"name": name})


@pytest.mark.feature("KRN-015")
def test_a_wrong_label_is_noted_and_left_out(rig: Rig) -> None:
    apps = rig.open(service_ports="evil:http:2200,../x:tcp:1")
    assert {"sshd", "ttyd"} <= {status["name"] for status in apps.statuses()}
    assert "reserved" in rig.log()


@pytest.mark.feature("KRN-027")
async def test_the_image_s_jupyter_is_told_where_it_is(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    (rig.home / "jupyterlab").write_text(
        f'#!/bin/sh\nfor word; do echo "$word"; done > words\nexec {sys.executable} {rig.server} $PORT\n'
    )
    (rig.home / "jupyterlab").chmod(0o755)
    rig.define(
        "jupyter",
        command=[str(rig.home / "jupyterlab"), "--no-browser"],
        env={"PORT": "{ports[0]}"},
    )
    monkeypatch.chdir(rig.home)
    port = free_port()
    apps = rig.open(service_ports=f"jupyter:http:{port}")
    status = await apps.start({"name": "jupyter", "site_path": "/hub-below/"})
    words = (rig.home / "words").read_text().split()
    assert "--ServerApp.base_url=/hub-below/apps/k1/jupyter/" in words and "--no-browser" in words
    assert status["keeps_prefix"] and status["url_template"].endswith("/hub-below/apps/k1/jupyter/")


async def test_tensorboard_where_it_is_installed(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = rig.home / "tensorboard"
    fake.write_text(f'#!/bin/sh\necho "$@" > {rig.home}/words\nexec {sys.executable} {rig.server} $4\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{rig.home}:{os.environ['PATH']}")
    apps = rig.open()
    assert "--logdir" in rig.status("tensorboard")["allowed_arguments"]
    await apps.start({"name": "tensorboard", "arguments": {"--logdir": "/data"}})
    assert "--host 127.0.0.1" in (rig.home / "words").read_text()
    assert (rig.home / "words").read_text().strip().endswith("--logdir /data")
    await apps.stop({"name": "tensorboard"})
    with pytest.raises(AppRefused, match="not allowed"):
        await apps.start({"name": "tensorboard", "arguments": {"--host": "0.0.0.0"}})
