"""``/console/overview`` and ``/console/stream``: what the console shows, once and live."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress

from aiohttp import web

from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.http.live import LIVE, still_allowed
from kernelyard_hub.operations import overview as operations

from .session_events import STREAM_HEADERS, event


async def overview(call: Call) -> web.StreamResponse:
    return answer(await operations.overview(call.site, call.who))


async def stream(call: Call) -> web.StreamResponse:
    """Server-sent events ``overview``; ``server_close`` when the service stops or the account is shut
    (T39).
    """
    response = web.StreamResponse(headers=STREAM_HEADERS)
    live = call.request.app[LIVE]
    live.enter()
    await response.prepare(call.request)
    with suppress(ConnectionError):
        try:
            await response.write(b"retry: 2000\n\n")
            async with aclosing(operations.watch(call.site, call.who)) as views:
                async for view in views:
                    if not await still_allowed(call):
                        break
                    await response.write(event("overview", view))
        except asyncio.CancelledError:
            if not live.stopping:
                raise
        await response.write(event("server_close", {}))
    return response


ROUTES = [
    Route("GET", "/console/overview", "console.overview", overview),
    Route("GET", "/console/stream", "console.stream", stream),
]
