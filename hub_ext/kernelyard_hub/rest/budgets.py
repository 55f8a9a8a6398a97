"""``/budgets``: how much of a slot may be used within a window of time."""

from __future__ import annotations

from aiohttp import web

from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.operations import budgets


async def listing(call: Call) -> web.StreamResponse:
    """The budgets that limit the caller; of admins, all that they may set."""
    return answer({"budgets": await budgets.listing(call.site, call.who)})


async def put(call: Call) -> web.StreamResponse:
    """``{"scope", "scopeId", "slot", "hours", "window"}``; one of the same scope, slot and window is
    replaced.
    """
    return answer(await budgets.put(call.site, call.who, await call.fields()))


async def delete(call: Call) -> web.StreamResponse:
    """Take a budget away."""
    await budgets.delete(call.site, call.who, call.path("budget_id"))
    return nothing()


ROUTES = [
    Route("GET", "/budgets", "budget.list", listing),
    Route("PUT", "/budgets", "budget.set", put),
    Route("DELETE", "/budgets/{budget_id}", "budget.delete", delete),
]
