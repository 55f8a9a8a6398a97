"""``/queue``; and of a session ``/explain``, ``/estimate``, ``/priority``: who waits, why and until when."""

from __future__ import annotations

from aiohttp import web

from kernelyard_hub.http.call import Call, Route, answer, read_object
from kernelyard_hub.operations import estimates, queue

from .sessions import owner


async def listing(call: Call) -> web.StreamResponse:
    """Every resource group's figures and who waits there, by pages (``group``, ``page``, ``size``)."""
    return answer(await queue.listing(call.site, call.who, await call.read(queue.Page)))


async def explain(call: Call) -> web.StreamResponse:
    """Place, reason, who holds what it lacks, the smallest change that starts it now, and an estimate."""
    found = await estimates.explain(call.site, call.who, call.path("session"), owner_access_key=owner(call))
    return answer(found)


async def estimate(call: Call) -> web.StreamResponse:
    """The body is that of creating a session; nothing is created."""
    body = await read_object(call.request)
    return answer(await estimates.ask(call.site, call.who, body, owner_access_key=owner(call)))


async def priority(call: Call) -> web.StreamResponse:
    """-100 to 100; counts where the resource group's order looks at it."""
    asked = await call.read(queue.Priority)
    return answer(await queue.set_priority(call.site, call.who, call.path("session"), asked))


ROUTES = [
    Route("GET", "/queue", "queue.list", listing),
    Route("POST", "/session/_/estimate", "session.estimate", estimate),
    Route("GET", "/session/{session}/explain", "session.explain", explain),
    Route("PATCH", "/session/{session}/priority", "session.priority", priority),
]
