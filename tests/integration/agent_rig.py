"""A real agent on a real port, and as much of a hub service as it needs: something that takes its reports."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

from aiohttp import web

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentClient
from kernelyard_agent.runner import tree

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
DEADLINE = 40.0


async def until(happened: Callable[[], Any], what: str, deadline: float = DEADLINE) -> Any:
    """Poll until it is true; generous, because the machine may be busy."""
    end = time.monotonic() + deadline
    while not (value := happened()):
        if time.monotonic() > end:
            raise AssertionError(f"did not happen in {deadline} s: {what}")
        await asyncio.sleep(0.02)
    return value


class HubService:
    """Records heartbeats and events. ``forget`` goes out with the next answer."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.heartbeats: list[p.Heartbeat] = []
        self.events: list[p.KernelStatus] = []
        self.forget: list[UUID] = []
        self.epoch = 1
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/services/kernelyard/agent/heartbeat", self._heartbeat)
        app.router.add_post("/services/kernelyard/agent/events", self._event)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/services/kernelyard"

    def seen(self, kernel_id: UUID) -> p.KernelStatus | None:
        """The kernel in the newest heartbeat."""
        last = self.heartbeats[-1].kernels if self.heartbeats else []
        return next((status for status in last if status.kernel_id == kernel_id), None)

    async def _heartbeat(self, request: web.Request) -> web.Response:
        self._check(request)
        self.heartbeats.append(p.Heartbeat.model_validate_json(await request.read()))
        reply = p.HeartbeatReply(epoch=self.epoch, forget=self.forget)
        return web.json_response(text=reply.model_dump_json())

    async def _event(self, request: web.Request) -> web.Response:
        self._check(request)
        self.events.append(p.KernelEvent.model_validate_json(await request.read()).status)
        return web.Response(status=204)

    def _check(self, request: web.Request) -> None:
        if request.headers["Authorization"] != f"Bearer {self.secret}":
            raise web.HTTPUnauthorized
        assert request.headers["X-Kernelyard-Protocol"] == str(p.PROTOCOL)


class Rig:
    """One agent process with its hub service. Ends what it started, sessions included."""

    def __init__(
        self, directory: Path, *, as_uid: int | None = None, under: tuple[str, ...] = (), **config: str
    ) -> None:
        """``under`` is a command that starts the agent's command; ``config`` are traits."""
        self.directory = directory
        self.state_dir = directory / "agent"
        self.volume = directory / "volume1"
        self.secret = secrets.token_hex(16)
        self.hub = HubService(self.secret)
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.client = AgentClient(f"http://127.0.0.1:{self.port}", self.secret)
        self._config = config
        self._as_uid = as_uid
        self._under = under

    async def __aenter__(self) -> Self:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.volume.mkdir(exist_ok=True)
        (self.directory / "agent.token").touch(mode=0o600)
        (self.directory / "agent.token").write_text(self.secret)
        if self._as_uid is not None:
            for path in (self.directory, self.volume, self.directory / "agent.token"):
                os.chown(path, self._as_uid, self._as_uid)
        await self.hub.start()
        try:
            await self.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(self.process.wait, 20)
        for process in self.session_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        await self.client.close()
        await self.hub.stop()

    async def start(self) -> None:
        """Start the agent and wait for its first heartbeat."""
        before = len(self.hub.heartbeats)
        identity = {} if self._as_uid is None else {"user": self._as_uid, "group": self._as_uid}
        arguments = {
            "agent_id": "i-test",
            "port": str(self.port),
            "service_url": self.hub.url,
            "secret_file": str(self.directory / "agent.token"),
            "state_dir": str(self.state_dir),
            **self._config,
        }
        with (self.directory / "agent.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *self._under,
                    sys.executable,
                    "-m",
                    "kernelyard_agent.daemon",
                    *(f"--{_trait(name)}={value}" for name, value in arguments.items()),
                    f"--Agent.volumes=volume1={self.volume}",
                ],
                stdout=log,
                stderr=log,
                extra_groups=[] if self._as_uid is not None else None,
                **identity,  # type: ignore[arg-type]
            )
        await until(lambda: len(self.hub.heartbeats) > before or self.process.poll() is not None, "heartbeat")
        assert self.process.poll() is None, self.log()

    async def kill(self) -> None:
        """``kill -9``, as a crash would."""
        assert self.process is not None
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    async def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, 20)

    def log(self) -> str:
        return (self.directory / "agent.log").read_text()

    def spec(self, **changes: Any) -> p.KernelSpec:
        fields: dict[str, Any] = {
            "kernel_id": uuid4(),
            "session_id": uuid4(),
            "session_name": "test",
            "image": f"local/python:{VERSION}",
            "architecture": os.uname().machine,
            "owner_username": "somebody",
        }
        return p.KernelSpec(**{**fields, **changes})

    async def create(self, spec: p.KernelSpec, **credentials: str) -> p.KernelStatus:
        return await self.client.create_kernel(
            p.CreateKernel(epoch=1, spec=spec, credentials=p.Credentials(environ=credentials))
        )

    async def running(self, **changes: Any) -> p.KernelSpec:
        """A kernel that runs."""
        spec = self.spec(**changes)
        await self.create(spec)
        await self.state(spec, p.KernelState.RUNNING)
        return spec

    async def state(
        self, spec: p.KernelSpec, *states: p.KernelState, deadline: float = DEADLINE
    ) -> p.KernelStatus:
        """Wait until the hub service has been told that the kernel is in one of these states."""

        def arrived() -> p.KernelStatus | None:
            status = self.hub.seen(spec.kernel_id)
            return status if status is not None and status.state in states else None

        try:
            status: p.KernelStatus = await until(arrived, f"{states}", deadline)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.hub.seen(spec.kernel_id)}\n{self.log()}") from None
        return status

    async def run(
        self, spec: p.KernelSpec, code: str, *, run_id: str = "", stop_at: tuple[str, ...] = ("finished",)
    ) -> list[p.ExecuteResult]:
        """Query, then continue until one of the states; all answers."""
        run_id = run_id or uuid4().hex
        return await self.follow(spec, await self.execute(spec, run_id, "query", code), stop_at)

    async def follow(
        self, spec: p.KernelSpec, first: p.ExecuteResult, stop_at: tuple[str, ...] = ("finished",)
    ) -> list[p.ExecuteResult]:
        """Continue a run until one of the states; all answers, the first included."""
        answers = [first]
        end = time.monotonic() + DEADLINE
        while answers[-1].status not in stop_at:
            assert time.monotonic() < end, answers
            answers.append(await self.execute(spec, first.run_id, "continue"))
        return answers

    async def execute(self, spec: p.KernelSpec, run_id: str, mode: Any, code: str = "") -> p.ExecuteResult:
        request = p.ExecuteRequest(run_id=run_id, mode=mode, code=code)
        return await self.client.execute(spec.kernel_id, request)

    async def destroy(self, spec: p.KernelSpec, grace: float = 2.0) -> p.KernelStatus:
        await self.client.destroy_kernel(
            spec.kernel_id, p.DestroyKernel(epoch=1, generation=spec.generation, grace=grace)
        )
        return await self.state(spec, p.KernelState.EXITED)

    def session_processes(self) -> list[tree.Process]:
        """Every process that was born in a session of this agent."""
        home = f"HOME={self.state_dir}/scratch/"
        found = []
        for process in tree.snapshot().values():
            with contextlib.suppress(OSError):
                environ = Path(f"/proc/{process.pid}/environ").read_bytes().decode(errors="replace")
                if process.alive and any(line.startswith(home) for line in environ.split("\0")):
                    found.append(process)
        return found


def text(answers: list[p.ExecuteResult], kind: str = "stdout") -> str:
    """All console text of one kind."""
    return "".join(str(content) for answer in answers for name, content in answer.console if name == kind)


def _trait(name: str) -> str:
    """Of the agent, unless it says of what."""
    return name if "." in name else f"Agent.{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        for port in range(21000 + os.getpid() % 400, 22000):
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise AssertionError("no free port")


async def rig_in(directory: Path, **config: Any) -> AsyncIterator[Rig]:
    """For fixtures: a rig below a directory that any user may pass through."""
    async with Rig(directory, **config) as rig:
        yield rig
