"""``/resource`` and ``/scaling-groups``: presets, what they would find now, and resource groups."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub import audit
from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.operations import resources


class GroupsOf(BaseModel):
    group: str = Field(default="default", max_length=64)


async def scaling_groups(call: Call) -> web.StreamResponse:
    """The resource groups that the caller may use in a project (golden 038)."""
    body = await call.read(GroupsOf)
    names = await resources.resource_groups(call.site, call.who, body.group)
    return answer({"scaling_groups": [{"name": name} for name in names]})


async def presets(call: Call) -> web.StreamResponse:
    return answer({"presets": await resources.presets(call.site)})


async def check_presets(call: Call) -> web.StreamResponse:
    """The body may be empty, and its content type anything."""
    return answer(await resources.check_presets(call.site, call.who, await call.fields()))


async def recalculate(call: Call) -> web.StreamResponse:
    found = await resources.recalculate(call.site)
    audit.note(call.who, "recalculate_usage", "*", found)
    return answer({})


ROUTES = [
    Route("GET", "/scaling-groups", "scaling-group.list", scaling_groups),
    Route("GET", "/resource/presets", "resource.presets", presets),
    Route("POST", "/resource/check-presets", "resource.check-presets", check_presets),
    Route("POST", "/resource/recalculate-usage", "resource.recalculate", recalculate),
]
