"""``/session/{session}/start-service`` and ``shutdown-service``: apps of sessions, and where they open."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from pydantic import AliasChoices, BaseModel, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.operations.sessions import apps, tunnels

from .sessions import owner


class StartService(BaseModel):
    """``envs`` and ``arguments`` are JSON texts, as clients send them, or objects. A ``login_session_token``
    of older clients is not needed.
    """

    app: str = Field(max_length=64, validation_alias=AliasChoices("app", "service_name"))
    port: int | None = Field(default=None, ge=1, le=65535)
    envs: str | dict[str, Any] | None = None
    arguments: str | dict[str, Any] | None = None


class ShutdownService(BaseModel):
    service_name: str = Field(max_length=64, validation_alias=AliasChoices("service_name", "app"))


async def start_service(call: Call) -> web.StreamResponse:
    """Start an app; the reply is what fetches its address (REST-023)."""
    asked = await call.read(StartService)
    started = await apps.start(
        call.site,
        call.who,
        call.path("session"),
        asked.app,
        port=asked.port,
        arguments=asked.arguments,
        environ=asked.envs,
        owner_access_key=owner(call),
    )
    return answer({"token": started.token, "wsproxy_addr": apps.service_address(call.site)})


async def shutdown_service(call: Call) -> web.StreamResponse:
    asked = await call.read(ShutdownService)
    await apps.stop(
        call.site, call.who, call.path("session"), asked.service_name, owner_access_key=owner(call)
    )
    return nothing()


async def add(call: Call) -> web.StreamResponse:
    """The address of an app that was started, for one browser (APX-006)."""
    url = await apps.address(call.site, call.path("token"), call.path("session"), call.query("app") or "")
    return web.json_response({"url": url}, headers={"Cache-Control": "no-store"})


async def open_app(call: Call) -> web.StreamResponse:
    """Start an app and go there: a browser's visit is sent on; programs and pages that ask for JSON get the
    address.
    """
    if call.request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise errors.Forbidden("Apps are opened from this site's own pages.")
    url = await tunnels.open_url(
        call.site, call.who, call.path("session"), call.path("app"), owner_access_key=owner(call)
    )
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    if call.who.means == "hub-cookie" and "application/json" not in call.request.headers.get("Accept", ""):
        return web.Response(status=303, headers={**headers, "Location": url})
    return web.json_response({"url": url}, headers=headers)


async def list_apps(call: Call) -> web.StreamResponse:
    """A plain list, although its path begins with ``/stream`` (golden 134)."""
    return answer(
        await apps.list_apps(call.site, call.who, call.path("session"), owner_access_key=owner(call))
    )


ROUTES = [
    Route("POST", "/session/{session}/start-service", "session.start-service", start_service),
    Route("POST", "/session/{session}/shutdown-service", "session.shutdown-service", shutdown_service),
    Route("GET", "/session/{session}/apps/{app}/open", "session.app-open", open_app),
    Route("GET", "/stream/session/{session}/apps", "session.apps", list_apps),
    Route("GET", "/v2/proxy/{token}/{session}/add", "session.app-address", add),
]
