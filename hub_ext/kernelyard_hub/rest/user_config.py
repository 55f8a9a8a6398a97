"""``/user-config``, ``/group-config``, ``/domain-config``: dotfiles and the bootstrap script."""

from __future__ import annotations

from typing import Literal

from aiohttp import web

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Handler, Route, answer, parse
from kernelyard_hub.operations.accounts import keypair_settings
from kernelyard_hub.operations.sessions import dotfiles
from kernelyard_hub.operations.sessions.dotfiles import Scope

Kind = Literal["user", "domain", "project"]


async def _scope(call: Call, kind: Kind) -> Scope:
    """Who is meant: named in the query (reading, deleting) or in the body (writing); a list's query has a
    misspelt key (client contract 1.7)."""
    fields = await call.fields()

    def given(*names: str) -> str | None:
        for name in names:
            value = fields.get(name) or call.query(name)
            if isinstance(value, str) and value:
                return value
        return None

    if kind == "project" and given("group") is None:
        raise errors.InvalidParameters("Input validation error", data={"group": "is required"})
    if kind == "domain" and given("domain") is None:
        raise errors.InvalidParameters("Input validation error", data={"domain": "is required"})
    return Scope(kind, given("domain"), given("group"), given("owner_access_key", "onwer_access_key"))


def _routes(kind: Kind, path: str, read: str, write: str) -> list[Route]:
    async def show(call: Call) -> web.StreamResponse:
        scope = await _scope(call, kind)
        wanted = (await call.fields()).get("path")
        if isinstance(wanted, str) and wanted:
            return answer(await dotfiles.one(call.site, call.who, scope, wanted))
        return answer(await dotfiles.listing(call.site, call.who, scope))

    async def create(call: Call) -> web.StreamResponse:
        wanted = parse(dotfiles.Write, await call.fields())
        await dotfiles.create(call.site, call.who, await _scope(call, kind), wanted)
        return answer({})

    async def replace(call: Call) -> web.StreamResponse:
        wanted = parse(dotfiles.Write, await call.fields())
        await dotfiles.replace(call.site, call.who, await _scope(call, kind), wanted)
        return answer({})

    async def delete(call: Call) -> web.StreamResponse:
        wanted = (await call.fields()).get("path")
        if not isinstance(wanted, str) or not wanted:
            raise errors.InvalidParameters("Input validation error", data={"path": "is required"})
        await dotfiles.delete(call.site, call.who, await _scope(call, kind), wanted)
        return answer({"success": True})

    handlers: list[tuple[str, str, Handler]] = [
        ("GET", read, show),
        ("POST", write, create),
        ("PATCH", write, replace),
        ("DELETE", write, delete),
    ]
    return [Route(method, path, operation, handler) for method, operation, handler in handlers]


async def bootstrap_script(call: Call) -> web.StreamResponse:
    script = await keypair_settings.bootstrap_script(call.site, call.who, call.query("owner_access_key"))
    return answer(script)


async def set_bootstrap_script(call: Call) -> web.StreamResponse:
    wanted = await call.read(keypair_settings.Script)
    owner = (await call.fields()).get("owner_access_key") or call.query("owner_access_key")
    await keypair_settings.set_bootstrap_script(
        call.site, call.who, wanted.script, str(owner) if owner else None
    )
    return answer({})


ROUTES = [
    *_routes("user", "/user-config/dotfiles", "dotfile.read", "dotfile.write"),
    *_routes("project", "/group-config/dotfiles", "dotfile.project-read", "dotfile.project-write"),
    *_routes("domain", "/domain-config/dotfiles", "dotfile.domain-read", "dotfile.domain-write"),
    Route("GET", "/user-config/bootstrap-script", "bootstrap-script.get", bootstrap_script),
    Route("POST", "/user-config/bootstrap-script", "bootstrap-script.set", set_bootstrap_script),
]
