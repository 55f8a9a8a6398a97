"""The embedded engine: a session is a tree of ordinary processes. It isolates nothing, and says so.

The runner reads its plan (`plan`) from its standard input.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import platform
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from ..commits import Exporter
from ..errors import Refused
from ..homes import Homes, Place
from ..journal import Workload, boot_id
from ..link import Address
from ..protocol import Credentials, KernelSpec, NodeImage
from ..runner import children, tree
from . import Mounter, Puller, Usage, environment, plan
from .links import Links

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SessionUser:
    """Who sessions run as; `drop` when the agent must become that user to start them."""

    uid: int
    gid: int
    drop: bool


class ProcessEngine:
    name = "process"
    isolation: Literal["enforced", "advisory"] = "advisory"
    exporter: Exporter | None = None
    puller: Puller | None = None
    ports: Literal["node", "runner"] = "node"

    def __init__(
        self,
        python: Path,
        python_version: str,
        user: SessionUser,
        homes: Homes,
        hub_api_url: str = "",
        service_url: str = "",
    ) -> None:
        self._python = python
        self._version = python_version
        self._user = user
        self._homes = homes
        self._hub_api_url = hub_api_url
        self._service_url = service_url.rstrip("/")
        self.outbound: Mapping[str, Address] = {}
        self._boot_id = boot_id()
        # Root without CAP_SYS_PTRACE (a container's, by default) cannot read the environment of others.
        self._blind = user.drop
        self._children: dict[UUID, subprocess.Popen[bytes]] = {}
        # Who belonged to a session when it was last measured: a process that has hidden its origin since (its
        # parent gone, its environment emptied) is still known by pid and start.
        self._members: dict[UUID, set[tuple[int, int]]] = {}
        self.mounter: Mounter | None = Links(homes, (user.uid, user.gid) if user.drop else None, self._pids)

    async def open(self) -> None:
        """There is nothing to get ready."""

    async def close(self) -> None:
        """There is nothing to let go of: sessions are children of nobody."""

    async def keep_only(self, kernel_ids: set[UUID]) -> None:
        """What `find` does not find has left nothing but processes that nobody can tell from others."""

    def images(self) -> list[NodeImage]:
        """The session environment, as the image ``local/python:<major.minor>``."""
        architecture = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine(), platform.machine())
        return [
            NodeImage(
                registry="local",
                name="python",
                tag=self._version,
                architecture=architecture,
                digest="",
                size_bytes=0,
                labels={
                    "ai.backend.kernelspec": "1",
                    "ai.backend.role": "COMPUTE",
                    "ai.backend.runtime-type": "python",
                    "ai.backend.runtime-path": str(self._python),
                    "ai.backend.features": "batch query uid-match user-input",
                    "ai.backend.base-distro": "host",
                    "ai.backend.resource.min.cpu": "1",
                    "ai.backend.resource.min.mem": "64m",
                    "ai.backend.envs.corecount": ",".join(environment.CORE_COUNTS),
                },
            )
        ]

    def check(self, spec: KernelSpec) -> None:
        image = self.images()[0]
        if spec.image != f"{image.registry}/{image.name}:{image.tag}":
            raise Refused(f"image: the process engine has no image {spec.image!r}.")
        if spec.architecture != image.architecture:
            raise Refused(f"architecture: this node is {image.architecture}, not {spec.architecture}.")
        environment.split(spec)
        for service in spec.services:
            if not service.argv:
                raise Refused(f"services: {service.name} has no command.")
            for name, value in service.environ.items():
                environment.check_value(name, value)
        self._homes.sources(spec.mounts)

    async def start(
        self, spec: KernelSpec, credentials: Credentials, place: Place, token: str, devices: Mapping[str, str]
    ) -> Workload:
        user, notebook = environment.split(spec)
        path = f"{self._python.parent}:/usr/local/bin:/usr/bin:/bin"
        environ = environment.build(spec, user, devices, home=place.work, path=path)
        environ["SHELL"] = environment.host_shell()
        given = plan.build(
            spec,
            credentials,
            token,
            notebook=notebook,
            hub_api_url=self._hub_api_url,
            service_url=self._service_url,
            labels=self.images()[0].labels,
            home=place.work,
            has_home_folder=(place.work / "home").is_dir(),
        )
        process = await asyncio.to_thread(self._popen, place, environ, given)
        self._children[spec.kernel_id] = process
        self._blind = self._user.drop and not tree.has_variable(process.pid, _mark(spec.kernel_id))
        seen = tree.read(process.pid)
        return Workload(
            kernel_id=spec.kernel_id,
            pid=process.pid,
            started=seen.started if seen else 0,
            boot_id=self._boot_id,
            container_id=f"process-{process.pid}",
        )

    async def find(self, kernel_id: UUID) -> Workload | None:
        def search() -> tree.Process | None:
            ours = {p.pid: p for p in self._marked(tree.snapshot(), kernel_id)}
            return next((p for p in ours.values() if p.session == p.pid and p.parent not in ours), None)

        found = await asyncio.to_thread(search)
        if found is None:
            return None
        return Workload(
            kernel_id=kernel_id,
            pid=found.pid,
            started=found.started,
            boot_id=self._boot_id,
            container_id=f"process-{found.pid}",
        )

    async def clear(self, kernel_id: UUID) -> None:
        if self._blind:
            await asyncio.to_thread(self._sweep, kernel_id)

    def arrived(self, place: Place) -> None:
        """Its plan came through a pipe, of which nothing is left."""

    def alive(self, workload: Workload) -> bool:
        if workload.boot_id != self._boot_id:
            return False
        process = tree.read(workload.pid)
        return process is not None and process.alive and process.started == workload.started

    async def ended(self, workload: Workload) -> int | None:
        process = self._children.get(workload.kernel_id)
        if process is not None and process.pid == workload.pid:
            try:
                return await children.wait(process)
            finally:
                self._children.pop(workload.kernel_id, None)
        if self.alive(workload):
            await children.gone(workload.pid)
        return None

    async def obituary(self, workload: Workload) -> str:
        return ""

    def ask_to_end(self, workload: Workload) -> None:
        if self.alive(workload) and (process := tree.read(workload.pid)) is not None:
            tree.send([process], signal.SIGTERM)

    async def end(self, workload: Workload) -> None:
        if workload.boot_id != self._boot_id:
            return  # the machine was restarted since, nothing of it can run

        left = await asyncio.to_thread(tree.kill_all, lambda: self._of(workload))
        if self._blind:
            left += await asyncio.to_thread(self._sweep, workload.kernel_id)
        if left:
            log.error("kernel %s: could not be ended: %s", workload.kernel_id, [p.pid for p in left])
        self._members.pop(workload.kernel_id, None)

    def _of(self, workload: Workload) -> list[tree.Process]:
        """All processes of a session that can be told from others."""
        processes = tree.snapshot()
        found = {p.pid: p for p in self._marked(processes, workload.kernel_id)}
        root = processes.get(workload.pid)
        if root is not None and root.started == workload.started:
            found |= {p.pid: p for p in [root, *tree.descendants(processes, root.pid)]}
        for pid, started in self._members.get(workload.kernel_id, ()):
            process = processes.get(pid)
            if process is not None and process.started == started:
                found |= {p.pid: p for p in [process, *tree.descendants(processes, pid)]}
        return list(found.values())

    def _pids(self, workload: Workload) -> set[int]:
        return {process.pid for process in self._of(workload)}

    def usage(self, workloads: list[Workload]) -> dict[UUID, Usage]:
        processes = tree.snapshot()
        figures = {}
        for workload in workloads:
            root = processes.get(workload.pid)
            if root is None or root.started != workload.started:
                continue
            members = [root, *tree.descendants(processes, root.pid)]
            self._members[workload.kernel_id] = {(p.pid, p.started) for p in members}
            figures[workload.kernel_id] = Usage(
                cpu_seconds=sum(p.cpu_ticks for p in members) / tree.TICKS,
                memory_bytes=sum(p.rss_bytes for p in members),
                processes=len(members),
                pids=frozenset(p.pid for p in members),
            )
        return figures

    def _marked(self, processes: dict[int, tree.Process], kernel_id: UUID) -> list[tree.Process]:
        """Processes that were born with the kernel's id in their environment, wherever they hang now."""
        mark = _mark(kernel_id)
        return [p for p in processes.values() if p.pid != os.getpid() and tree.has_variable(p.pid, mark)]

    def _sweep(self, kernel_id: UUID) -> list[tree.Process]:
        """End the kernel's marked processes as the sessions' user, who can see their marks."""
        command = [str(self._python), "-I", "-m", "kernelyard_agent.runner.sweep", _mark(kernel_id)]
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            cwd="/",
            env={"LANG": "C.UTF-8"},
            check=False,
            timeout=30,
            **self._identity(),
        )
        left = (tree.read(int(pid)) for pid in done.stdout.split())
        return [process for process in left if process is not None]

    def _identity(self) -> dict[str, Any]:
        """Arguments of Popen that make a process the sessions' user's."""
        if not self._user.drop:
            return {}
        return {"user": self._user.uid, "group": self._user.gid, "extra_groups": []}

    def _popen(self, place: Place, environ: dict[str, str], given: dict[str, Any]) -> subprocess.Popen[bytes]:
        log = os.open(place.log, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        status = os.open(place.status, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        directory = os.open(place.socket_directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            process = subprocess.Popen(
                [str(self._python), "-I", "-m", "kernelyard_agent.runner"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=place.work,
                env=environ,
                pass_fds=(log, status, directory),
                start_new_session=True,
                umask=0o022,
                **self._identity(),
            )
        finally:
            for descriptor in (log, status, directory):
                os.close(descriptor)
        assert process.stdin is not None
        descriptors = {"log_fd": log, "status_fd": status, "socket_dir_fd": directory}
        # A runner that has died already is seen by its end, not by its pipe.
        with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(json.dumps({**given, **descriptors}).encode())
        return process


def _mark(kernel_id: UUID) -> str:
    """What every process of a session is born with in its environment."""
    return f"BACKENDAI_KERNEL_ID={kernel_id}"
