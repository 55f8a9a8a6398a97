"""``/manager``: state of the service and its announcement."""

from __future__ import annotations

import os
import socket

from aiohttp import web
from pydantic import BaseModel, Field
from sqlalchemy import Connection, func, select

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.signature import API_VERSION
from kernelyard_hub.store import settings
from kernelyard_hub.store.models import sessions
from kernelyard_hub.store.models.sessions import OPEN

from .version import MANAGER_VERSION

ANNOUNCEMENT = "manager.announcement"


class Announcement(BaseModel):
    enabled: bool
    message: str | None = Field(default=None, max_length=65_536)


async def status(call: Call) -> web.StreamResponse:
    """Whether the service runs, and how many sessions there are (golden 025)."""

    def count(conn: Connection) -> int:
        return int(conn.scalar(select(func.count()).select_from(sessions).where(OPEN)) or 0)

    active = await call.site.store.read(count)
    major, _, revision = API_VERSION[1:].partition(".")
    node = {
        "id": f"i-{socket.gethostname()}",
        "num_proc": 1,
        "service_addr": call.request.host,
        "heartbeat_timeout": 30.0,
        "ssl_enabled": call.site.config.public_url.startswith("https:"),
        "active_sessions": active,
        "status": "running",
        "version": MANAGER_VERSION,
        "api_version": [int(major), revision],
        "pid": os.getpid(),
    }
    return answer({"nodes": [node], "status": "running", "active_sessions": active})


async def announcement(call: Call) -> web.StreamResponse:
    """Every client asks for this at the start of a command (T05)."""
    message = await call.site.store.read(lambda conn: settings.get(conn, ANNOUNCEMENT))
    return answer({"enabled": message is not None, "message": message or ""})


async def announce(call: Call) -> web.StreamResponse:
    """Set the announcement, Markdown; or take it away with ``enabled: false`` (golden 030)."""
    body = await call.read(Announcement)
    if body.enabled and not body.message:
        raise errors.InvalidParameters("Input validation error", data={"message": "is required when enabled"})
    message = body.message if body.enabled else None
    await call.site.store.write(lambda conn: settings.put(conn, ANNOUNCEMENT, message))
    return nothing()


ROUTES = [
    Route("GET", "/manager/status", "manager.status", status),
    Route("GET", "/manager/announcement", "manager.announcement", announcement),
    Route("POST", "/manager/announcement", "manager.announce", announce),
]
