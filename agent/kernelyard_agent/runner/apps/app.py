"""One app: started when it is wanted, by one caller for all, watched, and started anew when it has died."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import tree
from ..log import SessionLog
from ..notebooks import Server
from ..services import Service, choose_port
from .definitions import Definition, DefinitionProblem, Value, check_arguments, check_environ

START_TIME = 60.0
"""Seconds that an app may take until it answers."""
PREOPEN_TIME = 3.0
"""Seconds for which somebody who asks for a port waits for a program of the user's own to listen on it."""
STOP_TIME = 3.0
"""Seconds between asking an app to end and killing it."""
ATTEMPTS = 3
"""Tries when a port was taken between choosing and binding."""


class AppProblem(Exception):
    """The app cannot be started as asked; the message is for whoever wants it."""


class AppRefused(AppProblem):
    """The caller has asked for something that there is not, or that is not allowed."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How a process of an app is started."""

    argv: list[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    """Beside what every process of the session has."""
    ready_path: str = "/"
    patient: bool = False
    """Whether any answer means that it is up, errors included: what an image brings is not ours to judge."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller wants of an app, and where it will be."""

    ports: list[int]
    arguments: Mapping[str, Value]
    environ: Mapping[str, str]
    prefix: str
    """Path below which browsers see the app."""


@dataclass(frozen=True, slots=True)
class Face:
    """What others are told of an app."""

    name: str
    protocol: str
    ports: tuple[int, ...]
    """Numbers that it has unless they are taken."""
    kind: str = "app"
    keeps_prefix: bool = False
    """Whether it is told the path below which browsers see it; then its addresses hold that path."""
    url_template: str | None = None
    allowed_arguments: Mapping[str, str | None] = field(default_factory=dict)
    allowed_envs: Mapping[str, str | None] = field(default_factory=dict)
    is_inference: bool = False


@dataclass(frozen=True, slots=True)
class Host:
    """What apps share: the session's home, log and list of awaited processes."""

    home: Path
    log: SessionLog
    expected: set[int]
    changed: Callable[[], None]
    apps_path: str
    """Where the relay serves this session's apps, below the site's own path: ``/apps/<kernel id>/``."""


Recipe = Callable[[Request], Awaitable[Launch | None]]
"""Prepares a start; None when the process is somebody else's and only has to be waited for. Raises
`AppProblem`."""


class App:
    def __init__(self, face: Face, recipe: Recipe, host: Host) -> None:
        self.face = face
        self._recipe = recipe
        self._host = host
        self._ports = list(face.ports)
        self._prefix = f"{host.apps_path}{face.name}/"
        self._ready = False
        self._problem: str | None = None
        self._service: Service | None = None
        self._running: asyncio.Task[None] | None = None
        self._starting: asyncio.Task[None] | None = None

    @property
    def jupyter(self) -> Server | None:
        """Where it is a Jupyter server that runs: nothing else is told its prefix."""
        if not self._ready or not self.face.keeps_prefix:
            return None
        return Server(self._ports[0], self._prefix)

    def status(self) -> dict[str, Any]:
        face = self.face
        template = face.url_template
        if face.protocol == "http" and template is None:
            # In words: clients call the protocol of their own tunnel "tcp".
            template = f"http://{{host}}:{{port}}{self._prefix if face.keeps_prefix else '/'}"
        return {
            "name": face.name,
            "protocol": face.protocol,
            "port": self._ports[0],
            "ready": self._ready,
            "problem": self._problem,
            "kind": face.kind,
            "keeps_prefix": face.keeps_prefix,
            "url_template": template,
            "allowed_arguments": dict(face.allowed_arguments),
            "allowed_envs": dict(face.allowed_envs),
            "is_inference": face.is_inference,
        }

    async def start(
        self, arguments: Mapping[str, Value], environ: Mapping[str, str], port: int | None, site_path: str
    ) -> dict[str, Any]:
        """Return its status when it answers. Whoever comes while it starts waits for that start; one that
        runs is left alone, with the arguments that it has. Raises `AppProblem`."""
        rules = Definition(allowed_arguments=self.face.allowed_arguments, allowed_envs=self.face.allowed_envs)
        try:
            check_arguments(rules, arguments)
            check_environ(rules, environ)
        except DefinitionProblem as problem:
            raise AppRefused(f"{self.face.name}: {problem}") from None
        if port is not None and port not in (*self.face.ports, *self._ports):
            raise AppRefused(f"The service {self.face.name} has no port {port}.")
        if not self._ready or self.face.kind == "preopen":
            if self._starting is None:
                prefix = f"{site_path.rstrip('/')}{self._host.apps_path}{self.face.name}/"
                self._prefix = prefix
                self._starting = asyncio.create_task(self._start(arguments, environ))
                self._starting.add_done_callback(self._started)
            await asyncio.shield(self._starting)
        status = self.status()
        if port in self.face.ports:
            status["port"] = self._ports[self.face.ports.index(port)]
        return status

    async def stop(self) -> None:
        """End its processes, those that it has started included. What starts is ended, too."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        service, running = self._service, self._running
        if service is None or running is None or service.process is None or running.done():
            return
        root = service.process.pid

        def family() -> list[tree.Process]:
            processes = tree.snapshot()
            own = [processes[root]] if root in processes else []
            return [p for p in own + tree.descendants(processes, root) if p.alive]

        members = await asyncio.to_thread(family)
        with contextlib.suppress(ProcessLookupError):
            os.kill(root, signal.SIGTERM)
        await asyncio.wait([running], timeout=STOP_TIME)
        marks = {(p.pid, p.started) for p in members}

        def left() -> list[tree.Process]:
            return [p for p in tree.snapshot().values() if (p.pid, p.started) in marks and p.alive]

        await asyncio.to_thread(tree.kill_all, left)
        await asyncio.wait([running])
        self._problem = None
        self._host.changed()

    def _started(self, task: asyncio.Task[None]) -> None:
        self._starting = None
        if not task.cancelled() and (error := task.exception()) is not None:
            self._problem = str(error)
            self._host.changed()

    async def _start(self, arguments: Mapping[str, Value], environ: Mapping[str, str]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            if self.face.kind != "preopen":
                self._ports = [choose_port(port) for port in self.face.ports]
            launch = await self._recipe(Request(self._ports, arguments, environ, self._prefix))
            if launch is None:
                return await self._find()
            if await self._launch(launch):
                return None
            assert self._service is not None
            if attempt == ATTEMPTS or not self._service.port_was_taken:
                raise AppProblem(self._service.problem or f"{self.face.name} does not start.")
        return None

    async def _launch(self, launch: Launch) -> bool:
        """Whether it came up; its end is watched from then on."""
        up = asyncio.Event()

        def changed() -> None:
            self._ready = service.ready
            self._problem = service.problem
            if service.ready:
                up.set()
            self._host.changed()

        spec = {
            "name": self.face.name,
            "protocol": "http" if self.face.protocol == "http" else "tcp",
            "argv": launch.argv,
            "environ": dict(launch.environ),
            "ready_path": launch.ready_path,
            "patient": launch.patient,
            "port": self._ports[0],
        }
        service = Service(spec, {}, self._host.log, self._host.expected, changed)
        self._service = service
        self._running = running = asyncio.create_task(self._watch(service))
        waiting = asyncio.create_task(up.wait())
        try:
            done, _ = await asyncio.wait(
                {waiting, running}, timeout=START_TIME, return_when="FIRST_COMPLETED"
            )
        except asyncio.CancelledError:
            service.kill()
            raise
        finally:
            waiting.cancel()
        if not done:
            service.kill()
            raise AppProblem(f"{self.face.name} has not answered in {START_TIME:.0f} s.")
        if running in done and (error := running.exception()) is not None:
            raise AppProblem(f"{self.face.name} does not start: {error!r}") from error
        return waiting in done

    async def _watch(self, service: Service) -> None:
        await service.run()
        if self._service is service:
            self._ready = False

    async def _find(self) -> None:
        """Wait a little for what the user, or the image, must have started."""
        self._ready = False
        probe = Service(
            {"name": self.face.name, "protocol": "tcp", "argv": [], "ready_path": "", "port": self._ports[0]},
            {},
            self._host.log,
            self._host.expected,
            lambda: None,
        )
        deadline = asyncio.get_running_loop().time() + PREOPEN_TIME
        while not await probe.answers():
            if asyncio.get_running_loop().time() > deadline:
                raise AppProblem(
                    f"{self.face.name}: nothing listens on port {self._ports[0]} of the session."
                )
            await asyncio.sleep(0.1)
        self._ready, self._problem = True, None
        self._host.changed()
