"""``/hub``: the Hub's own process (spawner, authenticator). Only the principal ``hub`` gets here."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from aiohttp import web

from kernelyard_hub import errors, protocol
from kernelyard_hub.http.call import Call, Route, model_answer
from kernelyard_hub.operations.accounts import accounts
from kernelyard_hub.operations.sessions import spawn_form, spawning

DEFAULT_SERVER = "-"
"""How the default server, whose name is empty, is written in a path."""


async def authenticate(call: Call) -> web.StreamResponse:
    return model_answer(await accounts.authenticate(call.site, await call.read(protocol.Login)))


async def user(call: Call) -> web.StreamResponse:
    return model_answer(await accounts.ensure_user(call.site, await call.read(protocol.HubUser)))


async def form(call: Call) -> web.StreamResponse:
    return model_answer(await spawn_form.form(call.site, call.path("username")))


async def create(call: Call) -> web.StreamResponse:
    return model_answer(await spawning.create(call.site, await call.read(protocol.SpawnRequest)), 201)


async def status(call: Call) -> web.StreamResponse:
    return model_answer(await spawning.status(call.site, _session_id(call)))


async def end(call: Call) -> web.StreamResponse:
    return model_answer(await spawning.end(call.site, _session_id(call)))


async def forgotten(call: Call) -> web.StreamResponse:
    return model_answer(await spawning.forgotten(call.site, _session_id(call)))


async def server(call: Call) -> web.StreamResponse:
    name = call.path("server")
    found = await spawning.server(call.site, call.path("username"), "" if name == DEFAULT_SERVER else name)
    if found is None:
        raise errors.SessionNotFound("This server has no open session.")
    return model_answer(found)


async def watch(call: Call) -> web.StreamResponse:
    """Lines of `SpawnStatus`, one per change and one every few seconds, until it is ready or has ended."""
    session_id = _session_id(call)
    await spawning.status(call.site, session_id)  # an unknown session is a 404, not an empty stream
    response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
    await response.prepare(call.request)
    with suppress(ConnectionError):
        async for line in spawning.watch(call.site, session_id):
            await response.write(line.model_dump_json().encode() + b"\n")
    return response


def _session_id(call: Call) -> UUID:
    try:
        return UUID(call.path("session"))
    except ValueError:
        raise errors.SessionNotFound(data=call.path("session")) from None


ROUTES = [
    Route("POST", "/hub/authenticate", "hub.authenticate", authenticate),
    Route("POST", "/hub/users", "hub.users", user),
    Route("GET", "/hub/form/{username}", "hub.form", form),
    Route("POST", "/hub/sessions", "hub.session-create", create),
    Route("GET", "/hub/sessions/{session}", "hub.session", status),
    Route("DELETE", "/hub/sessions/{session}", "hub.session-end", end),
    Route("POST", "/hub/sessions/{session}/forgotten", "hub.session-forgotten", forgotten),
    Route("GET", "/hub/sessions/{session}/watch", "hub.session-watch", watch),
    Route("GET", "/hub/servers/{username}/{server}", "hub.server", server),
]
