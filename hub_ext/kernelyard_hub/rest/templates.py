"""``/template/session``, and sessions that are made from templates."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub.http.call import Call, Route, answer, read_object
from kernelyard_hub.operations.sessions import templates


class Upload(BaseModel):
    """``payload`` is YAML or JSON text; scripts also send the object itself."""

    payload: str | dict[str, Any] | list[Any]
    group: str | None = Field(default=None, alias="group_name")
    domain: str | None = Field(default=None, alias="domain_name")
    owner_access_key: str | None = None


class Which(BaseModel):
    every: bool | None = Field(default=None, alias="all")


async def create(call: Call) -> web.StreamResponse:
    body = await call.read(Upload)
    made = await templates.create(
        call.site,
        call.who,
        body.payload,
        group=body.group,
        domain=body.domain,
        owner_access_key=body.owner_access_key,
    )
    return answer([{"id": template_id, "user": str(call.who.user_id)} for template_id in made])


async def listing(call: Call) -> web.StreamResponse:
    """A GET with a body (client contract 1.8)."""
    wanted = await call.read(Which)
    return answer(await templates.listing(call.site, call.who, every=bool(wanted.every)))


async def get(call: Call) -> web.StreamResponse:
    form = call.query("format") or "yaml"
    text = await templates.get(
        call.site, call.who, call.path("template"), form, call.query("owner_access_key")
    )
    return web.Response(text=text, content_type="application/json" if form == "json" else "text/yaml")


async def replace(call: Call) -> web.StreamResponse:
    body = await call.read(Upload)
    await templates.replace(call.site, call.who, call.path("template"), body.payload, body.owner_access_key)
    return answer({"success": True})


async def delete(call: Call) -> web.StreamResponse:
    await templates.remove(call.site, call.who, call.path("template"), call.query("owner_access_key"))
    return answer({"success": True})


async def start(call: Call) -> web.StreamResponse:
    """A session from a template (REST-060)."""
    body = await read_object(call.request)
    created = await templates.start(call.site, call.who, body)
    return answer(created.reply(), 201)


ROUTES = [
    Route("POST", "/template/session", "template.create", create),
    Route("GET", "/template/session", "template.list", listing),
    Route("GET", "/template/session/{template}", "template.get", get),
    Route("PUT", "/template/session/{template}", "template.replace", replace),
    Route("DELETE", "/template/session/{template}", "template.delete", delete),
    Route("POST", "/session/_/create-from-template", "session.create-from-template", start),
]
