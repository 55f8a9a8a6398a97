"""Routes of the Hub's proxy to the apps of running sessions, and the end of visits of whoever is shut out
(S08).

The Hub knows nothing of these routes, and leaves alone what it has not made itself: it looks at routes with
its own mark only (`jupyterhub.proxy.ConfigurableHTTPProxy.get_all_routes`), so they outlive its restarts and
its looks at the proxy. The proxy forgets all routes when it dies; these come back at the next look here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID

import aiohttp
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from kernelyard_agent.client import AgentError, AgentUnreachable

from .scheduler.life import states
from .store.models import agents, kernels, keypairs, sessions, users
from .store.pauses import paused

if TYPE_CHECKING:
    from .site import Site

log = logging.getLogger("kernelyard.hub.routes")

LOOK = 2.0
"""Seconds between two looks at who may still visit his apps."""
LEISURE = 10.0
"""How many times as long as a look took nothing is looked at."""
TOGETHER = 0.05
"""Seconds for which changes are gathered: a crowd's hundred starts are a few looks."""
CHECK = 5.0
"""Seconds between two looks at the proxy's routes: one that was started again knows none."""
WAIT = 5.0
"""Seconds for which `AppRoutes.there` waits."""
MARK = "kernelyard"
"""What our routes carry in the proxy; others are not touched."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A running kernel: where its apps are, and whether its owner may go there."""

    kernel_id: UUID
    address: str
    relay_url: str
    allowed: bool


class HubProxy:
    """The REST API of configurable-http-proxy, for our own routes."""

    def __init__(self, api_url: str, token: str) -> None:
        """``api_url`` is the proxy's, such as ``http://127.0.0.1:8001``."""
        self._url = f"{api_url.rstrip('/')}/api/routes"
        self._token = token
        self._http: aiohttp.ClientSession | None = None

    async def routes(self) -> dict[str, str]:
        """Path -> target of the routes that are ours."""
        async with self._session().get(self._url) as response:
            response.raise_for_status()
            found: Mapping[str, Mapping[str, Any]] = await response.json()
        return {path: str(route["target"]) for path, route in found.items() if route.get(MARK) == "app"}

    async def add(self, path: str, target: str) -> None:
        body = {"target": target, MARK: "app"}
        async with self._session().post(self._url + quote(path, safe="/@~"), json=body) as response:
            response.raise_for_status()

    async def remove(self, path: str) -> None:
        async with self._session().delete(self._url + quote(path, safe="/@~")) as response:
            if response.status != 404:
                response.raise_for_status()

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(
                headers={"Authorization": f"token {self._token}"}, timeout=aiohttp.ClientTimeout(total=5)
            )
        return self._http


class AppRoutes:
    """Keeps the proxy's routes as the database has the sessions. Without a ``proxy`` the routes are somebody
    else's, and only visits end here.
    """

    def __init__(self, site: Site, proxy: HubProxy | None, base_path: str = "") -> None:
        self._site = site
        self._proxy = proxy
        self._base = base_path
        self._known: dict[str, str] = {}
        self._checked = float("-inf")
        self._shut: set[UUID] = set()
        """Running kernels whose visitors have been cut."""
        self._looked = asyncio.Condition()

    def path(self, kernel_id: UUID) -> str:
        return f"{self._base}/apps/{kernel_id}"

    async def run(self) -> None:
        """Until cancelled: look at every change, and now and then."""
        async with self._site.bus.subscribe() as changes:
            while True:
                begun = time.monotonic()
                try:
                    await self.look()
                except (aiohttp.ClientError, TimeoutError, OSError) as error:
                    log.warning("the Hub's proxy does not take routes: %r", error)
                    self._checked = float("-inf")
                except SQLAlchemyError as error:
                    log.warning("routes have to wait: %r", error)
                # Where much runs and much changes, looking takes a tenth of the time and not all of it.
                pause = max(TOGETHER, LEISURE * (time.monotonic() - begun))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK):
                        await changes.get()
                await asyncio.sleep(pause)
                while not changes.empty():
                    changes.get_nowait()

    async def look(self) -> None:
        """One look. Raises `aiohttp.ClientError` when the proxy does not answer."""
        visits = await self._site.store.read(running)
        await self._shut_out(visits)
        if self._proxy is not None:
            await self._arrange(self._proxy, visits)
        async with self._looked:
            self._looked.notify_all()

    async def there(self, kernel_id: UUID) -> None:
        """Return when the proxy leads to the kernel's apps; after `WAIT` seconds anyway."""
        if self._proxy is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT), self._looked:
                await self._looked.wait_for(lambda: self.path(kernel_id) in self._known)

    async def _arrange(self, proxy: HubProxy, visits: list[Visit]) -> None:
        wanted = {self.path(visit.kernel_id): visit.relay_url for visit in visits if visit.relay_url}
        now = asyncio.get_running_loop().time()
        if now - self._checked > CHECK:
            self._known = await proxy.routes()
            self._checked = now
        for path, target in wanted.items():
            if self._known.get(path) != target:
                await proxy.add(path, target)
                self._known[path] = target
        for path in self._known.keys() - wanted.keys():
            await proxy.remove(path)
            del self._known[path]

    async def _shut_out(self, visits: list[Visit]) -> None:
        """Cut the visits of owners that are not active any more, once."""
        refused = {visit.kernel_id: visit for visit in visits if not visit.allowed}
        self._shut &= refused.keys()
        for kernel_id in refused.keys() - self._shut:
            try:
                await self._site.agents.at(refused[kernel_id].address).revoke(kernel_id)
            except (AgentError, AgentUnreachable) as error:
                log.warning("kernel %s: its visitors are not cut yet: %s", kernel_id, error)
                continue
            self._shut.add(kernel_id)


def running(conn: Connection) -> list[Visit]:
    """All kernels of running sessions."""
    query = (
        select(
            kernels.c.id,
            agents.c.address,
            agents.c.relay_url,
            (keypairs.c.is_active & (users.c.status == "active")).label("allowed"),
        )
        .join(sessions, sessions.c.id == kernels.c.session_id)
        .join(agents, agents.c.id == kernels.c.agent_id)
        .outerjoin(keypairs, keypairs.c.access_key == sessions.c.access_key)
        .outerjoin(users, users.c.id == sessions.c.user_id)
        .where(sessions.c.status.in_(states.RUNNING), kernels.c.status == "RUNNING")
    )
    rows = paused(conn, conn.execute(query))
    return [Visit(row.id, row.address, row.relay_url, bool(row.allowed)) for row in rows]
