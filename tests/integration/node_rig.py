"""Another machine: a network namespace with an address of its own, and the agent of a node in it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Self

import psutil
from tests import parts
from tests.running_site import RunningSite
from tests.signed import Signed

KERNELYARD = str(Path(sys.executable).with_name("kernelyard"))
PATIENCE = 60.0


def eventually(happened: Callable[[], Any], what: str, deadline: float = PATIENCE) -> Any:
    """Poll until it is true; generous, because the machine may be busy."""
    end = time.monotonic() + deadline
    while not (value := happened()):
        if time.monotonic() > end:
            raise AssertionError(f"did not happen in {deadline:.0f} s: {what}")
        time.sleep(0.1)
    return value


@cache
def namespaces() -> bool:
    """Whether this machine lets us make network namespaces."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    name = f"ky-try-{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode:
        return False
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    return True


def require_namespaces() -> None:
    """The part ``netns``: another machine, as far as the network can tell."""
    parts.require("netns", namespaces(), "network namespaces need root and the command `ip` (iproute2)")


class Machine:
    """A machine beside this one. They are connected by a cable, which can be pulled."""

    def __init__(self, number: int) -> None:
        base = os.getpid() % 250
        self.name = f"ky{os.getpid()}-{number}"
        self.cable = f"kyv{os.getpid() % 100000}-{number}"
        self.near, self.far = f"10.{200 + number}.{base}.1", f"10.{200 + number}.{base}.2"
        """Addresses of this machine and of that one."""

    def __enter__(self) -> Self:
        for command in (
            f"ip netns add {self.name}",
            f"ip link add {self.cable} type veth peer name far0 netns {self.name}",
            f"ip addr add {self.near}/30 dev {self.cable}",
            f"ip link set {self.cable} up",
            f"ip -n {self.name} addr add {self.far}/30 dev far0",
            f"ip -n {self.name} link set far0 up",
            f"ip -n {self.name} link set lo up",
        ):
            subprocess.run(command.split(), check=True, capture_output=True)
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["ip", "netns", "del", self.name], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", self.cable], capture_output=True, check=False)

    def pull(self) -> None:
        """Pull the cable. Whatever is under way hears nothing more."""
        subprocess.run(["ip", "link", "set", self.cable, "down"], check=True)

    def plug(self) -> None:
        subprocess.run(["ip", "link", "set", self.cable, "up"], check=True)

    def on(self, *command: str) -> list[str]:
        """The command as it runs on that machine."""
        return ["ip", "netns", "exec", self.name, *command]

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.on(*command), capture_output=True, text=True, check=False, timeout=120, cwd=cwd
        )


class Forward:
    """What a site's web server does for others: passes an address of this machine on to one of loopback."""

    def __init__(self, host: str, target: int) -> None:
        self._listening = socket.create_server((host, 0))
        self.port: int = self._listening.getsockname()[1]
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._listening.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._pass_on, sock=self._listening))
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(asyncio.sleep(0.1))
        self._loop.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            back_reader, back_writer = await asyncio.open_connection("127.0.0.1", self._target)
            await asyncio.gather(_pump(reader, back_writer), _pump(back_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


class RemoteNode:
    """A node on a `Machine`. Its files lie beside the site's, where the sessions' user can reach them."""

    def __init__(self, machine: Machine, site: RunningSite, name: str) -> None:
        self.machine, self.site, self.name = machine, site, name
        self.home = site.data.parent / name
        self.home.mkdir(mode=0o755)
        self.log_path = self.home / "agent.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._more: tuple[str, ...] = ()

    @property
    def node_dir(self) -> Path:
        return self.home / "node"

    @property
    def config(self) -> Path:
        return self.home / f"{self.name}_config.py"

    @property
    def token(self) -> Path:
        return self.home / f"{self.name}.token"

    def add(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """On the Hub's machine: ``kernelyard node add``."""
        where = ("--data", str(self.site.data), "--out", str(self.home))
        return run(KERNELYARD, "node", "add", self.name, *where, *arguments)

    def join(self, hub: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        where = ("--token-file", str(self.token), "--node-dir", str(self.node_dir))
        return self.machine.run(KERNELYARD, "agent", "join", "--hub", hub, *where, *arguments)

    def configure(self, *more: str) -> None:
        """Edit the file that ``node add`` has written as its reader is told to, and add lines to it."""
        self._more = more or self._more
        text = self.config.read_text()
        for before, after in (
            ("/etc/kernelyard/node", str(self.node_dir)),
            ("/var/lib/kernelyard", str(self.home / "state")),
            ("/mnt/volume1", str(self.site.data / "volumes" / "volume1")),
        ):
            assert before in text
            text = text.replace(before, after)
        self.config.write_text(text + "\n".join(["", *self._more, ""]))

    def check(self) -> subprocess.CompletedProcess[str]:
        return self.machine.run(KERNELYARD, "agent", "check", "--config", str(self.config))

    def start(self, *arguments: str) -> None:
        with self.log_path.open("ab") as log:
            command = self.machine.on(KERNELYARD, "agent", "--config", str(self.config), *arguments)
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def stop(self) -> None:
        """End the agent; its sessions go on."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(30)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        self.process = None

    def clear(self) -> None:
        """End the agent and whatever is left of its sessions."""
        self.stop()
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                told = [*process.cmdline(), *process.environ().values(), process.cwd()]
                if any(str(self.home) in text for text in told):
                    process.kill()

    def log(self) -> str:
        return self.log_path.read_text() if self.log_path.exists() else ""

    def state(self) -> str:
        """What ``kernelyard node list`` says of it; empty when it is not on the list."""
        lines = run(KERNELYARD, "node", "list", "--data", str(self.site.data)).stdout.splitlines()
        return next((line.split()[1] for line in lines if line.split()[0] == self.name), "")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """A command on this machine."""
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def run_code(user: Signed, session: str, code: str) -> str:
    """What the code prints in a session. Raises `AssertionError` unless it finishes."""
    mode, run_id, printed = "query", None, ""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        said = code if mode == "query" else ""
        body: dict[str, Any] = {"mode": mode, "code": said, "runId": run_id, "options": {}}
        answer = user.call("POST", f"/session/{session}", body)
        assert answer.status == 200, answer
        result = answer.body["result"]
        run_id, mode = result["runId"], "continue"
        printed += "".join(str(item[1]) for item in result["console"] if item[0] in ("stdout", "stderr"))
        if result["status"] == "finished":
            return printed
    raise AssertionError(f"the code did not finish; so far: {printed}")
