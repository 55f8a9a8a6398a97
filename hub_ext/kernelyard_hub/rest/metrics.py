"""``/metrics`` for Prometheus: a superadmin's token, or the one in ``metrics.token``."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from kernelyard_hub.http.call import Call, Route
from kernelyard_hub.operations import metrics


async def get(call: Call) -> web.StreamResponse:
    headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    return web.Response(body=await metrics.text(call.site), headers=headers)


ROUTES = [Route("GET", "/metrics", "metrics.get", get)]
