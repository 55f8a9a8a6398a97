"""Ways to the ports of sessions, for hub service and relay; and who may go them (S08).

Where the node reaches a session's ports itself (process engine) the agent connects directly, elsewhere by the
session's runner (`link.RunnerLink.stream`).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from . import protocol as p
from .errors import BadRequest, NoSuchService, NotRunning, ServiceSilent
from .kernels import Kernels
from .relay.access import TICKET_LIFE, Access
from .relay.use import Requests
from .running import Kernel

CONNECT_TIMEOUT = 8.0
"""Seconds for reaching a port of this machine."""
PREFIX = "JUPYTERHUB_SERVICE_PREFIX"

P = TypeVar("P", bound=asyncio.Protocol)


class Ports:
    """The data plane's view of `Kernels`."""

    def __init__(self, kernels: Kernels, access: Access) -> None:
        self._kernels = kernels
        self.access = access
        self.requests = Requests()
        """Which of them are use."""

    def access_key(self, kernel_id: UUID) -> str | None:
        """What the cookies of a running kernel are signed with; None when it does not run."""
        kernel = self._running(kernel_id)
        return kernel.entry.access_key if kernel is not None else None

    def services(self, kernel_id: UUID) -> list[p.ServicePort]:
        kernel = self._running(kernel_id)
        return kernel.entry.services if kernel is not None else []

    def hub_server(self, path: str) -> UUID | None:
        """The running kernel whose notebook is a Hub server's, below whose prefix the path lies."""
        found: dict[str, UUID] = {}
        for kernel in self._kernels.all():
            prefix = kernel.entry.spec.environ.get(PREFIX, "")
            below = path == prefix.rstrip("/") or (len(prefix) > 2 and path.startswith(prefix))
            if below and prefix.endswith("/") and self._running(kernel.id) is not None:
                found[prefix] = kernel.id
        # A named server's prefix lies below that of its user's default server.
        return found[max(found, key=len)] if found else None

    async def open(
        self, kernel_id: UUID, service: str, protocol: Callable[[], P]
    ) -> tuple[asyncio.Transport, P]:
        """A connection to a service, spoken by a new ``protocol()``. Raises `NotRunning`, `NoSuchService`,
        `ServiceSilent`, `RunnerSilent`.
        """
        kernel, port = self._find(kernel_id, service)
        if not port.container_port:
            raise ServiceSilent(f"{service} has not started.")
        if port.url is None and self._kernels.by_runner:
            assert kernel.link is not None
            return await kernel.link.stream(port.container_port, protocol)
        host = (urlsplit(port.url).hostname or "127.0.0.1") if port.url is not None else "127.0.0.1"
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                return await asyncio.get_running_loop().create_connection(protocol, host, port.container_port)
        except (OSError, TimeoutError, OverflowError):
            raise ServiceSilent(f"Nothing answers on port {port.container_port}.") from None

    async def connect(
        self, kernel_id: UUID, service: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """`open`, for those who read and write."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        transport, protocol = await self.open(
            kernel_id, service, lambda: asyncio.StreamReaderProtocol(reader)
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    def touch(self, kernel_id: UUID) -> None:
        """Somebody uses the session."""
        kernel = self._kernels.get(kernel_id)
        if kernel is not None:
            kernel.touch()

    def ticket(self, kernel_id: UUID, service: str) -> p.Ticket:
        """What opens a service in one browser (S11). Raises `NotRunning`, `NoSuchService`, `BadRequest`."""
        _, port = self._find(kernel_id, service)
        if port.protocol == "tcp" or service == p.HUB_NOTEBOOK:
            raise BadRequest(f"{service} is not for browsers.")
        return p.Ticket(
            ticket=self.access.ticket(kernel_id, service),
            path=f"/apps/{kernel_id}/{service}/",
            expires_in=TICKET_LIFE,
        )

    def revoke(self, kernel_id: UUID) -> None:
        """End all tickets, cookies and open connections of a kernel, for good."""
        kernel = self._kernels.get(kernel_id)
        if kernel is not None and not kernel.entry.ended:
            kernel.entry.access_key = secrets.token_urlsafe(32)
            self._kernels.keep(kernel)
        self.access.revoke(kernel_id)

    def changed(self, status: p.KernelStatus) -> None:
        """What does not run has no visitors."""
        if status.state is not p.KernelState.RUNNING:
            self.access.revoke(status.kernel_id)

    def _running(self, kernel_id: UUID) -> Kernel | None:
        kernel = self._kernels.get(kernel_id)
        if kernel is None or kernel.entry.state is not p.KernelState.RUNNING or kernel.link is None:
            return None
        return kernel

    def _find(self, kernel_id: UUID, name: str) -> tuple[Kernel, p.ServicePort]:
        kernel = self._running(kernel_id)
        if kernel is None:
            raise NotRunning()
        port = next((service for service in kernel.entry.services if service.name == name), None)
        if port is None:
            raise NoSuchService(name[:80])
        return kernel, port
