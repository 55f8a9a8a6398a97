"""A Hub's side without a Hub: a fake service, and spawners as the Hub makes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

from kernelyard_hub import protocol as p
from kernelyard_hub.client import Refused, ServiceUnreachable

URL = "http://127.0.0.1:40001"


class FakeService:
    """Answers like the hub service, from memory. Set ``down`` to make it unreachable, ``refusal`` to
    refuse."""

    def __init__(self) -> None:
        self.down = False
        self.refusal: Refused | None = None
        self.calls: list[tuple[str, Any]] = []
        self.requests: list[p.SpawnRequest] = []
        self.statuses: dict[UUID, p.SpawnStatus] = {}
        self.servers: dict[tuple[str, str], UUID] = {}
        self.changes: asyncio.Queue[p.SpawnStatus | Exception] = asyncio.Queue()
        self.form_answer: p.SpawnForm | None = None

    def _call(self, name: str, argument: Any) -> None:
        self.calls.append((name, argument))
        if self.down:
            raise ServiceUnreachable("nobody there")
        if self.refusal is not None:
            raise self.refusal

    def tell(self, session_id: UUID, **changes: Any) -> p.SpawnStatus:
        """Change a session and tell whoever watches."""
        status = self.statuses[session_id].model_copy(update=changes)
        self.statuses[session_id] = status
        self.changes.put_nowait(status)
        return status

    async def ensure_user(self, user: p.HubUser) -> p.UserAccount:
        self._call("ensure_user", user)
        return p.UserAccount(user_id=uuid4(), username=user.username, email="x@hub.invalid", role="user")

    async def create_session(self, request: p.SpawnRequest) -> p.SpawnStatus:
        self._call("create_session", request)
        self.requests.append(request)
        session_id = uuid4()
        status = p.SpawnStatus(session_id=session_id, name="s", status="PENDING")
        self.statuses[session_id] = status
        self.servers[request.username, request.server_name] = session_id
        return status

    async def session(self, session_id: UUID) -> p.SpawnStatus:
        self._call("session", session_id)
        if session_id not in self.statuses:
            raise Refused(404, "session-not-found", "No such session.")
        return self.statuses[session_id]

    async def server(self, username: str, server_name: str) -> p.SpawnStatus | None:
        self._call("server", (username, server_name))
        session_id = self.servers.get((username, server_name))
        return self.statuses[session_id] if session_id else None

    async def forgotten(self, session_id: UUID) -> p.SpawnStatus:
        self._call("forgotten", session_id)
        return self.statuses[session_id]

    async def end_session(self, session_id: UUID) -> p.SpawnStatus:
        self._call("end_session", session_id)
        return self.tell(session_id, status="TERMINATED", ended=True)

    async def form(self, username: str) -> p.SpawnForm:
        self._call("form", username)
        assert self.form_answer is not None
        return self.form_answer

    async def watch(self, session_id: UUID) -> AsyncIterator[p.SpawnStatus]:
        self._call("watch", session_id)
        yield self.statuses[session_id]
        while True:
            change = await self.changes.get()
            if isinstance(change, Exception):
                raise change
            yield change
            if change.ready or change.ended:
                return

    def said(self, name: str) -> list[Any]:
        """Arguments of all calls of that name."""
        return [argument for called, argument in self.calls if called == name]


class FakeUser:
    def __init__(self, name: str = "ann", auth_state: Any = None) -> None:
        self.name = self.escaped_name = name
        self.admin = False
        self.url = f"/user/{name}/"
        self.auth_state = auth_state
        self.stopped: list[str] = []

    async def stop(self, server_name: str = "") -> None:
        self.stopped.append(server_name)

    async def get_auth_state(self) -> Any:
        return self.auth_state
