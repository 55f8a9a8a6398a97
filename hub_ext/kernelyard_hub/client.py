"""Typed client of the hub service for the Hub's own process. Spawner and lab import nothing else of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID

import aiohttp
from pydantic import BaseModel

from . import protocol as p

T = TypeVar("T", bound=BaseModel)
CROWD = 60.0
"""Seconds for what hundreds of people may ask for at once: the last of them waits for the others."""


class Refused(Exception):
    """The service answered, and refused. ``message`` is one sentence that is safe to show."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class ServiceUnreachable(Exception):
    """No answer. What happened to the request is unknown."""


class HubServiceClient:
    """The hub service, as the principal ``hub``. One per event loop; close it with `close`."""

    def __init__(self, service_url: str, secret: str, *, timeout: float = 20.0) -> None:
        self.service_url = service_url.rstrip("/")
        self._timeout = timeout
        self._headers = {"Authorization": f"Bearer {secret}", "X-Kernelyard-Protocol": str(p.PROTOCOL)}
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def authenticate(self, login: p.Login) -> p.LoginResult:
        return await self._call("POST", "/hub/authenticate", login, p.LoginResult)

    async def ensure_user(self, user: p.HubUser) -> p.UserAccount:
        return await self._call("POST", "/hub/users", user, p.UserAccount, timeout=CROWD)

    async def form(self, username: str) -> p.SpawnForm:
        return await self._call("GET", f"/hub/form/{quote(username, safe='')}", None, p.SpawnForm)

    async def create_session(self, request: p.SpawnRequest) -> p.SpawnStatus:
        return await self._call("POST", "/hub/sessions", request, p.SpawnStatus, timeout=CROWD)

    async def session(self, session_id: UUID) -> p.SpawnStatus:
        return await self._call("GET", f"/hub/sessions/{session_id}", None, p.SpawnStatus)

    async def server(self, username: str, server_name: str) -> p.SpawnStatus | None:
        """The open session of that Hub server, or None."""
        path = f"/hub/servers/{quote(username, safe='')}/{quote(server_name, safe='') or '-'}"
        try:
            return await self._call("GET", path, None, p.SpawnStatus)
        except Refused as refusal:
            if refusal.status == 404:
                return None
            raise

    async def forgotten(self, session_id: UUID) -> p.SpawnStatus:
        """The Hub was restarted and has forgotten this server while it waited; it wants to be asked again."""
        return await self._call("POST", f"/hub/sessions/{session_id}/forgotten", None, p.SpawnStatus)

    async def end_session(self, session_id: UUID) -> p.SpawnStatus:
        return await self._call("DELETE", f"/hub/sessions/{session_id}", None, p.SpawnStatus, timeout=60.0)

    async def watch(self, session_id: UUID) -> AsyncIterator[p.SpawnStatus]:
        """Every change of a session until it is ready or has ended. Cut off: `ServiceUnreachable`."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=self._timeout, sock_read=60.0)
        try:
            async with self._session().get(
                f"{self.service_url}/hub/sessions/{session_id}/watch", timeout=timeout
            ) as response:
                if response.status >= 400:
                    raise _refusal(response.status, await response.text())
                async for line in response.content:
                    if line.strip():
                        yield p.SpawnStatus.model_validate_json(line)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ServiceUnreachable(f"{self.service_url}: {error!r}") from error

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            # Every server that waits holds a connection for its watch: the usual limit of 100 would keep the
            # 101st from being asked for, and everybody's polls with it.
            self._http = aiohttp.ClientSession(
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=self._timeout),
                connector=aiohttp.TCPConnector(limit=0),
            )
        return self._http

    async def _call(
        self,
        method: str,
        path: str,
        body: BaseModel | None,
        answer: type[T],
        timeout: float | None = None,
    ) -> T:
        data = body.model_dump_json() if body is not None else None
        try:
            async with self._session().request(
                method,
                self.service_url + path,
                data=data,
                headers={"Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=timeout or self._timeout),
            ) as response:
                text = await response.text()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ServiceUnreachable(f"{self.service_url}: {error!r}") from error
        if response.status >= 400:
            raise _refusal(response.status, text)
        return answer.model_validate_json(text)


class _Problem(BaseModel):
    type: str = "about:blank"
    title: str = "The service refused the request."
    msg: str = ""


def _refusal(status: int, text: str) -> Refused:
    try:
        problem = _Problem.model_validate_json(text)
    except ValueError:
        problem = _Problem()
    return Refused(status, problem.type.rpartition("/")[2], problem.msg or problem.title)
