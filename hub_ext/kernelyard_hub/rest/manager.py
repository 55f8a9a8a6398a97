"""``/manager``: state of the service and its announcement."""

from __future__ import annotations

import os
import socket

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.operations import changes, maintenance
from kernelyard_hub.signature import API_VERSION
from kernelyard_hub.store import settings

from .version import MANAGER_VERSION

ANNOUNCEMENT = "manager.announcement"


class Announcement(BaseModel):
    enabled: bool
    message: str | None = Field(default=None, max_length=65_536)


class Wanted(BaseModel):
    """``PUT /manager/status``."""

    model_config = ConfigDict(extra="forbid")

    status: maintenance.Status
    force_kill: bool = False
    """Whether sessions that run are ended."""


async def put_status(call: Call) -> web.StreamResponse:
    """Freeze the service for maintenance, or let it go on (REST-062)."""
    body = await call.read(Wanted)
    if body.force_kill and body.status != "frozen":
        raise errors.InvalidParameters(
            "Input validation error", data={"force_kill": "goes with the status 'frozen' only"}
        )
    await maintenance.put(call.site, call.who, body.status, end_sessions=body.force_kill)
    return nothing()


async def status(call: Call) -> web.StreamResponse:
    """Whether the service runs, and how many sessions do (golden 025)."""
    now, active = await maintenance.status(call.site)
    major, _, revision = API_VERSION[1:].partition(".")
    node = {
        "id": f"i-{socket.gethostname()}",
        "num_proc": 1,
        "service_addr": call.request.host,
        "heartbeat_timeout": 30.0,
        "ssl_enabled": call.site.config.public_url.startswith("https:"),
        "active_sessions": active,
        "status": now,
        "version": MANAGER_VERSION,
        "api_version": [int(major), revision],
        "pid": os.getpid(),
    }
    return answer({"nodes": [node], "status": now, "active_sessions": active})


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
    await changes.change(
        call.site,
        call.who,
        "set_announcement" if body.enabled else "delete_announcement",
        "announcement",
        lambda conn: settings.put(conn, ANNOUNCEMENT, message),
        {"message": message},
    )
    return nothing()


ROUTES = [
    Route("GET", "/manager/status", "manager.status", status),
    Route("PUT", "/manager/status", "manager.set-status", put_status),
    Route("GET", "/manager/announcement", "manager.announcement", announcement),
    Route("POST", "/manager/announcement", "manager.announce", announce),
]
