"""``/events/background-task`` (server-sent events): how far what somebody has begun has come."""

from __future__ import annotations

import asyncio
from uuid import UUID

from aiohttp import web

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route
from kernelyard_hub.operations.vfolders import clones as folder_clones

from .session_events import stream

PAUSE = 0.25
"""Seconds before the first event. The public client falls over one that comes with the headers: it ends a
spinner that has not begun to turn."""


async def events(call: Call) -> web.StreamResponse:
    """Events of one task. Somebody else's is not there, except for superadmins."""
    try:
        task_id = UUID(call.query("task_id") or "")
    except ValueError:
        raise errors.InvalidParameters("Input validation error", data={"task_id": "is no UUID"}) from None
    owner = call.site.background.owner(task_id)
    copy = None if owner is not None else await folder_clones.known(call.site, task_id)
    if copy is not None:
        owner = copy.owner
    if owner is None or (owner != call.who.user_id and not call.who.is_superadmin):
        raise errors.NotFound("There is no such background task.")
    if copy is not None:
        folder_clones.resume(call.site, copy)
    happened = call.site.background.follow(task_id)
    return await stream(call, happened, asyncio.ensure_future(anext(happened, None)), pause=PAUSE)


ROUTES = [Route("GET", "/events/background-task", "background.events", events)]
