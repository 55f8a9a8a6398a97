"""``/events/session`` (server-sent events) and ``/session/{session}/status-history``."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing, suppress
from typing import Any

from aiohttp import web

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.http.live import LIVE, still_allowed
from kernelyard_hub.operations.sessions import events as session_events

from .sessions import owner

STREAM_HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


SCOPES: dict[str, session_events.Scope] = {"*": "*", "session": "session", "kernel": "kernel"}


async def status_history(call: Call) -> web.StreamResponse:
    times = await session_events.status_times(
        call.site, call.who, call.path("session"), owner_access_key=owner(call)
    )
    return answer({"result": times})


async def events(call: Call) -> web.StreamResponse:
    """Events of one session, or of all (``*``). Ends with ``server_close``, without which clients come back
    (T39).
    """
    ref = call.query("sessionId") or call.query("sessionName") or call.query("name")
    if not ref:
        raise errors.InvalidParameters("Input validation error", data={"sessionId": "is required"})
    scope = SCOPES.get(call.query("scope") or "*")
    if scope is None:
        problem = {"scope": "is none of *, session, kernel"}
        raise errors.InvalidParameters("Input validation error", data=problem)
    acting_for = owner(call) or call.query("ownerAccessKey") or None
    happened = session_events.follow(call.site, call.who, ref, scope, acting_for)
    # Errors become problem documents as long as nothing has been sent.
    first = asyncio.ensure_future(anext(happened, None))
    await asyncio.wait([first], timeout=0.2)
    if first.done() and (error := first.exception()) is not None:
        raise error
    return await stream(call, happened, first)


async def stream(
    call: Call, happened: Any, first: asyncio.Future[Any], *, pause: float = 0.0
) -> web.StreamResponse:
    """Send events as they come, until the last one, or until the caller may not see them any more. ``pause``
    seconds lie between the headers and the first event."""
    response = web.StreamResponse(headers=STREAM_HEADERS)
    live = call.request.app[LIVE]
    live.enter()
    with suppress(ConnectionError):
        try:
            await response.prepare(call.request)
            if pause:
                await response.write(b": a comment, for headers go out with the first bytes\n")
                await asyncio.sleep(pause)
            async with aclosing(happened):
                found = await first
                while found is not None and await still_allowed(call):
                    await response.write(event(*found))
                    found = await anext(happened, None)
        except asyncio.CancelledError:
            first.cancel()
            if not live.stopping:
                raise
        await response.write(event("server_close", {}))
    return response


def event(name: str, data: Any) -> bytes:
    """One event; JSON holds no newline, so one data line is enough."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


ROUTES = [
    Route("GET", "/session/{session}/status-history", "session.status-history", status_history),
    Route("GET", "/events/session", "session.events", events),
    Route("GET", "/stream/session/_/events", "session.events", events),
]
