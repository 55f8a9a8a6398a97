"""The server extension inside a real Jupyter server, against a stand-in for the hub service."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.lab_rig import FakeService

SESSION = "0b5c6cf2-6a40-4f3b-a2a1-0d6d1c9d2f10"
DEADLINE = 60.0


@dataclass(frozen=True)
class Server:
    url: str

    def ask(
        self, method: str, path: str, token: str | None = "lab-token", body: Any = None
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"token {token}"} if token else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, method=method, headers=headers, data=data)
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            with error:
                body = error.read()
            try:
                return error.code, json.loads(body)
            except ValueError:
                return error.code, None


@pytest.fixture
def jupyter(service: FakeService, tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
    options = [
        f"--port={port}",
        "--ip=127.0.0.1",
        "--ServerApp.base_url=/user/ada/",
        "--IdentityProvider.token=lab-token",
        f"--ServerApp.root_dir={tmp_path}",
        "--ServerApp.jpserver_extensions={'kernelyard_lab': True}",
    ]
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        "HOME": str(tmp_path),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTERHUB_API_TOKEN": "hub-token",
        "KERNELYARD_SERVICE_URL": service.url,
    }
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options], env=environ, stdout=output, stderr=output, cwd=tmp_path
        )
    server = Server(f"http://127.0.0.1:{port}/user/ada/")
    try:
        deadline = time.monotonic() + DEADLINE
        while not _answers(server):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(DEADLINE)


def _answers(server: Server) -> bool:
    try:
        return server.ask("GET", "api")[0] == 200
    except OSError:
        return False


def test_the_panel_reads_and_ends_through_its_own_server(jupyter: Server, service: FakeService) -> None:
    service.answer("GET", "/console/overview", 200, {"sessions": []})
    service.answer("DELETE", f"/session/{SESSION}", 200, {"stats": {}})

    assert jupyter.ask("GET", "kernelyard/console/overview") == (200, {"sessions": []})
    assert jupyter.ask("DELETE", f"kernelyard/session/{SESSION}") == (200, {"stats": {}})
    assert [(a.method, a.path, a.token) for a in service.asked] == [
        ("GET", "/console/overview", "token hub-token"),
        ("DELETE", f"/session/{SESSION}", "token hub-token"),
    ]

    at = f"session/{SESSION}"
    service.answer("GET", f"/console/{at}", 200, {"apps": []})
    service.answer("POST", f"/{at}/shutdown-service", 200, {})
    service.answer("GET", f"/{at}/apps/jupyterlab/open", 200, {"url": "http://site/apps/1/"})
    assert jupyter.ask("GET", f"kernelyard/console/{at}") == (200, {"apps": []})
    assert jupyter.ask("GET", f"kernelyard/{at}/apps/jupyterlab/open") == (
        200,
        {"url": "http://site/apps/1/"},
    )
    stopped = {"service_name": "jupyterlab"}
    assert jupyter.ask("POST", f"kernelyard/{at}/shutdown-service", body=stopped)[0] == 200
    assert service.asked[-1].body == stopped

    mounts, folder = f"{at}/mounts", "0" * 32
    service.answer("GET", "/folders/_/usage", 200, {"items": []})
    service.answer("POST", f"/{mounts}", 201, {"name": "data"})
    service.answer("DELETE", f"/{mounts}/{folder}", 409, {"title": "Files are open."})
    service.answer("POST", f"/{mounts}/{folder}/holders/end", 200, {"holders": []})
    assert jupyter.ask("GET", "kernelyard/folders/_/usage") == (200, {"items": []})
    assert jupyter.ask("POST", f"kernelyard/{mounts}", body={"folder": "data"})[1] == {"name": "data"}
    assert service.asked[-1].body == {"folder": "data"}
    taken = jupyter.ask("DELETE", f"kernelyard/{mounts}/{folder}", body={"force": False})
    assert taken == (409, {"title": "Files are open."})
    assert jupyter.ask("POST", f"kernelyard/{mounts}/{folder}/holders/end", body={"pids": None})[0] == 200

    service.asked.clear()
    assert jupyter.ask("GET", f"kernelyard/{mounts}/{folder}")[0] == 404
    assert jupyter.ask("POST", f"kernelyard/{mounts}/data/holders/end", body={})[0] == 404
    assert jupyter.ask("DELETE", "kernelyard/folders")[0] == 405
    assert jupyter.ask("POST", f"kernelyard/{at}/shutdown-service", body=[])[0] == 400
    assert jupyter.ask("POST", f"kernelyard/{at}/restart", body={})[0] == 404
    assert jupyter.ask("GET", f"kernelyard/{at}/apps/..%2F../open")[0] == 404
    assert jupyter.ask("GET", f"kernelyard/{at}/apps/ttyd/open", token=None)[0] == 403
    assert jupyter.ask("GET", "kernelyard/console/overview", token=None)[0] == 403
    assert jupyter.ask("DELETE", f"kernelyard/session/{SESSION}", token="wrong")[0] == 403
    for path in ("session/ada", "session/..%2Ffolders", "folders/data", f"session/{SESSION}/logs"):
        assert jupyter.ask("DELETE", f"kernelyard/{path}")[0] == 404
    assert service.asked == [], "strangers and other paths never reach the service"

    service.answer("GET", "/console/overview", 403, {"title": "Forbidden.", "msg": "Not you."})
    assert jupyter.ask("GET", "kernelyard/console/overview") == (403, {"title": "Not you."})
    service.answer("GET", "/console/overview", 401, {"title": "Unauthorized access"})
    status, problem = jupyter.ask("GET", "kernelyard/console/overview")
    assert status == 403, "401 would send the browser to a login that cannot help"
    assert "restart it from the Hub" in problem["title"]
