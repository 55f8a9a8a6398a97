"""One real site for tests: ``kernelyard up`` in a directory and on a port of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests import databases

START_SECONDS = 180.0
"""Until the Hub answers; ten times what a loaded machine with two cores needs."""
STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Account:
    """One of the two accounts that a first start creates."""

    username: str
    email: str
    password: str = field(repr=False)
    access_key: str
    secret_key: str = field(repr=False)


def free_port() -> int:
    """A port on loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_ports(names: Iterable[str]) -> dict[str, int]:
    """Such ports by name, no two of them the same."""
    with contextlib.ExitStack() as held:
        probes = {name: held.enter_context(socket.socket()) for name in names}
        for probe in probes.values():
            probe.bind(("127.0.0.1", 0))
        return {name: int(probe.getsockname()[1]) for name, probe in probes.items()}


class RunningSite:
    """A site between `start` and `stop`. Its data lies where the sessions' user can reach it."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        self.log_path = data.parent / f"{data.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.facts: dict[str, Any] = {}

    @classmethod
    def fresh(cls) -> RunningSite:
        """A site that was never started, below the system's directory for temporary files."""
        home = Path(tempfile.mkdtemp(prefix="ky-site-"))
        # When root starts the site, sessions run as another user, who must get through.
        home.chmod(0o755)
        return cls(home / "data", free_port())

    @property
    def hub_url(self) -> str:
        """Where browsers go, without trailing slash."""
        return str(self.facts["hub_url"])

    @property
    def service_url(self) -> str:
        """The hub service past the proxy, as ``credentials.json`` gives it; no trailing slash."""
        return str(self.facts["service_url"]).rstrip("/")

    @property
    def proxied_service_url(self) -> str:
        """The hub service through the Hub's proxy."""
        return f"{self.hub_url.rstrip('/')}/services/kernelyard"

    def ports(self) -> dict[str, int]:
        """The ports that only this machine sees, by program; empty before the first start."""
        state = self.data / "state.json"
        found: dict[str, int] = json.loads(state.read_text())["ports"] if state.exists() else {}
        return found

    @property
    def admin(self) -> Account:
        return self._account("admin")

    @property
    def user(self) -> Account:
        return self._account("user")

    def _account(self, which: str) -> Account:
        named = {key: self.facts[which][key] for key in Account.__dataclass_fields__}
        return Account(**named)

    def start(self, *arguments: str, timeout: float = START_SECONDS) -> None:
        """Start it and return when Hub and service answer; else raise `AssertionError` with the log's end."""
        command = Path(sys.executable).parent / "kernelyard"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        if databases.on_postgresql() and not self.data.exists() and "--database" not in arguments:
            arguments = (*arguments, "--database", databases.fresh(self.data.parent, "site", empty=True))
        with self.log_path.open("ab") as log:
            said_before = log.tell()
            self.process = subprocess.Popen(
                [str(command), "up", "--data", str(self.data), "--port", str(self.port), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        deadline = time.monotonic() + timeout
        while not (self._greeted(said_before) and self._answers()):
            if self.process.poll() is not None:
                raise AssertionError(
                    f"kernelyard up ended with {self.process.returncode}:\n{self.log_tail()}"
                )
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the site did not answer within {timeout:.0f} s:\n{self.log_tail()}")
            time.sleep(0.1)
        self.facts = json.loads((self.data / "credentials.json").read_text())

    def _greeted(self, offset: int) -> bool:
        """Whether it has said that all of its programs are up, after ``offset`` bytes of output."""
        with self.log_path.open("rb") as log:
            log.seek(offset)
            return b"Kernelyard runs at" in log.read()

    def _answers(self) -> bool:
        if not (self.data / "credentials.json").exists():
            return False
        base = f"http://127.0.0.1:{self.port}"
        return _status(f"{base}/hub/api/") == 200 and _status(f"{base}/services/kernelyard/") == 200

    def stop(self, timeout: float = STOP_SECONDS) -> int:
        """Ctrl-C. Returns the exit status; kills everything and raises when it has not ended in time."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired as late:
            self.kill()
            raise AssertionError(f"no end {timeout:.0f} s after Ctrl-C:\n{self.log_tail()}") from late
        self.process = None
        return status

    def kill(self) -> None:
        """End whatever is left of it, without asking."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
        for left in self.processes():
            try:
                left.kill()
            except psutil.NoSuchProcess:
                continue

    def processes(self) -> list[psutil.Process]:
        """Every process that names its data directory in arguments, environment or working directory."""
        mark = str(self.data)
        found = []
        for process in psutil.process_iter():
            if process.pid == os.getpid():
                continue
            try:
                told = [*process.cmdline(), *process.environ().values(), process.cwd()]
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess, OSError):
                continue
            if any(mark in text for text in told):
                found.append(process)
        return found

    def leftovers(self, timeout: float = 10.0) -> list[str]:
        """What still runs or listens after `stop`, each described in a line; empty when it is clean."""
        deadline = time.monotonic() + timeout
        while True:
            left = [f"process {process.pid}: {_describe(process)}" for process in self.processes()]
            ports = {"public": self.port, **self.ports()}
            left.extend(
                f"port {port} ({name}) still answers" for name, port in ports.items() if _listens(port)
            )
            if not left or time.monotonic() > deadline:
                return left
            time.sleep(0.1)

    def log_tail(self, lines: int = 80) -> str:
        """The end of what it printed."""
        if not self.log_path.exists():
            return "(no output)"
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])

    def remove(self) -> None:
        """Delete its files."""
        shutil.rmtree(self.data.parent, ignore_errors=True)


def _describe(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())[:200]
    except psutil.Error:
        return "(gone)"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _status(url: str) -> int:
    """The status that ``url`` answers with; 0 when nothing answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url), timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return int(refusal.code)
    except OSError:
        return 0
