"""The console's built pages, served with the real security policy by a stand-in for the hub service."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from aiohttp import web

from kernelyard_hub.console import BUILT, POLICY

PREFIX = "/some/base/services/kernelyard"
GIB = 2**30


def session(name: str, **fields: Any) -> dict[str, Any]:
    """A session as ``/console/overview`` tells it: running for two minutes, of the API."""
    started = (datetime.now(UTC) - timedelta(minutes=2)).isoformat()
    plain = {
        "id": str(uuid4()),
        "name": name,
        "type": "interactive",
        "status": "RUNNING",
        "status_info": "",
        "place": None,
        "of": None,
        "reason": "",
        "image": "local/python:3.11",
        "resource_group": "default",
        "slots": {"cpu": "1", "mem": str(GIB)},
        "created_at": started,
        "started_at": started,
        "hub_server": None,
        "url": None,
        "owner": "ada",
    }
    return plain | fields


@dataclass
class ConsoleService:
    url: str = ""
    sessions: list[dict[str, Any]] = field(default_factory=list)
    refuse: int = 0
    """Status that every call of the page gets; 0 answers it."""
    ended: list[str] = field(default_factory=list)
    visits: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def publish(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()

    def overview(self) -> dict[str, Any]:
        slot = {"slot": "cuda.shares", "capacity": "4", "occupied": "3.5", "free": "0.5"}
        memory = {"slot": "mem", "capacity": str(64 * GIB), "occupied": str(16 * GIB), "free": str(48 * GIB)}
        return {
            "user": {"username": "ada", "email": "ada@example.org", "role": "user", "is_admin": False},
            "sessions": self.sessions,
            "resource_groups": [{"name": "default", "agents": 1, "slots": [memory, slot]}],
            "limits": {
                "sessions": {"limit": 5, "using": len(self.sessions)},
                "slots": [{"slot": "cpu", "limit": "24", "using": "2"}],
            },
            "at": datetime.now(UTC).isoformat(),
        }

    async def _overview(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"title": "No."}, status=self.refuse) if self.refuse else self._json()

    def _json(self) -> web.Response:
        return web.json_response(self.overview())

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        if self.refuse:
            return web.Response(status=self.refuse)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while not self.refuse:
                await response.write(f"event: overview\ndata: {json.dumps(self.overview())}\n\n".encode())
                await self.changed.wait()
        return response

    async def _end(self, request: web.Request) -> web.StreamResponse:
        wanted = request.match_info["id"]
        self.ended.append(wanted)
        self.sessions = [row for row in self.sessions if row["id"] != wanted]
        self.publish()
        return web.json_response({"stats": {}})

    async def _page(self, request: web.Request) -> web.StreamResponse:
        self.visits += 1
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        return web.FileResponse(BUILT / "index.html", headers=headers)


@contextlib.asynccontextmanager
async def console_service() -> AsyncIterator[ConsoleService]:
    service = ConsoleService()
    app = web.Application()
    app.router.add_get(f"{PREFIX}/console/overview", service._overview)
    app.router.add_get(f"{PREFIX}/console/stream", service._stream)
    app.router.add_delete(f"{PREFIX}/session/{{id}}", service._end)
    app.router.add_get(f"{PREFIX}/console/", service._page)
    app.router.add_static(f"{PREFIX}/console/", BUILT)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        service.url = f"http://127.0.0.1:{runner.addresses[0][1]}{PREFIX}/console/"
        yield service
    finally:
        service.refuse = 503  # lets open streams end
        service.publish()
        await runner.cleanup()
