"""Apps, ssh and file copies with the public client, and OpenSSH behind it."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from public_client import Client
from tests import parts
from tests.running_site import free_port

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]
PATIENCE = 60.0
OPTIONS = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes"]


@contextmanager
def app(client: Client, session: str, name: str, *more: str) -> Iterator[int]:
    """``backend.ai app``: the local port that leads to the app."""
    port = free_port()
    running = client.begin("app", session, name, "-b", f"127.0.0.1:{port}", *more)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _listens(port):
            assert running.poll() is None, running.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.communicate(timeout=PATIENCE)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _run(*argv: str, home: Path, stdin: str = "") -> str:
    done = subprocess.run(
        argv,
        cwd=home,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": os.defpath, "HOME": str(home)},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def key(near_user: Client, session_name: str) -> Path:
    """A running session's key, as the client fetches it."""
    parts.require("ssh", shutil.which("ssh") is not None, "no OpenSSH client; install openssh-client")
    near_user("start", "-t", session_name, "python")
    near_user("session", "download", session_name, "id_container")
    path = near_user.home / "id_container"
    assert path.stat().st_mode & 0o077 == 0
    if os.getuid() == 0:
        os.chown(path, 0, 0)  # the archive keeps the session's user, and OpenSSH wants its own
    return path


@pytest.mark.feature("REST-022", "REST-023", "APX-006")
def test_ssh_scp_and_sftp(near_user: Client, session_name: str, key: Path) -> None:
    home = near_user.home
    data = os.urandom(5_000_000)
    (home / "data.bin").write_bytes(data)
    with app(near_user, session_name, "sshd") as port:
        there = "work@127.0.0.1"
        shell = ["ssh", *OPTIONS, "-i", str(key), "-p", str(port), there]
        assert _run(*shell, "pwd; echo $((6*7))", home=home).split()[-1] == "42"
        copy = ["scp", *OPTIONS, "-i", str(key), "-P", str(port)]
        _run(*copy, "data.bin", f"{there}:there.bin", home=home)
        seen = _run(*shell, "sha256sum there.bin", home=home).split()[0]
        assert seen == hashlib.sha256(data).hexdigest()
        _run(*copy, f"{there}:there.bin", "back.bin", home=home)
        assert (home / "back.bin").read_bytes() == data
        batch = "rename there.bin moved.bin\nls\nget moved.bin got.bin\n"
        listed = _run(
            "sftp", *OPTIONS, "-i", str(key), "-P", str(port), "-b", "-", there, home=home, stdin=batch
        )
        assert "moved.bin" in listed
        assert (home / "got.bin").read_bytes() == data


@pytest.mark.feature("REST-022")
def test_the_clients_own_ssh(near_user: Client, session_name: str, key: Path) -> None:
    """It keeps the key in ``~/.ssh``, which it takes to be there."""
    (near_user.home / ".ssh").mkdir(mode=0o700)
    running = near_user.begin("ssh", "-p", str(free_port()), session_name, "echo $((6*7))-ssh")
    said = _ended(running)
    assert running.returncode == 0, said
    assert "42-ssh" in said
    assert [path.name for path in (near_user.home / ".ssh").iterdir() if path.name.startswith("id_")] == []


def _ended(client: subprocess.Popen[str]) -> str:
    """What ``backend.ai ssh`` printed until its end.

    It interrupts its ``app`` while that closes the connection. One time in twenty on a busy machine
    Python drops that (raised in a ``__del__`` or a weak reference's callback), and both wait for
    ever; people press Ctrl-C again, and so does this.
    """
    while True:
        try:
            return client.communicate(timeout=PATIENCE / 4)[0]
        except subprocess.TimeoutExpired:
            for child in Path(f"/proc/{client.pid}/task/{client.pid}/children").read_text().split():
                if b"\0app\0" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(int(child), signal.SIGINT)


@pytest.mark.feature("REST-021", "REST-023")
def test_an_app_of_the_client_is_a_local_port(user: Client, session_name: str) -> None:
    user("start", "-t", session_name, "python")
    with app(user, session_name, "ttyd") as port:
        for _ in range(3):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as page:
                assert page.status == 200
                assert b"<html" in page.read().lower()
