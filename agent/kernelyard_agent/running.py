"""One kernel of this node, and what can be asked of those that run."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from uuid import UUID

from . import protocol as p
from .engines import environment
from .errors import NoSuchKernel, NoSuchService, NotRunning, Refused
from .journal import Entry
from .link import RunnerLink
from .runner.apps.templates import check_url

FILES_TIMEOUT = 60.0
"""Seconds for files to be written, listed or packed."""
STOP_TIMEOUT = 20.0
"""Seconds for the processes of a service to end."""


class Kernel:
    """One kernel: its journal entry, and what connects this process to it."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.link: RunnerLink | None = None
        self.predecessor: Kernel | None = None
        """The generation before, until it has ended."""
        self.starting = asyncio.Lock()
        self.ended = asyncio.Event()
        self.stats: dict[str, dict[str, str | None]] = {}
        self.abuse: dict[str, object] | None = None
        self.busy: bool | None = None
        """Whether code runs in it, as its runner said last; None while it has said nothing."""
        self.used_at: float | None = None
        """When somebody last did something in it, by the monotonic clock."""
        if entry.ended:
            self.ended.set()

    @property
    def id(self) -> UUID:
        return self.entry.spec.kernel_id

    def touch(self, ago: float = 0.0) -> None:
        """Somebody has done something in it, ``ago`` seconds before now."""
        at = time.monotonic() - ago
        self.used_at = at if self.used_at is None else max(self.used_at, at)

    def status(self) -> p.KernelStatus:
        entry = self.entry
        return p.KernelStatus(
            kernel_id=self.id,
            session_id=entry.spec.session_id,
            generation=entry.spec.generation,
            state=entry.state,
            reason=entry.reason,
            exit_code=entry.exit_code,
            container_id=entry.workload.container_id if entry.workload else None,
            services=entry.services,
            stats=self.stats,
            abuse=self.abuse,
            quiet=None if self.used_at is None else round(max(0.0, time.monotonic() - self.used_at), 1),
            busy=self.busy,
            changed_at=entry.changed_at,
        )


class Running:
    """What users ask of their sessions: their runners answer. ``by_runner``: whether ports of sessions are
    reached by their runners only."""

    def __init__(self, *, by_runner: bool) -> None:
        self.by_runner = by_runner
        self._kernels: dict[UUID, Kernel] = {}

    async def execute(self, kernel_id: UUID, request: p.ExecuteRequest) -> p.ExecuteResult:
        """A slice of a run (EXE-001 to EXE-003). Raises `Refused`, `NoSuchKernel`, `NotRunning`, `NoSuchRun`,
        `RunnerSilent`."""
        link = self._running(kernel_id)
        if request.mode == "complete":
            raise Refused("mode: completion has a call of its own.")
        result = await link.request("execute", request.model_dump(), 8.0)
        return p.ExecuteResult.model_validate(result)

    async def interrupt(self, kernel_id: UUID) -> None:
        await self._running(kernel_id).request("interrupt", {}, 8.0)

    async def complete(self, kernel_id: UUID, request: p.CompleteRequest) -> p.CompleteResult:
        params = {"code": request.code, "cursor": cursor_position(request)}
        suggestions = await self._running(kernel_id).request("complete", params, 9.0)
        return p.CompleteResult(suggestions=suggestions)

    async def upload(self, kernel_id: UUID, request: p.FilesUpload) -> None:
        """Write files into the session's home, as its user."""
        await self._running(kernel_id).request("upload", request.model_dump(), FILES_TIMEOUT)

    async def list_files(self, kernel_id: UUID, request: p.FilePath) -> p.SessionFiles:
        listed = await self._running(kernel_id).request("list-files", request.model_dump(), FILES_TIMEOUT)
        return p.SessionFiles.model_validate(listed)

    async def download(self, kernel_id: UUID, request: p.FilePath) -> p.PackedFile:
        tar = await self._running(kernel_id).request("download", request.model_dump(), FILES_TIMEOUT)
        return p.PackedFile(tar=tar)

    async def start_service(self, kernel_id: UUID, name: str, request: p.StartService) -> p.ServicePort:
        """Start a service unless it runs; returns when it answers (AGT-025). Raises `NoSuchService`,
        `ServiceSilent`, `BadRequest` for what its definition does not allow."""
        link = self._running(kernel_id)
        service = self._service(kernel_id, name)
        if service.kind == "eager":
            return service
        for variable, value in request.environ.items():
            environment.check_name(variable)
            environment.check_value(variable, value)
        params = {"name": name, **request.model_dump()}
        started = await link.request("start-app", params, p.SERVICE_START)
        return service_port(started, not self.by_runner)

    async def stop_service(self, kernel_id: UUID, name: str) -> None:
        """End a service that was started at its first use. Raises `NoSuchService`, `Refused`."""
        link = self._running(kernel_id)
        if self._service(kernel_id, name).kind == "eager":
            raise Refused(f"The service {name} cannot be stopped: it belongs to its session.")
        await link.request("stop-app", {"name": name}, STOP_TIMEOUT)

    def _service(self, kernel_id: UUID, name: str) -> p.ServicePort:
        services = self._kernels[kernel_id].entry.services
        found = next((service for service in services if service.name == name), None)
        if found is None:
            raise NoSuchService(name[:80])
        return found

    def _running(self, kernel_id: UUID) -> RunnerLink:
        kernel = self._kernels.get(kernel_id)
        if kernel is None:
            raise NoSuchKernel()
        if kernel.entry.state is not p.KernelState.RUNNING or kernel.link is None:
            raise NotRunning(f"It is {kernel.entry.state}.")
        return kernel.link


def cursor_position(request: p.CompleteRequest) -> int:
    """Where in the code the cursor is: ``row`` and ``col`` count from 0; out of range means the end."""
    lines = request.code.split("\n")
    if not 0 <= request.row < len(lines):
        return len(request.code)
    before = sum(len(line) + 1 for line in lines[: request.row])
    return before + max(0, min(request.col, len(lines[request.row])))


def service_port(service: dict[str, Any], reachable: bool) -> p.ServicePort:
    """What a runner says of a service. It runs as the session's user: ValueError for what cannot be.
    ``reachable``: whether this node reaches the session's ports itself."""
    fields = {name: value for name, value in service.items() if name != "port"}
    if fields.get("url_template") is not None:
        check_url(fields["url_template"])
    return p.ServicePort(**fields, container_port=service["port"], url=_url(service) if reachable else None)


def _url(service: dict[str, Any]) -> str | None:
    scheme = "http" if service["protocol"] == "http" else "tcp"
    up = service["ready"] or service.get("kind", "eager") == "eager"
    return f"{scheme}://127.0.0.1:{service['port']}" if up and service["port"] else None
