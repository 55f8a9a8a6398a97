"""A node on another machine, from its admission to its removal: joins, runs sessions, survives cut cables and
restarts of the Hub. The other machine is a network namespace; the tests go through its life in this order.
"""

from __future__ import annotations

import json
import socket
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from tests.integration.hub_person import Person
from tests.integration.node_rig import KERNELYARD as COMMAND
from tests.integration.node_rig import (
    Forward,
    Machine,
    RemoteNode,
    eventually,
    require_namespaces,
    run,
    run_code,
)
from tests.running_site import RunningSite, free_port
from tests.signed import Signed

pytestmark = pytest.mark.timeout(240)
GPU = {"cpu": "1", "mem": "256m", "cuda.shares": "0.1"}
"""What only the other machine has."""

CODE = "import os; print('spoken-' + 'aloud', os.popen('ip -br a').read())"


class Cast:
    """The site, the other machine, the node on it, and a user."""

    def __init__(self, site: RunningSite, machine: Machine, door: str, public: str) -> None:
        self.site, self.machine, self.door, self.public = site, machine, door, public
        self.node = RemoteNode(machine, site, "far")

    @property
    def user(self) -> Signed:
        return Signed(self.site.service_url, self.site.user.access_key, self.site.user.secret_key)

    def session(self, name: str) -> None:
        """A session on the other machine."""
        wanted = {"clientSessionToken": name, "image": "python", "config": {"resources": GPU}}
        answer = self.user.call("POST", "/session", wanted)
        assert answer.status == 201, answer
        assert answer.body["status"] == "RUNNING", answer

    def routes(self) -> dict[str, str]:
        """Of the Hub's proxy: path -> target."""
        token = (self.site.data / "secrets" / "proxy.token").read_text().strip()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.site.ports()['proxy_api']}/api/routes",
            headers={"Authorization": f"token {token}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return {path.rstrip("/") + "/": str(route["target"]) for path, route in found.items()}

    def status(self, name: str) -> tuple[str, str]:
        """Status of a session and the sentence beside it."""
        for row in self.user.overview()["sessions"]:
            if row["name"] == name:
                return row["status"], row["status_info"] or ""
        return "", ""


@pytest.fixture(scope="module")
def cast() -> Iterator[Cast]:
    require_namespaces()
    with ExitStack() as stack:
        machine = stack.enter_context(Machine(1))
        site = RunningSite.fresh()
        stack.callback(site.remove)
        stack.callback(site.kill)
        door = f"{machine.near}:{free_port()}"
        site.start("--agent-listen", door)
        front = stack.enter_context(Forward(machine.near, site.port))
        cast = Cast(site, machine, f"https://{door}", f"http://{machine.near}:{front.port}")
        stack.callback(cast.node.clear)
        yield cast
        machine.plug()
        cast.user.end_all()
        cast.node.clear()
        status = site.stop()
        assert status == 0, site.log_tail()
        assert not site.leftovers(), site.leftovers()


@pytest.mark.feature("AGT-003", "AGT-027")
def test_a_machine_joins(cast: Cast) -> None:
    node = cast.node
    added = node.add("--address", cast.machine.far)
    assert added.returncode == 0, added.stderr
    token = node.token.read_text().strip()
    assert token not in added.stdout
    assert node.token.stat().st_mode & 0o77 == 0
    assert node.state() == "INVITED"
    joined = node.join(cast.door)
    assert joined.returncode == 0, joined.stderr
    assert "This machine is now node far" in joined.stdout
    assert token not in cast.site.log_path.read_text()
    again = node.join(cast.door, "--replace")
    assert again.returncode == 1
    assert "has been used" in again.stderr
    assert len(again.stderr.splitlines()) == 1
    node.configure(
        'c.Agent.mock_devices = {"cuda.shares": 2}',
        f'c.Agent.hub_api_url = "{cast.public}/hub/api"',
        f'c.Agent.service_url = "{cast.public}/services/kernelyard"',
    )


def test_the_check_says_in_plain_words_what_is_wrong(cast: Cast) -> None:
    fit = cast.node.check()
    assert (fit.returncode, fit.stdout.splitlines()[-1]) == (0, "This node is fit."), fit.stdout + fit.stderr
    assert "answers and knows this node" in fit.stdout
    assert "sessions here reach the Hub" in fit.stdout
    text = cast.node.config.read_text()
    try:
        empty = cast.node.home / "empty"
        empty.mkdir()
        cast.node.config.write_text(text + f'c.Agent.volumes = {{"volume1": "{empty}"}}\n')
        wrong = cast.node.check()
        assert wrong.returncode == 1
        assert "is the file system mounted?" in wrong.stdout
        cast.node.config.write_text(text + f'c.Agent.hub_api_url = "http://{cast.machine.near}:9/hub/api"\n')
        assert "sessions here cannot ask the Hub. Nothing listens" in cast.node.check().stdout
        cast.node.config.write_text(text + f'c.Agent.volumes = {{"volume1": "{empty}"}}\n')
        refused = cast.machine.run(COMMAND, "agent", "--config", str(cast.node.config))
        assert refused.returncode == 1
        assert "is the file system mounted?" in refused.stderr
        cast.node.config.write_text(text + 'c.Agent.node_dir = ""\nc.Agent.secret_file = "/dev/null"\n')
        plain = cast.machine.run(COMMAND, "agent", "--config", str(cast.node.config))
        assert plain.returncode == 1
        assert len(plain.stderr.splitlines()) == 1, plain.stderr
    finally:
        cast.node.config.write_text(text)


def test_sessions_run_there_and_nothing_can_be_overheard(cast: Cast) -> None:
    cast.node.start()
    eventually(lambda: cast.node.state() == "ALIVE", cast.node.log())
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(0x0003)) as wire:
        wire.bind((cast.machine.cable, 0))
        wire.setblocking(False)
        cast.session("first")
        printed = run_code(
            cast.user, "first", "import os; print('spoken-' + 'aloud', os.popen('ip -br a').read())"
        )
        overheard = drain(wire)
    assert "spoken-aloud" in printed
    assert cast.machine.far in printed
    assert cast.machine.near not in printed
    assert len(overheard) > 5000
    for secret in (b"spoken-aloud", b"Bearer", b"heartbeat", b"kernel_id", cast.node.name.encode() + b'"'):
        assert secret not in overheard
    secret_file = (cast.node.node_dir / "node.secret").read_bytes().strip()
    assert secret_file not in overheard


def drain(wire: socket.socket) -> bytes:
    """What the socket has heard."""
    heard = b""
    while True:
        try:
            heard += wire.recv(65536)
        except BlockingIOError:
            return heard


async def test_a_hub_server_there_is_reached_through_its_relay(cast: Cast) -> None:
    async with Person(cast.site.hub_url) as person:
        await person.log_in("user", cast.site.user.password)
        status, answer = await person.api("POST", "/users/user/server", {"user_options": {"resources": GPU}})
        assert status in (201, 202), answer
        await person.until_ready()
        (route,) = [target for path, target in cast.routes().items() if path == "/user/user/"]
        assert route.startswith(f"https://{cast.machine.far}:")
        for path in ("lab", "api/status"):  # the first one logs in, at the Hub and back
            async with person.http.get(f"{cast.site.hub_url}/user/user/{path}") as page:
                assert page.status == 200, await page.text()
        # Nobody but the Hub's proxy (and the Hub, that looks whether servers are up) gets an answer.
        assert answered(route, None) == b""
        assert answered(route, cast.node.node_dir / "node.pem") == b""
        assert answered(route, cast.site.data / "secrets" / "nodes" / "proxy.pem").startswith(b"HTTP/1.1 403")
        status, _ = await person.api("DELETE", "/users/user/server")
        assert status in (202, 204)
        await person.until_gone()


def answered(address: str, certificate: Path | None) -> bytes:
    """What somebody with this certificate is answered, and without a login."""
    parts = urlsplit(address)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if certificate is not None:
        context.load_cert_chain(certificate)
    try:
        with (
            socket.create_connection((parts.hostname, parts.port), timeout=20) as plain,
            context.wrap_socket(plain, server_hostname=parts.hostname) as wrapped,
        ):
            wrapped.sendall(b"GET /user/user/api/status HTTP/1.1\r\nHost: x\r\n\r\n")
            return wrapped.recv(4096)
    except (ssl.SSLError, ConnectionError):
        return b""


@pytest.mark.feature("AGT-024")
def test_a_cut_cable_makes_sessions_unknown_and_never_ends_them(cast: Cast) -> None:
    """R10, over a real network: no answer is not an end."""
    run_code(cast.user, "first", "kept = 41")
    before = cast.node.log()
    cast.machine.pull()
    try:
        eventually(lambda: cast.node.state() == "LOST", "the node is lost")
        status, words = cast.status("first")
        assert status == "RUNNING"
        assert "does not answer" in words
    finally:
        cast.machine.plug()
    eventually(lambda: cast.node.state() == "ALIVE", "the node is back")
    eventually(lambda: cast.status("first") == ("RUNNING", ""), "nothing is unknown any more")
    assert run_code(cast.user, "first", "print(kept + 1)").strip() == "42"
    assert "exited" not in cast.node.log()[len(before) :]


def test_sessions_of_other_machines_outlive_the_hub(cast: Cast) -> None:
    assert cast.site.stop() == 0
    eventually(lambda: "does not take reports" in cast.node.log(), cast.node.log())
    cast.site.start()  # where nodes come in is remembered
    eventually(lambda: cast.node.state() == "ALIVE", "the node is back")
    assert run_code(cast.user, "first", "print(kept + 2)").strip() == "43"


def test_sessions_outlive_their_agent(cast: Cast) -> None:
    cast.node.stop()
    before = len(cast.node.log())
    cast.node.start()
    eventually(lambda: "reporting to" in cast.node.log()[before:], "the agent is back")
    assert cast.status("first") == ("RUNNING", "")
    assert run_code(cast.user, "first", "print(kept + 3)").strip() == "44"
    cast.user.end("first")
    eventually(lambda: cast.status("first")[0] == "", "it has ended")


async def test_an_app_there_opens_in_a_browser(cast: Cast) -> None:
    """The Hub's proxy leads to the relay of the node, by TLS; the relay lets in who holds a ticket."""
    cast.session("with-app")
    started = cast.user.call("POST", "/session/with-app/start-service", {"app": "ttyd"})
    assert started.status == 200, started
    token = started.body["token"]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        where = f"{cast.site.service_url}/v2/proxy/{token}/with-app/add?app=ttyd&protocol=http"
        async with browser.get(where) as answer:
            assert answer.status == 200, await answer.text()
            url = (await answer.json())["url"]
        async with browser.get(url) as page:
            assert page.status == 200, await page.text()
            clean = str(page.url)
            assert "ticket" not in clean
        (route,) = [target for path, target in cast.routes().items() if path != "/" and path in clean]
        assert route.startswith(f"https://{cast.machine.far}:")
        async with aiohttp.ClientSession() as stranger, stranger.get(clean) as refused:
            assert refused.status == 403
    cast.user.end("with-app")


def test_a_removed_node_is_refused_and_its_sessions_are_unknown(cast: Cast) -> None:
    cast.session("second")
    cast.session("third")
    before = len(cast.node.log())
    removed = run(COMMAND, "node", "remove", cast.node.name, "--data", str(cast.site.data))
    assert removed.returncode == 0, removed.stderr
    eventually(lambda: "was removed" in cast.node.log()[before:], "the node hears of it")
    status, words = cast.status("second")
    assert status == "RUNNING"
    assert "does not answer" in words
    eventually(lambda: not any("/apps/" in path for path in cast.routes()), "nothing leads there")
    assert "was removed" in cast.node.check().stdout
    cast.user.end("second")
    eventually(lambda: cast.status("second")[0] == "", "it can be ended all the same")


def test_it_joins_once_more_and_is_given_up_with_its_sessions(cast: Cast) -> None:
    added = cast.node.add("--address", cast.machine.far)
    assert added.returncode == 0, added.stderr
    assert cast.node.state() == "INVITED"
    cast.node.stop()
    refused = cast.node.join(cast.door)
    assert "--replace" in refused.stderr
    joined = cast.node.join(cast.door, "--replace")
    assert joined.returncode == 0, joined.stderr
    cast.node.configure()
    cast.node.start()
    eventually(lambda: cast.status("third") == ("RUNNING", ""), "its session is known again")
    removed = run(COMMAND, "node", "remove", cast.node.name, "--end-sessions", "--data", str(cast.site.data))
    assert removed.returncode == 0, removed.stderr
    assert cast.status("third") == ("", "")
