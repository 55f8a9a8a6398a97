"""``/resource/usage`` and ``/resource/stats``: use of resources in the shapes of the original's clients."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

from aiohttp import web

from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.operations import statistics


async def month(call: Call) -> web.StreamResponse:
    """``{"month", "group_ids"}``: projects and their containers in a month."""
    body = await call.read(statistics.Month)
    return answer(await statistics.of_month(call.site, call.who, body))


async def period(call: Call) -> web.StreamResponse:
    """``{"group_id", "start_date", "end_date"}``: one project and its containers in some days."""
    body = await call.read(statistics.Period)
    return answer(await statistics.of_period(call.site, call.who, body))


async def own(call: Call) -> web.StreamResponse:
    """The caller's last thirty days in quarters of an hour."""
    return await _told(await statistics.last_month(call.site, call.who.user_id, datetime.now(UTC)))


async def everybody(call: Call) -> web.StreamResponse:
    """Everybody's."""
    return await _told(await statistics.last_month(call.site, None, datetime.now(UTC)))


async def _told(found: list[dict[str, object]]) -> web.Response:
    # Beside the event loop: these are thousands of numbers.
    text = await asyncio.to_thread(json.dumps, found)
    return web.Response(text=text, content_type="application/json")


ROUTES = [
    Route("GET", "/resource/usage/month", "resource.usage", month),
    Route("GET", "/resource/usage/period", "resource.usage", period),
    Route("GET", "/resource/stats/user/month", "resource.stats-own", own),
    Route("GET", "/resource/stats/admin/month", "resource.stats-all", everybody),
]
