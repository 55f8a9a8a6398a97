"""Nodes on other machines: what admins do with them, and (at another port) what they ask themselves."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from kernelyard_agent import joining
from kernelyard_hub import audit, errors
from kernelyard_hub.http.call import Call, Route, answer, model_answer, nothing
from kernelyard_hub.operations import nodes

from . import agents


class Addition(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    resource_group: str = "default"
    addresses: list[str] = Field(default=[], max_length=16)
    replace: bool = False


async def listing(call: Call) -> web.StreamResponse:
    """The nodes on other machines, and how each of them is."""
    return answer({"nodes": await nodes.listing(call.site)})


async def add(call: Call) -> web.StreamResponse:
    """Let a machine join the site as a node: answers a token that is good for one hour, once."""
    wanted = await call.read(Addition)
    made = await nodes.invite(
        call.site, wanted.name, wanted.resource_group, wanted.addresses, replace=wanted.replace
    )
    audit.note(call.caller, "add_node", made.name, wanted.model_dump(exclude={"name"}))
    return answer(
        {
            "name": made.name,
            "token": made.token,
            "resource_group": made.resource_group,
            "expires_at": made.expires.isoformat(),
            "address": made.address,
            "volumes": made.volumes,
            "public_url": call.site.config.public_url,
        },
        201,
    )


async def remove(call: Call) -> web.StreamResponse:
    """Take a node out: what it asks from then on is refused. ``end_sessions=true`` gives its sessions up."""
    name, end_sessions = call.path("name"), call.flag("end_sessions")
    await nodes.remove(call.site, name, end_sessions=end_sessions)
    audit.note(call.caller, "remove_node", name, {"end_sessions": end_sessions})
    return nothing()


async def authority(call: Call) -> web.StreamResponse:
    if call.site.door is None:
        raise errors.NotFound()
    return model_answer(joining.Authority(certificate=call.site.door.authority.pem))


async def join(call: Call) -> web.StreamResponse:
    request = await call.read(joining.Join)
    return model_answer(await nodes.join(call.site, request, call.request.remote or ""))


async def certificate(call: Call) -> web.StreamResponse:
    return model_answer(await nodes.renew(call.site, call.service, await call.read(joining.Renewal)))


ROUTES = [
    Route("GET", "/resource/nodes", "node.list", listing),
    Route("POST", "/resource/nodes", "node.add", add),
    Route("DELETE", "/resource/nodes/{name}", "node.remove", remove),
]
DOOR = [
    *agents.ROUTES,
    Route("GET", "/agent/authority", "agent.authority", authority),
    Route("POST", "/agent/join", "agent.join", join),
    Route("POST", "/agent/certificate", "agent.certificate", certificate),
]
"""What nodes on other machines ask, all of it, at a port of its own."""
