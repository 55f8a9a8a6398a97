"""``/agent``: what agents report. Only the principal ``agent`` gets here."""

from __future__ import annotations

from aiohttp import web

from kernelyard_agent.protocol import Heartbeat, KernelEvent
from kernelyard_hub.http.call import Call, Route, model_answer, nothing
from kernelyard_hub.operations import agents


async def heartbeat(call: Call) -> web.StreamResponse:
    return model_answer(await agents.heartbeat(call.site, await call.read_alone(Heartbeat), call.service))


async def event(call: Call) -> web.StreamResponse:
    await agents.event(call.site, await call.read_alone(KernelEvent), call.service)
    return nothing()


ROUTES = [
    Route("POST", "/agent/heartbeat", "agent.heartbeat", heartbeat),
    Route("POST", "/agent/events", "agent.event", event),
]
