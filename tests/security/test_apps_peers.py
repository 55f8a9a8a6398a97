"""S10 on the loopback interface: what has no token lets in nobody but root and the session's own user."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.parts import require

from kernelyard_agent.runner.apps import peers
from kernelyard_agent.runner.services import free_port

ASK = """
import socket, sys
peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 10)
peer.sendall(b"GET / HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n")
try:
    print(len(peer.recv(100)))
except ConnectionError:
    print(0)
"""


def test_the_owner_of_a_connection_is_found() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
        server.accept()[0] as accepted,
    ):
        assert peers.owner(client.getsockname(), accepted.getsockname()) == os.geteuid()
        assert peers.welcome(accepted)
    assert peers.owner(("127.0.0.1", 1), ("127.0.0.1", 2)) is None


def test_a_client_on_a_socket_of_both_families_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_INET6) as client:
        client.connect((f"::ffff:{server.getsockname()[0]}", server.getsockname()[1]))
        accepted, _ = server.accept()
        with accepted:
            assert peers.welcome(accepted)


@pytest.fixture
def terminal() -> Iterator[int]:
    """A terminal that runs as one user, and its port."""
    require("users", os.geteuid() == 0, "only root can be two other users at once")
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o777)
        command = [sys.executable, "-I", "-m", "kernelyard_agent.runner.apps.terminal", "--port", str(port)]
        process = subprocess.Popen(
            command, user=1000, group=1000, extra_groups=[], env={"PATH": os.defpath, "HOME": home}, cwd="/"
        )
        yield port
        process.terminate()
        process.wait()


def ask(port: int, uid: int) -> int:
    """Bytes that a user gets as an answer."""
    identity: dict[str, Any] = {"user": uid, "group": uid, "extra_groups": []}
    command = [sys.executable, "-I", "-S", "-c", ASK, str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/", **identity)
    return int(done.stdout)


async def test_other_users_of_the_machine_get_no_answer(terminal: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", terminal)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            await writer.wait_closed()
            break
    answers = {uid: await asyncio.to_thread(ask, terminal, uid) for uid in (0, 1000, 1001, 65534)}
    assert answers[0] > 0 and answers[1000] > 0
    assert (answers[1001], answers[65534]) == (0, 0)
