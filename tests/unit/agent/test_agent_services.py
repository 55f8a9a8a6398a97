"""Eager services: commands, environments, readiness, failures; with real processes."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from kernelyard_agent.runner import services
from kernelyard_agent.runner.log import SessionLog
from kernelyard_agent.runner.services import Service


@pytest.fixture
def log_file(tmp_path: Path) -> Any:
    with (tmp_path / "session.log").open("a+b") as file:
        yield file


def _service(
    log_file: Any, code: str, *, protocol: str = "http", **environ: str
) -> tuple[Service, list[dict[str, Any]]]:
    seen: list[dict[str, Any]] = []
    spec = {
        "name": "app",
        "protocol": protocol,
        "argv": [sys.executable, "-c", code, "{port}"],
        "ready_path": "/ready",
        "environ": {"OWN": "port {port}"},
    }
    service = Service(
        spec, environ, SessionLog(log_file.fileno()), set(), lambda: seen.append(service.status())
    )
    return service, seen


async def _until_ready(service: Service) -> None:
    async with asyncio.timeout(20):
        while not service.ready:
            await asyncio.sleep(0.01)


HTTP = """
import http.server, os, sys
failures = 2
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global failures
        failures -= 1
        self.send_response(503 if failures > 0 else 403)
        self.end_headers()
print(os.environ['OWN'], flush=True)
http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
"""


async def test_is_ready_when_it_answers_below_500(log_file: Any) -> None:
    service, seen = _service(log_file, HTTP)
    running = asyncio.create_task(service.run())
    await _until_ready(service)
    assert seen[-1] == {
        "name": "app",
        "protocol": "http",
        "port": service.port,
        "ready": True,
        "problem": None,
    }
    assert service.process is not None
    service.process.terminate()
    assert await running == -15
    assert seen[-1]["ready"] is False and "exit code -15" in seen[-1]["problem"]
    log_file.seek(0)
    assert f"port {service.port}".encode() in log_file.read()


async def test_a_tcp_service_is_ready_when_it_accepts(log_file: Any) -> None:
    code = (
        "import socket, sys, time\ns = socket.create_server(('127.0.0.1', int(sys.argv[1])))\ntime.sleep(60)"
    )
    service, _ = _service(log_file, code, protocol="tcp")
    running = asyncio.create_task(service.run())
    await _until_ready(service)
    assert service.process is not None
    service.process.kill()
    assert await running == -9


async def test_a_failure_quotes_the_last_words(log_file: Any) -> None:
    service, _ = _service(log_file, "import sys; print('x' * 5000); sys.exit('the last words')")
    assert await service.run() == 1
    assert service.problem is not None
    assert service.problem.endswith("the last words")
    assert len(service.problem) < services.TAIL + 200


async def test_a_missing_command_is_a_problem_not_a_crash(log_file: Any) -> None:
    service, _ = _service(log_file, "")
    service._argv = ["/nowhere/command"]
    assert await service.run() == 127
    assert "/nowhere/command: No such file" in (service.problem or "")


async def test_a_taken_port_is_tried_again_with_another(
    log_file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = services.free_port()
        ports = iter([taken.getsockname()[1], free])
        monkeypatch.setattr(services, "free_port", lambda: next(ports))
        code = HTTP.replace("failures = 2", "failures = 0")
        service, _ = _service(log_file, code)
        running = asyncio.create_task(service.run())
        await _until_ready(service)
        assert service.port == free
        assert service.process is not None
        service.process.kill()
        await running


def test_the_hubs_command_goes_through_our_launcher() -> None:
    argv = services.command(["jupyterhub-singleuser", "--port={port}"], 4711)
    assert argv == [sys.executable, "-m", "kernelyard_agent.runner.notebook", "--port=4711"]
    assert services.command(["serve", "{port}"], 1) == ["serve", "1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:0/user/a%20b/",
        "http://0.0.0.0:8888/user/a%20b/",
        "http://127.0.0.1:{port}/user/a%20b/",
    ],
)
def test_the_notebook_learns_its_port(url: str) -> None:
    environ = services.environment(
        {"A": "base", "B": "base"}, {"B": "own", "JUPYTERHUB_SERVICE_URL": url}, 4711
    )
    assert environ["JUPYTERHUB_SERVICE_URL"] == "http://127.0.0.1:4711/user/a%20b/"
    assert (environ["A"], environ["B"]) == ("base", "own")


def test_the_log_keeps_its_newer_half(log_file: Any) -> None:
    log = SessionLog(log_file.fileno(), cap=1000)
    for number in range(300):
        log.write(f"line {number}\n".encode())
    log_file.seek(0)
    lines = log_file.read().decode().splitlines()
    assert lines[-1] == "line 299"
    assert lines == [f"line {n}" for n in range(300 - len(lines), 300)]
    assert sum(len(line) + 1 for line in lines) <= 1000
