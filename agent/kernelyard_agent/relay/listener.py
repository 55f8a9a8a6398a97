"""The relay's port, and what it decides about each request."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from ..protocol import HUB_NOTEBOOK, ServicePort
from . import routes
from .access import COOKIE, MARK, RENEW, TICKET, Access
from .back import Back
from .front import LINGER, Front
from .heads import Request
from .pages import page, redirect
from .routes import AppPath
from .use import Requests

log = logging.getLogger(__name__)

MAX_IDLE = 8
"""Connections to one service that rest until the next request."""
REST = 15.0
"""Seconds for which they do; a server that closes earlier is seen."""
OPEN_FIRST = "Open this app from Kernelyard: its page there has a button for it."

P = TypeVar("P", bound=asyncio.Protocol)


class Sessions(Protocol):
    """What the relay asks of `Kernels`."""

    @property
    def access(self) -> Access: ...

    @property
    def requests(self) -> Requests: ...

    def access_key(self, kernel_id: UUID) -> str | None:
        """What the cookies of a running kernel are signed with; None when it does not run."""

    def services(self, kernel_id: UUID) -> list[ServicePort]: ...

    def hub_server(self, path: str) -> UUID | None:
        """The running kernel whose notebook is a Hub server's, below whose prefix the path lies."""

    def touch(self, kernel_id: UUID) -> None:
        """Somebody uses the session."""

    async def open(
        self, kernel_id: UUID, service: str, protocol: Callable[[], P]
    ) -> tuple[asyncio.Transport, P]: ...


@dataclass(frozen=True, slots=True)
class Way:
    """Where a request goes, as `Relay.judge` has decided."""

    kernel_id: UUID
    name: str
    """Of the service."""
    target: bytes
    app: AppPath | None = None
    keeps_prefix: bool = True
    renewed: bytes | None = None
    """A cookie that goes along with the answer."""


class Relay:
    """Listens from `start` to `stop`."""

    def __init__(
        self, sessions: Sessions, admits: Callable[[asyncio.BaseTransport], bool] = lambda _: True
    ) -> None:
        """``admits`` says of a connection whether its other side may talk to the relay at all."""
        self._sessions = sessions
        self.admits = admits
        self.access = sessions.access
        self.touch = sessions.touch
        self.requests = sessions.requests
        self.pool = Pool()
        self.fronts: set[Front] = set()
        self._server: asyncio.Server | None = None

    async def start(self, ip: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen; returns the port. Raises OSError where that cannot be done."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Front(self), ip, port, ssl=tls, backlog=512)
        chosen: int = self._server.sockets[0].getsockname()[1]
        return chosen

    async def stop(self) -> None:
        """Close the port and cut what is open."""
        if self._server is not None:
            self._server.close()
        for front in list(self.fronts):
            front.abort()
        self.pool.clear()
        await asyncio.sleep(0)  # transports close in the loop's next round

    async def open(self, way: Way) -> tuple[asyncio.Transport, Back]:
        return await self._sessions.open(way.kernel_id, way.name, Back)

    def later(self, end: Front | Back) -> None:
        """Cut a closing connection that does not take its last bytes in time."""
        if end.transport is not None and end.transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(LINGER, end.abort)

    def judge(self, request: Request) -> Way | bytes:
        """Where the request goes; or the answer to it, for one that goes nowhere."""
        head_only = request.method == b"HEAD"

        def refused(status: int, text: str) -> bytes:
            return page(status, text, head_only=head_only)

        if not routes.is_plain(request.target):
            return refused(400, "The path cannot be read.")
        app = routes.app_path(request.target)
        if app is None:
            path = request.target.partition(b"?")[0].decode("latin-1")
            kernel_id = self._sessions.hub_server(path)
            if kernel_id is None:
                return refused(404, "There is nothing at this address.")
            return Way(kernel_id, HUB_NOTEBOOK, request.target)
        if routes.is_foreign(request):
            return refused(403, "This request was made by a page of another site.")
        key = self._sessions.access_key(app.kernel_id)
        service = self._service(app) if key is not None else None
        if key is None or service is None:
            return refused(404, "There is no such app, or its session has ended.")
        if not app.rest.startswith(b"/"):
            return redirect(app.prefix + b"/" + app.rest, head_only=head_only)
        ticket, clean = routes.parameter(app.rest, TICKET.encode())
        if ticket is not None and ticket.startswith(MARK.encode()):
            known = self.access.redeem(app.kernel_id, app.service, ticket.decode())
            if request.method != b"GET" or not known:
                return refused(403, f"This address was for one use, or is too old. {OPEN_FIRST}")
            return redirect(app.prefix + clean, self._cookie(request, app, key))
        return self._admit(request, app, key, service) or refused(403, OPEN_FIRST)

    def _admit(self, request: Request, app: AppPath, key: str, service: ServicePort) -> Way | bytes | None:
        shown = routes.cookies(request, COOKIE)[:8]
        ages = [self.access.age(key, app.kernel_id, app.service, cookie) for cookie in shown]
        good = [age for age in ages if age is not None]
        if not good:
            return None
        if service.kind == "app" and not service.ready:
            text = f"The app {app.service} is not running. {OPEN_FIRST}"
            return page(502, text, head_only=request.method == b"HEAD")
        return Way(
            app.kernel_id,
            app.service,
            app.prefix + app.rest if service.keeps_prefix else app.rest,
            app,
            service.keeps_prefix,
            self._cookie(request, app, key) if min(good) > RENEW else None,
        )

    def _service(self, app: AppPath) -> ServicePort | None:
        found = (each for each in self._sessions.services(app.kernel_id) if each.name == app.service)
        service = next(found, None)
        if service is None or service.name == HUB_NOTEBOOK or service.protocol == "tcp":
            return None
        return service

    def _cookie(self, request: Request, app: AppPath, key: str) -> bytes:
        value = self.access.cookie(key, app.kernel_id, app.service)
        secure = (request.get(b"x-forwarded-proto") or b"").partition(b",")[0].strip() == b"https"
        parts = (f"{COOKIE}={value}", f"Path={app.prefix.decode()}/", "HttpOnly", "SameSite=Lax")
        return "; ".join((*parts, "Secure") if secure else parts).encode()


class Pool:
    """Connections to services that wait for their next request."""

    def __init__(self) -> None:
        self._idle: dict[tuple[UUID, str], list[Back]] = defaultdict(list)

    def take(self, way: Way) -> Back | None:
        """The one that has rested shortest."""
        idle = self._idle.get((way.kernel_id, way.name), [])
        while idle:
            back = idle.pop()
            if back.rest is not None:
                back.rest.cancel()
            if back.open:
                return back
        self._idle.pop((way.kernel_id, way.name), None)
        return None

    def give(self, way: Way, back: Back) -> None:
        idle = self._idle[way.kernel_id, way.name]
        if len(idle) >= MAX_IDLE:
            back.abort()
            return
        back.go_on()
        back.rest = asyncio.get_running_loop().call_later(REST, back.abort)
        idle.append(back)
        idle[:] = [each for each in idle if each.open]

    def clear(self) -> None:
        for idle in self._idle.values():
            for back in idle:
                if back.rest is not None:
                    back.rest.cancel()
                back.abort()
        self._idle.clear()
