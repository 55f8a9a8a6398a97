"""``/resource-group``: what can be chosen for resource groups."""

from __future__ import annotations

from aiohttp import web

from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.operations import resource_groups


async def options(call: Call) -> web.StreamResponse:
    """Names of schedulers and agent selections with what they do, and the options of a group that says
    nothing.
    """
    return answer(resource_groups.choices())


ROUTES = [Route("GET", "/resource-group/options", "resource-group.options", options)]
