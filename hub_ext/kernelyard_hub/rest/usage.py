"""``/usage``: slot-hours over time, as JSON or as a file for spreadsheets."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

from aiohttp import web

from kernelyard_hub.http.call import Call, Route
from kernelyard_hub.operations import usage
from kernelyard_hub.operations.usage import Answer, Question


async def everybody(call: Call) -> web.StreamResponse:
    question = await call.read(Question, strict_query=True)
    return await _told(await usage.use(call.site, call.who, question, datetime.now(UTC)), question)


async def own(call: Call) -> web.StreamResponse:
    question = await call.read(Question, strict_query=True)
    now = datetime.now(UTC)
    found = await usage.own(call.site, call.who, question, now)
    return await _told(found, question, {"budgets": await usage.budgets(call.site, call.who, now)})


async def _told(found: Answer, question: Question, more: dict[str, object] | None = None) -> web.Response:
    # Beside the event loop: an answer may have many rows.
    if question.format == "json":
        text = await asyncio.to_thread(lambda: json.dumps(found.body() | (more or {})))
        return web.Response(text=text, content_type="application/json")
    name = f"usage-{found.span.start:%Y%m%d}-{found.span.end:%Y%m%d}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    text = await asyncio.to_thread(found.csv)
    return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)


ROUTES = [
    Route("GET", "/usage", "usage.list", everybody),
    Route("GET", "/usage/own", "usage.own", own),
]
