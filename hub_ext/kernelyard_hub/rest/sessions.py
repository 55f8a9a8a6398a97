"""``/session``: compute sessions. Bodies keep every spelling of keys that clients have used."""

from __future__ import annotations

import secrets
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer, nothing, read_object
from kernelyard_hub.operations.sessions import execution
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions.request import read_create


class Execute(BaseModel):
    mode: Literal["query", "batch", "complete", "continue", "continued", "input", "user-input"]
    code: str = Field(default="", max_length=8 * 2**20)
    run_id: str | None = Field(default=None, alias="runId", max_length=64)
    options: dict[str, Any] | None = None


class Place(BaseModel):
    """Where the cursor is (REST-010)."""

    row: int = 0
    col: int = 0
    line: str = ""
    post: str = ""


class Complete(BaseModel):
    code: str = ""
    options: Place | None = None


def owner(call: Call) -> str | None:
    """The keypair that an admin acts for (REST-072)."""
    return call.query("owner_access_key") or None


async def create(call: Call) -> web.StreamResponse:
    """Create or reuse (golden 117, 119); waits for RUNNING as the request says."""
    body = await read_object(call.request)
    if call.query("owner_access_key") is not None:
        body.setdefault("owner_access_key", call.query("owner_access_key"))
    created = await sessions.create(call.site, call.who, read_create(body))
    return answer(created.reply(), 201)


async def info(call: Call) -> web.StreamResponse:
    found = await sessions.info(call.site, call.who, call.path("session"), owner_access_key=owner(call))
    return answer(found)


async def destroy(call: Call) -> web.StreamResponse:
    """End a session. The flags are the literal ``true`` in the query."""
    stats = await sessions.destroy(
        call.site,
        call.who,
        call.path("session"),
        forced=call.flag("forced"),
        recursive=call.flag("recursive"),
        owner_access_key=owner(call),
    )
    return answer({"stats": stats})


async def match(call: Call) -> web.StreamResponse:
    wanted = call.query("id")
    if not wanted:
        raise errors.InvalidParameters("Input validation error", data={"id": "is required"})
    return answer(
        {"matches": await sessions.match(call.site, call.who, wanted, owner_access_key=owner(call))}
    )


async def rename(call: Call) -> web.StreamResponse:
    """The new name is a query parameter; scripts send it in the body as well."""
    fields = await call.fields()
    name = fields.get("name")
    if not isinstance(name, str):
        raise errors.InvalidParameters("Input validation error", data={"name": "is required"})
    await sessions.rename(call.site, call.who, call.path("session"), name, owner_access_key=owner(call))
    return nothing()


async def restart(call: Call) -> web.StreamResponse:
    """Same session, fresh processes (golden 309)."""
    await sessions.restart(call.site, call.who, call.path("session"), owner_access_key=owner(call))
    return nothing()


async def execute(call: Call) -> web.StreamResponse:
    """One slice of a run over long polling (golden 123): answers within about two seconds."""
    body = await call.read(Execute)
    result = await execution.execute(
        call.site,
        call.who,
        call.path("session"),
        mode=body.mode,
        code=body.code,
        run_id=body.run_id or secrets.token_hex(8),
        options=body.options or {},
        owner_access_key=owner(call),
    )
    return answer(
        {
            "result": {
                "status": result.status,
                "runId": result.run_id,
                "exitCode": result.exit_code,
                "options": result.options,
                "files": result.files,
                "console": result.console,
            }
        }
    )


async def interrupt(call: Call) -> web.StreamResponse:
    await execution.interrupt(call.site, call.who, call.path("session"), owner_access_key=owner(call))
    return nothing()


async def complete(call: Call) -> web.StreamResponse:
    body = await call.read(Complete)
    place = body.options or Place()
    suggestions = await execution.complete(
        call.site,
        call.who,
        call.path("session"),
        code=body.code,
        options=place.model_dump(),
        owner_access_key=owner(call),
    )
    return answer({"result": suggestions})


ROUTES = [
    Route("POST", "/session", "session.create", create),
    Route("POST", "/session/create", "session.create", create),
    Route("GET", "/session/_/match", "session.match", match),
    Route("GET", "/session/{session}", "session.info", info),
    Route("DELETE", "/session/{session}", "session.destroy", destroy),
    Route("POST", "/session/{session}", "session.execute", execute),
    Route("PATCH", "/session/{session}", "session.restart", restart),
    Route("POST", "/session/{session}/rename", "session.rename", rename),
    Route("POST", "/session/{session}/interrupt", "session.interrupt", interrupt),
    Route("POST", "/session/{session}/complete", "session.complete", complete),
]
